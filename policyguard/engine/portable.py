"""Match rules with plain Python: the engine that runs everywhere.

Each rule waits under the values of one of its conditions, the hardest to meet, and only
the rules that the facts call up are looked at further: by closures, made once, over sets of
values. Nothing that a rule file says is ever run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeAlias

from policyguard.engine.match import Match, is_settled
from policyguard.facts.values import Facts, Values
from policyguard.rules import Condition, Rule
from policyguard.vocabulary import UNKNOWN

_Test: TypeAlias = Callable[[Values], bool]


class PortableEngine:
    """A compiled rule set; immutable, so any number of threads may ask it."""

    name = "portable"

    def __init__(self, rules: Sequence[Rule]) -> None:
        parts: dict[str | None, list[_Candidate]] = defaultdict(list)
        for position, rule in enumerate(rules):
            parts[rule.subject].append(_Candidate.of(position, rule))
        self._whole = _Index(parts.pop(None, []))
        self._of_items = {kind: _Index(part) for kind, part in parts.items() if kind}

    def matches(self, facts: Facts) -> tuple[Match, ...]:
        """Every match that holds or may hold, by rule in book order, then by item."""
        shared = facts.values
        found = [
            (one.position, 0, Match(one.rule, None, is_settled(one.facts, shared)))
            for one in self._whole.met(shared)
        ]
        for kind, index in self._of_items.items():
            for number, item in enumerate(facts.items[kind]):
                own = item.values
                for one in index.met(own):
                    if one.meets_shared(shared):
                        settled = is_settled(one.facts, own) and is_settled(one.shared, shared)
                        found.append((one.position, number, Match(one.rule, number, settled)))
        found.sort(key=_place)
        return tuple(match for _, _, match in found)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One rule, compiled.

    Attributes:
        position: Its place in the book.
        key: The condition it waits under.
        meets_rest: Whether one subject meets the others.
        facts: What it asks of one subject: of an item if it binds any, else of the request.
        meets_shared: Whether the request meets what a rule of items asks of it.
        shared: What such a rule asks of the request.
    """

    position: int
    rule: Rule
    key: Condition
    meets_rest: _Test
    facts: tuple[str, ...]
    meets_shared: _Test
    shared: tuple[str, ...]

    @classmethod
    def of(cls, position: int, rule: Rule) -> _Candidate:
        own = rule.own_conditions if rule.subject else rule.shared_conditions
        shared = rule.shared_conditions if rule.subject else ()
        key, *rest = sorted(own, key=_share)
        return cls(position, rule, key, _all_of(rest), _facts(own), _all_of(shared), _facts(shared))


class _Index:
    """Rules of one kind of subject, by the fact and the value they wait under."""

    def __init__(self, candidates: Sequence[_Candidate]) -> None:
        waiting: dict[str, dict[str | int, list[_Candidate]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for one in candidates:
            for value in _passing(one.key):
                waiting[one.key.fact][value].append(one)
        self._tables = tuple(map(dict, waiting.values()))
        self._values = _getter(tuple(waiting))

    def met(self, values: Values) -> Iterator[_Candidate]:
        """The rules that one subject meets, or may meet."""
        for table, value in zip(self._tables, self._values(values), strict=True):
            if value in table:
                for one in table[value]:
                    if one.meets_rest(values):
                        yield one


def _getter(facts: tuple[str, ...]) -> Callable[[Values], tuple[str | int, ...]]:
    """What gives the values of several facts at once."""
    if len(facts) == 1:
        (fact,) = facts
        return lambda values: (values[fact],)
    return itemgetter(*facts) if facts else lambda _values: ()


def _place(found: tuple[int, int, Match]) -> tuple[int, int]:
    return found[:2]


def _passing(condition: Condition) -> frozenset[str | int]:
    return condition.allowed | {UNKNOWN}


def _share(condition: Condition) -> float:
    """How many of its values meet a condition; the fewer, the harder it is to meet."""
    return len(condition.allowed) / (len(condition.allowed) + len(condition.refused))


def _facts(conditions: Sequence[Condition]) -> tuple[str, ...]:
    return tuple(condition.fact for condition in conditions)


def _all_of(conditions: Sequence[Condition]) -> _Test:
    """Whether values meet all conditions, as far as they are known."""
    if not conditions:
        return _always
    first, *rest = ((one.fact, _passing(one)) for one in conditions)
    fact, passing = first
    if not rest:
        return lambda values: values[fact] in passing
    return lambda values: values[fact] in passing and all(values[f] in p for f, p in rest)


def _always(_values: Values) -> bool:
    return True
