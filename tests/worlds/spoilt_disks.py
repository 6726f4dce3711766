"""Storage, snapshots and linked clones that do not work out."""

from __future__ import annotations

from tests.worlds.spoiling import FAIL, WARNING, Case, Table, moref
from tests.worlds.values import GB, Data, typed

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
_add("locator of no disk", FAIL, "STO", lambda c: c.locator().update(diskId=2999))
_add(
    "locator with a backing of another kind",
    FAIL,
    "STO",
    lambda c: c.locator().update(
        diskBackingInfo=typed(
            "VirtualDiskRawDiskMappingVer1BackingInfo", fileName="", compatibilityMode="virtualMode"
        )
    ),
)


@_written("sparse format where the datastore has none", FAIL, "STO")
def _(c: Case) -> None:
    locator = c.locator()
    backing = typed("VirtualDiskSeSparseBackingInfo", fileName="", diskMode="persistent")
    locator["diskBackingInfo"] = backing
    store = f"Datastore/{locator['datastore']['value']}"
    c.set(store, "capability.seSparseSupported", value=False)


_add("locator of an adapter", WARNING, "STO", lambda c: c.locator().update(diskId=4000))


@_written("two locators of one disk", WARNING, "STO")
def _(c: Case) -> None:
    locator = c.locator()
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
    locator = c.locator()
    c.need("diskBackingInfo" in locator)
    store = f"Datastore/{locator['datastore']['value']}"
    c.set(store, "capability.perFileThinProvisioningSupported", value=False)


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
