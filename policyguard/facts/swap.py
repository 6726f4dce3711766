"""The swap file of a clone that powers on: how large it is, where it goes, whether it fits.

Its size is the memory that is not reserved (faults.md, *Space*; inferred).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from policyguard.facts.config import configured
from policyguard.facts.mounts import mount
from policyguard.facts.placement import hardware
from policyguard.facts.situation import ANY_HOST, Found, Situation
from policyguard.facts.storage import Touch, touched
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.references import Reference
from policyguard.request import ABSENT, MALFORMED, decider

_MB: Final = 1024 * 1024
_CONFIG: Final = ("spec", "config")
_PLACEMENTS: Final[Mapping[Any, str]] = {"vmDirectory": "with-machine", "hostLocal": "on-host"}
_INHERITED: Final = ("inherit", None)


def swap_statement(case: Situation) -> Statement:
    """The swap file; absent where the clone does not power on."""
    powers_on = case.powers_on
    placement = "absent" if powers_on == "no" else _placement(case)
    is_placed = placement != "absent" and not isinstance(placement, Unknown)
    touches = touched(case) if is_placed else ()
    store = _store(case, placement, touches)
    size = 0 if powers_on == "no" else _size(case)
    least = _written(touches, store)
    needed = _sum(size, least)
    free = None if store is None else case.figure(store, "summary.freeSpace")
    return Statement(
        {
            "placement": placement,
            "space": _space(powers_on, size, needed, free),
            "writable": _writable(case, placement),
        },
        {
            "swap_datastore": store,
            "swap_name": case.prop(store, "name"),
            "swap_bytes": size,
            "swap_needed": needed,
            "swap_free": free,
            "host": case.chosen_host,
        },
    )


def _placement(case: Situation) -> Said:
    asked: Any = case.request.typed(str, *_CONFIG, "swapPlacement")
    if asked is MALFORMED:
        return Unknown((decider(*_CONFIG, "swapPlacement"),))
    if asked is ABSENT:
        asked = case.prop(case.source, "config.swapPlacement")
    if asked in _INHERITED:
        asked = case.prop(case.compute, "configurationEx.vmSwapPlacement")
    if isinstance(asked, Unknown):
        return asked
    known = _PLACEMENTS.get(asked) if isinstance(asked, str) else None
    return known or Unknown((decider(*_CONFIG, "swapPlacement"),))


def _store(case: Situation, placement: Said, touches: Sequence[Touch]) -> Found:
    """The datastore of the swap file: a host that has none of its own puts it with the rest."""
    if isinstance(placement, Unknown) or placement == "absent":
        return placement if isinstance(placement, Unknown) else None
    if placement == "on-host":
        own = case.linked(case.host, "config.localSwapDatastore") if case.host else ANY_HOST
        if own is not None:
            return own
    return touches[0].datastore


def _size(case: Situation) -> int | Unknown:
    """Bytes of memory that are not reserved."""
    memory = hardware(case, "memoryMB", "memoryMB")
    locked = configured(case, "memoryReservationLockedToMax", bool)
    reserved = configured(case, "memoryAllocation.reservation", int)
    if locked is True:
        return 0
    if isinstance(memory, Unknown) or isinstance(reserved, Unknown) or isinstance(locked, Unknown):
        return Unknown(union(memory, reserved, locked))
    return int(max(memory - (reserved or 0), 0)) * _MB


def _written(touches: Sequence[Touch], store: Found) -> int | Unknown:
    """The least bytes that the clone writes to a datastore besides."""
    if store is None or isinstance(store, Unknown):
        return 0 if store is None else store
    there = (touch for touch in touches if touch.datastore == store)
    return sum(write.least for touch in there for write in touch.known)


def _sum(size: int | Unknown, least: int | Unknown) -> int | Unknown:
    if isinstance(size, Unknown) or isinstance(least, Unknown):
        return Unknown(union(size, least))
    return size + least


def _space(
    powers_on: Said, size: int | Unknown, needed: int | Unknown, free: int | Unknown | None
) -> Said:
    if powers_on == "no":
        return "absent"
    if size == 0:
        return "enough"
    if isinstance(needed, Unknown) or not isinstance(free, int):
        return Unknown(union(needed, free))
    if needed <= free:
        return "enough"
    return powers_on if isinstance(powers_on, Unknown) else "short"


def _writable(case: Situation, placement: Said) -> Said:
    """Whether the host can write to its own datastore for swap files."""
    if placement != "on-host":
        return placement if isinstance(placement, Unknown) else "absent"
    said = case.on_hosts("yes", partial(_can_write, case))
    return case.powers_on if said == "no" and isinstance(case.powers_on, Unknown) else said


def _can_write(case: Situation, host: Reference) -> Said:
    """Whether it can; a host that has none of its own puts the swap file with the rest."""
    store = case.linked(host, "config.localSwapDatastore")
    if store is None or isinstance(store, Unknown):
        return "yes" if store is None else store
    said = mount(case, store, host)
    return said if isinstance(said, Unknown) else "yes" if said == "read-write" else "no"
