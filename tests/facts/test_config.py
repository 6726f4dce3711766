"""What the request sets of the configuration, and what it takes over from the source."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.config import PARTS
from policyguard.facts.values import Unknown
from tests.facts.kit import SOURCE, Data, facts

TWO = {"numCPUs": 2, "cpuHotAddEnabled": True}


def test_each_part_of_the_configuration_is_told_of_once() -> None:
    config: Data = {
        "memoryMB": 4,
        **TWO,
        "annotation": "x",
        "swapPlacement": None,
        "extraConfig": [],
    }
    found = facts({"config": config}).items["config_part"]
    assert [one.values["config_part.part"] for one in found] == ["cpus", "memory", "annotation"]
    assert found[0].details == {
        "part_place": "/spec/config/numCPUs",
        "part_properties": "`spec.config.numCPUs`, `spec.config.cpuHotAddEnabled`",
    }
    assert found[1].details["part_place"] == "/spec/config/memoryMB"


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_pointed_at_by_its_first_property(part: str) -> None:
    for name in PARTS[part]:
        (found,) = facts({"config": {name: 0}}).items["config_part"]
        assert found.values == {"config_part.part": part}
        assert found.details["part_place"] == f"/spec/config/{name}"


@pytest.mark.parametrize("config", [None, 7, [], {}, {"numCPUs": None}, {"cpuAffinity": []}])
def test_what_sets_nothing_has_no_parts(config: Any) -> None:
    found = facts({"config": config})
    assert not found.items["config_part"]
    assert found.values["clone.beyond"] == "none"


RESERVED = "cpuAllocation.reservation"
ASKED = Unknown((f"request:spec.config.{RESERVED}",))
OWN = Unknown((f"{SOURCE}:config.{RESERVED}",))


@pytest.mark.parametrize(
    ("asked", "source", "expected"),
    [
        (5, {}, 5),
        (5, {f"config.{RESERVED}": 7}, 5),
        (0, {f"config.{RESERVED}": 7}, 0),
        ("5", {f"config.{RESERVED}": 7}, ASKED),
        (True, {f"config.{RESERVED}": 7}, ASKED),
        (None, {f"config.{RESERVED}": 7}, 7),
        (None, {f"config.{RESERVED}": None}, 0),
        (None, {f"config.{RESERVED}": "7"}, OWN),
        (None, {f"config.{RESERVED}": True}, OWN),
        (None, {}, OWN),
    ],
)
def test_the_clone_has_what_the_request_sets_and_else_what_its_source_has(
    asked: Any, source: Data, expected: object
) -> None:
    allocation = {"limit": 9, "reservation": asked}
    (found,) = facts({"config": {"cpuAllocation": allocation}}, {SOURCE: source}).items[
        "allocation"
    ]
    assert found.details["reservation"] == expected


@pytest.mark.parametrize(
    ("asked", "source", "expected"),
    [
        (True, {}, 0),
        (None, {"config.memoryReservationLockedToMax": True}, 0),
        (False, {"config.memoryReservationLockedToMax": True}, 4 << 20),
        (None, {"config.memoryReservationLockedToMax": None}, 4 << 20),
        (
            None,
            {"config.memoryReservationLockedToMax": 1},
            Unknown((f"{SOURCE}:config.memoryReservationLockedToMax",)),
        ),
        (1, {}, Unknown(("request:spec.config.memoryReservationLockedToMax",))),
    ],
)
def test_a_clone_that_reserves_all_its_memory_as_its_source_does_has_no_swap(
    asked: Any, source: Data, expected: object
) -> None:
    config = {"memoryMB": 4, "memoryReservationLockedToMax": asked}
    spec = {"powerOn": True, "template": False, "config": config}
    allocation = {"config.memoryAllocation.reservation": 0}
    found = facts(spec, {SOURCE: {**allocation, **source}})
    assert found.details["swap_bytes"] == expected
