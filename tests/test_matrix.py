"""Who can run what: the cells, the principals, and the exit statuses."""

from __future__ import annotations

from typing import Any

import click
import pytest
from click.testing import CliRunner

from policyguard import CloneRequest, Guard, Inventory, Severity, Status, Verdict
from policyguard.cli import cli
from policyguard.matrix import Who, matrix_of, named, principals_of
from policyguard.render.matrix_text import render_matrix
from tests.matrix_kit import (
    FILES,
    INVENTORY,
    KNOWN,
    NOW,
    data_of,
    matrix,
    requests,
    run,
    statuses,
    without_power_on,
)
from tests.pack_kit import pack, policy
from tests.shipped import DESCRIBED, inventory_of, request_of

CAROL = Who(group=False, name="LAB\\carol")


# The cells.


def test_the_cells_of_the_example() -> None:
    granted, missing = "granted", "missing"
    assert statuses(matrix()) == {
        "LAB\\alice": [granted, granted, missing],
        "LAB\\bob": [missing, missing, missing],
        "LAB\\carol": [missing, granted, missing],
        "LAB\\erin": [granted, granted, granted],
        "LAB\\frank": [missing, missing, granted],
        "LAB\\svc-pipeline": ["unknown"] * 3,
        "LAB\\admins": [granted, granted, granted],
        "LAB\\db": [missing, granted, missing],
        "LAB\\staff": [missing, missing, missing],
        "LAB\\web": [granted, missing, missing],
    }


@pytest.mark.parametrize("name", [*DESCRIBED, "access-matrix"])
def test_a_cell_says_what_a_check_for_that_principal_alone_says(name: str) -> None:
    shared = name == "access-matrix"
    inventory = Inventory.load([INVENTORY, NOW] if shared else inventory_of(name))
    asked = requests() if shared else [CloneRequest.of(request_of(name))]
    users = [who for who in principals_of(inventory) if not who.group]
    assert users
    for row in matrix_of(Guard(inventory), asked, users).rows:
        guard = Guard(inventory, row.who.name)
        requiring = {rule.id for rule in guard.rules if rule.requires}
        for request, cell in zip(asked, row.cells, strict=True):
            report = guard.check(request)
            assert cell.requirements == report.requirements
            alone = guard.check(request, keep=requiring.__contains__)
            assert (alone.verdict is Verdict.FAIL) == (cell.status is Status.MISSING)
            sure = alone.verdict is Verdict.PASS and not alone.findings
            assert sure == (cell.status is Status.GRANTED)


def test_a_request_that_fails_whoever_sends_it_is_granted_all_the_same() -> None:
    request = data_of(FILES[0])
    request["body"]["name"] = "50% off"
    inventory = Inventory.load([INVENTORY, NOW])
    erin = Who(group=False, name="LAB\\erin")
    found = matrix_of(Guard(inventory), [CloneRequest.of(request)], [erin])
    assert statuses(found) == {"LAB\\erin": ["granted"]}
    assert "fails whoever sends it: NAM001: " in render_matrix(found)


def test_what_is_only_inferred_to_be_asked_for_makes_nobody_unable() -> None:
    """`VirtualMachine.Interact.PowerOn` (P27) is inferred."""
    found = matrix(INVENTORY, without_power_on(), only=[CAROL])
    (row,) = found.rows
    assert [cell.status.value for cell in row.cells] == ["missing", "unknown", "missing"]
    lacking = [r for r in row.cells[1].requirements if r.status is Status.MISSING]
    assert [one.privilege for one in lacking] == ["VirtualMachine.Interact.PowerOn"]
    assert list(row.cells[1].doubtful) == lacking
    assert matrix(only=[CAROL]).rows[0].cells[1].doubtful == ()


def test_a_pack_decides_what_a_privilege_costs() -> None:
    guard = Guard(Inventory.load([INVENTORY, NOW]), rules=[pack(PRV009="warning")])
    found = matrix_of(guard, requests()[:1], [Who(group=False, name="LAB\\bob")])
    assert statuses(found) == {"LAB\\bob": ["unknown"]}
    text = render_matrix(found)
    assert "AllocateSpace on `ds-1` (Datastore/datastore-11) [api-page]\n" in text
    assert "        which its rule makes no error: " in text
    assert "may not be asked for" not in text


def test_a_request_of_which_nothing_is_known_is_unknown_for_everyone() -> None:
    admin = [{"entity": "global", "principal": "a", "group": False, "roleId": -1}]
    inventory = {"permissions": [{**one, "propagate": True} for one in admin]}
    found = matrix_of(Guard(inventory), [CloneRequest.of({})], [Who(group=False, name="a")])
    assert statuses(found) == {"a": ["unknown"]}


def test_a_group_stands_for_a_member_who_is_in_nothing_else() -> None:
    groups = ["LAB\\web"]
    member = Who(group=False, name="LAB\\new")
    inventory = Inventory.load([INVENTORY, NOW])
    one = matrix_of(Guard(inventory), requests(), [member], groups)
    other = matrix_of(Guard(inventory), requests(), [Who(group=True, name="LAB\\web")])
    assert list(statuses(one).values()) == list(statuses(other).values())


# The principals.


def test_everyone_whom_permissions_or_groups_name_is_asked_about_users_first() -> None:
    entry = {"entity": "global", "roleId": -2, "propagate": True}
    inventory = Inventory.load(
        {
            "permissions": [
                {**entry, "principal": "both", "group": False},
                {**entry, "principal": "both", "group": True},
                {**entry, "principal": "empty", "group": True},
            ],
            "groups": {"outer": ["inner", "both", "ann"], "inner": ["bob", "empty"]},
        }
    )
    found = [(who.name, who.group) for who in principals_of(inventory)]
    users = [("ann", False), ("bob", False), ("both", False)]
    assert found == [*users, ("both", True), ("empty", True), ("inner", True), ("outer", True)]
    assert [(w.name, w.group) for w in named(inventory, ["inner", "both", "new", "new"])] == [
        ("inner", True),
        ("both", False),
        ("both", True),
        ("new", False),
    ]


# Exit statuses.


def test_the_matrix_exits_1_if_there_is_a_request_that_nobody_can_run() -> None:
    run("matrix", FILES[0], *KNOWN, "--principal", "LAB\\bob", status=1)
    run("matrix", *FILES, *KNOWN, "--principal", "LAB\\bob", "--principal", "LAB\\erin")


def test_an_open_question_exits_4_where_that_is_asked_for() -> None:
    run("matrix", *FILES, *KNOWN)
    run("matrix", *FILES, *KNOWN, "--unknown", "error", status=4)
    run("matrix", *FILES, *KNOWN, "--unknown", "error", "--principal", "LAB\\erin")
    only = ("--principal", "LAB\\bob", "--unknown", "error")
    run("matrix", *FILES, *KNOWN, *only, status=1)


def test_a_request_that_cannot_be_read_hides_none_of_the_others(tmp_path: Any) -> None:
    ran = run("matrix", str(tmp_path / "none.yaml"), FILES[0], *KNOWN, status=2)
    assert "none.yaml" in ran.stderr
    assert "LAB\\erin            granted\n" in ran.stdout


def test_groups_given_count_for_the_principals_given() -> None:
    who = ("--principal", "LAB\\new", "--group", "LAB\\admins")
    assert "LAB\\new  granted    granted    granted\n" in run("matrix", *FILES, *KNOWN, *who).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--group", "g"],
        ["--principal", ""],
        [],  # the inventory names nobody
        ["--compare", NOW, NOW, "--format", "html"],
        ["--inventory", "-", "--compare", NOW, NOW],
        ["--compare", "-", "-"],
    ],
)
def test_what_cannot_be_asked_is_a_usage_error(arguments: list[str]) -> None:
    ran = CliRunner().invoke(cli, ["matrix", FILES[0], *arguments], standalone_mode=False)
    assert isinstance(ran.exception, click.UsageError)


def test_a_missing_requirement_costs_what_its_rule_says() -> None:
    """The invariant of a cell, on what `matrix_of` is made from."""
    guard = Guard(Inventory.load([INVENTORY, NOW]))
    severities = {rule.id: rule.severity for rule in guard.rules}
    for row in matrix().rows:
        for cell in row.cells:
            missing = {r.rule for r in cell.requirements if r.status is Status.MISSING}
            costs = {severities[rule] for rule in missing}
            assert (Severity.ERROR in costs) == (cell.status is Status.MISSING)


def test_what_a_pack_requires_is_asked_for_too() -> None:
    requires = {"privilege": "VirtualMachine.Interact.PowerOff", "on": "source"}
    rule = policy(requires=requires, when={"clone": {"destination": "vm"}}, at="/spec")
    inventory = Inventory.load([INVENTORY, NOW])
    guard = Guard(inventory, rules=[pack(rule)])
    found = matrix_of(guard, requests(), principals_of(inventory))
    assert statuses(found)["LAB\\erin"] == ["granted"] * 3
    assert statuses(found)["LAB\\carol"] == ["missing"] * 3
    (carol,) = (row for row in found.rows if row.who.name == "LAB\\carol")
    alone = Guard(inventory, "LAB\\carol", rules=[pack(rule)])
    for cell, request in zip(carol.cells, requests(), strict=True):
        assert cell.requirements == alone.check(request).requirements
    asked = [[one.rule for one in cell.requirements].count("ACME001") for cell in carol.cells]
    assert asked == [1, 1, 0]
