"""The disks of the source, the formats and sizes asked for, and swap."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts import facts_of
from policyguard.facts.situation import Situation
from policyguard.facts.values import Facts
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest
from tests.facts.kit import reference

GIB = 2**30
STORE = reference("Datastore", "datastore-1")
HOST = reference("HostSystem", "host-1")
UNKNOWN = "unknown"


def facts(spec: dict[str, Any], objects: dict[str, Any], **inventory: Any) -> Facts:
    request = CloneRequest.of({"moId": "vm-1", "body": {"spec": spec}})
    case = Situation(request, Inventory.load({"objects": objects, **inventory}))
    return facts_of(case, ())


def disk(**backing: Any) -> dict[str, Any]:
    kind = backing.pop("_typeName", "VirtualDiskFlatVer2BackingInfo")
    return {
        "_typeName": "VirtualDisk",
        "key": 2000,
        "capacityInBytes": 40 * GIB,
        "backing": {"_typeName": kind, "datastore": "Datastore/datastore-1", **backing},
    }


def of_disk(spec: dict[str, Any], *devices: Any) -> dict[str, Any]:
    found = facts(spec, {"VirtualMachine/vm-1": {"config.hardware.device": list(devices)}})
    (one,) = found.items["source_disk"]
    return {name.partition(".")[2]: value for name, value in one.values.items()}


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ({}, "full"),
        ({"diskMoveType": "createNewChildDiskBacking"}, "new-child"),
        ({"diskMoveType": "moveAllDiskBackingsAndAllowSharing"}, "sharing"),
        ({"diskMoveType": "odd"}, "other"),
        ({"diskMoveType": 5}, UNKNOWN),
        ({"diskMoveType": "createNewChildDiskBacking", "disk": [{"diskId": 2000}]}, "full"),
        ({"diskMoveType": "createNewChildDiskBacking", "disk": [{"diskId": 9}]}, "new-child"),
        ({"disk": [{"diskId": 2000, "diskMoveType": "moveChildMostDiskBacking"}]}, "child"),
        ({"disk": [{"diskId": True}, 5, None]}, "full"),
    ],
)
def test_a_locator_does_not_inherit_the_global_way(location: Any, expected: str) -> None:
    assert of_disk({"location": location}, disk())["move"] == expected


@pytest.mark.parametrize(
    ("backing", "mapping", "mode"),
    [
        ({"diskMode": "persistent"}, "none", "dependent"),
        ({}, "none", "dependent"),
        ({"diskMode": "independent_persistent"}, "none", "independent"),
        ({"diskMode": "independent_nonpersistent"}, "none", "nonpersistent"),
        ({"diskMode": "undoable"}, "none", "undoable"),
        ({"diskMode": 5}, "none", UNKNOWN),
        (
            {
                "_typeName": "VirtualDiskRawDiskMappingVer1BackingInfo",
                "compatibilityMode": "physicalMode",
            },
            "physical",
            "dependent",
        ),
        (
            {"_typeName": "VirtualDiskRawDiskMappingVer1BackingInfo", "compatibilityMode": "odd"},
            UNKNOWN,
            "dependent",
        ),
        ({"_typeName": None}, UNKNOWN, UNKNOWN),
    ],
)
def test_a_backing_says_what_it_is(backing: dict[str, Any], mapping: str, mode: str) -> None:
    said = of_disk({}, disk(**backing))
    assert (said["mapping"], said["mode"]) == (mapping, mode)


@pytest.mark.parametrize(
    ("size", "said"), [(40 * GIB, "kept"), (40 * GIB + 1, "grown"), (40 * GIB - 1, "shrunk")]
)
@pytest.mark.parametrize(
    ("location", "parent", "linked"),
    [
        ({}, None, "no"),
        ({}, {"fileName": "[x] y"}, "yes"),
        ({"diskMoveType": "moveAllDiskBackingsAndConsolidate"}, {"fileName": "[x] y"}, "no"),
        ({"diskMoveType": "moveAllDiskBackingsAndConsolidate"}, None, "no"),
        ({"diskMoveType": "moveAllDiskBackingsAndAllowSharing"}, {"fileName": "[x] y"}, "yes"),
        ({"diskMoveType": "moveAllDiskBackingsAndAllowSharing"}, None, "no"),
        ({"diskMoveType": "createNewChildDiskBacking"}, None, "yes"),
    ],
)
def test_a_disk_is_resized_by_a_single_byte(
    size: int, said: str, location: Any, parent: Any, linked: str
) -> None:
    change = {
        "operation": "edit",
        "device": {"_typeName": "VirtualDisk", "key": 2000, "capacityInBytes": size},
    }
    found = facts(
        {"location": location, "config": {"deviceChange": [change]}},
        {"VirtualMachine/vm-1": {"config.hardware.device": [disk(parent=parent)]}},
    )
    (one,) = found.items["disk_resize"]
    assert (one.values["disk_resize.size"], one.values["disk_resize.linked"]) == (said, linked)


MACHINE = {
    "config.hardware.memoryMB": 4096,
    "config.memoryAllocation.reservation": 1024,
    "config.memoryReservationLockedToMax": False,
    "config.swapPlacement": "vmDirectory",
    "config.files.vmPathName": "[ds] a/a.vmx",
    "config.hardware.device": [],
    "datastore": ["Datastore/datastore-1"],
}
ON = {"template": False, "powerOn": True, "location": {}}


@pytest.mark.parametrize(
    ("spec", "machine", "free", "expected"),
    [
        (ON, {}, 3 * GIB, "enough"),
        (ON, {}, 3 * GIB - 1, "short"),
        (ON, {"config.memoryAllocation.reservation": 4096}, 0, "enough"),
        (ON, {"config.memoryAllocation.reservation": 9000}, 0, "enough"),
        (ON, {"config.memoryReservationLockedToMax": True}, 0, "enough"),
        (ON | {"powerOn": False}, {}, 0, "absent"),
        (ON | {"template": True}, {}, 0, "absent"),
        (ON | {"powerOn": "yes"}, {}, 0, UNKNOWN),
        (ON | {"powerOn": "yes"}, {}, 3 * GIB, "enough"),
        (ON | {"config": {"memoryMB": 1024}}, {}, 0, "enough"),
        (ON | {"config": {"memoryAllocation": {"reservation": 0}}}, {}, 4 * GIB - 1, "short"),
        (ON | {"config": {"memoryMB": "x"}}, {}, 0, UNKNOWN),
        (ON | {"config": {"swapPlacement": "odd"}}, {}, 0, "absent"),
        (ON, {}, None, UNKNOWN),
    ],
)
def test_swap_is_the_memory_that_is_not_reserved(
    spec: Any, machine: dict[str, Any], free: int | None, expected: str
) -> None:
    store = {"name": "ds", **({} if free is None else {"summary.freeSpace": free})}
    objects = {"VirtualMachine/vm-1": {**MACHINE, **machine}, "Datastore/datastore-1": store}
    assert facts(spec, objects).values["swap.space"] == expected


def test_what_else_the_clone_writes_there_counts_with_the_swap_file() -> None:
    machine = {**MACHINE, "config.hardware.device": [disk()]}
    for free, expected in ((43 * GIB, "enough"), (43 * GIB - 1, "short")):
        store = {"name": "ds", "summary.freeSpace": free}
        objects = {"VirtualMachine/vm-1": machine, "Datastore/datastore-1": store}
        found = facts(ON, objects)
        assert found.values["swap.space"] == expected
        assert found.details["swap_needed"] == 43 * GIB


@pytest.mark.parametrize(
    ("placement", "cluster", "expected"),
    [
        ("vmDirectory", None, "with-machine"),
        ("hostLocal", None, "on-host"),
        ("inherit", "hostLocal", "on-host"),
        ("inherit", "vmDirectory", "with-machine"),
        ("inherit", None, UNKNOWN),
    ],
)
def test_swap_goes_where_the_machine_or_else_the_cluster_says(
    placement: str, cluster: str | None, expected: str
) -> None:
    objects = {
        "VirtualMachine/vm-1": {**MACHINE, "config.swapPlacement": placement},
        "HostSystem/host-1": {"parent": "ClusterComputeResource/c-1"},
        "ClusterComputeResource/c-1": {"configurationEx.vmSwapPlacement": cluster}
        if cluster
        else {},
    }
    spec = ON | {"location": {"host": HOST}}
    assert facts(spec, objects).values["swap.placement"] == expected
