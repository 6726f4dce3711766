"""A fault that was met: what leads to it, what of that holds here, and what to change.

    load → validate → facts → rules → report → **diagnosis**

What leads to a fault are the conditions of the catalogue that name it, or one above or below it
in the hierarchy. Which of them hold, the report on the request tells, if there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final

from policyguard import faults
from policyguard.conditions import FaultCondition, conditions
from policyguard.decision import Value
from policyguard.faults import Channel
from policyguard.report import Finding, Report, Status
from policyguard.reported import ReportedFault
from policyguard.rules import Rule


class Holding(StrEnum):
    """Whether a condition holds for the request at hand, what matters most first."""

    HOLDS = "holds"
    POSSIBLE = "possible"
    """It may hold: what would decide that is not known."""
    UNTOLD = "untold"
    """No rule can tell, or there is no request to ask of."""
    ABSENT = "absent"
    """Its rules find nothing of it here."""


class Lead(Value):
    """A condition that leads to the fault.

    Attributes:
        condition: Its id in the catalogue.
        words: What must be so.
        faults: What it leads to, the likeliest first.
        holding: Whether it holds here.
        rules: The rules that decide it.
        findings: What these find here.
        unknown: What would decide it, if that is all that is missing.
        because: Why no rule decides it.
    """

    condition: str
    words: str
    faults: tuple[str, ...]
    holding: Holding
    rules: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    unknown: tuple[str, ...] = ()
    because: str | None = None


class Diagnosis(Value):
    """What a fault means, and the conditions that lead to it, those that hold here first."""

    fault: ReportedFault
    meaning: str
    parents: tuple[str, ...]
    channel: Channel | None
    leads: tuple[Lead, ...]


# What the path in a fault begins with says nothing: it is not uniform (faults.md, "Channel").
_VAGUE: Final = frozenset(("spec", "location", "config", "customization", "body", ""))
_ALSO_CALLED: Final = {"nicsettings": "nicsettingmap"}
_STEP: Final = re.compile(r"[\w-]+")
_INDEX: Final = re.compile(r"\[[^\]]*\]")
_ORDER: Final = tuple(Holding)


def diagnosis(fault: ReportedFault, rules: Sequence[Rule], report: Report | None) -> Diagnosis:
    """Say what leads to a fault.

    Args:
        fault: As it was met.
        rules: Those in force.
        report: On the request that met it; None if that is not at hand.
    """
    leading = (each for each in _leading(fault, rules) if _is_about(each, fault, rules))
    leads = [_lead(each, fault, rules, report) for each in leading]
    return Diagnosis(
        fault=fault,
        meaning=faults.meaning(fault.type_name),
        parents=faults.parents(fault.type_name),
        channel=faults.channel(fault.type_name),
        leads=tuple(sorted(leads, key=lambda lead: _ORDER.index(lead.holding))),
    )


def _leading(fault: ReportedFault, rules: Sequence[Rule]) -> list[FaultCondition]:
    """The conditions that lead to a fault, as narrowly as the fault tells.

    Those that name its very type and the property it points at; failing these, its type; and
    failing those, a type derived from it or above it.
    """
    exact = [one for one in conditions() if fault.type_name in one.faults]
    near = [one for one in conditions() if any(_related(f, fault.type_name) for f in one.faults)]
    found = exact or near
    told = fault.fields.get("invalidProperty")
    if isinstance(told, str) and (steps := _steps(told)):
        found = [one for one in found if _concerns(one, steps, rules)] or found
    return found


def _related(one: str, other: str) -> bool:
    return faults.is_a(one, other) or faults.is_a(other, one)


def _concerns(condition: FaultCondition, steps: Sequence[str], rules: Iterable[Rule]) -> bool:
    """Whether a condition is about the property that a fault points at."""
    covering = _covering(condition, rules)
    named = [str(rule.fault.get("invalidProperty", "")) for rule in covering if rule.fault]
    paths = (*condition.property.split(" / "), *named)
    return any(_within(steps, _steps(path)) for path in paths)


def _steps(path: str) -> tuple[str, ...]:
    """The names of a property path that tell something, in small letters."""
    names = (name.lower() for name in _STEP.findall(_INDEX.sub("", path)))
    return tuple(_ALSO_CALLED.get(name, name) for name in names if name not in _VAGUE)


def _within(inner: Sequence[str], outer: Sequence[str]) -> bool:
    starts = range(len(outer) - len(inner) + 1)
    return any(outer[start : start + len(inner)] == inner for start in starts)


def _covering(condition: FaultCondition, rules: Iterable[Rule]) -> Iterator[Rule]:
    return (rule for rule in rules if condition.id in rule.covers)


def _lead(
    condition: FaultCondition, fault: ReportedFault, rules: Sequence[Rule], report: Report | None
) -> Lead:
    covering = [rule for rule in _covering(condition, rules) if _demands(rule, fault)]
    ids = tuple(rule.id for rule in covering)
    findings = tuple(f for f in report.findings if f.rule in ids) if report else ()
    holding, unknown = _holding(ids, findings, report)
    return Lead(
        condition=condition.id,
        words=condition.condition,
        faults=condition.faults,
        holding=holding,
        rules=ids,
        findings=tuple(one for one in findings if not one.unknown),
        unknown=unknown,
        because=condition.because,
    )


def _is_about(condition: FaultCondition, fault: ReportedFault, rules: Sequence[Rule]) -> bool:
    """Whether a rule of a condition is left once the privilege that a fault names is looked at."""
    covering = list(_covering(condition, rules))
    return not covering or any(_demands(rule, fault) for rule in covering)


def _demands(rule: Rule, fault: ReportedFault) -> bool:
    """Whether a rule of privileges is about the privilege that a fault names, if it does."""
    named = fault.fields.get("privilegeId")
    return not (named and rule.demands) or named in {one.privilege for one in rule.demands}


def _holding(
    ids: Sequence[str], findings: Sequence[Finding], report: Report | None
) -> tuple[Holding, tuple[str, ...]]:
    if report is None or not ids:
        return Holding.UNTOLD, ()
    if any(not finding.unknown for finding in findings):
        return Holding.HOLDS, ()
    open_ = [r for r in report.requirements if r.rule in ids and r.status is Status.UNKNOWN]
    unasked = any(r.rule in ids and r.status is Status.UNCHECKED for r in report.requirements)
    told = [one.unknown for one in findings] + [one.unknown for one in open_]
    unknown = tuple(dict.fromkeys(each for deciders in told for each in deciders))
    if unknown or unasked:
        return Holding.POSSIBLE, unknown or ("the principal",)
    return Holding.ABSENT, ()
