"""How much a rule may ask at once: what durable_rules bears, whichever engine there is.

load → validate → facts → **rules** → report
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from math import prod
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from policyguard.rules.rule import Token

Asked: TypeAlias = tuple[Collection["Token"], Collection["Token"]]
"""The values that meet a condition, and the others."""

MOST_TERMS: Final = 60
"""In one set of patterns: durable_rules refuses a fact for which more than 64 hold at once."""

# Each is a pattern; far more than any rule needs.
_MOST_RANGES: Final = 60
_BOUNDS: Final = 2


def overload(conditions: Iterable[Asked]) -> str | None:
    """What is too much in the conditions of one rule; None if it can be borne."""
    asked = list(conditions)
    terms = sum(_tokens(refused) or _BOUNDS for _, refused in asked)
    if terms > MOST_TERMS:
        return f"this rules out {terms} values at once, more than {MOST_TERMS}; ask for less"
    ranges = prod(len(list(runs(allowed))) for allowed, refused in asked if not _tokens(refused))
    if ranges > _MOST_RANGES:
        return f"this lets {ranges} ranges of numbers pass, more than {_MOST_RANGES}; ask for fewer"
    return None


def runs(values: Iterable[Token]) -> Iterator[list[int]]:
    """The numbers among some values, in runs without a gap."""
    numbers = sorted(value for value in values if isinstance(value, int))
    for _, group in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        yield [number for _, number in group]


def _tokens(values: Iterable[Token]) -> int:
    return sum(isinstance(value, str) for value in values)
