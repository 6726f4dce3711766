"""Matches → findings and requirements: the words that rules say about one request.

load → validate → facts → rules → **report**
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from policyguard.authorization import Authorizer
from policyguard.engine.match import Match, deciding
from policyguard.facts.values import Facts, Unknown
from policyguard.references import Reference
from policyguard.report import (
    Certainty,
    Evidence,
    Finding,
    Requirement,
    Severity,
    Status,
    no_permission,
)
from policyguard.rules import Rule
from policyguard.text import clean, cleaned
from policyguard.wording import Label, filled, worded


def finding_of(match: Match, facts: Facts, label: Label) -> Finding:
    """What a match of a rule without `requires` says.

    A match that is not definite says what is not known, and costs at most a warning.
    """
    rule, details = match.rule, _details(match, facts)
    unknown = _deciders(match, facts)
    return Finding(
        rule=rule.id,
        severity=_softened(rule.severity) if unknown else rule.severity,
        certainty=Certainty.POSSIBLE if unknown else rule.certainty,
        evidence=rule.evidence,
        message=_whether(rule) if unknown else worded(rule.message, details, label),
        pointer=clean(rule.at.format_map(details)),
        fault=None if rule.fault is None else cleaned(filled(rule.fault, details)),
        unknown=unknown,
    )


def requirement_of(
    match: Match, facts: Facts, authorizer: Authorizer | None, label: Label
) -> Requirement:
    """The privilege that a match of a rule with `requires` asks for, and whether it is held."""
    rule, details = match.rule, _details(match, facts)
    assert rule.requires is not None  # noqa: S101 - the caller chose the matches that require
    privilege, entity = rule.requires.privilege, details[rule.requires.on]
    status, explanation, unknown = _status(entity, privilege, authorizer)
    conditions = _deciders(match, facts)
    because = worded(rule.message, details, label)
    return Requirement(
        privilege=privilege,
        entity=clean(str(entity)) if isinstance(entity, Reference) else None,
        status=status,
        rule=rule.id,
        evidence=rule.evidence,
        because=because if match.definite else f"if {because}",
        explanation=explanation,
        conditional=not match.definite,
        unknown=cleaned(tuple(dict.fromkeys((*conditions, *unknown)))),
    )


def merged(requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """One requirement for each privilege and entity: the most definite, best evidenced one."""
    found: dict[tuple[str, str | tuple[str, ...]], Requirement] = {}
    for requirement in requirements:
        place = requirement.entity or (requirement.rule, *requirement.unknown)
        key = (requirement.privilege, place)
        if key not in found or _strength(requirement) < _strength(found[key]):
            found[key] = requirement
    return tuple(found.values())


def missing_finding(
    requirement: Requirement, rule: Rule, pointer: str, who: str, label: Label
) -> Finding:
    """The finding that a missing requirement gives."""
    entity = Reference.parse(requirement.entity or "")
    what = f"`{requirement.privilege}` on {label(entity)}"
    unknown = requirement.unknown if requirement.conditional else ()
    return Finding(
        rule=rule.id,
        severity=_softened(rule.severity) if unknown else rule.severity,
        certainty=Certainty.POSSIBLE if unknown else rule.certainty,
        evidence=rule.evidence,
        message=f"`{who}` lacks {what}{', needed ' if unknown else ': '}{requirement.because}",
        pointer=pointer,
        fault=no_permission([(entity.json(), requirement.privilege)]),
        unknown=unknown,
    )


def pointer_of(match: Match, facts: Facts) -> str:
    """Where a match points in the body."""
    return clean(match.rule.at.format_map(_details(match, facts)))


def _status(
    entity: Any, privilege: str, authorizer: Authorizer | None
) -> tuple[Status, tuple[str, ...], tuple[str, ...]]:
    unknown = entity.deciders if isinstance(entity, Unknown) else ()
    if authorizer is None:
        return Status.UNCHECKED, (), unknown
    if not isinstance(entity, Reference):
        return Status.UNKNOWN, ("which object it is checked on is not known",), unknown
    access = authorizer.access(entity, privilege)
    explanation = access.explanation
    if access.status is not Status.GRANTED and authorizer.case_only_match is not None:
        known = clean(authorizer.case_only_match)
        explanation += (f"the inventory has `{known}`: principals are compared to the letter",)
    return access.status, cleaned(explanation), access.unknown


def _details(match: Match, facts: Facts) -> Mapping[str, Any]:
    if match.item is None or match.rule.subject is None:
        return facts.details
    return {**facts.details, **facts.items[match.rule.subject][match.item].details}


def _deciders(match: Match, facts: Facts) -> tuple[str, ...]:
    if match.definite:
        return ()
    rule = match.rule
    found = [
        d for c in deciding(rule.shared_conditions, facts.values) for d in facts.unknown[c.fact]
    ]
    if match.item is not None and rule.subject is not None:
        item = facts.items[rule.subject][match.item]
        found += [
            d for c in deciding(rule.own_conditions, item.values) for d in item.unknown[c.fact]
        ]
    return tuple(dict.fromkeys(map(clean, found)))


def _whether(rule: Rule) -> str:
    return f"not known whether {rule.title[0].lower()}{rule.title[1:]}"


def _softened(severity: Severity) -> Severity:
    return Severity.WARNING if severity is Severity.ERROR else severity


def _strength(requirement: Requirement) -> tuple[bool, int]:
    return requirement.conditional, list(Evidence).index(requirement.evidence)
