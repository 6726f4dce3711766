"""`policyguard matrix`: principals by requests, and what a change makes of it."""

from __future__ import annotations

from typing import Any

import click

from policyguard.cli.asking import Asking, status_of_matrix, unknown_option
from policyguard.cli.exits import Exit, worst
from policyguard.cli.options import matrix_options
from policyguard.cli.output import style_for, write
from policyguard.matrix import Matrix, changes_between
from policyguard.render.matrix_csv import render_changes_csv, render_matrix_csv
from policyguard.render.matrix_html import render_matrix_html
from policyguard.render.matrix_json import render_changes_json, render_matrix_json
from policyguard.render.matrix_text import render_changes, render_matrix


@click.command()
@matrix_options
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "csv", "json", "html"]),
    default="text",
    show_default=True,
    help="`html` is one page that needs no network.",
)
@click.option(
    "--compare",
    metavar="OLD NEW",
    nargs=2,
    help="Say instead what each principal gains and loses between two inventory files. Each "
    "is read together with those of --inventory, so two sets of permissions will do. Exit "
    "status 1 if anything changes.",
)
@unknown_option
def matrix(
    *,
    requests: tuple[str, ...],
    output_format: str,
    output: str | None,
    compare: tuple[str, str] | None,
    unknown: str,
    **options: Any,
) -> Exit:
    """Say who can run what: everyone before each REQUEST (a file, or - for standard input).

    The privileges decide: `granted`, `missing` or `unknown`. What else fails a request,
    whoever sends it, is said beside the request and changes no answer. Exit status 1 if there is
    a request for which nobody holds them.
    """
    if compare is not None:
        return _compare(requests, compare, (output_format, output), unknown, options)
    asking = Asking(requests, **options)
    if asking.is_empty:
        return asking.status
    found = asking.matrix()
    write(_rendered(found, output_format, output), output)
    return worst(asking.status, status_of_matrix(found, unknown))


def _rendered(matrix: Matrix, output_format: str, output: str | None) -> str:
    if output_format == "text":
        return render_matrix(matrix, style_for(output))
    renderers = {"csv": render_matrix_csv, "json": render_matrix_json, "html": render_matrix_html}
    return renderers[output_format](matrix)


def _compare(
    requests: tuple[str, ...],
    compare: tuple[str, str],
    where: tuple[str, str | None],
    unknown: str,
    options: dict[str, Any],
) -> Exit:
    output_format, output = where
    if output_format == "html":
        raise click.UsageError("--compare has no html: ask for text, csv or json")
    shared = options.pop("inventories")
    if "-" in (*shared, *compare):
        raise click.UsageError("with --compare no inventory can be standard input")
    before, after = compare
    asking = Asking(requests, inventories=(*shared, after), **options)
    if asking.is_empty:
        return asking.status
    old, new = asking.compared((*shared, before))
    changes = changes_between(old, new)
    if output_format == "json":
        text = render_changes_json(old, new, changes)
    elif output_format == "csv":
        text = render_changes_csv(new, changes)
    else:
        text = render_changes(new, changes, style_for(output))
    write(text, output)
    stops = status_of_matrix(new, unknown) is Exit.UNDETERMINED
    return worst(
        asking.status,
        Exit.FAILS if changes else Exit.CLEAN,
        Exit.UNDETERMINED if stops else Exit.CLEAN,
    )
