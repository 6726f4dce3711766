"""Everything about one request, as a value: findings, requirements, faults, verdict.

    load → validate → facts → rules → **report**

The words here are the JSON contract. A report is the same for the same input: it
holds no clock, no environment and no order that the input does not give.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, Final, Literal, NamedTuple

from pydantic import ConfigDict, Field

from policyguard import faults
from policyguard.decision import Decision
from policyguard.decision import Value as _Value
from policyguard.errors import PolicyViolation
from policyguard.faults import Channel, Stage


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


_STAGES = tuple(Stage)
_SEVERITIES = tuple(Severity)
_CERTAINTY = {Evidence.TYPE: Certainty.LIKELY, Evidence.INFERRED: Certainty.POSSIBLE}


class Status(StrEnum):
    """Whether the principal holds a required privilege."""

    GRANTED = "granted"
    MISSING = "missing"
    UNKNOWN = "unknown"
    UNCHECKED = "unchecked"


PRINCIPAL: Final = "principal"
"""What would decide a requirement that nobody was named for, as `unknown` lists it."""


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

    @property
    def stage(self) -> Stage | None:
        """When vCenter would raise its fault; None if it predicts none."""
        return None if self.fault is None else faults.stage(self.fault["_typeName"])


class Alternative(_Value):
    """One of several privileges any of which meets a requirement."""

    privilege: str
    entity: str | None
    status: Status
    label: str | None = None
    access: Decision | None = None


class Requirement(_Value):
    """A privilege the request needs on one entity.

    `entity` is None where the object itself is not known; `unknown` then says what
    would name it. `conditional` marks a requirement that stands only if what
    `unknown` lists is settled one way. `label` is what the vSphere Client calls the
    privilege. Where one of several would do, `any_of` lists them all; the requirement
    itself then names the first, and has the status of the whole. `access` is the explanation as
    data: None if no principal or no entity is known.

    A requirement that is `unchecked` for want of a principal lists `principal` in `unknown`;
    one that is, because no permissions were to be checked, does not.
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
    label: str | None = None
    access: Decision | None = None

    @property
    def is_open(self) -> bool:
        """Whether it was asked and is not known that the principal holds the privilege."""
        return self.wants_principal or self.status is Status.UNKNOWN

    @property
    def wants_principal(self) -> bool:
        """Whether it was not checked because nobody was named.

        Where somebody was, `principal` may still be what is not known: which spelling they have.
        """
        return self.status is Status.UNCHECKED and PRINCIPAL in self.unknown


class Fault(_Value):
    """A predicted VI JSON `MethodFault`, with its own fields beside ours.

    `parents` are what its type derives from, the nearest first. `channel` is None where it
    is not known whether the fault comes on the call or in the task.
    """

    model_config = ConfigDict(extra="allow")

    type_name: str = Field(alias="_typeName")
    parents: tuple[str, ...]
    channel: Channel | None
    certainty: Certainty
    rules: tuple[str, ...]


class Override(_Value):
    """What a pack changes of a built-in rule: its severity, or that it counts at all."""

    rule: str
    pack: str
    was: Severity
    now: Severity | Literal["off"]
    reason: str


class Report(_Value):
    """Everything about one request.

    `findings` and `faults` stand in the order in which vCenter would raise them, as far as
    that is known (`policyguard.faults.Stage`); what predicts no fault comes last.
    `overrides` are those without which the report would say something else: of findings
    that are here, and of rules that are off and would have matched.
    """

    request: RequestId
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    faults: tuple[Fault, ...] = ()
    engine: str
    overrides: tuple[Override, ...] = ()

    def raise_for_verdict(self, *, unknown: Literal["ignore", "warn", "error"] = "warn") -> None:
        """Do nothing unless the verdict is `fail`.

        Args:
            unknown: What an open question is worth, as on the command line: with `error` the
                verdict `undetermined` raises too.

        Raises:
            PolicyViolation: The verdict is `fail`, or counts like it; it carries this report.
        """
        stops = (Verdict.FAIL, Verdict.UNDETERMINED) if unknown == "error" else (Verdict.FAIL,)
        if self.verdict in stops:
            raise PolicyViolation(self)

    @property
    def nobody_named(self) -> bool:
        """Whether it is open who would send the request, and so whether they may."""
        return any(one.wants_principal for one in self.requirements)

    def located(self, locate: Callable[[str], tuple[int, int]]) -> Report:
        """This report with the line and column of every finding.

        Args:
            locate: From a pointer into the body to the 1-based line and column of the file.
        """
        findings = (
            finding.model_copy(
                update=dict(zip(("line", "column"), locate(finding.pointer), strict=True))
            )
            for finding in self.findings
        )
        return self.model_copy(update={"findings": tuple(findings)})

    def settled(self) -> Report:
        """This report without its undetermined findings; the verdict stays."""
        findings = tuple(finding for finding in self.findings if not finding.unknown)
        return self.model_copy(update={"findings": findings})


class Judgement(NamedTuple):
    """What some findings and requirements come to.

    Attributes:
        faults: The predicted faults, each as the JSON of a `Fault`.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    requirements: tuple[Requirement, ...]
    faults: tuple[dict[str, Any], ...]


def judged(findings: Iterable[Finding], requirements: Iterable[Requirement]) -> Judgement:
    """Judge a request by all that was found."""
    findings = tuple(sorted(findings, key=_raised))
    requirements = tuple(requirements)
    verdict = _verdict(findings, requirements)
    return Judgement(verdict, findings, requirements, tuple(_faults(findings)))


def report_of(
    request: RequestId,
    judgement: Judgement,
    engine: str,
    overrides: Iterable[Override] = (),
) -> Report:
    """Report a judgement, which may be reported for other requests too.

    Args:
        request: Which it is.
        judgement: What was found. The report shares nothing with it that can be changed.
        engine: What ran.
        overrides: Those that may matter: of rules that matched.
    """
    told = {finding.rule for finding in judgement.findings}
    return Report(
        request=request,
        verdict=judgement.verdict,
        findings=tuple(map(_own, judgement.findings)),
        requirements=judgement.requirements,
        faults=tuple(Fault.model_validate(_copied(fault)) for fault in judgement.faults),
        engine=engine,
        overrides=tuple(one for one in overrides if one.now == "off" or one.rule in told),
    )


def _raised(finding: Finding) -> tuple[int, int]:
    """What vCenter would raise first stands first, and then what is worse."""
    stage = finding.stage
    when = len(_STAGES) if stage is None else _STAGES.index(stage)
    return when, _SEVERITIES.index(finding.severity)


def _own(finding: Finding) -> Finding:
    """The finding, with a fault of its own."""
    if finding.fault is None:
        return finding
    return finding.model_copy(update={"fault": _copied(finding.fault)})


def _copied(value: Any) -> Any:
    """A JSON value of its own."""
    if isinstance(value, dict):
        return {key: _copied(member) for key, member in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value


def _verdict(findings: Iterable[Finding], requirements: Iterable[Requirement]) -> Verdict:
    definite = [finding for finding in findings if not finding.unknown]
    if any(finding.severity is Severity.ERROR for finding in definite):
        return Verdict.FAIL
    open_questions = any(finding.unknown for finding in findings)
    if open_questions or any(requirement.is_open for requirement in requirements):
        return Verdict.UNDETERMINED
    return Verdict.PASS


def _faults(findings: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    """The faults of the definite findings; all missing privileges make one NoPermission."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.fault is not None and not finding.unknown:
            # A rule of a pack may predict a NoPermission that names no privilege.
            denied = "missingPrivileges" in finding.fault
            same = f"{json.dumps(finding.fault, sort_keys=True)} {finding.certainty}"
            key = "NoPermission" if denied else same
            groups.setdefault(key, []).append(finding)
    for group in groups.values():
        certainty = min((f.certainty for f in group), key=list(Certainty).index)
        rules = tuple(dict.fromkeys(finding.rule for finding in group))
        body = _merged([finding.fault or {} for finding in group])
        name = body["_typeName"]
        kind = {"parents": faults.parents(name), "channel": faults.channel(name)}
        yield {**body, **kind, "certainty": certainty, "rules": rules}


def _merged(parts_of_one: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One fault for several: they are equal, or each names missing privileges."""
    if len(parts_of_one) == 1 or "missingPrivileges" not in parts_of_one[0]:
        return parts_of_one[0]
    parts = [part for fault in parts_of_one for part in fault["missingPrivileges"]]
    return no_permission([(part["entity"], id_) for part in parts for id_ in part["privilegeIds"]])


def no_permission(missing: Iterable[tuple[dict[str, Any], str]]) -> dict[str, Any]:
    """The NoPermission for missing privileges, each with the reference of its entity.

    `object` and `privilegeId` hold only one, so they are set only where one is missing:
    which of several vCenter would name is not known (privileges.md a.5).
    """
    parts: dict[str, dict[str, Any]] = {}
    for entity, privilege in missing:
        part = parts.setdefault(
            json.dumps(entity),
            {"_typeName": "NoPermissionEntityPrivileges", "entity": entity, "privilegeIds": []},
        )
        part["privilegeIds"] = list(dict.fromkeys((*part["privilegeIds"], privilege)))
    listed = list(parts.values())
    fault: dict[str, Any] = {"_typeName": "NoPermission"}
    if len(listed) == 1:
        fault["object"] = listed[0]["entity"]
        if len(listed[0]["privilegeIds"]) == 1:
            fault["privilegeId"] = listed[0]["privilegeIds"][0]
    return {**fault, "missingPrivileges": listed}
