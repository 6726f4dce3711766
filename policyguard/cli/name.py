"""`policyguard name`: names of virtual machines, one by one."""

from __future__ import annotations

from collections.abc import Callable

import click

from policyguard import names
from policyguard.cli.exits import Exit, worst
from policyguard.cli.output import write
from policyguard.cli.run import status_of
from policyguard.guard import Guard
from policyguard.text import clean, one_line


@click.group()
def name() -> None:
    """Escape, unescape or check names of virtual machines."""


def _print_each(convert: Callable[[str], str], given: tuple[str, ...]) -> Exit:
    write("".join(f"{clean(convert(one))}\n" for one in given))
    return Exit.CLEAN


@name.command()
@click.argument("given", nargs=-1, required=True, metavar="NAME...")
def escape(given: tuple[str, ...]) -> Exit:
    """Print each literal NAME as the API wants it."""
    return _print_each(names.escape, given)


@name.command()
@click.argument("given", nargs=-1, required=True, metavar="NAME...")
def unescape(given: tuple[str, ...]) -> Exit:
    """Print each NAME as the client shows it."""
    return _print_each(names.unescape, given)


@name.command("check")
@click.argument("given", nargs=-1, required=True, metavar="NAME...")
def check_names(given: tuple[str, ...]) -> Exit:
    """Say what is wrong with each NAME as the `name` of a request."""
    guard = Guard()
    status = Exit.CLEAN
    lines: list[str] = []
    for one in given:
        report = guard.check({"body": {"name": one}}, keep=lambda rule: rule.startswith("NAM"))
        definite = [finding for finding in report.findings if not finding.unknown]
        label = one_line(one)
        lines += [f"{label}: {f.severity} {f.rule}: {f.message}" for f in definite]
        if not definite:
            lines.append(f"{label}: good; shown as {names.unescape(one)!r}")
        status = worst(status, status_of([report]))
    write("".join(f"{line}\n" for line in lines))
    return status
