"""Several inventory documents as one, or the places where they contradict each other.

    **load** → validate → facts → rules → report

INVARIANT: the order of the documents never changes what comes out, but for which of two
contradicting places a refusal names first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from policyguard._inventory_file import Part
from policyguard._inventory_mistakes import refusal, value_shown
from policyguard._inventory_objects import FOLLOWED, Described
from policyguard._properties import UNKNOWN, Contradiction, Tree, lookup, merge
from policyguard._text import shown
from policyguard.permissions import GLOBAL, Permission, Role
from policyguard.references import Reference

_Key = TypeVar("_Key")
_Said = TypeVar("_Said", Role, Permission)
_Place = Callable[[], str]

# A longer way round is not worth a line.
_LONGEST_RING: Final = 6


@dataclass(frozen=True, slots=True)
class Merged:
    """What all documents say together, each section in a fixed order."""

    objects: dict[Reference, Tree]
    roles: dict[int, Role]
    permissions: tuple[Permission, ...]
    groups: dict[str, tuple[str, ...]]
    complete: frozenset[str]
    about: dict[str, Any]


@dataclass(slots=True)
class _Sayings:
    """The first statement about each thing, and every contradiction of it."""

    mistakes: list[str] = field(default_factory=list)

    def first(
        self, known: dict[_Key, tuple[_Said, _Place]], key: _Key, said: _Said, place: _Place, what: str
    ) -> None:
        ...
