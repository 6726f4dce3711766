"""Publish the JSON Schema of what `policyguard role --format json` prints."""

from __future__ import annotations

import json
from pathlib import Path

from policyguard.least.plan import Plan
from policyguard.render.role_json import VERSION

ROLE_SCHEMA = Path("policyguard/data/role.schema.json")


def generate() -> dict[Path, bytes]:
    """The schema, from the models of the plan."""
    plan = Plan.model_json_schema(mode="serialization")
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **plan,
        "title": "policyguard least grants",
        "properties": {"version": {"const": VERSION}, **plan["properties"]},
        "required": ["version", *plan["required"]],
    }
    return {ROLE_SCHEMA: (json.dumps(schema, indent=1) + "\n").encode()}
