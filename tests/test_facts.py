"""Facts follow from the request and the inventory alone, whatever was asked before."""

from __future__ import annotations

import ipaddress
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyguard import Guard, Inventory, names
from policyguard.facts import facts_of
from policyguard.facts.children import Children
from policyguard.facts.customization.ipv4 import address_of
from policyguard.facts.parts import is_standing, standing_facts, whole_facts
from policyguard.facts.situation import Situation
from policyguard.facts.values import Facts
from policyguard.references import Reference
from policyguard.request import ABSENT, MALFORMED, CloneRequest, member, within
from policyguard.rules import builtin_rules
from policyguard.vocabulary import KINDS, UNKNOWN, qualified
from tests.property.clone_requests import Writer, random_of, spoilt
from tests.shipped import inventory_of
from tests.shipped import request_of as shipped_request

EXAMPLES = ("deploy-template", "linked-clone", "linux-customization", "encrypted-source")
INVENTORIES = [Inventory.load(inventory_of(name)) for name in EXAMPLES]
GUARDS = [Guard(inventory, "LAB\\alice", engine="portable") for inventory in INVENTORIES]


def alone(request: CloneRequest, which: int) -> dict[str, Any]:
    """The facts of a request before an inventory that was asked of nothing else."""
    return facts(request, Inventory.load(inventory_of(EXAMPLES[which])))


def facts(request: CloneRequest, inventory: Inventory) -> dict[str, Any]:
    found = facts_of(Situation(request, inventory), ())
    return {field.name: getattr(found, field.name) for field in fields(found)}


def written(seed: int) -> CloneRequest:
    random = random_of(seed)
    body = Writer(random).body()
    for _ in range(random.randrange(3)):
        body = spoilt(body, random)
    return CloneRequest(mo_id=random.choice(["vm-12", "VirtualMachine/vm-12", 7, None]), body=body)


@given(seed=st.integers(0, 2**32), which=st.integers(0, len(EXAMPLES) - 1))
def test_what_was_asked_before_changes_no_fact(seed: int, which: int) -> None:
    request = written(seed)
    assert facts(request, INVENTORIES[which]) == alone(request, which)


@given(seed=st.integers(0, 2**32), which=st.integers(0, len(EXAMPLES) - 1))
def test_a_guard_that_was_asked_much_says_what_a_new_one_says(seed: int, which: int) -> None:
    request = written(seed)
    new = Guard(inventory_of(EXAMPLES[which]), "LAB\\alice", engine="portable")
    assert GUARDS[which].check(request) == new.check(request)


@pytest.mark.parametrize("name", EXAMPLES)
def test_requests_that_differ_in_little_get_their_own_facts(name: str) -> None:
    guard = Guard(inventory_of(name))
    data = shipped_request(name)
    guard.check(data)
    for changed in (
        {"name": "50% off"},
        {"name": None},
        {"name": ["x"]},
        {"spec": {**data["body"]["spec"], "customization": {"identity": 5}}},
        {"spec": {**data["body"]["spec"], "customization": []}},
        {"spec": {**data["body"]["spec"], "config": {"name": None, "annotation": "x"}}},
        {"spec": {**data["body"]["spec"], "config": {"name": "x"}}},
        {"spec": {**data["body"]["spec"], "config": []}},
        {"spec": None},
    ):
        request = CloneRequest.of({**data, "body": {**data["body"], **changed}})
        assert guard.check(request) == Guard(inventory_of(name)).check(request)


@pytest.mark.parametrize("body", [{"name": {1, 2}}, {"spec": {1, 2}}, {3}, None, [], "x", 5])
def test_a_body_that_is_no_request_has_facts(body: Any) -> None:
    request = CloneRequest(body=body)
    assert facts(request, INVENTORIES[0]) == alone(request, 0)


def test_what_is_long_or_no_json_has_a_report() -> None:
    long = CloneRequest(body={"spec": {"location": {"disk": [{"diskId": n} for n in range(9000)]}}})
    strange = CloneRequest(body={"spec": {"location": {"pool": object()}}})
    for request in (long, strange):
        assert GUARDS[0].check(request).request.release == request.release


def test_facts_say_what_the_vocabulary_lists_and_no_more() -> None:
    said = facts(CloneRequest.of(shipped_request("linked-clone")), INVENTORIES[1])
    listed = {
        qualified(kind.name, attribute): {*kind.attributes[attribute].values, UNKNOWN}
        for kind in KINDS.values()
        if not kind.many
        for attribute in kind.attributes
    }
    assert said["values"].keys() == listed.keys()
    assert all(value in listed[fact] for fact, value in said["values"].items())


def test_without_a_customization_there_is_nothing_it_asks_for() -> None:
    said = facts(CloneRequest(body={"spec": {}}), INVENTORIES[0])
    asked = ("identity", "host_name", "computer_name", "full_name")
    assert [said["values"][f"customization.{one}"] for one in asked] == ["absent"] * len(asked)


@given(st.lists(st.text("aA%2fF/ \u00e9e\u0301\u212bk", max_size=6), max_size=8), st.data())
def test_what_is_alike_has_one_key(existing: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([*existing, "x"]).flatmap(_like))
    children = Children(
        ((Reference("VirtualMachine", f"vm-{n}"), one) for n, one in enumerate(existing)), None
    )
    found = {child.value for child, _ in children.like(name)}
    for number, one in enumerate(existing):
        if names.compare(one, name) is not names.Likeness.DIFFERENT:
            assert f"vm-{number}" in found


def _like(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from([name, name.upper(), f" {name}", name.replace("/", "%2F"), name + "x"])


def test_what_standing_facts_let_rules_print_is_not_said_anew() -> None:
    case = Situation(CloneRequest(body={"name": "x", "spec": {}}), INVENTORIES[0])
    standing = standing_facts(case)
    whole = whole_facts(case, Facts({}, {}, {}, {}), ())
    assert standing.values.keys().isdisjoint(whole.values)
    assert standing.details.keys().isdisjoint(whole.details)
    assert standing.items.keys().isdisjoint(whole.items)


def test_most_rules_ask_standing_facts_alone() -> None:
    standing = {rule.id for rule in builtin_rules() if is_standing(rule)}
    assert {"PRV001", "PLC001", "STO001"} <= standing
    assert standing.isdisjoint({"NAM001", "CUS001", "REQ001"})
    assert len(standing) > len(builtin_rules()) / 2


def test_what_is_done_to_a_report_changes_no_later_one() -> None:
    guard = Guard(INVENTORIES[0], "LAB\\nobody", engine="portable")
    request = CloneRequest.of(shipped_request("deploy-template"))
    first = guard.check(request)
    before = first.model_dump_json()
    predicted = [fault.model_extra for fault in first.faults]
    for members in (*predicted, *(finding.fault for finding in first.findings)):
        for part in (members or {}).get("missingPrivileges", ()):
            part.clear()
        (members or {}).clear()
    assert first.model_dump_json() != before
    assert guard.check(request).model_dump_json() == before


@given(
    st.from_regex(r"\A[0-9]{1,3}(\.[0-9]{1,3}){2,4}\Z")
    | st.text("0129. \n٣", max_size=12)
    | st.ip_addresses(v=4).map(str)
)
def test_an_address_is_one_where_the_standard_library_says_so(text: str) -> None:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        assert address_of(text) is None
    else:
        assert address_of(text) == int(ipaddress.IPv4Address(text))


@given(
    st.none()
    | st.sampled_from([ABSENT, MALFORMED, 5, "a", [1]])
    | st.dictionaries(st.sampled_from("ab"), st.none() | st.integers()),
    st.sampled_from("ab"),
)
def test_a_member_is_what_is_within(value: Any, key: str) -> None:
    assert member(value, key) == within(value, key)
