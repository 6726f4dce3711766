"""Which permissions speak of one principal on one object, and which of them count.

    load → validate → facts → **rules** → report

The algorithm is privileges.md b.3, steps 3 to 9. Nothing here asks for a privilege: what
comes out is the same for all of them, and is worked out once for each object.

INVARIANT: what is found covers every way in which unknown parents can be settled, so that
settling one never adds to what was possible before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policyguard.authorization.hierarchy import HEADS, Hierarchy, decider
from policyguard.inventory import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policyguard.inventory import Inventory
    from policyguard.inventory.permissions import Permission
    from policyguard.references import Reference


@dataclass(frozen=True, slots=True)
class Possible:
    """An entry that is on an object only if something unknown turns out one way.

    Attributes:
        permission: The entry.
        decider: What would tell, as a report's `unknown` names it.
    """

    permission: Permission
    decider: str


@dataclass(frozen=True, slots=True)
class Layer:
    """The entries of one complex that reach the object asked about.

    Attributes:
        at: The head of the complex.
        entries: The entries, the user's own first.
        possible: Those that may be there as well.
    """

    at: Reference
    entries: tuple[Permission, ...]
    possible: tuple[Possible, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One way up, as far as the first complex with entries.

    Attributes:
        start: The parent it begins with; None for the object's own entries, or if the
            parent is not known.
        layer: The entries it ends with; None if it ends at the top or in the dark.
        passed: What may be on complexes on the way, where it would be closer.
        unknown: What would tell how it goes on, as a report's `unknown` names it.
    """

    start: Reference | None = None
    layer: Layer | None = None
    passed: tuple[tuple[Possible, ...], ...] = ()
    unknown: tuple[str, ...] = ()

    def after(self, possible: tuple[Possible, ...]) -> Side:
        """Return the way that first passes what may be on one more complex."""
        if not possible or possible in self.passed:
            return self
        return replace(self, passed=(possible, *self.passed))


@dataclass(frozen=True, slots=True)
class Effective:
    """All that decides what a principal may do on an object.

    Attributes:
        entity: The object asked about.
        subject: The object whose permissions it has.
        sides: The ways up, which add; the only one has no start if the subject has
            entries of its own, because these replace all that would be inherited.
        everywhere: The global entries, which count where no other entry is found.
    """

    entity: Reference
    subject: Reference
    sides: tuple[Side, ...]
    everywhere: tuple[Permission, ...]

    @property
    def local(self) -> bool:
        """Whether the subject has entries of its own."""
        return self.sides[0].layer is not None and self.sides[0].start is None


class Entries:
    """The permissions of one principal, by the complexes they are on.

    Args:
        hierarchy: What is above what.
        permissions: The principal's own and those of all its groups.
    """

    def __init__(self, hierarchy: Hierarchy, permissions: Iterable[Permission]) -> None:
        self._hierarchy = hierarchy
        self.everywhere: list[Permission] = []
        self._at: dict[Reference, list[Permission]] = {}
        # On objects that may turn out to belong to some complex.
        self._adrift: dict[Reference, list[Permission]] = {}
        for permission in sorted(permissions, key=lambda one: (one.group, one.principal, one.key)):
            self._add(permission)
        self._of_members = {
            (head, inherited): self._members(head, inherited=inherited)
            for head in {head for heads in HEADS.values() for head in heads}
            for inherited in (False, True)
        }

    def _add(self, permission: Permission) -> None:
        if permission.entity is None:
            self.everywhere.append(permission)
            return
        head = self._hierarchy.head(permission.entity)
        if head is UNKNOWN:
            self._adrift.setdefault(permission.entity, []).append(permission)
        else:
            self._at.setdefault(head, []).append(permission)

    def _members(self, head: str, *, inherited: bool) -> tuple[Possible, ...]:
        """What is on objects that may share the permissions of any object of a type."""
        return tuple(
            Possible(permission, decider(entity, "parent"))
            for entity, permissions in sorted(self._adrift.items())
            if head in HEADS[entity.type]
            for permission in _reaching(permissions, inherited=inherited)
        )

    def layer(self, entity: Reference, *, inherited: bool) -> Layer:
        """Return the entries on an object's complex: all, or those it passes on."""
        head = self._hierarchy.head(entity)
        if head is not UNKNOWN:
            own = _reaching(self._at.get(head, ()), inherited=inherited)
            return Layer(head, own, self._of_members.get((head.type, inherited), ()))
        own = _reaching(self._adrift.get(entity, ()), inherited=inherited)
        return Layer(entity, own, self._beside(entity, inherited=inherited) if own else ())

    def _beside(self, entity: Reference, *, inherited: bool) -> tuple[Possible, ...]:
        """What an object would share, whatever its parent turns out to be."""
        heads = set(HEADS[entity.type])
        there = [on for head, on in self._at.items() if head.type in heads]
        there += [on for one, on in self._adrift.items() if not heads.isdisjoint(HEADS[one.type])]
        return tuple(
            Possible(permission, decider(entity, "parent"))
            for permissions in there
            for permission in _reaching(permissions, inherited=inherited)
        )


class Resolver:
    """Finds what decides on each object, once; safe to share between threads.

    Args:
        inventory: What is above what.
        permissions: The principal's own and those of all its groups.
    """

    def __init__(self, inventory: Inventory, permissions: Iterable[Permission]) -> None:
        self.permissions = tuple(permissions)
        self._inventory = inventory
        self._withholds = not all(permission.propagate for permission in self.permissions)
        self._hierarchy = Hierarchy(inventory)
        self._entries = Entries(self._hierarchy, self.permissions)
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
        subject = self._hierarchy.primary(entity)
        own = self._entries.layer(subject, inherited=False)
        if own.entries:
            sides: tuple[Side, ...] = (Side(layer=own),)
        else:
            sides = tuple(side.after(own.possible) for side in self.inherited(subject))
        everywhere = _reaching(
            self._entries.everywhere, inherited=not self._hierarchy.is_root(subject)
        )
        return Effective(entity, subject, sides, everywhere)

    def inherited(self, entity: Reference) -> tuple[Side, ...]:
        """Return the ways up from an object, whatever entries it has itself."""
        above = self._hierarchy.above(entity)
        sides = [replace(self._side(parent), start=parent) for parent in above.parents]
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

    def withheld(self, start: Reference) -> Iterator[Permission]:
        """Yield the entries on the way up that do not propagate, the nearest first.

        Only as far as the first complex that passes something on.
        """
        here: Reference | None = start if self._withholds else None
        while here is not None:
            for permission in self._entries.layer(here, inherited=False).entries:
                if not permission.propagate:
                    yield permission
            if self._entries.layer(here, inherited=True).entries:
                return
            here = next(iter(self._hierarchy.above(here).parents), None)


def _reaching(permissions: Iterable[Permission], *, inherited: bool) -> tuple[Permission, ...]:
    """Return the permissions that count on the object itself, or below it."""
    return tuple(one for one in permissions if one.propagate or not inherited)
