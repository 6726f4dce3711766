"""Say what is wrong at one place of the body.

    load → **validate** → facts → rules → report

`validator.py` finds the places. Here jsonschema tells which keywords each one breaks,
without looking below it, and what is there and what belongs there is put into words.

INVARIANT: what follows from a mistake is no mistake. A misspelt property is one, not two,
although the property that it means is missing then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from policyguard.schema.error import Problem
from policyguard.schema.fit import boxed_types, ranked
from policyguard.schema.place import TYPE_NAME, Mistake, Place, Schema, is_type_name
from policyguard.schema.releases import property_since, type_since
from policyguard.schema.words import (
    a,
    accepted,
    hint,
    integer_type,
    listed,
    nearest,
    only_fitting,
    quoted,
    referred,
)


def _nothing(*_: Any) -> Iterator[Any]:
    return iter(())


def _listed(_: Validator, names: list[str], value: Any, __: Schema) -> Iterator[ValidationError]:
    """The keyword `enum` for lists of strings: with 1,600 of them, jsonschema's takes 1 ms."""
    if not isinstance(value, str) or value not in names:
        yield ValidationError("")


# What leads from one place to another is not followed.
_LEADING: Final = ("properties", "patternProperties", "items", "$ref", "if")
_OnePlace: Final[type[Validator]] = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {"enum": _listed, **dict.fromkeys(_LEADING, _nothing)},
)


def mistakes_at(place: Place) -> Iterator[Mistake]:
    """What is wrong at a place, not looking below."""
    broken = (str(error.validator) for error in _OnePlace(place.schema).iter_errors(place.value))
    for explain in dict.fromkeys(_EXPLAIN[keyword] for keyword in broken):
        yield from explain(place)


def _type(place: Place) -> Iterator[Mistake]:
    yield place.mistake(Problem.TYPE, f"{place.found} where {_belongs(place)} belongs")


def _belongs(place: Place) -> str:
    if not place.part:
        return "an object with `folder`, `name` and `spec`"
    is_definition = place.part == ("$defs", place.definition)
    return referred(place.definition) if is_definition else accepted(place.schema)


def _enum(place: Place) -> Iterator[Mistake]:
    if is_type_name(place.part):
        yield _newer_type(place) or place.mistake(Problem.TYPE_NAME_WRONG, _wrong_name(place))
    elif not isinstance(place.value, str):
        yield from _type(place)
    elif place.definition.startswith("ref."):
        yield place.mistake(Problem.REFERENCE_TYPE, _wrong_reference(place))
    else:
        near = hint(nearest(place.value, place.schema["enum"]))
        message = f"{place.said} where {accepted(place.schema)} belongs{near}"
        yield place.mistake(Problem.VALUE, message)


def _newer_type(place: Place) -> Mistake | None:
    if not place.definition:
        return None
    declared = place.definition.removeprefix("name.")
    since = type_since(declared, place.value, place.release)
    if since is None:
        return None
    what = "a type" if declared == "Any" else a(declared)
    return _newer(place, f"{quoted(place.value)} is {what} since {since}")


def _newer(place: Place, message: str, member: str | None = None) -> Mistake:
    told = f"{message}; the request says {place.release}"
    return place.mistake(Problem.NEWER, told, member)


def _wrong_name(place: Place) -> str:
    names, kind = place.schema["enum"], f"`{place.definition.removeprefix('name.')}`"
    if not place.definition:
        return f"{place.said} is no type of a request; it may be {listed(names)}"
    if place.definition == "name.Any":
        # Data objects are allowed too, but that is not what is usually meant.
        names, kind = boxed_types(place.release), "type of a boxed value"
        fitting = names
    else:
        fitting = ranked(place.owner, kind.strip("`"), place.release)
    # What names another type is spelt well enough.
    is_type = isinstance(place.value, str) and place.value in place.definitions
    near = () if is_type else nearest(place.value, names)
    first = list(dict.fromkeys((*near, *fitting)))
    # What is like no type may be anything that was put there.
    hidden = place.is_secret and not (is_type or near)
    said = "what it names" if hidden else quoted(place.value)
    return f"{said} is no {kind}; it may be {listed(first)}"


def _wrong_reference(place: Place) -> str:
    if place.value in _managed_types(place.definitions):
        belongs = a(place.definition.removeprefix("ref."))
        return f"{a(place.value)} where {belongs} belongs"
    near = hint(nearest(place.value, place.schema["enum"]))
    return f"{place.said} is no type of managed object{near}"


def _managed_types(definitions: Mapping[str, Schema]) -> list[str]:
    types: list[str] = definitions["ref.ManagedObject"]["properties"]["type"]["enum"]
    return types


def _const(place: Place) -> Iterator[Mistake]:
    message = f"{place.said} where only the type `{place.schema['const']}` belongs"
    yield _newer_type(place) or place.mistake(Problem.TYPE_NAME_WRONG, message)


def _range(place: Place) -> Iterator[Mistake]:
    least, most = place.schema["minimum"], place.schema["maximum"]
    side, bound = ("below", least) if place.value < least else ("above", most)
    extreme = "least" if side == "below" else "most"
    type_ = integer_type(place.schema)
    message = f"{place.said} is {side} {bound}, the {extreme} that {a(type_)} holds"
    yield place.mistake(Problem.RANGE, message)


def _length(place: Place) -> Iterator[Mistake]:
    yield place.mistake(Problem.VALUE, "an empty string where a managed object id belongs")


def _object(place: Place) -> Iterator[Mistake]:
    """What is missing and what is not known, together, because one may be the other."""
    known = {**place.schema["properties"], **_own_type_name(place)}
    missing = [name for name in place.schema["required"] if name not in place.value]
    closed = "additionalProperties" in place.schema
    for key in [key for key in place.value if closed and key not in known]:
        since = property_since(place.definition, key, place.release)
        if since is not None:
            message = f"{quoted(key)} is a property of {_owner(place)} since {since}"
            yield _newer(place, message, key)
            continue
        near = nearest(key, [n for n in known if n not in place.value]) or nearest(key, known)
        tail = hint(near)
        if near and near[0] in missing:
            missing.remove(near[0])
            tail += ", which is missing"
        message = f"{quoted(key)} is no property of {_owner(place)}{tail}"
        yield place.mistake(Problem.UNKNOWN_PROPERTY, message, key)
    for name in missing:
        yield _missing(place, name)


def _own_type_name(place: Place) -> Mapping[str, Schema]:
    """The `_typeName` of the body, which is there or not."""
    return {} if place.part else {TYPE_NAME: {}}


def _missing(place: Place, name: str) -> Mistake:
    if name != TYPE_NAME:
        message = f"`{name}` is missing, which {_owner(place)} needs"
        return place.mistake(Problem.MISSING, message, name)
    allowed = place.schema["properties"][TYPE_NAME]
    if "const" in allowed:
        message = f"`{TYPE_NAME}` is missing; it can only be `{allowed['const']}`"
        return place.mistake(Problem.TYPE_NAME_ADVISED, message, name, allowed["const"])
    misspelt = "".join(
        f", but {quoted(key)} is there" for key in nearest(TYPE_NAME, place.value)[:1]
    )
    message = f"`{TYPE_NAME}` is missing{misspelt}; {_choice(place)}"
    only = only_fitting(place.value, allowed["enum"], place.definitions)
    return place.mistake(Problem.TYPE_NAME_MISSING, message, name, only)


def _choice(place: Place) -> str:
    if place.definition == "name.Any":
        return f"{referred('Any')} belongs here"
    fitting = ranked(place.value, place.definition.removeprefix("name."), place.release)
    return f"the type of {referred(place.definition)} may be {listed(fitting)}"


def _owner(place: Place) -> str:
    if not place.part:
        return "the request"
    only = place.schema["properties"][TYPE_NAME]["const"]
    return a(only)


_EXPLAIN: Final[Mapping[str, Callable[[Place], Iterator[Mistake]]]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "minimum": _range,
    "maximum": _range,
    "minLength": _length,
    "required": _object,
    "additionalProperties": _object,
}
