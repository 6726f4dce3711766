"""What an engine answers, and what both engines share of getting there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from policyguard.facts.values import Facts, Values
from policyguard.rules import Condition, Rule
from policyguard.vocabulary import UNKNOWN


class Match(NamedTuple):
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
