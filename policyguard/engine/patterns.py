"""Rules → flat patterns of constants, in sets that durable_rules can bear.

load → validate → facts → **rules** → report
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, groupby, product
from typing import Final, TypeAlias

from policyguard.errors import InvalidRule, Mistake
from policyguard.rules import Condition, Rule
from policyguard.rules.burden import MOST_TERMS, overload, runs

Terms: TypeAlias = Sequence[tuple[str, str, str | int]]
"""Operators, facts and constants, all of which must hold."""

UNKNOWN_NUMBER: Final = -1
"""What stands for a number that is not known; tokens have one of their own."""


def split(rules: Sequence[Rule]) -> Iterator[list[tuple[Rule, Terms]]]:
    """Patterns in sets by family and subject, none with more than `MOST_TERMS`.

    Raises:
        InvalidRule: A rule asks for more than can be borne.
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
    reason = overload((c.allowed, c.refused) for c in rule.conditions)
    if reason is not None:
        raise InvalidRule([Mistake(rule.id, None, None, f"when: {reason}")])
    for choice in product(*(_ways(condition) for condition in rule.conditions)):
        yield rule, tuple(chain.from_iterable(choice))


def _ways(condition: Condition) -> Iterator[Terms]:
    """The ways to meet a condition or not to know it, no two of which can be at once.

    A token may be anything but the refused ones, so what stands for unknown passes. A
    number lies in a run of allowed ones, of which what stands for unknown is one.
    """
    tokens = sorted(value for value in condition.refused if isinstance(value, str))
    if tokens:
        yield [("$neq", condition.fact, token) for token in tokens]
        return
    for run in runs([UNKNOWN_NUMBER, *condition.allowed]):
        yield [("$gte", condition.fact, run[0]), ("$lte", condition.fact, run[-1])]
