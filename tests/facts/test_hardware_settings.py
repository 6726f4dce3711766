"""Settings of the configuration that do not go together, and names that are in use."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.hardware_kit import HOST, SOURCE, facts, hardware, open_to

ON = {"flags": {"vbsEnabled": True}}
MACHINES = {"VirtualMachine/vm-30": {"config.npivNodeWorldWideName": [5]}}


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({**ON, "nestedHVEnabled": False}, "contradicted"),
        ({"flags": {"vbsEnabled": True, "vvtdEnabled": False}}, "contradicted"),
        ({**ON, "bootOptions": {"efiSecureBootEnabled": False}}, "contradicted"),
        ({**ON, "firmware": "bios"}, "contradicted"),
        ({**ON, "firmware": "efi"}, "sound"),
        ({**ON, "firmware": "efi", "nestedHVEnabled": "no"}, "unknown"),
        ({**ON, "firmware": 7}, "unknown"),
        ({**ON, "firmware": "bios", "nestedHVEnabled": "no"}, "contradicted"),
        ({"flags": {"vbsEnabled": "yes"}}, "unknown"),
        ({"flags": {"vbsEnabled": False}, "firmware": "bios"}, "off"),
        ({"firmware": "efi"}, "off"),
        ({}, "off"),
    ],
)
def test_security_by_virtualization_needs_four_things(config: Any, said: str) -> None:
    assert hardware("vbs", config) == said


def test_what_it_needs_may_be_turned_off_for_a_source_that_has_it() -> None:
    off = {"nestedHVEnabled": False}
    assert hardware("vbs", off, {"config.flags": {"vbsEnabled": True}}) == "contradicted"
    assert hardware("vbs", off, {"config.flags": {"vbsEnabled": None}}) == "off"
    assert open_to("vbs", off) == (f"{SOURCE}:config.flags.vbsEnabled",)
    spoilt = {"nestedHVEnabled": "no"}
    assert open_to("vbs", spoilt, {"config.flags.vbsEnabled": True}) == (
        "request:spec.config.nestedHVEnabled",
    )
    assert hardware("vbs", spoilt, {"config.flags.vbsEnabled": False}) == "off"


@pytest.mark.parametrize("name", ["createDate", "npivWorldWideNameType"])
def test_a_configuration_that_is_none_sets_nothing_that_is_known(name: str) -> None:
    attribute = {"createDate": "create_date", "npivWorldWideNameType": "wwn_type"}[name]
    assert hardware(attribute, {name: "x"}) == "given"
    assert hardware(attribute, {name: None}) == "absent"
    assert open_to(attribute, ["x"]) == ("request:spec.config",)


def used(*names: Any, complete: bool = True, **known: Any) -> list[Any]:
    """Who has world wide names, where the source and the host have none."""
    config = {"npivPortWorldWideName": list(names)}
    without = {"config.npivNodeWorldWideName": None, "config.npivPortWorldWideName": None}
    more = {"complete": ["objects"]} if complete else {}
    host = {"config.storageDevice.hostBusAdapter": known.pop("adapters", [])}
    found = facts(config, {**without, **known.pop("source", {})}, host, known or None, **more)
    return [item.values["wwn.used"] for item in found.items["wwn"]]


def test_a_world_wide_name_is_free_only_if_all_are_known() -> None:
    assert used(5) == ["no"]
    assert used(5, complete=False) == ["unknown"]
    assert used(5, "6", True, None) == ["no", "unknown", "unknown", "unknown"]
    assert used(5, source={"config.npivPortWorldWideName": [5]}, complete=False) == ["by-vm"]
    assert used(5, 6, source={"config.npivNodeWorldWideName": [6]}) == ["no", "by-vm"]
    adapters = [{"nodeWorldWideName": 1, "portWorldWideName": 5}, {"device": "vmhba0"}, None]
    assert used(5, 1, 2, adapters=adapters) == ["by-host", "by-host", "no"]


def test_what_is_not_known_of_another_machine_leaves_a_name_open() -> None:
    found = facts({"npivNodeWorldWideName": [7]}, {}, {}, MACHINES, complete=["objects"])
    (item,) = found.items["wwn"]
    assert item.unknown["wwn.used"] == (
        f"{SOURCE}:config.npivNodeWorldWideName",
        f"{SOURCE}:config.npivPortWorldWideName",
        "VirtualMachine/vm-30:config.npivPortWorldWideName",
        f"{HOST}:config.storageDevice.hostBusAdapter",
    )


def test_nothing_is_known_of_the_names_at_another_vcenter() -> None:
    spec: dict[str, Any] = {"location": {"service": {}}}
    found = facts({"npivNodeWorldWideName": [5]}, {}, {}, MACHINES, spec=spec)
    assert found.items["wwn"][0].unknown["wwn.used"] == ("request:spec.location.service",)


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


def new_disk(name: Any, operation: Any = "create", **others: Any) -> str | int:
    device = {"_typeName": "VirtualDisk", "key": -1, "backing": {"fileName": name}}
    change = {"operation": "add", "fileOperation": operation, "device": device}
    known: dict[str, Any] = {
        HOST: {"parent": "ComputeResource/domain-s8"},
        "ComputeResource/domain-s8": {"parent": "Datacenter/datacenter-2"},
        "VirtualMachine/vm-30": {
            "parent": "Datacenter/datacenter-2",
            "layoutEx": {"file": [{"name": "[a] b/b.vmdk"}, None, {"name": 7}]},
        },
    }
    host = known.pop(HOST)
    found = facts({"deviceChange": [change]}, {"layoutEx": None}, host, known, **others)
    return found.items["device_change"][0].values["device_change.file"]


def test_a_file_belongs_to_a_machine_that_lists_it() -> None:
    assert new_disk("[a] b/b.vmdk") == "there"
    assert new_disk("[a] b/c.vmdk") == "unknown"
    assert new_disk("[a] b/c.vmdk", complete=["objects"]) == "not-listed"
    assert new_disk("[a] B/b.vmdk", complete=["objects"]) == "not-listed"
    unnamed: list[Any] = ["", "[a]", "[a] ", "[a] b/", None, 7, {}]
    for name in unnamed:
        assert new_disk(name) == "unnamed"
    assert new_disk("[a] b/b.vmdk", None) == "unnamed"
    assert new_disk("[a] b/b.vmdk", {}) == "unnamed"


def test_a_change_version_is_the_source_own_or_another() -> None:
    known = {"config.changeVersion": "2"}
    assert hardware("change_version", {"changeVersion": "2"}, known) == "same"
    assert hardware("change_version", {"changeVersion": "3"}, known) == "different"
    assert open_to("change_version", {"changeVersion": 2}, known) == (
        "request:spec.config.changeVersion",
    )
