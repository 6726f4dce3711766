"""Who could run a request, each with the shortest explanation."""

from __future__ import annotations

import json

import pytest

from policyguard import Status
from policyguard.decision import Effect
from policyguard.matrix import Grant, Who, grants
from tests.matrix_kit import FILES, INVENTORY, KNOWN, data_of, matrix, run, without_power_on


def granted_by(name: str, column: int) -> tuple[Grant, ...]:
    (row,) = matrix(only=[Who(group=False, name=name)]).rows
    return grants(row.cells[column])


def test_one_permission_that_gives_everything_is_enough() -> None:
    (one,) = granted_by("LAB\\erin", 0)
    assert (one.step.role, one.step.principal, one.step.entity) == (
        "Admin",
        "LAB\\admins",
        "Folder/group-d1",
    )
    assert {"Datastore.AllocateSpace", "VirtualMachine.Interact.PowerOn"} <= set(one.privileges)


def test_the_permissions_give_together_everything_that_is_needed() -> None:
    for row in matrix().rows:
        for cell in row.cells:
            if cell.status is Status.GRANTED:
                given = {privilege for grant in grants(cell) for privilege in grant.privileges}
                needed = {one.privilege for one in cell.requirements}
                assert needed - given <= {"System.View"}
                assert all(grant.step.effect is Effect.GRANTS for grant in grants(cell))


def test_no_permission_is_told_twice_or_in_vain() -> None:
    for row in matrix().rows:
        for cell in row.cells:
            steps = [grant.step for grant in grants(cell)]
            assert len(steps) == len(set(steps)) <= len(cell.requirements)
            assert all(grant.privileges for grant in grants(cell))


def test_the_text_says_who_can_through_what_and_for_whom_it_is_not_known() -> None:
    text = run("who", FILES[1], *KNOWN).stdout
    able = text.split("  can run it: 5\n")[1].split("  not known: 1\n")[0]
    assert [line.strip() for line in able.splitlines() if line.startswith("    LAB")] == [
        "LAB\\alice",
        "LAB\\carol",
        "LAB\\erin",
        "LAB\\admins (group)",
        "LAB\\db (group)",
    ]
    assert "role `Admin` (-1) to group `LAB\\admins` on `Datacenters` (Folder/group-d1)" in able
    unclear = text.split("  not known: 1\n")[1]
    assert unclear.startswith(
        "    LAB\\svc-pipeline\n      it takes `roles` to tell\n  cannot: 4\n"
    )


def test_the_way_into_a_group_is_said() -> None:
    text = run("who", FILES[0], *KNOWN, "--principal", "LAB\\alice").stdout
    words = " ".join(text.split())
    assert "role `Template deployer` (101) to group `LAB\\staff` through `LAB\\" in words


def test_the_json_says_for_each_principal_what_it_takes() -> None:
    found = json.loads(run("who", *FILES, *KNOWN, "--format", "json").stdout)
    (web, _, _) = found["requests"]
    by_name = {one["principal"]: one for one in web["principals"]}
    assert by_name["LAB\\erin"]["status"] == "granted"
    (entry,) = by_name["LAB\\erin"]["through"]
    assert (entry["roleId"], entry["entity"], entry["principal"]) == (
        -1,
        "Folder/group-d1",
        "LAB\\admins",
    )
    assert by_name["LAB\\bob"]["through"] == []
    open_ones = by_name["LAB\\svc-pipeline"]["requirements"]
    assert {decider for one in open_ones for decider in one["unknown"]} == {"roles"}


def test_what_is_missing_and_may_not_be_asked_for_is_told_so() -> None:
    stdin = json.dumps(without_power_on()).encode()
    known = ("--inventory", INVENTORY, "--inventory", "-")
    words = " ".join(run("who", FILES[1], *known, stdin=stdin).stdout.split())
    assert (
        "LAB\\carol lacks VirtualMachine.Interact.PowerOn on `db` (Folder/group-v23) or "
        "VirtualMachine.Interact.PowerOn on `db` (ResourcePool/resgroup-82) [inferred], "
        "which may not be asked for: `spec.powerOn` is set"
    ) in words


def test_of_a_request_that_fails_anyway_it_says_who_holds_the_privileges() -> None:
    request = data_of(FILES[0])
    request["body"]["name"] = "50% off"
    who = ("--principal", "LAB\\erin", "--principal", "LAB\\bob")
    text = run("who", "-", *KNOWN, *who, stdin=json.dumps(request).encode()).stdout
    assert "  fails whoever sends it: NAM001: " in text
    assert "\n  holds the privileges: 1, but the request fails anyway\n    LAB\\erin\n" in text
    assert text.endswith("\n  lacks privileges: 1\n    LAB\\bob\n")
    assert "can" not in text.split()


def test_help_says_that_the_privileges_decide() -> None:
    for command in ("who", "matrix"):
        words = " ".join(run(command, "--help").stdout.split())
        assert "The privileges decide" in words
        assert "Exit status 1 if there is a request for which nobody holds them" in words
    words = " ".join(run("privileges", "--help").stdout.split())
    assert "Exit status 1 if the principal lacks one that is surely asked for" in words


@pytest.mark.parametrize(
    ("who", "unknown", "status"),
    [
        ("LAB\\erin", "error", 0),
        ("LAB\\bob", "warn", 1),
        ("LAB\\bob", "error", 1),
        ("LAB\\svc-pipeline", "warn", 0),
        ("LAB\\svc-pipeline", "error", 4),
    ],
)
def test_the_exit_status(who: str, unknown: str, status: int) -> None:
    run("who", FILES[0], *KNOWN, "--principal", who, "--unknown", unknown, status=status)


def test_nobody_is_said() -> None:
    text = run("who", FILES[0], *KNOWN, "--principal", "LAB\\bob", status=1).stdout
    assert "  can run it: nobody\n" in text
    assert "  cannot: 1\n    LAB\\bob\n" in text
