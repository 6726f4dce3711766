"""Match rules with plain Python: the engine that runs everywhere.

A rule of the request waits under the values of one of its conditions, the hardest to meet,
and only the rules that the facts call up are looked at further: by closures, made once, over
sets of values. Which rules an item meets is remembered by what the item says. Nothing that a
rule file says is ever run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Final, NamedTuple, TypeAlias

from policyguard.engine.match import Match
from policyguard.facts.values import Facts, Values
from policyguard.rules import Condition, Rule
from policyguard.vocabulary import UNKNOWN

_Test: TypeAlias = Callable[[Values], bool]
_Said: TypeAlias = str | int | tuple[str | int, ...]
_Term: TypeAlias = tuple[str, frozenset[str | int]]

# Of each kind of items; beyond that it is worked out each time.
_MOST_REMEMBERED: Final = 4096


class PortableEngine:
    """A compiled rule set; immutable, so any number of threads may ask it."""

    name = "portable"

    def __init__(self, rules: Sequence[Rule]) -> None:
        parts: dict[str | None, list[_Candidate]] = defaultdict(list)
        for position, rule in enumerate(rules):
            parts[rule.subject].append(_Candidate.of(position, rule))
        waiting = _waiting(parts.pop(None, []))
        self._values = _getter(tuple(waiting))
        self._tables = tuple(waiting.values())
        self._of_items = tuple(
            (kind, itemgetter(*facts), _Met(facts, part))
            for kind, part in parts.items()
            if kind and (facts := tuple(sorted({f for one in part for f in one.own})))
        )

    def matches(self, facts: Facts) -> tuple[Match, ...]:
        """Every match that holds or may hold, by rule in book order, then by item."""
        shared, settled = facts.values, not facts.unknown
        found: list[tuple[int, int, Match]] = []
        for waiting in filter(None, map(dict.get, self._tables, self._values(shared))):
            for one in waiting:
                if one.meets_rest(shared):
                    definite = settled or one.is_known(shared)
                    found.append((one.position, 0, Match(one.rule, None, definite)))
        for kind, values, met in self._of_items:
            for number, item in enumerate(facts.items[kind]):
                for one in met[values(item.values)]:
                    if one.meets_shared(shared):
                        definite = (settled or one.is_shared_known(shared)) and (
                            not item.unknown or one.is_known(item.values)
                        )
                        found.append((one.position, number, Match(one.rule, number, definite)))
        found.sort()
        return tuple([match for _, _, match in found])


class _Candidate(NamedTuple):
    """One rule, compiled; a subject is an item if the rule binds any, else the request.

    Attributes:
        position: Its place in the book.
        key: The condition on a subject that is the hardest to meet.
        own: The facts it asks of a subject.
        meets_rest: Whether a subject meets the other conditions, as far as they are known.
        is_known: Whether all that it asks of a subject is known.
        meets_shared: Whether the request meets what a rule of items asks of it besides.
        is_shared_known: Whether all of that is known.
    """

    position: int
    rule: Rule
    key: Condition
    own: tuple[str, ...]
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
            tuple(one.fact for one in own),
            _all_of([_may_be_met(one) for one in rest]),
            _all_of([_known(one) for one in own]),
            _all_of([_may_be_met(one) for one in shared]),
            _all_of([_known(one) for one in shared]),
        )


class _Met(dict[_Said, tuple[_Candidate, ...]]):
    """The rules that items of a kind meet, or may meet, by what the items say.

    Worked out the first time that items say it: there are few ways to say anything, since
    every fact has few values.
    """

    def __init__(self, facts: tuple[str, ...], candidates: Sequence[_Candidate]) -> None:
        super().__init__()
        self._facts = facts
        self._candidates = candidates

    def __missing__(self, said: _Said) -> tuple[_Candidate, ...]:
        """Work it out; *said* is one value, or as many as there are facts."""
        values = dict(zip(self._facts, said if isinstance(said, tuple) else (said,), strict=True))
        met = tuple(
            one
            for one in self._candidates
            if values[one.key.fact] in _may_be_met(one.key)[1] and one.meets_rest(values)
        )
        if len(self) < _MOST_REMEMBERED:
            self[said] = met
        return met


def _waiting(
    candidates: Sequence[_Candidate],
) -> dict[str, dict[str | int, list[_Candidate]]]:
    """The rules by the fact of their key, and by each value that meets it or may."""
    waiting: dict[str, dict[str | int, list[_Candidate]]] = defaultdict(lambda: defaultdict(list))
    for one in candidates:
        fact, values = _may_be_met(one.key)
        for value in values:
            waiting[fact][value].append(one)
    return {fact: dict(by_value) for fact, by_value in waiting.items()}


def _getter(facts: tuple[str, ...]) -> Callable[[Values], tuple[str | int, ...]]:
    """What gives the values of several facts at once."""
    if len(facts) > 1:
        return itemgetter(*facts)
    return lambda values: tuple(values[fact] for fact in facts)


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
