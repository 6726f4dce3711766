"""`policyguard schema`: what editors complete and check requests by."""

from __future__ import annotations

import click

from policyguard.cli.exits import Exit
from policyguard.cli.output import write
from policyguard.schema import DEFAULT_RELEASE
from policyguard.schema.editor import request_schema, written


@click.command()
@click.argument("release", default=DEFAULT_RELEASE, metavar="[RELEASE]")
def schema(release: str) -> Exit:
    """Print the JSON Schema of a request, which editors complete and check by."""
    write(written(request_schema(release)))
    return Exit.CLEAN
