"""What each device change of the configuration does to the device that it is about."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Fact
from tests.facts.kit import SOURCE, Data, facts, told

FILE: Data = {"_typeName": "VirtualDiskFlatVer2BackingInfo", "fileName": "[a] b/c.vmdk"}
RAW: Data = {"_typeName": "VirtualDiskRawDiskMappingVer1BackingInfo", "deviceName": "/vmfs/a"}
ISO: Data = {"_typeName": "VirtualCdromIsoBackingInfo", "fileName": "[a] one.iso"}
USB: Data = {"_typeName": "VirtualUSBUSBBackingInfo", "deviceName": "path:0/1"}
STORE = {"_typeName": "ManagedObjectReference", "type": "Datastore", "value": "datastore-1"}
CONNECTED: Data = {"_typeName": "VirtualDeviceConnectInfo", "connected": True}
LIMIT: Data = {"_typeName": "StorageIOAllocationInfo", "limit": 100}


def device(name: str | None, key: int | None = None, **members: Any) -> Data:
    kind = {} if name is None else {"_typeName": f"Virtual{name}"}
    return {**kind, **({} if key is None else {"key": key}), **members}


DEVICES = [
    device("Disk", 2000, backing=FILE, capacityInKB=1024, storageIOAllocation=LIMIT),
    device("Disk", 2001, backing=RAW),
    device("Cdrom", 3000, backing={**ISO, "datastore": STORE}, connectable=CONNECTED),
    device("Floppy", 8000, backing={"_typeName": "VirtualFloppyImageBackingInfo"}),
    device("USB", 7000, backing=USB),
    device("SCSIPassthrough", 2100),
    device(
        "Vmxnet3",
        4000,
        wakeOnLanEnabled=True,
        unitNumber=1,
        subnetId=None,
        lanes=[1, {"a": 2}],
        deviceInfo={"label": "Network adapter 1"},
        slotInfo={"_typeName": "VirtualDevicePciBusSlotInfo", "pciSlotNumber": 192},
    ),
]
AT = "request:spec.config.deviceChange[0]."
UNREAD = (f"{SOURCE}:config.hardware.device",)


def changed(operation: Any, what: Data, devices: Any = DEVICES, **more: Any) -> Fact:
    entry = {"operation": operation, "device": what, **more}
    source = {} if devices is None else {"config.hardware.device": devices}
    spec = {"config": {"deviceChange": [entry]}}
    (found,) = facts(spec, {SOURCE: source}).items["device_change"]
    return found


def said(attribute: str, *args: Any, **more: Any) -> str | int | tuple[str, ...]:
    return told(changed(*args, **more), f"device_change.{attribute}")


def test_only_changes_of_the_configuration_are_reconfigured() -> None:
    one, two = device("Vmxnet3", -1), device("TPM", -2)
    spec = {
        "location": {"deviceChange": [{"operation": "add", "device": one}]},
        "config": {"deviceChange": [7, {"operation": "add", "device": two}]},
    }
    (found,) = facts(spec).items["device_change"]
    assert found.details["device_place"] == "/spec/config/deviceChange/1"
    assert not facts({"location": spec["location"]}).items["device_change"]


@pytest.mark.parametrize(
    ("what", "named"),
    [
        (device("Disk", 2000), "VirtualDisk 2000"),
        (device("Disk"), "VirtualDisk"),
        (device(None, 2000), "device 2000"),
        ({"_typeName": 7, "key": 1}, "7 1"),
    ],
)
def test_a_device_is_called_by_its_type_and_key(what: Data, named: str) -> None:
    assert changed("edit", what).details["device_named"] == named


def test_the_file_of_a_device_is_printed() -> None:
    assert changed("add", device("Disk", -1, backing=FILE)).details["device_file"] == "[a] b/c.vmdk"
    assert changed("add", device("Disk", -1)).details["device_file"] is None


@pytest.mark.parametrize("operation", ["add", "edit", "remove"])
def test_a_change_adds_edits_or_removes(operation: str) -> None:
    assert said("operation", operation, device("Disk", 2000)) == operation


@pytest.mark.parametrize("operation", [None, "replace", 7, ["add"]])
def test_of_no_other_operation_is_it_known_what_it_does(operation: Any) -> None:
    assert said("operation", operation, device("Disk", 2000)) == (f"{AT}operation",)


def test_a_file_operation_is_given_or_not() -> None:
    for file_operation, expected in (("create", "given"), (None, "absent")):
        found = said("file_operation", "add", device("Disk", -1), fileOperation=file_operation)
        assert found == expected


def test_whether_a_file_is_there_already_is_asked_where_it_is_created() -> None:
    disk = device("Disk", -1, backing=FILE)
    assert said("file", "add", disk, fileOperation="create") == ("objects",)
    assert said("file", "add", disk) == "unnamed"


@pytest.mark.parametrize(
    ("operation", "what", "expected"),
    [
        ("add", device("Disk", -1, backing=FILE), "disk"),
        ("add", device("Disk", -1, backing=RAW), "raw-disk"),
        ("add", device("Disk", -1), "disk"),
        ("add", device("Disk", 2001), "disk"),
        ("edit", device("Disk", 2001), "raw-disk"),
        ("remove", device("Disk", 2001), "raw-disk"),
        ("remove", device("Disk", 9), "disk"),
        ("edit", device("Disk", 2000, backing=RAW), "raw-disk"),
        ("edit", device("Device", 2000), "disk"),
        ("edit", device(None, 2001), "raw-disk"),
        ("add", device("USB", -1, backing=USB), "host-usb"),
        (
            "add",
            device("USB", -1, backing={"_typeName": "VirtualUSBRemoteHostBackingInfo"}),
            "host-usb",
        ),
        (
            "add",
            device("USB", -1, backing={"_typeName": "VirtualUSBRemoteClientBackingInfo"}),
            "other",
        ),
        ("add", device("USB", -1), "other"),
        ("remove", device("USB", 7000), "host-usb"),
        ("remove", device("Device", 7000), "host-usb"),
        ("remove", device(None, 3000), "cdrom"),
        ("add", device("Cdrom", -1), "cdrom"),
        ("add", device("Floppy", -1), "floppy"),
        ("add", device("SCSIPassthrough", -1), "scsi-passthrough"),
        ("add", device("Vmxnet3", -1), "other"),
        ("edit", device(None, 9), (f"{AT}device._typeName",)),
        ("add", device(None, 3000), (f"{AT}device._typeName",)),
        ("edit", {"_typeName": 7, "key": 3000}, (f"{AT}device._typeName",)),
    ],
)
def test_a_device_is_what_the_change_says_or_else_the_source(
    operation: str, what: Data, expected: object
) -> None:
    assert said("device", operation, what) == expected


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (device("Cdrom", 3000), "cdrom"),
        (device("Disk", 2000, backing=RAW), "raw-disk"),
        (device("Disk", 2000), UNREAD),
        (device("USB", 7000), UNREAD),
        (device("Device", 3000), UNREAD),
        (device(None, 3000), UNREAD),
    ],
)
def test_without_the_devices_of_the_source_a_device_is_what_the_change_says(
    what: Data, expected: object
) -> None:
    assert said("device", "edit", what, devices=None) == expected


@pytest.mark.parametrize(
    ("operation", "what", "expected"),
    [
        ("edit", device("Disk", 2000, capacityInKB=1025), "grown"),
        ("edit", device("Disk", 2000, capacityInBytes=1024 * 1024 + 1), "grown"),
        ("edit", device("Disk", 2000, capacityInKB=1024), "kept"),
        ("edit", device("Disk", 2000, capacityInKB=1023), "kept"),
        ("edit", device("Disk", 2000), "kept"),
        ("add", device("Disk", 2000, capacityInKB=2048), "kept"),
        ("edit", device("Disk", 2001, capacityInKB=1), (f"{AT}device.key",)),
        ("edit", device("Disk", 9, capacityInKB=1), (f"{AT}device.key",)),
    ],
)
def test_a_disk_grows_or_not(operation: str, what: Data, expected: object) -> None:
    assert said("capacity", operation, what) == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, "kept"),
        ({"wakeOnLanEnabled": True, "unitNumber": 1}, "kept"),
        ({"wakeOnLanEnabled": False}, "changed"),
        ({"wakeOnLanEnabled": None}, "kept"),
        ({"unitNumber": 2}, "changed"),
        ({"unitNumber": True}, "changed"),
        ({"unitNumber": 1.0}, "changed"),
        ({"subnetId": "x"}, "changed"),
        ({"wakeOnLanEnabled": True, "unitNumber": 2}, "changed"),
        ({"deviceInfo": {"label": "x"}}, "kept"),
        ({"lanes": [1, {"a": 2}]}, "kept"),
        ({"lanes": [1, {}]}, "kept"),
        ({"lanes": [1, {"_typeName": "Lane", "a": 2}]}, "kept"),
        ({"lanes": [1, {"a": 3}]}, "changed"),
        ({"lanes": [1]}, "changed"),
        ({"lanes": []}, "changed"),
        ({"subnetId": []}, "kept"),
        ({"unitNumber": []}, "changed"),
        ({"slotInfo": {"pciSlotNumber": 192}}, "kept"),
        ({"slotInfo": {"pciSlotNumber": None}}, "kept"),
        ({"slotInfo": {"pciSlotNumber": 193}}, "changed"),
        ({"slotInfo": {"_typeName": "VirtualDevicePciBusSlotInfo"}}, "kept"),
        ({"slotInfo": {"_typeName": "VirtualUsbBusSlotInfo"}}, "changed"),
        ({"subnetId": {}}, "kept"),
        ({"subnetId": {"a": 1}}, "changed"),
        ({"unitNumber": {"a": 1}}, "changed"),
    ],
)
def test_an_edit_changes_what_it_sets_to_something_else(members: Data, expected: str) -> None:
    assert said("properties", "edit", device("Vmxnet3", 4000, **members)) == expected
    assert said("properties", "add", device("Vmxnet3", 4000, **members)) == "kept"


@pytest.mark.parametrize(
    ("backing", "expected"),
    [
        (None, "kept"),
        (ISO, "kept"),
        ({**ISO, "fileName": "[a] two.iso"}, "changed"),
        ({"_typeName": "VirtualCdromAtapiBackingInfo"}, "changed"),
        ({**ISO, "datastore": STORE}, "kept"),
        ({**ISO, "datastore": {**STORE, "value": "datastore-2"}}, "changed"),
        ({**ISO, "datastore": {"type": "Datastore", "value": "datastore-1"}}, "kept"),
    ],
)
def test_media_are_changed_where_the_backing_of_a_drive_is(backing: Any, expected: str) -> None:
    edit = changed("edit", device("Cdrom", 3000, backing=backing))
    assert edit.values["device_change.media"] == expected
    assert edit.values["device_change.properties"] == "kept"
    added = changed("add", device("Cdrom", -1, backing=backing))
    assert added.values["device_change.media"] == ("changed" if backing else "kept")


def test_media_are_in_drives_only() -> None:
    for operation in ("add", "edit"):
        disk = changed(operation, device("Disk", 2000, backing={**FILE, "fileName": "[a] x.vmdk"}))
        assert disk.values["device_change.media"] == "kept"
    assert disk.values["device_change.properties"] == "changed"
    floppy = device("Floppy", 8000, backing={"_typeName": "VirtualFloppyDeviceBackingInfo"})
    assert said("media", "edit", floppy) == "changed"
    assert said("properties", "edit", floppy) == "kept"
    assert said("media", "edit", device(None, 9, backing=ISO)) == (f"{AT}device._typeName",)


@pytest.mark.parametrize(("connected", "expected"), [(True, "kept"), (False, "changed")])
def test_an_edit_may_connect_a_device(connected: bool, expected: str) -> None:
    for kind in ({}, {"_typeName": "VirtualDeviceConnectInfo"}):
        what = device("Cdrom", 3000, connectable={**kind, "connected": connected})
        assert said("connectable", "edit", what) == said("properties", "edit", what) == expected
    assert said("connectable", "add", what) == "kept"
    assert said("connectable", "edit", device("Cdrom", 3000)) == "kept"


@pytest.mark.parametrize("name", ["shares", "storageIOAllocation", "resourceAllocation"])
def test_shares_are_set_by_whatever_name_they_have(name: str) -> None:
    other = {name: {"limit": 200}}
    for operation, key in (("add", -1), ("edit", 2000)):
        assert said("shares", operation, device("Disk", key, **other)) == "changed"
        assert said("shares", operation, device("Disk", key, **{name: None})) == "kept"
        assert said("shares", operation, device("Disk", key, backing=FILE)) == "kept"
    assert said("shares", "edit", device("Disk", 2000, storageIOAllocation=LIMIT)) == "kept"


@pytest.mark.parametrize(
    ("attribute", "what"),
    [
        ("capacity", device("Disk", 2000, capacityInKB=1)),
        ("properties", device("Vmxnet3", 4000, unitNumber=1)),
        ("connectable", device("Vmxnet3", 4000, connectable={"connected": True})),
        ("media", device("Cdrom", 3000, backing=ISO)),
        ("media", device(None, 3000)),
        ("shares", device("Disk", 2000, storageIOAllocation=LIMIT)),
    ],
)
def test_without_the_devices_of_the_source_it_is_not_known_what_an_edit_changes(
    attribute: str, what: Data
) -> None:
    assert said(attribute, "edit", what, devices=None) == UNREAD


@pytest.mark.parametrize("attribute", ["capacity", "properties", "connectable", "media", "shares"])
def test_what_sets_nothing_changes_nothing_whatever_the_source_has(attribute: str) -> None:
    for operation in ("edit", "remove", "add"):
        assert said(attribute, operation, device("Cdrom", 3000), devices=None) == "kept"
