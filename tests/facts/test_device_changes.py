"""What each device change of the configuration changes of the device that it is about."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.device_kit import AT, FILE, ISO, LIMIT, STORE, UNREAD, changed, device, said
from tests.facts.kit import SOURCE, Data, facts, told


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
        ({**ISO, "datastore": {**STORE, "value": "datastore-2"}}, "kept"),
        ({**ISO, "fileName": "", "datastore": {**STORE, "value": "datastore-2"}}, "changed"),
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


@pytest.mark.parametrize(
    ("backing", "attribute", "new"),
    [
        ({**ISO, "fileName": "[gone] one.iso"}, "store", "not-known"),
        ({**ISO, "fileName": "[gone] one.iso", "datastore": STORE}, "beside", "other"),
        ({**ISO, "datastore": STORE}, "beside", "same"),
    ],
)
def test_a_file_that_an_unread_drive_may_have_already_is_no_fault(
    backing: Data, attribute: str, new: str
) -> None:
    edit = {"operation": "edit", "device": device("Cdrom", 3000, backing=backing)}
    spec = {"config": {"deviceChange": [edit]}}
    stores: Data = {"Datastore/datastore-1": {"name": "a"}}

    def said_with(source: Data) -> Any:
        found = facts(spec, {SOURCE: source, **stores}, complete=["objects"])
        return told(found.items["device_change"][0], f"device_change.{attribute}")

    with_other = [device("Cdrom", 3000, backing={**ISO, "fileName": "[a] two.iso"})]
    at_a_fault = new != "same"
    assert said_with({"config.hardware.device": with_other}) == new
    assert said_with({}) == (UNREAD if at_a_fault else new)
