"""The entries of `spec.location.disk`: what each is about, and what it asks for."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Fact
from tests.facts.kit import SOURCE, Data, facts
from tests.facts.storage_kit import DEVICES, LINKED, SNAPSHOT, answers, disk

NIC = {"_typeName": "VirtualVmxnet3", "key": 4000}
FROM_SNAPSHOT = ("VirtualMachineSnapshot/snapshot-1:config.hardware.device",)


def locators(*entries: Any, devices: Any = (), **spec: Any) -> tuple[Fact, ...]:
    known = {} if devices is None else {"config.hardware.device": list(devices)}
    objects = {SOURCE: known, "VirtualMachineSnapshot/snapshot-1": spec.pop("of_snapshot", {})}
    return facts({"location": {"disk": list(entries)}, **spec}, objects).items["disk"]


def place(name: str, index: int = 0) -> tuple[str, ...]:
    return (f"request:spec.location.disk[{index}].{name}",)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (2000, "disk"),
        (4000, "other-device"),
        (9, "no-device"),
        (True, place("diskId")),
        ("2000", place("diskId")),
        (None, place("diskId")),
    ],
)
def test_a_locator_is_about_the_device_of_its_key(key: Any, said: Any) -> None:
    (one,) = locators({"diskId": key}, devices=[disk(), {**NIC, "key": 1}, NIC])
    assert answers(one, "disk")["device"] == said
    assert one.details["disk_id"] == key


@pytest.mark.parametrize(
    ("of_snapshot", "now", "said"),
    [
        ([NIC], [5, disk()], "not-in-snapshot"),
        ([NIC], [NIC], "no-device"),
        ([NIC], None, "no-device"),
        ([disk()], None, "disk"),
        (None, [disk()], FROM_SNAPSHOT),
    ],
)
def test_a_clone_of_a_snapshot_has_the_disks_of_the_snapshot(
    of_snapshot: Any, now: Any, said: Any
) -> None:
    held = {} if of_snapshot is None else {"config.hardware.device": of_snapshot}
    (one,) = locators({"diskId": 2000}, devices=now, snapshot=SNAPSHOT, of_snapshot=held)
    assert answers(one, "disk")["device"] == said


def test_devices_that_are_not_known_leave_the_device_open() -> None:
    (one,) = locators({"diskId": 2000}, devices=None)
    assert answers(one, "disk")["device"] == DEVICES


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ([2000], ["no"]),
        ([2000, 2001, 2000], ["yes", "no", "yes"]),
        ([None, None], ["no", "no"]),
        (["2000", "2000"], ["no", "no"]),
        ([True, 1], ["no", "no"]),
    ],
)
def test_a_key_is_repeated_if_it_is_there_twice(keys: list[Any], said: list[str]) -> None:
    found = locators(*({"diskId": key} for key in keys))
    assert [answers(one, "disk")["repeated"] for one in found] == said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (None, "absent"),
        ("moveAllDiskBackingsAndAllowSharing", "full"),
        ("moveAllDiskBackingsAndDisallowSharing", "full"),
        ("moveAllDiskBackingsAndConsolidate", "full"),
        (LINKED, "new-child"),
        ("moveChildMostDiskBacking", "child"),
        ("movechildmostdiskbacking", "other"),
        (5, place("diskMoveType")),
    ],
)
def test_a_locator_says_how_the_disk_moves(asked: Any, said: Any) -> None:
    (one,) = locators({"diskMoveType": asked})
    assert answers(one, "disk")["move_type"] == said
    if asked is not None:
        assert one.details["written"] == asked


@pytest.mark.parametrize(
    ("backing", "said"),
    [
        (None, "absent"),
        ({"_typeName": "VirtualDiskFlatVer2BackingInfo"}, "flat"),
        ({"_typeName": "VirtualDiskSeSparseBackingInfo"}, "sparse"),
        ({"_typeName": "VirtualDiskSparseVer2BackingInfo"}, "other"),
        ({"_typeName": "VirtualDiskFlatVer3BackingInfo"}, place("diskBackingInfo")),
        ({}, place("diskBackingInfo")),
        (5, place("diskBackingInfo")),
    ],
)
def test_a_locator_says_what_the_disk_becomes(backing: Any, said: Any) -> None:
    (one,) = locators({"diskBackingInfo": backing})
    assert answers(one, "disk")["backing"] == said


def test_of_entries_that_are_no_objects_only_the_schema_speaks() -> None:
    found = locators(5, {"diskId": 2000}, None, {"diskId": 2001})
    assert [(one.details["index"], one.details["disk_id"]) for one in found] == [
        (1, 2000),
        (3, 2001),
    ]


def test_an_entry_is_asked_for_by_its_own_position() -> None:
    entry: Data = {"diskMoveType": 5, "diskBackingInfo": 5}
    _, second = locators({}, entry)
    assert answers(second, "disk") == {
        "device": place("diskId", 1),
        "repeated": "no",
        "move_type": place("diskMoveType", 1),
        "backing": place("diskBackingInfo", 1),
    }
