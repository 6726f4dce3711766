"""The words for what stands at a place of the body, and for what belongs there.

    load → **validate** → facts → rules → report

INVARIANT: one line of bounded length, whatever is quoted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final

from policyguard.text import shown

Schema = Mapping[str, Any]

# Longer than any name of the API; comparing what is longer costs much and helps nobody.
_LONGEST_NAME: Final = 80
_MOST_NEAR: Final = 3
_NEAR: Final = 0.65
_MOST_LISTED: Final = 6
_LONGEST_LIST: Final = 170
_MOST_RANKED: Final = 64

_SIMPLE: Final[Mapping[str, tuple[str, str]]] = {
    "string": ("a string", "strings"),
    "integer": ("an integer", "integers"),
    "number": ("a number", "numbers"),
    "boolean": ("`true` or `false`", "`true` or `false`"),
}
_INTEGERS: Final = {2**7 - 1: "byte", 2**15 - 1: "short", 2**31 - 1: "int", 2**63 - 1: "long"}
_BOXED: Final = 'a boxed value such as `{"_typeName": "string", "_value": "…"}`'


def found(value: Any, *, secret: bool = False) -> str:
    """Name a value that stands where it does not belong.

    A text is not quoted: it may be a password that was written in place of an object. Nor is a
    number where one may stand.
    """
    if isinstance(value, str):
        return "a string"
    if secret and isinstance(value, int | float) and not isinstance(value, bool):
        return "an integer" if isinstance(value, int) else "a number"
    return quoted(value)


def quoted(value: Any) -> str:
    """Quote a value, or name it where it is too large for that."""
    if isinstance(value, str):
        return f"`{shown(value)}`" if value else "an empty string"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    return "`null`" if value is None else f"`{str(value).lower()}`"


def a(name: str) -> str:
    """A type's name with its article."""
    return f"{'an' if name[0] in 'AEIOaeio' else 'a'} `{name}`"


def accepted(schema: Schema) -> str:
    """One of what a schema accepts."""
    return _one_and_many(schema)[0]


def referred(definition: str) -> str:
    """One of what a definition accepts."""
    return _referred(definition)[0]


def integer_type(schema: Schema) -> str:
    """The integer type whose range a schema has."""
    return _INTEGERS[schema["maximum"]]


def listed(names: Sequence[str]) -> str:
    """Names; only the first of them, and how many there are, if they are many or long."""
    if len(names) <= _MOST_LISTED and len(_joined(names)) <= _LONGEST_LIST:
        return _joined(names)
    kept = list(names[: _MOST_LISTED - 1])
    while len(kept) > 1 and len(_joined(kept)) > _LONGEST_LIST:
        kept.pop()
    return f"{_joined(kept)} … ({len(names)} in all)"


def nearest(name: Any, candidates: Iterable[str]) -> tuple[str, ...]:
    """The candidates that a misspelt name may mean, the nearest first."""
    if not isinstance(name, str) or len(name) > _LONGEST_NAME:
        return ()
    return _nearest(name, tuple(candidates))


def hint(names: Sequence[str]) -> str:
    """What to say of the nearest candidates; empty if there are none."""
    if not names:
        return ""
    return f"; the nearest {'is' if len(names) == 1 else 'are'} {_joined(names)}"


def fitting(
    keys: frozenset[str], names: Sequence[str], definitions: Mapping[str, Schema]
) -> list[str]:
    """Types in the order of how well a data object's properties fit them."""
    return sorted(names, key=lambda name: (*_misfit(keys, definitions[name]), name))


def only_fitting(
    value: Mapping[str, Any], names: Sequence[str], definitions: Mapping[str, Schema]
) -> str | None:
    """The one type that a data object without `_typeName` can be, by its properties.

    It has all that are there and needs none but `_typeName` besides. None where several
    do, and where nothing is there to tell by. Where any type may stand, nothing is told:
    of so many, one that fits is no sign that it is meant.
    """
    if not value or len(names) > _MOST_RANKED:
        return None
    keys = frozenset(value)
    left = [name for name in names if _misfit(keys, definitions[name]) == (0, 1)]
    return left[0] if len(left) == 1 else None


def _misfit(keys: frozenset[str], type_: Schema) -> tuple[int, int]:
    """How many properties there are that the type has not, and how many it needs besides."""
    required = type_["required"]
    unknown = keys.difference(type_["properties"])
    return len(unknown), len(required) - len(keys.intersection(required))


@lru_cache(maxsize=1024)
def _nearest(name: str, candidates: tuple[str, ...]) -> tuple[str, ...]:
    """By the usual measure, and case counts for nothing: that is what people mistake."""
    written = {each.lower(): each for each in candidates}
    return tuple(
        written[each] for each in get_close_matches(name.lower(), written, _MOST_NEAR, _NEAR)
    )


def _joined(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _one_and_many(schema: Schema) -> tuple[str, str]:
    if "$ref" in schema:
        return _referred(schema["$ref"].removeprefix("#/$defs/"))
    if "enum" in schema:
        choice = listed(schema["enum"])
        return (choice if len(schema["enum"]) == 1 else f"one of {choice}",) * 2
    if schema["type"] == "array":
        return f"a list of {_one_and_many(schema['items'])[1]}", "lists"
    return _SIMPLE[schema["type"]]


def _referred(definition: str) -> tuple[str, str]:
    kind, _, type_ = definition.rpartition(".")
    if type_ == "Any":
        return _BOXED, "boxed values"
    if kind == "ref":
        return f"a reference to {a(type_)}", f"references to `{type_}`"
    return a(type_), f"`{type_}`"
