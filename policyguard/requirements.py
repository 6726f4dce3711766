"""Matches of rules with `requires` → the privileges a request needs, and who holds them.

load → validate → facts → rules → **report**
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from policyguard.authorization import Authorizer
from policyguard.engine.match import Match
from policyguard.facts.values import Facts, Unknown
from policyguard.findings import deciders_of, details_of, pointer_of, softened
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
from policyguard.wording import Label, worded

_MOST_REMEMBERED: Final = 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement, and the finding it gives if it is missing."""

    requirement: Requirement
    finding: Finding | None


class Asker:
    """Says what matches require of one principal; what was found is kept for a while.

    Any number of threads may share one.

    Args:
        authorizer: Knows what the principal holds; without one nothing is checked.
        who: The principal's name.
        label: How a message calls an object.
    """

    def __init__(self, authorizer: Authorizer | None, who: str, label: Label) -> None:
        self._authorizer = authorizer
        self._who = who
        self._label = label
        self._remembered = lru_cache(_MOST_REMEMBERED, typed=True)(self._found)

    def asked(self, match: Match, facts: Facts) -> Asked:
        """What a match of a rule with `requires` asks for, and whether it is held."""
        requirement = self._requirement(match, facts)
        missing = requirement.status is Status.MISSING
        return Asked(requirement, self._missing(requirement, match, facts) if missing else None)

    def _requirement(self, match: Match, facts: Facts) -> Requirement:
        rule, details = match.rule, details_of(match, facts)
        assert rule.requires is not None  # noqa: S101 - the caller chose the matches that require
        conditions = None if match.definite else deciders_of(match, facts)
        said = [details[name] for name in placeholders(rule.message)]
        try:
            return self._remembered(rule, conditions, details[rule.requires.on], *said)
        except TypeError:  # what a malformed request says may be a list
            return self._found(rule, conditions, details[rule.requires.on], *said)

    def _found(
        self, rule: Rule, conditions: tuple[str, ...] | None, entity: Any, *said: Any
    ) -> Requirement:
        details = dict(zip(placeholders(rule.message), said, strict=True))
        because = worded(rule.message, details, self._label)
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

    def _missing(self, requirement: Requirement, match: Match, facts: Facts) -> Finding:
        entity = Reference.parse(requirement.entity or "")
        rule, what = match.rule, f"`{requirement.privilege}` on {self._label(entity)}"
        unknown = requirement.unknown if requirement.conditional else ()
        because = f", needed {requirement.because}" if unknown else f": {requirement.because}"
        return Finding(
            rule=rule.id,
            severity=softened(rule.severity) if unknown else rule.severity,
            certainty=Certainty.POSSIBLE if unknown else rule.certainty,
            evidence=rule.evidence,
            message=f"`{self._who}` lacks {what}{because}",
            pointer=pointer_of(match, facts),
            fault=no_permission([(entity.json(), requirement.privilege)]),
            unknown=unknown,
        )


def merged(asked: Iterable[Asked]) -> tuple[Asked, ...]:
    """One requirement for each privilege and entity: the most definite, best evidenced one."""
    found: dict[tuple[str, str | tuple[str, ...]], Asked] = {}
    for one in asked:
        requirement = one.requirement
        place = requirement.entity or (requirement.rule, *requirement.unknown)
        key = (requirement.privilege, place)
        if key not in found or _strength(requirement) < _strength(found[key].requirement):
            found[key] = one
    return tuple(found.values())


def _strength(requirement: Requirement) -> tuple[bool, int]:
    return requirement.conditional, list(Evidence).index(requirement.evidence)
