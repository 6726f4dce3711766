"""The swap file of a clone that powers on: how large it is, where it goes, whether it fits.

Its size is the memory that is not reserved (faults.md, *Space*; inferred).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from policyguard.facts.choice import Bar, Bars
from policyguard.facts.config import configured
from policyguard.facts.mounts import mount
from policyguard.facts.placement import hardware
from policyguard.facts.situation import Found, Situation
from policyguard.facts.storage import Touch, touched
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.references import Reference
from policyguard.request import ABSENT, MALFORMED, decider

_MB: Final = 1024 * 1024
_CONFIG: Final = ("spec", "config")
_PLACEMENTS: Final[Mapping[Any, str]] = {"vmDirectory": "with-machine", "hostLocal": "on-host"}
_SHORT: Final[Bars] = {
    "short": Bar("STO035", "NoDiskSpace", "has too little room for the swap file")
}
_INHERIT: Final = "inherit"
_OF_MACHINE: Final[Mapping[Any, str]] = {**_PLACEMENTS, _INHERIT: _INHERIT, None: _INHERIT}
# What ComputeResourceConfigInfo leaves out is its default.
_OF_COMPUTE: Final[Mapping[Any, str]] = {**_PLACEMENTS, None: "with-machine"}


@dataclass(frozen=True, slots=True)
class _Room:
    """Where a swap file goes, what there must be room for with it, and what is free."""

    store: Found
    needed: int | Unknown
    free: int | Unknown | None

    def said(self, powers_on: Said, size: int | Unknown) -> Said:
        """Whether it fits."""
        if powers_on == "no":
            return "absent"
        if size == 0:
            return "enough"
        if isinstance(self.needed, Unknown) or not isinstance(self.free, int):
            return Unknown(union(self.needed, self.free))
        if self.needed <= self.free:
            return "enough"
        return powers_on if isinstance(powers_on, Unknown) else "short"

    @property
    def left(self) -> int:
        """How much is left; of what is not known, more than of what is."""
        known = isinstance(self.needed, int) and isinstance(self.free, int)
        return self.free - self.needed if known else sys.maxsize  # type: ignore[operator]


def swap_statement(case: Situation) -> Statement:
    """The swap file; absent where the clone does not power on."""
    powers_on = case.powers_on
    placement = "absent" if powers_on == "no" else _placement(case)
    is_placed = placement != "absent" and not isinstance(placement, Unknown)
    touches = case.remembered(touched) if is_placed else ()
    size = 0 if powers_on == "no" else _size(case)
    space, room = _space(case, placement, touches, size)
    return Statement(
        {"placement": placement, "space": space, "writable": _writable(case, placement)},
        {
            "swap_datastore": room.store,
            "swap_name": case.prop(room.store, "name"),
            "swap_bytes": size,
            "swap_needed": room.needed,
            "swap_free": room.free,
            "host": case.chosen_host,
        },
    )


def _space(
    case: Situation, placement: Said, touches: Sequence[Touch], size: int | Unknown
) -> tuple[Said, _Room]:
    """Whether the swap file fits, and where: of several hosts, where the most is left."""
    powers_on = case.powers_on
    if placement == "absent":
        return "absent", _Room(None, 0, None)
    if isinstance(placement, Unknown):
        room = _room(case, placement, touches, size)
        return room.said(powers_on, size), room
    hosts = case.hosts if placement == "on-host" else ()
    if isinstance(hosts, Unknown):
        return hosts, _room(case, hosts, touches, size)
    if not hosts:
        room = _room(case, touches[0].datastore, touches, size)
        return room.said(powers_on, size), room
    rooms = {host: _of_host(case, host, touches, size) for host in hosts}
    said = case.on_hosts(
        "enough", lambda host: rooms[host].said("yes", size), _SHORT, only_if=powers_on
    )
    if said == "short" and isinstance(powers_on, Unknown):
        said = powers_on
    return said, max(rooms.values(), key=lambda one: one.left, default=_Room(None, 0, None))


def _of_host(
    case: Situation, host: Reference, touches: Sequence[Touch], size: int | Unknown
) -> _Room:
    """The room on the datastore that a host keeps for swap files.

    Where it has none, or too little is free there, the file goes with the rest
    (VirtualMachineConfigInfo.swapPlacement, `hostLocal`).
    """
    home = _room(case, touches[0].datastore, touches, size)
    own = case.linked(host, "config.localSwapDatastore")
    if own is None:
        return home
    room = _room(case, own, touches, size)
    said = room.said("yes", size)
    fits_at_home = isinstance(said, Unknown) and home.said("yes", size) == "enough"
    return home if said == "short" or fits_at_home else room


def _room(case: Situation, store: Found, touches: Sequence[Touch], size: int | Unknown) -> _Room:
    free = None if store is None else case.figure(store, "summary.freeSpace")
    return _Room(store, _sum(size, _written(touches, store)), free)


def _placement(case: Situation) -> Said:
    """Where it goes; `absent` where the request says what vCenter refuses (REQ025)."""
    asked: Any = case.request.typed(str, *_CONFIG, "swapPlacement")
    if asked is MALFORMED:
        return Unknown((decider(*_CONFIG, "swapPlacement"),))
    if asked is not ABSENT and asked != _INHERIT:
        return _PLACEMENTS.get(asked, "absent")
    if asked is ABSENT:
        own = case.token(case.source, "config.swapPlacement", _OF_MACHINE)
        if own != _INHERIT:
            return own
    if case.compute is None:
        return "with-machine"
    return case.token(case.compute, "configurationEx.vmSwapPlacement", _OF_COMPUTE)


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
