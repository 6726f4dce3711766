"""Places a clone cannot go to, and sources that cannot be cloned."""

from __future__ import annotations

from tests.worlds.spoiling import EITHER, FAIL, WARNING, Case, Table, moref
from tests.worlds.spoilt_networks import leave_switch
from tests.worlds.values import typed

TABLE = Table()
_add, _written = TABLE.add, TABLE.written


# Pool, host and cluster (faults.md E).
@_written("template deployed without a pool", FAIL, "PLC")
def _(c: Case) -> None:
    c.need(c.source.template and not c.makes_template)
    c.drop("spec", "location", "pool")


@_written("host of another cluster than the pool", FAIL, "PLC")
def _(c: Case) -> None:
    c.need("pool" in c.location)
    others = [one for one in c.world.clusters if one is not c.deployment.cluster]
    c.need(others)
    c.location["host"] = moref(c.random.choice(others).hosts[0])


@_written("host of another cluster than the source's pool", FAIL, "PLC")
def _(c: Case) -> None:
    c.need("pool" not in c.location and not c.source.template and not c.makes_template)
    others = [one for one in c.world.clusters if one is not c.source.cluster]
    c.need(others)
    c.location["host"] = moref(c.random.choice(others).hosts[0])


_STATES = {
    "disconnected": ("runtime.connectionState", "disconnected"),
    "not responding": ("runtime.connectionState", "notResponding"),
    "in maintenance": ("runtime.inMaintenanceMode", True),
}
for _name, (_path, _value) in _STATES.items():

    def _host(c: Case, path: str = _path, value: object = _value) -> None:
        """The host that the request names, which is not the source's too."""
        c.need("host" in c.location and c.hosts[0] != c.source.host)
        c.set(c.hosts[0], path, value)

    def _hosts(c: Case, path: str = _path, value: object = _value) -> None:
        c.need("host" not in c.location and len(c.hosts) > 1)
        c.need(c.source.host not in c.hosts)
        c.everywhere(path, value)

    _add(f"host {_name}", FAIL, "PLC", _host)
    _add(f"all hosts {_name}", FAIL, "PLC", _hosts)


def _two(c: Case) -> tuple[str, str]:
    """Two hosts between which vCenter would pick, the source on neither or on the second."""
    c.need("host" not in c.location and "pool" in c.location and len(c.hosts) == 2)
    one, other = c.hosts
    return (other, one) if one == c.source.host else (one, other)


@_written("one host in maintenance, the other without the datastore", FAIL, "PLC STO")
def _(c: Case) -> None:
    one, other = _two(c)
    c.set(one, "runtime.inMaintenanceMode", value=True)
    c.unmount(other)


@_written("one host in maintenance, the other off the switch", FAIL, "PLC NET")
def _(c: Case) -> None:
    one, other = _two(c)
    c.set(one, "runtime.inMaintenanceMode", value=True)
    leave_switch(c, [other])


@_written("one host without the datastore, the other with too few CPUs", FAIL, "PLC STO HWD")
def _(c: Case) -> None:
    one, other = _two(c)
    c.unmount(one)
    c.config(numCPUs=16, numCoresPerSocket=1)
    c.set(other, "capability.maxSupportedVcpus", 8)


@_written("one host disconnected, the other with too little memory", FAIL, "PLC HWD")
def _(c: Case) -> None:
    one, other = _two(c)
    c.need(not c.makes_template)
    c.set(one, "runtime.connectionState", "disconnected")
    c.config(memoryMB=65536)
    c.set(other, "capability.maxSupportedVmMemory", 32768)


@_written("one host cannot write to the datastore, the other is full", FAIL, "PLC STO")
def _(c: Case) -> None:
    one, other = _two(c)
    c.mount(one, accessMode="readOnly")
    c.set(other, "capability.maxSupportedVMs", 0)


@_written("each host cannot write to the datastore", FAIL, "PLC STO")
def _(c: Case) -> None:
    for host in c.hosts:
        c.mount(host, accessMode="readOnly")


@_written("cluster without hosts", FAIL, "PLC")
def _(c: Case) -> None:
    c.need("pool" in c.location and "host" not in c.location)
    cluster = c.world.objects[c.deployment.cluster.pools[0]]["owner"]
    c.need(c.deployment.cluster is not c.source.cluster)
    c.set(cluster, "host", [])


@_written("host kept for failover", FAIL, "PLC")
def _(c: Case) -> None:
    c.need("host" in c.location and not c.deployment.cluster.alone)
    policy = typed("ClusterFailoverHostAdmissionControlPolicy", failoverHosts=[c.hosts[0]])
    das = typed(
        "ClusterDasConfigInfo",
        enabled=True,
        admissionControlEnabled=True,
        admissionControlPolicy=policy,
    )
    c.set(c.deployment.cluster.reference, "configurationEx.dasConfig", das)


@_written("host with as many machines as it takes", FAIL, "PLC")
def _(c: Case) -> None:
    for host in c.hosts:
        c.set(host, "capability.maxSupportedVMs", len(c.objects[host]["vm"]))


@_written("too little left for failover", FAIL, "PLC")
def _(c: Case) -> None:
    c.need(c.spec["powerOn"] and not c.deployment.cluster.alone)
    cluster = c.deployment.cluster.reference
    policy = typed("ClusterFailoverLevelAdmissionControlPolicy", failoverLevel=1)
    das = typed(
        "ClusterDasConfigInfo",
        enabled=True,
        admissionControlEnabled=True,
        admissionControlPolicy=policy,
    )
    left = typed("ClusterFailoverLevelAdmissionControlInfo", currentFailoverLevel=0)
    c.set(cluster, "configurationEx.dasConfig", das)
    c.set(cluster, "summary.admissionControlInfo", left)


@_written("CPU reserved beyond what the pool has", FAIL, "PLC")
def _(c: Case) -> None:
    c.need(c.spec["powerOn"] and "pool" in c.location)
    c.config(cpuAllocation=typed("ResourceAllocationInfo", reservation=4000, limit=-1))
    c.set(str(c.deployment.pool), "runtime.cpu.unreservedForVm", 1000)


@_written("memory reserved beyond what the pool has", FAIL, "PLC")
def _(c: Case) -> None:
    c.need(c.spec["powerOn"] and "pool" in c.location)
    c.config(memoryAllocation=typed("ResourceAllocationInfo", reservation=1024, limit=-1))
    c.set(str(c.deployment.pool), "runtime.memory.unreservedForVm", 1 << 20)


@_written("more reserved than the limit", FAIL, "PLC HWD")
def _(c: Case) -> None:
    c.config(memoryAllocation=typed("ResourceAllocationInfo", reservation=2048, limit=1024))


@_written("busy vApp", EITHER, "PLC")
def _(c: Case) -> None:
    c.need(str(c.deployment.pool).startswith("VirtualApp/") and not c.makes_template)
    c.objects["Task/task-9"] = {
        "info.state": "running",
        "info.descriptionId": "VirtualApp.powerOn",
    }
    c.set(str(c.deployment.pool), "recentTask", ["Task/task-9"])


# The folder and the datacenter (C08, C11, E04, E14).
for _kind in ("host", "datastore", "network"):

    def _of_kind(c: Case, kind: str = _kind) -> None:
        c.land_in(c.deployment.cluster.datacenter.folders[kind])

    _add(f"folder for objects of kind {_kind}", FAIL, "PLC", _of_kind)
_add("root folder", FAIL, "PLC", lambda c: c.land_in(c.world.root))


@_written("folder of another datacenter", FAIL, "PLC")
def _(c: Case) -> None:
    others = [one for one in c.world.datacenters if one is not c.deployment.cluster.datacenter]
    c.need(others)
    c.land_in(others[0].machine_folders[1])


@_written("datastore of another datacenter", FAIL, "PLC STO")
def _(c: Case) -> None:
    others = [one for one in c.world.datacenters if one is not c.deployment.cluster.datacenter]
    c.need(others)
    c.location["datastore"] = moref(others[0].clusters[0].shared[0])


@_written("pool left out on the way to another datacenter", FAIL, "PLC")
def _(c: Case) -> None:
    c.need(c.has("crossing") and not c.source.template and not c.makes_template)
    c.drop("spec", "location", "pool")


# What may be refused, or is done otherwise than it looks.
@_written("cluster without DRS and no host named", WARNING, "PLC")
def _(c: Case) -> None:
    cluster = c.deployment.cluster
    c.need(not cluster.alone and not cluster.drs and len(cluster.hosts) > 1)
    c.need("pool" in c.location and not c.makes_template)
    c.need(c.store in cluster.shared)
    c.drop("spec", "location", "host")


@_written("host over what it should have registered", WARNING, "PLC")
def _(c: Case) -> None:
    for host in c.hosts:
        c.set(host, "capability.maxRegisteredVMs", len(c.objects[host]["vm"]))


@_written("template that is to be powered on", WARNING, "PLC")
def _(c: Case) -> None:
    c.need(c.makes_template)
    c.put(True, "spec", "powerOn")
