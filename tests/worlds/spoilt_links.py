"""Snapshots, linked clones and disks of another size that do not work out."""

from __future__ import annotations

from tests.worlds.deployments import CHILD, FULL
from tests.worlds.spoiling import FAIL, WARNING, Case, Table, moref
from tests.worlds.values import GB, KB, Data, typed

TABLE = Table()
_add, _written = TABLE.add, TABLE.written


# Delta disks, snapshots and linked clones (F01, F19 to F24, G).
@_written("linked clone without a snapshot", FAIL, "SNP")
def _(c: Case) -> None:
    c.need("linked" in c.deployment.marks)
    c.drop("spec", "snapshot")


@_written("linked disk without a snapshot", FAIL, "SNP")
def _(c: Case) -> None:
    c.need("snapshot" not in c.spec)
    c.locator()["diskMoveType"] = CHILD


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


@_written("disk with a parent is to grow in a full clone", FAIL, "STO")
def _(c: Case) -> None:
    c.need("linked" not in c.deployment.marks and c.source.snapshots)
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
