"""What can come of the permissions that speak of an object, for one privilege.

    load → validate → facts → **rules** → report

An outcome is *granted* (an entry counts that holds the privilege), *denied* (entries count
and none of them holds it) or *silent* (no entry counts). Where something is not known
several are possible, so what is passed about is a set of outcomes.

INVARIANT: a set holds every outcome that some way of settling the unknowns has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from policyguard.authorization.layers import Effective, Layer, Possible, Side
from policyguard.inventory.permissions import Permission

# Sets of outcomes, as the bits of an integer.
Outcomes: TypeAlias = int
GRANTED: Final[Outcomes] = 1
DENIED: Final[Outcomes] = 2
SILENT: Final[Outcomes] = 4
ANY: Final[Outcomes] = GRANTED | DENIED | SILENT

# Whether the role of an entry holds the privilege that is asked for.
Holds: TypeAlias = Callable[[Permission], bool | None]


def of_entries(entries: Iterable[Permission], holds: Holds) -> Outcomes:
    """Return what can come of entries whose roles add."""
    roles = [_of_role(entry, holds) for entry in entries]
    if not roles:
        return SILENT
    return GRANTED if GRANTED in roles else DENIED | (GRANTED if GRANTED | DENIED in roles else 0)


def of_layer(layer: Layer, holds: Holds) -> Outcomes:
    """Return what can come of the entries on one complex, whichever of the possible are there."""
    outcomes = of_entries(layer.counting, holds)
    for one in layer.possible:
        outcomes |= _added(layer, one, holds)
    return outcomes


def _added(layer: Layer, one: Possible, holds: Holds) -> Outcomes:
    """What else can come of a complex if one more entry is there."""
    of_user = bool(layer.entries) and not layer.entries[0].group
    if of_user and one.permission.group:
        return 0
    role = _of_role(one.permission, holds)
    if not of_user and not one.permission.group:
        return role  # it is the only one that counts
    return role & GRANTED


def _of_role(entry: Permission, holds: Holds) -> Outcomes:
    held = holds(entry)
    if held is None:
        return GRANTED | DENIED
    return GRANTED if held else DENIED


def of_side(side: Side, holds: Holds) -> Outcomes:
    """Return what can come of one way up."""
    outcomes = _of_end(side, holds)
    for possible in side.passed:
        for one in possible:
            outcomes |= _of_role(one.permission, holds)
    return outcomes


def _of_end(side: Side, holds: Holds) -> Outcomes:
    if side.layer is not None:
        return of_layer(side.layer, holds)
    return ANY if side.unknown else SILENT


def of_sides(sides: Iterable[Side], holds: Holds) -> Outcomes:
    """Return what can come of several ways up, which add (b.3 steps 7 and 8)."""
    outcomes = SILENT
    for side in sides:
        outcomes = _either(outcomes, of_side(side, holds))
    return outcomes


def _either(one: Outcomes, other: Outcomes) -> Outcomes:
    outcomes = (one | other) & GRANTED
    if one & ~GRANTED and other & ~GRANTED:
        outcomes |= (one | other) & DENIED
    return outcomes | (one & other & SILENT)


def of_all(effective: Effective, holds: Holds) -> Outcomes:
    """Return what can come of everything; silence means that nothing is granted.

    Global entries count where no other entry does (b.3 step 9).
    """
    outcomes = of_sides(effective.sides, holds)
    if outcomes & SILENT:
        outcomes = (outcomes & ~SILENT) | of_layer(effective.global_layer, holds)
    return outcomes


def deciders(effective: Effective, holds: Holds) -> Iterator[str]:
    """Yield the properties that would tell which of several outcomes it is."""
    for side in effective.sides:
        yield from side.unknown
        end = _of_end(side, holds)
        for possible in side.passed:
            for one in possible:
                if _of_role(one.permission, holds) & ~end:
                    yield one.decider
        if side.layer is not None:
            base = of_entries(side.layer.counting, holds)
            for one in side.layer.possible:
                if _added(side.layer, one, holds) & ~base:
                    yield one.decider
    if of_sides(effective.sides, holds) & SILENT:
        everywhere = effective.global_layer
        base = of_entries(everywhere.counting, holds)
        yield from (o.decider for o in everywhere.possible if _added(everywhere, o, holds) & ~base)


def undescribed(effective: Effective, holds: Holds) -> Iterator[int]:
    """Yield the roles that may count and whose content is not known."""
    for side in effective.sides:
        layer = side.layer or Layer(effective.subject, ())
        may_count = (*layer.possible, *(one for possible in side.passed for one in possible))
        entries = (*layer.counting, *(one.permission for one in may_count))
        yield from (entry.role_id for entry in entries if holds(entry) is None)
    everywhere = (*effective.everywhere, *(one.permission for one in effective.possible))
    yield from (entry.role_id for entry in everywhere if holds(entry) is None)
