"""Matches → findings and requirements: the words that rules say about one request.

load → validate → facts → rules → **report**
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policyguard.engine.match import Match, deciding
from policyguard.facts.values import Facts
from policyguard.report import (
    Certainty,
    Finding,
    Severity,
)
from policyguard.rules import Rule
from policyguard.text import clean, cleaned
from policyguard.wording import Label, filled, worded


def finding_of(match: Match, facts: Facts, label: Label) -> Finding:
    """What a match of a rule without `requires` says.

    A match that is not definite says what is not known, and costs at most a warning.
    """
    rule, details = match.rule, details_of(match, facts)
    unknown = deciders_of(match, facts)
    return Finding(
        rule=rule.id,
        severity=softened(rule.severity) if unknown else rule.severity,
        certainty=Certainty.POSSIBLE if unknown else rule.certainty,
        evidence=rule.evidence,
        message=_whether(rule) if unknown else worded(rule.message, details, label),
        pointer=clean(rule.at.format_map(details)),
        fault=None if rule.fault is None else cleaned(filled(rule.fault, details)),
        unknown=unknown,
    )


def pointer_of(match: Match, facts: Facts) -> str:
    """Where a match points in the body."""
    return clean(match.rule.at.format_map(details_of(match, facts)))


def details_of(match: Match, facts: Facts) -> Mapping[str, Any]:
    """What the rule of a match may print."""
    rule = match.rule
    own = facts.of_rules.get(rule.id, {})
    if match.item is not None and rule.subject is not None:
        return {**facts.details, **facts.items[rule.subject][match.item].details, **own}
    return {**facts.details, **own} if own else facts.details


def deciders_of(match: Match, facts: Facts) -> tuple[str, ...]:
    """What would decide a match that is not definite; nothing for one that is."""
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


def softened(severity: Severity) -> Severity:
    """What an open question costs: a warning at most."""
    return Severity.WARNING if severity is Severity.ERROR else severity
