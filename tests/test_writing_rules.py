"""Who has only the authors' page can add a rule: its commands say what the page says."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from policyguard import document
from policyguard.examples import outcomes
from policyguard.rules import FAMILIES, Rule
from policyguard.rules.pack import Pack
from policyguard.rules.reading import rule_of
from policyguard.vocabulary import KINDS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "writing-rules.md").read_text("utf-8")
WALK = PAGE.partition("\n## A walk")[2].partition("\n## ")[0]
LANGUAGE = PAGE.partition("\n## A walk")[0]
STEP = re.compile(
    r"^<!-- edit (?P<file>\S+): (?P<old>\S+) → (?P<new>\S+) -->$"
    r"|^```(?P<language>yaml|console)\n(?P<block>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
NAMED = re.compile(r"`([\w/-]+\.yaml)`")


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment where `policyguard` is what is tested."""
    command = tmp_path / "bin" / "policyguard"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m policyguard "$@"\n')
    command.chmod(0o755)
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}


def console(block: str, folder: Path, shell: dict[str, str]) -> str:
    """The block as a terminal would show it: each command, then all that it prints."""
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    # `echo $?` speaks of the command before it, so one shell runs them all.
    said = (f"echo {shlex.quote(f'$ {one}')}; (exit $status)\n{one}\n" for one in commands)
    script = "".join(f"status=$?; {each}" for each in said)
    ran = subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=folder,
        env=shell,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ran.stdout.replace("(engine: portable)", "(engine: durable)")


@pytest.mark.skipif(sys.platform == "win32", reason="the walk is one through a POSIX shell")
def test_the_commands_of_the_walk_print_what_it_says(tmp_path: Path, shell: dict[str, str]) -> None:
    (tmp_path / "house").mkdir()
    blocks = 0
    for step in STEP.finditer(WALK):
        if step["old"]:
            file = tmp_path / step["file"]
            text = file.read_text("utf-8")
            assert step["old"] in text
            file.write_text(text.replace(step["old"], step["new"]), "utf-8")
        elif step["language"] == "yaml":
            name = NAMED.findall(WALK[: step.start()])[-1]
            in_pack = not name.startswith(("web", "house/"))
            (tmp_path / "house" / name if in_pack else tmp_path / name).write_text(
                step["block"], "utf-8"
            )
        else:
            assert console(step["block"], tmp_path, shell) == step["block"]
            blocks += 1
    assert blocks == WALK.count("```console") >= 4


def test_the_rules_and_packs_that_the_page_shows_are_whole(tmp_path: Path) -> None:
    shown = re.findall(r"^```yaml\n(.*?)^```$", LANGUAGE, re.MULTILINE | re.DOTALL)
    whole, *fragments, overrides = shown
    house = tmp_path / "house"
    house.mkdir()
    (house / "LAB001-datastore-being-emptied.yaml").write_text(whole, "utf-8")
    (house / "pack.yaml").write_text(overrides, "utf-8")
    pack = Pack.load(house)
    (rule,) = pack.rules
    assert [str(one) for one in outcomes([rule], "portable") if one.is_mistaken] == []
    assert {one.expect for one in rule.examples} == {"finding", "undetermined", "none"}
    assert len(pack.overrides) == 2
    said = rule.model_dump(mode="json", exclude={"when", "at", "message"}, exclude_defaults=True)
    for fragment in fragments:
        (data,) = (part.data for part in document.read(fragment.encode(), "x.yaml"))
        rule_of({**said, "message": "m", **data}, "fragment", pack=True)
    assert len(fragments) == 2


def test_every_field_of_a_rule_is_told() -> None:
    rows = "".join(re.findall(r"^\| (`.*?) \| ", LANGUAGE, re.MULTILINE))
    assert {name for name in Rule.model_fields if f"`{name}`" not in rows} == set()


def test_every_fact_value_and_placeholder_is_on_the_page() -> None:
    sections = dict(re.findall(r"^### `(\w+)`: (.*?)(?=^### |\Z)", PAGE, re.MULTILINE | re.DOTALL))
    assert list(sections) == list(KINDS)
    for name, kind in KINDS.items():
        for attribute, said in kind.attributes.items():
            (row,) = re.findall(rf"^\| `{attribute}` \| .*$", sections[name], re.MULTILINE)
            assert said.reads in row
            assert all(f"`{v}`" in row for v in said.values if isinstance(v, str))
        assert all(f"`{{{detail}}}`" in sections[name] for detail in kind.details)


def test_every_family_is_told() -> None:
    assert all(f"`{family}`" in PAGE for family in FAMILIES)
