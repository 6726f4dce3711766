"""What counts only where the clone powers on: room, failover capacity, vGPU profiles."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.vocabulary import UNKNOWN
from tests.facts.kit import JUNK, SOURCE, Data, facts, reference, strange

HOST, OTHER = "HostSystem/host-9", "HostSystem/host-10"
CLUSTER = "ClusterComputeResource/domain-c7"
ON: Data = {
    "template": False,
    "powerOn": True,
    "location": {"host": reference("HostSystem", "host-9")},
}
IN_CLUSTER = {HOST: {"parent": CLUSTER}}


def said(attribute: str, objects: dict[str, Any], **more: Any) -> str | int:
    return facts({**ON, **more}, objects).values[f"power.{attribute}"]


def room(most: Any, *states: Any) -> str | int:
    machines = {
        f"VirtualMachine/vm-{n}": {} if state is None else {"runtime.powerState": state}
        for n, state in enumerate(states)
    }
    host = {"capability.maxRunningVMs": most, "vm": list(machines)}
    return said("host_room", {HOST: host, **machines})


@pytest.mark.parametrize(
    ("most", "states", "expected"),
    [
        (2, ["poweredOn"], "room"),
        (2, ["poweredOn", "poweredOn"], "full"),
        (2, ["poweredOn", "poweredOff"], "room"),
        (2, ["poweredOn", "suspended", "poweredOn"], "full"),
        (2, ["poweredOn", "poweredOn", None], "full"),
        (2, ["poweredOn", None], UNKNOWN),
        (3, ["poweredOn", None], "room"),
        (2, ["poweredOn", 7], UNKNOWN),
        (0, [], "full"),
        (None, ["poweredOn"] * 3, "room"),
        (-1, ["poweredOn"], UNKNOWN),
    ],
)
def test_a_host_has_room_below_what_it_may_run(most: Any, states: list[Any], expected: str) -> None:
    assert room(most, *states) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "full"),
        ({"powerOn": False}, "absent"),
        ({"template": True}, "absent"),
        ({"powerOn": None}, UNKNOWN),
        ({"template": "no"}, UNKNOWN),
    ],
)
def test_it_counts_only_where_the_clone_powers_on(more: Data, expected: str) -> None:
    assert said("host_room", {HOST: {"capability.maxRunningVMs": 0, "vm": []}}, **more) == expected


def failover(policy: Any, info: Any, **das: Any) -> str | int:
    config = {"enabled": True, "admissionControlEnabled": True, "admissionControlPolicy": policy}
    config |= das
    cluster = {"configurationEx.dasConfig": config, "summary.admissionControlInfo": info}
    return said("failover", {**IN_CLUSTER, CLUSTER: cluster})


def by_level(wanted: Any) -> Data:
    return {"_typeName": "ClusterFailoverLevelAdmissionControlPolicy", "failoverLevel": wanted}


def by_share(cpu: Any, memory: Any) -> Data:
    return {
        "_typeName": "ClusterFailoverResourcesAdmissionControlPolicy",
        "cpuFailoverResourcesPercent": cpu,
        "memoryFailoverResourcesPercent": memory,
    }


def shares(cpu: Any, memory: Any) -> Data:
    return {
        "_typeName": "ClusterFailoverResourcesAdmissionControlInfo",
        "currentCpuFailoverResourcesPercent": cpu,
        "currentMemoryFailoverResourcesPercent": memory,
    }


@pytest.mark.parametrize(
    ("left", "expected"), [(2, "enough"), (1, "enough"), (0, "short"), (None, UNKNOWN)]
)
def test_a_cluster_stands_as_many_host_failures_as_it_is_to(left: Any, expected: str) -> None:
    info = {"_typeName": "ClusterFailoverLevelAdmissionControlInfo", "currentFailoverLevel": left}
    assert failover(by_level(1), info) == expected


def test_the_older_property_tells_of_host_failures_too() -> None:
    das = {"enabled": True, "admissionControlEnabled": True, "admissionControlPolicy": by_level(1)}
    cluster = {"configurationEx.dasConfig": das, "summary.currentFailoverLevel": 0}
    assert said("failover", {**IN_CLUSTER, CLUSTER: cluster}) == "short"


@pytest.mark.parametrize(
    ("cpu", "memory", "expected"),
    [
        (25, 25, "enough"),
        (24, 25, "short"),
        (25, 24, "short"),
        (24, None, "short"),
        (25, None, UNKNOWN),
        ("much", 25, UNKNOWN),
    ],
)
def test_either_share_may_be_short(cpu: Any, memory: Any, expected: str) -> None:
    assert failover(by_share(25, 25), shares(cpu, memory)) == expected


@pytest.mark.parametrize(
    ("das", "expected"),
    [
        ({"enabled": False}, "absent"),
        ({"admissionControlEnabled": False}, "absent"),
        ({"admissionControlEnabled": None}, "absent"),
        ({"admissionControlEnabled": 1}, UNKNOWN),
        (
            {"admissionControlPolicy": {"_typeName": "ClusterFailoverHostAdmissionControlPolicy"}},
            "absent",
        ),
    ],
)
def test_without_admission_control_nothing_is_short(das: Data, expected: str) -> None:
    assert failover(by_level(1), {"currentFailoverLevel": 0}, **das) == expected


def test_a_standalone_host_has_no_failover() -> None:
    assert said("failover", {HOST: {"parent": "ComputeResource/domain-s1"}}) == "absent"


@pytest.mark.parametrize("junk", JUNK)
def test_junk_about_failover_is_not_knowledge(junk: Any) -> None:
    for cluster in (
        {"configurationEx.dasConfig": junk},
        {"configurationEx": {"dasConfig": {"enabled": junk, "admissionControlEnabled": junk}}},
    ):
        assert said("failover", {**IN_CLUSTER, CLUSTER: cluster}) in (UNKNOWN, "absent")
    assert failover(junk, {}) == UNKNOWN
    assert failover(by_level(1), junk) == UNKNOWN
    assert failover(by_level(junk), {"currentFailoverLevel": 0}) == UNKNOWN


def vgpu(profile: str, key: int = 13000) -> Data:
    backing = {"_typeName": "VirtualPCIPassthroughVmiopBackingInfo", "vgpu": profile}
    return {"_typeName": "VirtualPCIPassthrough", "key": key, "backing": backing}


def graphics(offered: Any, *devices: Data, changes: list[Data] | None = None) -> str | int:
    objects = {
        SOURCE: {"config.hardware.device": list(devices)},
        HOST: {"config.sharedPassthruGpuTypes": offered},
    }
    return said("graphics", objects, config={"deviceChange": changes or []})


def test_a_host_offers_every_profile_or_is_no_use() -> None:
    assert graphics(["t4-4q", "t4-8q"], vgpu("t4-4q"), vgpu("t4-8q", 13001)) == "available"
    assert graphics(["t4-4q"], vgpu("t4-4q"), vgpu("t4-8q", 13001)) == "unavailable"
    assert graphics(None, vgpu("t4-4q")) == "unavailable"
    assert graphics("t4-4q", vgpu("t4-4q")) == UNKNOWN
    assert graphics([]) == "absent"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"operation": "remove", "device": {"key": 13000}}, "absent"),
        ({"operation": "edit", "device": vgpu("t4-4q")}, "available"),
        ({"operation": "edit", "device": {"key": 13000}}, "unavailable"),
        ({"operation": "edit", "device": vgpu("t4-4q", 13001)}, "unavailable"),
        ({"operation": "add", "device": vgpu("t4-4q", -1)}, "unavailable"),
    ],
)
def test_what_is_changed_counts(change: Data, expected: str) -> None:
    assert graphics(["t4-4q"], vgpu("t4-8q"), changes=[change]) == expected


def test_any_host_that_offers_the_profile_will_do() -> None:
    objects: dict[str, Any] = {
        SOURCE: {"config.hardware.device": [vgpu("t4-4q")]},
        "ResourcePool/resgroup-8": {"owner": CLUSTER},
        CLUSTER: {"host": [HOST, OTHER]},
        HOST: {"config.sharedPassthruGpuTypes": []},
        OTHER: {"config.sharedPassthruGpuTypes": ["t4-4q"]},
    }
    to_pool = {"pool": reference("ResourcePool", "resgroup-8")}
    assert said("graphics", objects, location=to_pool) == "absent"
    objects[OTHER] = {"config.sharedPassthruGpuTypes": []}
    assert said("graphics", objects, location=to_pool) == "unavailable"
    objects[OTHER] = {}
    assert said("graphics", objects, location=to_pool) == UNKNOWN


def test_the_profile_that_is_told_of_is_one_that_the_host_lacks() -> None:
    objects = {
        SOURCE: {"config.hardware.device": [vgpu("t4-4q"), vgpu("t4-8q", 13001)]},
        HOST: {"config.sharedPassthruGpuTypes": ["t4-4q"]},
    }
    assert facts(ON, objects).details["graphics_profile"] == "t4-8q"


@pytest.mark.parametrize("junk", JUNK)
def test_nothing_strange_is_said_whatever_the_inventory_holds(junk: Any) -> None:
    host = {"capability.maxRunningVMs": junk, "vm": junk, "config.sharedPassthruGpuTypes": junk}
    cluster = {"summary": junk, "configurationEx": junk, "configuration": junk}
    objects = {HOST: {"parent": CLUSTER, **host}, CLUSTER: cluster, SOURCE: {"config": junk}}
    assert strange(facts(ON, objects)) == []
