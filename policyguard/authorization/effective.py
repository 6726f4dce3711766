"""Which permissions speak of one principal on one object, and which of them count.

    load → validate → facts → **rules** → report

The algorithm is privileges.md b.3, steps 3 to 9. Nothing here asks for a privilege: what
comes out is the same for all of them, and is worked out once for each object.

INVARIANT: what is found covers every way in which unknown parents can be settled, so that
settling one never adds to what was possible before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyguard.authorization.entries import Entries, reaching
from policyguard.authorization.hierarchy import PRIMARY, Hierarchy, decider
from policyguard.authorization.layers import Effective, Layer, Possible, Side
from policyguard.inventory import UNKNOWN
from policyguard.inventory.permissions import is_no_access

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policyguard.inventory import Inventory
    from policyguard.inventory.permissions import Permission
    from policyguard.references import Reference


class Resolver:
    """Finds what decides on each object, once; safe to share between threads.

    Args:
        inventory: What is above what.
        permissions: The principal's own and those of all its groups.
        possible: Those that are as well if other spellings of names mean the same.
    """

    def __init__(
        self,
        inventory: Inventory,
        permissions: Iterable[Permission] | Entries,
        possible: Iterable[Permission] = (),
    ) -> None:
        self._inventory = inventory
        self._hierarchy = Hierarchy(inventory)
        self._entries = (
            permissions
            if isinstance(permissions, Entries)
            else Entries.of(self._hierarchy, permissions, possible)
        )
        # Two threads may work out the same; what they find is equal.
        self._found: dict[Reference, Effective] = {}
        self._sides: dict[Reference, Side] = {}

    def effective(self, entity: Reference) -> Effective:
        """Return all that decides on an object."""
        found = self._found.get(entity)
        if found is None:
            found = self._effective(entity)
            # What else a request may name has no end.
            if self._inventory.known(entity):
                self._found[entity] = found
        return found

    def _effective(self, entity: Reference) -> Effective:
        primary = self._hierarchy.primary(entity)
        subject = entity if primary is UNKNOWN else primary
        below = not self._hierarchy.is_root(subject)
        everywhere = reaching(self._entries.everywhere, inherited=below)
        possible = self._entries.possible(None, inherited=below)
        sides = self._dark(entity) if primary is UNKNOWN else self._sides_of(subject)
        return Effective(entity, subject, sides, everywhere, possible)

    def _dark(self, machine: Reference) -> tuple[Side, ...]:
        """What decides on a machine that may have the permissions of any other."""
        return (Side(unknown=(decider(machine, PRIMARY),)),)

    def _sides_of(self, subject: Reference) -> tuple[Side, ...]:
        own = self._entries.layer(subject, inherited=False)
        if own.entries:
            return (Side(layer=own),)
        return tuple(side.after(own.possible) for side in self.inherited(subject))

    def inherited(self, entity: Reference) -> tuple[Side, ...]:
        """Return the ways up from an object, whatever entries it has itself."""
        above = self._hierarchy.above(entity)
        sides = [self._side(parent)._replace(start=parent) for parent in above.parents]
        if above.unknown or not sides:
            sides.append(Side(unknown=above.unknown))
        return tuple(sides)

    def _side(self, start: Reference) -> Side:
        """Return the way up that begins with a parent; a loop, because it may be long."""
        trail: list[tuple[Reference, tuple[Possible, ...]]] = []
        here = start
        while here not in self._sides:
            layer = self._entries.layer(here, inherited=True)
            above = self._hierarchy.above(here)
            if layer.entries:
                self._sides[here] = Side(layer=layer)
            elif above.parents:
                trail.append((here, layer.possible))
                here = above.parents[0]
            else:
                self._sides[here] = Side(unknown=above.unknown).after(layer.possible)
        side = self._sides[here]
        for below, possible in reversed(trail):
            side = self._sides[below] = side.after(possible)
        return side

    @property
    def certain(self) -> bool:
        """Whether it is known of every entry what shares it."""
        return self._entries.certain

    @property
    def empty(self) -> bool:
        """Whether the principal has no permission."""
        return self._entries.empty

    @property
    def everywhere(self) -> tuple[Permission, ...]:
        """All global entries, whether they propagate or not."""
        return self._entries.everywhere

    def forbids(self, entry: Permission) -> bool:
        """Whether the role of an entry is NoAccess."""
        return is_no_access(entry.role_id, self._inventory.roles.get(entry.role_id))

    def head(self, entity: Reference) -> Reference:
        """Return where entries for an object go: the head of its complex, as far as is known."""
        head = self._hierarchy.head(entity)
        return entity if head is UNKNOWN else head

    def beyond(self, effective: Effective, layer: Layer) -> Effective:
        """Return what would decide if there were no entries on a complex on a way up."""
        others = {side.layer.at for side in effective.sides if side.layer} - {layer.at}
        sides = self.inherited(layer.at)
        if others:
            return effective._replace(sides=sides, everywhere=(), possible=())
        return effective._replace(sides=sides)

    def changed(self, without: Permission, instead: Permission | None) -> Resolver:
        """Return what would be found with one entry less, or another in its place."""
        return Resolver(self._inventory, self._entries.changed(without, instead))

    def way_up(self, start: Reference) -> Iterator[Reference]:
        """Yield the complexes on a way up, as far as the first that passes something on."""
        here: Reference | None = start
        while here is not None:
            yield self.head(here)
            if self._entries.layer(here, inherited=True).entries:
                return
            here = next(iter(self._hierarchy.above(here).parents), None)

    def withheld(self, start: Reference) -> Iterator[Permission]:
        """Yield the entries on the way up that do not propagate, the nearest first.

        Only as far as the first complex that passes something on.
        """
        for here in self.way_up(start) if self._entries.withhold else ():
            for permission in self._entries.layer(here, inherited=False).entries:
                if not permission.propagate:
                    yield permission
