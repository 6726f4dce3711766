"""Without a principal, and without word that none is wanted, no request passes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from policyguard import Guard, InputError, Inventory, PolicyViolation, Status, Verdict, document
from policyguard.cli import cli
from policyguard.engine import available
from policyguard.settling import settling

EXAMPLES = Path(__file__).parent.parent / "examples"
NEEDING = sorted(
    path.parent.name
    for path in EXAMPLES.glob("*/request.*")
    if (path.parent / "inventory.yaml").exists()
)
MISSING = EXAMPLES / "missing-privilege"


def request_of(folder: Path) -> Any:
    (path,) = folder.glob("request.*")
    (part,) = document.read(path.read_bytes(), path.name)
    return part.data


def inventory_of(folder: Path) -> Inventory:
    return Inventory.load(folder / "inventory.yaml")


def check(*arguments: str) -> tuple[int, str]:
    files = (str(MISSING / "request.yaml"), "--inventory", str(MISSING / "inventory.yaml"))
    ran = CliRunner().invoke(cli, ["check", *files, *arguments], standalone_mode=False)
    assert ran.exception is None, ran.exception
    return int(ran.return_value), ran.stdout


@pytest.mark.parametrize("example", NEEDING)
def test_no_example_passes_unless_it_is_said_that_no_permissions_are_wanted(example: str) -> None:
    folder = EXAMPLES / example
    request, inventory = request_of(folder), inventory_of(folder)
    unnamed, unwanted = (
        Guard(inventory).check(request),
        Guard(inventory, permissions=False).check(request),
    )
    assert unnamed.requirements
    assert unnamed.verdict is not Verdict.PASS
    assert unnamed.nobody_named
    assert {one.status for one in unnamed.requirements} == {Status.UNCHECKED}
    assert all("principal" in one.unknown for one in unnamed.requirements)
    assert not unwanted.nobody_named
    assert [one.privilege for one in unwanted.requirements] == [
        one.privilege for one in unnamed.requirements
    ]
    assert not any(one.is_open for one in unwanted.requirements)


def test_a_request_passes_without_permissions_if_nothing_else_is_open() -> None:
    guard = Guard(inventory_of(MISSING), permissions=False)
    assert guard.check(request_of(MISSING)).verdict is Verdict.PASS


def test_a_request_that_needs_nothing_is_open_for_nobody() -> None:
    report = Guard(inventory_of(MISSING)).check(request_of(MISSING), keep=lambda _: False)
    assert report.verdict is Verdict.PASS


def test_the_principal_is_what_would_settle_it() -> None:
    (first, *_) = settling(Guard(inventory_of(MISSING)).check(request_of(MISSING)))
    assert first.unknown == ("principal",)
    assert (
        settling(Guard(inventory_of(MISSING), permissions=False).check(request_of(MISSING))) == ()
    )


def test_a_principal_and_no_permissions_exclude_each_other() -> None:
    with pytest.raises(InputError, match="no permissions are to be checked"):
        Guard({}, "LAB\\alice", permissions=False)


def test_an_open_question_raises_only_where_it_counts() -> None:
    report = Guard(inventory_of(MISSING)).check(request_of(MISSING))
    report.raise_for_verdict()
    report.raise_for_verdict(unknown="ignore")
    with pytest.raises(PolicyViolation, match="the verdict is `undetermined`"):
        report.raise_for_verdict(unknown="error")


@pytest.mark.parametrize(("unknown", "status"), [("ignore", 0), ("warn", 0), ("error", 4)])
def test_the_line_before_the_summary_says_that_nobody_was_named(unknown: str, status: int) -> None:
    found, text = check("--unknown", unknown)
    *_, line, last = text.splitlines()
    assert found == status
    assert line.startswith("undetermined: nobody was named")
    assert "--principal NAME (the inventory knows `LAB\\alice`)" in line
    assert "--no-permissions" in line
    assert last == f"1 request: 1 undetermined (engine: {available()[0]})"


def test_no_permissions_wanted_none_shown() -> None:
    found, text = check("--no-permissions", "--unknown", "error")
    assert found == 0
    assert "  privileges\n" not in text
    assert text.splitlines()[-2:] == ["", f"1 request: 1 pass (engine: {available()[0]})"]
    found, text = check("--no-permissions", "--format", "json")
    (report,) = json.loads(text)["reports"]
    assert {one["status"] for one in report["requirements"]} == {"unchecked"}


def test_named_and_not_wanted_is_a_usage_error() -> None:
    files = (str(MISSING / "request.yaml"), "--no-permissions", "--principal", "LAB\\alice")
    ran = CliRunner().invoke(cli, ["check", *files])
    assert ran.exit_code == 2
    assert "--no-permissions goes with no --principal" in ran.stderr


def test_whoever_fails_is_not_asked_who_it_is() -> None:
    ran = CliRunner().invoke(cli, ["check", "-"], input='{"moId": "vm-1", "body": {}}')
    assert ran.stdout.splitlines()[-1].startswith("1 request: 1 fail ")
    assert "nobody was named" not in ran.stdout


def test_many_principals_are_counted(tmp_path: Path) -> None:
    inventory = tmp_path / "lab.yaml"
    inventory.write_text(json.dumps({"groups": {"LAB\\ops": [f"LAB\\u{n}" for n in range(9)]}}))
    files = (str(MISSING / "request.yaml"), "--inventory", str(inventory))
    ran = CliRunner().invoke(cli, ["check", *files])
    assert "(the inventory knows `LAB\\u0`, `LAB\\u1`, `LAB\\u2` and 6 more)" in ran.stdout


def test_a_pass_that_predicts_faults_does_not_read_as_all_clear() -> None:
    request = {"moId": "vm-12", "body": {}}
    guard = Guard(permissions=False)
    report = guard.check(request).model_copy(update={"verdict": Verdict.PASS})
    from policyguard.render.text import render_text  # noqa: PLC0415

    first = render_text([report]).splitlines()[0]
    number = len(report.faults)
    assert number
    assert first.startswith(f"PASS with {number} possible fault{'s' * (number > 1)} ")


def test_who_is_named_in_another_spelling_is_named() -> None:
    report = Guard(inventory_of(MISSING), "lab\\ALICE").check(request_of(MISSING))
    assert any("principal" in one.unknown for one in report.requirements)
    assert not report.nobody_named
