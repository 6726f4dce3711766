"""A mistake in the body, as a value.

    load → **validate** → facts → rules → report

A path is written twice: as a pointer for people and editors, and dotted, as faults do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Path = tuple[str | int, ...]


class Problem(StrEnum):
    """What is wrong at a place of the body."""

    MISSING = "missing"
    TYPE = "type"
    UNKNOWN_PROPERTY = "unknown-property"
    NEWER = "newer"
    TYPE_NAME_MISSING = "type-name-missing"
    TYPE_NAME_ADVISED = "type-name-advised"
    TYPE_NAME_WRONG = "type-name-wrong"
    VALUE = "value"
    RANGE = "range"
    REFERENCE_TYPE = "reference-type"
    NOT_JSON = "not-json"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class SchemaError:
    """One mistake.

    Attributes:
        problem: Its kind. `TYPE_NAME_MISSING` is a `_typeName` missing where the type may
            be one of several, `TYPE_NAME_ADVISED` where it can be one only (design §6);
            `NEWER` is a property or a type that a later release has; `MORE` stands last, for
            the mistakes that are not listed.
        pointer: RFC 6901 pointer into the body, to what is wrong; to the missing property
            itself where one is missing.
        message: What is there and what belongs there, on one line.
        property: The property concerned as faults name it, such as
            `spec.location.disk[0].diskId`; of the data object or the reference for a
            mistake in its `_typeName` or `type`. Empty for the body itself.
        only: The one type that a missing `_typeName` can name, where the place or the
            properties there leave only one.
    """

    problem: Problem
    pointer: str
    message: str
    property: str
    only: str | None = None

    @classmethod
    def at(
        cls,
        problem: Problem,
        path: Path,
        message: str,
        concerns: Path | None = None,
        only: str | None = None,
    ) -> SchemaError:
        """The error at the end of a path, in keys and indices."""
        named = dotted(path if concerns is None else concerns)
        return cls(problem, pointer_of(path), message, named, only)


def pointer_of(path: Path) -> str:
    """Write a path as an RFC 6901 pointer."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def dotted(path: Path) -> str:
    """Write a path as vSphere's faults do."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")
