"""The guest of the source, as a customization meets it."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Unknown
from tests.facts.kit import SOURCE, Data, facts, nics, reference

STATUS = "guest.customizationInfo.customizationStatus"
NEWER, OLDER = "guest.toolsVersionStatus2", "guest.toolsStatus"
DEVICES = "config.hardware.device"
SNAPSHOT = "VirtualMachineSnapshot/snapshot-1"


@pytest.mark.parametrize(
    ("fact", "known", "path"),
    [
        ("guest.id", {}, "config.guestId"),
        ("guest.windows", {}, "config.guestId"),
        ("guest.customization", {}, STATUS),
        ("customization.guest", {}, "config.guestId"),
        ("customization.tools", {}, NEWER),
        ("customization.tools", {NEWER: None}, OLDER),
        ("customization.tools", {NEWER: ""}, OLDER),
        ("customization.disks", {}, DEVICES),
    ],
)
def test_what_is_not_known_of_a_guest_says_what_would_decide(
    fact: str, known: Data, path: str
) -> None:
    for properties in (known, {**known, path: 7}):
        assert facts({}, {SOURCE: properties}).unknown[fact] == (f"{SOURCE}:{path}",)


def backed(name: Any, type_: str = "VirtualDisk") -> Data:
    return {"_typeName": type_, "key": 2000, "backing": {"_typeName": name}}


FLAT = backed("VirtualDiskFlatVer2BackingInfo")
RAW = backed("VirtualDiskRawDiskMappingVer1BackingInfo")


@pytest.mark.parametrize(
    ("devices", "said"),
    [
        ([], "none"),
        ([RAW], "none"),
        ([backed("VirtualCdromIsoBackingInfo", "VirtualCdrom")], "none"),
        ([RAW, FLAT], "some"),
        ([backed(None), FLAT], "some"),
        ([RAW, backed(None)], "unknown"),
    ],
)
def test_a_guest_is_on_a_disk_with_a_file_of_its_own(devices: list[Data], said: str) -> None:
    assert facts({}, {SOURCE: {DEVICES: devices}}).values["customization.disks"] == said


def test_a_disk_of_a_snapshot_is_asked_of_the_snapshot() -> None:
    spec = {"snapshot": reference(*SNAPSHOT.split("/"))}
    found = facts(spec, {SOURCE: {DEVICES: [FLAT]}, SNAPSHOT: {DEVICES: [backed(None)]}})
    assert found.unknown["customization.disks"] == (f"{SNAPSHOT}:{DEVICES}",)


@pytest.mark.parametrize(
    ("newer", "older", "printed"),
    [
        ("guestToolsCurrent", "toolsOk", "guestToolsCurrent"),
        ("", "toolsOk", "toolsOk"),
        (None, "", ""),
        (None, 7, Unknown((f"{SOURCE}:{OLDER}",))),
    ],
)
def test_what_is_printed_of_a_guest_is_as_vcenter_has_it(
    newer: object, older: object, printed: object
) -> None:
    known = {"config.guestId": "ubuntu64Guest", NEWER: newer, OLDER: older, STATUS: "x"}
    details = facts({}, {SOURCE: {**nics(160)[SOURCE], **known}}).details
    names = ("guest_id", "guest_os", "customization_status", "adapters_in_vm", "tools_status")
    assert [details[name] for name in names] == ["ubuntu64Guest", "ubuntu64Guest", "x", 1, printed]
