"""What an inventory holds, apart from how files are read.

**load** → validate → facts → rules → report
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from policyguard.inventory.permissions import Permission, Role
    from policyguard.inventory.properties import Tree
    from policyguard.inventory.taken import Taken
    from policyguard.references import Reference


UNNAMED: Final = "inventory"
"""What messages call one that is read from no file."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What all documents say together, each section in a fixed order."""

    objects: dict[Reference, Tree]
    roles: dict[int, Role]
    permissions: tuple[Permission, ...]
    groups: dict[str, tuple[str, ...]]
    complete: frozenset[str]
    about: dict[str, Any]
    effective: dict[tuple[str, Reference], frozenset[str]]


def oldest(listed: Iterable[Taken]) -> Taken | None:
    """Return the first that was taken; None of none."""
    return min(listed, key=lambda one: one.moment, default=None)


@dataclass(frozen=True, slots=True)
class InventoryFile:
    """One file that an inventory was read from.

    Attributes:
        file: Its name, as the caller gave it.
        taken: What it says of how it came about; of several documents, the oldest.
    """

    file: str
    taken: Taken | None = None
