"""Faults explained, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from policyguard.diagnosis import Diagnosis
from policyguard.render.json import VERSION


def render_diagnoses_json(diagnoses: Sequence[Diagnosis]) -> str:
    """Render one object with what is said of each fault, ended by a newline."""
    told = [one.model_dump(mode="json") for one in diagnoses]
    return json.dumps({"version": VERSION, "diagnoses": told}, indent=2, ensure_ascii=False) + "\n"
