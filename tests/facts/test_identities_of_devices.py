"""What tells the devices of a request apart from each other and from the source's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.kit import Data, deciders, facts, items
from tests.facts.network_kit import DEVICES, having

CDROM: Data = {"_typeName": "VirtualCdrom", "key": 3000}
SCSI: Data = {"_typeName": "ParaVirtualSCSIController", "key": 1000, "busNumber": 0}
MAC = "00:50:56:01:02:03"


def said(
    attribute: str, *changes: tuple[str, Data], source: Any = (), place: str = "config"
) -> Any:
    entries = [{"operation": operation, "device": device} for operation, device in changes]
    objects = {} if source is ... else having(*source)
    found = facts({place: {"deviceChange": entries}}, objects)
    return items(found, "device_identity", attribute)


def nic(key: int, **more: Any) -> Data:
    return {"_typeName": "VirtualVmxnet3", "key": key, **more}


def manual(key: int, mac: str = MAC, **more: Any) -> Data:
    return nic(key, addressType="manual", macAddress=mac, **more)


def bus(key: int, number: Any, name: str = "VirtualLsiLogicController") -> Data:
    return {"_typeName": name, "key": key, "busNumber": number}


def test_the_second_device_by_a_key_repeats_it() -> None:
    assert said("key", ("add", nic(0)), ("add", CDROM), ("add", nic(0))) == [
        "own",
        "own",
        "repeated",
    ]


def test_edits_and_removals_add_nothing() -> None:
    assert said("key", ("edit", nic(5)), ("remove", nic(5)), ("add", nic(5))) == ["absent", "own"]


def test_a_device_without_a_key_is_known_by_none() -> None:
    assert said("key", ("add", {"_typeName": "VirtualVmxnet3"})) == ["unknown"]


@pytest.mark.parametrize(
    ("device", "source", "expected"),
    [
        (nic(3000), [CDROM], "of-other-type"),
        ({**CDROM, "iso": 1}, [CDROM], "of-its-type"),
        (nic(3001), [CDROM], "absent"),
        (nic(-1), ..., "absent"),
        (nic(3000), ..., "unknown"),
    ],
)
def test_a_key_of_the_source_is_that_of_one_type(device: Data, source: Any, expected: str) -> None:
    assert said("source_key", ("add", device), source=source) == [expected]


def test_a_key_is_free_once_its_device_is_removed() -> None:
    changes = (("remove", CDROM), ("add", nic(3000)))
    assert said("source_key", *changes, source=[CDROM]) == ["absent"]


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        (bus(-1, 0), "taken"),
        (bus(-1, 1), "own"),
        (bus(-1, 0, "VirtualAHCIController"), "own"),
        (bus(-1, None), "absent"),
        (bus(-1, "0"), "absent"),
        (nic(-1, busNumber=0), "absent"),
    ],
)
def test_a_bus_number_is_of_one_controller_of_a_kind(device: Data, expected: str) -> None:
    assert said("bus", ("add", device), source=[SCSI]) == [expected]


def test_a_bus_number_is_free_once_its_controller_is_removed() -> None:
    assert said("bus", ("remove", SCSI), ("add", bus(-1, 0)), source=[SCSI]) == ["own"]


def test_what_is_edited_keeps_its_own_bus_number() -> None:
    assert said("bus", ("edit", SCSI), source=[SCSI]) == ["own"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (manual(-1), manual(-2, "00-50-56-01-02-03"), ["taken", "taken"]),
        (manual(-1), manual(-2, "00:50:56:01:02:04"), ["own", "own"]),
        (manual(-1), nic(-2, addressType="assigned", macAddress=MAC), ["own", "absent"]),
        (manual(-1), nic(-2, macAddress=MAC), ["own", "absent"]),
        (manual(-1), manual(-2, ""), ["own", "absent"]),
    ],
)
def test_an_address_by_hand_is_of_one_adapter(first: Data, second: Data, expected: Any) -> None:
    assert said("mac", ("add", first), ("add", second)) == expected


def test_an_address_of_the_source_is_taken_only_if_it_is_set_by_hand() -> None:
    assert said("mac", ("add", manual(-1)), source=[manual(4000)]) == ["taken"]
    generated = nic(4000, addressType="generated", macAddress=MAC)
    assert said("mac", ("add", manual(-1)), source=[generated]) == ["own"]


def test_devices_that_are_not_known_may_have_what_is_given() -> None:
    found = facts({"config": {"deviceChange": [{"operation": "add", "device": bus(-1, 0)}]}})
    assert deciders(found, "device_identity", "bus") == (DEVICES,)


def test_both_lists_of_changes_are_looked_at() -> None:
    changes = (("add", nic(-1)), ("add", nic(-1)))
    assert said("key", *changes, place="location") == ["own", "repeated"]
