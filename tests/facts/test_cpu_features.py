"""CPU features: what the source requires to be powered on, and what hosts offer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.hardware_kit import ELSEWHERE, HOME, HOST, SOURCE, STARTS, hardware, open_to

NEEDS, MASKED = f"{SOURCE}:runtime.featureRequirement", f"{HOST}:config.maskedFeatureCapability"


def features(required: Any, offered: Any, spec: Any = None) -> str | int:
    source = {"runtime.featureRequirement": required, **ELSEWHERE}
    host = {"config.maskedFeatureCapability": offered}
    return hardware("features", {}, source, host, spec=spec or STARTS)


def one(value: Any, key: str = "cpuid.x") -> dict[str, Any]:
    return {"key": key, "featureName": key, "value": value}


@pytest.mark.parametrize(
    ("required", "has", "said"),
    [
        ("Bool:Min:1", "1", "met"),
        ("Bool:Min:1", "0", "unmet"),
        ("Num:Min:4", "4", "met"),
        ("Num:Min:4", "3", "unmet"),
        ("Num:Max:4", "4", "met"),
        ("Num:Max:4", "5", "unmet"),
        ("Num:Equal:4", "4", "met"),
        ("Num:Equal:4", "5", "unmet"),
        ("Num:Min:0x10", "16", "met"),
        ("Num:Min:16", "0xf", "unmet"),
        ("Num:Equal:0xa", "10", "met"),
        ("Num:Equal:10", "0xa", "met"),
        ("Val:1", "1", "unknown"),
        ("Bool:Min:x", "1", "unknown"),
        (None, "1", "unknown"),
        ("Bool:Min:1", "yes", "unknown"),
        ("Bool:Min:1", None, "unknown"),
    ],
)
def test_a_requirement_says_how_its_value_is_compared(required: Any, has: Any, said: str) -> None:
    assert features([one(required)], [one(has)]) == said


def test_one_requirement_that_is_not_met_is_enough() -> None:
    required = [one("Val:1"), one("Bool:Min:1", "cpuid.y")]
    assert features(required, [one("1")]) == "unmet"
    assert features([], []) == "met"
    assert features([one("Bool:Min:1"), 7], [one("1")]) == "unknown"
    assert features([one("Bool:Min:1")], [7]) == "unknown"
    assert features("all", [one("1")]) == "unknown"


def test_features_matter_to_a_clone_that_starts() -> None:
    off = {"template": False, "powerOn": False}
    assert features([one("Bool:Min:1")], [], spec=off) == "absent"
    assert features([one("Bool:Min:1")], [], spec={"template": False}) == "unknown"


FEATURE = {"runtime.featureRequirement": [one("Bool:Min:1")], **ELSEWHERE}
OFFERED = f"{HOST}:config.featureCapability"


@pytest.mark.parametrize(
    ("source", "host", "expected"),
    [
        ({}, {}, (NEEDS, MASKED, HOME)),
        (ELSEWHERE, {"config.maskedFeatureCapability": []}, (NEEDS,)),
        (FEATURE, {}, (MASKED,)),
        (FEATURE, {"config.maskedFeatureCapability": 7}, (MASKED,)),
        (FEATURE, {"config.maskedFeatureCapability": [7]}, (MASKED,)),
        (FEATURE, {"config.maskedFeatureCapability": [{"value": "1"}]}, (MASKED,)),
        (FEATURE, {"config.maskedFeatureCapability": [one("odd")]}, (MASKED,)),
        (FEATURE, {"config.maskedFeatureCapability": None}, (OFFERED,)),
        (
            FEATURE,
            {"config": {"maskedFeatureCapability": None, "featureCapability": [one("odd")]}},
            (OFFERED,),
        ),
        (
            {"runtime.featureRequirement": [one("Val:1")], **ELSEWHERE},
            {"config.maskedFeatureCapability": [one("1")]},
            (NEEDS,),
        ),
        (
            {
                "runtime.featureRequirement": [7, one("Num:Min:1"), one("Val:1")],
                **ELSEWHERE,
            },
            {"config.maskedFeatureCapability": [one("odd")]},
            (NEEDS, MASKED),
        ),
    ],
)
def test_features_are_for_those_to_decide_that_do_not_tell_them(
    source: dict[str, Any], host: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert open_to("features", {}, source, host, spec=STARTS) == expected
