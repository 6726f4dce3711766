"""The least entries with which needs are met.

load → validate → facts → rules → **report**

First entries are added until nothing is lacking: an entry replaces what its object would
inherit, so that what one entry takes away goes into it. Then whatever can be left out is.

INVARIANT: with what comes out every need is met but for those it names, and without any
single privilege of any entry, or without its propagation, one is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from policyguard.least.needs import Grant, Need
from policyguard.least.trial import IMPLIED, Entries, Entry, Trial, World

if TYPE_CHECKING:
    from policyguard.references import Reference

Target = Callable[[Grant], "Reference"]
"""From a grant to the place that it is to be made on."""


class Search:
    """Looks for the least entries that meet some needs.

    Args:
        trial: Tells what entries come to.
        needs: Those that have options.
    """

    def __init__(self, trial: Trial, needs: Sequence[Need]) -> None:
        self._trial = trial
        self._places = trial.places
        self._needs = needs
        self._preferred = _preferred(needs)

    def lacking(self) -> list[Grant]:
        """Return a grant for each need that is not met as things are."""
        return [self._preferred[need] for need in self._trial.lacking(self._needs, {})]

    def entries(self, target: Target) -> dict[Reference, Entry]:
        """Return the least entries, made where *target* wants them as far as they count there."""
        entries: dict[Reference, Entry] = {}
        while lacking := self._trial.lacking(self._needs, entries):
            grants = [self._preferred[need] for need in lacking]
            world = self._trial.world(entries)
            chosen = [self._where(grant, entries, target, world) for grant in grants]
            for grant, where in zip(grants, chosen, strict=True):
                if where not in entries:
                    entries[where] = self._trial.entry(where)
                entry = entries[where]
                entry.privileges.add(grant.privilege)
                entry.propagate |= grant.is_passed_on or where != self._places.place(grant.entity)
        while self._thin(entries):
            pass
        return dict(sorted(entries.items()))

    def _where(self, grant: Grant, entries: Entries, target: Target, world: World) -> Reference:
        """Return the first place where a grant may count, and is not made yet.

        There is one: an entry on the object's own place always counts, also for a machine that
        is to come there.
        """
        own = self._places.place(grant.entity)
        return next(
            where
            for where in (target(grant), *world.deciding(grant), own)
            if where not in entries or grant.privilege not in entries[where].privileges
        )

    def _thin(self, entries: dict[Reference, Entry]) -> bool:
        """Leave out what can be, the lowest place first; whether anything was."""
        before = _size(entries)
        decided, world = self._decided(entries)
        for places in self._levels(entries):
            for place in places:
                self._thin_content(entries[place], decided.get(place, []), world)
            thinned = [self._thin_reach(entries, place, decided.get(place, [])) for place in places]
            if any(thinned):  # now other entries decide, and all of them are higher up
                decided, world = self._decided(entries)
        return _size(entries) < before

    def _levels(self, entries: Entries) -> list[list[Reference]]:
        """The places of entries, the lowest first; on one level none is above another."""
        levels: dict[int, list[Reference]] = {}
        for place in sorted(entries):
            levels.setdefault(len(self._places.above(place)), []).append(place)
        return [levels[depth] for depth in sorted(levels, reverse=True)]

    def _decided(self, entries: Entries) -> tuple[Mapping[Reference, list[Need]], World]:
        """The needs that each entry decides on: no other can be lost with it."""
        world = self._trial.world(entries)
        decided: dict[Reference, list[Need]] = {}
        for need in self._needs:
            places = (place for option in need.options for place in world.deciding(option))
            for place in dict.fromkeys(places):
                decided.setdefault(place, []).append(need)
        return decided, world

    def _thin_content(self, entry: Entry, needs: Sequence[Need], world: World) -> None:
        """Take out of an entry what can be, but not all of it unless it keeps something."""
        for privilege in sorted(entry.privileges, key=_implied_last):
            if len(entry.privileges) > 1 or entry.kept is not None:
                entry.privileges.discard(privilege)
                asking = (
                    need
                    for need in needs
                    if privilege in {option.privilege for option in need.options}
                )
                if not all(world.meets(need) for need in asking):
                    entry.privileges.add(privilege)

    def _thin_reach(
        self, entries: dict[Reference, Entry], place: Reference, needs: Sequence[Need]
    ) -> bool:
        """Take away an entry, or else its propagation, if it can be; whether it was."""
        entry = entries.pop(place)
        if len(entry.privileges) <= 1 and self._suffice(entries, needs):
            return True
        entries[place] = entry
        if not entry.propagate or entry.reached:
            return False
        entry.propagate = False
        if self._suffice(entries, needs):
            return True
        entry.propagate = True
        return False

    def _suffice(self, entries: Entries, needs: Sequence[Need]) -> bool:
        world = self._trial.world(entries, needs)
        return all(world.meets(need) for need in needs)


def _preferred(needs: Iterable[Need]) -> dict[Need, Grant]:
    """The option to grant for each need: one that another needs anyway, or else its first."""
    needed = {need.options[0] for need in needs if len(need.options) == 1}
    return {
        need: next((option for option in need.options if option in needed), need.options[0])
        for need in needs
    }


def _implied_last(privilege: str) -> tuple[bool, str]:
    # An entry that is there for anything else needs not list them.
    return privilege in IMPLIED, privilege


def _size(entries: dict[Reference, Entry]) -> tuple[int, int]:
    return (
        sum(len(entry.privileges) for entry in entries.values()),
        sum(entry.propagate for entry in entries.values()),
    )
