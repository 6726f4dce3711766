"""The host the clone lands on, and whether the clone fits it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from policyguard.facts.choice import Bar, Bars
from policyguard.facts.clone import MOVE_TYPES, result
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Said, Statement, Unknown, say, union
from policyguard.references import Reference, is_a
from policyguard.request import ABSENT, MALFORMED, Missing, decider

_CONNECTION = {
    "connected": "connected",
    "disconnected": "disconnected",
    "notResponding": "notResponding",
}
_CRYPTO = {
    "safe": "safe",
    "prepared": "not-safe",
    "incapable": "incapable",
    "pendingIncapable": "pendingIncapable",
}
_YES_NO: Mapping[Any, str] = {True: "yes", False: "no"}
_FULL: Bars = {"full": Bar("PLC008", "OutOfBounds", "has as many machines as it supports")}
_BEYOND: Bars = {
    "too-many": Bar(
        "HWD003", "NumVirtualCpusNotSupported", "supports fewer virtual CPUs than the clone has"
    ),
    "too-much": Bar("HWD004", "MemorySizeNotSupported", "supports less memory than the clone has"),
}
_NO_CRYPTO: Bars = {"no": Bar("ENC001", "InvalidArgument", "does not support encryption")}
_UNFIT_FOR_KEYS: Bars = {
    "pendingIncapable": Bar("ENC002", "InvalidHostState", "is leaving encryption"),
}
_NO_DELTA: Bars = {
    "no": Bar("STO018", "DiskMoveTypeNotSupported", "does not support delta disk backings")
}
_FOR_FAILOVER: Bars = {
    "yes": Bar(None, "DisallowedOperationOnFailoverHost", "is a failover host of its cluster")
}


def host_statement(case: Situation) -> Statement:
    """The host the clone is registered on."""
    vcpus, memory = hardware(case, "numCPUs", "numCPU"), hardware(case, "memoryMB", "memoryMB")
    cpu_limit, memory_limit = "capability.maxSupportedVcpus", "capability.maxSupportedVmMemory"
    supported, delta = "capability.cryptoSupported", "capability.deltaDiskBackingsSupported"
    return Statement(
        {
            "connection": _on(case, "runtime.connectionState", _CONNECTION),
            "maintenance": _on(case, "runtime.inMaintenanceMode", _YES_NO),
            "in_pool": case.remembered(_in_pool),
            "failover": case.remembered(_failover),
            "vms": case.on_hosts(
                "room", partial(room, case, "capability.maxSupportedVMs", "full"), _FULL
            ),
            "cpus": _within(case, vcpus, cpu_limit, "too-many"),
            "memory": _within(case, memory, memory_limit, "too-much"),
            "crypto": case.remembered(_crypto),
            "crypto_supported": case.on_hosts(
                "yes",
                lambda h: case.token(h, supported, _YES_NO),
                _NO_CRYPTO,
                only_if=case.remembered(_encrypted),
            ),
            "delta_disks": case.on_hosts(
                "yes",
                lambda h: case.token(h, delta, _YES_NO),
                _NO_DELTA,
                only_if=case.remembered(_moved),
            ),
        },
        {
            "host": case.chosen_host,
            "hostname": case.typed(case.host, "name", str),
            "vcpus": vcpus,
            "max_vcpus": case.figures(cpu_limit),
            "vm_memory": memory,
            "max_memory": case.figures(memory_limit),
            "max_vms": case.figures("capability.maxSupportedVMs"),
        },
    )


def _on(case: Situation, path: str, tokens: Mapping[Any, str]) -> Said:
    return "absent" if case.host is None else case.token(case.host, path, tokens)


def _in_pool(case: Situation) -> Said:
    """Whether the named host belongs to the compute resource of the named pool."""
    if ABSENT in (case.request.at(*LOCATION, "host"), case.request.at(*LOCATION, "pool")):
        return "absent"
    here, there = case.compute, case.pool_owner
    if isinstance(here, Unknown) or isinstance(there, Unknown):
        return Unknown(union(here, there))
    return "yes" if here == there else "no"


def _encrypted(case: Situation) -> Said:
    return say(result(case), lambda found: "yes" if found == "encrypted" else "no")


def _moved(case: Situation) -> Said:
    """Whether the request says how the backings of disks move."""
    disks = range(case.request.length(*LOCATION, "disk"))
    places = [LOCATION, *((*LOCATION, "disk", index) for index in disks)]
    asked = [case.request.typed(str, *place, "diskMoveType") for place in places]
    if any(one in MOVE_TYPES for one in asked):
        return "yes"
    unknown = [Unknown((decider(*LOCATION, "diskMoveType"),)) for one in asked if one is MALFORMED]
    return unknown[0] if unknown else "no"


def _failover(case: Situation) -> Said:
    """Whether the one host is kept for failover; of several, `hosts` says it."""
    said = case.each_host(partial(_kept_for_failover, case), _FOR_FAILOVER)
    if isinstance(said, Unknown):
        return said
    return said[0] if len(said) == 1 else "absent"


def _kept_for_failover(case: Situation, host: Reference) -> Said:
    cluster = case.compute
    if cluster is None or isinstance(cluster, Unknown):
        return cluster or "absent"
    config = "configurationEx.dasConfig"
    enabled = case.prop(cluster, f"{config}.enabled")
    if not is_a(cluster.type, "ClusterComputeResource") or enabled is False:
        return "no"
    hosts = case.links(cluster, f"{config}.admissionControlPolicy.failoverHosts")
    if isinstance(hosts, Unknown):
        return Unknown(union(enabled, hosts))
    if host not in hosts:
        return "no"
    return "yes" if enabled is True else Unknown((f"{cluster}:{config}.enabled",))


def room(case: Situation, limit: str, beyond: str, host: Reference) -> Said:
    """Whether a host may take one more virtual machine; without a limit it always may."""
    most = case.number(host, limit)
    if most is None:
        return "room"
    vms = case.links(host, "vm")
    if isinstance(most, Unknown) or isinstance(vms, Unknown):
        return Unknown(union(most, vms))
    return "room" if len(vms) < most else beyond


def hardware(case: Situation, requested: str, current: str) -> Any:
    """How much of something the clone has: as the request says, else as its source."""
    wanted = case.request.typed(int, "spec", "config", requested)
    if wanted is ABSENT:
        return case.typed(case.source, f"config.hardware.{current}", int)
    if isinstance(wanted, Missing):
        return Unknown((decider("spec", "config", requested),))
    return wanted


def _within(case: Situation, wanted: Any, path: str, too_much: str) -> Said:
    def tell(host: Reference) -> Said:
        most = case.number(host, path)
        if most is None:
            return "supported"
        if isinstance(wanted, Unknown) or isinstance(most, Unknown):
            return Unknown(union(wanted, most))
        return "supported" if wanted <= most else too_much

    return case.on_hosts("supported", tell, _BEYOND)


def _crypto(case: Situation) -> Said:
    """How ready the hosts that may be picked are to keep a key.

    Where vCenter has a choice, one safe host is enough: the key stays on those that are
    enabled (privileges.md P14). Only where none is safe does the least able of them count.
    """
    states = case.each_host(
        lambda host: case.token(host, "runtime.cryptoState", _CRYPTO),
        _UNFIT_FOR_KEYS,
        only_if=case.remembered(_encrypted),
    )
    if isinstance(states, Unknown):
        return states
    if not states or "safe" in states:
        return "safe" if states else "absent"
    unknown = union(*states)
    if unknown:
        return Unknown(unknown)
    return states[0] if len(set(states)) == 1 else "not-safe"
