"""The resource pool the clone runs in, its hosts, and what it has left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from policyguard.facts.config import configured
from policyguard.facts.hosts import in_service
from policyguard.facts.placement import hardware
from policyguard.facts.situation import Found, Situation
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.references import Reference, is_a
from policyguard.request import decider

_MB: Final = 1024 * 1024


def pool_statement(case: Situation) -> Statement:
    """The resource pool, its hosts, and what it has left for a clone that powers on.

    What an expandable reservation may still borrow from the pools above is in what vCenter
    calls unreserved (ResourcePoolResourceUsage), so those need not be looked at.
    """
    hosts = case.pool_hosts
    cpu = _cpu(case)
    memory = _memory(case)
    return Statement(
        {
            "type": _pool_type(case),
            "owner_hosts": _owner_hosts(case, hosts),
            "usable_hosts": _usable_hosts(case, hosts),
            "cpu": cpu.said,
            "memory": memory.said,
        },
        {
            "pool": _possible_pool(case),
            "cluster": case.pool_owner,
            "pool_hosts": None if isinstance(hosts, Unknown) else hosts,
            "cpu_reservation": cpu.wanted,
            "cpu_unreserved": cpu.left,
            "memory_reservation": memory.wanted,
            "memory_unreserved": memory.left,
        },
    )


def _possible_pool(case: Situation) -> Found:
    """The pool; where it is not known whether the source has one, the one it would have."""
    if isinstance(case.pool, Unknown) and case.pool == case.is_template:
        own = case.linked(case.source, "resourcePool")
        return own if isinstance(own, Reference) else case.pool
    return case.pool


def _pool_type(case: Situation) -> Said:
    pool = _possible_pool(case)
    if pool is None or isinstance(pool, Unknown):
        return pool or "absent"
    return "vapp" if is_a(pool.type, "VirtualApp") else "resource-pool"


def _owner_hosts(case: Situation, hosts: tuple[Reference, ...] | Unknown) -> Said:
    if case.pool_owner is None:
        return "absent"
    if isinstance(hosts, Unknown):
        return hosts
    return "some" if hosts else "none"


def _usable_hosts(case: Situation, hosts: tuple[Reference, ...] | Unknown) -> Said:
    """Whether any host that may be picked is connected and not in maintenance."""
    if case.pool_owner is None or hosts == ():
        return "absent"
    if isinstance(hosts, Unknown):
        return hosts
    unknown: list[object] = []
    for host in hosts:
        state = in_service(case, host)
        if state == "yes":
            return "some"
        unknown.append(state)
    left = union(*unknown)
    return Unknown(left) if left else "none"


@dataclass(frozen=True, slots=True)
class _Reservation:
    """What a clone that powers on reserves of a pool, and what the pool has left."""

    said: Said
    wanted: Any = None
    left: Any = None


def _cpu(case: Situation) -> _Reservation:
    return _reservation(case, _reserved(case, "cpuAllocation"), "runtime.cpu.unreservedForVm")


def _memory(case: Situation) -> _Reservation:
    """Memory whose reservation is locked to its size is reserved as a whole."""
    path = "runtime.memory.unreservedForVm"
    reserved = _bytes(_reserved(case, "memoryAllocation"))
    locked = configured(case, "memoryReservationLockedToMax", bool)
    if locked in (False, None):
        return _reservation(case, reserved, path)
    whole = _reservation(case, _bytes(hardware(case, "memoryMB", "memoryMB")), path)
    if locked is True:
        return whole
    part = _reservation(case, reserved, path)
    if part.said == whole.said and not isinstance(part.said, Unknown):
        return part
    return _Reservation(Unknown(union(locked, part.said, whole.said)), part.wanted, part.left)


def _reserved(case: Situation, allocation: str) -> int | Unknown:
    reserved: int | Unknown | None = configured(case, f"{allocation}.reservation", int)
    if reserved is None:
        return 0  # unset reserves nothing
    if isinstance(reserved, int) and reserved < 0:
        return Unknown((decider("spec", "config", allocation, "reservation"),))
    return reserved


def _bytes(megabytes: Any) -> Any:
    return megabytes if isinstance(megabytes, Unknown) else megabytes * _MB


def _reservation(case: Situation, wanted: int | Unknown, path: str) -> _Reservation:
    powers_on = case.powers_on
    if powers_on == "no" or case.pool is None:
        return _Reservation("absent")
    left = case.typed(case.pool, path, int)
    return _Reservation(_compared(wanted, left, powers_on), wanted, left)


def _compared(wanted: int | Unknown, left: Any, powers_on: Said) -> Said:
    if isinstance(wanted, Unknown) or isinstance(left, Unknown):
        return "enough" if wanted == 0 else Unknown(union(wanted, left))
    if wanted <= left:
        return "enough"
    return powers_on if isinstance(powers_on, Unknown) else "short"
