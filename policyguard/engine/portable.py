"""Read the compiled rules with plain Python: the engine that runs everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policyguard.engine.match import Match, deciding, grouped
from policyguard.facts.values import Facts, Values
from policyguard.rules import Condition, Rule
from policyguard.vocabulary import UNKNOWN


class PortableEngine:
    """A compiled rule set; immutable, so any number of threads may ask it."""

    name = "portable"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)

    def matches(self, facts: Facts) -> tuple[Match, ...]:
        """Every match that holds or may hold, by rule in book order, then by item."""
        return tuple(match for rule in self._rules for match in _matches(rule, facts))


def _matches(rule: Rule, facts: Facts) -> Iterator[Match]:
    shared = rule.shared_conditions
    if not _may_hold(shared, facts.values):
        return
    undecided = bool(deciding(shared, facts.values))
    if rule.subject is None:
        yield Match(rule, None, not undecided)
        return
    own = rule.own_conditions
    found: list[Match] = []
    for indexes in grouped(facts, rule.subject).values():
        values = facts.items[rule.subject][indexes[0]].values
        if _may_hold(own, values):
            definite = not undecided and not deciding(own, values)
            found.extend(Match(rule, index, definite) for index in indexes)
    yield from sorted(found, key=lambda match: match.item or 0)


def _may_hold(conditions: Sequence[Condition], values: Values) -> bool:
    return all(values[c.fact] == UNKNOWN or values[c.fact] in c.allowed for c in conditions)
