"""Whether every assignment of values in one box lies in some others: exact, within a bound.

    load → validate → facts → **rules** → report

A conjunction of conditions is a box: for each attribute it names, the values it lets pass.
Whether boxes cover another one is coNP-complete, so what takes too many steps is given up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from policyguard.rules.rule import Condition, Token

Conditions: TypeAlias = Sequence[Condition]
"""A conjunction; no two of them are on the same attribute."""

_Box: TypeAlias = Mapping[str, frozenset[Token]]


class GivenUpError(Exception):
    """There are no steps left. Never leaves the analysis."""


class Steps:
    """How many boxes may still be looked at."""

    def __init__(self, left: int) -> None:
        self._left = left

    def take(self, number: int) -> None:
        """Use up some.

        Raises:
            GivenUpError: There are fewer.
        """
        self._left -= number
        if self._left < 0:
            raise GivenUpError


def covered(box: Conditions, covers: Iterable[Conditions], steps: Steps) -> bool:
    """Tell whether whatever meets all of *box* meets all of one of *covers*.

    Raises:
        GivenUpError: It takes more steps than there are.
    """
    covers = list(covers)
    whole = {c.fact: c.allowed | c.refused for cover in covers for c in cover}
    whole |= {c.fact: c.allowed for c in box}
    if not all(whole.values()):
        return True
    waiting: list[tuple[_Box, Sequence[_Box]]] = [
        (whole, [{c.fact: c.allowed for c in cover} for cover in covers])
    ]
    while waiting:
        here, around = waiting.pop()
        steps.take(1 + len(around))
        touching = _touching(here, around)
        if any(not cover for cover in touching):
            continue
        needed = _needed(here, touching)
        if not needed:
            return False
        waiting += _split(here, needed)
    return True


def _touching(box: _Box, covers: Iterable[_Box]) -> list[_Box]:
    """The covers that share something with the box, each reduced to where it is narrower."""
    found: list[_Box] = []
    for cover in covers:
        inside = {fact: box[fact] & values for fact, values in cover.items()}
        if all(inside.values()):
            found.append({f: values for f, values in inside.items() if values != box[f]})
    return found


def _needed(box: _Box, covers: Sequence[_Box]) -> Sequence[_Box]:
    """The covers that cannot all be avoided by one choice.

    Where some value of an attribute is in none of the covers that name it, the others must do
    alone: whatever they leave uncovered is uncovered with that value.
    """
    while True:
        held: dict[str, frozenset[Token]] = {}
        for fact, values in (item for cover in covers for item in cover.items()):
            held[fact] = held.get(fact, frozenset()) | values
        avoided = {fact for fact, values in held.items() if values != box[fact]}
        if not avoided:
            return covers
        covers = [cover for cover in covers if avoided.isdisjoint(cover)]


def _split(box: _Box, covers: Sequence[_Box]) -> Iterator[tuple[_Box, Sequence[_Box]]]:
    """The box without the attribute most named, once for each set of covers a value lies in.

    A value that lies in all the covers another one lies in, and more, is covered if that is.
    """
    fact = _most_named(covers)
    rest = {name: values for name, values in box.items() if name != fact}
    sets = {
        frozenset(n for n, cover in enumerate(covers) if value in cover.get(fact, box[fact]))
        for value in box[fact]
    }
    for those in sorted(sets, key=sorted):
        if not any(other < those for other in sets):
            yield (
                rest,
                [{f: v for f, v in covers[n].items() if f != fact} for n in sorted(those)],
            )


def _most_named(covers: Iterable[_Box]) -> str:
    times: dict[str, int] = {}
    for fact in (fact for cover in covers for fact in cover):
        times[fact] = times.get(fact, 0) + 1
    return max(sorted(times), key=times.__getitem__)
