"""Write the catalogue of conditions for the package, from `tools/conditions.yaml`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from policyguard import faults
from policyguard.conditions import FaultCondition

SOURCE: Final = Path(__file__).with_name("conditions.yaml")
FILE: Final = Path("policyguard/data/conditions.json")


def generate() -> dict[Path, bytes]:
    """Every condition, one a line."""
    rows = (row.model_dump(mode="json", exclude_defaults=True) for row in read_conditions())
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return {FILE: f"[\n{lines}\n]\n".encode()}


@cache
def read_conditions() -> tuple[FaultCondition, ...]:
    """The source of the catalogue, checked.

    Raises:
        ValueError: Two conditions have one id, or one names a fault that there is not.
    """
    loaded = yaml.safe_load(SOURCE.read_text("utf-8"))
    rows = tuple(FaultCondition.model_validate(row) for row in loaded)
    if len({row.id for row in rows}) != len(rows):
        raise ValueError(f"{SOURCE.name}: two conditions have one id")
    for row in rows:
        unknown = [name for name in row.faults if not faults.exists(name)]
        if unknown:
            raise ValueError(f"{SOURCE.name}: {row.id} names no faults: {unknown}")
    return rows
