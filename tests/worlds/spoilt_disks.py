"""Storage, snapshots and linked clones that do not work out."""

from __future__ import annotations

from tests.worlds.deployments import CHILD, FULL
from tests.worlds.spoiling import FAIL, WARNING, Case, Table, moref
from tests.worlds.values import GB, KB, Data, typed

TABLE = Table()
_add, _written = TABLE.add, TABLE.written

# The datastore (faults.md F05 to F12).
_add(
    "inaccessible datastore",
    FAIL,
    "STO",
    lambda c: c.set(c.store, "summary.accessible", value=False),
)
_add(
    "datastore in maintenance",
    FAIL,
    "STO",
    lambda c: c.set(c.store, "summary.maintenanceMode", "inMaintenance"),
)


@_written("datastore that no host has", FAIL, "STO")
def _(c: Case) -> None:
    c.unmount(*[host for host in c.hosts if c.store in c.objects[host]["datastore"]])


@_written("read-only datastore", FAIL, "STO")
def _(c: Case) -> None:
    c.need(len(c.hosts) == 1)
    c.mount(c.hosts[0], accessMode="readOnly")


def _thick(c: Case) -> list[Data]:
    """Disks of the source that a full clone writes as they are."""
    c.need("linked" not in c.deployment.marks and "locators" not in c.deployment.marks)
    c.need("datastore" in c.location)
    return [one for one in c.source.disks if not one["backing"]["thinProvisioned"]]


@_written("full datastore", FAIL, "STO")
def _(c: Case) -> None:
    c.need(_thick(c) and not c.source.snapshots)
    c.set(c.store, "summary.freeSpace", GB)


@_written("no space for a new thick disk", FAIL, "STO")
def _(c: Case) -> None:
    c.need("new disk" in c.deployment.marks)
    for one in c.spec["config"]["deviceChange"]:
        if one.get("fileOperation") == "create":
            one["device"]["backing"] |= {"thinProvisioned": False, "eagerlyScrub": True}
    c.set(c.store, "summary.freeSpace", 5 * GB)


@_written("disk larger than files of the datastore can be", FAIL, "STO")
def _(c: Case) -> None:
    c.need(_thick(c))
    c.set(c.store, "info.maxFileSize", 2 * GB)


_add(
    "datastore that enters maintenance",
    WARNING,
    "STO",
    lambda c: c.set(c.store, "summary.maintenanceMode", "enteringMaintenance"),
)


@_written("datastore that a host cannot reach", WARNING, "STO PLC")
def _(c: Case) -> None:
    for host in c.hosts:
        c.mount(host, accessible=False)


@_written("datastore that a host has unmounted", WARNING, "STO PLC")
def _(c: Case) -> None:
    for host in c.hosts:
        c.mount(host, mounted=False)


# Disk locators (F13 to F16, F18, F25 to F28).
def _locator(c: Case) -> Data:
    c.need(c.has("locators"))
    locator: Data = c.location["disk"][0]
    return locator


_add("locator of no disk", FAIL, "STO", lambda c: _locator(c).update(diskId=2999))
_add(
    "locator with a backing of another kind",
    FAIL,
    "STO",
    lambda c: _locator(c).update(
        diskBackingInfo=typed(
            "VirtualDiskRawDiskMappingVer1BackingInfo", fileName="", compatibilityMode="virtualMode"
        )
    ),
)


@_written("sparse format where the datastore has none", FAIL, "STO")
def _(c: Case) -> None:
    locator = _locator(c)
    backing = typed("VirtualDiskSeSparseBackingInfo", fileName="", diskMode="persistent")
    locator["diskBackingInfo"] = backing
    store = f"Datastore/{locator['datastore']['value']}"
    c.set(store, "capability.seSparseSupported", value=False)


_add("locator of an adapter", WARNING, "STO", lambda c: _locator(c).update(diskId=4000))


@_written("two locators of one disk", WARNING, "STO")
def _(c: Case) -> None:
    locator = _locator(c)
    c.location["disk"].append(dict(locator))


@_written("disk's own move type left out of a linked clone", WARNING, "STO SNP")
def _(c: Case) -> None:
    c.need("linked" in c.deployment.marks)
    disks = c.source.disks
    c.location["disk"] = [
        typed(
            "VirtualMachineRelocateSpecDiskLocator",
            diskId=one["key"],
            datastore=moref(c.store),
        )
        for one in disks
    ]


_add(
    "deprecated transform",
    WARNING,
    "STO",
    lambda c: c.put("flat", "spec", "location", "transform"),
)


@_written("format that the datastore does not let choose", WARNING, "STO")
def _(c: Case) -> None:
    locator = _locator(c)
    c.need("diskBackingInfo" in locator)
    store = f"Datastore/{locator['datastore']['value']}"
    c.set(store, "capability.perFileThinProvisioningSupported", value=False)


# Delta disks, snapshots and linked clones (F01, F19 to F24, G).
@_written("linked clone without a snapshot", FAIL, "SNP")
def _(c: Case) -> None:
    c.need("linked" in c.deployment.marks)
    c.drop("spec", "snapshot")


@_written("linked disk without a snapshot", FAIL, "SNP")
def _(c: Case) -> None:
    c.need("snapshot" not in c.spec)
    _locator(c)["diskMoveType"] = CHILD


@_written("host without delta disks", FAIL, "STO SNP")
def _(c: Case) -> None:
    c.need("diskMoveType" in c.location)
    c.everywhere("capability.deltaDiskBackingsSupported", value=False)


@_written("source's host that cannot clone from snapshots", FAIL, "SNP")
def _(c: Case) -> None:
    c.need("snapshot" in c.spec)
    c.set(c.source.host, "capability.cloneFromSnapshotSupported", value=False)


@_written("source without snapshot support", FAIL, "SNP")
def _(c: Case) -> None:
    c.need("snapshot" in c.spec)
    c.set(c.source.reference, "capability.snapshotConfigSupported", value=False)


@_written("linked clone of a fault-tolerant source", FAIL, "SNP")
def _(c: Case) -> None:
    c.need("linked" in c.deployment.marks)
    c.set(c.source.reference, "runtime.faultToleranceState", "running")


@_written("disk with a parent is to grow", FAIL, "STO")
def _(c: Case) -> None:
    c.need("linked" in c.deployment.marks)
    _resize(c, 20 * GB, kb=True)


@_written("disk with a parent is to grow by its kilobytes alone", FAIL, "STO")
def _(c: Case) -> None:
    c.need("linked" in c.deployment.marks)
    entry = _resize(c, 0, kb=False)
    entry["device"]["capacityInKB"] += 8 * GB // KB


@_written("disk is to shrink", FAIL, "STO")
def _(c: Case) -> None:
    _resize(c, -8 * GB, kb=True)


@_written("disk is to shrink by its bytes alone", FAIL, "STO")
def _(c: Case) -> None:
    _resize(c, -8 * GB, kb=False)


@_written("disk is to shrink by its kilobytes alone", FAIL, "STO")
def _(c: Case) -> None:
    entry = _resize(c, 0, kb=False)
    entry["device"]["capacityInKB"] -= 8 * GB // KB


def _resize(c: Case, by: int, *, kb: bool) -> Data:
    c.need("grown" not in c.deployment.marks)
    disk = c.source.disks[0]
    size = disk["capacityInBytes"] + by
    backing = {k: v for k, v in disk["backing"].items() if k not in ("parent", "datastore")}
    changed = {**disk, "backing": backing, "capacityInBytes": size}
    if kb:
        changed["capacityInKB"] = size // KB
    return c.change("edit", changed)


@_written("snapshot of another machine", WARNING, "SNP")
def _(c: Case) -> None:
    c.need("snapshot" in c.spec)
    others = [
        one
        for one in c.objects
        if one.startswith("VirtualMachineSnapshot/") and one not in c.source.snapshots
    ]
    c.need(others)
    c.spec["snapshot"] = moref(others[0])


@_written("memory without a snapshot", WARNING, "SNP")
def _(c: Case) -> None:
    c.need("snapshot" not in c.spec)
    c.put(True, "spec", "memory")


@_written("memory of a snapshot that has none", WARNING, "SNP")
def _(c: Case) -> None:
    c.need("snapshot" in c.spec)
    layout = c.edit(c.source.reference)["layoutEx"]["snapshot"][0]
    layout["memoryKey"] = -1
    c.put(True, "spec", "memory")


@_written("full clone that loses the source's snapshots", WARNING, "SNP")
def _(c: Case) -> None:
    c.need(c.source.snapshots and "linked" not in c.deployment.marks)
    c.need("disk" not in c.location)
    c.drop("spec", "location", "diskMoveType")


@_written("running source with an independent disk", WARNING, "SRC SNP STO")
def _(c: Case) -> None:
    c.need(c.source.running and "snapshot" not in c.spec)
    c.source_device("VirtualDisk")["backing"]["diskMode"] = "independent_persistent"


@_written("linked clone each of whose disks is full", WARNING, "SNP STO")
def _(c: Case) -> None:
    c.need("linked" in c.deployment.marks)
    c.location["disk"] = [
        typed(
            "VirtualMachineRelocateSpecDiskLocator",
            diskId=one["key"],
            datastore=moref(c.store),
            diskMoveType=FULL,
        )
        for one in c.source.disks
    ]


@_written("linked clone of an independent disk", WARNING, "SNP")
def _(c: Case) -> None:
    c.need("linked" in c.deployment.marks)
    snapshot = c.edit(c.source.snapshots[0])["config"]["hardware"]["device"]
    for one in (c.source_device("VirtualDisk"), *snapshot):
        if one["_typeName"] == "VirtualDisk":
            one["backing"]["diskMode"] = "independent_persistent"


@_written("growth on a datastore that does not expand disks", WARNING, "STO")
def _(c: Case) -> None:
    c.need("grown" in c.deployment.marks)
    for store in {c.store, *c.source.datastores, *_stores(c)}:
        c.set(store, "capability.vmdkExpandSupported", value=False)


def _stores(c: Case) -> list[str]:
    return [f"Datastore/{one['datastore']['value']}" for one in c.location.get("disk", [])]


# Where the files go (F36, H30, M09).
def _files(c: Case, path: str) -> None:
    c.config(files=typed("VirtualMachineFileInfo", vmPathName=path))


_add("path on no datastore", FAIL, "STO", lambda c: _files(c, "[nowhere] web/web.vmx"))
_add("path that is none", FAIL, "STO", lambda c: _files(c, "/vmfs/volumes/web/web.vmx"))


@_written("no room for the swap file", WARNING, "STO")
def _(c: Case) -> None:
    c.need(c.spec["powerOn"] and "linked" in c.deployment.marks)
    config = c.objects[c.deployment.cluster.reference]["configurationEx"]
    c.need(config["vmSwapPlacement"] == "vmDirectory")
    memory = c.source.config["memoryAllocation"]["reservation"]
    c.need(memory == 0)
    c.set(c.store, "summary.freeSpace", 1 << 20)


@_written("no room for what thin disks have written", WARNING, "STO")
def _(c: Case) -> None:
    c.need("linked" not in c.deployment.marks and "locators" not in c.deployment.marks)
    c.need(not c.source.snapshots and "datastore" in c.location)
    c.need(all(one["backing"]["thinProvisioned"] for one in c.source.disks))
    c.set(c.store, "summary.freeSpace", 1 << 20)
