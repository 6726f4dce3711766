"""Entries of `extraConfig`: what their keys stand for, and whether they have a value."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.hardware_kit import facts
from tests.facts.kit import deciders


@pytest.mark.parametrize(
    ("entry", "key", "value"),
    [
        ({"key": "numvcpus", "value": "8"}, "of-property", "given"),
        ({"key": "NumVCPUs", "value": ""}, "of-property", "empty"),
        ({"key": "guestinfo.x", "value": {"_typeName": "string", "_value": ""}}, "other", "empty"),
        ({"key": "guestinfo.x", "value": {"_typeName": "int", "_value": 0}}, "other", "given"),
        ({"key": "guestinfo.x", "value": False}, "other", "given"),
        ({"key": "guestinfo.x"}, "other", "unknown"),
        ({"key": None, "value": "8"}, "unknown", "given"),
        ({}, "unknown", "unknown"),
        (None, "unknown", "unknown"),
        ("numvcpus", "unknown", "unknown"),
    ],
)
def test_an_extra_setting_has_a_key_and_a_value(entry: Any, key: str, value: str) -> None:
    (item,) = facts({"extraConfig": [entry]}).items["extra_config"]
    assert item.values == {"extra_config.key": key, "extra_config.value": value}


@pytest.mark.parametrize(
    ("key", "named"),
    [
        ("numvcpus", "spec.config.numCPUs"),
        ("MemSize", "spec.config.memoryMB"),
        ("guestinfo.x", None),
    ],
)
def test_the_property_that_counts_instead_is_printed(key: str, named: str | None) -> None:
    entries = [{"key": "a", "value": "b"}, {"key": key, "value": "8"}]
    assert facts({"extraConfig": entries}).items["extra_config"][1].details == {
        "extra_place": "/spec/config/extraConfig/1",
        "extra_key": key,
        "extra_property": named,
    }


@pytest.mark.parametrize("member", ["key", "value"])
def test_what_an_entry_leaves_out_is_for_the_request_to_say(member: str) -> None:
    found = facts({"extraConfig": [{}]})
    place = f"request:spec.config.extraConfig[0].{member}"
    assert deciders(found, "extra_config", member) == (place,)
