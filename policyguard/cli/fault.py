"""`policyguard explain-fault`: what is said of a fault that was met."""

from __future__ import annotations

from typing import Any

import click

from policyguard.cli.exits import Exit
from policyguard.cli.options import fault_options
from policyguard.cli.output import style_for, write
from policyguard.cli.reading import bytes_of
from policyguard.cli.run import Run
from policyguard.diagnosis import diagnosis
from policyguard.render.diagnosis_json import render_diagnoses_json
from policyguard.render.diagnosis_text import render_diagnoses
from policyguard.report import Report
from policyguard.reported import read_faults


@click.command("explain-fault")
@fault_options
def explain_fault(
    *,
    file: str,
    request: str | None,
    output_format: str,
    output: str | None,
    **options: Any,
) -> Exit:
    """Say what the fault in FILE (- for standard input) means, what leads to it, and what to do.

    FILE is the fault as JSON or SOAP, or what Terraform, Ansible, govc, pyVmomi or another
    client printed. With the request that met it, and an inventory, it is said which of the
    conditions that lead to it hold.
    """
    if request == file == "-":
        raise click.UsageError("standard input is the fault or the request, not both")
    run = Run(**options)
    met = read_faults(bytes_of(file), file)
    report = None if request is None else _report(run, request)
    if run.status is not Exit.CLEAN:
        return run.status
    found = [diagnosis(fault, run.rules, report) for fault in met]
    text = (
        render_diagnoses_json(found)
        if output_format == "json"
        else render_diagnoses(found, run.rules, style_for(output), with_request=report is not None)
    )
    write(text, output)
    return Exit.CLEAN


def _report(run: Run, request: str) -> Report | None:
    """The report on the one request of a file; None if it cannot be read."""
    reports = list(run.reports([request]))
    if len(reports) > 1:
        raise click.UsageError(f"{request} holds {len(reports)} requests: give the one that failed")
    return reports[0] if reports else None
