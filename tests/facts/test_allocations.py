"""What is reserved, against limits and hosts, those of the source taken over."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.references import Reference
from policyguard.vocabulary import UNKNOWN
from tests.facts.kit import JUNK, SOURCE, Data, deciders, facts, items, strange
from tests.facts.places_kit import CLUSTER, HOST, ON, OTHER, POOL
from tests.facts.places_kit import TO_POOL as POOLED

TO_HOST, TO_POOL = ON["location"], POOLED["location"]


def order(asked: Data, source: Data | None = None) -> list[str | int]:
    objects = {} if source is None else {SOURCE: {"config.cpuAllocation": source}}
    found = facts({"config": {"cpuAllocation": asked}}, objects)
    return items(found, "allocation", "order")


@pytest.mark.parametrize(
    ("asked", "source", "expected"),
    [
        ({"reservation": 5, "limit": 5}, None, ["kept"]),
        ({"reservation": 6, "limit": 5}, None, ["reversed"]),
        ({"reservation": 6, "limit": -1}, None, ["kept"]),
        ({"reservation": 1, "limit": 0}, None, ["reversed"]),
        ({"reservation": 0}, None, ["kept"]),
        ({"reservation": 6}, None, [UNKNOWN]),
        ({"reservation": 6}, {"limit": 5}, ["reversed"]),
        ({"reservation": 6}, {"limit": -1}, ["kept"]),
        ({"reservation": 6}, {"_typeName": "ResourceAllocationInfo"}, ["kept"]),
        ({"limit": 5}, {"reservation": 6}, ["reversed"]),
        ({"limit": 5}, {"reservation": "x"}, [UNKNOWN]),
        ({"limit": "x", "reservation": 6}, {"limit": 7}, [UNKNOWN]),
        ({"shares": {"level": "high"}}, {"reservation": 6, "limit": 5}, []),
    ],
)
def test_a_reservation_is_at_most_the_limit(
    asked: Data, source: Data | None, expected: list[str]
) -> None:
    assert order(asked, source) == expected


def test_what_is_set_alone_is_what_is_pointed_at() -> None:
    found = facts({"config": {"memoryAllocation": {"limit": 5}}})
    (item,) = found.items["allocation"]
    assert item.details["allocation_place"] == "/spec/config/memoryAllocation/limit"
    assert item.details["allocation_path"] == "spec.config.memoryAllocation.limit"
    assert deciders(found, "allocation", "order") == (
        f"{SOURCE}:config.memoryAllocation.reservation",
    )


def capacity(asked: Data, hosts: dict[str, Any], location: Data = TO_HOST) -> list[str | int]:
    return items(facts({"location": location, "config": asked}, hosts), "allocation", "capacity")


@pytest.mark.parametrize(
    ("reservation", "host", "expected"),
    [
        (32000, {"summary.hardware": {"cpuMhz": 2000, "numCpuCores": 16}}, "fits"),
        (32001, {"summary.hardware": {"cpuMhz": 2000, "numCpuCores": 16}}, "beyond"),
        (1, {"summary.hardware": {"cpuMhz": 2000}}, UNKNOWN),
        (1, {"summary.hardware": {"cpuMhz": -2, "numCpuCores": -2}}, UNKNOWN),
        (0, {}, "fits"),
        (1, {}, UNKNOWN),
    ],
)
def test_a_host_has_what_all_of_its_cores_do(reservation: int, host: Data, expected: str) -> None:
    assert capacity({"cpuAllocation": {"reservation": reservation}}, {HOST: host}) == [expected]


@pytest.mark.parametrize("path", ["hardware.memorySize", "summary.hardware.memorySize"])
@pytest.mark.parametrize(("reservation", "expected"), [(1024, "fits"), (1025, "beyond")])
def test_a_host_has_its_memory(path: str, reservation: int, expected: str) -> None:
    asked = {"memoryAllocation": {"reservation": reservation}}
    assert capacity(asked, {HOST: {path: 1024**3}}) == [expected]


def test_one_of_several_hosts_is_enough() -> None:
    asked = {"memoryAllocation": {"reservation": 1025}}
    hosts: dict[str, Any] = {
        POOL: {"owner": CLUSTER},
        CLUSTER: {"host": [HOST, OTHER]},
        HOST: {"hardware.memorySize": 1024**3},
        OTHER: {"hardware.memorySize": 2 * 1024**3},
    }
    assert capacity(asked, hosts, TO_POOL) == ["absent"]
    hosts[OTHER] = {"hardware.memorySize": 1024**3}
    assert capacity(asked, hosts, TO_POOL) == ["beyond"]
    hosts[OTHER] = {}
    assert capacity(asked, hosts, TO_POOL) == [UNKNOWN]


def test_a_limit_alone_reserves_nothing_of_a_host() -> None:
    assert capacity({"cpuAllocation": {"limit": 10}}, {}) == ["absent"]


MHZ, CORES = "summary.hardware.cpuMhz", "summary.hardware.numCpuCores"


@pytest.mark.parametrize(
    ("allocation", "host", "asked"),
    [
        ("cpuAllocation", {MHZ: 2000}, (f"{HOST}:{CORES}",)),
        ("cpuAllocation", {CORES: 16}, (f"{HOST}:{MHZ}",)),
        ("cpuAllocation", {}, (f"{HOST}:{MHZ}", f"{HOST}:{CORES}")),
        ("memoryAllocation", {}, (f"{HOST}:summary.hardware.memorySize",)),
    ],
)
def test_what_would_tell_what_a_host_has_is_named(
    allocation: str, host: Data, asked: tuple[str, ...]
) -> None:
    spec = {**ON, "config": {allocation: {"reservation": 1}}}
    assert deciders(facts(spec, {HOST: host}), "allocation", "capacity") == asked


def test_the_limit_of_the_source_is_asked_for_where_it_is_not_known() -> None:
    found = facts({"config": {"cpuAllocation": {"reservation": 6}}})
    assert deciders(found, "allocation", "order") == (f"{SOURCE}:config.cpuAllocation.limit",)


@pytest.mark.parametrize("reservation", ["x", 2**70 + 0.5])
def test_a_reservation_that_is_no_number_is_not_known(reservation: Any) -> None:
    asked = ("request:spec.config.cpuAllocation.reservation",)
    spec = {**ON, "config": {"cpuAllocation": {"reservation": reservation, "limit": 5}}}
    found = facts(spec, {HOST: {MHZ: 1, CORES: 1}})
    for attribute in ("order", "capacity"):
        assert deciders(found, "allocation", attribute) == asked


def test_each_allocation_is_told_of_in_its_own_unit() -> None:
    config = {"cpuAllocation": {"reservation": 7, "limit": 8}, "memoryAllocation": {"limit": 9}}
    source = {SOURCE: {"config.memoryAllocation": {"_typeName": "ResourceAllocationInfo"}}}
    found = facts({**ON, "config": config}, source).items["allocation"]
    names = ("allocation_path", "reservation", "limit", "unit", "host")
    host = Reference.of(HOST)
    assert [[one.details[name] for name in names] for one in found] == [
        ["spec.config.cpuAllocation.reservation", 7, 8, "MHz", host],
        ["spec.config.memoryAllocation.limit", 0, 9, "MB", host],
    ]


def test_what_neither_the_request_nor_the_source_limits_has_no_limit() -> None:
    source = {SOURCE: {"config.cpuAllocation": {"_typeName": "ResourceAllocationInfo"}}}
    found = facts({"config": {"cpuAllocation": {"reservation": 7}}}, source)
    assert found.items["allocation"][0].details["limit"] == -1


@pytest.mark.parametrize("junk", JUNK)
def test_nothing_strange_is_said_whatever_is_written(junk: Any) -> None:
    for config in (
        junk,
        {"cpuAllocation": junk},
        {"cpuAllocation": {"reservation": junk, "limit": junk}},
        {"memoryAllocation": {"reservation": 5, "limit": junk}},
    ):
        objects = {SOURCE: {"config.cpuAllocation": junk}, HOST: {"summary": junk}}
        assert strange(facts({"location": TO_HOST, "config": config}, objects)) == []


@pytest.mark.parametrize(
    ("config", "host", "said"),
    [
        ({"numCPUs": 2}, {"cpuMhz": 2000, "numCpuCores": 16}, "beyond"),
        ({"numCPUs": 3}, {"cpuMhz": 2000, "numCpuCores": 16}, "fits"),
        ({"numCPUs": 2}, {"cpuMhz": 2500, "numCpuCores": 16}, "fits"),
        ({"numCPUs": 2}, {"cpuMhz": 2000, "numCpuCores": 2}, "fits"),
        ({"numCPUs": 2}, {"cpuMhz": 2000}, UNKNOWN),
        ({"numCPUs": 3}, {"cpuMhz": 2000}, "fits"),
        ({}, {"cpuMhz": 2000, "numCpuCores": 16}, UNKNOWN),
        ({}, {"cpuMhz": 2000, "numCpuCores": 2}, "fits"),
    ],
)
def test_the_cpus_of_the_clone_can_use_what_is_reserved(
    config: Data, host: Data, said: str
) -> None:
    """What is more than all of a host is another question."""
    asked = {**config, "cpuAllocation": {"reservation": 5000}}
    found = facts({"location": TO_HOST, "config": asked}, {HOST: {"summary.hardware": host}})
    assert items(found, "allocation", "of_cpus") == [said]


def test_memory_is_reserved_of_no_cpu() -> None:
    asked = {"memoryAllocation": {"reservation": 5}, "cpuAllocation": {"limit": 5}}
    found = facts({"location": TO_HOST, "config": asked})
    assert items(found, "allocation", "of_cpus") == ["absent", "absent"]
