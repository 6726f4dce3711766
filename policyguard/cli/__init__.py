"""Arguments → calls → exit status. The only part that reads requests or prints.

One module a group of commands; what they share stands in `exits`, `options` and `output`.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from typing import Final

import click

from policyguard.cli.exits import INTERRUPTED, Exit, complain, defect, worst
from policyguard.cli.group import Entry, LazyGroup
from policyguard.errors import InputError, PolicyguardError, RuleError
from policyguard.version import VERSION

__all__ = ["Exit", "cli", "main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its status."""
    try:
        status = cli.main(arguments, prog_name="policyguard", standalone_mode=False)
    except click.ClickException as error:
        status = _usage(error)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except InputError as error:
        status = complain(error, Exit.UNUSABLE)
    except RuleError as error:
        status = worst(*(complain(line, Exit.UNUSABLE) for line in str(error).splitlines()))
    except PolicyguardError as error:
        status = complain(error, Exit.DEFECT)
    except Exception:  # noqa: BLE001 - whatever it is, it is our defect and not the request's
        status = defect()
    sys.exit(int(status or Exit.CLEAN))


def _usage(error: click.ClickException) -> Exit:
    """Say how a command is used; where nobody hears it, it is lost."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            error.show()
    return Exit.UNUSABLE


_COMMANDS: Final = {
    "check": Entry(
        "check",
        "check",
        "Say what vCenter would say to each REQUEST (a file, or - for standard input).",
    ),
    "privileges": Entry(
        "check",
        "privileges",
        "Say which privileges each REQUEST needs, on which object, and who holds them.",
    ),
    "who": Entry(
        "who",
        "who",
        "Say who could run each REQUEST (a file, or - for standard input), and through what.",
    ),
    "matrix": Entry(
        "matrix",
        "matrix",
        "Say who can run what: everyone before each REQUEST (a file, or - for standard input).",
    ),
    "role": Entry(
        "role",
        "role",
        "Say the least grants with which each REQUEST (a file, or - for standard input) may be "
        "sent.",
    ),
    "explain": Entry(
        "book",
        "explain",
        "Say all there is to know of the rule ID: what, why, when, and how to fix it.",
    ),
    "explain-fault": Entry(
        "fault",
        "explain_fault",
        "Say what the fault in FILE (- for standard input) means, what leads to it, and what to "
        "do.",
    ),
    "rules": Entry(
        "book",
        "rules",
        "List the rule book; with --check or --test, say what is wrong with it.",
    ),
    "schema": Entry(
        "schema",
        "schema",
        "Print the JSON Schema of a request, which editors complete and check by.",
    ),
    "name": Entry(
        "name",
        "name",
        "Escape, unescape or check names of virtual machines.",
    ),
}


@click.group(
    cls=LazyGroup, entries=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(VERSION)
def cli() -> None:
    """Tell, offline, what vCenter would say to a CloneVM_Task before anyone sends it."""
