"""The vGPU profiles of a clone that powers on, against what hosts offer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.kit import SOURCE, Data, facts, told
from tests.facts.places_kit import CLUSTER, HOST, ON, OTHER, POOL, TO_POOL

DEVICES, OFFERED = "config.hardware.device", "config.sharedPassthruGpuTypes"


def vgpu(profile: Any, key: int = 13000, backing: str = "VmiopBackingInfo") -> Data:
    rests_on = {"_typeName": f"VirtualPCIPassthrough{backing}", "vgpu": profile}
    return {"_typeName": "VirtualPCIPassthrough", "key": key, "backing": rests_on}


def graphics(offered: Any, *devices: Any, changes: list[Data] | None = None) -> Any:
    objects = {SOURCE: {DEVICES: list(devices)}, HOST: {OFFERED: offered}}
    return told(facts({**ON, "config": {"deviceChange": changes or []}}, objects), "power.graphics")


SMALL, LARGE = vgpu("t4-4q"), vgpu("t4-8q", 13001)


@pytest.mark.parametrize(
    ("offered", "devices", "expected"),
    [
        (["t4-4q", "t4-8q"], [SMALL, LARGE], "available"),
        (["t4-4q"], [SMALL, LARGE], "unavailable"),
        (None, [SMALL], "unavailable"),
        ("t4-4q", [SMALL], (f"{HOST}:{OFFERED}",)),
        ([], [7], (f"{SOURCE}:{DEVICES}",)),
        ([], [], "absent"),
        ([], [vgpu("t4-4q", backing="DeviceBackingInfo")], "absent"),
        ([], [vgpu(7)], "absent"),
    ],
)
def test_a_host_offers_every_profile_or_is_no_use(
    offered: Any, devices: list[Any], expected: str | tuple[str, ...]
) -> None:
    assert graphics(offered, *devices) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([{"operation": "remove", "device": {"key": 13000}}], "absent"),
        ([{"operation": "remove", "device": {"key": 13001}}], "unavailable"),
        ([{"operation": "edit", "device": vgpu("t4-4q")}], "available"),
        ([{"operation": "edit", "device": {"key": 13000}}], "unavailable"),
        ([{"operation": "edit", "device": vgpu("t4-4q", 13001)}], "unavailable"),
        ([{"operation": "add", "device": vgpu("t4-4q", -1)}], "unavailable"),
        ([{"device": vgpu("t4-4q")}], "unavailable"),
        (
            [
                {"operation": "edit", "device": vgpu("t4-4q")},
                {"operation": "add", "device": vgpu("t4-8q", -1)},
                {"operation": "add", "device": vgpu("t4-4q", -1)},
            ],
            "unavailable",
        ),
        (
            [
                {"operation": "remove", "device": {"key": 13000}},
                {"operation": "add", "device": vgpu("t4-4q", -1)},
            ],
            "available",
        ),
    ],
)
def test_what_is_changed_counts(changes: list[Data], expected: str) -> None:
    assert graphics(["t4-4q"], vgpu("t4-8q"), changes=changes) == expected


def test_any_host_that_offers_the_profile_will_do() -> None:
    objects: dict[str, Any] = {
        SOURCE: {DEVICES: [vgpu("t4-4q")]},
        POOL: {"owner": CLUSTER},
        CLUSTER: {"host": [HOST, OTHER]},
        HOST: {OFFERED: []},
    }
    for other, expected in (
        ({OFFERED: ["t4-4q"]}, "absent"),
        ({OFFERED: []}, "unavailable"),
        ({}, (f"{OTHER}:{OFFERED}",)),
    ):
        found = facts(TO_POOL, {**objects, OTHER: other})
        assert told(found, "power.graphics") == expected
        assert found.details["graphics_profile"] == "t4-4q"


@pytest.mark.parametrize(
    ("spec", "devices", "offered", "profile"),
    [
        (ON, [SMALL, LARGE], ["t4-4q"], "t4-8q"),
        (ON, [SMALL, LARGE], [], "t4-4q"),
        (ON, [SMALL, LARGE], "?", "t4-4q"),
        (ON, [SMALL, LARGE], ["t4-4q", "t4-8q"], "t4-4q"),
        (ON, [], [], None),
        (ON, [7], [], None),
        ({**ON, "powerOn": False}, [SMALL], [], None),
    ],
)
def test_the_profile_that_is_told_of_is_one_that_the_host_lacks(
    spec: Data, devices: list[Any], offered: Any, profile: str | None
) -> None:
    found = facts(spec, {SOURCE: {DEVICES: devices}, HOST: {OFFERED: offered}})
    assert found.details["graphics_profile"] == profile
