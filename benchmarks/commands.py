"""What the command line costs: to start, and for each request of a long file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from benchmarks import vcenter
from benchmarks.checks import READ, reader
from benchmarks.requests import variants
from benchmarks.timing import Action, Comparison
from policyguard.cli import main as policyguard

_PYTHON: Final = "python -c pass"
_REQUESTS: Final = 400


def command_comparisons(folder: Path) -> Iterator[Comparison]:
    """Every comparison of whole commands; *folder* is for their files."""
    known, small, long = folder / "vcenter.json", folder / "request.json", folder / "requests.jsonl"
    known.write_text(json.dumps(vcenter.inventory()))
    contents = list(islice(variants(), _REQUESTS))
    small.write_bytes(contents[0])
    long.write_bytes(b"\n".join(b" ".join(each.split()) for each in contents))
    usual = ("check", "--engine", "portable", "--format", "json")
    nothing = _started("-c", "pass")
    version = _started("-m", "policyguard", "--version")
    yield Comparison("policyguard --version", _PYTHON, (version, nothing), at_most=8, weight=4)
    one = _started("-m", "policyguard", *usual, str(small))
    yield Comparison("policyguard check FILE", _PYTHON, (one, nothing), at_most=25, weight=4)
    output, principal = str(folder / "reports.json"), ("--principal", vcenter.PRINCIPAL)
    options = (*usual, "--inventory", str(known), *principal, "--output", output, str(long))
    yield Comparison(
        f"check {_REQUESTS} JSON Lines",
        READ,
        (_called(options), _read(contents)),
        at_most=30,
        weight=16,
        beside="their names alone differ; the inventory is loaded too",
    )


def _started(*arguments: str) -> Action:
    """Python with arguments, in a process of its own."""

    def act() -> None:
        command = (sys.executable, *arguments)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours

    return act


def _called(arguments: Sequence[str]) -> Action:
    """The command in this process, where everything is imported already."""

    def act() -> None:
        try:
            policyguard(arguments)
        except SystemExit as end:
            if end.code:
                raise

    return act


def _read(contents: Sequence[bytes]) -> Action:
    read = reader()

    def act() -> None:
        for content in contents:
            read(content)

    return act
