"""The conditions under which a clone is known, or thought, to fail or to surprise.

    load → validate → facts → **rules** → report

Each is a statement about vCenter with the faults it leads to and the evidence for that; a
rule says in `covers` which of them it decides. `tools/conditions.yaml` is their source.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from pydantic import BaseModel, ConfigDict

from policyguard.data_files import read_data
from policyguard.report import Evidence


class Outcome(StrEnum):
    """What becomes of the clone where a condition holds."""

    ERROR = "error"
    WARNING = "warning"
    DEPENDS = "depends"
    """It may fail: on what, no inventory or no source says."""
    LEGAL = "legal"


class FaultCondition(BaseModel):
    """One condition, and what is known of it.

    Attributes:
        condition: What must be so, in words.
        faults: What vCenter raises then, the likeliest first; none if it accepts it.
        property: The property of the request that is concerned, in words.
        facts: What tells whether it holds, in words.
        test: The test type of CheckClone_Task that owns it; `-` for none.
        evidence: For the step from the condition to the fault; empty if no source has it.
        because: Why no rule covers it; None if one does.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    condition: str
    faults: tuple[str, ...]
    property: str
    facts: str
    test: str
    verdict: Outcome
    evidence: tuple[Evidence, ...]
    source: str
    because: str | None = None


def conditions() -> tuple[FaultCondition, ...]:
    """Every condition, in the order of their ids."""
    return tuple(_by_id().values())


def ids() -> tuple[str, ...]:
    """The id of every condition, in order."""
    return tuple(_by_id())


@cache
def _by_id() -> Mapping[str, FaultCondition]:
    rows = read_data("conditions.json")
    return {row["id"]: FaultCondition.model_validate(row) for row in rows}
