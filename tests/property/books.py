"""Random rules and facts that cost little to make: a seed says everything.

What `strategies` draws for hypothesis to shrink, this makes fast enough for tens of
thousands of books.
"""

from __future__ import annotations

from random import Random
from typing import Any, Final

from policyguard.facts.values import Fact, Facts, Statement, Unknown
from policyguard.rules import Rule
from policyguard.vocabulary import KINDS, Kind, domain
from tests.property.clone_requests import random_of
from tests.property.strategies import rule_with

_FAMILIES: Final = ("SRC", "PLC", "STO")
_ONE: Final = [kind for kind in KINDS.values() if not kind.many]
_MANY: Final = [kind for kind in KINDS.values() if kind.many]
_FEW: Final = 4
_CAN_DIFFER: Final = {
    kind.name: [name for name in kind.attributes if len(domain(kind.name, name)) > 1]
    for kind in KINDS.values()
}


def book_and_facts(seed: int) -> tuple[list[Rule], Facts]:
    """A book of up to a dozen rules, and facts of which some meet some of them."""
    random = random_of(seed)
    said = _facts(random)
    return [_rule(random, number, said) for number in range(random.randint(1, 12))], said


def _rule(random: Random, number: int, said: Facts) -> Rule:
    kinds = random.sample(_ONE, random.choice((0, 1, 1, 2, 3)))
    if not kinds or random.random() < 0.5:
        kinds.append(random.choice([kind for kind in _MANY if _CAN_DIFFER[kind.name]]))
    when = {
        kind.name: {
            name: _term(random, kind.name, name, said)
            for name in _some(random, _CAN_DIFFER[kind.name], 4)
        }
        for kind in kinds
        if _CAN_DIFFER[kind.name]
    }
    return rule_with(number, when, random.choice(_FAMILIES))


def _term(random: Random, kind: str, name: str, said: Facts) -> Any:
    """A term that some values meet and some do not; rather one that what is said meets."""
    values = domain(kind, name)
    if isinstance(values[0], int) and random.random() < 0.5:
        return {random.choice(("lt", "le", "gt", "ge")): random.randrange(1, len(values) - 1)}
    value = said.values.get(f"{kind}.{name}")
    # Of numbers a rule may list so many only that it lets few ranges of them pass.
    most = _FEW if isinstance(values[0], int) else len(values) - 1
    chosen = _some(random, [each for each in values if each != value], most)
    if random.random() < 0.5:
        return {"not": chosen if len(chosen) > 1 else chosen[0]}
    if value in values and value not in chosen:
        chosen = [*chosen[1:], value]
    return chosen if len(chosen) > 1 else chosen[0]


def _some(random: Random, of: list[Any], most: int) -> list[Any]:
    return random.sample(of, random.randint(1, min(most, len(of))))


def _facts(random: Random) -> Facts:
    unknown = random.choice((0.0, 0.05, 0.3))
    one = [_fact(random, kind, unknown) for kind in _ONE]
    items = {kind.name: _items(random, kind, unknown) for kind in _MANY}
    return Facts(
        {key: value for fact in one for key, value in fact.values.items()},
        {key: deciders for fact in one for key, deciders in fact.unknown.items()},
        {},
        items,
    )


def _items(random: Random, kind: Kind, unknown: float) -> tuple[Fact, ...]:
    """Up to five items, some of which say the same."""
    different = [_fact(random, kind, unknown) for _ in range(random.randrange(4))]
    return tuple(random.choices(different, k=random.randrange(6))) if different else ()


def _fact(random: Random, kind: Kind, unknown: float) -> Fact:
    says = {
        name: Unknown((f"{kind.name} {name}",))
        if random.random() < unknown
        else random.choice(domain(kind.name, name))
        for name in kind.attributes
    }
    return Fact.of(kind.name, Statement(says))
