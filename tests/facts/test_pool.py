"""What the clone reserves of its pool, and whether pool, host and datacenter fit together."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard import Guard
from policyguard.vocabulary import UNKNOWN
from tests.facts.kit import JUNK, SOURCE, Data, facts, reference, told
from tests.facts.places_kit import CLUSTER, HOST, POOL, TO_POOL

OWN = "ResourcePool/resgroup-1"
GB = 1024**3


def memory(left: Any, config: Data, **source: Any) -> str | int:
    objects = {POOL: {"runtime.memory.unreservedForVm": left}, SOURCE: source}
    return facts({**TO_POOL, "config": config}, objects).values["pool.memory"]


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
    found = facts({**TO_POOL, "config": {"memoryMB": 8192}}, {POOL: {"name": "gold"}})
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
    report = Guard(inventory).check({"moId": "vm-12", "body": {"spec": TO_POOL}})
    (fault,) = (one for one in report.faults if "PLC006" in one.rules)
    hosts = (fault.model_extra or {})["host"]
    assert [host["value"] for host in hosts] == ["host-9", "host-10"]


CPU, MEMORY = (f"runtime.{one}.unreservedForVm" for one in ("cpu", "memory"))
RESERVED = {
    "cpuAllocation": {"reservation": 500},
    "memoryAllocation": {"reservation": 1024},
    "memoryReservationLockedToMax": False,
}


@pytest.mark.parametrize(("left", "said"), [(500, "enough"), (499, "short")])
def test_a_pool_has_what_the_clone_reserves_of_cpu_or_has_not(left: int, said: str) -> None:
    found = facts({**TO_POOL, "config": RESERVED}, {POOL: {CPU: left, MEMORY: GB}})
    assert (found.values["pool.cpu"], found.values["pool.memory"]) == (said, "enough")
    names = ("reservation", "unreserved")
    assert [found.details[f"cpu_{name}"] for name in names] == [500, left]
    assert [found.details[f"memory_{name}"] for name in names] == [GB, GB]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "short"),
        ({"powerOn": False}, "absent"),
        ({"template": True}, "absent"),
        ({"powerOn": None}, ("request:spec.powerOn",)),
        ({"location": {}}, "absent"),
    ],
)
def test_a_pool_is_asked_only_where_the_clone_powers_on(
    more: Data, said: str | tuple[str, ...]
) -> None:
    objects = {POOL: {CPU: 0, MEMORY: 0}, SOURCE: {"config.template": True}}
    found = facts({**TO_POOL, "config": RESERVED, **more}, objects)
    for one in ("cpu", "memory"):
        assert told(found, f"pool.{one}") == said
        if said == "absent":
            assert found.details[f"{one}_reservation"] is found.details[f"{one}_unreserved"] is None


LOCKED = "memoryReservationLockedToMax"
OF_MEMORY, OF_CPU = "memoryAllocation.reservation", "cpuAllocation.reservation"


@pytest.mark.parametrize(
    ("config", "source", "pool", "cpu", "memory"),
    [
        (RESERVED, {}, {}, (f"{POOL}:{CPU}",), (f"{POOL}:{MEMORY}",)),
        (
            {},
            {f"config.{LOCKED}": False},
            {CPU: 0, MEMORY: 0},
            (f"{SOURCE}:config.{OF_CPU}",),
            (f"{SOURCE}:config.{OF_MEMORY}",),
        ),
        (
            {"cpuAllocation": {"reservation": -1}, "memoryAllocation": {"reservation": -1}},
            {f"config.{LOCKED}": None},
            {CPU: 9, MEMORY: 9},
            (f"request:spec.config.{OF_CPU}",),
            (f"request:spec.config.{OF_MEMORY}",),
        ),
        (
            {"cpuAllocation": {"reservation": 0}, LOCKED: True},
            {},
            {},
            "enough",
            (f"{SOURCE}:config.hardware.memoryMB", f"{POOL}:{MEMORY}"),
        ),
        (
            {"cpuAllocation": {"reservation": 1}, "memoryAllocation": {"reservation": 1}},
            {"config.hardware.memoryMB": 2},
            {CPU: 1, MEMORY: 2**20},
            "enough",
            (f"{SOURCE}:config.{LOCKED}",),
        ),
        (
            {"memoryAllocation": {"reservation": 1}},
            {"config.cpuAllocation.reservation": None},
            {CPU: 0, MEMORY: 2**20},
            "enough",
            (f"{SOURCE}:config.{LOCKED}", f"{SOURCE}:config.hardware.memoryMB"),
        ),
        ({}, {"config": None}, {}, "enough", "enough"),
        ({}, {"config": None}, {CPU: 0, MEMORY: 0}, "enough", "enough"),
    ],
)
def test_what_would_tell_what_is_reserved_and_left_is_named(
    config: Data, source: Data, pool: Data, cpu: Any, memory: Any
) -> None:
    found = facts({**TO_POOL, "config": config}, {SOURCE: source, POOL: pool})
    assert (told(found, "pool.cpu"), told(found, "pool.memory")) == (cpu, memory)


@pytest.mark.parametrize(
    ("locked", "before", "reserved"),
    [(True, None, 8 * GB), (False, True, GB), (None, None, GB), (None, "?", GB)],
)
def test_the_memory_that_is_surely_reserved_is_told_in_bytes(
    locked: Any, before: Any, reserved: int
) -> None:
    source = {"config.hardware.memoryMB": 8192, f"config.{LOCKED}": before}
    asked = {"memoryAllocation": {"reservation": 1024}, LOCKED: locked}
    found = facts({**TO_POOL, "config": asked}, {SOURCE: source, POOL: {MEMORY: 2 * GB}})
    assert found.details["memory_reservation"] == reserved
    assert found.details["memory_unreserved"] == 2 * GB


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
    found = facts(TO_POOL, {POOL: {"owner": CLUSTER}, CLUSTER: config})
    assert found.values["destination.drs"] == said


def test_a_standalone_host_has_no_drs() -> None:
    found = facts(TO_POOL, {POOL: {"owner": "ComputeResource/domain-s1"}})
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
