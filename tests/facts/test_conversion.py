"""The formats that a request names for disks of the source, and where it names them."""

from __future__ import annotations

import pytest

from tests.facts.kit import SOURCE, Data, facts, told
from tests.facts.source_kit import disk

OLD = {"config.hardware.device": [disk(split=True, keyId={"keyId": "k"})]}


@pytest.mark.parametrize(
    ("backing", "expected"),
    [
        ({}, "kept"),
        ({"split": True, "thinProvisioned": False, "eagerlyScrub": None}, "kept"),
        ({"split": False}, "changed"),
        ({"thinProvisioned": True}, "changed"),
        ({"eagerlyScrub": True}, "changed"),
        ({"_typeName": "VirtualDiskSparseVer2BackingInfo"}, "changed"),
    ],
)
def test_a_format_of_a_disk_is_pointed_at_where_it_is_named(backing: Data, expected: str) -> None:
    spec = {"location": {"disk": [{}, {"diskId": 2000, "diskBackingInfo": backing}]}}
    (found,) = facts(spec, {SOURCE: OLD}).items["conversion"]
    assert found.values == {"conversion.format": expected, "conversion.encrypted": "yes"}
    assert found.details == {
        "conversion_place": "/spec/location/disk/1/diskBackingInfo",
        "conversion_path": "spec.location.disk[1].diskBackingInfo",
        "disk_key": 2000,
    }


@pytest.mark.parametrize(("transform", "expected"), [("flat", "kept"), ("sparse", "changed")])
def test_a_format_of_all_disks_is_pointed_at_once_a_disk(transform: str, expected: str) -> None:
    (found,) = facts({"location": {"transform": transform}}, {SOURCE: OLD}).items["conversion"]
    assert found.values["conversion.format"] == expected
    assert found.details == {
        "conversion_place": "/spec/location/transform",
        "conversion_path": "spec.location.transform",
        "disk_key": 2000,
    }


def test_a_disk_that_is_not_there_is_not_converted() -> None:
    for key in (4000, None):
        spec: Data = {"location": {"disk": [{"diskId": key, "diskBackingInfo": {}}]}}
        assert not facts(spec, {SOURCE: OLD}).items["conversion"]
    (found,) = facts(spec).items["conversion"]
    assert told(found, "conversion.format") == (f"{SOURCE}:config.hardware.device",)
