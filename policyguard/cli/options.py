"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import click

from policyguard import faults
from policyguard.rules import Rule

Command: TypeAlias = Callable[..., Any]
Keep: TypeAlias = Callable[[str], bool]
"""From the id of a rule to whether it counts."""

packs_option = click.option(
    "--rules",
    "packs",
    metavar="DIR",
    multiple=True,
    help="A pack of your own rules, besides the built-in ones; repeatable.",
)
format_option = click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
select_option = click.option(
    "--select",
    metavar="IDS",
    help="Only these rules, by comma: ids, their beginnings, or the faults they predict; a fault "
    "takes those derived from it.",
)
ignore_option = click.option(
    "--ignore", metavar="IDS", help="Not these rules; named in the same way."
)

_REQUESTS = click.argument("requests", nargs=-1, required=True, metavar="REQUEST...")
_READING = (
    click.option("--source", metavar="MOID", help="Source of a request that names none."),
    click.option("--release", metavar="R", help="API release of a request that names none."),
    click.option(
        "--inventory",
        "inventories",
        metavar="FILE",
        multiple=True,
        help="What is known of the vCenter; repeatable, files are merged.",
    ),
)
_RUNNING = (
    click.option(
        "--group",
        "groups",
        metavar="NAME",
        multiple=True,
        help="A group the principal is in, besides those of the inventory; repeatable.",
    ),
    packs_option,
    click.option(
        "--engine",
        type=click.Choice(["durable", "portable"]),
        help="What runs the rules; `durable` where it can be imported, else `portable`.",
    ),
)
_PRINCIPAL = click.option("--principal", metavar="NAME", help="Who would send the request.")
permissions_option = click.option(
    "--no-permissions",
    "permissions",
    flag_value=False,
    default=True,
    help="Check no permissions: that nobody is named is no open question then.",
)
_OUTPUT = click.option("--output", metavar="FILE", help="Write there instead of standard output.")


def request_options(command: Command) -> Command:
    """What a command takes that asks of one principal."""
    return _with(command, _REQUESTS, *_READING, _PRINCIPAL, *_RUNNING, format_option, _OUTPUT)


def fault_options(command: Command) -> Command:
    """What a command takes that asks of a fault, and of the request that met it."""
    file = click.argument("file", metavar="FILE")
    request = click.option(
        "--request", metavar="REQUEST", help="The request that met the fault: a file with just one."
    )
    return _with(command, file, request, *_READING, _PRINCIPAL, *_RUNNING, format_option, _OUTPUT)


def role_options(command: Command) -> Command:
    """What a command takes that plans for one principal."""
    principal = click.option(
        "--principal",
        metavar="NAME",
        help="Who is to send the requests: what NAME holds already counts. Somebody new, if none "
        "is given.",
    )
    return _with(command, _REQUESTS, *_READING, principal, *_RUNNING, _OUTPUT)


def matrix_options(command: Command) -> Command:
    """What a command takes that asks of many principals."""
    principals = click.option(
        "--principal",
        "principals",
        metavar="NAME",
        multiple=True,
        help="Who would send the requests; repeatable. Everyone whom permissions or groups of "
        "the inventory name, if none is given.",
    )
    return _with(command, _REQUESTS, *_READING, principals, *_RUNNING, _OUTPUT)


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def chosen(rules: Iterable[Rule], select: str | None, ignore: str | None = None) -> Keep:
    """Which rules `--select` and `--ignore` leave.

    Raises:
        click.UsageError: One of them names neither a fault nor what a rule's id is or begins
            with.
    """
    book = tuple(rules)
    wanted, refused = _named(book, select), _named(book, ignore)
    return lambda rule: (not wanted or rule in wanted) and rule not in refused


def _named(rules: Sequence[Rule], written: str | None) -> frozenset[str]:
    """The ids of the rules that an option names, at least one for each part of it."""
    parts = [part.strip() for part in (written or "").split(",") if part.strip()]
    return frozenset(id_ for part in parts for id_ in _named_by(rules, part))


def _named_by(rules: Sequence[Rule], part: str) -> list[str]:
    if faults.exists(part):
        found = [r.id for r in rules if r.predicts is not None and faults.is_a(r.predicts, part)]
        reason = f"no rule predicts the fault `{part}`"
    else:
        found = [r.id for r in rules if r.id.startswith(part.upper())]
        reason = (
            f"no rule has an id that is or begins with `{part.upper()}`, and no fault is so called"
        )
    if not found:
        raise click.UsageError(reason)
    return found
