"""One requirement with alternatives: granted by any, missing without all, and how it is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyguard import Guard, Report, Requirement, Status
from policyguard.render.text import render_text

SOURCE, FOLDER, POOL = "VirtualMachine/vm-12", "Folder/group-v3", "ResourcePool/resgroup-8"
NEW, OLD = "Cryptographer.EncryptNew", "Cryptographer.Encrypt"
WHO = r"LAB\alice"
ENCRYPTS = {"_typeName": "CryptoSpecEncrypt"}


def entry(entity: str, role: int) -> dict[str, Any]:
    return {"entity": entity, "principal": WHO, "group": False, "roleId": role, "propagate": True}


def report_of(on_folder: list[str] | None, on_source: list[str] | None) -> Report:
    """Who holds what where; None leaves the role undescribed."""
    roles = [
        {"roleId": 100 + number, "name": f"r{number}", "privilege": held}
        for number, held in enumerate((on_folder, on_source))
        if held is not None
    ]
    source = {
        "parent": FOLDER,
        "config.template": False,
        "config.keyId": None,
        "config.hardware.device": [],
        "resourcePool": None,
    }
    inventory = {
        "objects": {SOURCE: source, FOLDER: {"parent": None}},
        "roles": roles,
        "permissions": [entry(FOLDER, 100), entry(SOURCE, 101)],
        "groups": {},
        "complete": ["permissions", "groups", *(["roles"] if len(roles) == 2 else [])],
    }
    folder = {"_typeName": "ManagedObjectReference", "type": "Folder", "value": "group-v3"}
    spec = {"location": {"cryptoSpec": ENCRYPTS}, "template": True, "powerOn": False}
    body = {"folder": folder, "name": "x", "spec": spec}
    return Guard(inventory, WHO, engine="portable").check({"moId": "vm-12", "body": body})


def encryption(report: Report) -> Requirement:
    (found,) = (one for one in report.requirements if one.rule == "PRV017")
    return found


STATUS = {"granted": Status.GRANTED, "missing": Status.MISSING, "unknown": Status.UNKNOWN}
ways = st.sampled_from(sorted(STATUS))


@given(first=ways, second=ways)
def test_any_one_that_is_granted_is_enough_and_all_must_be_missing(first: str, second: str) -> None:
    held = {"granted": True, "missing": False, "unknown": None}
    on_folder = None if held[first] is None else [NEW] * bool(held[first])
    on_source = None if held[second] is None else [OLD] * bool(held[second])
    requirement = encryption(report_of(on_folder, on_source))
    assert [(way.privilege, way.entity) for way in requirement.any_of] == [
        (NEW, FOLDER),
        (OLD, SOURCE),
    ]
    # A role that is not described may be anybody's: then nothing is missing for sure.
    both = [STATUS[first], STATUS[second]]
    if Status.UNKNOWN in both:
        both = [Status.GRANTED if one is Status.GRANTED else Status.UNKNOWN for one in both]
    assert [way.status for way in requirement.any_of] == both
    if "granted" in (first, second):
        assert (requirement.status, requirement.unknown) == (Status.GRANTED, ())
    elif first == second == "missing":
        assert requirement.status is Status.MISSING
    else:
        assert requirement.status is Status.UNKNOWN
        assert requirement.unknown
    assert (requirement.privilege, requirement.entity) == (NEW, FOLDER)


def test_what_is_missing_predicts_a_fault_that_lists_each_and_a_message_that_one_would_do() -> None:
    report = report_of([], [])
    (finding,) = (one for one in report.findings if one.rule == "PRV017")
    assert "any one of which would do" in finding.message
    assert f"`{NEW}`" in finding.message
    assert f"`{OLD}`" in finding.message
    (fault,) = (one for one in report.faults if one.type_name == "NoPermission")
    parts = fault.model_dump()["missingPrivileges"]
    listed = {part["entity"]["type"]: part["privilegeIds"] for part in parts}
    assert listed == {
        "VirtualMachine": ["VirtualMachine.Provisioning.CreateTemplateFromVM", OLD],
        "Folder": ["VirtualMachine.Inventory.CreateFromExisting", NEW],
    }


def test_the_text_has_a_line_for_each_way_and_its_name_in_the_client() -> None:
    text = render_text([report_of([NEW], [])])
    lines = [line.strip() for line in text.splitlines()]
    start = lines.index(f"granted   {NEW} on {FOLDER}")
    assert lines[start + 1] == f"or {OLD} on {SOURCE}"
    assert lines[start + 2 : start + 4] == [
        "Cryptographic operations > Encrypt new",
        "Cryptographic operations > Encrypt",
    ]


@pytest.mark.parametrize("pool", [None, POOL])
def test_where_there_is_no_pool_nothing_is_asked_of_it(pool: str | None) -> None:
    """A template has none, so only its folder can pass on the right to power on."""
    source = {"config.template": True, "resourcePool": None}
    location = {}
    if pool:
        kind, moid = pool.split("/")
        location["pool"] = {"_typeName": "ManagedObjectReference", "type": kind, "value": moid}
    folder = {"_typeName": "ManagedObjectReference", "type": "Folder", "value": "group-v3"}
    spec = {"location": location, "template": False, "powerOn": True}
    request = {"moId": "vm-12", "body": {"folder": folder, "name": "x", "spec": spec}}
    report = Guard({"objects": {SOURCE: source}}, WHO).check(request)
    (found,) = (one for one in report.requirements if one.rule == "PRV021")
    assert [way.entity for way in found.any_of] == ([FOLDER, POOL] if pool else [])
    assert found.entity == FOLDER


def test_what_is_seen_for_sure_is_told_of_on_one_line_and_what_is_not_by_itself() -> None:
    on_folder, on_source = "Inventory.CreateFromExisting", "Provisioning.CreateTemplateFromVM"
    held = [f"VirtualMachine.{on_folder}"], [f"VirtualMachine.{on_source}"]
    text = render_text([report_of([NEW, *held[0]], [OLD, *held[1]])])
    assert f"granted   System.View on {SOURCE}, {FOLDER}" in text
