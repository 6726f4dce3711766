"""Whatever stands at a place of an example's request or inventory, it is judged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any, Final

import pytest

from policyguard.errors import InputError
from policyguard.examples import with_examples
from policyguard.facts import facts_of
from policyguard.facts.situation import Situation
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest
from policyguard.rules import Example, Rule, builtin_rules
from policyguard.rules.repeated import written_out
from tests.facts.kit import JUNK, Data, places, spoilt, strange

RULES = with_examples(builtin_rules())
# Where a list is expected, and where a number or a text is.
SHAPES: Final[tuple[Any, ...]] = (7, [None, 7, []])


def judged(request: Data, inventory: Data) -> list[str]:
    """What is said that the vocabulary does not have; nothing of what cannot be read."""
    asked = CloneRequest.of(written_out(request))
    try:
        case = Situation(asked, Inventory.load(inventory))
    except InputError:
        return []
    return strange(facts_of(case, ()))


def shape(place: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """A place, whichever the object and the entry of a list."""
    return tuple(0 if isinstance(step, int) else step.partition("/")[0] for step in place)


def spoilable(rule: Rule) -> Iterator[tuple[Example, str, tuple[str | int, ...]]]:
    """Each kind of place once that the examples of a rule have."""
    seen = set()
    for example in rule.examples:
        for part, value in (("request", example.request), ("inventory", example.inventory)):
            for place in places(value):
                if place and (part, shape(place)) not in seen:
                    seen.add((part, shape(place)))
                    yield example, part, place


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_junk_anywhere_in_an_example_is_judged(rule: Rule) -> None:
    for junk, (example, part, place) in zip(cycle(JUNK), spoilable(rule), strict=False):
        for one in (*SHAPES, junk):
            whole: dict[str, Any] = {"request": example.request, "inventory": example.inventory}
            whole[part] = spoilt(whole[part], place, one)
            assert judged(**whole) == [], (example.name, part, place, one)
