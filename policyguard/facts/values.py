"""What facts are made of: values that may be unknown, and what would decide them.

INVARIANT: `values` hold only what the vocabulary lists, or `unknown`; every `unknown` has
an entry in `unknown` that says what would decide it. What a user wrote is in `details`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from policyguard.vocabulary import KINDS, UNKNOWN, qualified

Values: TypeAlias = Mapping[str, str | int]
"""Attribute, as `kind.attribute`, → value."""

_T = TypeVar("_T")
_NAMES = {
    kind.name: {attribute: qualified(kind.name, attribute) for attribute in kind.attributes}
    for kind in KINDS.values()
}


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is not known.

    Attributes:
        deciders: What would decide it: `Type/moId:property.path`, `request:place`, or a
            word for a whole list, as in a report's `unknown`.
    """

    deciders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A number of which a message says that it differs, and that no fault has."""

    least: int
    most: int

    def __str__(self) -> str:
        """Return how it is printed."""
        return f"{self.least} to {self.most}"


Said: TypeAlias = str | int | Unknown
"""What a fact says about one attribute."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact as it is made: what it says, and what a rule may print about it."""

    says: Mapping[str, Said]
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact, flat: what engines match on, and beside it what they never see."""

    values: Values
    unknown: Mapping[str, tuple[str, ...]]
    details: Mapping[str, Any]

    @classmethod
    def of(cls, kind: str, statement: Statement) -> Fact:
        """Flatten a statement of a kind."""
        names = _NAMES[kind]
        values: dict[str, str | int] = {}
        unknown: dict[str, tuple[str, ...]] = {}
        for attribute, said in statement.says.items():
            if isinstance(said, Unknown):
                values[names[attribute]] = UNKNOWN
                unknown[names[attribute]] = said.deciders
            else:
                values[names[attribute]] = said
        return cls(values, unknown, statement.details)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Facts:
    """Everything said about one request.

    Attributes:
        values: The facts there is one of, flattened together.
        unknown: What would decide each of them that is unknown.
        details: What rules may print about them.
        items: The facts there are many of, by kind, in the order of the request.
        of_rules: What only one rule may print, by its id.
    """

    values: Values
    unknown: Mapping[str, tuple[str, ...]]
    details: Mapping[str, Any]
    items: Mapping[str, tuple[Fact, ...]]
    of_rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def union(*parts: object) -> tuple[str, ...]:
    """Everything that would decide the unknown ones among *parts*, once, in order."""
    deciders = (d for part in parts if isinstance(part, Unknown) for d in part.deciders)
    return tuple(dict.fromkeys(deciders))


def in_any_order(*parts: object) -> tuple[str, ...]:
    """The same for parts that come in no order of their own, as the objects of a list do."""
    return tuple(sorted(union(*parts)))


def integer(value: Any) -> int | None:
    """A value that is a number, which a bool is not; None if it is something else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def number_in(data: Any, name: str) -> int | None:
    """A number in a data object; None if there is none."""
    return integer(data.get(name)) if isinstance(data, Mapping) else None


def say(value: _T | Unknown, tell: Callable[[_T], Said]) -> Said:
    """What *tell* says about a known value; an unknown one stays unknown."""
    return value if isinstance(value, Unknown) else tell(value)
