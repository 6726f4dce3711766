"""The report as JSON: the contract that pipelines read."""

from __future__ import annotations

import json
from collections.abc import Sequence

from policyguard.report import Report

VERSION = 1


def render_json(reports: Sequence[Report]) -> str:
    """Render one object with all reports, ended by a newline."""
    document = {
        "version": VERSION,
        "reports": [report.model_dump(mode="json") for report in reports],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
