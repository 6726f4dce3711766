"""What the clone reserves of its pool, and whether pool, host and datacenter fit together."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard import Guard
from policyguard.vocabulary import UNKNOWN
from tests.facts.kit import JUNK, SOURCE, Data, facts, reference

POOL, OWN = "ResourcePool/resgroup-8", "ResourcePool/resgroup-1"
HOST, CLUSTER = "HostSystem/host-9", "ClusterComputeResource/domain-c7"
GB = 1024**3
ON: Data = {
    "template": False,
    "powerOn": True,
    "location": {"pool": reference("ResourcePool", "resgroup-8")},
}


def memory(left: Any, config: Data, **source: Any) -> str | int:
    objects = {POOL: {"runtime.memory.unreservedForVm": left}, SOURCE: source}
    return facts({**ON, "config": config}, objects).values["pool.memory"]


@pytest.mark.parametrize(
    ("reserved", "left", "said"),
    [
        (4096, 4 * GB, "enough"),
        (4097, 4 * GB, "short"),
        (0, 0, "enough"),
        (4096, "much", UNKNOWN),
        (-1, 4 * GB, UNKNOWN),
    ],
)
def test_a_reservation_fits_into_just_what_is_left(reserved: int, left: Any, said: str) -> None:
    asked = {"memoryAllocation": {"reservation": reserved}, "memoryReservationLockedToMax": False}
    assert memory(left, asked) == said


@pytest.mark.parametrize(
    ("locked", "said"), [(True, "short"), (False, "enough"), (None, UNKNOWN), ("x", UNKNOWN)]
)
def test_memory_that_is_locked_is_reserved_as_a_whole(locked: Any, said: str) -> None:
    asked = {"memoryMB": 8192, "memoryAllocation": {"reservation": 1024}}
    if locked is not None:
        asked["memoryReservationLockedToMax"] = locked
    assert memory(4 * GB, asked) == said


def test_the_source_says_whether_its_memory_is_locked() -> None:
    asked = {"memoryMB": 8192, "memoryAllocation": {"reservation": 0}}
    assert memory(4 * GB, asked, **{"config.memoryReservationLockedToMax": True}) == "short"
    assert memory(4 * GB, asked, **{"config.memoryReservationLockedToMax": None}) == "enough"
    assert memory(8 * GB, asked) == "enough"


def test_what_is_short_either_way_needs_no_lock_known() -> None:
    asked = {"memoryMB": 8192, "memoryAllocation": {"reservation": 8192}}
    assert memory(GB, asked) == "short"


def test_what_would_tell_is_named_where_the_lock_is_not_known() -> None:
    found = facts({**ON, "config": {"memoryMB": 8192}}, {POOL: {"name": "gold"}})
    assert set(found.unknown["pool.memory"]) == {
        f"{SOURCE}:config.memoryReservationLockedToMax",
        f"{SOURCE}:config.memoryAllocation.reservation",
        f"{POOL}:runtime.memory.unreservedForVm",
    }


def test_the_hosts_that_cannot_take_the_clone_are_in_the_fault() -> None:
    inventory = {
        "objects": {
            POOL: {"owner": CLUSTER},
            CLUSTER: {"host": [HOST, "HostSystem/host-10"]},
            HOST: {"runtime.inMaintenanceMode": True},
            "HostSystem/host-10": {"runtime.connectionState": "disconnected"},
        }
    }
    report = Guard(inventory).check({"moId": "vm-12", "body": {"spec": ON}})
    (fault,) = (one for one in report.faults if "PLC006" in one.rules)
    hosts = (fault.model_extra or {})["host"]
    assert [host["value"] for host in hosts] == ["host-9", "host-10"]


def own_pool(host_in: str, pool_of: str | None, /, template: bool = False) -> str | int:
    objects: dict[str, Any] = {
        SOURCE: {"config.template": template, "resourcePool": OWN},
        OWN: {"owner": pool_of},
        HOST: {"parent": host_in},
    }
    spec = {"template": False, "location": {"host": reference("HostSystem", "host-9")}}
    return facts(spec, objects).values["destination.own_pool"]


def test_a_source_keeps_its_pool_only_on_hosts_of_that() -> None:
    assert own_pool(CLUSTER, CLUSTER) == "serves"
    assert own_pool("ClusterComputeResource/domain-c8", CLUSTER) == "elsewhere"
    assert own_pool("ClusterComputeResource/domain-c8", None) == "absent"
    assert own_pool("ClusterComputeResource/domain-c8", CLUSTER, template=True) == "absent"


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"configurationEx.drsConfig.enabled": True}, "on"),
        ({"configurationEx.drsConfig.enabled": False}, "off"),
        ({"configuration": {"drsConfig": {"enabled": False}}}, "off"),
        ({"configurationEx": {"_typeName": "ClusterConfigInfoEx"}}, UNKNOWN),
        ({}, UNKNOWN),
        *(({"configurationEx.drsConfig": junk}, UNKNOWN) for junk in JUNK),
    ],
)
def test_drs_is_what_the_cluster_says_of_it(config: Data, said: str) -> None:
    found = facts(ON, {POOL: {"owner": CLUSTER}, CLUSTER: config})
    assert found.values["destination.drs"] == said


def test_a_standalone_host_has_no_drs() -> None:
    found = facts(ON, {POOL: {"owner": "ComputeResource/domain-s1"}})
    assert found.values["destination.drs"] == "absent"


BERLIN, PARIS = "Datacenter/datacenter-2", "Datacenter/datacenter-3"
CROSSED: dict[str, Any] = {
    SOURCE: {"runtime.host": "HostSystem/host-1"},
    "HostSystem/host-1": {"parent": BERLIN},
    HOST: {"parent": PARIS},
    "Datastore/datastore-2": {"parent": BERLIN},
    "Folder/group-v2": {"parent": BERLIN},
    "Folder/group-v3": {"parent": PARIS},
}


@pytest.mark.parametrize(
    ("location", "folder", "said"),
    [
        ({}, None, "absent"),
        ({}, "group-v2", "same"),
        ({}, "group-v3", "other"),
        ({}, "group-v4", UNKNOWN),
        ({"host": reference("HostSystem", "host-9")}, "group-v4", "other"),
        ({"datastore": reference("Datastore", "datastore-2")}, "group-v2", "same"),
        ({"datastore": reference("Datastore", "datastore-2")}, "group-v4", UNKNOWN),
        ({"folder": reference("Folder", "group-v2")}, "group-v3", "same"),
        ({"pool": reference("ResourcePool", "resgroup-8")}, "group-v3", "absent"),
    ],
)
def test_a_clone_crosses_by_whatever_is_named(
    location: Data, folder: str | None, said: str
) -> None:
    more = {} if folder is None else {"folder": reference("Folder", folder)}
    found = facts({"template": False, "location": location}, CROSSED, **more)
    assert found.values["destination.crossing"] == said
