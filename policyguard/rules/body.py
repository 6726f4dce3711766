"""What the `body` of a pack's rule may be: a JSON Schema that answers at once, for any body.

    load → validate → facts → **rules** → report

Of JSON Schema 2020-12 all is taken but what leads out of the schema (`$id`, anchors, other
vocabularies), round in a circle, or to ever more work (`unevaluated…`). Regular expressions
are those that match in linear time. `format` is checked, not only noted.

INVARIANT: what `flaws_of_body` finds nothing wrong with compiles, fetches nothing, and is
decided in time that grows with the size of the body and no faster: it asks each value no
more than `_MOST_ASKED` things, of which a keyword is one, and so is a list of texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import jsonschema_rs

from policyguard.document.node import measure
from policyguard.rules.breach import BodySchema
from policyguard.rules.suggest import unknown
from policyguard.schema.error import Path, pointer_of
from policyguard.schema.plain import flaw_of
from policyguard.text import cleaned, plain_text, shown

if TYPE_CHECKING:
    from policyguard.rules.terms import Found

# What a rule with a `body` may print of what breaks it: the pointer to it, what is wrong there.
BODY_DETAILS: Final = ("place", "problem")

# A schema for itself; a list of them; a mapping of names to them; no schema at all.
_ONE: Final = frozenset(
    ("additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then")
)
_LISTS: Final = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
_MAPS: Final = frozenset(("$defs", "dependentSchemas", "patternProperties", "properties"))
_PLAIN: Final = frozenset(
    (
        *("$comment", "$ref", "$schema", "const", "default", "dependentRequired", "deprecated"),
        *("description", "enum", "examples", "exclusiveMaximum", "exclusiveMinimum", "format"),
        *("maxContains", "maxItems", "maxLength", "maxProperties", "maximum", "minContains"),
        *("minItems", "minLength", "minProperties", "minimum", "multipleOf", "pattern"),
        *("readOnly", "required", "title", "type", "uniqueItems", "writeOnly"),
    )
)
# What these list is compared with a value anew.
_LISTING: Final = ("const", "dependentRequired", "enum", "required")
_SLOW: Final = 10
_KEYWORDS: Final = sorted(_ONE | _LISTS | _MAPS | _PLAIN)
_TYPES: Final = ("array", "boolean", "integer", "null", "number", "object", "string")
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
# Far more than most policies; each may be asked of every value of a body.
_MOST_ASKED: Final = 500

_Parts: TypeAlias = Mapping[str, tuple[Path, Any]]
"""Every schema in a schema, with its place, by the pointer to it."""


def flaws_of_body(schema: Any) -> Iterator[Found]:
    """What is wrong with a schema, and where in it.

    Args:
        schema: Any value.
    """
    flaw = flaw_of(schema)
    if flaw is not None:
        yield flaw.path, flaw.reason
        return
    if cleaned(schema) != schema:
        yield (), "there is a lone surrogate in it, which is no character"
        return
    parts = {pointer_of(path): (path, part) for path, part in _parts(schema, ())}
    found = [flaw for path, part in parts.values() for flaw in _flaws_of_part(path, part, parts)]
    yield from found or _flaws_of_whole(schema, parts)


def _parts(schema: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every schema in a schema, itself included, by its place."""
    yield path, schema
    for keyword, value in schema.items() if isinstance(schema, dict) else ():
        for inner, part in _inside(keyword, value):
            yield from _parts(part, (*path, *inner))


def _inside(keyword: str, value: Any) -> Iterator[tuple[Path, Any]]:
    """The schemas that the value of a keyword is or holds, by their place in the schema."""
    if keyword in _ONE:
        yield (keyword,), value
    elif keyword in _LISTS and isinstance(value, list):
        yield from (((keyword, index), part) for index, part in enumerate(value))
    elif keyword in _MAPS and isinstance(value, dict):
        yield from (((keyword, name), part) for name, part in value.items())


def _flaws_of_part(path: Path, part: Any, parts: _Parts) -> Iterator[Found]:
    if not isinstance(part, dict | bool):
        yield path, f"a schema is a mapping, not `{shown(plain_text(part))}`"
    for keyword, value in part.items() if isinstance(part, dict) else ():
        said = _said_of_keyword(keyword, value, parts)
        if said is not None:
            yield (*path, keyword), said


def _said_of_keyword(keyword: str, value: Any, parts: _Parts) -> str | None:
    """What is wrong with a keyword, or with its value where the validator is too lenient."""
    if keyword.startswith("unevaluated"):
        return f"`{shown(keyword)}` is not taken here; list the properties or items"
    if keyword not in _KEYWORDS:
        return unknown("keyword", keyword, _KEYWORDS)
    if keyword == "$schema" and value != _DIALECT:
        return f"a body's schema is one of `{_DIALECT}`"
    if keyword == "$ref" and not (isinstance(value, str) and _target(value) in parts):
        return _nowhere(plain_text(value), parts)
    if keyword == "type":
        given = value if isinstance(value, list) else [value]
        wrong = [one for one in given if one not in _TYPES]
        return unknown("type", plain_text(wrong[0]), _TYPES) if wrong else None
    return None


def _target(reference: str) -> str:
    """The pointer that a reference into the schema itself is; what is none for any other."""
    return reference.removeprefix("#") if reference.startswith("#") else "elsewhere"


def _nowhere(reference: str, parts: _Parts) -> str:
    if not reference.startswith("#"):
        return f"`{shown(reference)}` leads out of the schema, and nothing is ever fetched"
    known = [f"#{pointer}" for pointer, (path, _) in parts.items() if path[:-1] == ("$defs",)]
    return unknown("part of the schema", reference, known)


def _flaws_of_whole(schema: Any, parts: _Parts) -> Iterator[Found]:
    """What is wrong with a schema all of whose keywords and references are known."""
    below = {pointer: list(_below(*each)) for pointer, each in parts.items()}
    try:
        order = list(TopologicalSorter(below).static_order())
    except CycleError as error:
        circle = [parts[pointer] for pointer in parts if pointer in error.args[1]]
        path = next(path for path, part in circle if "$ref" in part)
        yield (*path, "$ref"), "this leads round in a circle"
        return
    size: dict[str, int] = {}
    for pointer in order:
        asked = _asked(parts[pointer][1]) + sum(size[each] for each in below[pointer])
        size[pointer] = min(asked, _MOST_ASKED + 1)
    if size[""] > _MOST_ASKED:
        said = f"the schema asks more than {_MOST_ASKED} things: keywords and what they list"
        yield (), f"{said}, those it refers to counted anew"
        return
    yield from _refused(schema)


def _below(path: Path, part: Any) -> Iterator[str]:
    """The pointers to the schemas that a schema asks in turn."""
    for keyword, value in part.items() if isinstance(part, dict) else ():
        if keyword == "$ref":
            yield _target(value)
        elif keyword != "$defs":
            yield from (pointer_of((*path, *inner)) for inner, _ in _inside(keyword, value))


def _asked(part: Any) -> int:
    """How many things a schema asks itself; those within it ask for themselves."""
    if not isinstance(part, dict):
        return 1
    listing = (keyword for keyword in _LISTING if keyword in part)
    return 1 + len(part) + sum(_weight(keyword, part[keyword]) for keyword in listing)


def _weight(keyword: str, listed: Any) -> int:
    """How many things it takes to compare a value with what a keyword lists.

    The validator looks texts up among texts. With values of several kinds it compares one by
    one, each in the time of ten keywords.
    """
    if isinstance(listed, list) and all(isinstance(one, str) for one in listed):
        return 1
    return measure(listed)[0] * (_SLOW if keyword == "enum" else 1)


def _refused(schema: Any) -> Iterator[Found]:
    """What the validator itself says of a schema."""
    try:
        BodySchema(schema if isinstance(schema, Mapping) else {})
    except jsonschema_rs.ValidationError as error:
        path = tuple(error.instance_path)
        yield path, _said(error, path)


def _said(error: jsonschema_rs.ValidationError, path: Path) -> str:
    if path[-1:] == ("pattern",) or path[-2:-1] == ("patternProperties",):
        return (
            "no regular expression that can be matched in linear time: it is malformed, too "
            "large, or looks around or back"
        )
    if path[-1:] == ("format",):
        return "unknown format"
    keyword = next((step for step in reversed(path) if step in _KEYWORDS), None)
    return error.message if keyword is None else f"`{keyword}`: {error.message}"
