"""Hardware that hosts do not have, devices that do not fit, and networks that are not there."""

from __future__ import annotations

from tests.worlds import devices
from tests.worlds.spoiling import FAIL, WARNING, Case, Table, moref
from tests.worlds.values import GB, KB, Data, typed

TABLE = Table()
_add, _written = TABLE.add, TABLE.written


# Numbers (faults.md H01 to H13).
@_written("more CPUs than hosts support", FAIL, "HWD PLC")
def _(c: Case) -> None:
    c.config(numCPUs=16, numCoresPerSocket=1)
    c.everywhere("capability.maxSupportedVcpus", 8)


@_written("more CPUs than hosts have cores", FAIL, "HWD PLC")
def _(c: Case) -> None:
    c.config(numCPUs=96, numCoresPerSocket=1)
    c.everywhere("hardware.cpuInfo", typed("HostCpuInfo", numCpuCores=32, numCpuThreads=64))


@_written("more memory than hosts support", FAIL, "HWD PLC")
def _(c: Case) -> None:
    c.config(memoryMB=65536)
    c.everywhere("capability.maxSupportedVmMemory", 32768)


@_written("hardware version newer than the hosts", FAIL, "HWD PLC")
def _(c: Case) -> None:
    c.need(not c.makes_template and "snapshot" not in c.spec)
    c.need(c.source.host not in c.hosts)
    c.set(c.source.reference, "config.version", "vmx-21")
    c.everywhere("config.product", typed("AboutInfo", version="6.7.0", build="8169922"))


@_written("CPU feature that the hosts lack", FAIL, "HWD PLC")
def _(c: Case) -> None:
    c.need(c.spec["powerOn"] and c.source.host not in c.hosts)
    needed = {"key": "cpuid.avx512f", "featureName": "cpuid.avx512f", "value": "Bool:Min:1"}
    made = typed("VirtualMachineFeatureRequirement", **needed)
    c.set(c.source.reference, "runtime.featureRequirement", [made])


@_written("security by virtualization with BIOS", FAIL, "HWD")
def _(c: Case) -> None:
    c.config(flags=typed("VirtualMachineFlagInfo", vbsEnabled=True), firmware="bios")


@_written("change tracking that the source does not support", FAIL, "HWD")
def _(c: Case) -> None:
    c.config(changeTrackingEnabled=True)
    c.set(c.source.reference, "capability.changeTrackingSupported", value=False)


_add("source of world wide names", FAIL, "HWD", lambda c: c.config(npivWorldWideNameType="vc"))
_add(
    "world wide names without an operation",
    FAIL,
    "HWD",
    lambda c: c.config(npivNodeWorldWideName=[1], npivPortWorldWideName=[2]),
)
_add("outdated change version", FAIL, "HWD", lambda c: c.config(changeVersion="2020-01-01T00:00Z"))


@_written("world wide name of a host", FAIL, "HWD")
def _(c: Case) -> None:
    adapter = c.objects[c.hosts[0]]["config"]["storageDevice"]["hostBusAdapter"][0]
    c.config(
        npivWorldWideNameOp="set",
        npivNodeWorldWideName=[1],
        npivPortWorldWideName=[adapter["portWorldWideName"]],
    )


@_written("vApp property of another type", FAIL, "HWD")
def _(c: Case) -> None:
    info = typed("VAppPropertyInfo", key=0, id="count", type="int(0..9)", value="many")
    spec = typed("VAppPropertySpec", operation="add", info=info)
    c.config(vAppConfig=typed("VmConfigSpec", property=[spec]))


_add("no CPUs", WARNING, "HWD", lambda c: c.config(numCPUs=0))
_add("negative memory", WARNING, "HWD", lambda c: c.config(memoryMB=-1024))
_add("memory of no whole 4 MB", WARNING, "HWD", lambda c: c.config(memoryMB=20482))
_add("negative cores a socket", WARNING, "HWD", lambda c: c.config(numCoresPerSocket=-1))
_add(
    "sockets that are not filled",
    WARNING,
    "HWD",
    lambda c: c.config(numCPUs=6, numCoresPerSocket=4),
)
_add("hardware version of a clone", WARNING, "HWD", lambda c: c.config(version="vmx-19"))
_add("name in the configuration", WARNING, "HWD", lambda c: c.config(name="other"))
_add("creation date", WARNING, "HWD", lambda c: c.config(createDate="2026-01-01T00:00:00Z"))
_add(
    "extra setting that is a property",
    WARNING,
    "HWD",
    lambda c: c.config(
        extraConfig=[
            typed("OptionValue", key="memsize", value=typed("string", _value="4096")),
        ]
    ),
)


@_written("more reserved than there is memory", WARNING, "HWD PLC")
def _(c: Case) -> None:
    c.need("memoryMB" not in c.spec.get("config", {}))
    memory = c.source.config["hardware"]["memoryMB"]
    c.config(memoryAllocation=typed("ResourceAllocationInfo", reservation=memory + 1024, limit=-1))


# Changes of devices (H16 to H22; device keys: community.vmware#545, govmomi#1281).
def _disk(key: int, **more: object) -> Data:
    size = 10 * GB
    members = {
        "key": key,
        "controllerKey": devices.SCSI,
        "unitNumber": 12,
        "capacityInKB": size // KB,
        "capacityInBytes": size,
        "backing": typed(
            "VirtualDiskFlatVer2BackingInfo",
            fileName="",
            diskMode="persistent",
            thinProvisioned=True,
        ),
        **more,
    }
    return typed("VirtualDisk", **members)


def _add_disk(c: Case, key: int, **more: object) -> None:
    c.change("add", _disk(key, **more), fileOperation="create")


@_written("edit of a device that there is not", FAIL, "HWD")
def _(c: Case) -> None:
    c.change("edit", {**c.source.adapters[0], "key": 4099})


@_written("removal of a device that there is not", FAIL, "HWD")
def _(c: Case) -> None:
    c.change("remove", typed("VirtualVmxnet3", key=4099))


_add("disk without a controller", FAIL, "HWD", lambda c: _add_disk(c, -7, controllerKey=None))
_add("controller that there is not", FAIL, "HWD", lambda c: _add_disk(c, -7, controllerKey=1099))
_add("controller that is none", FAIL, "HWD", lambda c: _add_disk(c, -7, controllerKey=4000))
_add("unit number that is taken", FAIL, "HWD", lambda c: _add_disk(c, -7, unitNumber=0))
_add("unit number of the controller", FAIL, "HWD", lambda c: _add_disk(c, -7, unitNumber=7))
_add("unit number beyond the controller", FAIL, "HWD", lambda c: _add_disk(c, -7, unitNumber=99))


@_written("two new devices with one key", FAIL, "HWD REQ")
def _(c: Case) -> None:
    c.need(c.release >= "8")
    _add_disk(c, -7)
    _add_disk(c, -7, unitNumber=13)


@_written("two new devices with the key 0", FAIL, "HWD REQ")
def _(c: Case) -> None:
    c.need(c.release >= "8")
    _add_disk(c, 0)
    _add_disk(c, 0, unitNumber=13)


@_written("new disk with the key of an adapter", FAIL, "HWD REQ")
def _(c: Case) -> None:
    _add_disk(c, 4000)


@_written("new disk of no bytes", FAIL, "HWD STO")
def _(c: Case) -> None:
    _add_disk(c, -7, capacityInBytes=0)


@_written("new disk of no kilobytes", FAIL, "HWD STO")
def _(c: Case) -> None:
    _add_disk(c, -7, capacityInKB=0)


@_written("two new disks at one unit number", FAIL, "HWD")
def _(c: Case) -> None:
    _add_disk(c, -7)
    _add_disk(c, -8)


@_written("new file of an existing disk", FAIL, "HWD")
def _(c: Case) -> None:
    c.need("crossing" not in c.deployment.marks)
    device = _disk(-7)
    device["backing"]["fileName"] = c.source.disks[0]["backing"]["fileName"]
    c.change("add", device, fileOperation="create")


@_written("new disk on no datastore", FAIL, "HWD STO")
def _(c: Case) -> None:
    device = _disk(-7)
    device["backing"]["fileName"] = "[nowhere] web/data.vmdk"
    c.change("add", device, fileOperation="create")


@_written("too many adapters", FAIL, "HWD")
def _(c: Case) -> None:
    for number in range(11):
        network = c.deployment.cluster.datacenter.standard
        backing = devices.standard("VM Network", network)
        backing["network"] = moref(network)
        c.change("add", typed("VirtualVmxnet3", key=-300 - number, backing=backing))
