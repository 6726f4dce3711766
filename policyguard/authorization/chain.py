"""The entries that decide on an object for one privilege, and what each of them does.

    load → validate → facts → **rules** → report

INVARIANT: no entry is named twice, and one that grants is named as one that grants.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from policyguard.authorization.outcome import (
    GRANTED,
    SILENT,
    of_all,
    of_layer,
    of_side,
    of_sides,
)
from policyguard.decision import Effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policyguard.authorization.effective import Resolver
    from policyguard.authorization.layers import Effective, Layer, Possible, Side
    from policyguard.authorization.outcome import Holds
    from policyguard.inventory.permissions import Permission

# Of those on one way up that do not propagate: a way up may be long.
_MOST_WITHHELD: Final = 8


class Link(NamedTuple):
    """One entry, and what it does.

    Attributes:
        entry: The entry.
        held: Whether its role holds the privilege.
        effect: What it does for the answer.
    """

    entry: Permission
    held: bool | None
    effect: Effect


def chain(resolver: Resolver, effective: Effective, holds: Holds) -> tuple[Link, ...]:
    """Return what decides, that which grants first, then in the order of the ways up."""
    found: dict[tuple[str, str, bool], Link] = {}
    for link in _links(resolver, effective, holds):
        key = link.entry.key
        if key not in found or link.effect is Effect.GRANTS:
            found[key] = link
    return tuple(sorted(found.values(), key=lambda link: link.effect is not Effect.GRANTS))


def deciding(effective: Effective, holds: Holds) -> Iterator[tuple[Side | None, Permission]]:
    """Yield the entries that surely grant, each with the way it comes by; None if globally."""
    for side in effective.sides:
        # Another way may grant it too, but only if something unknown is settled so.
        if side.layer is not None and of_side(side, holds) == GRANTED:
            yield from ((side, entry) for entry in side.layer.counting if holds(entry))
    if of_sides(effective.sides, holds) & SILENT:
        yield from ((None, one) for one in effective.global_layer.counting if holds(one))


def _links(resolver: Resolver, effective: Effective, holds: Holds) -> Iterator[Link]:
    layers = [side.layer for side in effective.sides if side.layer is not None]
    for layer in layers:
        beyond = _replaced(resolver, effective, layer, holds)
        lacking = Effect.REPLACES if beyond else Effect.LACKS
        yield from _here(resolver, layer, holds, lacking)
        yield from _all(beyond, holds, Effect.REPLACED)
    if not layers:
        yield from _here(resolver, effective.global_layer, holds, Effect.LACKS)
        yield from _possible(effective.possible, holds)
    for side in effective.sides:
        possible = (one for passed in side.passed for one in passed)
        yield from _possible((*possible, *(side.layer.possible if side.layer else ())), holds)
        if side.start is not None:
            withheld = (entry for entry in resolver.withheld(side.start) if holds(entry))
            yield from _all(islice(withheld, _MOST_WITHHELD), holds, Effect.NOT_PROPAGATING)
    if not layers:
        unheard = (one for one in resolver.everywhere if one not in effective.everywhere)
        yield from _all(filter(holds, unheard), holds, Effect.NOT_PROPAGATING)


def _replaced(
    resolver: Resolver, effective: Effective, layer: Layer, holds: Holds
) -> tuple[Permission, ...]:
    """Return the entries that would surely grant it if a complex that does not had none."""
    if of_layer(layer, holds) == GRANTED:
        return ()
    beyond = resolver.beyond(effective, layer)
    if of_all(beyond, holds) != GRANTED:
        return ()
    return tuple(entry for _, entry in deciding(beyond, holds))


def _here(resolver: Resolver, layer: Layer, holds: Holds, lacking: Effect) -> Iterator[Link]:
    for entry in layer.counting:
        held = holds(entry)
        if held is None:
            yield Link(entry, None, Effect.UNDESCRIBED)
        elif held:
            yield Link(entry, held, Effect.GRANTS)
        else:
            nothing = lacking is Effect.LACKS and resolver.forbids(entry)
            yield Link(entry, held, Effect.NO_ACCESS if nothing else lacking)
    yield from _all(layer.entries[len(layer.counting) :], holds, Effect.HIDDEN)


def _possible(possible: Iterable[Possible], holds: Holds) -> Iterator[Link]:
    yield from _all((one.permission for one in possible), holds, Effect.POSSIBLE)


def _all(entries: Iterable[Permission], holds: Holds, effect: Effect) -> Iterator[Link]:
    yield from (Link(entry, holds(entry), effect) for entry in entries)
