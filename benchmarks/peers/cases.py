"""The cases that engines decide: the reference request's, and others with facts changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import cycle, islice
from random import Random
from typing import Final

from benchmarks import vcenter
from benchmarks.guards import request_of
from benchmarks.peers.decision import Case
from benchmarks.samples import read_reference
from policyguard import Inventory
from policyguard.authorization import Authorizer, Principal
from policyguard.facts import facts_of
from policyguard.facts.situation import Situation
from policyguard.facts.values import Fact, Facts, Values
from policyguard.references import Reference
from policyguard.report import Status
from policyguard.rules import Condition, Rule, builtin_rules
from policyguard.vocabulary import KINDS, UNKNOWN, domain, qualified

_SEED: Final = 8022
_BROKEN: Final = Fact({"schema.problem": "missing"}, {}, {})


def usual(count: int) -> tuple[Case, ...]:
    """Cases that differ from the reference in a few facts; all is known, and much is held."""
    change = _Change(changed=0.03, unknown=0)
    case = reference()
    return tuple(replace(case, facts=change.facts(case.facts)) for _ in range(count))


def unusual(count: int) -> tuple[Case, ...]:
    """Cases in which many rules hold, each in turn, and something is not known or not held."""
    change = _Change(changed=0.3, unknown=0.05)
    facts = reference().facts
    facts = replace(facts, items={**facts.items, "schema": (_BROKEN,) * 3})
    entities = list(reference().held)
    rules = islice(cycle(builtin_rules()), count)
    return tuple(Case(_met(rule, change.facts(facts)), change.held(entities)) for rule in rules)


@cache
def reference() -> Case:
    """The case of the reference request, in which all is known and all that is needed is held."""
    inventory = Inventory.load(vcenter.inventory())
    facts = facts_of(Situation(request_of(read_reference()[0]), inventory), ())
    authorizer = Authorizer(inventory, Principal(vcenter.PRINCIPAL))
    items = (item for kind in facts.items.values() for item in kind)
    details = [facts.details, *(item.details for item in items)]
    entities = dict.fromkeys(
        one for each in details for one in each.values() if isinstance(one, Reference)
    )
    return Case(facts, {one: _granted(authorizer, one) for one in entities})


def _granted(authorizer: Authorizer, entity: Reference) -> frozenset[str]:
    """All that the principal may do on an object, as other engines are given it."""
    named = {privilege for role in vcenter.inventory()["roles"] for privilege in role["privilege"]}
    return frozenset(
        one for one in named if authorizer.access(entity, one).status is Status.GRANTED
    )


class _Change:
    """Changes facts at random, the same way in every run.

    Args:
        changed: The share of facts that take any of their values.
        unknown: The share of those that are not known instead.
    """

    def __init__(self, changed: float, unknown: float) -> None:
        self._random = Random(_SEED)  # noqa: S311 - nothing is kept secret by it
        self._changed, self._unknown = changed, unknown

    def facts(self, facts: Facts) -> Facts:
        values = self._values(facts.values)
        items = {kind: tuple(map(self._item, items)) for kind, items in facts.items.items()}
        return replace(facts, values=values, unknown=_unknown(values), items=items)

    def held(self, entities: list[Reference]) -> Mapping[Reference, frozenset[str]]:
        """Some of what rules ask for, on each of the objects."""
        asked = sorted({demand.privilege for r in builtin_rules() for demand in r.demands})
        return {
            entity: frozenset(self._random.sample(asked, len(asked) // 2)) for entity in entities
        }

    def _item(self, item: Fact) -> Fact:
        values = self._values(item.values)
        return replace(item, values=values, unknown=_unknown(values))

    def _values(self, values: Values) -> Values:
        return {fact: self._value(fact, value) for fact, value in values.items()}

    def _value(self, fact: str, value: str | int) -> str | int:
        if self._random.random() >= self._changed:
            return value
        if self._random.random() < self._unknown:
            return UNKNOWN
        kind, _, attribute = fact.partition(".")
        return self._random.choice(domain(kind, attribute))


def _met(rule: Rule, facts: Facts) -> Facts:
    """The facts with those changed that keep a rule from holding, for the first item if any."""
    values = _with(facts.values, rule.shared_conditions)
    items = dict(facts.items)
    if rule.subject is not None:
        first, *others = items[rule.subject] or [_any_of(rule.subject)]
        own = _with(first.values, rule.own_conditions)
        items[rule.subject] = (replace(first, values=own, unknown=_unknown(own)), *others)
    return replace(facts, values=values, unknown=_unknown(values), items=items)


def _any_of(kind: str) -> Fact:
    """An item such as the reference request has none of."""
    attributes = KINDS[kind].attributes
    return Fact({qualified(kind, name): domain(kind, name)[0] for name in attributes}, {}, {})


def _with(values: Values, conditions: Iterable[Condition]) -> Values:
    return {**values, **{c.fact: min(c.allowed, key=str) for c in conditions}}


def _unknown(values: Values) -> dict[str, tuple[str, ...]]:
    return {fact: (fact,) for fact, value in values.items() if value == UNKNOWN}
