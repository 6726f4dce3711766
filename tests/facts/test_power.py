"""Room to run, failover, graphics, allocations, vApp properties, and how far a clone goes."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.allocations import _fits
from tests.facts.test_disks import HOST, ON, UNKNOWN, facts

SPEC = ON | {"location": {"host": HOST}}
HA = {
    "configurationEx.dasConfig.enabled": True,
    "configurationEx.dasConfig.admissionControlEnabled": True,
    "configurationEx.dasConfig.admissionControlPolicy": {
        "_typeName": "ClusterFailoverLevelAdmissionControlPolicy",
        "failoverLevel": 2,
    },
    "summary.currentFailoverLevel": 1,
}
OTHER_POLICY = {"_typeName": "ClusterFailoverResourcesAdmissionControlPolicy"}


def said(fact: str, spec: Any = None, **properties: Any) -> object:
    objects = {
        "VirtualMachine/vm-1": {"config.hardware.device": [], **properties.pop("machine", {})},
        "HostSystem/host-1": {
            "parent": "ClusterComputeResource/c-1",
            **properties.pop("host", {}),
        },
        "ClusterComputeResource/c-1": {"parent": None, **properties.pop("cluster", {})},
        **properties.pop("others", {}),
    }
    assert not properties
    return facts(SPEC if spec is None else spec, objects).values[fact]


def machines(*states: str | None) -> dict[str, Any]:
    return {
        f"VirtualMachine/m-{n}": {"runtime.powerState": state} if state else {}
        for n, state in enumerate(states)
    }


@pytest.mark.parametrize(
    ("most", "states", "expected"),
    [
        (2, ("poweredOn", "poweredOn"), "full"),
        (2, ("poweredOn", "poweredOff"), "room"),
        (2, ("poweredOn", None), UNKNOWN),
        (2, ("poweredOff", None), "room"),
        (2, ("poweredOn", "poweredOn", None), "full"),
        (3, ("poweredOn", None), "room"),
        (None, ("poweredOn",), "room"),
        (0, (), "full"),
    ],
)
def test_a_host_has_room_while_fewer_run_than_it_can(
    most: int | None, states: tuple[str | None, ...], expected: str
) -> None:
    host = {"capability.maxRunningVMs": most, "vm": list(machines(*states))}
    assert said("power.host_room", host=host, others=machines(*states)) == expected
    off = SPEC | {"powerOn": False}
    assert said("power.host_room", off, host=host, others=machines(*states)) == "absent"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "short"),
        ({"summary.currentFailoverLevel": 2}, "enough"),
        ({"summary.currentFailoverLevel": None}, "absent"),
        ({"configurationEx.dasConfig.enabled": False}, "absent"),
        ({"configurationEx.dasConfig.admissionControlEnabled": False}, "absent"),
        ({"configurationEx.dasConfig.admissionControlEnabled": "x"}, UNKNOWN),
        ({"configurationEx.dasConfig.admissionControlPolicy": OTHER_POLICY}, "absent"),
    ],
)
def test_a_cluster_is_short_where_it_can_stand_fewer_failures_than_it_is_to(
    changed: dict[str, Any], expected: str
) -> None:
    assert said("power.failover", cluster={**HA, **changed}) == expected


@pytest.mark.parametrize("left_out", sorted(HA))
def test_what_is_not_known_of_failover_is_asked_for(left_out: str) -> None:
    known = {path: value for path, value in HA.items() if path != left_out}
    assert said("power.failover", cluster=known) == UNKNOWN


def vgpu(profile: object) -> dict[str, Any]:
    backing = {"_typeName": "VirtualPCIPassthroughVmiopBackingInfo", "vgpu": profile}
    return {"_typeName": "VirtualPCIPassthrough", "key": 13000, "backing": backing}


@pytest.mark.parametrize(
    ("device", "offered", "expected"),
    [
        (vgpu("a"), ["a", "b"], "available"),
        (vgpu("a"), ["b"], "unavailable"),
        (vgpu("a"), None, "unavailable"),
        (vgpu(5), ["b"], "absent"),
        ({"_typeName": "VirtualUSBController", "key": 7000}, ["b"], "absent"),
    ],
)
def test_a_profile_is_there_or_it_is_not(device: Any, offered: Any, expected: str) -> None:
    machine = {"config.hardware.device": [device]}
    host = {"config.sharedPassthruGpuTypes": offered}
    assert said("power.graphics", machine=machine, host=host) == expected


def test_a_profile_that_is_removed_or_added_counts_so() -> None:
    machine = {"config.hardware.device": [vgpu("a")]}
    host = {"config.sharedPassthruGpuTypes": ["b"]}
    removed = {"deviceChange": [{"operation": "remove", "device": {"key": 13000}}]}
    added = {"deviceChange": [{"operation": "add", "device": vgpu("c")}]}
    assert (
        said("power.graphics", SPEC | {"config": removed}, machine=machine, host=host) == "absent"
    )
    assert said("power.graphics", SPEC | {"config": added}, host=host) == "unavailable"


@pytest.mark.parametrize(
    ("allocation", "order"),
    [
        ({"reservation": 10, "limit": 10}, "kept"),
        ({"reservation": 11, "limit": 10}, "reversed"),
        ({"reservation": 11, "limit": -1}, None),
        ({"reservation": 11}, None),
        ({"reservation": "x", "limit": 5}, None),
    ],
)
def test_a_reservation_stays_within_its_limit(allocation: Any, order: str | None) -> None:
    found = facts({"config": {"cpuAllocation": allocation}}, {}).items["allocation"]
    assert [one.values["allocation.order"] for one in found] == ([order] if order else [])


@pytest.mark.parametrize(
    ("kind", "value", "fits"),
    [
        ("int", "7", True),
        ("int", "-7", True),
        ("int", "7.0", False),
        ("int", "", False),
        ("int(0..9)", "9", True),
        ("int(0..9)", "10", False),
        ("int(-3..)", "-3", True),
        ("int(-3..)", "-4", False),
        ("int(..5)", "6", False),
        ("boolean", "True", True),
        ("boolean", "yes", False),
        ("string", "", True),
        ("string(2..3)", "ab", True),
        ("string(2..3)", "a", False),
        ("string(..3)", "abcd", False),
        ("password(3..)", "ab", False),
        ("ip", "x", None),
        ("int(", "x", None),
        ("", "x", None),
    ],
)
def test_a_value_is_of_its_type_within_its_bounds(kind: str, value: str, fits: object) -> None:
    assert _fits(kind, value) is fits


PLACES = {
    "HostSystem/host-0": {"parent": "ComputeResource/s-0"},
    "ComputeResource/s-0": {"parent": "Datacenter/dc-0"},
    "Datacenter/dc-0": {"parent": None},
    "Datacenter/dc-1": {"parent": None},
    "Datastore/datastore-1": {"parent": "Datacenter/dc-0"},
}


@pytest.mark.parametrize(
    ("datacenter", "expected"),
    [("Datacenter/dc-0", "same"), ("Datacenter/dc-1", "other"), (None, "absent")],
)
def test_a_host_is_in_the_datacenter_of_the_source_or_in_another(
    datacenter: str | None, expected: str
) -> None:
    machine = {"runtime.host": "HostSystem/host-0"}
    cluster = {"parent": datacenter}
    assert said("destination.crossing", machine=machine, cluster=cluster, others=PLACES) == expected
    nowhere = SPEC | {"location": {}}
    assert said("destination.crossing", nowhere, machine=machine, others=PLACES) == "absent"


@pytest.mark.parametrize(("most", "expected"), [(1, "over"), (2, "room"), (None, "room")])
def test_a_host_registers_up_to_its_limit(most: int | None, expected: str) -> None:
    host = {"capability.maxRegisteredVMs": most, "vm": ["VirtualMachine/m-0"]}
    assert said("destination.registered", host=host) == expected
