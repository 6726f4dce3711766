"""Everything about one request, as a value: findings, requirements, faults, verdict.

    load → validate → facts → rules → **report**

The words here are the JSON contract. A report is the same for the same input: it
holds no clock, no environment and no order that the input does not give.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from policyguard.errors import PolicyViolation


class Verdict(StrEnum):
    """What vCenter would say, as far as is known."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    UNDETERMINED = "undetermined"


class Severity(StrEnum):
    """What a finding costs: an error fails the request, the others inform."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Certainty(StrEnum):
    """How sure the step from the condition to the fault is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Evidence(StrEnum):
    """Where a statement about vCenter comes from, strongest first."""

    API_PAGE = "api-page"
    DOCS = "docs"
    OBSERVED = "observed"
    TYPE = "type"
    INFERRED = "inferred"

    @property
    def certainty(self) -> Certainty:
        """How sure a statement with this evidence is."""
        return _CERTAINTY.get(self, Certainty.CERTAIN)

    @property
    def severity(self) -> Severity:
        """The most a finding with this evidence may cost."""
        return Severity.WARNING if self is Evidence.INFERRED else Severity.ERROR


_CERTAINTY = {Evidence.TYPE: Certainty.LIKELY, Evidence.INFERRED: Certainty.POSSIBLE}


class Status(StrEnum):
    """Whether the principal holds a required privilege."""

    GRANTED = "granted"
    MISSING = "missing"
    UNKNOWN = "unknown"
    UNCHECKED = "unchecked"


class _Value(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True
    )


class RequestId(_Value):
    """Which request a report is about."""

    file: str | None = None
    index: int = 0
    mo_id: str | None = Field(default=None, alias="moId")
    release: str
    name: str | None = None


class Finding(_Value):
    """One thing a rule says about a request.

    `pointer` is an RFC 6901 pointer into the body. `unknown` is empty for a definite
    finding; else it lists what would decide whether the finding holds.
    """

    rule: str
    severity: Severity
    certainty: Certainty
    evidence: Evidence
    message: str
    pointer: str = ""
    line: int | None = None
    column: int | None = None
    fault: dict[str, Any] | None = None
    unknown: tuple[str, ...] = ()


class Alternative(_Value):
    """One of several privileges any of which meets a requirement."""

    privilege: str
    entity: str | None
    status: Status


class Requirement(_Value):
    """A privilege the request needs on one entity.

    `entity` is None where the object itself is not known; `unknown` then says what
    would name it. `conditional` marks a requirement that stands only if what
    `unknown` lists is settled one way.
    """

    privilege: str
    entity: str | None
    status: Status
    rule: str
    evidence: Evidence
    because: str
    explanation: tuple[str, ...] = ()
    conditional: bool = False
    unknown: tuple[str, ...] = ()
    any_of: tuple[Alternative, ...] = Field(default=(), alias="anyOf")


class Fault(_Value):
    """A predicted VI JSON `MethodFault`, with its own fields beside ours."""

    model_config = ConfigDict(extra="allow")

    type_name: str = Field(alias="_typeName")
    certainty: Certainty
    rules: tuple[str, ...]


class Report(_Value):
    """Everything about one request."""

    request: RequestId
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    faults: tuple[Fault, ...] = ()
    engine: str

    def raise_for_verdict(self) -> None:
        """Do nothing unless the verdict is `fail`.

        Raises:
            PolicyViolation: The verdict is `fail`; it carries this report.
        """
        if self.verdict is Verdict.FAIL:
            raise PolicyViolation(self)
