"""Matches of rules with `requires` → the privileges a request needs, and who holds them.

load → validate → facts → rules → **report**
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias

from policyguard.authorization import Authorizer
from policyguard.decision import Decision
from policyguard.engine.match import Match
from policyguard.facts.values import Facts, Unknown
from policyguard.findings import deciders_of, details_of, pointer_of, softened
from policyguard.privileges import label
from policyguard.references import Reference
from policyguard.report import (
    PRINCIPAL,
    Alternative,
    Certainty,
    Evidence,
    Finding,
    Requirement,
    Severity,
    Status,
    no_permission,
)
from policyguard.rules import Rule, placeholders
from policyguard.text import clean, cleaned
from policyguard.wording import Label, printed, worded

_MOST_REMEMBERED: Final = 1024
# Whoever holds anything on an object holds this.
_VIEW: Final = "System.View"


Need: TypeAlias = tuple[Match, Facts]
"""The match of a rule with `requires`, and the facts that it matches."""


class Asked(NamedTuple):
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
        unchecked: What would let a requirement be checked, where there is no authorizer; empty
            if none is to be.
    """

    def __init__(
        self,
        authorizer: Authorizer | None,
        who: str,
        label: Label,
        unchecked: tuple[str, ...] = (PRINCIPAL,),
    ) -> None:
        self._authorizer = authorizer
        self._unchecked = unchecked
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
        conditions = None if match.definite else deciders_of(match, facts)
        entities = tuple(details[demand.on] for demand in rule.demands)
        said = [details[name] for name in placeholders(rule.message)]
        try:
            return self._remembered(rule, conditions, entities, *said)
        except TypeError:  # what a malformed request says may be a list
            return self._found(rule, conditions, entities, *said)

    def _found(
        self,
        rule: Rule,
        conditions: tuple[str, ...] | None,
        entities: tuple[Any, ...],
        *said: Any,
    ) -> Requirement:
        details = dict(zip(placeholders(rule.message), said, strict=True))
        because = worded(rule.message, details, self._label)
        held = _there(
            [
                _Held(demand.privilege, entity, *self._status(entity, demand.privilege))
                for demand, entity in zip(rule.demands, entities, strict=True)
            ]
        )
        told = next((one for one in held if one.status is Status.GRANTED), held[0])
        unknown = [] if told.status is Status.GRANTED else [d for one in held for d in one.unknown]
        return Requirement(
            privilege=held[0].privilege,
            entity=held[0].id,
            status=_status_of(held),
            rule=rule.id,
            evidence=rule.evidence,
            because=_because(because if conditions is None else f"if {because}", told.answered),
            explanation=told.explanation if len(held) == 1 else self._explained(held),
            conditional=conditions is not None,
            unknown=cleaned(tuple(dict.fromkeys((*(conditions or ()), *unknown)))),
            any_of=() if len(held) == 1 else tuple(one.alternative for one in held),
            label=label(held[0].privilege),
            access=told.access,
        )

    def _explained(self, held: Sequence[_Held]) -> tuple[str, ...]:
        """Why the one that is granted is, else why each is not."""
        granted = [one for one in held if one.status is Status.GRANTED]
        return tuple(
            f"`{one.privilege}` on {printed(one.entity, self._label)}: {line}"
            for one in granted[:1] or held
            for line in one.explanation
        )

    def _status(
        self, entity: Any, privilege: str
    ) -> tuple[Status, tuple[str, ...], tuple[str, ...], Decision | None, str | None]:
        unknown = entity.deciders if isinstance(entity, Unknown) else ()
        authorizer = self._authorizer
        if authorizer is None:
            return Status.UNCHECKED, (), (*unknown, *self._unchecked), None, None
        if not isinstance(entity, Reference):
            why = ("which object it is checked on is not known",)
            return Status.UNKNOWN, why, unknown, None, None
        access = authorizer.access(entity, privilege)
        explanation, answered = cleaned(access.explanation), access.answered
        return access.status, explanation, access.unknown, access.decision, answered

    def _missing(self, requirement: Requirement, match: Match, facts: Facts) -> Finding:
        rule = match.rule
        lacked = [
            (Reference.parse(one.entity or ""), one.privilege)
            for one in requirement.any_of or (requirement,)
        ]
        what = " and ".join(f"`{id_}` on {self._label(entity)}" for entity, id_ in lacked)
        what += ", any one of which would do" if len(lacked) > 1 else ""
        unknown = requirement.unknown if requirement.conditional else ()
        because = f", needed {requirement.because}" if unknown else f": {requirement.because}"
        return Finding(
            rule=rule.id,
            severity=softened(rule.severity) if unknown else rule.severity,
            certainty=Certainty.POSSIBLE if unknown else rule.certainty,
            evidence=rule.evidence,
            message=f"`{self._who}` lacks {what}{because}",
            pointer=pointer_of(match, facts),
            fault=no_permission([(entity.json(), id_) for entity, id_ in lacked]),
            unknown=unknown,
        )


def merged(asked: Iterable[Asked]) -> tuple[Asked, ...]:
    """One requirement for each privilege and entity.

    The most definite one, of these the one that costs most if it is missing, and of these
    the best evidenced.

    That an object must be seen is not said where something else is missing on it, for that
    cannot be granted without it.
    """
    found: dict[tuple[object, ...], Asked] = {}
    for one in asked:
        requirement = one.requirement
        key = _key(requirement)
        if key not in found or _strength(one) < _strength(found[key]):
            found[key] = one
    refused = {one.requirement.entity for one in found.values() if _refuses(one)}
    return tuple(
        one
        for one in found.values()
        if one.requirement.privilege != _VIEW or one.requirement.entity not in refused
    )


def _key(requirement: Requirement) -> tuple[object, ...]:
    if requirement.any_of:
        return tuple((one.privilege, one.entity) for one in requirement.any_of)
    place = requirement.entity or (requirement.rule, *requirement.unknown)
    return requirement.privilege, place


def _refuses(one: Asked) -> bool:
    """Whether the request fails for this requirement, and not for want of `System.View`."""
    finding = one.finding
    return (
        finding is not None
        and finding.severity is Severity.ERROR
        and not finding.unknown
        and one.requirement.privilege != _VIEW
    )


def _strength(one: Asked) -> tuple[bool, int, int]:
    costs = 0 if one.finding is None else list(Severity).index(one.finding.severity)
    evidence = list(Evidence).index(one.requirement.evidence)
    return one.requirement.conditional, costs, evidence


class _Held(NamedTuple):
    """Whether one demand is met, as far as is known."""

    privilege: str
    entity: Any
    status: Status
    explanation: tuple[str, ...]
    unknown: tuple[str, ...]
    access: Decision | None
    answered: str | None

    @property
    def id(self) -> str | None:
        """The entity as `Type/moId`; None where it is not known."""
        return clean(str(self.entity)) if isinstance(self.entity, Reference) else None

    @property
    def alternative(self) -> Alternative:
        return Alternative(
            privilege=self.privilege,
            entity=self.id,
            status=self.status,
            label=label(self.privilege),
            access=self.access,
        )


def _because(because: str, answered: str | None) -> str:
    """Why it is needed, and that the server itself answered whether it is held."""
    return because if answered is None else f"{because}; {answered}"


def _there(held: Sequence[_Held]) -> Sequence[_Held]:
    """Those whose object there is, or may be; all if there is none."""
    return [one for one in held if one.entity is not None] or held


def _status_of(held: Sequence[_Held]) -> Status:
    """One that is granted is enough, and all must be missing for the whole to be."""
    found = {one.status for one in held}
    if Status.GRANTED in found:
        return Status.GRANTED
    return found.pop() if len(found) == 1 else Status.UNKNOWN
