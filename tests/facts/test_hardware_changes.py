"""Device changes: what would decide what is not known of them, and what messages print."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Unknown
from tests.facts.hardware_kit import SOURCE, changes, facts, of_changes

Device = dict[str, Any]
OWN, VERSION = f"{SOURCE}:config.hardware.device", f"{SOURCE}:config.version"
PARAVIRTUAL = {"_typeName": "ParaVirtualSCSIController", "key": 1000}
SCSI = {"_typeName": "VirtualLsiLogicController", "key": 1000}
UNREAD, REMOVED, NAMELESS = (None, {"key": 5}), ("remove", {"key": 5}), ("add", {"key": -9})
BOTH = ("[0].operation", "[1].operation")


def disk(key: Any, controller: Any = None, unit: Any = None, kind: str = "Disk") -> Device:
    placed = {"controllerKey": controller, "unitNumber": unit}
    return {"_typeName": f"Virtual{kind}", "key": key, **placed}


def retyped(name: Any) -> tuple[str, Device]:
    return ("edit", {"key": 1000, "_typeName": name})


def at(*places: str) -> tuple[str, ...]:
    """What the request decides, by places below its changes."""
    return tuple(f"request:spec.config.deviceChange{place}" for place in places)


def having(*devices: Device, version: int | None = None) -> dict[str, Any]:
    known = {} if version is None else {"config.version": f"vmx-{version:02}"}
    return {"config.hardware.device": list(devices), **known}


@pytest.mark.parametrize(
    ("attribute", "asked", "source", "expected"),
    [
        ("target", [UNREAD], {}, at("[0].operation")),
        ("target", [("edit", {"key": "5"})], having(), at("[0].device.key")),
        ("target", [("edit", {"key": 5})], {}, (OWN,)),
        ("target", [UNREAD, ("edit", {"key": 5})], having(), at("[0].operation")),
        ("target", [UNREAD, ("", {}), ("edit", {"key": -5})], {}, at(*BOTH)),
        ("target", [UNREAD, REMOVED, REMOVED], {}, at("[0].operation")),
        ("target", [UNREAD, REMOVED], {}, (OWN, *at("[0].operation"))),
        ("controller", [("add", disk(-1, "9"))], having(), at("[0].device.controllerKey")),
        ("controller", [("add", disk(-1, 9))], {}, (OWN,)),
        ("controller", [UNREAD, ("add", disk(-1, -9))], {}, at("[0].operation")),
        ("controller", [NAMELESS, ("add", disk(-1, -9))], having(), at("[0].device._typeName")),
        (
            "controller",
            [retyped([]), retyped(7), ("add", disk(-1, 1000))],
            having(SCSI),
            at("[1].device._typeName"),
        ),
        ("unit", [("add", disk(-1, 1000, 0))], {}, (OWN,)),
        ("unit", [("add", disk(-1, 1000, 0, "Cdrom"))], {}, (OWN,)),
        ("unit", [("add", disk(-1, 1000, 0, "SCSIPassthrough"))], {}, (OWN,)),
        ("unit", [("add", disk(-1, 1000, "0"))], having(SCSI), at("[0].device.unitNumber")),
        ("unit", [("add", disk(-1, 1000, 64))], having(PARAVIRTUAL), (VERSION,)),
        ("unit", [UNREAD, ("add", disk(-1, 1000, 0))], having(SCSI), at("[0].operation")),
        ("unit", [("add", disk(-1, 200))], {}, (OWN,)),
        ("room", [("add", disk(-1, kind="Vmxnet3"))], {}, (OWN,)),
        ("room", [UNREAD, ("add", SCSI)], {}, (OWN, *at("[0].operation"))),
        ("version", [("add", {"_typeName": "VirtualTPM", "key": -1})], {}, (VERSION,)),
    ],
)
def test_what_is_not_known_is_for_these_to_decide(
    attribute: str, asked: Any, source: Any, expected: tuple[str, ...]
) -> None:
    last = facts(changes(*asked), source).items["device_change"][-1]
    assert last.values[f"device_change.{attribute}"] == "unknown"
    assert last.unknown[f"device_change.{attribute}"] == expected


@pytest.mark.parametrize(
    ("others", "version", "said"),
    [
        (14, None, "free"),
        (15, None, "unknown"),
        (15, 13, "none-left"),
        (15, 14, "free"),
        (63, 14, "free"),
        (64, 14, "none-left"),
        (64, None, "none-left"),
    ],
)
def test_a_controller_has_room_for_more_since_a_version(
    others: int, version: int | None, said: str
) -> None:
    there = [disk(2000 + n, 1000, n + (n >= 7)) for n in range(others)]
    asked = changes(("add", disk(-1, 1000)))
    assert of_changes("unit", asked, having(PARAVIRTUAL, *there, version=version)) == [said]


@pytest.mark.parametrize(
    ("kind", "most", "called"),
    [
        ("VirtualLsiLogicController", 4, "SCSI controllers"),
        ("VirtualAHCIController", 4, "SATA controllers"),
        ("VirtualNVMEController", 4, "NVMe controllers"),
        ("VirtualVmxnet3", 10, "network adapters"),
        ("VirtualUSB", None, None),
    ],
)
def test_there_may_be_so_many_devices_of_a_kind(kind: str, most: Any, called: Any) -> None:
    def rooms(there: int) -> list[str | int]:
        own = [{"_typeName": kind, "key": 4000 + n} for n in range(there)]
        found = facts(changes(("add", {"_typeName": kind, "key": -1})), having(*own))
        (only,) = found.items["device_change"]
        assert (only.details["group"], only.details["most_of_group"]) == (called, most)
        return [only.values["device_change.room"]]

    assert rooms((most or 50) - 1) == (["enough"] if most else ["absent"])
    assert rooms(most or 50) == (["too-many"] if most else ["absent"])


@pytest.mark.parametrize(
    ("controller", "version", "room"),
    [
        ("VirtualIDEController", 19, 2),
        ("VirtualIDEController", None, 2),
        ("VirtualSATAController", None, 30),
        ("VirtualNVMEController", 20, 15),
        ("VirtualNVMEController", 21, 64),
        ("VirtualNVMEController", None, 15),
        ("VirtualLsiLogicSASController", 19, 15),
        ("ParaVirtualSCSIController", 13, 15),
        ("ParaVirtualSCSIController", 14, 64),
        ("VirtualPCIController", 19, None),
    ],
)
def test_the_room_of_a_controller_is_printed(
    controller: str, version: int | None, room: int | None
) -> None:
    source = having({"_typeName": controller, "key": 1000}, version=version)
    (one,) = facts(changes(("add", disk(-1, 1000, 0))), source).items["device_change"]
    assert one.details["controller_room"] == room


def test_a_unit_that_the_controller_takes_outside_of_its_own_costs_no_room() -> None:
    source = having({**SCSI, "scsiCtlrUnitNumber": 16})
    (one,) = facts(changes(("add", disk(-1, 1000, 0))), source).items["device_change"]
    assert one.details["controller_room"] == 16


def printed(*asked: Any, source: Any) -> list[dict[str, Any]]:
    names = (
        *("change_index", "device_key", "controller_key", "unit_number", "controller_room"),
        *("group", "most_of_group", "version_needed", "version_there"),
    )
    found = facts(changes(*asked), source).items["device_change"]
    return [{name: item.details[name] for name in names} for item in found]


def test_what_is_printed_of_an_edit_is_the_device_as_it_will_be() -> None:
    source = having(SCSI, disk(2000, 1000, 3), disk(2001, 1000, 4), version=13)
    nic = {"_typeName": "VirtualVmxnet3", "key": -7}
    tpm = {"_typeName": "VirtualTPM", "key": -8}
    edit, new, other, gone = printed(
        ("edit", {"key": 2000, "unitNumber": 5}),
        ("add", nic),
        ("add", tpm),
        ("remove", {"key": 2001}),
        source=source,
    )
    nothing = dict.fromkeys(("controller_key", "unit_number", "controller_room", "group"))
    nothing |= dict.fromkeys(("most_of_group", "version_needed"))
    common = {**nothing, "version_there": "vmx-13"}
    assert edit == {
        **common,
        "change_index": 0,
        "device_key": 2000,
        "controller_key": 1000,
        "unit_number": 5,
        "controller_room": 15,
    }
    kind = {"group": "network adapters", "most_of_group": 10, "version_needed": "vmx-07"}
    assert new == {**common, "change_index": 1, "device_key": -7, **kind}
    assert other == {**common, "change_index": 2, "device_key": -8, "version_needed": "vmx-14"}
    assert gone == {**common, "change_index": 3, "device_key": 2001}


def test_a_version_that_is_not_known_is_printed_as_such() -> None:
    (one,) = printed(("edit", {"key": 2000}), source={})
    assert one["version_there"] == Unknown((VERSION,))
    assert one["controller_room"] is None


def test_devices_backed_by_whatever_is_there_came_with_version_17() -> None:
    backing = {"_typeName": "VirtualPCIPassthroughDynamicBackingInfo"}
    device = {"_typeName": "VirtualPCIPassthrough", "key": -1}
    for new, version, said in (
        ({**device, "backing": backing}, 16, "too-old"),
        ({**device, "backing": backing}, 17, "met"),
        ({**device, "backing": {}}, 4, "met"),
        ({**device, "_typeName": "VirtualUSB", "backing": backing}, 4, "met"),
    ):
        assert of_changes("version", changes(("add", new)), having(version=version)) == [said]
