"""Arguments → calls → exit status. The only part that reads requests or prints.

One module a group of commands; what they share stands in `exits`, `options` and `output`.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence

import click

from policyguard.cli.book import explain, rules
from policyguard.cli.check import check, privileges
from policyguard.cli.exits import INTERRUPTED, Exit, complain, defect, worst
from policyguard.cli.fault import explain_fault
from policyguard.cli.matrix import matrix
from policyguard.cli.name import name
from policyguard.cli.role import role
from policyguard.cli.schema import schema
from policyguard.cli.who import who
from policyguard.errors import InputError, PolicyguardError, RuleError

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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vsphere-policyguard")
def cli() -> None:
    """Tell, offline, what vCenter would say to a CloneVM_Task before anyone sends it."""


for _command in (check, privileges, who, matrix, role, explain, explain_fault, rules, schema, name):
    cli.add_command(_command)
