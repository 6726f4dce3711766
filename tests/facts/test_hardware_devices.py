"""Device changes: what they are about, where they put it, and whether there is room."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.devices import changes as changes_of
from policyguard.facts.hardware.tree import Tree
from tests.facts.hardware_kit import case, changes, facts, of_changes

SCSI = {"_typeName": "VirtualLsiLogicController", "key": 1000}
PARAVIRTUAL = {"_typeName": "ParaVirtualSCSIController", "key": 1000}
NEW = {"_typeName": "ParaVirtualSCSIController", "key": -101}


def disk(key: int, controller: Any = None, unit: Any = None) -> dict[str, Any]:
    placed = {"controllerKey": controller, "unitNumber": unit}
    return {"_typeName": "VirtualDisk", "key": key, **placed}


def having(*devices: Any, version: Any = "vmx-19") -> dict[str, Any]:
    return {"config.hardware.device": list(devices), "config.version": version}


def test_the_changes_of_the_location_come_first() -> None:
    removal = [{"operation": "remove", "device": {"key": 2000}}]
    location = {"location": {"deviceChange": removal}}
    found = of_changes(
        "target", changes(("edit", {"key": 2000})), having(disk(2000)), spec=location
    )
    assert found == ["missing"]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (("remove", {"key": 2000}), ("remove", {"key": 2000}), ["exists", "missing"]),
        (("edit", {"key": 2000}), ("remove", {"key": 2000}), ["exists", "exists"]),
        (("add", disk(-5, 1000)), ("edit", {"key": -5}), ["absent", "exists"]),
        (("add", disk(2000, 1000)), ("edit", {"key": 2001}), ["absent", "missing"]),
        (("remove", {"key": 200}), ("edit", {"key": 200}), ["exists", "missing"]),
        (("edit", {"key": None}), ("edit", {"key": "2000"}), ["unknown", "unknown"]),
        (("replace", {"key": 2000}), ("edit", {"key": 7}), ["unknown", "unknown"]),
    ],
)
def test_changes_are_made_in_their_order(first: Any, second: Any, said: list[str]) -> None:
    assert of_changes("target", changes(first, second), having(disk(2000))) == said


def test_a_removal_is_no_reason_why_a_device_was_not_there() -> None:
    twice = changes(("remove", {"key": 2000}), ("remove", {"key": 2000}))
    assert of_changes("target", twice) == ["unknown", "missing"]


def test_keys_below_zero_are_the_request_own() -> None:
    keys = [("edit", {"key": key}) for key in (-1, 0, 1)]
    asked = changes(*keys, ("add", disk(-9, -101)))
    assert of_changes("target", asked) == ["missing", "unknown", "unknown", "absent"]
    assert of_changes("controller", asked) == ["kept", "kept", "kept", "missing"]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (None, "unset"),
        (1000, "given"),
        (1001, "missing"),
        (2000, "other-device"),
        (200, "given"),
        (0, "missing"),
        (-101, "given"),
        (-102, "missing"),
        ("1000", "unknown"),
        (True, "unknown"),
        ({}, "unknown"),
    ],
)
def test_a_key_names_a_controller(key: Any, said: str) -> None:
    asked = changes(("add", disk(-1, key)), ("add", NEW))
    assert of_changes("controller", asked, having(SCSI, disk(2000, 1000)))[0] == said


def test_an_edit_that_names_no_controller_keeps_its_own() -> None:
    assert of_changes("controller", changes(("edit", {"key": 2000})), having()) == ["kept"]
    gone = changes(("remove", {"key": 2000, "controllerKey": 7}))
    assert of_changes("controller", gone, having(disk(2000, 1000))) == ["kept"]
    moved = changes(("edit", {"key": 2000, "controllerKey": 7}))
    assert of_changes("controller", moved, having(disk(2000, 1000))) == ["missing"]


@pytest.mark.parametrize(
    ("controller", "version", "unit", "said"),
    [
        (SCSI, 19, 0, "free"),
        (SCSI, 19, 6, "free"),
        (SCSI, 19, 7, "taken"),
        (SCSI, 19, 15, "free"),
        (SCSI, 19, 16, "beyond"),
        (SCSI, 19, -1, "beyond"),
        ({**SCSI, "scsiCtlrUnitNumber": 3}, 19, 3, "taken"),
        ({**SCSI, "scsiCtlrUnitNumber": 3}, 19, 7, "free"),
        (PARAVIRTUAL, 14, 64, "free"),
        (PARAVIRTUAL, 14, 65, "beyond"),
        (PARAVIRTUAL, 13, 15, "free"),
        (PARAVIRTUAL, 13, 16, "beyond"),
        ({"_typeName": "VirtualAHCIController", "key": 1000}, 19, 29, "free"),
        ({"_typeName": "VirtualAHCIController", "key": 1000}, 19, 30, "beyond"),
        ({"_typeName": "VirtualNVMEController", "key": 1000}, 20, 14, "free"),
        ({"_typeName": "VirtualNVMEController", "key": 1000}, 20, 15, "beyond"),
        ({"_typeName": "VirtualNVMEController", "key": 1000}, 21, 63, "free"),
        ({"_typeName": "VirtualNVMEController", "key": 1000}, 21, 64, "beyond"),
        ({"_typeName": "VirtualIDEController", "key": 1000}, 4, 1, "free"),
        ({"_typeName": "VirtualIDEController", "key": 1000}, 4, 2, "beyond"),
        ({"_typeName": "VirtualPCIController", "key": 1000}, 19, 99, "absent"),
    ],
)
def test_a_controller_has_so_many_units(
    controller: Any, version: int, unit: int, said: str
) -> None:
    source = having(controller, version=f"vmx-{version:02}")
    assert of_changes("unit", changes(("add", disk(-1, 1000, unit))), source) == [said]


def test_a_unit_is_taken_by_what_is_left_when_all_is_done() -> None:
    source = having(SCSI, disk(2000, 1000, 0), disk(2001, 1000, 1))
    new = ("add", disk(-1, 1000, 0))
    assert of_changes("unit", changes(new), source) == ["taken"]
    assert of_changes("unit", changes(new, ("remove", {"key": 2000})), source)[0] == "free"
    moved = changes(new, ("edit", {"key": 2000, "unitNumber": 5}))
    assert of_changes("unit", moved, source) == ["free", "free"]
    swapped = changes(
        ("edit", {"key": 2000, "unitNumber": 1}), ("edit", {"key": 2001, "unitNumber": 0})
    )
    assert of_changes("unit", swapped, source) == ["free", "free"]
    both = changes(new, ("add", disk(-2, 1000, 0)), ("remove", {"key": 2000}))
    assert of_changes("unit", both, source) == ["taken", "taken", "absent"]


def test_a_new_device_may_be_changed_and_removed_by_its_key() -> None:
    one, other = ("add", disk(-1, 1000, 0)), ("add", disk(-2, 1000, 0))
    moved = changes(one, ("edit", {"key": -1, "unitNumber": 1}), other)
    assert of_changes("unit", moved, having(SCSI)) == ["free"] * 3
    gone = changes(one, ("remove", {"key": -1}), other, ("edit", {"key": -1}))
    assert of_changes("unit", gone, having(SCSI)) == ["absent", "absent", "free", "absent"]
    assert of_changes("target", gone, having(SCSI)) == ["absent", "exists", "absent", "missing"]


def test_only_what_names_a_place_is_put_somewhere() -> None:
    full = having(SCSI, *[disk(2000 + n, 1000, n + (n >= 7)) for n in range(15)], disk(2015, 1001))
    named = [{"controllerKey": 1000}, {"unitNumber": 0}, {"capacityInKB": 8}]
    for place, said in zip(named, ("none-left", "absent", "absent"), strict=True):
        assert of_changes("unit", changes(("edit", {"key": 2015, **place})), full) == [said]
    new = {"_typeName": "VirtualDisk", "key": -1, "controllerKey": 1000}
    assert of_changes("unit", changes(("add", new)), full) == ["none-left"]


def test_units_of_a_new_controller_are_told_without_the_source() -> None:
    asked = changes(("add", NEW), ("add", disk(-1, -101, 0)), ("add", disk(-2, -101, 0)))
    assert of_changes("unit", asked)[1:] == ["taken", "taken"]
    assert of_changes("unit", changes(("add", NEW), ("add", disk(-1, -101, 0))))[1] == "unknown"


def test_units_whose_number_needs_the_version() -> None:
    source = {"config.hardware.device": [PARAVIRTUAL]}
    said = [of_changes("unit", changes(("add", disk(-1, 1000, u))), source) for u in (15, 16, 65)]
    assert said == [["free"], ["unknown"], ["beyond"]]


@pytest.mark.parametrize(
    ("controller", "devices", "said"),
    [
        (SCSI, 14, "free"),
        (SCSI, 15, "none-left"),
        (PARAVIRTUAL, 63, "free"),
        (PARAVIRTUAL, 64, "none-left"),
    ],
)
def test_without_a_unit_any_that_is_left_will_do(controller: Any, devices: int, said: str) -> None:
    there = [disk(2000 + n, 1000, n + (n >= 7)) for n in range(devices)]
    asked = changes(("add", disk(-1, 1000)))
    assert of_changes("unit", asked, having(controller, *there)) == [said]


def test_network_adapters_have_no_units_of_storage() -> None:
    nic = {"_typeName": "VirtualVmxnet3", "key": -1, "controllerKey": 100, "unitNumber": 500}
    assert of_changes("unit", changes(("add", nic)), having()) == ["absent"]
    assert of_changes("unit", changes(("add", {**nic, "controllerKey": 9}))) == ["absent"]


def test_there_may_be_ten_network_adapters() -> None:
    nics = [{"_typeName": "VirtualE1000", "key": 4000 + n} for n in range(9)]
    nic = ("add", {"_typeName": "VirtualVmxnet3", "key": -1})
    assert of_changes("room", changes(nic), having(*nics)) == ["enough"]
    assert of_changes("room", changes(nic, nic), having(*nics)) == ["too-many"] * 2
    gone = ("remove", {"key": 4000})
    assert of_changes("room", changes(nic, nic, gone), having(*nics)) == ["enough"] * 2 + ["absent"]
    assert of_changes("room", changes(nic)) == ["unknown"]
    assert of_changes("room", changes(*[nic] * 11)) == ["too-many"] * 11


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("VirtualVmxnet3", 7),
        ("VirtualE1000e", 8),
        ("VirtualUSBXHCIController", 8),
        ("VirtualAHCIController", 10),
        ("VirtualNVMEController", 13),
        ("VirtualTPM", 14),
        ("VirtualPrecisionClock", 17),
    ],
)
def test_a_device_came_with_a_version(name: str, needed: int) -> None:
    asked = changes(("add", {"_typeName": name, "key": -1}))
    said = [
        of_changes("version", asked, having(version=f"vmx-{version:02}"))
        for version in (needed - 1, needed)
    ]
    assert said == [["too-old"], ["met"]]
    kept = changes(("edit", {"_typeName": name, "key": 5}), ("add", disk(-2)))
    assert of_changes("version", kept, having(version="vmx-04")) == ["met", "met"]
    assert of_changes("version", kept) == ["met", "met"]


HOSTILE: list[Any] = [None, 7, "text", [], {}, [None], {"key": {}}, {"_typeName": []}]


@pytest.mark.parametrize("device", HOSTILE)
@pytest.mark.parametrize("operation", ["add", "edit", "remove", None, {}, []])
def test_nothing_that_a_change_says_makes_it_fail(operation: Any, device: Any) -> None:
    spoilt = {"_typeName": device, "key": device, "controllerKey": device, "unitNumber": device}
    backed = {"_typeName": "VirtualDisk", "key": -1, "backing": {"fileName": device}}
    for one in (device, spoilt, backed):
        asked = {"deviceChange": [{"operation": operation, "device": one}, device]}
        facts(asked, having(SCSI, disk(2000, 1000)))
        facts(asked)


@pytest.mark.parametrize("spoilt", HOSTILE)
def test_nothing_that_an_inventory_says_makes_it_fail(spoilt: Any) -> None:
    asked = {**changes(("add", disk(-1, 1000, 0))), "npivPortWorldWideName": [1, spoilt]}
    paths = (
        *("config.hardware.device", "config.version", "config.hardware.numCoresPerSocket"),
        *("runtime.featureRequirement", "config.npivPortWorldWideName", "layoutEx.file"),
    )
    on_host = (
        *("config.product.version", "config.product.build", "config.pciPassthruInfo"),
        *("hardware.pciDevice", "config.storageDevice.hostBusAdapter", "vm"),
        *("config.maskedFeatureCapability", "capability.maxHostSupportedVcpus"),
    )
    source = dict.fromkeys(paths, spoilt)
    facts(asked, source, dict.fromkeys(on_host, spoilt), spec={"powerOn": True, "template": False})


def test_the_devices_of_the_clone_are_those_left_and_those_new() -> None:
    asked = changes(
        ("remove", {"key": 2000}),
        ("edit", {"key": 2001, "capacityInKB": 8}),
        ("add", disk(-1, 1000, 2)),
    )
    one = case(asked, having(SCSI, disk(2000, 1000, 0), disk(2001, 1000, 1)))
    parts = Tree(one).parts
    assert [part.device.key for part in parts] == [1000, 2001, -1]
    new = ("spec", "config", "deviceChange", 2)
    assert [part.identity for part in parts] == [1000, 2001, new]
    assert parts[1].device.data["capacityInKB"] == 8
    assert parts[1].unit == 1
    assert {c.place for c in changes_of(one)} > set(Tree(one).changed)
