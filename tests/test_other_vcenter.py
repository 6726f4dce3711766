"""A clone to another vCenter: what becomes of it there is one open question, said once."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import pytest

from policyguard import Guard, Report, Verdict, check
from policyguard.examples import with_examples
from policyguard.rules import builtin_rules
from policyguard.rules.repeated import written_out
from tests.shipped import DESCRIBED, inventory_of, request_of

ELSEWHERE = "request:spec.location.service"
SERVICE = {
    "_typeName": "ServiceLocator",
    "instanceUuid": "7f3e2c1a-5b6d-4e8f-9a0b-1c2d3e4f5a6b",
    "url": "https://vcenter-b.lab.example/sdk",
    "sslThumbprint": ":".join(["6e"] * 20),
    "credential": {
        "_typeName": "ServiceLocatorNamePassword",
        "username": "LAB\\ops",
        "password": "1",
    },
}
OTHER = {"instanceUuid": "2b1f0c9e-1111-4222-8333-944455566677"}


def sent_elsewhere(request: Mapping[str, Any]) -> dict[str, Any]:
    """The request, for another vCenter, where its body has a location."""
    sent = copy.deepcopy(dict(request))
    sent["body"]["spec"]["location"]["service"] = SERVICE
    return sent


def open_questions(report: Report) -> list[str]:
    return [one.rule for one in report.findings if ELSEWHERE in one.unknown]


@pytest.mark.parametrize("name", DESCRIBED)
def test_a_shipped_example_sent_elsewhere_has_one_open_question_of_it(name: str) -> None:
    report = check(sent_elsewhere(request_of(name)), inventory=inventory_of(name))
    assert open_questions(report) == ["XVC006"]
    assert report.verdict is not Verdict.PASS


def has_location(request: Mapping[str, Any]) -> bool:
    body = request.get("body")
    spec = body.get("spec") if isinstance(body, dict) else None
    return isinstance(spec, dict) and isinstance(spec.get("location"), dict)


def test_no_example_of_a_rule_sent_elsewhere_has_more_than_one() -> None:
    """What is known of the source stays judged, whatever rule it is of."""
    asked = [
        (written_out(example.request), example.inventory)
        for rule in with_examples(builtin_rules())
        for example in rule.examples[:2]
        if has_location(example.request)
    ]
    assert len(asked) > 50
    for request, inventory in asked:
        elsewhere = sent_elsewhere(dict(request))
        assert open_questions(check(elsewhere, inventory=inventory)) == ["XVC006"]


def test_what_is_known_of_the_source_is_judged() -> None:
    request, inventory = request_of("deploy-template"), inventory_of("deploy-template")
    source = inventory["objects"][f"VirtualMachine/{request['moId']}"]
    source["runtime"]["connectionState"] = "inaccessible"
    inventory["about"] = {**inventory.get("about", {}), **OTHER}
    report = check(sent_elsewhere(request), inventory=inventory)
    assert report.verdict is Verdict.FAIL
    assert "SRC001" in {one.rule for one in report.findings if not one.unknown}
    assert open_questions(report) == ["XVC006"]


def test_what_is_asked_there_is_asked_on_objects_that_are_not_known() -> None:
    request, inventory = request_of("deploy-template"), inventory_of("deploy-template")
    there = [
        one
        for one in check(
            sent_elsewhere(request), inventory=inventory, permissions=False
        ).requirements
        if one.entity is None and not one.any_of and not one.conditional
    ]
    assert {one.privilege for one in there} >= {
        "Datastore.AllocateSpace",
        "VirtualMachine.Inventory.CreateFromExisting",
        "VirtualMachine.Inventory.Register",
    }
    assert {one.unknown for one in there} == {(ELSEWHERE,)}


def test_a_rule_that_is_left_out_takes_no_question_with_it() -> None:
    """Without the question that stands for all, each of the others is asked."""
    request, inventory = request_of("deploy-template"), inventory_of("deploy-template")
    guard = Guard(inventory)
    report = guard.check(sent_elsewhere(request), keep=lambda rule: rule != "XVC006")
    assert len(open_questions(report)) > 1
