"""Each virtual disk that the clone starts from: what it is, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Unknown
from policyguard.references import Reference
from tests.facts.kit import SOURCE, Data, reference
from tests.facts.storage_kit import (
    DEVICES,
    GIB,
    LINKED,
    MAPPING,
    OTHER,
    answers,
    change,
    disk,
    disks,
)

HOST = reference("HostSystem", "host-1")
STORE_1, STORE_2 = Reference("Datastore", "datastore-1"), Reference("Datastore", "datastore-2")
CHILD = "moveChildMostDiskBacking"
MOVE = ("request:spec.location.diskMoveType",)
MOVE_OF_LOCATOR = ("request:spec.location.disk[0].diskMoveType",)
CONTROLLER = {"_typeName": "ParaVirtualSCSIController", "key": 1000}
PLAIN: Data = {
    "listed": "none-is",
    "mapping": "none",
    "becomes": "kept",
    "move": "full",
    "parent": "none",
    "parent_on_host": "absent",
    "mode": "dependent",
    "bus": "unshared",
    "lun": "absent",
    "mapping_supported": "absent",
    "mapping_size": "absent",
    "hot": "possible",
    "cache": "absent",
    "redo_log": "none",
    "levels": 1,
    "readers": "absent",
}


def said(location: Data, device: Data, attribute: str, *more: Any, **objects: Any) -> Any:
    (one,) = disks({"location": location}, device, *more, **objects)
    return answers(one, "source_disk")[attribute]


def test_a_disk_of_which_nothing_is_asked_stays_as_it_is() -> None:
    device = {**disk(diskMode="persistent", fileName="[one] web/web.vmdk"), "controllerKey": 1000}
    nic = {"_typeName": "VirtualVmxnet3", "key": 4000}
    (one,) = disks({"location": {}}, CONTROLLER, nic, device, Datastore_datastore={"name": "one"})
    assert answers(one, "source_disk") == PLAIN
    assert one.details == {
        "disk": "disk 2000",
        "disk_key": 2000,
        "disk_file": "[one] web/web.vmdk",
        "disk_mode": "persistent",
        "disk_levels": 1,
        "disk_capacity": 40 * GIB,
        "locator_place": "/spec/location",
        "target_datastore": STORE_1,
        "target_name": "one",
        "parent_datastore": None,
        "host": Unknown((f"{SOURCE}:runtime.host",)),
        "flash_module": None,
        "virtual_machine_name": "web",
    }


def test_disks_that_are_removed_are_not_cloned() -> None:
    spec = {
        "location": {"deviceChange": [change("remove", {"key": 2000})]},
        "config": {"deviceChange": [change("edit", {"key": 2001})]},
    }
    (one,) = disks(spec, disk(2000), disk(2001))
    assert one.details["disk_key"] == 2001


OPEN: Data = dict.fromkeys(PLAIN, DEVICES)


@pytest.mark.parametrize(
    ("location", "more"),
    [
        (
            {},
            {"listed": "none-is", "becomes": "kept", "move": "full", "parent_on_host": "absent"},
        ),
        (
            {"transform": "flat", "diskMoveType": "moveAllDiskBackingsAndConsolidate"},
            {"listed": "none-is", "becomes": "flat", "move": "full", "parent_on_host": "absent"},
        ),
        (
            {"diskMoveType": CHILD},
            {"listed": "none-is", "becomes": "kept", "move": "child"},
        ),
        (
            {"diskMoveType": "odd"},
            {"listed": "none-is", "becomes": "kept", "move": "other"},
        ),
        ({"transform": "flat", "disk": [{"diskId": 2000}]}, {}),
    ],
)
def test_where_devices_are_not_known_one_stands_for_all_disks(location: Data, more: Data) -> None:
    (one,) = disks({"location": location, "powerOn": False}, ...)
    assert answers(one, "source_disk") == {**OPEN, "readers": "absent", **more}
    assert one.details == {
        **dict.fromkeys(("disk", "disk_key", "disk_file", "disk_mode", "disk_levels")),
        **dict.fromkeys(("disk_capacity", "target_name", "flash_module")),
        **dict.fromkeys(("target_datastore", "parent_datastore"), Unknown(DEVICES)),
        "locator_place": "/spec/location",
        "host": Unknown((f"{SOURCE}:runtime.host",)),
        "virtual_machine_name": "web",
    }


@pytest.mark.parametrize(
    ("location", "said"), [({"diskMoveType": LINKED}, "new-child"), ({"disk": [{}]}, DEVICES)]
)
def test_disks_that_are_not_known_may_be_shared_once_the_clone_runs(
    location: Data, said: Any
) -> None:
    spec = {"location": {"host": HOST, **location}, "powerOn": True, "template": False}
    (one,) = disks(spec, ..., HostSystem_host={})
    found = answers(one, "source_disk")
    assert (found["move"], found["readers"]) == (said, DEVICES)


@pytest.mark.parametrize(
    ("locators", "listed", "place", "target"),
    [
        ([], "none-is", "/spec/location", STORE_1),
        ([{"diskId": 9, "datastore": OTHER}], "no", "/spec/location", STORE_1),
        ([{"diskId": 2000, "datastore": OTHER}], "yes", "/spec/location/disk/0", STORE_2),
        ([5, {"diskId": 2000}], "yes", "/spec/location/disk/1", STORE_1),
        ([{"diskId": 2000}, {"diskId": 2000}], "yes", "/spec/location/disk/0", STORE_1),
    ],
)
def test_the_first_locator_of_its_key_is_that_of_a_disk(
    locators: Any, listed: str, place: str, target: Reference
) -> None:
    stores = {"Datastore_datastore": {"name": "one"}}
    (one,) = disks({"location": {"disk": locators}}, disk(), **stores)
    assert answers(one, "source_disk")["listed"] == listed
    assert (one.details["locator_place"], one.details["target_datastore"]) == (place, target)


def test_a_disk_that_no_locator_places_follows_the_location() -> None:
    (one,) = disks({"location": {"datastore": OTHER, "disk": [{"diskId": 2000}]}}, disk())
    assert one.details["target_datastore"] == STORE_2
    assert one.details["target_name"] == Unknown(("Datastore/datastore-2:name",))


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ({"datastore": HOST}, "spec.location.datastore"),
        (
            {"datastore": OTHER, "disk": [{"diskId": 2000, "datastore": HOST}]},
            "spec.location.disk[0].datastore",
        ),
    ],
)
def test_what_is_no_datastore_is_no_place_for_a_disk(location: Data, place: str) -> None:
    (one,) = disks({"location": location}, disk())
    assert one.details["target_datastore"] == Unknown((f"request:{place}",))


BACKING = ("request:spec.location.disk[0].diskBackingInfo",)


def formatted(backing: Data) -> Data:
    return {"transform": "flat", "disk": [{"diskId": 2000, "diskBackingInfo": backing}]}


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ({}, "kept"),
        ({"transform": "flat"}, "flat"),
        ({"transform": "flat", "disk": [{"diskId": 9, "diskBackingInfo": {}}]}, "flat"),
        ({"transform": "flat", "disk": [{"diskId": 2000}]}, "flat"),
        ({"disk": [{"diskId": 2000}]}, "kept"),
        (formatted({}), BACKING),
        (formatted({"_typeName": MAPPING}), "kept"),
        (formatted({"_typeName": "VirtualDiskSeSparseBackingInfo"}), "sparse"),
        (formatted({"_typeName": "VirtualDiskFlatVer2BackingInfo"}), "flat"),
    ],
)
def test_what_the_locator_says_of_the_format_goes_before_the_transform(
    location: Data, expected: Any
) -> None:
    assert said(location, disk(), "becomes") == expected


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ({"diskMoveType": 5}, MOVE),
        ({"disk": [{"diskId": 2000, "diskMoveType": 5}]}, MOVE_OF_LOCATOR),
    ],
)
def test_a_move_that_is_no_text_is_asked_for(location: Data, expected: Any) -> None:
    assert said(location, disk(), "move") == expected


@pytest.mark.parametrize("mode", [5, "odd", []])
def test_a_mode_that_is_none_leaves_it_to_the_devices(mode: Any) -> None:
    assert said({}, disk(diskMode=mode), "mode") == DEVICES
    assert said({}, disk(_typeName=None), "mode") == DEVICES


@pytest.mark.parametrize(
    ("sharing", "expected"),
    [
        ("noSharing", "unshared"),
        (None, "unshared"),
        ("virtualSharing", "shared"),
        ("physicalSharing", "shared"),
    ],
)
def test_the_bus_of_a_disk_is_that_of_its_controller(sharing: Any, expected: str) -> None:
    other = {**CONTROLLER, "key": 1001, "sharedBus": "physicalSharing"}
    device = {**disk(), "controllerKey": 1000}
    assert said({}, device, "bus", other, {**CONTROLLER, "sharedBus": sharing}) == expected
    assert said({}, device, "bus", other) == DEVICES


def test_a_disk_is_called_by_its_label_and_the_flash_module_by_its_name() -> None:
    device = {
        **disk(),
        "deviceInfo": {"label": "Hard disk 1"},
        "vFlashCacheConfigInfo": {"vFlashModule": "vfc"},
    }
    (one,) = disks({"location": {}}, device)
    assert (one.details["disk"], one.details["flash_module"]) == ("Hard disk 1 (2000)", "vfc")
