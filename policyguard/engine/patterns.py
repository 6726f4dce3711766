"""Rules → flat patterns of constants, in sets that durable_rules can bear.

load → validate → facts → **rules** → report
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, groupby, product
from typing import Final, TypeAlias

from policyguard.errors import InvalidRule, Mistake
from policyguard.rules import Condition, Rule

Terms: TypeAlias = Sequence[tuple[str, str, str | int]]
"""Operators, facts and constants, all of which must hold."""

MOST_TERMS: Final = 60
"""In one set: durable_rules refuses a fact for which more than 64 hold at once."""

UNKNOWN_NUMBER: Final = -1
"""What stands for a number that is not known; tokens have one of their own."""


def split(rules: Sequence[Rule]) -> Iterator[list[tuple[Rule, Terms]]]:
    """Patterns in sets by family and subject, none with more than `MOST_TERMS`.

    Raises:
        InvalidRule: One pattern alone has more.
    """
    for _, group in groupby(sorted(rules, key=_kind), _kind):
        part: list[tuple[Rule, Terms]] = []
        size = 0
        for rule, terms in chain.from_iterable(map(_patterns, group)):
            if size + len(terms) > MOST_TERMS:
                yield part
                part, size = [], 0
            part.append((rule, terms))
            size += len(terms)
        yield part


def _kind(rule: Rule) -> tuple[str, str]:
    return rule.family, rule.subject or ""


def _patterns(rule: Rule) -> Iterator[tuple[Rule, Terms]]:
    """Flat lists of terms, exactly one of which holds wherever the rule may hold."""
    for choice in product(*(_ways(condition) for condition in rule.conditions)):
        terms = tuple(chain.from_iterable(choice))
        if len(terms) > MOST_TERMS:
            message = (
                f"when: rules out {len(terms)} values at once, more than the "
                f"{MOST_TERMS} that durable_rules bears; the engine `portable` does"
            )
            raise InvalidRule([Mistake(rule.id, None, None, message)])
        yield rule, terms


def _ways(condition: Condition) -> Iterator[Terms]:
    """The ways to meet a condition or not to know it, no two of which can be at once.

    A token may be anything but the refused ones, so what stands for unknown passes. A
    number lies in a run of allowed ones, of which what stands for unknown is one.
    """
    tokens = sorted(value for value in condition.refused if isinstance(value, str))
    if tokens:
        yield [("$neq", condition.fact, token) for token in tokens]
        return
    numbers = sorted(value for value in condition.allowed if isinstance(value, int))
    for _, group in groupby(enumerate([UNKNOWN_NUMBER, *numbers]), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        yield [("$gte", condition.fact, run[0]), ("$lte", condition.fact, run[-1])]
