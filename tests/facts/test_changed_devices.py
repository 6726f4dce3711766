"""Which device each device change of the configuration is about, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.device_kit import AT, FILE, RAW, UNREAD, USB, changed, device, said
from tests.facts.kit import Data, facts


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
