"""Where the clone lands: folder, pool, host, and whether they fit together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policyguard.facts.situation import LOCATION, Found, Situation
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.references import Reference, is_a
from policyguard.request import ABSENT, MALFORMED, Missing, decider, pointer

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
_MB = 1024 * 1024


def folder_statement(case: Situation) -> Statement:
    """The folder that counts."""
    return Statement(
        {"holds_vms": _holds_vms(case), "datacenter": case.same_datacenter(case.folder)},
        {
            "folder": case.folder,
            "folder_place": pointer(*case.folder_place),
        },
    )


def _holds_vms(case: Situation) -> Said:
    types = case.typed(case.folder, "childType", list)
    if isinstance(types, Unknown):
        return types
    return "yes" if "VirtualMachine" in types else "no"


def pool_statement(case: Situation) -> Statement:
    """The resource pool, its hosts, and what it has left for a clone that powers on."""
    hosts = case.links(case.pool_owner, "host")
    cpu = _Reservation(case, "cpuAllocation", "runtime.cpu.unreservedForVm", 1)
    memory = _Reservation(case, "memoryAllocation", "runtime.memory.unreservedForVm", _MB)
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
            "cpu_reservation": cpu.wanted,
            "cpu_unreserved": cpu.left,
            "memory_reservation": memory.wanted,
            "memory_unreserved": memory.left,
        },
    )


def _possible_pool(case: Situation) -> Found:
    """The pool; where it is not known whether the source has one, the one it would have."""
    if isinstance(case.pool, Unknown) and isinstance(case.is_template, Unknown):
        own = case.linked(case.source, "resourcePool")
        named = case.request.at(*LOCATION, "pool") is not ABSENT
        return own if isinstance(own, Reference) and not named else case.pool
    return case.pool


def _pool_type(case: Situation) -> Said:
    if case.pool is None or isinstance(case.pool, Unknown):
        return case.pool or "absent"
    return "vapp" if is_a(case.pool.type, "VirtualApp") else "resource-pool"


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
        connection = case.token(host, "runtime.connectionState", _CONNECTION)
        maintenance = case.token(host, "runtime.inMaintenanceMode", _YES_NO)
        if (connection, maintenance) == ("connected", "no"):
            return "some"
        if connection in ("disconnected", "notResponding") or maintenance == "yes":
            continue
        unknown += (connection, maintenance)
    return Unknown(union(*unknown)) if unknown else "none"


class _Reservation:
    """What a clone that powers on reserves of a pool, and what the pool has left."""

    def __init__(self, case: Situation, allocation: str, left: str, unit: int) -> None:
        self.wanted: Any = None
        self.left: Any = None
        self.said = self._compare(case, allocation, left, unit)

    def _compare(self, case: Situation, allocation: str, left: str, unit: int) -> Said:
        on, template = case.request.at("spec", "powerOn"), case.becomes_template
        if on is not True or template is True or case.pool is None:
            return "absent"
        wanted: Any = case.request.typed(int, "spec", "config", allocation, "reservation")
        if wanted is MALFORMED:
            wanted = Unknown((decider("spec", "config", allocation, "reservation"),))
        elif wanted is ABSENT:
            wanted = case.typed(case.source, f"config.{allocation}.reservation", int)
        self.wanted = wanted if isinstance(wanted, Unknown) else wanted * unit
        self.left = case.typed(case.pool, left, int)
        if isinstance(self.wanted, Unknown) or isinstance(self.left, Unknown):
            return "enough" if self.wanted == 0 else Unknown(union(self.wanted, self.left))
        return "enough" if self.wanted <= self.left else "short"


def host_statement(case: Situation) -> Statement:
    """The host the clone is registered on, where there is only one it can be."""
    vcpus, memory = _hardware(case, "numCPUs", "numCPU"), _hardware(case, "memoryMB", "memoryMB")
    host = case.host
    most_cpus = case.prop(host, "capability.maxSupportedVcpus")
    most_memory = case.prop(host, "capability.maxSupportedVmMemory")
    return Statement(
        {
            "connection": _on(case, "runtime.connectionState", _CONNECTION),
            "maintenance": _on(case, "runtime.inMaintenanceMode", _YES_NO),
            "in_pool": _in_pool(case),
            "failover": _failover(case),
            "vms": _room(case),
            "cpus": _within(host, vcpus, most_cpus, ("supported", "too-many")),
            "memory": _within(host, memory, most_memory, ("supported", "too-much")),
            "crypto": _crypto(case),
            "crypto_supported": _on(case, "capability.cryptoSupported", _YES_NO),
            "delta_disks": _on(case, "capability.deltaDiskBackingsSupported", _YES_NO),
        },
        {
            "host": _chosen_host(case),
            "vcpus": vcpus,
            "max_vcpus": most_cpus,
            "vm_memory": memory,
            "max_memory": most_memory,
            "max_vms": case.prop(host, "capability.maxSupportedVMs"),
        },
    )


def _chosen_host(case: Situation) -> Found:
    """The host; which of several vCenter picks is for the request to say."""
    return Unknown((decider(*LOCATION, "host"),)) if case.host is None and case.hosts else case.host


def _on(case: Situation, path: str, tokens: Mapping[Any, str]) -> Said:
    return "absent" if case.host is None else case.token(case.host, path, tokens)


def _in_pool(case: Situation) -> Said:
    """Whether the named host belongs to the compute resource of the named pool."""
    host = case.named("HostSystem", *LOCATION, "host")
    pool = case.named("ResourcePool", *LOCATION, "pool")
    if host is None or pool is None:
        return "absent"
    here, there = case.compute, case.pool_owner
    if isinstance(here, Unknown) or isinstance(there, Unknown):
        return Unknown(union(here, there))
    return "yes" if here == there else "no"


def _failover(case: Situation) -> Said:
    host, cluster = case.host, case.compute
    if host is None or cluster is None:
        return "absent"
    if isinstance(host, Unknown) or isinstance(cluster, Unknown):
        return Unknown(union(host, cluster))
    if not is_a(cluster.type, "ClusterComputeResource"):
        return "no"
    hosts = case.links(cluster, "configurationEx.dasConfig.admissionControlPolicy.failoverHosts")
    if isinstance(hosts, Unknown):
        return hosts
    return "yes" if host in hosts else "no"


def _room(case: Situation) -> Said:
    """Whether the host may take one more virtual machine; without a limit it always may."""
    if case.host is None:
        return "absent"
    most = case.prop(case.host, "capability.maxSupportedVMs")
    if most is None:
        return "room"
    vms = case.links(case.host, "vm")
    if isinstance(most, Unknown) or isinstance(vms, Unknown) or not isinstance(most, int):
        return Unknown(union(most, vms) or (f"{case.host}:capability.maxSupportedVMs",))
    return "room" if len(vms) < most else "full"


def _hardware(case: Situation, requested: str, current: str) -> Any:
    wanted = case.request.typed(int, "spec", "config", requested)
    if wanted is ABSENT:
        return case.typed(case.source, f"config.hardware.{current}", int)
    if isinstance(wanted, Missing):
        return Unknown((decider("spec", "config", requested),))
    return wanted


def _within(host: object, wanted: Any, most: Any, words: tuple[str, str]) -> Said:
    if host is None:
        return "absent"
    if most is None:
        return words[0]
    if isinstance(wanted, Unknown) or isinstance(most, Unknown) or not isinstance(most, int):
        return Unknown(union(wanted, most) or (f"{host}:capability",))
    return words[0] if wanted <= most else words[1]


def _crypto(case: Situation) -> Said:
    """How ready the hosts that may be picked are to keep a key.

    Where vCenter has a choice, one safe host is enough: the key stays on those that are
    enabled (privileges.md P14). Only where none is safe does the least able of them count.
    """
    hosts = case.hosts
    if isinstance(hosts, Unknown):
        return hosts
    states = [case.token(host, "runtime.cryptoState", _CRYPTO) for host in hosts]
    if not states or "safe" in states:
        return "safe" if states else "absent"
    unknown = union(*states)
    if unknown:
        return Unknown(unknown)
    return states[0] if len(set(states)) == 1 else "not-safe"
