"""The least grants as JSON: the contract that pipelines read."""

from __future__ import annotations

import json

from policyguard.least.plan import Plan

VERSION = 1


def render_role_json(plan: Plan) -> str:
    """Render one object, ended by a newline."""
    document = {"version": VERSION, **plan.model_dump(mode="json")}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
