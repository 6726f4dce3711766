"""Arguments, exit statuses and streams."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import policyguard
from policyguard import cli
from policyguard.errors import EngineError
from policyguard.guard import Guard
from tests.edited_bodies import LEAST

FOLDER = LEAST["folder"]
BODY = LEAST


def run(*arguments: str, data: str | bytes = "", status: int) -> Any:
    ran = CliRunner().invoke(cli.cli, list(arguments), input=data, standalone_mode=False)
    assert ran.exception is None, ran.exception
    assert int(ran.return_value or 0) == status, ran.output
    return ran


def exit_status(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main(list(arguments))
    return int(str(left.value.code))


@pytest.fixture
def request_file(tmp_path: Path) -> str:
    path = tmp_path / "web.json"
    path.write_text(json.dumps({"moId": "vm-12", "body": BODY}))
    return str(path)


def test_a_request_of_which_little_is_known_is_undetermined_and_exits_0(request_file: str) -> None:
    assert "UNDETERMINED" in run("check", request_file, status=0).stdout


def test_what_is_undetermined_exits_4_where_that_is_asked_for(request_file: str) -> None:
    run("check", "--unknown", "error", request_file, status=4)


def test_open_questions_can_be_left_out_but_not_the_verdict(request_file: str) -> None:
    ran = run("check", "--unknown", "ignore", "--format", "json", request_file, status=0)
    (report,) = json.loads(ran.stdout)["reports"]
    assert report["verdict"] == "undetermined"
    assert all(not finding["unknown"] for finding in report["findings"])


def test_a_failing_request_exits_1_before_4() -> None:
    run("check", "--unknown", "error", "-", data='{"moId": "vm-1", "body": {}}', status=1)


def test_an_unreadable_file_exits_2_before_1(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(b"{")
    data = '{"moId": "vm-1", "body": {}}'
    run("check", "-", str(tmp_path / "bad.json"), data=data, status=2)


def test_the_json_of_a_report_is_what_its_schema_says(request_file: str) -> None:
    path = Path(policyguard.__file__).parent / "data" / "report.schema.json"
    validator = Draft202012Validator(json.loads(path.read_text("utf-8")))
    printed = json.loads(run("check", "--format", "json", request_file, status=0).stdout)
    assert list(validator.iter_errors(printed)) == []
    assert printed["version"] == 1


def test_a_bare_body_takes_its_source_and_release_from_the_options() -> None:
    arguments = ("check", "--format", "json", "--source", "vm-9", "--release", "8.0.2.0", "-")
    (report,) = json.loads(run(*arguments, data=json.dumps(BODY), status=0).stdout)["reports"]
    assert report["request"] == {
        "file": "-",
        "index": 0,
        "moId": "vm-9",
        "release": "8.0.2.0",
        "name": "web-01",
    }


def test_a_release_without_schema_is_a_usage_error_that_lists_those_there_are() -> None:
    ran = run("check", "--release", "5.5", "-", data=json.dumps(BODY), status=2)
    assert "release `5.5` has no schema; there are: 7.0.3.0, " in ran.stderr


def test_each_document_of_a_file_has_its_report_with_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    path.write_text("moId: vm-1\nbody: {name: 100%}\n---\nmoId: vm-1\nbody:\n  name: 50%\n")
    ran = run("check", "--format", "json", "--select", "NAM001", str(path), status=1)
    reports = json.loads(ran.stdout)["reports"]
    places = [
        (r["request"]["index"], f["line"], f["column"]) for r in reports for f in r["findings"]
    ]
    assert places == [(0, 2, 14), (1, 6, 9)]


def test_select_and_ignore_take_ids_and_their_beginnings() -> None:
    data = '{"moId": "vm-1", "body": {"name": "a%"}}'

    def rules(*options: str) -> set[str]:
        ran = CliRunner().invoke(
            cli.cli, ["check", "--format", "json", *options, "-"], input=data, standalone_mode=False
        )
        (report,) = json.loads(ran.stdout)["reports"]
        return {f["rule"] for f in report["findings"]} | {r["rule"] for r in report["requirements"]}

    assert {rule[:3] for rule in rules("--select", "nam,PRV")} <= {"NAM", "PRV"}
    assert rules("--select", "NAM001") == {"NAM001"}
    assert "NAM001" not in rules("--ignore", "NAM001")
    assert not any(rule.startswith("REQ") for rule in rules("--ignore", "REQ"))


def test_what_is_ignored_does_not_fail_a_request() -> None:
    data = json.dumps({"moId": "vm-12", "body": {**BODY, "name": "a%"}})
    run("check", "-", data=data, status=1)
    run("check", "--ignore", "NAM001", "-", data=data, status=0)


def test_a_report_can_be_written_to_a_file(request_file: str, tmp_path: Path) -> None:
    there = tmp_path / "report.txt"
    assert run("check", "--output", str(there), request_file, status=0).stdout == ""
    assert "web-01" in there.read_text("utf-8")
    nowhere = str(tmp_path / "no" / "report.txt")
    assert exit_status("check", "--output", nowhere, request_file) == 2


def test_privileges_prints_the_requirements_alone(request_file: str) -> None:
    text = run("privileges", request_file, status=0).stdout
    assert "VirtualMachine.Inventory.CreateFromExisting on Folder/group-v3" in text
    assert "UNDETERMINED" not in text
    printed = json.loads(run("privileges", "--format", "json", request_file, status=0).stdout)
    (report,) = printed["reports"]
    assert {requirement["status"] for requirement in report["requirements"]} == {"unchecked"}


@pytest.mark.parametrize(
    ("command", "given", "printed"),
    [
        ("escape", "50% off", "50%25 off\n"),
        ("unescape", "50%25 off", "50% off\n"),
        ("check", "web-01", "web-01: good; shown as 'web-01'\n"),
    ],
)
def test_names_are_converted_and_checked(command: str, given: str, printed: str) -> None:
    assert run("name", command, given, status=0).stdout == printed


def test_a_name_with_a_lone_percent_sign_fails() -> None:
    assert "error NAM001" in run("name", "check", "100%", "web", status=1).stdout


def test_usage_errors_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status("check") == 2
    assert exit_status("check", "--format", "xml", "x") == 2
    assert exit_status("check", "--inventory", "no-such-file.yaml", "x") == 2
    assert capsys.readouterr().out == ""


def test_help_exits_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status("--help") == 0
    assert exit_status("check", "-h") == 0
    assert "--principal" in capsys.readouterr().out


def test_a_defect_exits_3_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], request_file: str
) -> None:
    monkeypatch.setattr(Guard, "check", lambda *_: 1 / 0)
    assert exit_status("check", request_file) == 3
    assert "a defect of policyguard" in capsys.readouterr().err


@pytest.mark.parametrize("defect", [EngineError("lost a fact"), ZeroDivisionError("lost a fact")])
def test_what_fails_exits_3_and_the_other_files_are_checked(
    monkeypatch: pytest.MonkeyPatch, request_file: str, defect: Exception
) -> None:
    check, calls = Guard.check, iter([True, False])

    def fails_once(guard: Guard, request: Any, **kept: Any) -> Any:
        if next(calls):
            raise defect
        return check(guard, request, **kept)

    monkeypatch.setattr(Guard, "check", fails_once)
    ran = run("check", request_file, request_file, status=3)
    assert "lost a fact" in ran.stderr
    assert ran.stdout.count("web-01") == 1


def test_the_module_runs_as_a_program() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "policyguard", "name", "escape", "100%"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "100%25\n"


def test_colours_are_for_terminals_alone(
    monkeypatch: pytest.MonkeyPatch, request_file: str
) -> None:
    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    screen = Terminal(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", screen)
    assert exit_status("check", request_file) == 0
    assert b"\x1b[" in screen.buffer.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("option", "name", "said"),
    [
        ("--principal", "LAB\\alcie", ": the nearest name is `LAB\\alice`"),
        ("--principal", "CORP\\quite-another", ", nor one like it"),
        ("--principal", "LAB\\alice", None),
        ("--principal", "alice@lab.example", None),
        ("--group", "LAB\\osp", ": the nearest name is `LAB\\ops`"),
        ("--group", "lab\\OPS", None),
    ],
)
def test_a_name_that_the_inventory_does_not_have_is_told_with_the_nearest(
    request_file: str, option: str, name: str, said: str | None
) -> None:
    inventory = Path(request_file).with_name("lab.json")
    inventory.write_text(json.dumps({"groups": {"LAB\\ops": ["LAB\\alice"]}}))
    arguments = [request_file, "--inventory", str(inventory), option, name]
    if option == "--group":
        arguments += ["--principal", "LAB\\alice"]
    expected = f"policyguard: the inventory does not have `{name}`{said}\n" if said else ""
    for command in ("check", "privileges", "role", "who", "matrix"):
        assert run(command, *arguments, status=0).stderr == expected
