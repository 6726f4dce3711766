"""Each row of privileges.md a.4: what a part of `spec.config` requires, on the folder, inferred."""

from __future__ import annotations

import json
from typing import Any

import pytest

from policyguard import Guard, Report
from policyguard.facts.config import PARTS, UNPLACED
from tests.shipped import ROOT

C, I = "VirtualMachine.Config.", "VirtualMachine.Interact."  # noqa: E741
FOLDER = "Folder/group-v3"
SETTINGS = (
    *("uuid", "instanceUuid", "guestId", "files", "tools", "flags", "bootOptions"),
    *("powerOpInfo", "nestedHVEnabled", "vPMCEnabled", "cpuFeatureMask"),
    *("npivNodeWorldWideName", "npivPortWorldWideName", "npivWorldWideNameType"),
    *("npivDesiredNodeWwns", "npivDesiredPortWwns", "npivTemporaryDisabled"),
    *("npivOnNonRdmDisks", "npivWorldWideNameOp", "consolePreferences", "firmware"),
)
RESOURCES = (
    *("cpuAllocation", "memoryAllocation", "cpuAffinity", "memoryAffinity"),
    *("latencySensitivity", "memoryReservationLockedToMax"),
)
FIELDS: dict[str, set[str]] = {
    "numCPUs": {C + "CPUCount"},
    "numCoresPerSocket": {C + "CPUCount"},
    "cpuHotAddEnabled": {C + "CPUCount"},
    "cpuHotRemoveEnabled": {C + "CPUCount"},
    "memoryMB": {C + "Memory"},
    "memoryHotAddEnabled": {C + "Memory"},
    **{name: {C + "Resource"} for name in RESOURCES},
    **{name: {C + "Settings"} for name in SETTINGS},
    "extraConfig": {C + "AdvancedConfig"},
    "swapPlacement": {C + "SwapPlacement"},
    "changeTrackingEnabled": {C + "ChangeTracking"},
    "name": {C + "Rename"},
    "annotation": {C + "Annotation", C + "Rename"},
    "managedBy": {C + "ManagedBy"},
    "maxMksConnections": {C + "MksControl"},
    "guestAutoLockEnabled": {C + "MksControl"},
    "scheduledHardwareUpgradeInfo": {C + "UpgradeVirtualHardware"},
    "vAppConfig": {"VApp.ApplicationConfig"},
    "vAppConfigRemoved": {"VApp.ApplicationConfig"},
    "repConfig": {"VirtualMachine.Hbr.ConfigureReplication"},
}


def report(config: Any, devices: Any = None, engine: str = "portable") -> Report:
    spec = {"location": {}, "template": False, "powerOn": False, "config": config}
    folder = {"_typeName": "ManagedObjectReference", "type": "Folder", "value": "group-v3"}
    body = {"folder": folder, "name": "x", "spec": spec}
    source = {} if devices is None else {"config.hardware.device": devices}
    inventory = {
        "objects": {
            "VirtualMachine/vm-12": {"config.template": False, **source},
            FOLDER: {"parent": None},
        },
        "complete": ["permissions", "roles", "groups"],
    }
    return Guard(inventory, r"LAB\alice", engine=engine).check({"moId": "vm-12", "body": body})


def asked(found: Report) -> dict[frozenset[str], bool]:
    """The inferred privileges on the folder, alternatives together, and whether only perhaps."""
    return {
        frozenset(way.privilege for way in r.any_of or (r,)): r.conditional
        for r in found.requirements
        if (r.entity, r.evidence) == (FOLDER, "inferred")
    }


@pytest.mark.parametrize("name", FIELDS)
def test_a_property_requires_the_privilege_of_its_row(name: str) -> None:
    value: Any = [{"key": "a"}] if name in ("extraConfig", "cpuFeatureMask") else 1
    assert asked(report({name: value})) == {frozenset(FIELDS[name]): False}
    assert asked(report({name: None})) == asked(report({name: []})) == {}


def test_every_property_of_the_type_has_a_row_or_is_said_to_have_none() -> None:
    releases = sorted((ROOT / "policyguard/data/schemas").glob("*.json"))
    schemas = [json.loads(path.read_text("utf-8")) for path in releases]
    known = {n for s in schemas for n in s["$defs"]["VirtualMachineConfigSpec"]["properties"]}
    others = {"_typeName", "changeVersion", "crypto", "deviceChange", "vmProfile"}
    assert set().union(*PARTS.values()) == FIELDS.keys()
    assert known == FIELDS.keys() | UNPLACED | others
    assert not UNPLACED & (FIELDS.keys() | others)


@pytest.mark.parametrize("name", sorted(UNPLACED))
def test_what_has_no_row_is_told_of_in_a_note(name: str) -> None:
    found = report({name: 1})
    assert asked(found) == {}
    (note,) = (f for f in found.findings if f.rule == "REQ017")
    assert (note.severity, f"`spec.config.{name}`" in note.message) == ("note", True)


def test_all_that_is_set_is_worked_out_at_once_and_missing_is_a_warning_by_both_engines() -> None:
    pytest.importorskip("policyguard.engine.durable")
    config = dict.fromkeys(FIELDS, 1)
    both = [report(config, engine=engine) for engine in ("portable", "durable")]
    assert both[0].model_copy(update={"engine": "durable"}) == both[1]
    missing = [f for f in both[0].findings if "lacks `" in f.message and "config" in f.pointer]
    assert {finding.severity for finding in missing} == {"warning"}
    assert {finding.certainty for finding in missing} == {"possible"}
    assert len(missing) == len(set(map(frozenset, FIELDS.values())))


def test_of_alternatives_the_message_says_that_either_would_do() -> None:
    (found,) = (f for f in report({"annotation": "x"}).findings if f.rule == "PRV032")
    assert "any one of which would do" in found.message
    assert found.fault is not None
    (part,) = found.fault["missingPrivileges"]
    assert part["privilegeIds"] == [C + "Annotation", C + "Rename"]


FILE = {"_typeName": "VirtualDiskFlatVer2BackingInfo", "fileName": "[a] b/c.vmdk"}
RAW = {"_typeName": "VirtualDiskRawDiskMappingVer1BackingInfo", "deviceName": "/vmfs/a"}
ISO = {"_typeName": "VirtualCdromIsoBackingInfo", "fileName": "[a] one.iso"}
FLP = {"_typeName": "VirtualFloppyImageBackingInfo", "fileName": "[a] one.flp"}
USB = {"_typeName": "VirtualUSBUSBBackingInfo", "deviceName": "path:0/1"}
CLIENT = {"_typeName": "VirtualUSBRemoteClientBackingInfo", "deviceName": "a"}
SCSI = {"_typeName": "VirtualSCSIPassthroughDeviceBackingInfo", "deviceName": "a"}
ON = {"_typeName": "VirtualDeviceConnectInfo", "startConnected": True}
LIMIT = {"_typeName": "StorageIOAllocationInfo", "limit": 100}


def device(name: str, key: int, **members: Any) -> dict[str, Any]:
    return {"_typeName": f"Virtual{name}", "key": key, **members}


DEVICES = [
    device("Disk", 2000, backing=FILE, capacityInKB=1024),
    device("Disk", 2001, backing=RAW, capacityInKB=1024),
    device("Cdrom", 3000, backing=ISO, connectable=ON),
    device("Floppy", 8000, backing=FLP),
    device("USB", 7000, backing=USB),
    device("Vmxnet3", 4000, connectable=ON, wakeOnLanEnabled=True),
    device("SCSIPassthrough", 2100, backing=SCSI),
]
OFF = {**ON, "startConnected": False}

CHANGES: dict[str, tuple[tuple[str, dict[str, Any], str | None], set[str]]] = {
    "a disk is created": (("add", device("Disk", -1, backing=FILE), "create"), {"AddNewDisk"}),
    "a disk there is": (("add", device("Disk", -1, backing=FILE), None), {"AddExistingDisk"}),
    "a disk without a backing": (("add", device("Disk", -1), "create"), {"AddNewDisk"}),
    "a disk is removed": (("remove", device("Disk", 2000), None), {"RemoveDisk"}),
    "a disk is destroyed": (("remove", device("Disk", 2000), "destroy"), {"RemoveDisk"}),
    "a disk grows": (
        ("edit", device("Disk", 2000, capacityInKB=2048), None),
        {"DiskExtend", "EditDevice"},
    ),
    "a disk grows in bytes": (
        ("edit", device("Disk", 2000, capacityInBytes=4 << 20), None),
        {"DiskExtend", "EditDevice"},
    ),
    "a disk stays": (("edit", device("Disk", 2000, capacityInKB=1024, backing=FILE), None), set()),
    "a raw disk is added": (
        ("add", device("Disk", -1, backing=RAW), "create"),
        {"AddNewDisk", "RawDevice"},
    ),
    "a raw disk is removed": (("remove", device("Disk", 2001), None), {"RemoveDisk", "RawDevice"}),
    "a raw disk is edited": (
        ("edit", device("Disk", 2001, capacityInKB=1), None),
        {"EditDevice", "RawDevice"},
    ),
    "a passthrough is added": (
        ("add", device("SCSIPassthrough", -1, backing=SCSI), None),
        {"RawDevice"},
    ),
    "a passthrough is removed": (("remove", device("SCSIPassthrough", 2100), None), {"RawDevice"}),
    "a device of the host's USB": (
        ("add", device("USB", -1, backing=USB), None),
        {"HostUSBDevice"},
    ),
    "that device goes": (("remove", device("USB", 7000), None), {"HostUSBDevice"}),
    "a client's USB device": (
        ("add", device("USB", -1, backing=CLIENT), None),
        {"AddRemoveDevice"},
    ),
    "a vTPM is added": (("add", device("TPM", -1), None), {"AddRemoveDevice"}),
    "a controller goes": (
        ("remove", device("LsiLogicController", 1000), None),
        {"AddRemoveDevice"},
    ),
    "an adapter goes by its key": (("remove", device("Device", 4000), None), {"AddRemoveDevice"}),
    "a property changes": (
        ("edit", device("Vmxnet3", 4000, wakeOnLanEnabled=False), None),
        {"EditDevice"},
    ),
    "its label alone is another": (
        ("edit", device("Vmxnet3", 4000, deviceInfo={"label": "x"}), None),
        set(),
    ),
    "it is no longer connected": (
        ("edit", device("Vmxnet3", 4000, connectable=OFF), None),
        {"EditDevice", I + "DeviceConnection"},
    ),
    "it stays connected": (("edit", device("Vmxnet3", 4000, connectable=ON), None), set()),
    "another image": (
        ("edit", device("Cdrom", 3000, backing={**ISO, "fileName": "[a] two.iso"}), None),
        {I + "SetCDMedia"},
    ),
    "the same image": (("edit", device("Cdrom", 3000, backing=ISO), None), set()),
    "a drive with an image": (
        ("add", device("Cdrom", -1, backing=ISO), None),
        {"AddRemoveDevice", I + "SetCDMedia"},
    ),
    "a drive without": (("add", device("Cdrom", -1), None), {"AddRemoveDevice"}),
    "another floppy": (
        ("edit", device("Floppy", 8000, backing={**FLP, "fileName": "[a] two.flp"}), None),
        {I + "SetFloppyMedia"},
    ),
    "a disk with a limit": (
        ("add", device("Disk", -1, backing=FILE, storageIOAllocation=LIMIT), "create"),
        {"AddNewDisk", "Resource"},
    ),
    "an adapter gets a share": (
        ("edit", device("Vmxnet3", 4000, resourceAllocation={"limit": 5}), None),
        {"EditDevice", "Resource"},
    ),
}


def changed(operation: str | None, what: dict[str, Any], file: str | None) -> dict[str, Any]:
    entry = {"operation": operation, "device": what, "fileOperation": file}
    return {"deviceChange": [{key: v for key, v in entry.items() if v is not None}]}


@pytest.mark.parametrize("name", CHANGES)
def test_a_device_change_requires_the_privileges_of_its_rows(name: str) -> None:
    change, expected = CHANGES[name]
    named = {frozenset([id_ if "." in id_ else C + id_]): False for id_ in expected}
    assert asked(report(changed(*change), DEVICES)) == named


@pytest.mark.parametrize("name", CHANGES)
def test_what_the_devices_of_the_source_would_tell_stays_open_without_them(name: str) -> None:
    """Nothing is asked for definitely that they would take back, and nothing is passed over."""
    change, expected = CHANGES[name]
    named = {frozenset([id_ if "." in id_ else C + id_]) for id_ in expected}
    found = asked(report(changed(*change)))
    assert {ways for ways, conditional in found.items() if not conditional} <= named <= set(found)


def test_an_entry_that_does_not_say_what_is_done_leaves_it_open() -> None:
    found = asked(report(changed(None, device("TPM", -1), None), DEVICES))
    assert found == {
        frozenset([C + "AddRemoveDevice"]): True,
    }


@pytest.mark.parametrize("entry", [None, 5, "x", [], {}, {"device": 5}, {"device": {"backing": 5}}])
def test_entries_of_any_shape_require_nothing_for_certain(entry: Any) -> None:
    assert not [
        ways for ways, open_ in asked(report({"deviceChange": [entry]})).items() if not open_
    ]
