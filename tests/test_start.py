"""A command imports what it needs and nothing that only others need, so that it starts fast."""

from __future__ import annotations

import gc
import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from policyguard.cli import _COMMANDS, cli, group
from policyguard.schema import RELEASES, parts, schema_of
from tests.edited_bodies import LEAST

# What takes most of the time to import, and what `--version` and help have no use for.
HEAVY = {
    "importlib.metadata",
    "importlib.resources",
    "jsonschema",
    "jsonschema_rs",
    "policyguard.guard",
    "policyguard.inventory",
    "policyguard.report",
    "policyguard.rules",
    "pydantic",
    "yaml",
}
# What only authors of rules, other commands, or files that are not JSON need.
FOR_OTHERS = {
    "difflib",
    "durable",
    "jsonschema",
    "policyguard.adapters",
    "policyguard.conditions",
    "policyguard.diagnosis",
    "policyguard.examples",
    "policyguard.fix",
    "policyguard.inventory.file",
    "policyguard.inventory.typos",
    "policyguard.least",
    "policyguard.matrix",
    "policyguard.render.matrix_html",
    "policyguard.render.rule_text",
    "policyguard.reported",
    "policyguard.rewrite",
    "policyguard.rules.analysis",
    "policyguard.rules.breach",
    "policyguard.rules.checks",
    "policyguard.rules.implications",
    "policyguard.rules.pack_reading",
    "policyguard.rules.places",
    "policyguard.rules.reading",
    "yaml",
}
REQUEST = {"moId": "vm-1", "body": LEAST}
PROGRAM = """
import sys
from policyguard.__main__ import main
try:
    main()
except SystemExit as end:
    print(*sys.modules, file=sys.stderr)
    raise
"""


def imported(*arguments: str, statuses: tuple[int, ...] = (0,)) -> set[str]:
    """The modules that a command leaves behind in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], check=False, capture_output=True, text=True
    )
    assert ran.returncode in statuses, ran.stderr
    return set(ran.stderr.split())


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ()])
def test_what_asks_nothing_of_the_rules_imports_none(arguments: tuple[str, ...]) -> None:
    assert HEAVY.isdisjoint(imported(*arguments, statuses=(0, 2)))


@pytest.mark.parametrize("format_", ["text", "json"])
def test_a_check_of_json_imports_nothing_that_others_need(tmp_path: Path, format_: str) -> None:
    file = tmp_path / "request.json"
    file.write_text(json.dumps(REQUEST))
    found = imported("check", "--engine", "portable", "--format", format_, str(file))
    assert "policyguard.guard" in found
    assert FOR_OTHERS.isdisjoint(found)
    assert ("policyguard.render.text" in found) is (format_ == "text")


def test_what_the_group_knows_of_a_command_is_what_the_command_says() -> None:
    for name, entry in _COMMANDS.items():
        command = group._imported(entry)
        assert command.name == name
        first, *_ = re.split(r"\n\s*\n", command.help or "")
        assert " ".join(first.split()) == entry.help


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_help_of_the_group_is_that_of_one_that_imports_everything(width: int) -> None:
    imports = click.Group(
        commands=[group._imported(entry) for entry in _COMMANDS.values()],
        params=cli.params,
        help=cli.help,
        context_settings=cli.context_settings,
    )
    lazy, eager = (
        CliRunner().invoke(one, ["--help"], terminal_width=width, prog_name="policyguard")
        for one in (cli, imports)
    )
    assert lazy.stdout == eager.stdout
    assert all(name in lazy.stdout for name in _COMMANDS)


def test_garbage_is_collected_after_an_import_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "policyguard.cli.name")
    for enabled in (True, False):
        monkeypatch.delitem(sys.modules, "policyguard.cli.name", raising=False)
        was = gc.isenabled()
        (gc.enable if enabled else gc.disable)()
        try:
            group._imported(_COMMANDS["name"])
            assert gc.isenabled() is enabled
        finally:
            (gc.enable if was else gc.disable)()


def test_an_interrupt_while_a_command_is_imported_is_no_traceback() -> None:
    program = (
        "import sys\n"
        "class Interrupts:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'policyguard.guard':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupts())\n"
        "from policyguard.__main__ import main\n"
        "main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, "check", "-"], check=False, capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout, ran.stderr.strip()) == (130, "", "")


@pytest.mark.parametrize("release", RELEASES)
def test_a_schema_in_two_parts_is_whole_with_its_definitions_in_order(release: str) -> None:
    whole, usual = schema_of(release), parts.usual_schema(release)
    assert list(whole["$defs"]) == sorted(whole["$defs"])
    refused = {name for name, one in usual["$defs"].items() if one is False}
    assert refused == parts.RARE
    for name, definition in usual["$defs"].items():
        assert name in refused or whole["$defs"][name] == definition
    assert all(whole["$defs"][name] is not False for name in refused)
