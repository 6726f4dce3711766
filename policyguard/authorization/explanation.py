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
from policyguard.authorization.outcome import GRANTED, of_all, undescribed
from policyguard.authorization.principal import SPELLING
from policyguard.authorization.record import Recorder
from policyguard.decision import Effect
from policyguard.report import Status
from policyguard.text import clean, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyguard.authorization.chain import Link
    from policyguard.authorization.changes import Edit
    from policyguard.authorization.effective import Resolver
    from policyguard.authorization.layers import Effective
    from policyguard.authorization.outcome import Holds
    from policyguard.authorization.principal import Claims, Principal
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
        claims: Claims,
    ) -> None:
        self._inventory = inventory
        self._named = principal.name is not None
        self._resolver = resolver
        self._spellings = claims.spellings
        self._words = EntryWords(inventory, principal, claims.groups)
        self._record = Recorder(inventory, claims.groups)
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
            *self._other_spellings(unknown),
            f"unknown: it takes {what}{more} to tell",
            *self._as_listed(effective, holds),
            *(f"what role {role} holds is not described" for role in roles),
            *dict.fromkeys(self._reasons(effective, links)),
            *self._shared(effective),
        )
        return lines, self._record.decision(effective.subject, links, ())

    def _other_spellings(self, unknown: Sequence[str]) -> Iterator[str]:
        """Say how else the inventory writes the name, if that may matter."""
        if self._spellings and (SPELLING in unknown or self._resolver.empty):
            known = ", ".join(f"`{shown(one)}`" for one in self._spellings[:_MOST])
            yield (
                f"the inventory has {known}: whether {self._words.name} is the same is not"
                " known, names have to match the directory's to the letter"
            )

    def _as_listed(self, effective: Effective, holds: Holds) -> Iterator[str]:
        """Say what would grant it if nothing were missing from the lists."""
        if of_all(effective, holds) == GRANTED:
            _, entry = next(deciding(effective, holds))
            how = f"{self._words.reach(entry, effective)}{self._words.membership(entry)}"
            yield f"as listed it is granted by {self._words.entry(entry)}{how}"
            yield "an entry that is not listed may come before it"

    def answered(
        self, status: Status, worked_out: Status, effective: Effective, said: Said, when: str
    ) -> Said:
        """Say that the server answered, and whether what is listed agrees.

        Args:
            status: What was answered.
            worked_out: What comes of what is listed.
            effective: What decides as far as it is listed.
            said: What would be said of that.
            when: That the server answered, and when.
        """
        lines, decision = said
        if worked_out is not status:
            lines, decision = self._against(status, worked_out, effective, decision)
        first = "granted by what is held there: " if status is Status.GRANTED else "missing: "
        return (f"{first}{when}", *lines), decision

    def _against(
        self, status: Status, worked_out: Status, effective: Effective, decision: Decision
    ) -> Said:
        """Say what the permissions listed come to; of changes only the plainest is sure."""
        place = self._resolver.head(effective.subject)
        places = (place,) if self._named and status is Status.MISSING else ()
        contradiction = (
            f"by what is listed it would be {worked_out}: permissions or groups are not all there"
        )
        lines = (
            *([contradiction] if worked_out is not Status.UNKNOWN else ()),
            *(self._words.places((one,), effective, ()) for one in places),
        )
        said = {"changes": (), "places": tuple(clean(str(one)) for one in places)}
        return lines, decision.model_copy(update=said)

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
