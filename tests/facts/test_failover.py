"""What a cluster has left for failover, against what it must keep."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.vocabulary import UNKNOWN
from tests.facts.kit import JUNK, Data, facts, told
from tests.facts.places_kit import CLUSTER, HOST, ON

IN_CLUSTER = {HOST: {"parent": CLUSTER}}


def said(objects: dict[str, Any]) -> str | int:
    return facts(ON, objects).values["power.failover"]


def failover(policy: Any, info: Any, **das: Any) -> str | int:
    config = {"enabled": True, "admissionControlEnabled": True, "admissionControlPolicy": policy}
    config |= das
    cluster = {"configurationEx.dasConfig": config, "summary.admissionControlInfo": info}
    return said({**IN_CLUSTER, CLUSTER: cluster})


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
    assert said({**IN_CLUSTER, CLUSTER: cluster}) == "short"


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
    assert said({HOST: {"parent": "ComputeResource/domain-s1"}}) == "absent"


@pytest.mark.parametrize("junk", JUNK)
def test_junk_about_failover_is_not_knowledge(junk: Any) -> None:
    for cluster in (
        {"configurationEx.dasConfig": junk},
        {"configurationEx": {"dasConfig": {"enabled": junk, "admissionControlEnabled": junk}}},
    ):
        assert said({**IN_CLUSTER, CLUSTER: cluster}) in (UNKNOWN, "absent")
    assert failover(junk, {}) == UNKNOWN
    assert failover(by_level(1), junk) == UNKNOWN
    assert failover(by_level(junk), {"currentFailoverLevel": 0}) == UNKNOWN


DAS = "configurationEx.dasConfig"
POLICY, INFO = f"{DAS}.admissionControlPolicy", "summary.admissionControlInfo"
SWITCHED_ON = {f"{DAS}.enabled": True, f"{DAS}.admissionControlEnabled": True}
LEVEL, SHARE = by_level(1), by_share(25, 26)
LEVEL_LEFT, LEVEL_WANTED = f"{INFO}.currentFailoverLevel", f"{POLICY}.failoverLevel"
CPU, MEMORY = (f"{INFO}.current{one}FailoverResourcesPercent" for one in ("Cpu", "Memory"))
CPU_WANTED, MEMORY_WANTED = (f"{POLICY}.{one}FailoverResourcesPercent" for one in ("cpu", "memory"))


@pytest.mark.parametrize(
    ("cluster", "asked"),
    [
        ({f"{DAS}.admissionControlEnabled": True, POLICY: LEVEL}, [f"{DAS}.enabled"]),
        ({f"{DAS}.enabled": True, POLICY: LEVEL}, [f"{DAS}.admissionControlEnabled"]),
        ({POLICY: LEVEL}, [f"{DAS}.enabled", f"{DAS}.admissionControlEnabled"]),
        ({**SWITCHED_ON}, [f"{POLICY}._typeName"]),
        ({**SWITCHED_ON, POLICY: LEVEL}, [LEVEL_LEFT]),
        ({**SWITCHED_ON, POLICY: by_level(None), LEVEL_LEFT: 1}, [LEVEL_WANTED]),
        ({**SWITCHED_ON, POLICY: SHARE, CPU: 25}, [MEMORY]),
        ({**SWITCHED_ON, POLICY: SHARE, MEMORY: 26}, [CPU]),
        ({**SWITCHED_ON, POLICY: by_share(None, 26), INFO: shares(25, 26)}, [CPU_WANTED]),
        ({**SWITCHED_ON, POLICY: by_share(25, None), INFO: shares(25, 26)}, [MEMORY_WANTED]),
    ],
)
def test_what_would_tell_of_failover_is_named(cluster: Data, asked: list[str]) -> None:
    found = facts(ON, {**IN_CLUSTER, CLUSTER: cluster})
    assert told(found, "power.failover") == tuple(f"{CLUSTER}:{path}" for path in asked)


def test_the_cluster_of_the_host_is_asked_for_where_it_is_not_known() -> None:
    assert told(facts(ON, {}), "power.failover") == (f"{HOST}:parent",)
    assert told(facts(ON, {HOST: {"parent": None}}), "power.failover") == "absent"


@pytest.mark.parametrize(
    ("policy", "info", "left", "wanted"),
    [
        (LEVEL, {"currentFailoverLevel": 2}, "room for 2 host failures", "room for 1"),
        (LEVEL, {}, "room for (not known) host failures", "room for 1"),
        (
            SHARE,
            shares(30, 31),
            "30 % of CPU and 31 % of memory",
            "25 % of CPU and 26 % of memory",
        ),
        (
            by_share(None, 26),
            shares(30, None),
            "30 % of CPU and (not known) % of memory",
            "(not known) % of CPU and 26 % of memory",
        ),
        ({"_typeName": "ClusterFailoverHostAdmissionControlPolicy"}, {}, None, None),
    ],
)
def test_what_is_left_and_what_must_be_kept_are_told_in_words(
    policy: Data, info: Data, left: str | None, wanted: str | None
) -> None:
    found = facts(ON, {**IN_CLUSTER, CLUSTER: {**SWITCHED_ON, POLICY: policy, INFO: info}})
    assert found.details["failover_left"] == left
    assert found.details["failover_wanted"] == wanted
