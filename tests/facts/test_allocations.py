"""What is reserved, against limits and hosts, those of the source taken over."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.vocabulary import UNKNOWN
from tests.facts.kit import JUNK, SOURCE, Data, deciders, facts, items, reference, strange

HOST, OTHER = "HostSystem/host-9", "HostSystem/host-10"
TO_HOST = {"host": reference("HostSystem", "host-9")}


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
    cluster = "ClusterComputeResource/domain-c7"
    hosts: dict[str, Any] = {
        "ResourcePool/resgroup-8": {"owner": cluster},
        cluster: {"host": [HOST, OTHER]},
        HOST: {"hardware.memorySize": 1024**3},
        OTHER: {"hardware.memorySize": 2 * 1024**3},
    }
    to_pool = {"pool": reference("ResourcePool", "resgroup-8")}
    assert capacity(asked, hosts, to_pool) == ["absent"]
    hosts[OTHER] = {"hardware.memorySize": 1024**3}
    assert capacity(asked, hosts, to_pool) == ["beyond"]
    hosts[OTHER] = {}
    assert capacity(asked, hosts, to_pool) == [UNKNOWN]


def test_a_limit_alone_reserves_nothing_of_a_host() -> None:
    assert capacity({"cpuAllocation": {"limit": 10}}, {}) == ["absent"]


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
