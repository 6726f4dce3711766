"""Matches of rules with `requires` → the privileges a request needs, and who holds them.

load → validate → facts → rules → **report**
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from policyguard.authorization import Authorizer
from policyguard.engine.match import Match
from policyguard.facts.values import Facts, Unknown
from policyguard.findings import deciders_of, details_of, softened
from policyguard.references import Reference
from policyguard.report import (
    Certainty,
    Evidence,
    Finding,
    Requirement,
    Status,
    no_permission,
)
from policyguard.rules import Rule, placeholders
from policyguard.text import clean, cleaned
from policyguard.wording import Label, printed

_MOST_REMEMBERED: Final = 1024


class RequirementFinder:
    """Says what matches require of one principal; what was found is kept for a while.

    Any number of threads may share one.

    Args:
        authorizer: Knows what the principal holds; without one nothing is checked.
        label: How a message calls an object.
    """

    def __init__(self, authorizer: Authorizer | None, label: Label) -> None:
        self._authorizer = authorizer
        self._label = label
        self._remembered = lru_cache(_MOST_REMEMBERED)(self._found)

    def requirement(self, match: Match, facts: Facts) -> Requirement:
        """The privilege that a match of a rule with `requires` asks for, and whether it is held."""
        rule, details = match.rule, details_of(match, facts)
        assert rule.requires is not None  # noqa: S101 - the caller chose the matches that require
        words = tuple(printed(details[name], self._label) for name in placeholders(rule.message))
        entity = details[rule.requires.on]
        return self._remembered(
            rule, entity, words, None if match.definite else deciders_of(match, facts)
        )

    def _found(
        self, rule: Rule, entity: Any, words: tuple[str, ...], conditions: tuple[str, ...] | None
    ) -> Requirement:
        because = rule.message.format(**dict(zip(placeholders(rule.message), words, strict=True)))
        privilege = rule.requires.privilege if rule.requires else ""
        status, explanation, unknown = self._status(entity, privilege)
        return Requirement(
            privilege=privilege,
            entity=clean(str(entity)) if isinstance(entity, Reference) else None,
            status=status,
            rule=rule.id,
            evidence=rule.evidence,
            because=because if conditions is None else f"if {because}",
            explanation=explanation,
            conditional=conditions is not None,
            unknown=cleaned(tuple(dict.fromkeys((*(conditions or ()), *unknown)))),
        )

    def _status(
        self, entity: Any, privilege: str
    ) -> tuple[Status, tuple[str, ...], tuple[str, ...]]:
        unknown = entity.deciders if isinstance(entity, Unknown) else ()
        authorizer = self._authorizer
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


def merged(
    asked: Iterable[tuple[Requirement, Match]],
) -> Iterable[tuple[Requirement, Match]]:
    """One requirement for each privilege and entity: the most definite, best evidenced one."""
    found: dict[tuple[str, str | tuple[str, ...]], tuple[Requirement, Match]] = {}
    for requirement, match in asked:
        place = requirement.entity or (requirement.rule, *requirement.unknown)
        key = (requirement.privilege, place)
        if key not in found or _strength(requirement) < _strength(found[key][0]):
            found[key] = requirement, match
    return found.values()


def missing_finding(
    requirement: Requirement, rule: Rule, pointer: str, who: str, label: Label
) -> Finding:
    """The finding that a missing requirement gives."""
    entity = Reference.parse(requirement.entity or "")
    what = f"`{requirement.privilege}` on {label(entity)}"
    unknown = requirement.unknown if requirement.conditional else ()
    return Finding(
        rule=rule.id,
        severity=softened(rule.severity) if unknown else rule.severity,
        certainty=Certainty.POSSIBLE if unknown else rule.certainty,
        evidence=rule.evidence,
        message=f"`{who}` lacks {what}{', needed ' if unknown else ': '}{requirement.because}",
        pointer=pointer,
        fault=no_permission([(entity.json(), requirement.privilege)]),
        unknown=unknown,
    )


def _strength(requirement: Requirement) -> tuple[bool, int]:
    return requirement.conditional, list(Evidence).index(requirement.evidence)
