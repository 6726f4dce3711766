"""The list of what is read of an inventory is complete, and of what there is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policyguard import Guard, Inventory
from policyguard.inventory import declared
from policyguard.references import Reference
from policyguard.request import CloneRequest
from tests.case_kit import NAMES, case
from tools import reads

ROOT = Path(__file__).parent.parent
LISTED: dict[str, dict[str, str]] = json.loads((ROOT / reads.FILE).read_text("utf-8"))


def test_each_is_a_property_with_its_declared_type() -> None:
    for type_, paths in LISTED.items():
        for path, told in paths.items():
            assert told == reads.declared(type_, path)
            way = declared.way(type_, path.removesuffix("._typeName"))
            assert way, path


def test_those_that_no_example_reaches_are_there_too() -> None:
    assert "hardware.dvxClasses" in LISTED["HostSystem"]
    assert "config.host" in LISTED["DistributedVirtualSwitch"]
    assert "configurationEx.vmSwapPlacement" in LISTED["ClusterComputeResource"]
    assert "config.vAppConfig.ipAssignment.ipAllocationPolicy" in LISTED["VirtualMachine"]


def test_a_read_that_stands_in_no_list_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the generator would write changes with one read more."""
    new = frozenset({("HostSystem", "config.adminDisabled"), ("HostSystem", "name")})
    monkeypatch.setattr(reads, "_recorded", lambda: new)
    (content,) = reads.generate().values()
    assert "config.adminDisabled" in json.loads(content)["HostSystem"]
    assert "config.adminDisabled" not in LISTED["HostSystem"]


def test_a_read_of_what_no_type_has_stops_the_generator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "_recorded", lambda: frozenset({("HostSystem", "config.nmae")}))
    with pytest.raises(ValueError, match=r"config\.nmae"):
        reads.generate()


def test_a_path_in_the_code_that_several_types_have_must_be_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = frozenset({("HostSystem", "name"), ("VirtualMachine", "name")})
    monkeypatch.setattr(reads, "_recorded", lambda: found)
    monkeypatch.setattr(reads, "_dotted", lambda: iter(["config.files", "summary.config.name"]))
    with pytest.raises(ValueError, match=r"whose is `summary\.config\.name`"):
        reads.generate()


def test_what_is_read_while_cases_are_checked_is_listed() -> None:
    with reads.recording() as pairs:
        for name in NAMES[:5]:
            known = case(name)
            guard = Guard(Inventory.load(known.inventory), "LAB\\ops", engine="portable")
            guard.check(CloneRequest.of(known.request))
    assert pairs
    assert {pair for pair in pairs if pair[1] not in LISTED.get(pair[0], {})} <= {
        ("Task", "name"),
        ("VirtualMachineSnapshot", "name"),
        ("VmwareDistributedVirtualSwitch", "uuid"),
    } | {("VmwareDistributedVirtualSwitch", path) for path in LISTED["DistributedVirtualSwitch"]}
    assert Reference("HostSystem", "host-9").type in LISTED
