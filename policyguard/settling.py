"""What to find out first: the fewest properties that would settle the most open conditions.

load → validate → facts → rules → **report**
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from policyguard.report import Report, Status

_Deciders: TypeAlias = frozenset[str]


class Settling(NamedTuple):
    """Some properties that together settle open conditions, whatever their values.

    Attributes:
        unknown: As in the report: `Type/moId:property.path`, `permissions` …
        settles: How many open findings and requirements they settle, beyond those that what
            stands before them settles.
        rules: Of these, in the order of the report, each once.
        left: How many it and what stands before it leave open.
    """

    unknown: tuple[str, ...]
    settles: int
    rules: tuple[str, ...]
    left: int


def settling(report: Report, most: int | None = None) -> tuple[Settling, ...]:
    """Find what would settle all that is open, what settles most for each property first.

    Each costs a look at all that is open, so that *most*, how many are found, saves much.

    A condition is settled once all is known that would decide it; fewer may do. Of several
    ways as good, the shorter one counts, and then the first by name: the list is short, and
    the same for the same report, but finding the very shortest is not tried.
    """
    open_ = list(_open_conditions(report))
    found: list[Settling] = []
    while open_ and len(found) != most:
        best = _best(Counter(deciders for deciders, _ in open_))
        settled = [rule for deciders, rule in open_ if deciders <= best]
        left = [(deciders - best, rule) for deciders, rule in open_ if not deciders <= best]
        rules = tuple(dict.fromkeys(settled))
        found.append(Settling(tuple(sorted(best)), len(settled), rules, len(left)))
        open_ = left
    return tuple(found)


def _open_conditions(report: Report) -> Iterator[tuple[_Deciders, str]]:
    """What would decide each open finding and requirement, with its rule."""
    for finding in report.findings:
        if finding.unknown:
            yield frozenset(finding.unknown), finding.rule
    for requirement in report.requirements:
        perhaps = requirement.conditional and requirement.status is not Status.UNCHECKED
        if (requirement.is_open or perhaps) and requirement.unknown:
            yield frozenset(requirement.unknown), requirement.rule


def _best(open_: Counter[_Deciders]) -> _Deciders:
    """What settles most for each property; what one property settles alone counts with it."""
    alone: defaultdict[str, int] = defaultdict(int)
    for deciders, number in open_.items():
        if len(deciders) == 1:
            alone[next(iter(deciders))] += number

    def rank(deciders: _Deciders) -> tuple[float, int, list[str]]:
        settled = sum(alone[one] for one in deciders)
        settled += open_[deciders] if len(deciders) > 1 else 0
        return -settled / len(deciders), len(deciders), sorted(deciders)

    return min(open_, key=rank)
