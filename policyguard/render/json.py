"""The report as JSON: the contract that pipelines read."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic_core import to_json

from policyguard.report import Report

VERSION = 1


def render_json(reports: Sequence[Report]) -> str:
    """Render one object with all reports, ended by a newline."""
    return to_json({"version": VERSION, "reports": reports}, indent=2).decode() + "\n"
