"""The device changes of `spec.location`, which is for disks and network adapters alone."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Facts
from policyguard.vocabulary import UNKNOWN
from tests.facts.kit import SOURCE, Data, deciders, facts, items

CHANGED = "spec.location.deviceChange"
DISK, NIC, CDROM = "VirtualDisk", "VirtualVmxnet3", "VirtualCdrom"
DEVICES = [{"_typeName": name, "key": key} for key, name in enumerate((DISK, NIC, CDROM), 1)]


def changed(*entries: Any, **spec: Any) -> Facts:
    objects = {SOURCE: {"config.hardware.device": DEVICES}}
    return facts({"location": {"deviceChange": list(entries)}, **spec}, objects)


@pytest.mark.parametrize(
    ("device", "kind"),
    [
        ({"_typeName": DISK}, "disk"),
        ({"_typeName": NIC}, "nic"),
        ({"_typeName": CDROM}, "other"),
        ({"_typeName": CDROM, "key": 1}, "other"),
        ({"key": 1}, "disk"),
        ({"_typeName": "VirtualDevice", "key": 2}, "nic"),
        ({"_typeName": 7, "key": 3}, "other"),
        ({"key": 4}, UNKNOWN),
        ({}, UNKNOWN),
    ],
)
def test_what_the_change_leaves_out_the_device_of_the_source_says(device: Data, kind: str) -> None:
    found = changed({"operation": "edit", "device": device})
    assert items(found, "location_change", "device") == [kind]
    asked = (f"request:{CHANGED}[0].device._typeName",) if kind == UNKNOWN else ()
    assert deciders(found, "location_change", "device") == asked


def test_a_device_that_is_added_is_none_of_the_source() -> None:
    found = changed({"operation": "add", "device": {"key": 1}})
    assert deciders(found, "location_change", "device") == (
        f"request:{CHANGED}[0].device._typeName",
    )


def test_the_devices_of_the_source_are_asked_for_where_they_are_not_known() -> None:
    found = facts({"location": {"deviceChange": [{"operation": "edit", "device": {"key": 1}}]}})
    assert deciders(found, "location_change", "device") == (f"{SOURCE}:config.hardware.device",)


def test_each_change_of_the_location_is_pointed_at() -> None:
    one, other = {"device": {"key": 1}}, {"device": {"_typeName": CDROM}}
    found = changed(7, one, other, config={"deviceChange": [other]})
    assert [dict(item.details) for item in found.items["location_change"]] == [
        {"location_change_place": "/spec/location/deviceChange/1", "location_device": "device"},
        {"location_change_place": "/spec/location/deviceChange/2", "location_device": CDROM},
    ]
