"""What is not known, and in which order things stand, as laws on the shipped examples."""

from __future__ import annotations

import copy
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyguard import Guard, InvalidInventory, Inventory, Report, Status, Verdict
from tests.shipped import ALICE, DESCRIBED, Data, check, inventory_of, request_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What is left out is unknown, and never changes an answer that is known.


def leaves(tree: Data, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The way to every property of every object."""
    for key, value in tree.items():
        if isinstance(value, dict) and "_typeName" not in value:
            yield from leaves(value, (*above, key))
        else:
            yield (*above, key)


def without(inventory: Data, ways: Iterable[tuple[str, ...]]) -> Data:
    found = copy.deepcopy(inventory)
    for *above, last in ways:
        place = found["objects"]
        for step in above:
            place = place[step]
        del place[last]
    return found


@cache
def all_that_is_known(name: str) -> tuple[Data, Data, Report]:
    request, inventory = request_of(name), inventory_of(name)
    return request, inventory, check(request, inventory)


@given(st.data())
def test_a_property_left_out_never_changes_a_definite_answer(data: st.DataObject) -> None:
    request, inventory, full = all_that_is_known(data.draw(st.sampled_from(DESCRIBED)))
    ways = data.draw(st.sets(st.sampled_from(list(leaves(inventory["objects"]))), min_size=1))
    report = check(request, without(inventory, ways))
    definite = {(f.rule, f.pointer) for f in report.findings if not f.unknown}
    assert definite <= {(finding.rule, finding.pointer) for finding in full.findings}
    spoken = {finding.rule for finding in report.findings}
    spoken |= {requirement.rule for requirement in report.requirements}
    assert {finding.rule for finding in full.findings} <= spoken
    statuses = {(r.privilege, r.entity): r.status for r in full.requirements}
    refused = {r.entity for r in full.requirements if r.status is Status.MISSING}
    for r in report.requirements:
        if r.status in (Status.GRANTED, Status.MISSING) and not r.conditional:
            # That an object must be seen is left out where something else is missing on it.
            left_out = r.privilege == "System.View" and r.entity in refused
            assert left_out or statuses[r.privilege, r.entity] is r.status
    assert report.verdict in (full.verdict, Verdict.UNDETERMINED)


WRONG: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 10**400, "", "off", "a/b", [], [None], [[]], {}, {"key": 1}]
)


@given(st.data())
def test_a_property_of_any_shape_gives_a_report_or_a_refusal_of_the_inventory(
    data: st.DataObject,
) -> None:
    request, inventory, _ = all_that_is_known(data.draw(st.sampled_from(DESCRIBED)))
    ways = data.draw(st.sets(st.sampled_from(list(leaves(inventory["objects"]))), min_size=1))
    inventory = copy.deepcopy(inventory)
    for *above, last in ways:
        place = inventory["objects"]
        for step in above:
            place = place[step]
        place[last] = data.draw(WRONG)
    try:
        report = check(request, inventory)
    except InvalidInventory:
        return
    assert report.model_dump_json()


@pytest.mark.parametrize("name", DESCRIBED)
def test_a_property_left_out_is_asked_for_if_it_leaves_anything_open(name: str) -> None:
    request, inventory, _ = all_that_is_known(name)
    asked = 0
    for way in leaves(inventory["objects"]):
        report = check(request, without(inventory, [way]))
        opened = {d for finding in report.findings for d in finding.unknown}
        opened |= {d for requirement in report.requirements for d in requirement.unknown}
        opened = {decider for decider in opened if not decider.startswith("request:")}
        left_out = f"{way[0]}:{'.'.join(way[1:])}."
        assert not opened or any(f"{decider}.".startswith(left_out) for decider in opened)
        asked += bool(opened)
    assert asked > 20


# Order says nothing.

UNORDERED = ("permissions", "roles", "complete")


def reversed_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in reversed(value)}
    return [reversed_keys(one) for one in value] if isinstance(value, list) else value


def turned(inventory: Data) -> Data:
    """The same inventory, each object, permission, role, group and key in reverse order."""
    found: Data = reversed_keys(inventory)
    found |= {key: found[key][::-1] for key in UNORDERED}
    found["groups"] = {group: members[::-1] for group, members in found["groups"].items()}
    return found


@pytest.mark.parametrize("name", DESCRIBED)
def test_the_order_of_an_inventory_and_of_keys_never_shows(name: str) -> None:
    request, inventory = request_of(name), inventory_of(name)
    first = turned(inventory)
    assert list(first["objects"]) == list(inventory["objects"])[::-1]
    expected = check(request, inventory).model_dump_json()
    assert check(request, first).model_dump_json() == expected
    assert check(reversed_keys(request), inventory).model_dump_json() == expected


@pytest.mark.parametrize("name", DESCRIBED)
def test_an_inventory_may_come_in_two_files(name: str) -> None:
    whole = inventory_of(name)
    objects = {"about": whole.pop("about"), "objects": whole.pop("objects")}
    split = Inventory.load([objects, whole])
    expected = check(request_of(name), inventory_of(name))
    assert Guard(split, ALICE).check(request_of(name)) == expected
