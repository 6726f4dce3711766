"""What counts only where the clone powers on: room on hosts, failover, shared graphics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from policyguard.facts.choice import Bar, Bars
from policyguard.facts.devices import changes
from policyguard.facts.failover import Failover, failover
from policyguard.facts.situation import Found, Situation
from policyguard.facts.values import Said, Statement, Unknown, in_any_order, union
from policyguard.references import Reference

_FULL: Final[Bars] = {
    "full": Bar(
        "PLC021", "InsufficientHostCapacityFault", "runs as many machines as it can", firm=False
    )
}
_PROFILE_MISSING: Final[Bars] = {
    "unavailable": Bar(
        "HWD050", "InsufficientGraphicsResourcesFault", "does not offer a vGPU profile of the clone"
    )
}
_PROFILED: Final = "VirtualPCIPassthroughVmiopBackingInfo"


def power_statement(case: Situation) -> Statement:
    """Everything that powering on asks for besides; absent where the clone stays off."""
    powers_on = case.powers_on
    kept = Failover("absent") if powers_on == "no" else failover(case)
    profiles = () if powers_on == "no" else _profiles(case)
    return Statement(
        {
            "host_room": _if(powers_on, lambda: _host_room(case)),
            "failover": _if(powers_on, lambda: kept.said),
            "graphics": _if(powers_on, lambda: _graphics(case, profiles)),
        },
        {
            "host": case.chosen_host,
            "max_running": case.figures("capability.maxRunningVMs"),
            "failover_cluster": case.compute,
            "failover_left": kept.left,
            "failover_wanted": kept.wanted,
            "graphics_profile": _first_missing(case, profiles),
        },
    )


def _if(powers_on: Said, tell: Any) -> Said:
    """What is so if the clone powers on; what stands in no one's way needs no power-on known."""
    if powers_on == "no":
        return "absent"
    said: Said = tell()
    if isinstance(powers_on, Unknown) and said in ("full", "short", "unavailable"):
        return powers_on
    return said


def _host_room(case: Situation) -> Said:
    return case.on_hosts("room", partial(_room, case), _FULL, only_if=case.powers_on)


def _room(case: Situation, host: Reference) -> Said:
    """Whether a host may run one more; without a limit it always may."""
    most = case.number(host, "capability.maxRunningVMs")
    if most is None:
        return "room"
    machines = case.links(host, "vm")
    if isinstance(most, Unknown) or isinstance(machines, Unknown):
        return Unknown(union(most, machines))
    if len(machines) < most:
        return "room"
    states = [case.typed(machine, "runtime.powerState", str) for machine in machines]
    running = sum(state == "poweredOn" for state in states)
    unknown = in_any_order(*states)
    if running >= most:
        return "full"
    perhaps = running + sum(isinstance(state, Unknown) for state in states)
    return Unknown(unknown) if perhaps >= most else "room"


def _profiles(case: Situation) -> tuple[str, ...] | Unknown:
    """The vGPU profiles of the clone's devices."""
    devices = case.devices
    if isinstance(devices, Unknown):
        return devices
    kept: dict[object, Mapping[str, Any]] = {one.key: one.backing for one in devices}
    for number, change in enumerate(changes(case)):
        key = change.device.key
        if change.operation == "add":
            kept["added", number] = change.device.backing
        elif change.operation == "remove":
            kept.pop(key, None)
        elif change.operation == "edit" and key in kept and change.device.backing:
            kept[key] = change.device.backing
    return tuple(_profiled(kept.values()))


def _profiled(backings: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for backing in backings:
        profile = backing.get("vgpu")
        if backing.get("_typeName") == _PROFILED and isinstance(profile, str):
            yield profile


def _graphics(case: Situation, profiles: tuple[str, ...] | Unknown) -> Said:
    if isinstance(profiles, Unknown):
        return profiles
    if not profiles:
        return "absent"
    return case.on_hosts(
        "available", partial(_offers, case, profiles), _PROFILE_MISSING, only_if=case.powers_on
    )


def _offers(case: Situation, profiles: tuple[str, ...], host: Reference) -> Said:
    missing = _missing(case, profiles, host)
    if isinstance(missing, Unknown):
        return missing
    return "unavailable" if missing else "available"


def _missing(case: Situation, profiles: tuple[str, ...], host: Found) -> tuple[str, ...] | Unknown:
    """The profiles that a host does not offer."""
    known = case.listed(host, "config.sharedPassthruGpuTypes")
    if isinstance(known, Unknown):
        return known
    return tuple(one for one in profiles if one not in known)


def _first_missing(case: Situation, profiles: tuple[str, ...] | Unknown) -> str | None:
    """The profile to tell of: one that the only host lacks, else the first there is."""
    if isinstance(profiles, Unknown):
        return None
    missing = _missing(case, profiles, case.host)
    return next(iter(() if isinstance(missing, Unknown) else missing), next(iter(profiles), None))
