"""What an engine answers, and what both engines share of getting there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from policyguard.facts.values import Facts, Values
from policyguard.rules import Condition, Rule
from policyguard.vocabulary import UNKNOWN


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that holds, or may hold, for a request or for one of its items.

    Attributes:
        rule: The rule.
        item: The item's position among the facts of the rule's kind of items; None for
            a rule that binds none.
        definite: It holds whatever the unknown facts are. Else it holds for some of
            their values and not for others.
    """

    rule: Rule
    item: int | None
    definite: bool


def is_settled(facts: Iterable[str], values: Values) -> bool:
    """Whether all of *facts* are known."""
    for fact in facts:  # noqa: SIM110 - `all` takes twice as long
        if values[fact] == UNKNOWN:
            return False
    return True


def deciding(conditions: Sequence[Condition], values: Values) -> tuple[Condition, ...]:
    """The conditions whose fact is unknown, given that none of them is false."""
    return tuple(c for c in conditions if values[c.fact] == UNKNOWN)


def grouped(
    facts: Facts, kind: str | None
) -> Mapping[tuple[tuple[str, str | int], ...], list[int]]:
    """The items of a kind by what they say: equal items are asked about once."""
    groups: dict[tuple[tuple[str, str | int], ...], list[int]] = {}
    for index, item in enumerate(facts.items[kind] if kind else ()):
        groups.setdefault(tuple(item.values.items()), []).append(index)
    return groups
