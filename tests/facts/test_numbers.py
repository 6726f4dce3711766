"""Numbers of `spec.config` and of devices, against what the reference says of them."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.numbers import OF_CONFIG, OF_DEVICE
from policyguard.request import pointer, property_path
from tests.facts.kit import JUNK, SOURCE, Data, deciders, facts, items, strange


def at(steps: tuple[str | int, ...], value: Any) -> Any:
    for step in reversed(steps):
        value = {step: value}
    return value


def of_config(steps: tuple[str | int, ...], value: Any) -> list[str | int]:
    retries = {SOURCE: {"config.bootOptions.bootRetryEnabled": True}}
    return items(facts({"config": at(steps, value)}, retries), "number", "range")


def of_device(device: Data, listed: str = "config") -> list[str | int]:
    entry = {"operation": "edit", "device": {"_typeName": "VirtualDisk", "key": 2000, **device}}
    return items(facts({listed: {"deviceChange": [7, entry]}}), "number", "range")


@pytest.mark.parametrize("steps", OF_CONFIG, ids=str)
def test_no_number_is_less_than_the_least(steps: tuple[str | int, ...]) -> None:
    least, most = OF_CONFIG[steps]
    assert of_config(steps, min(least, 0) - 1) == ["negative"]
    assert of_config(steps, least) == of_config(steps, min(most, 2**31)) == ["within"]
    assert of_config(steps, None) == []


@pytest.mark.parametrize("steps", OF_DEVICE, ids=str)
def test_no_number_of_a_device_is_less_than_the_least(steps: tuple[str | int, ...]) -> None:
    least, _ = OF_DEVICE[steps]
    for listed in ("config", "location"):
        assert of_device(at(steps, min(least, 0) - 1), listed) == ["negative"]
        assert of_device(at(steps, least), listed) == ["within"]


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"bootOptions": {"bootDelay": 10_000}}, "within"),
        ({"bootOptions": {"bootDelay": 10_001}}, "outside"),
        ({"vmOpNotificationTimeout": 0}, "outside"),
        ({"latencySensitivity": {"level": "custom", "sensitivity": 2000}}, "ignored"),
        ({"latencySensitivity": {"level": "high", "sensitivity": -1}}, "negative"),
        ({"cpuAllocation": {"shares": {"level": "custom", "shares": 0}}}, "outside"),
        ({"cpuAllocation": {"shares": {"level": "custom", "shares": 1}}}, "within"),
        ({"memoryAllocation": {"shares": {"level": "low", "shares": 1}}}, "unneeded"),
        ({"cpuAllocation": {"limit": -1}}, "within"),
        ({"cpuAllocation": {"limit": -2}}, "negative"),
    ],
)
def test_a_number_is_within_its_range_and_counts(config: Data, said: str) -> None:
    assert items(facts({"config": config}), "number", "range") == [said]


def test_a_level_needs_no_number() -> None:
    allocation = {"shares": {"level": "normal", "shares": 0}}
    assert items(facts({"config": {"cpuAllocation": allocation}}), "number", "range") == []


@pytest.mark.parametrize(
    ("shares", "said"), [(199, "outside"), (200, "within"), (4000, "within"), (4001, "outside")]
)
def test_shares_of_a_disk_have_a_range(shares: int, said: str) -> None:
    custom = {"level": "custom", "shares": shares}
    assert of_device({"storageIOAllocation": {"shares": custom}}) == [said]


@pytest.mark.parametrize(("automatic", "said"), [(True, "ignored"), (False, "within")])
def test_displays_are_not_counted_where_their_number_is_found_out(
    automatic: bool,
    said: str,
) -> None:
    assert of_device({"numDisplays": 2, "useAutoDetect": automatic}) == [said]


@pytest.mark.parametrize(
    ("asked", "own", "said"),
    [
        (None, True, "within"),
        (None, False, "ignored"),
        (None, None, "ignored"),
        (True, False, "within"),
        (False, True, "ignored"),
    ],
)
def test_a_delay_between_tries_counts_where_there_are_some(
    asked: bool | None,
    own: bool | None,
    said: str,
) -> None:
    options = {"bootRetryDelay": 5000, "bootRetryEnabled": asked}
    source = {SOURCE: {"config.bootOptions": {"bootRetryEnabled": own}}}
    assert items(facts({"config": {"bootOptions": options}}, source), "number", "range") == [said]


def test_what_is_not_known_of_a_number_says_what_would_tell_it() -> None:
    delay = facts({"config": {"bootOptions": {"bootRetryDelay": 5}}})
    assert deciders(delay, "number", "range") == (f"{SOURCE}:config.bootOptions.bootRetryEnabled",)
    text = facts({"config": {"maxMksConnections": "4"}})
    assert deciders(text, "number", "range") == ("request:spec.config.maxMksConnections",)


def test_a_number_is_pointed_at() -> None:
    entry = {"operation": "edit", "device": {"key": 500, "numDisplays": 0}}
    (found,) = facts({"config": {"deviceChange": [entry]}}).items["number"]
    place = ("spec", "config", "deviceChange", 0, "device", "numDisplays")
    assert found.details == {
        "number_place": pointer(*place),
        "number_path": property_path(*place),
        "number": 0,
        "allowed_numbers": "1 or more",
    }


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_strange_values_say_nothing_strange(junk: Any) -> None:
    for steps in OF_CONFIG:
        for end in range(1, len(steps) + 1):
            assert strange(facts({"config": at(steps[:end], junk)})) == []
    for name in ("shares", "storageIOAllocation", "latencySensitivity", "resourceAllocation"):
        entry = {"operation": "edit", "device": {name: junk}}
        assert strange(facts({"config": {name: junk, "deviceChange": [entry]}})) == []


@pytest.mark.parametrize("listed", ["config", "location"])
def test_a_device_that_is_removed_is_configured_no_further(listed: str) -> None:
    removed = {"_typeName": "VirtualDisk", "key": 2000, "storageIOAllocation": {"limit": -2}}
    entry = {"operation": "remove", "device": removed}
    assert items(facts({listed: {"deviceChange": [entry]}}), "number", "range") == []
