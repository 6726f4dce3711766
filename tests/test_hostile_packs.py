"""Packs that are no tidy directories: each is read or told on one line, and nothing waits."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from policyguard import Guard, Pack
from policyguard.cli import cli
from policyguard.errors import InvalidRule
from policyguard.examples import outcomes
from tests.cost import times_a_million_additions
from tests.shipped import EXAMPLES

NAME = "ACME004-linked-clone-outside-lab.yaml"
RULE = (EXAMPLES / "packs/acme" / NAME).read_text("utf-8")
OVERRIDES = "overrides: [{rule: NAM006, severity: error, reason: so}]"

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
pytestmark = on_posix


def told(folder: Path) -> list[str]:
    """What is wrong with a pack, without the name of its directory."""
    with pytest.raises(InvalidRule) as refused:
        Pack.load(folder)
    return [line.removeprefix(f"{folder.as_posix()}/") for line in str(refused.value).splitlines()]


def run(*arguments: str, data: str = "") -> tuple[int, str]:
    ran = CliRunner().invoke(cli, list(arguments), input=data, standalone_mode=False)
    assert ran.exception is None, ran.exception
    return int(ran.return_value or 0), ran.stdout


# What lies where a file should.


def dangling(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere")


def looping(path: Path) -> None:
    path.symlink_to(path)


def zeros(path: Path) -> None:
    path.symlink_to("/dev/zero")


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2**40)


KINDS = {
    "a link to nowhere": (dangling, "a link that leads nowhere"),
    "a link to itself": (looping, "a link that leads nowhere"),
    "a pipe": (os.mkfifo, "not a regular file"),
    "a device": (zeros, "not a regular file"),
    "a huge file": (huge, "the file is larger than 256 KiB"),
}


@pytest.mark.parametrize("name", [NAME, "pack.yaml"])
@pytest.mark.parametrize(("make", "reason"), KINDS.values(), ids=KINDS)
def test_what_is_no_file_to_be_read_is_told_and_hides_none(
    tmp_path: Path, name: str, make: Any, reason: str
) -> None:
    make(tmp_path / name)
    (tmp_path / "ACME001-other.yaml").write_text("[]")
    said = told(tmp_path)
    assert f"{name}: {reason}" in said
    assert "ACME001-other.yaml:1:1: a rule is a mapping of fields, not a list" in said


def test_a_folder_where_settings_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").mkdir()
    (tmp_path / NAME).write_text(RULE)
    assert "pack.yaml: not a regular file" in told(tmp_path)


def test_a_folder_that_is_called_like_a_rule_is_told(tmp_path: Path) -> None:
    (tmp_path / "ACME001-x.yaml").mkdir()
    (tmp_path / NAME).write_text(RULE)
    assert told(tmp_path) == ["ACME001-x.yaml: a directory that is called like a rule"]


def test_settings_further_down_are_told(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "pack.yaml").write_text("name: x")
    (tmp_path / NAME).write_text(RULE)
    assert told(tmp_path) == ["below/pack.yaml: `pack.yaml` stands only at the top of a pack"]


@pytest.mark.parametrize("name", ["a.yml", "a.YAML", "a.Yml"])
def test_a_file_that_is_nearly_called_a_rule_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / NAME).write_text(RULE)
    (tmp_path / name).write_text(RULE)
    assert told(tmp_path) == [f"{name}: the files of a pack are called `.yaml`"]


def test_what_begins_with_a_point_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".git/x.yaml", ".x.yaml", ".y.yml"):
        (tmp_path / name).write_text("a: 1")
    (tmp_path / NAME).write_text(RULE)
    assert [rule.id for rule in Pack.load(tmp_path).rules] == ["ACME004"]


def test_a_link_to_a_folder_is_not_followed_and_told(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / NAME).write_text(RULE)
    assert told(tmp_path) == ["loop: a link to a directory, which is not followed"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    below = tmp_path / "below"
    below.mkdir(mode=0)
    (tmp_path / NAME).write_text(RULE)
    assert told(tmp_path) == ["below: Permission denied"]


# Names that are no text.

NAMES = [b"h\xff", b"h\n  error X: forged", "h\x1b[31m\u202e".encode()]


def made(tmp_path: Path, name: bytes) -> Path:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("there are no such names here")
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_a_directory_of_any_name_is_a_pack_and_its_name_harms_no_output(
    tmp_path: Path, name: bytes
) -> None:
    folder = made(tmp_path, name)
    (folder / NAME).write_text(RULE)
    (folder / "pack.yaml").write_text(OVERRIDES)
    request = json.dumps({"moId": "vm-1", "body": {"name": "a:b"}})
    printed = [
        run("rules", str(folder)),
        run("rules", "--check", "--test", str(folder)),
        run("explain", "NAM006", "--rules", str(folder)),
        run("check", "--rules", str(folder), "-", data=request),
    ]
    assert [status for status, _ in printed] == [0, 0, 0, 1]
    for text in (text for _, text in printed):
        assert all(c.isprintable() or c == "\n" for c in text)
        assert "\n  error X: forged" not in text
    for arguments in (("rules", str(folder)), ("check", "--rules", str(folder), "-")):
        _, text = run(*arguments, "--format", "json", data=request)
        assert json.loads(text)


@pytest.mark.parametrize("name", NAMES)
def test_a_mistake_in_a_file_of_any_name_is_one_line(tmp_path: Path, name: bytes) -> None:
    folder = made(tmp_path, name)
    (folder / os.fsdecode(name + b".yaml")).write_text(RULE)
    status, text = run("rules", "--check", str(folder))
    assert status == 2
    assert len(text.splitlines()) == 1
    assert text.endswith(f".yaml:1:5: this rule belongs in `{NAME}`\n")


# Much of everything.


def test_more_mistakes_than_anyone_reads_are_told_in_part_and_at_once(tmp_path: Path) -> None:
    words = ", ".join(f"attribut{n}: x" for n in range(9000))
    changed = RULE.replace("when: {}", f"when: {{clone: {{{words}}}}}")
    assert changed != RULE
    (tmp_path / NAME).write_text(changed)
    one = "{rule: NAM006, off: true, reason: so}"
    (tmp_path / "pack.yaml").write_text(f"overrides: [{', '.join([one] * 6000)}]")
    said: list[str] = []
    assert times_a_million_additions(lambda: said.extend(told(tmp_path))) < 400
    assert len(said) == 202
    more = "more is wrong than these 100; mend them first"
    assert {line for line in said if more in line} == {f"pack.yaml: {more}", f"{NAME}: {more}"}


def test_the_time_to_read_and_to_test_a_pack_grows_with_its_rules_and_no_faster(
    tmp_path: Path,
) -> None:
    def seconds(number: int) -> float:
        folder = tmp_path / f"of-{number}"
        folder.mkdir()
        for n in range(number):
            id_ = f"ACME{n:03}"
            text = RULE.replace("ACME004", id_).replace("message: ", f"message: {n} ", 1)
            (folder / NAME.replace("ACME004", id_)).write_text(text)
        started = time.process_time()
        pack = Pack.load(folder)
        assert not any(outcome.is_mistaken for outcome in outcomes(pack.rules, "portable"))
        Guard(rules=[pack], engine="portable").check({"moId": "vm-1", "body": {}})
        return time.process_time() - started

    seconds(5)
    assert seconds(160) < 20 * seconds(20)
