"""Publish the JSON Schema of what `--format json` prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from policyguard.render.json import VERSION
from policyguard.report import Report

REPORT_SCHEMA = Path("policyguard/data/report.schema.json")


def generate() -> dict[Path, bytes]:
    """The schema, from the models of the report."""
    report = Report.model_json_schema(mode="serialization", ref_template="#/$defs/{model}")
    definitions = report.pop("$defs")
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "policyguard report",
        "type": "object",
        "properties": {
            "version": {"const": VERSION},
            "reports": {"type": "array", "items": {"$ref": "#/$defs/Report"}},
        },
        "required": ["version", "reports"],
        "additionalProperties": False,
        "$defs": {**definitions, "Report": report},
    }
    return {REPORT_SCHEMA: (json.dumps(schema, indent=1) + "\n").encode()}
