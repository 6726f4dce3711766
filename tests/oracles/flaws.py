"""What the flaws of a set of rules are, by looking at every world there is: slow and plain.

Imports nothing from policyguard. A world is what a request says, with some items. A rule
adds nothing if in every world all that it says is said without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, product
from typing import Any

from tests.oracles.rules import meets

Values = Mapping[str, Any]
When = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class World:
    shared: Values
    items: Mapping[str, Sequence[Values]]


@dataclass(frozen=True)
class Said:
    """A rule: the kind of items it binds, what it says of which, and how strongly."""

    id: str
    subject: str | None
    when: When
    words: str
    of_the_item: bool
    strength: tuple[int, ...]

    def says(self, world: World) -> set[tuple[Any, ...]]:
        """All that the rule says in a world: its words, and of which item where they tell."""
        if self.subject is None:
            return {(self.words,)} if holds(self.when, world.shared) else set()
        return {
            (self.words, self.subject, n) if self.of_the_item else (self.words,)
            for n, item in enumerate(world.items[self.subject])
            if holds(self.when, {**world.shared, **item})
        }


def holds(when: When, values: Values) -> bool:
    return all(
        meets(values[f"{kind}.{name}"], term)
        for kind, terms in when.items()
        for name, term in terms.items()
    )


def worlds(
    domains: Mapping[str, Sequence[Any]], most: Mapping[str, int], never: Sequence[When]
) -> Iterator[World]:
    """Every world with at most so many items of each kind, none of which is ever so."""
    shared = [fact for fact in domains if fact.partition(".")[0] not in most]
    for one in assignments(shared, domains):
        if any(holds(when, one) for when in never if most.keys().isdisjoint(when)):
            continue
        choices = [
            list(collections(kind, number, one, domains, never)) for kind, number in most.items()
        ]
        for chosen in product(*choices):
            yield World(one, dict(zip(most, chosen, strict=True)))


def collections(
    kind: str,
    most: int,
    shared: Values,
    domains: Mapping[str, Sequence[Any]],
    never: Sequence[When],
) -> Iterator[Sequence[Values]]:
    own = [fact for fact in domains if fact.partition(".")[0] == kind]
    possible = [
        item
        for item in assignments(own, domains)
        if not any(holds(when, {**shared, **item}) for when in never if kind in when)
    ]
    for number in range(most + 1):
        yield from combinations_with_replacement(possible, number)


def assignments(facts: Sequence[str], domains: Mapping[str, Sequence[Any]]) -> Iterator[Values]:
    for values in product(*(domains[fact] for fact in facts)):
        yield dict(zip(facts, values, strict=True))


def flaws(rules: Sequence[Said], every: Sequence[World]) -> set[tuple[str, str]]:
    """Each flaw, with the rule that has it."""
    said = {rule.id: [rule.says(world) for world in every] for rule in rules}
    found: set[tuple[str, str]] = set()
    for n, rule in enumerate(rules):
        own = said[rule.id]
        if not any(own):
            found.add(("never", rule.id))
            continue
        if all(_always(rule, world) for world in every):
            found.add(("always", rule.id))
        twins = {other.id for other in rules if other is not rule and said[other.id] == own}
        if any(other.id in twins for other in rules[:n]):
            found.add(("same", rule.id))
            continue
        others = [
            other
            for other in rules
            if other is not rule
            and other.id not in twins
            and all(a >= b for a, b in zip(other.strength, rule.strength, strict=True))
        ]
        if all(
            words <= set().union(*(said[other.id][w] for other in others))
            for w, words in enumerate(own)
        ):
            found.add(("redundant", rule.id))
    return found


def _always(rule: Said, world: World) -> bool:
    items = world.items[rule.subject] if rule.subject else [{}]
    return all(holds(rule.when, {**world.shared, **item}) for item in items)
