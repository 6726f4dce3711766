"""The permissions of one principal, by the objects that share them.

    load → validate → facts → **rules** → report

INVARIANT: what may be shared is told for every parent that an object may turn out to have.
"""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from policyguard.authorization.hierarchy import HEADS, Hierarchy, decider
from policyguard.authorization.layers import Layer, Possible
from policyguard.authorization.principal import SPELLING
from policyguard.inventory import UNKNOWN
from policyguard.lazy import cached_property
from policyguard.references import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from policyguard.inventory.permissions import Permission

_HEADS: Final = frozenset(head for heads in HEADS.values() for head in heads)

# The head of a complex; an object that may turn out to be in one; None for everywhere.
_Place: TypeAlias = Reference | None


class Entries:
    """The permissions of one principal, by the complexes they are on.

    Args:
        hierarchy: What is above what.
        on: The entries on each place that has some, ordered.
        adrift: The places that may turn out to belong to some complex.
        spelt: The entries on each place that count if another spelling means the same.
    """

    def __init__(
        self,
        hierarchy: Hierarchy,
        on: Mapping[_Place, tuple[Permission, ...]],
        adrift: frozenset[Reference],
        spelt: Mapping[_Place, tuple[Permission, ...]] = MappingProxyType({}),
    ) -> None:
        self._hierarchy = hierarchy
        self._on = on
        self._spelt = spelt
        self._adrift = adrift
        self._of_members = {
            (head, inherited): self._members(head, inherited=inherited)
            for head in (_HEADS if adrift else ())
            for inherited in (False, True)
        }

    @classmethod
    def of(
        cls,
        hierarchy: Hierarchy,
        permissions: Iterable[Permission],
        possible: Iterable[Permission] = (),
    ) -> Entries:
        """Return the principal's own entries, those of all its groups, and what else may be."""
        on, spelt = _by_place(hierarchy, permissions), _by_place(hierarchy, possible)
        places = (one for one in (*on, *spelt) if one is not None)
        adrift = (one for one in places if hierarchy.head(one) is UNKNOWN)
        return cls(hierarchy, on, frozenset(adrift), spelt)

    def changed(self, without: Permission, instead: Permission | None) -> Entries:
        """Return the entries with one less, or another in its place; the two may be one new entry.

        Takes next to no time: every missing privilege has several changes tried.
        """
        on = dict(self._on)
        at = _place(self._hierarchy, without)
        on[at] = tuple(one for one in on.get(at, ()) if one.key != without.key)
        adrift = self._adrift
        if instead is not None:
            on[at] = tuple(sorted((*on[at], instead), key=_order))
            if at is not None and self._hierarchy.head(at) is UNKNOWN:
                adrift |= {at}
        kept = frozenset(one for one in adrift if on.get(one) or one in self._spelt)
        return Entries(self._hierarchy, on, kept, self._spelt)

    def _members(self, head: str, *, inherited: bool) -> tuple[Possible, ...]:
        """What is on objects that may share the permissions of any object of a type."""
        return tuple(
            Possible(permission, decider(entity, "parent"))
            for entity in sorted(self._adrift)
            if head in HEADS[entity.type]
            for permission in reaching(self._all(entity), inherited=inherited)
        )

    def _all(self, place: Reference) -> tuple[Permission, ...]:
        return (*self._on.get(place, ()), *self._spelt.get(place, ()))

    def possible(self, place: _Place, *, inherited: bool) -> tuple[Possible, ...]:
        """Return what counts on a place if another spelling means the same."""
        there = reaching(self._spelt.get(place, ()), inherited=inherited)
        return tuple(Possible(permission, SPELLING) for permission in there)

    @property
    def everywhere(self) -> tuple[Permission, ...]:
        """The global entries."""
        return self._on.get(None, ())

    @property
    def empty(self) -> bool:
        """Whether there are none, and may be none."""
        return not any(self._on.values()) and not self._spelt

    @property
    def certain(self) -> bool:
        """Whether it is known of every entry what shares it, and that it is the principal's."""
        return not self._adrift and not self._spelt

    @cached_property
    def withhold(self) -> bool:
        """Whether some entry does not propagate."""
        return not all(one.propagate for those in self._on.values() for one in those)

    def layer(self, entity: Reference, *, inherited: bool) -> Layer:
        """Return the entries on an object's complex: all, or those it passes on."""
        head = self._hierarchy.head(entity)
        if head is not UNKNOWN:
            own = reaching(self._on.get(head, ()), inherited=inherited)
            shared = self._of_members.get((head.type, inherited), ())
            if self._spelt:
                shared = (*self.possible(head, inherited=inherited), *shared)
            return Layer(head, own, shared)
        own = reaching(self._on.get(entity, ()), inherited=inherited)
        return Layer(entity, own, self._beside(entity, inherited=inherited) if own else ())

    def _beside(self, entity: Reference, *, inherited: bool) -> tuple[Possible, ...]:
        """What an object would share, whatever its parent turns out to be."""
        heads = set(HEADS[entity.type])
        places = [one for one in dict.fromkeys((*self._on, *self._spelt)) if one is not None]
        there = [one for one in places if one.type in heads]
        there += [one for one in places if one in self._adrift and heads & {*HEADS[one.type]}]
        return self.possible(entity, inherited=inherited) + tuple(
            Possible(permission, decider(entity, "parent"))
            for place in there
            if place != entity
            for permission in reaching(self._all(place), inherited=inherited)
        )


def _by_place(
    hierarchy: Hierarchy, permissions: Iterable[Permission]
) -> dict[_Place, tuple[Permission, ...]]:
    on: dict[_Place, list[Permission]] = defaultdict(list)
    for permission in sorted(permissions, key=_order):
        on[_place(hierarchy, permission)].append(permission)
    return {at: tuple(those) for at, those in on.items()}


def _place(hierarchy: Hierarchy, permission: Permission) -> _Place:
    if permission.entity is None:
        return None
    head = hierarchy.head(permission.entity)
    return permission.entity if head is UNKNOWN else head


def _order(permission: Permission) -> tuple[bool, str, tuple[str, str, bool]]:
    return permission.group, permission.principal, permission.key


def reaching(permissions: Iterable[Permission], *, inherited: bool) -> tuple[Permission, ...]:
    """Return the permissions that count on the object itself, or below it."""
    return tuple(one for one in permissions if one.propagate or not inherited)
