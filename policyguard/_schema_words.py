"""The words for what stands at a place of the body, and for what belongs there.

    load → **validate** → facts → rules → report

INVARIANT: one line of bounded length, whatever is quoted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final

from policyguard._text import shown

# Longer than any name of the API; comparing what is longer costs much and helps nobody.
_LONGEST_NAME: Final = 80
_MOST_CANDIDATES: Final = 3
_MOST_LISTED: Final = 6

_SIMPLE: Final[Mapping[str, tuple[str, str]]] = {
    "string": ("a string", "strings"),
    "integer": ("an integer", "integers"),
    "number": ("a number", "numbers"),
    "boolean": ("`true` or `false`", "`true` or `false`"),
    "array": ("a list", "lists"),
}
_INTEGERS: Final = {2**7 - 1: "byte", 2**15 - 1: "short", 2**31 - 1: "int", 2**63 - 1: "long"}
_ANY: Final = 'a boxed value like `{"_typeName": "string", "_value": "…"}`'


def found(value: Any) -> str:
    """Name a value that stands where it does not belong."""
    if value is None:
        return "`null`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str):
        return f"the string `{shown(value)}`"
    if isinstance(value, int | float):
        return f"the number `{value}`"
    return "a list" if isinstance(value, list) else "an object"


def expected(schema: Mapping[str, Any]) -> str:
    """Name what a schema accepts."""
    return _accepted(schema)[0]


def integer_type(schema: Mapping[str, Any]) -> str:
    """Name the integer type whose range a schema has."""
    return _INTEGERS[schema["maximum"]]


def a(name: str) -> str:
    """A type's name with its article."""
    return f"{'an' if name[0] in 'AEIO' else 'a'} `{name}`"


def listed(names: Sequence[str]) -> str:
    """The first of some names, and how many there are if that is not all."""
    if len(names) <= _MOST_LISTED:
        return _joined(names)
    return f"{_joined(names[: _MOST_LISTED - 1])} … ({len(names)} in all)"


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


@lru_cache(maxsize=1024)
def _nearest(name: str, candidates: tuple[str, ...]) -> tuple[str, ...]:
    """Case first, because it is what people mistake; then the usual measure."""
    folded = [each for each in candidates if each.lower() == name.lower()]
    return tuple(folded or get_close_matches(name, candidates, _MOST_CANDIDATES, 0.7))


def _joined(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _accepted(schema: Mapping[str, Any]) -> tuple[str, str]:
    """One of what a schema accepts, and many."""
    if "$ref" in schema:
        return _referred(schema["$ref"].removeprefix("#/$defs/"))
    if "enum" in schema:
        return (f"one of {listed(schema['enum'])}",) * 2
    if schema.get("type") == "array":
        return f"a list of {_accepted(schema['items'])[1]}", "lists"
    if schema.get("type") == "object":
        return _referred(schema["properties"]["_typeName"]["const"])
    return _SIMPLE[schema["type"]]


def _referred(name: str) -> tuple[str, str]:
    kind, _, type_ = name.rpartition(".")
    if name == "Any":
        return _ANY, "boxed values"
    if kind == "ref":
        return f"a reference to {a(type_)}", f"references to `{type_}`"
    return a(type_), f"`{type_}`"
