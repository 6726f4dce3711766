"""`policyguard check` and `policyguard privileges`: what is said of requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from policyguard.authorization.everyone import principals_of
from policyguard.cli.exits import Exit, worst
from policyguard.cli.options import (
    chosen,
    ignore_option,
    permissions_option,
    request_options,
    select_option,
)
from policyguard.cli.output import style_for, write
from policyguard.cli.run import Run, status_of
from policyguard.render.json import render_json
from policyguard.report import Report, Verdict
from policyguard.rules import Rule, builtin_rules


@click.command()
@request_options
@permissions_option
@select_option
@ignore_option
@click.option(
    "--unknown",
    type=click.Choice(["ignore", "warn", "error"]),
    default="warn",
    show_default=True,
    help="What an open question is worth; `error` makes it exit status 4.",
)
@click.option(
    "--fix",
    "mend",
    is_flag=True,
    help="First fix the files in place: escape lone `%` in names, put in each `_typeName` "
    "that can only be one. The reports are those of the fixed files.",
)
@click.option(
    "--diff",
    is_flag=True,
    help="Print what --fix would change instead of reports, and write nothing; "
    "exit status 1 if there is something to fix.",
)
def check(
    *,
    requests: tuple[str, ...],
    select: str | None,
    ignore: str | None,
    unknown: str,
    mend: bool,
    diff: bool,
    output_format: str,
    output: str | None,
    permissions: bool,
    **options: Any,
) -> Exit:
    """Say what vCenter would say to each REQUEST (a file, or - for standard input).

    Without --principal nobody knows whether the request may be sent: what it needs a privilege
    for is an open question then, unless --no-permissions says that it is none.
    """
    run = Run(permissions=permissions, **options)
    keep = chosen(_known(run), select, ignore)
    if diff:
        diffs = "".join(run.diffs(requests, keep))
        write(diffs, output)
        return worst(run.status, Exit.FAILS if diffs else Exit.CLEAN)
    fixing = keep if mend else None
    reports = list(run.reports(requests, fixing, keep))
    shown = [report.settled() for report in reports] if unknown == "ignore" else reports
    if output_format == "json":
        text = render_json(shown)
    else:
        from policyguard.render.text import render_text  # noqa: PLC0415 - JSON is as usual

        style, known = style_for(output), _known_principals(run, reports)
        text = render_text(shown, style, run.rules, permissions=permissions, known=known)
    write(text, output)
    undetermined = any(report.verdict is Verdict.UNDETERMINED for report in reports)
    stops = unknown == "error" and undetermined
    return worst(run.status, status_of(reports), Exit.UNDETERMINED if stops else Exit.CLEAN)


@click.command()
@request_options
def privileges(
    *, requests: tuple[str, ...], output_format: str, output: str | None, **options: Any
) -> Exit:
    """Say which privileges each REQUEST needs, on which object, and who holds them.

    Exit status 1 if the principal lacks one that is surely asked for.
    """
    run = Run(**options)
    requiring = {rule.id for rule in _known(run) if rule.requires}
    reports = list(run.reports(requests, keep=requiring.__contains__))
    if output_format == "json":
        text = render_json(reports)
    else:
        from policyguard.render.text import render_privileges  # noqa: PLC0415 - as in `check`

        text = render_privileges(reports, style_for(output))
    write(text, output)
    return worst(run.status, status_of(reports))


def _known_principals(run: Run, reports: Iterable[Report]) -> list[str]:
    """Whom the inventory knows, where nobody was named: users, or groups if there are none."""
    if not any(report.nobody_named for report in reports):
        return []
    everyone = principals_of(run.guard.inventory)
    return [who.name for who in everyone if not who.group] or [who.name for who in everyone]


def _known(run: Run) -> tuple[Rule, ...]:
    """The rules in force, and those that a pack switches off, which reports tell of."""
    return (*builtin_rules(), *run.rules)
