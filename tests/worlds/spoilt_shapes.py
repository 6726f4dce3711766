"""Requests that are not what the schema of the release asks for, and names that cannot be."""

from __future__ import annotations

from tests.worlds.spoiling import FAIL, WARNING, Case, Table
from tests.worlds.values import moref, typed

TABLE = Table()
_add, _written = TABLE.add, TABLE.written

# What the type information requires (faults.md A01 to A10).
_add("no folder", FAIL, "REQ", lambda c: c.drop("folder"))
_add("no name", FAIL, "REQ", lambda c: c.drop("name"))
_add("no specification", FAIL, "REQ", lambda c: c.drop("spec"))
_add("no location", FAIL, "REQ", lambda c: c.drop("spec", "location"))
_add("no template", FAIL, "REQ", lambda c: c.drop("spec", "template"))
_add("no powerOn", FAIL, "REQ", lambda c: c.drop("spec", "powerOn"))
_add("null for a required property", FAIL, "REQ", lambda c: c.put(None, "spec", "powerOn"))
_add(
    "disk locator without a disk",
    FAIL,
    "REQ",
    lambda c: c.drop("spec", "location", "disk", 0, "diskId"),
)
_add(
    "disk locator without a datastore",
    FAIL,
    "REQ",
    lambda c: c.drop("spec", "location", "disk", 0, "datastore"),
)
_add("customization of nobody", FAIL, "REQ", lambda c: c.drop("spec", "customization", "identity"))
_add(
    "customization without global settings",
    FAIL,
    "REQ",
    lambda c: c.drop("spec", "customization", "globalIPSettings"),
)
_add(
    "adapter mapping without an adapter",
    FAIL,
    "REQ",
    lambda c: c.drop("spec", "customization", "nicSettingMap", 0, "adapter"),
)
_add(
    "adapter without an address",
    FAIL,
    "REQ",
    lambda c: c.drop("spec", "customization", "nicSettingMap", 0, "adapter", "ip"),
)
_add("Linux without a host name", FAIL, "REQ", lambda c: c.identity("linux").pop("hostName"))
_add("Linux without a domain", FAIL, "REQ", lambda c: c.identity("linux").pop("domain"))
_add("Sysprep without user data", FAIL, "REQ", lambda c: c.identity("windows").pop("userData"))
_add(
    "Sysprep without an unattended part",
    FAIL,
    "REQ",
    lambda c: c.identity("windows").pop("guiUnattended"),
)
_add(
    "user data without a product id",
    FAIL,
    "REQ",
    lambda c: c.identity("windows")["userData"].pop("productId"),
)
_add(
    "unattended part without a time zone",
    FAIL,
    "REQ",
    lambda c: c.identity("windows")["guiUnattended"].pop("timeZone"),
)
_add("fixed address without one", FAIL, "REQ", lambda c: c.fixed_adapter()["ip"].pop("ipAddress"))
_add(
    "crypto specification without a key",
    FAIL,
    "REQ",
    lambda c: c.put(typed("CryptoSpecEncrypt"), "spec", "location", "cryptoSpec"),
)
_add(
    "device change without a device",
    FAIL,
    "REQ",
    lambda c: c.drop("spec", "config", "deviceChange", 0, "device"),
)

# Values of another type than the schema's (A11 to A13, A16, A17).
_add("powerOn as a text", FAIL, "REQ", lambda c: c.put("true", "spec", "powerOn"))
_add("template as a number", FAIL, "REQ", lambda c: c.put(0, "spec", "template"))
_add("CPUs as a text", FAIL, "REQ", lambda c: c.config(numCPUs="4"))
_add("folder as a text", FAIL, "REQ", lambda c: c.put("group-v3", "folder"))
_add("name as a number", FAIL, "REQ", lambda c: c.put(17, "name"))
_add("specification as a list", FAIL, "REQ", lambda c: c.put([c.spec], "spec"))
_add("memory beyond 64 bits", FAIL, "REQ", lambda c: c.config(memoryMB=1 << 70))
_add("a misspelt property", FAIL, "REQ", lambda c: c.put(True, "spec", "powerOnn"))
_add("a property of another type", FAIL, "REQ", lambda c: c.put(4, "spec", "numCPUs"))
_add(
    "transform of no kind",
    FAIL,
    "REQ",
    lambda c: c.put("thin", "spec", "location", "transform"),
)
_add(
    "specification of another type",
    FAIL,
    "REQ",
    lambda c: c.put("VirtualMachineConfigSpec", "spec", "_typeName"),
)
_add(
    "identity of no type",
    FAIL,
    "REQ",
    lambda c: c.drop("spec", "customization", "identity", "_typeName"),
)
_add(
    "device of no type",
    FAIL,
    "REQ",
    lambda c: c.drop("spec", "config", "deviceChange", 0, "device", "_typeName"),
)
_add(
    "identity of a later release",
    FAIL,
    "REQ",
    lambda c: c.customized().update(identity=typed("CustomizationLinuxFlexPrep")),
)


@_written("a property of a later release", FAIL, "REQ")
def _(c: Case) -> None:
    c.need(c.release < "8.0.3.0")
    c.identity("linux")["compatibleCustomizationMethod"] = "GOSC_METHOD_1"


@_written("device change of no kind", FAIL, "REQ")
def _(c: Case) -> None:
    c.need(c.spec.get("config", {}).get("deviceChange"))
    c.put("replace", "spec", "config", "deviceChange", 0, "operation")


@_written("disk id beyond 32 bits", FAIL, "REQ")
def _(c: Case) -> None:
    c.need(c.has("locators"))
    c.put(1 << 40, "spec", "location", "disk", 0, "diskId")


# References (B01 to B07, A20).
_add(
    "datacenter for a folder",
    FAIL,
    "REQ",
    lambda c: c.put(moref("Datacenter/datacenter-2"), "folder"),
)
_add(
    "cluster for a pool",
    FAIL,
    "REQ",
    lambda c: c.put(moref("ClusterComputeResource/domain-c7"), "spec", "location", "pool"),
)
_add(
    "storage pod for a datastore",
    FAIL,
    "REQ",
    lambda c: c.put(moref("StoragePod/group-p1"), "spec", "location", "datastore"),
)
_add(
    "virtual machine for a snapshot",
    FAIL,
    "REQ",
    lambda c: c.put(moref(c.source.reference), "spec", "snapshot"),
)
_add("folder that there is not", FAIL, "REQ", lambda c: c.put(moref("Folder/group-v0"), "folder"))
_add(
    "pool that there is not",
    FAIL,
    "REQ",
    lambda c: c.put(moref("ResourcePool/resgroup-0"), "spec", "location", "pool"),
)
_add(
    "host that there is not",
    FAIL,
    "REQ",
    lambda c: c.put(moref("HostSystem/host-0"), "spec", "location", "host"),
)
_add(
    "datastore that there is not",
    FAIL,
    "REQ",
    lambda c: c.put(moref("Datastore/datastore-0"), "spec", "location", "datastore"),
)
_add(
    "snapshot that there is not",
    FAIL,
    "REQ",
    lambda c: c.put(moref("VirtualMachineSnapshot/snapshot-0"), "spec", "snapshot"),
)


@_written("disk's datastore that there is not", FAIL, "REQ")
def _(c: Case) -> None:
    c.need(c.has("locators"))
    c.put(moref("Datastore/datastore-0"), "spec", "location", "disk", 0, "datastore")


@_written("source that there is not", FAIL, "REQ")
def _(c: Case) -> None:
    c.moid = "vm-0"


@_written("source of another type", FAIL, "REQ")
def _(c: Case) -> None:
    c.moid = c.folder


# Names (names.md; faults.md C01 to C05).
_add("empty name", FAIL, "NAM", lambda c: c.put("", "name"))
_add("name of 81 characters", FAIL, "NAM", lambda c: c.put("a" * 81, "name"))
_add("name of 81 once escaped", FAIL, "NAM", lambda c: c.put("a" * 78 + "/", "name"))
_add("lone percent sign", FAIL, "NAM", lambda c: c.put("50% off", "name"))
_add("percent sign at the end", FAIL, "NAM", lambda c: c.put("web-100%", "name"))


@_written("name that is taken", FAIL, "NAM")
def _(c: Case) -> None:
    c.put(_taken(c), "name")


@_written("name that is taken, escaped otherwise", FAIL, "NAM")
def _(c: Case) -> None:
    name = _taken(c)
    c.put(f"%{ord(name[0]):02x}{name[1:]}", "name")


@_written("name that a template has", FAIL, "NAM")
def _(c: Case) -> None:
    c.need(c.source.template)
    c.put(c.world.name(c.source.reference), "name")
    c.land_in(c.source.folder)
    c.need(c.folder == c.source.folder)


def _taken(c: Case) -> str:
    for child in c.objects[c.folder]["childEntity"]:
        if child.startswith("VirtualMachine/"):
            return c.world.name(child)
    c.need(there=False)
    return ""


# What is accepted, and not as it looks (A19, A14, A15, C06, C10, H05, H06, H24).
_add(
    "device change without an operation",
    WARNING,
    "REQ",
    lambda c: c.drop("spec", "config", "deviceChange", 0, "operation"),
)
_add(
    "move type of no kind",
    WARNING,
    "STO REQ",
    lambda c: c.put("moveEverything", "spec", "location", "diskMoveType"),
)
_add(
    "TPM policy of no kind",
    WARNING,
    "ENC REQ",
    lambda c: c.put("keep", "spec", "tpmProvisionPolicy"),
)


@_written("name that differs in case from one that is taken", WARNING, "NAM")
def _(c: Case) -> None:
    c.put(_taken(c).upper(), "name")


@_written("folder of the location that overrules the call's", WARNING, "PLC")
def _(c: Case) -> None:
    others = [f for f in c.deployment.cluster.datacenter.machine_folders if f != c.folder]
    c.put(moref(c.random.choice(others)), "folder")
    c.location["folder"] = moref(c.folder)


@_written("network key of no port group", WARNING, "REQ")
def _(c: Case) -> None:
    c.need(c.has("new adapter"))
    for one in c.spec["config"]["deviceChange"]:
        port = one["device"].get("backing", {}).get("port")
        if port:
            port["portgroupKey"] = "dvportgroup-0"
            return
    c.need(there=False)
