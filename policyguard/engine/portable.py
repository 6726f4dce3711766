"""Match rules with plain Python: the engine that runs everywhere.

Each rule waits under the values of one of its conditions, the hardest to meet, and only
the rules that the facts call up are looked at further: by closures, made once, over sets of
values. Nothing that a rule file says is ever run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeAlias

from policyguard.engine.match import Match
from policyguard.facts.values import Facts, Values
from policyguard.rules import Condition, Rule
from policyguard.vocabulary import UNKNOWN

_Test: TypeAlias = Callable[[Values], bool]
_Term: TypeAlias = tuple[str, frozenset[str | int]]


class PortableEngine:
    """A compiled rule set; immutable, so any number of threads may ask it."""

    name = "portable"

    def __init__(self, rules: Sequence[Rule]) -> None:
        parts: dict[str | None, list[_Candidate]] = defaultdict(list)
        for position, rule in enumerate(rules):
            parts[rule.subject].append(_Candidate.of(position, rule))
        self._indexes = tuple((kind, _Index(part)) for kind, part in parts.items())

    def matches(self, facts: Facts) -> tuple[Match, ...]:
        """Every match that holds or may hold, by rule in book order, then by item."""
        shared = facts.values
        found: list[tuple[int, int, Match]] = []
        for kind, index in self._indexes:
            for number, subject in enumerate(facts.items[kind] if kind else (facts,)):
                own = subject.values
                # Asking for all values at once and looping here is what makes this fast.
                for table, value in zip(index.tables, index.values(own), strict=True):
                    if value in table:
                        for one in table[value]:
                            if one.meets_rest(own) and one.meets_shared(shared):
                                definite = one.is_known(own) and one.is_shared_known(shared)
                                match = Match(one.rule, number if kind else None, definite)
                                found.append((one.position, number, match))
        found.sort(key=_place)
        return tuple(match for _, _, match in found)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One rule, compiled; a subject is an item if the rule binds any, else the request.

    Attributes:
        position: Its place in the book.
        key: The condition on the subject that it waits under.
        meets_rest: Whether a subject meets the others, as far as they are known.
        is_known: Whether all that it asks of a subject is known.
        meets_shared: Whether the request meets what a rule of items asks of it besides.
        is_shared_known: Whether all of that is known.
    """

    position: int
    rule: Rule
    key: Condition
    meets_rest: _Test
    is_known: _Test
    meets_shared: _Test
    is_shared_known: _Test

    @classmethod
    def of(cls, position: int, rule: Rule) -> _Candidate:
        own = rule.own_conditions if rule.subject else rule.shared_conditions
        shared = rule.shared_conditions if rule.subject else ()
        key, *rest = sorted(own, key=_share)
        return cls(
            position,
            rule,
            key,
            _all_of([_may_be_met(one) for one in rest]),
            _all_of([_known(one) for one in own]),
            _all_of([_may_be_met(one) for one in shared]),
            _all_of([_known(one) for one in shared]),
        )


class _Index:
    """Rules of one kind of subject, by the fact and the value they wait under.

    Attributes:
        tables: For each fact that rules wait under, the rules by value.
        values: Gives the values of these facts, in the same order.
    """

    def __init__(self, candidates: Sequence[_Candidate]) -> None:
        waiting: dict[str, dict[str | int, list[_Candidate]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for one in candidates:
            fact, values = _may_be_met(one.key)
            for value in values:
                waiting[fact][value].append(one)
        self.tables = tuple(map(dict, waiting.values()))
        self.values = _getter(tuple(waiting))


def _getter(facts: tuple[str, ...]) -> Callable[[Values], tuple[str | int, ...]]:
    """What gives the values of several facts at once."""
    if len(facts) == 1:
        (fact,) = facts
        return lambda values: (values[fact],)
    return itemgetter(*facts) if facts else lambda _values: ()


def _place(found: tuple[int, int, Match]) -> tuple[int, int]:
    return found[:2]


def _may_be_met(condition: Condition) -> _Term:
    return condition.fact, condition.allowed | {UNKNOWN}


def _share(condition: Condition) -> float:
    """How many of its values meet a condition; the fewer, the harder it is to meet."""
    return len(condition.allowed) / (len(condition.allowed) + len(condition.refused))


def _known(condition: Condition) -> _Term:
    return condition.fact, condition.allowed | condition.refused


def _all_of(terms: Sequence[_Term]) -> _Test:
    """Whether each of some facts has one of the values it may have."""
    if not terms:
        return _always
    (fact, wanted), *rest = terms
    if not rest:
        return lambda values: values[fact] in wanted
    return lambda values: values[fact] in wanted and all(values[f] in w for f, w in rest)


def _always(_values: Values) -> bool:
    return True
