"""Hosts that a clone may go to: what is bad of one, where there are others, and at home."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.hardware_kit import ELSEWHERE, HOME, HOST, STARTS, choice, hardware, open_to

ASKED = {"numCPUs": 9, "numCoresPerSocket": 33, "guestId": "debian12_64Guest"}
NEEDY = {
    "runtime.featureRequirement": [{"key": "cpuid.x", "value": "Num:Min:2"}],
    "config.version": "vmx-20",
    **ELSEWHERE,
}
ABLE = {
    "hardware.cpuInfo": {"numCpuThreads": 16, "numCpuCores": 8},
    "capability.maxHostSupportedVcpus": 16,
    "config.product.version": "8.0.2",
    "config.maskedFeatureCapability": [{"key": "cpuid.x", "value": "2"}],
    "vm": [],
}
UNABLE = {
    "hardware.cpuInfo": {"numCpuThreads": 8, "numCpuCores": 8},
    "capability.maxHostSupportedVcpus": 8,
    "config.product.version": "5.0.0",
    "config.maskedFeatureCapability": [{"key": "cpuid.x", "value": "1"}],
    "vm": [],
}


@pytest.mark.parametrize(
    ("attribute", "bad"),
    [
        ("cores_on_host", "too-many"),
        ("processors", "too-few-cores"),
        ("running", "exceeded"),
        ("version", "too-new"),
        ("features", "unmet"),
        ("guest", "newer"),
    ],
)
def test_of_hosts_to_pick_from_one_that_is_able_is_enough(attribute: str, bad: str) -> None:
    def of(here: dict[str, Any], there: dict[str, Any]) -> str | int:
        return hardware(attribute, ASKED, NEEDY, here, **choice(there, **STARTS))

    assert of(UNABLE, UNABLE) == bad
    assert of(UNABLE, ABLE) == of(ABLE, {}) == "absent"
    assert of(UNABLE, {}) == "unknown"


@pytest.mark.parametrize(
    ("attribute", "good", "bad"),
    [
        ("processors", "enough", "too-few-cores"),
        ("version", "supported", "too-new"),
        ("features", "met", "unmet"),
    ],
)
def test_what_is_bad_of_a_host_counts_away_from_home(attribute: str, good: str, bad: str) -> None:
    source = {**NEEDY, "config.hardware.numCPU": 9}
    away = hardware(attribute, {}, source, UNABLE, spec=STARTS)
    at_home = hardware(attribute, {}, {**source, "runtime.host": HOST}, UNABLE, spec=STARTS)
    assert (at_home, away) == (good, bad)
    del source["runtime.host"]
    assert open_to(attribute, {}, source, UNABLE, spec=STARTS) == (HOME,)
    assert hardware(attribute, {}, source, ABLE, spec=STARTS) == good


@pytest.mark.parametrize(("attribute", "good"), [("running", "within"), ("features", "met")])
def test_where_a_host_is_able_it_is_all_one_whether_the_clone_starts(
    attribute: str, good: str
) -> None:
    assert hardware(attribute, ASKED, NEEDY, UNABLE) == "unknown"
    assert hardware(attribute, ASKED, NEEDY, ABLE) == good
    assert hardware(attribute, ASKED, NEEDY, UNABLE, **choice(ABLE)) == "absent"
    off = choice({}, powerOn=False)
    assert hardware(attribute, ASKED, NEEDY, UNABLE, **off) == "absent"
