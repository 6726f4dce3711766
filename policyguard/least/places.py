"""Where a permission can be set so that it counts on an object, and what is above that.

load → validate → facts → rules → **report**
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

from policyguard.authorization.hierarchy import PRIMARY, Hierarchy, decider
from policyguard.inventory import UNKNOWN

if TYPE_CHECKING:
    from policyguard.inventory import Inventory
    from policyguard.references import Reference


class Places:
    """The objects of one inventory that permissions are set on.

    That is the head of a complex and none of its other members, where vCenter refuses
    permissions, and the Fault Tolerance primary in place of a secondary (privileges.md b.2).
    """

    def __init__(self, inventory: Inventory) -> None:
        self._hierarchy = Hierarchy(inventory)
        self._above: dict[Reference, tuple[Reference, ...]] = {}
        self._doubts: dict[Reference, tuple[str, ...]] = {}

    def place(self, entity: Reference) -> Reference:
        """Return where to set what is to count on an object itself."""
        found = self._hierarchy.primary(entity)
        primary = entity if found is UNKNOWN else found
        head = self._hierarchy.head(primary)
        return primary if head is UNKNOWN else head

    def doubt(self, place: Reference) -> tuple[str, ...]:
        """Return what would tell whether a place is one, if that is not known."""
        if place not in self._doubts:
            unsure = {
                "parent": self._hierarchy.head(place),
                PRIMARY: self._hierarchy.primary(place),
            }
            self._doubts[place] = tuple(
                decider(place, path) for path, found in unsure.items() if found is UNKNOWN
            )
        return self._doubts[place]

    def is_root(self, place: Reference) -> bool:
        """Whether a place is the root folder."""
        return self._hierarchy.is_root(place)

    def above(self, place: Reference) -> tuple[Reference, ...]:
        """Return a place and all those above it as far as they are known, the nearest first."""
        if place not in self._above:
            self._above[place] = tuple(self._walk(place))
        return self._above[place]

    def _walk(self, place: Reference) -> Iterable[Reference]:
        found = {place: None}
        waiting = deque(found)
        while waiting:
            for parent in self._hierarchy.above(waiting.popleft()).parents:
                above = self.place(parent)
                if above not in found:
                    found[above] = None
                    waiting.append(above)
        return found

    def lowest_common(self, places: Iterable[Reference]) -> Reference | None:
        """Return the lowest place at or above all of some; the folder side's, of several."""
        first, *others = sorted(places)
        shared = [
            one for one in self.above(first) if all(one in self.above(other) for other in others)
        ]
        covered = {above for one in shared for above in self.above(one)[1:]}
        return next((one for one in shared if one not in covered), None)
