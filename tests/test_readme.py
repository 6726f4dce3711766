"""The README says what is so: its report is real, its Python runs, its files are there."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import policyguard
from policyguard.cli import Exit, cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def block(language: str, marker: str = "") -> str:
    found = re.search(rf"{marker}```{language}\n(.*?)```", README, re.DOTALL)
    assert found
    return found[1]


def test_the_report_is_what_the_first_command_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    command = block("console", "<!-- example -->\n").partition(".venv/bin/policyguard ")[2]
    ran = CliRunner().invoke(cli, shlex.split(command), standalone_mode=False)
    assert ran.return_value == Exit.FAILS
    printed = ran.stdout.replace("(engine: portable)", "(engine: durable)")
    assert block("text", "<!-- report -->\n") == printed


def test_the_python_runs_to_its_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    program = compile(block("python"), "README.md", "exec")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), pytest.raises(policyguard.PolicyViolation):
        exec(program, {})  # noqa: S102 - it is ours
    assert printed.getvalue().startswith("fail\n")
    assert printed.getvalue().rstrip().splitlines()[-1].startswith("['InvalidRequest'")


def test_the_exit_statuses_are_those_there_are() -> None:
    listed = re.findall(r"^\| (\d) \| ", README, re.MULTILINE)
    assert [int(number) for number in listed] == [status.value for status in Exit]


def test_every_command_listed_is_there_and_none_is_missing() -> None:
    listed = set(
        re.findall(
            r"^policyguard ([\w-]+) ", block("text", "## On the command line\n\n"), re.MULTILINE
        )
    )
    assert listed == set(cli.commands)


def test_every_link_leads_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
