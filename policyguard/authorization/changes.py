"""What would settle that a missing privilege is held: one change, and the places for one grant.

    load → validate → facts → **rules** → report

INVARIANT: with any one change, and nothing else, the privilege is held. What a new entry of
the principal's own does is plain, because it comes first; every other change is tried.
"""

from __future__ import annotations

from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from policyguard.authorization.outcome import GRANTED, of_all
from policyguard.decision import Action, Effect
from policyguard.inventory.permissions import Permission, editable, is_bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from policyguard.authorization.chain import Link
    from policyguard.authorization.effective import Resolver
    from policyguard.authorization.layers import Effective
    from policyguard.authorization.outcome import Holds
    from policyguard.inventory import Inventory
    from policyguard.references import Reference

_MOST_TRIED: Final = 8
_MOST_PLACES: Final = 4

# The role of an entry that is only thought of: no role of a vCenter has an id of 33 bits.
_TO_BE_MADE: Final = 1 << 32

_LACKING: Final = (Effect.LACKS, Effect.NO_ACCESS, Effect.REPLACES)
_ORDER: Final = tuple(Action)


class Edit(NamedTuple):
    """One change that alone would settle it.

    Attributes:
        action: What is done.
        entry: The entry it is done to, as it is now; one to be made has role 0.
        altered: How many entries say something else because of it.
        silenced: The entries that no longer count on the object, but for those whose role
            holds no more than any role does.
        others: Who else has the role, if a role is changed.
        steps: How far above the object its reach begins, 0 on the object itself.
    """

    action: Action
    entry: Permission
    altered: int = 1
    silenced: tuple[Permission, ...] = ()
    others: tuple[str, ...] = ()
    steps: int = 0

    @property
    def is_new(self) -> bool:
        """Whether the entry is to be made."""
        return self.action is Action.ADD_ENTRY

    @property
    def entries(self) -> int:
        """How many entries say something else because of it, or no longer count."""
        return self.altered + len(self.silenced)

    @property
    def size(self) -> tuple[int, int, int]:
        """What is smaller comes first: less far up, fewer entries, what gives away least."""
        return self.steps, self.entries, _ORDER.index(self.action)


class Advisor:
    """Finds what would settle a missing privilege, for one principal.

    Args:
        inventory: What is known.
        resolver: What decides now.
        name: The principal's name, for new entries; None if there is none.
    """

    def __init__(self, inventory: Inventory, resolver: Resolver, name: str | None) -> None:
        self._inventory = inventory
        self._resolver = resolver
        self._name = name

    def edits(self, effective: Effective, links: Sequence[Link], holds: Holds) -> tuple[Edit, ...]:
        """Return the changes any of which would settle it, the smallest first."""
        lacking = [link.entry for link in links if link.effect in _LACKING][:_MOST_TRIED]
        found = [
            *self._new_entry(effective),
            *self._role_edits(effective, lacking, holds),
            *self._other_roles(effective, lacking, holds),
            *self._propagations(effective, links, holds),
            *self._removals(effective, links, lacking, holds),
        ]
        heights = self._heights(effective.subject)
        placed = (edit._replace(steps=self._steps(edit, heights)) for edit in found)
        return tuple(sorted(placed, key=lambda edit: (edit.size, edit.entry.key)))

    def _heights(self, subject: Reference) -> dict[Reference | None, int]:
        """Return how many steps above an object each place is; None is above all others."""
        heights: dict[Reference | None, int] = {}
        level, seen = [subject], {subject}
        height = 0
        while level:
            for one in level:
                heights.setdefault(self._resolver.head(one), height)
            sides = (side.start for one in level for side in self._resolver.inherited(one))
            level = [one for one in dict.fromkeys(sides) if one is not None and one not in seen]
            seen.update(level)
            height += 1
        return {**heights, None: height}

    def _steps(self, edit: Edit, heights: Mapping[Reference | None, int]) -> int:
        """Return how far up a change begins: that of a role with its furthest entry."""
        entries: Iterable[Permission] = (edit.entry,)
        if edit.action is Action.ADD_PRIVILEGE:
            entries = self._inventory.permissions_with(edit.entry.role_id)
        places = (one.entity and self._resolver.head(one.entity) for one in entries)
        return max(heights.get(place, 0) for place in places)

    def places(self, effective: Effective, holds: Holds) -> tuple[Reference | None, ...]:
        """Return where one propagating entry for the principal would do; None is globally.

        Above the object only where it would take nothing away.
        """
        ways = [self._resolver.way_up(side.start) for side in effective.sides if side.start]
        above = (place for step in zip_longest(*ways) for place in step if place is not None)
        where = dict.fromkeys(chain([self._resolver.head(effective.subject)], above))
        places: Iterable[Reference | None] = islice(where, _MOST_PLACES)
        if not any(side.layer for side in effective.sides):
            places = (*places, None)
        nearest = self._resolver.head(effective.subject)
        return tuple(
            one
            for one in places
            if self._settles_at(one, effective, holds)
            and (one == nearest or not self.replaced(one, effective))
        )

    def replaced(self, place: Reference | None, effective: Effective) -> tuple[Permission, ...]:
        """Return what counts, there or on the object, and would not beside a new entry."""
        new = self._entry(place, propagate=True)
        if new is None:
            return ()
        changed = self._resolver.changed(new, new)
        lost: dict[tuple[str, str, bool], Permission] = {}
        for entity in dict.fromkeys((effective.entity, place or effective.entity)):
            after = changed.effective(entity).counting
            now = self._resolver.effective(entity).counting
            lost |= {one.key: one for one in self._holding(now) if one not in after}
        return tuple(lost.values())

    def _settles_at(self, place: Reference | None, effective: Effective, holds: Holds) -> bool:
        new = self._entry(place, propagate=True)
        if new is None or self._resolver.certain:
            return new is not None
        # Some entry may turn out to be closer.
        after = self._resolver.changed(new, new).effective(effective.entity)
        return of_all(after, _granted_by(new, holds)) == GRANTED

    def _new_entry(self, effective: Effective) -> Iterator[Edit]:
        """Offer an entry of the principal's own on the object, if it has none there."""
        new = self._entry(self._resolver.head(effective.subject), propagate=False)
        own = any(not entry.group for entry in effective.counting)
        if new is not None and not (effective.local and own):
            yield Edit(Action.ADD_ENTRY, new, silenced=self._silenced(effective, (new,)))

    def _entry(self, place: Reference | None, *, propagate: bool) -> Permission | None:
        if self._name is None:
            return None
        return Permission.model_construct(
            entity=place,
            principal=self._name,
            group=False,
            role_id=_TO_BE_MADE,
            propagate=propagate,
        )

    def _role_edits(
        self, effective: Effective, lacking: Iterable[Permission], holds: Holds
    ) -> Iterator[Edit]:
        """Offer to add the privilege to a role that counts."""
        for entry in {one.role_id: one for one in reversed(list(lacking))}.values():
            if editable(entry.role_id, self._inventory.roles.get(entry.role_id)):
                having = self._inventory.permissions_with(entry.role_id)
                who = dict.fromkeys(one.principal for one in having if one.key != entry.key)
                if of_all(effective, _with_role(entry.role_id, holds)) == GRANTED:
                    yield Edit(Action.ADD_PRIVILEGE, entry, len(having), (), tuple(who))

    def _other_roles(
        self, effective: Effective, lacking: Iterable[Permission], holds: Holds
    ) -> Iterator[Edit]:
        """Offer to give an entry that counts another role."""
        for entry in lacking:
            if of_all(effective, _granted_by(entry, holds)) == GRANTED:
                yield Edit(Action.CHANGE_ROLE, entry)

    def _propagations(
        self, effective: Effective, links: Iterable[Link], holds: Holds
    ) -> Iterator[Edit]:
        """Offer to let an entry propagate."""
        for link in links:
            if link.effect is Effect.NOT_PROPAGATING:
                instead = link.entry.model_copy(update={"propagate": True})
                yield from self._edit(
                    Action.SET_PROPAGATE, link.entry, effective, holds, instead=instead
                )

    def _removals(
        self,
        effective: Effective,
        links: Iterable[Link],
        lacking: Iterable[Permission],
        holds: Holds,
    ) -> Iterator[Edit]:
        """Offer to remove an entry in front of one that would grant it."""
        behind = (Effect.HIDDEN, Effect.REPLACED)
        if any(link.held and link.effect in behind for link in links):
            for entry in lacking:
                yield from self._edit(Action.REMOVE_ENTRY, entry, effective, holds, instead=None)

    def _edit(
        self,
        action: Action,
        entry: Permission,
        effective: Effective,
        holds: Holds,
        *,
        instead: Permission | None,
    ) -> Iterator[Edit]:
        """Yield the change if the privilege is held with it."""
        after = self._resolver.changed(entry, instead).effective(effective.entity)
        if of_all(after, holds) == GRANTED:
            silenced = self._silenced(effective, (entry, *after.counting))
            yield Edit(action, entry, silenced=silenced)

    def _silenced(self, effective: Effective, kept: Iterable[Permission]) -> tuple[Permission, ...]:
        """Return the entries that count and are not kept, if anything is lost with them."""
        keys = {one.key for one in kept}
        return tuple(one for one in self._holding(effective.counting) if one.key not in keys)

    def _holding(self, entries: Iterable[Permission]) -> Iterator[Permission]:
        """Yield those whose role may hold more than any role does."""
        roles = self._inventory.roles
        return (one for one in entries if not is_bare(one.role_id, roles.get(one.role_id)))


def _granted_by(entry: Permission, holds: Holds) -> Holds:
    """Return what roles would hold if that of one entry held the privilege."""
    return lambda one: one is entry or holds(one)


def _with_role(role_id: int, holds: Holds) -> Holds:
    """Return what roles would hold if one of them held the privilege."""
    return lambda one: one.role_id == role_id or holds(one)
