"""What rules answer about a request: findings, and the privileges it needs.

load → validate → facts → rules → **report**
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from policyguard.engine import Engine
from policyguard.engine.match import Match
from policyguard.facts.values import Facts
from policyguard.findings import finding_of
from policyguard.in_force import RulesInForce
from policyguard.lazy import cached_property
from policyguard.report import Finding, Judgement, judged
from policyguard.request import decider, pointer
from policyguard.requirements import Asked, Asker, Need, merged
from policyguard.wording import Label

_ELSEWHERE: Final = decider("spec", "location", "service")
_SERVICE: Final = pointer("spec", "location", "service")
_Place: TypeAlias = tuple[int, int]
"""Where the rule stands in the book, and then the item."""


@dataclass(frozen=True)
class Asks:
    """What some rules of a book require of the principal, each with its place."""

    placed: Sequence[tuple[_Place, Asked]]

    def joined(self, others: Asks) -> Asks:
        """What these rules and others of the same book require."""
        if not others.placed:
            return self  # what is merged already stays so
        return Asks(sorted((*self.placed, *others.placed), key=_place))

    @cached_property
    def merged(self) -> tuple[Asked, ...]:
        """One for each privilege and entity, in book order."""
        return merged(one for _, one in self.placed)


@dataclass(frozen=True)
class Answers:
    """What some rules of a book say of one request.

    `overridden` are the ids of those that match, and that packs change.
    """

    found: Sequence[tuple[_Place, Finding]]
    asks: Asks
    overridden: Sequence[str] = ()

    def joined(self, others: Answers) -> Answers:
        """What these rules and others of the same book say."""
        if not (others.found or others.asks.placed or others.overridden):
            return self
        return Answers(
            sorted((*self.found, *others.found), key=_place),
            self.asks.joined(others.asks),
            (*self.overridden, *others.overridden),
        )

    def kept(self, keep: Callable[[str], bool]) -> Answers:
        """What those of the rules say whose id *keep* accepts."""
        return Answers(
            [one for one in self.found if keep(one[1].rule)],
            Asks([one for one in self.asks.placed if keep(one[1].requirement.rule)]),
            [id_ for id_ in self.overridden if keep(id_)],
        )

    @cached_property
    def judgement(self) -> Judgement:
        """All findings in book order, then those of missing requirements, and what follows."""
        asked = self.asks.merged
        found = said_once(finding for _, finding in self.found)
        missing = (one.finding for one in asked if one.finding is not None)
        return judged((*found, *missing), (one.requirement for one in asked))


def said_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, with the open question of another vCenter only once.

    What becomes of a clone there no inventory of this one settles. Where a finding asks just
    that, at the place that names the other vCenter, whatever else is open for it says no more.
    """
    findings = tuple(findings)
    if not any(one.unknown == (_ELSEWHERE,) and one.pointer == _SERVICE for one in findings):
        return findings
    return tuple(
        one for one in findings if _ELSEWHERE not in one.unknown or one.pointer == _SERVICE
    )


class Answerer:
    """Asks some rules of a book about requests; any number of threads may share one.

    Args:
        engine: Some rules, compiled.
        rules: The whole book that they are of.
        asker: Says what the rules require.
        label: How a message calls an object.
    """

    def __init__(self, engine: Engine, rules: RulesInForce, asker: Asker, label: Label) -> None:
        self._engine = engine
        self._rules = rules
        self._asker = asker
        self._label = label

    def answers(self, facts: Facts) -> Answers:
        """Say what the rules say of a request."""
        found: list[tuple[_Place, Finding]] = []
        asked: list[tuple[_Place, Asked]] = []
        overridden: list[str] = []
        for matched in self._engine.matches(facts):
            match = self._rules.enforced(matched)
            if match is not matched:
                overridden.append(matched.rule.id)
            if match is None:
                continue
            if match.rule.requires:
                asked.append((self._where(match), self._asker.asked(match, facts)))
            else:
                found.append((self._where(match), finding_of(match, facts, self._label)))
        return Answers(found, Asks(asked), overridden)

    def needs(self, facts: Facts) -> Iterator[tuple[_Place, Need]]:
        """Find what a request needs, whoever sends it."""
        for match in map(self._rules.enforced, self._engine.matches(facts)):
            if match is not None and match.rule.requires:
                yield self._where(match), (match, facts)

    def _where(self, match: Match) -> _Place:
        return self._rules.positions[match.rule.id], match.item or 0


def in_order(needs: Iterable[tuple[_Place, Need]]) -> tuple[Need, ...]:
    """What several parts of a book need, in book order."""
    return tuple(need for _, need in sorted(needs, key=_place))


def _place(placed: tuple[_Place, object]) -> _Place:
    return placed[0]
