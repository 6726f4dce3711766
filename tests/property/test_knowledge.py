"""Knowing more settles what was open and never changes what was settled.

The inventories of `examples/` are the truth; each law is tried on what is left of one when
some properties are not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policyguard import document
from policyguard.guard import Guard
from policyguard.report import Finding, Report, Status, Verdict
from policyguard.request import CloneRequest
from tests.shipped import DESCRIBED

ROOT = Path(__file__).parent.parent.parent / "examples"
WHO = "LAB\\alice"

few = settings(
    max_examples=settings().max_examples // 4, suppress_health_check=[HealthCheck.too_slow]
)


def load(path: Path) -> Any:
    (part,) = document.read(path.read_bytes(), path.name)
    return part.data


def example(name: str) -> tuple[CloneRequest, Mapping[str, Any]]:
    (request,) = (ROOT / name).glob("request.*")
    return CloneRequest.of(load(request)), load(ROOT / name / "inventory.yaml")


EXAMPLES = {name: example(name) for name in DESCRIBED}


def check(request: CloneRequest, inventory: Mapping[str, Any]) -> Report:
    return Guard(inventory, WHO, engine="portable").check(request)


def known(inventory: Mapping[str, Any]) -> list[tuple[str, str]]:
    objects = inventory["objects"]
    return [(name, path) for name, properties in objects.items() for path in properties]


def without(inventory: Mapping[str, Any], hidden: set[tuple[str, str]]) -> dict[str, Any]:
    """The inventory as one knows it who was not told the hidden properties."""
    objects = {
        name: {path: v for path, v in properties.items() if (name, path) not in hidden}
        for name, properties in inventory["objects"].items()
    }
    return {**inventory, "objects": objects}


_SECTIONS = ("permissions", "roles", "groups")


def listed(inventory: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What the sections beside the objects hold, and what is claimed of them."""
    groups = inventory.get("groups", {})
    return [
        *(("permissions", number) for number in range(len(inventory.get("permissions", ())))),
        *(("roles", number) for number in range(len(inventory.get("roles", ())))),
        *(("groups", (group, member)) for group in groups for member in groups[group]),
        *(("complete", one) for one in inventory.get("complete", ()) if one in _SECTIONS),
    ]


def less_listed(inventory: Mapping[str, Any], hidden: set[tuple[str, Any]]) -> dict[str, Any]:
    """The inventory without some of that; nothing is claimed of a section that lacks any."""
    lacking = {section for section, _ in hidden}
    return {
        **inventory,
        **{
            section: [one for n, one in enumerate(inventory[section]) if (section, n) not in hidden]
            for section in ("permissions", "roles")
            if section in inventory
        },
        "groups": {
            group: [one for one in members if ("groups", (group, one)) not in hidden]
            for group, members in inventory.get("groups", {}).items()
        },
        "complete": [
            one
            for one in inventory.get("complete", ())
            if one not in lacking and ("complete", one) not in hidden
        ],
    }


def definite(report: Report) -> set[tuple[str, str, str]]:
    return {_what(f) for f in report.findings if not f.unknown and not f.rule.startswith("PRV")}


def possible(report: Report) -> set[tuple[str, str]]:
    return {(f.rule, f.pointer) for f in report.findings if not f.rule.startswith("PRV")}


def _what(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.pointer, finding.severity


def settled(report: Report) -> dict[tuple[str, str | None], Status]:
    """What is known for sure; that an object must be seen is left out beside what is missing."""
    return {
        (r.privilege, r.entity): r.status
        for r in report.requirements
        if not r.conditional and r.status in (Status.GRANTED, Status.MISSING)
        if r.privilege != "System.View"
    }


@pytest.mark.parametrize("name", DESCRIBED)
@few
@given(data=st.data())
def test_telling_more_never_changes_a_definite_answer(name: str, data: st.DataObject) -> None:
    request, inventory = EXAMPLES[name]
    properties = known(inventory)
    hidden = data.draw(st.sets(st.sampled_from(properties), max_size=12))
    told = data.draw(st.sets(st.sampled_from(sorted(hidden)))) if hidden else set()
    less, more = (check(request, without(inventory, h)) for h in (hidden, hidden - told))

    # A requirement whose status is unknown is no finding: `settled` holds PRV to the law.
    assert definite(less) <= definite(more)
    assert possible(more) <= possible(less)
    assert settled(less).items() <= settled(more).items()
    if less.verdict in (Verdict.FAIL, Verdict.PASS):
        assert more.verdict is less.verdict


@pytest.mark.parametrize("name", DESCRIBED)
@few
@given(data=st.data())
def test_listing_more_never_changes_a_definite_answer(name: str, data: st.DataObject) -> None:
    """Permissions, roles, groups, members, and that they are all."""
    request, inventory = EXAMPLES[name]
    hidden = data.draw(st.sets(st.sampled_from(listed(inventory)), max_size=6))
    told = data.draw(st.sets(st.sampled_from(sorted(hidden, key=str)))) if hidden else set()
    less, more = (check(request, less_listed(inventory, h)) for h in (hidden, hidden - told))
    assert definite(less) == definite(more)
    assert settled(less).items() <= settled(more).items()
    if less.verdict in (Verdict.FAIL, Verdict.PASS):
        assert more.verdict is less.verdict


@pytest.mark.parametrize("name", DESCRIBED)
def test_each_property_alone_is_asked_for_or_does_not_matter(name: str) -> None:
    """What is hidden changes the report only into one that says what would decide it."""
    request, inventory = EXAMPLES[name]
    whole = check(request, inventory)
    for hidden in known(inventory):
        report = check(request, without(inventory, {hidden}))
        if report.verdict is Verdict.UNDETERMINED is not whole.verdict:
            deciders = {u for f in report.findings for u in f.unknown}
            deciders |= {u for r in report.requirements for u in r.unknown}
            assert any(u.startswith(hidden[0]) or u == "objects" for u in deciders), hidden


@pytest.mark.parametrize("name", DESCRIBED)
@few
@given(data=st.data())
def test_the_order_of_what_is_told_never_changes_a_report(name: str, data: st.DataObject) -> None:
    request, inventory = EXAMPLES[name]
    shuffled = {key: _shuffled(inventory[key], data) for key in _order(list(inventory), data)}
    body = {key: request.body[key] for key in _order(list(request.body), data)}
    assert check(replace(request, body=body), shuffled) == check(request, inventory)


def _order(keys: list[Any], data: st.DataObject) -> list[Any]:
    return list(data.draw(st.permutations(keys)))


def _shuffled(part: Any, data: st.DataObject) -> Any:
    if isinstance(part, dict):
        return {key: part[key] for key in _order(list(part), data)}
    return _order(part, data) if isinstance(part, list) else part


@pytest.mark.parametrize("name", DESCRIBED)
@few
@given(data=st.data())
def test_a_privilege_more_in_a_role_never_takes_anything(name: str, data: st.DataObject) -> None:
    request, inventory = EXAMPLES[name]
    before = check(request, inventory)
    wanted = sorted({r.privilege for r in before.requirements} | {"System.View"})
    roles = [
        {**role, "privilege": [*role.get("privilege", []), data.draw(st.sampled_from(wanted))]}
        if role["roleId"] > 0
        else role
        for role in inventory["roles"]
    ]
    after = check(request, {**inventory, "roles": roles})
    granted = {k for k, status in settled(before).items() if status is Status.GRANTED}
    assert granted <= {k for k, status in settled(after).items() if status is Status.GRANTED}
