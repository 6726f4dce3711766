"""What counts only where the clone powers on: room on hosts, failover, shared graphics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from policyguard.facts.devices import changes
from policyguard.facts.situation import Situation
from policyguard.facts.swap import powered_on
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.references import Reference, is_a

_PROFILED: Final = "VirtualPCIPassthroughVmiopBackingInfo"
_DAS: Final = "configurationEx.dasConfig"
_POLICY: Final = f"{_DAS}.admissionControlPolicy"


def power_statement(case: Situation) -> Statement:
    """Everything that powering on asks for besides; absent where the clone stays off."""
    powers_on = powered_on(case)
    profiles = () if powers_on == "no" else _profiles(case)
    return Statement(
        {
            "host_room": _if(powers_on, lambda: case.on_hosts("room", partial(_room, case))),
            "failover": _if(powers_on, lambda: _failover(case)),
            "graphics": _if(powers_on, lambda: _graphics(case, profiles)),
        },
        {
            "host": case.chosen_host,
            "max_running": case.prop(case.host, "capability.maxRunningVMs"),
            "failover_cluster": case.compute,
            "failover_level": case.prop(case.compute, "summary.currentFailoverLevel"),
            "failover_wanted": case.prop(case.compute, f"{_POLICY}.failoverLevel"),
            "graphics_profile": None
            if isinstance(profiles, Unknown)
            else next(iter(profiles), None),
        },
    )


def _first(profiles: tuple[str, ...] | Unknown) -> str | None:
    return None if isinstance(profiles, Unknown) else next(iter(profiles), None)


def _if(powers_on: Said, tell: Any) -> Said:
    """What is so if the clone powers on; what stands in no one's way needs no power-on known."""
    if powers_on == "no":
        return "absent"
    said: Said = tell()
    if isinstance(powers_on, Unknown) and said in ("full", "short", "unavailable"):
        return powers_on
    return said


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
    unknown = union(*states)
    if running >= most:
        return "full"
    perhaps = running + sum(isinstance(state, Unknown) for state in states)
    return Unknown(unknown) if perhaps >= most else "room"


def _failover(case: Situation) -> Said:
    """Whether the cluster can stand the host failures that its admission control asks for.

    Only the policy of a number of hosts says how many; it is broken already where fewer are
    left. Whether one more machine would break it is not known before.
    """
    cluster = case.compute
    if cluster is None or isinstance(cluster, Unknown):
        return cluster or "absent"
    if not is_a(cluster.type, "ClusterComputeResource"):
        return "absent"
    for switch in ("enabled", "admissionControlEnabled"):
        said = case.prop(cluster, f"{_DAS}.{switch}")
        if said in (False, None):
            return "absent"
        if said is not True:
            return said if isinstance(said, Unknown) else Unknown((f"{cluster}:{_DAS}.{switch}",))
    kind = case.prop(cluster, f"{_POLICY}._typeName")
    if not isinstance(kind, Unknown) and kind != "ClusterFailoverLevelAdmissionControlPolicy":
        return "absent"
    wanted = case.number(cluster, f"{_POLICY}.failoverLevel")
    level = case.number(cluster, "summary.currentFailoverLevel")
    if wanted is None or level is None:
        return "absent"
    if isinstance(kind, Unknown) or isinstance(wanted, Unknown) or isinstance(level, Unknown):
        return Unknown(union(kind, wanted, level))
    return "short" if level < wanted else "enough"


def _profiles(case: Situation) -> tuple[str, ...] | Unknown:
    """The vGPU profiles of the clone's devices."""
    devices = case.devices
    if isinstance(devices, Unknown):
        return devices
    removed = {change.device.key for change in changes(case) if change.operation == "remove"}
    kept = [device.data for device in devices if device.key not in removed]
    added = [change.device.data for change in changes(case) if change.operation == "add"]
    return tuple(_named([*kept, *added]))


def _named(devices: list[Mapping[str, Any]]) -> Iterator[str]:
    for device in devices:
        backing = device.get("backing")
        if isinstance(backing, Mapping) and backing.get("_typeName") == _PROFILED:
            profile = backing.get("vgpu")
            if isinstance(profile, str):
                yield profile


def _graphics(case: Situation, profiles: tuple[str, ...] | Unknown) -> Said:
    if isinstance(profiles, Unknown):
        return profiles
    if not profiles:
        return "absent"
    return case.on_hosts("available", partial(_offers, case, profiles))


def _offers(case: Situation, profiles: tuple[str, ...], host: Reference) -> Said:
    known = case.listed(host, "config.sharedPassthruGpuTypes")
    if isinstance(known, Unknown):
        return known
    return "available" if all(one in known for one in profiles) else "unavailable"
