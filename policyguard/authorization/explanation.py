"""Why a privilege is held, missing or not known to be either, in words.

    load → validate → facts → **rules** → report

The first line says the most. Where vSphere's documentation is silent or old and the answer
rests on it, the last lines say so.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from policyguard.authorization.effective import Effective, Layer, Resolver, Side
from policyguard.authorization.outcome import (
    DENIED,
    GRANTED,
    Holds,
    counting,
    of_layer,
    of_side,
    of_sides,
    undescribed,
)
from policyguard.references import Reference, is_a
from policyguard.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyguard.authorization.entry_words import EntryWords
    from policyguard.inventory import Inventory
    from policyguard.inventory.permissions import Permission

# Of each kind: an explanation is a few lines.
_MOST: Final = 3
_MOST_DECIDERS: Final = 6

TWO_PARENTS: Final = "that a virtual machine's two parents add up is documented up to 6.5"
CLOSEST: Final = "the closest entry wins over a global one: inferred, the documentation is silent"
TEMPLATE: Final = "a template inherits from the compute resource of its host: inferred"
WITHHELD: Final = "an entry that does not propagate hides no other from what is below it: inferred"
SWITCH: Final = (
    "whether a port group also inherits from its switch is not documented:"
    " its parent is followed, entries on the switch are not"
)


class Explainer:
    """Puts what decides into words, for one principal."""

    def __init__(self, inventory: Inventory, resolver: Resolver, words: EntryWords) -> None:
        self._inventory = inventory
        self._resolver = resolver
        self._words = words

    def granted(self, effective: Effective, holds: Holds) -> tuple[str, ...]:
        """Say which entry grants it."""
        side, entry = _grant(effective, holds)
        words = self._words
        how = f"{words.reach(entry, effective)}{words.membership(entry)}"
        line = f"granted by {words.entry(entry)}{how}"
        return (line, *self._shared(effective), *self._grant_notes(effective, side, holds))

    def missing(self, effective: Effective, holds: Holds) -> tuple[str, ...]:
        """Say which entries decide, and why none of them grants it."""
        first, *more = dict.fromkeys(self._reasons(effective, holds))
        notes = self._denial_notes(effective, holds)
        return (f"missing: {first}", *more, *self._shared(effective), *notes)

    def unknown(
        self, effective: Effective, holds: Holds, unknown: Sequence[str]
    ) -> tuple[str, ...]:
        """Say what it depends on, and what is known of it."""
        what = ", ".join(f"`{shown(one)}`" for one in unknown[:_MOST_DECIDERS])
        left = len(unknown) - _MOST_DECIDERS
        more = f" and {left} more" if left > 0 else ""
        roles = sorted(set(undescribed(effective, holds)))[:_MOST]
        return (
            f"unknown: it takes {what}{more} to tell",
            *(f"what role {role} holds is not described" for role in roles),
            *dict.fromkeys(self._reasons(effective, holds)),
            *self._shared(effective),
        )

    def _reasons(self, effective: Effective, holds: Holds) -> Iterator[str]:
        """Say of every way up why it does not grant it."""
        layers = [side.layer for side in effective.sides if side.layer is not None]
        for layer in layers:
            yield from self._layer_reasons(layer, holds)
        if not layers:
            yield from self._silence(effective, holds)
        for start in (side.start for side in effective.sides if side.start is not None):
            withheld = (one for one in self._resolver.withheld(start) if holds(one))
            for entry in islice(withheld, _MOST):
                words = f"{self._words.place(entry)} for {self._words.who(entry)}"
                yield f"the entry {words} would grant it, but does not propagate"

    def _layer_reasons(self, layer: Layer, holds: Holds) -> Iterator[str]:
        without = [entry for entry in counting(layer) if holds(entry) is False][:_MOST]
        if without and of_sides(self._resolver.inherited(layer.at), holds) == GRANTED:
            words = f"{self._words.place(without[0])} for {self._words.who(without[0])}"
            yield f"the entry {words} replaces what would be inherited"
        for entry in without:
            yield f"{self._words.entry(entry)} does not hold it"
        hidden = layer.entries[len(counting(layer)) :]
        if any(holds(entry) for entry in hidden):
            yield f"an entry for {self._words.name} comes before those for its groups"

    def _silence(self, effective: Effective, holds: Holds) -> Iterator[str]:
        """Say that no entry counts but, perhaps, a global one."""
        if not self._resolver.permissions:
            known = "permissions" in self._inventory.complete
            yield f"{self._words.name} has no permission {'anywhere' if known else 'described'}"
            return
        dark = any(side.unknown for side in effective.sides)
        above = "above it as far as is known" if dark else "above it"
        yield f"no entry on {self._words.object(effective.subject)} or {above} grants it"
        for entry in counting(Layer(effective.subject, effective.everywhere))[:_MOST]:
            if holds(entry) is False:
                yield f"{self._words.entry(entry)} does not hold it"

    def _shared(self, effective: Effective) -> Iterator[str]:
        if effective.subject != effective.entity:
            secondary = self._words.object(effective.entity)
            primary = self._words.object(effective.subject)
            yield f"{secondary} has the permissions of its Fault Tolerance primary, {primary}"

    def _grant_notes(self, effective: Effective, side: Side | None, holds: Holds) -> Iterator[str]:
        """Say what a grant rests on that the documentation does not settle."""
        if side is None:
            return
        if any(of_side(other, holds) == DENIED for other in effective.sides if other is not side):
            yield TWO_PARENTS
        if side.start is not None and _is_host_side(effective, side.start):
            yield TEMPLATE
        if side.start is not None and any(True for _ in self._resolver.withheld(side.start)):
            yield WITHHELD
        if effective.everywhere and _everywhere(effective, holds) != GRANTED:
            yield CLOSEST
        yield from self._switch_note(effective)

    def _denial_notes(self, effective: Effective, holds: Holds) -> Iterator[str]:
        """Say what a denial rests on that the documentation does not settle."""
        if any(side.layer for side in effective.sides) and _everywhere(effective, holds) & GRANTED:
            yield CLOSEST
        yield from self._switch_note(effective)

    def _switch_note(self, effective: Effective) -> Iterator[str]:
        group = effective.subject
        if group.type != "DistributedVirtualPortgroup" or effective.local:
            return
        switch = self._inventory.get_reference(group, "config.distributedVirtualSwitch")
        if isinstance(switch, Reference) and self._resolver.effective(switch).local:
            yield SWITCH


def _grant(effective: Effective, holds: Holds) -> tuple[Side | None, Permission]:
    """Return an entry the grant rests on, and the way it comes by; None if globally."""
    ways: list[tuple[Side | None, Layer]] = [
        # Another way may grant it too, but only if something unknown is settled so.
        (side, side.layer)
        for side in effective.sides
        if side.layer is not None and of_side(side, holds) == GRANTED
    ]
    ways.append((None, Layer(effective.subject, effective.everywhere)))
    return next((side, entry) for side, layer in ways for entry in counting(layer) if holds(entry))


def _is_host_side(effective: Effective, start: Reference) -> bool:
    # Only a template has a compute resource for a parent; other machines have a pool.
    return effective.subject.type == "VirtualMachine" and is_a(start.type, "ComputeResource")


def _everywhere(effective: Effective, holds: Holds) -> int:
    return of_layer(Layer(effective.subject, effective.everywhere), holds)
