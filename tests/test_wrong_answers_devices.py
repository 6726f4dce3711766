"""Requests that were answered wrongly, each with the right answer: disks, networks, keys.

Each stands for a kind; the laws of the kinds come after the cases.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from policyguard import Finding, Guard, Report

FOLDER = Path(__file__).parent / "wrong_answers"
WHO = "LAB\\a"

Data = dict[str, Any]

some = settings(max_examples=40, derandomize=True, deadline=None)


def loaded(name: str, part: str) -> Data:
    (path,) = FOLDER.glob(f"{name}-*.{part}.yaml")
    data: Data = yaml.safe_load(path.read_text("utf-8"))
    return data


def checked(name: str, who: str | None = None, request: Data | None = None) -> Report:
    guard = Guard(loaded(name, "inventory"), who, engine="portable")
    return guard.check(loaded(name, "request") if request is None else request)


def finding(report: Report, rule: str) -> Finding:
    """The one definite finding of a rule."""
    (found,) = [one for one in report.findings if one.rule == rule and not one.unknown]
    return found


def rules(report: Report) -> set[str]:
    return {one.rule for one in report.findings if not one.unknown}


def first_device(request: Data, place: str = "config") -> Data:
    device: Data = request["body"]["spec"][place]["deviceChange"][0]["device"]
    return device


def assigned(report: Report) -> list[tuple[str | None, str]]:
    return [
        (one.entity, one.status.value)
        for one in report.requirements
        if one.privilege == "Network.Assign" and not one.conditional
    ]


def test_a_capacity_in_kb_that_is_lowered_shrinks_the_disk() -> None:
    found = finding(checked("01a"), "STO025")
    assert found.severity == "error"
    assert found.pointer == "/spec/config/deviceChange/0/device/capacityInKB"


def test_a_disk_with_a_parent_is_not_grown_by_either_capacity() -> None:
    found = finding(checked("01c"), "STO024")
    assert found.severity == "error"
    assert found.pointer == "/spec/config/deviceChange/0/device/capacityInKB"


SIZE = 42949672960


@some
@given(
    kb=st.one_of(st.none(), st.integers(0, SIZE // 512), st.just(SIZE // 1024)),
    size=st.one_of(st.none(), st.integers(0, 2 * SIZE), st.just(SIZE)),
)
def test_either_capacity_below_shrinks_and_else_either_above_grows(
    kb: int | None, size: int | None
) -> None:
    request = loaded("01c", "request")
    device = first_device(request)
    device["capacityInKB"], device["capacityInBytes"] = kb, size
    given_sizes = [one for one in (size, None if kb is None else kb * 1024) if one is not None]
    found = rules(checked("01c", request=request)) & {"STO024", "STO025"}
    if any(one < SIZE for one in given_sizes):
        assert found == {"STO025"}
    else:
        assert found == ({"STO024"} if any(one > SIZE for one in given_sizes) else set())


def test_the_name_of_a_network_decides_who_may_put_an_adapter_on_it() -> None:
    report = checked("02a", WHO)
    assert assigned(report) == [("Network/network-32", "missing")]
    assert finding(report, "PRV016").severity == "error"


def test_a_reference_that_is_not_used_needs_no_privilege() -> None:
    report = checked("02b", WHO)
    assert assigned(report) == [("Network/network-31", "granted")]
    assert not [one for one in report.findings if one.severity == "error" and not one.unknown]
    assert not [one for one in report.requirements if one.entity == "Network/network-32"]
    assert finding(report, "NET011").severity == "warning"


@pytest.mark.parametrize(
    ("backing", "expected"),
    [
        ({"deviceName": "secret-net", "network": None}, ("Network/network-32", "missing")),
        ({"deviceName": ""}, ("Network/network-32", "missing")),
        ({"deviceName": None}, ("Network/network-32", "missing")),
    ],
)
def test_a_name_alone_decides_and_a_reference_alone_does(
    backing: Data, expected: tuple[str, str]
) -> None:
    request = loaded("02b", "request")
    first_device(request, "location")["backing"].update(backing)
    assert assigned(checked("02b", WHO, request)) == [expected]


@some
@given(beside=st.sampled_from([None, "network-31", "network-32", "network-99"]))
@pytest.mark.parametrize("name", ["VM Network", "secret-net"])
def test_what_stands_beside_a_name_never_makes_another_network_of_it(
    name: str, beside: str | None
) -> None:
    request = loaded("02a", "request")
    backing = first_device(request, "location")["backing"]
    backing["deviceName"] = name
    backing["network"] = beside and {**backing["network"], "value": beside}
    other = {"VM Network": "Network/network-32", "secret-net": "Network/network-31"}[name]
    assert other not in {one.entity for one in checked("02a", WHO, request).requirements}


def test_a_clone_that_stays_off_is_made_without_the_network() -> None:
    report = checked("03")
    found = finding(report, "NET013")
    assert found.severity == "warning"
    assert "vlan-43" in found.message
    assert "not known" not in found.message
    assert "NET001" not in {one.rule for one in report.findings}


def test_a_clone_that_starts_needs_the_network() -> None:
    request = loaded("03", "request")
    request["body"]["spec"]["powerOn"] = True
    found = finding(checked("03", request=request), "NET001")
    assert found.severity == "error"
    assert "vlan-43" in found.message


@pytest.mark.parametrize("place", ["location", "config"])
def test_a_port_group_is_named_with_its_own_switch(place: str) -> None:
    request = loaded("04", "request")
    spec = request["body"]["spec"]
    changes = spec["location"].pop("deviceChange")
    spec.setdefault(place, {"_typeName": "VirtualMachineConfigSpec"})["deviceChange"] = changes
    found = finding(checked("04", request=request), "NET012")
    assert found.severity == "error"
    assert found.fault == {
        "_typeName": "InvalidArgument",
        "invalidProperty": "spec.deviceChange.device.port.switchUuid",
    }
    first_device(request, place)["backing"]["port"]["portgroupKey"] = "dvportgroup-2"
    assert "NET012" not in rules(checked("04", request=request))


def test_each_disk_that_no_snapshot_is_taken_of_is_named() -> None:
    found = finding(checked("10"), "SNP019")
    assert found.severity == "warning"
    assert "2000" in found.message


@pytest.mark.parametrize(
    ("backing", "rule"),
    [
        ({"diskMode": "independent_nonpersistent"}, "SNP019"),
        (
            {
                "_typeName": "VirtualDiskRawDiskMappingVer1BackingInfo",
                "compatibilityMode": "physicalMode",
                "diskMode": "persistent",
            },
            "SNP019",
        ),
        ({"diskMode": "persistent", "sharing": "sharingMultiWriter"}, "SNP020"),
        ({"diskMode": "persistent"}, None),
    ],
)
@pytest.mark.parametrize("power", ["poweredOn", "poweredOff"])
def test_a_cold_clone_copies_every_disk(backing: Data, rule: str | None, power: str) -> None:
    inventory = loaded("10", "inventory")
    machine = inventory["objects"]["VirtualMachine/vm-12"]
    machine["runtime.powerState"] = power
    machine["config.hardware.device"][1]["backing"] |= backing
    said = rules(Guard(inventory, engine="portable").check(loaded("10", "request")))
    expected = {rule} if rule and power == "poweredOn" else set()
    assert said & {"SNP019", "SNP020"} == expected


def test_a_linked_clone_that_every_disk_contradicts_is_none() -> None:
    assert finding(checked("11"), "SNP021").severity == "warning"
    request = loaded("11", "request")
    request["body"]["spec"]["location"].pop("diskMoveType")
    assert "SNP021" not in rules(checked("11", request=request))


def test_a_policy_for_the_home_is_none_for_the_disks() -> None:
    assert finding(checked("14"), "STO040").severity == "note"


ADDED: Data = {
    "_typeName": "VirtualDeviceConfigSpec",
    "operation": "add",
    "device": {"_typeName": "VirtualVmxnet3", "key": -1},
}


@some
@given(keys=st.lists(st.integers(-3, 1), min_size=1, max_size=5))
@pytest.mark.parametrize("place", ["location", "config"])
def test_a_key_counts_for_the_first_device_that_is_added_by_it(keys: list[int], place: str) -> None:
    entries = []
    for key in keys:
        entries.append(copy.deepcopy(ADDED))
        entries[-1]["device"]["key"] = key
    request = {"moId": "vm-12", "body": {"spec": {place: {"deviceChange": entries}}}}
    report = Guard({"objects": {}}, engine="portable").check(request)
    found = [one.pointer for one in report.findings if one.rule == "HWD053"]
    repeated = [n for n, key in enumerate(keys) if key in keys[:n]]
    assert found == [f"/spec/{place}/deviceChange/{n}/device/key" for n in repeated]
    faults = [one for one in report.faults if one.type_name == "InvalidArgument"]
    properties = {one.model_dump().get("invalidProperty") for one in faults}
    assert {f"deviceChange[{n}].device.key" for n in repeated} <= properties
