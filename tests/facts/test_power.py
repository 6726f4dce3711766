"""What counts only where the clone powers on, and the room on hosts that it needs."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.references import Reference
from policyguard.vocabulary import UNKNOWN
from tests.facts.kit import JUNK, SOURCE, Data, facts, strange, told
from tests.facts.places_kit import CLUSTER, HOST, ON, OTHER, POOL, TO_POOL


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
        (2, [None, "poweredOff"], "room"),
        (2, ["poweredOn", 7], UNKNOWN),
        (0, [], "full"),
        (None, ["poweredOn"] * 3, "room"),
        (-1, ["poweredOn"], UNKNOWN),
    ],
)
def test_a_host_has_room_below_what_it_may_run(most: Any, states: list[Any], expected: str) -> None:
    assert room(most, *states) == expected


MOST, STATE = "capability.maxRunningVMs", "runtime.powerState"


@pytest.mark.parametrize(
    ("host", "machines", "asked"),
    [
        ({"vm": []}, {}, (f"{HOST}:{MOST}",)),
        ({MOST: 0}, {}, (f"{HOST}:vm",)),
        ({}, {}, (f"{HOST}:{MOST}", f"{HOST}:vm")),
        (
            {MOST: 1, "vm": ["VirtualMachine/m-1", "VirtualMachine/m-2"]},
            {"VirtualMachine/m-1": {}, "VirtualMachine/m-2": {STATE: None}},
            (f"VirtualMachine/m-1:{STATE}", f"VirtualMachine/m-2:{STATE}"),
        ),
    ],
)
def test_what_would_tell_of_room_is_named(
    host: Data, machines: dict[str, Any], asked: tuple[str, ...]
) -> None:
    assert told(facts(ON, {HOST: host, **machines}), "power.host_room") == asked


def test_any_host_that_has_room_will_do() -> None:
    full, objects = (
        {MOST: 0, "vm": []},
        {POOL: {"owner": CLUSTER}, CLUSTER: {"host": [HOST, OTHER]}},
    )
    for other, expected in (
        (full, "full"),
        ({MOST: None}, "absent"),
        ({MOST: 0}, (f"{OTHER}:vm",)),
    ):
        found = facts(TO_POOL, {**objects, HOST: full, OTHER: other})
        assert told(found, "power.host_room") == expected


POLICY = {"_typeName": "ClusterFailoverLevelAdmissionControlPolicy", "failoverLevel": 1}
DAS = {"enabled": True, "admissionControlEnabled": True, "admissionControlPolicy": POLICY}
GPU = {"_typeName": "VirtualPCIPassthroughVmiopBackingInfo", "vgpu": "t4-4q"}


def whole(good: bool) -> dict[str, Any]:
    """A situation in which nothing stands in the way of powering on, or everything does."""
    device = {"_typeName": "VirtualPCIPassthrough", "key": 13000, "backing": GPU}
    return {
        SOURCE: {"config.hardware.device": [device]},
        HOST: {
            "parent": CLUSTER,
            "vm": [],
            MOST: 1 if good else 0,
            "config.sharedPassthruGpuTypes": ["t4-4q"] if good else [],
        },
        CLUSTER: {
            "configurationEx.dasConfig": DAS,
            "summary.admissionControlInfo": {"currentFailoverLevel": 1 if good else 0},
        },
    }


FACTS = ("power.host_room", "power.failover", "power.graphics")
GOOD, BAD = ["room", "enough", "available"], ["full", "short", "unavailable"]


@pytest.mark.parametrize(
    ("more", "good", "bad"),
    [
        ({}, GOOD, BAD),
        ({"powerOn": False}, ["absent"] * 3, ["absent"] * 3),
        ({"template": True}, ["absent"] * 3, ["absent"] * 3),
        ({"powerOn": None}, GOOD, [("request:spec.powerOn",)] * 3),
        ({"template": "no"}, GOOD, [("request:spec.template",)] * 3),
    ],
)
def test_it_counts_only_where_the_clone_powers_on(more: Data, good: Any, bad: Any) -> None:
    for situation, expected in ((whole(True), good), (whole(False), bad)):
        found = facts({**ON, **more}, situation)
        assert [told(found, fact) for fact in FACTS] == expected


def test_what_stands_in_the_way_can_be_told() -> None:
    names = ("max_running", "failover_cluster", "failover_left", "failover_wanted")
    found = facts(ON, whole(False))
    said = [found.details[name] for name in ("host", *names, "graphics_profile")]
    in_words = ["room for 0 host failures", "room for 1"]
    assert said == [Reference.of(HOST), 0, Reference.of(CLUSTER), *in_words, "t4-4q"]
    found = facts({**ON, "powerOn": False}, whole(False))
    assert [found.details[name] for name in names[2:]] == [None, None]


@pytest.mark.parametrize("junk", JUNK)
def test_nothing_strange_is_said_whatever_the_inventory_holds(junk: Any) -> None:
    host = {"capability.maxRunningVMs": junk, "vm": junk, "config.sharedPassthruGpuTypes": junk}
    cluster = {"summary": junk, "configurationEx": junk, "configuration": junk}
    objects = {HOST: {"parent": CLUSTER, **host}, CLUSTER: cluster, SOURCE: {"config": junk}}
    assert strange(facts(ON, objects)) == []
