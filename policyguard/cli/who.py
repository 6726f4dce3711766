"""`policyguard who`: the other side's question."""

from __future__ import annotations

from typing import Any

import click

from policyguard.cli.asking import Asking, status_of_matrix, unknown_option
from policyguard.cli.exits import Exit, worst
from policyguard.cli.options import format_option, matrix_options
from policyguard.cli.output import style_for, write
from policyguard.render.matrix_json import render_who_json
from policyguard.render.who_text import render_who


@click.command()
@matrix_options
@format_option
@unknown_option
def who(
    *,
    requests: tuple[str, ...],
    output_format: str,
    output: str | None,
    unknown: str,
    **options: Any,
) -> Exit:
    """Say who could run each REQUEST (a file, or - for standard input), and through what.

    Everyone whom the inventory names is asked about. Of those for whom it is not known it is
    said what would decide it. The privileges decide: what else fails a request, whoever sends
    it, is said beside it and changes no answer. Exit status 1 if there is a request for which
    nobody holds them.
    """
    asking = Asking(requests, **options)
    if asking.is_empty:
        return asking.status
    found = asking.matrix()
    text = (
        render_who_json(found) if output_format == "json" else render_who(found, style_for(output))
    )
    write(text, output)
    return worst(asking.status, status_of_matrix(found, unknown))
