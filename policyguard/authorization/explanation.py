"""Why a privilege is held, missing or not known to be either, in words and as data.

    load → validate → facts → **rules** → report

The first line says the most. Where vSphere's documentation is silent or old and the answer
rests on it, the last lines say so.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from policyguard.authorization.chain import chain, deciding
from policyguard.authorization.changes import Advisor
from policyguard.authorization.documentation import Notes
from policyguard.authorization.entry_words import EntryWords
from policyguard.authorization.outcome import undescribed
from policyguard.authorization.record import Recorder
from policyguard.decision import Effect
from policyguard.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from policyguard.authorization.chain import Link
    from policyguard.authorization.changes import Edit
    from policyguard.authorization.effective import Resolver
    from policyguard.authorization.layers import Effective
    from policyguard.authorization.outcome import Holds
    from policyguard.authorization.principal import Membership, Principal
    from policyguard.decision import Decision
    from policyguard.inventory import Inventory
    from policyguard.references import Reference

# Of each kind: an explanation is a few lines.
_MOST: Final = 3
_MOST_DECIDERS: Final = 6
_MOST_CHANGES: Final = 3

_LACKING: Final = (Effect.LACKS, Effect.NO_ACCESS, Effect.REPLACES)

Said = tuple[tuple[str, ...], "Decision"]


class Explainer:
    """Says what decides, for one principal."""

    def __init__(
        self,
        inventory: Inventory,
        resolver: Resolver,
        principal: Principal,
        groups: Mapping[str, Membership],
    ) -> None:
        self._inventory = inventory
        self._resolver = resolver
        self._words = EntryWords(inventory, principal, groups)
        self._record = Recorder(inventory, groups)
        self._notes = Notes(inventory, resolver)
        self._advisor = Advisor(inventory, resolver, principal.name)

    def granted(self, effective: Effective, privilege: str, holds: Holds) -> Said:
        """Say which entry grants it."""
        side, entry = next(deciding(effective, holds))
        words = self._words
        how = f"{words.reach(entry, effective)}{words.membership(entry)}"
        notes = self._notes.of_grant(effective, side, entry, privilege, holds)
        links = chain(self._resolver, effective, holds)
        return (
            (f"granted by {words.entry(entry)}{how}", *self._shared(effective), *notes),
            self._record.decision(effective.subject, links, notes),
        )

    def missing(self, effective: Effective, privilege: str, holds: Holds) -> Said:
        """Say which entries decide, why none of them grants it, and what would settle it."""
        links = chain(self._resolver, effective, holds)
        first, *more = dict.fromkeys(self._reasons(effective, links))
        notes = self._notes.of_denial(effective, links, privilege, holds)
        places = self._advisor.places(effective, holds)
        edits = self._advisor.edits(effective, links, holds)
        advice = self._advice(effective, places, edits)
        return (
            (f"missing: {first}", *more, *self._shared(effective), *advice, *notes),
            self._record.decision(effective.subject, links, notes, places, edits),
        )

    def unknown(self, effective: Effective, holds: Holds, unknown: Sequence[str]) -> Said:
        """Say what it depends on, and what is known of it."""
        what = ", ".join(f"`{shown(one)}`" for one in unknown[:_MOST_DECIDERS])
        left = len(unknown) - _MOST_DECIDERS
        more = f" and {left} more" if left > 0 else ""
        roles = sorted(set(undescribed(effective, holds)))[:_MOST]
        links = chain(self._resolver, effective, holds)
        lines = (
            f"unknown: it takes {what}{more} to tell",
            *(f"what role {role} holds is not described" for role in roles),
            *dict.fromkeys(self._reasons(effective, links)),
            *self._shared(effective),
        )
        return lines, self._record.decision(effective.subject, links, ())

    def _reasons(self, effective: Effective, links: Sequence[Link]) -> Iterator[str]:
        """Say of what is on the ways up why it does not grant it."""
        if not any(side.layer for side in effective.sides):
            yield self._silence(effective)
        lacking = [link for link in links if link.effect in _LACKING]
        for link in lacking[:_MOST]:
            if link.effect is Effect.REPLACES:
                yield f"{self._words.short(link.entry)} replaces what would be inherited"
        for link in lacking[:_MOST]:
            yield f"{self._words.entry(link.entry)} does not hold it"
        if any(link.effect is Effect.HIDDEN and link.held for link in links):
            yield f"an entry for {self._words.name} comes before those for its groups"
        withheld = (link for link in links if link.effect is Effect.NOT_PROPAGATING)
        for link in islice(withheld, _MOST):
            yield f"{self._words.short(link.entry)} would grant it, but does not propagate"

    def _silence(self, effective: Effective) -> str:
        """Say that no entry counts but, perhaps, a global one."""
        if self._resolver.empty:
            known = "permissions" in self._inventory.complete
            return f"{self._words.name} has no permission {'anywhere' if known else 'described'}"
        dark = any(side.unknown for side in effective.sides)
        above = "above it as far as is known" if dark else "above it"
        return f"no entry on {self._words.object(effective.subject)} or {above} grants it"

    def _advice(
        self,
        effective: Effective,
        places: Sequence[Reference | None],
        edits: Sequence[Edit],
    ) -> Iterator[str]:
        """Say where one grant would do, and which changes would."""
        if places:
            replaced = self._advisor.replaced(places[0], effective)
            yield self._words.places(places, effective, replaced)
        for number, edit in enumerate(edits[:_MOST_CHANGES]):
            yield f"{'or' if number else 'smallest change'}: {self._words.edit(edit)}"

    def _shared(self, effective: Effective) -> Iterator[str]:
        if effective.subject != effective.entity:
            secondary = self._words.object(effective.entity)
            primary = self._words.object(effective.subject)
            yield f"{secondary} has the permissions of its Fault Tolerance primary, {primary}"
