"""Turn a request before an inventory into the facts that rules match on.

    load → validate → **facts** → rules → report

Everything that needs computing is computed here, so that a rule never computes: sizes are
added up, names compared, ways to the datacenter walked. What comes out is what the
vocabulary lists, all of it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from policyguard.facts.outline import outline_of, request_of
from policyguard.facts.parts import standing_facts, whole_facts
from policyguard.facts.situation import Situation
from policyguard.facts.values import Facts
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest
from policyguard.schema import SchemaError

_MOST_OUTLINES: Final = 64


class FactFinder:
    """Says what there is to say about requests before one inventory.

    Requests are much alike: what follows from an `Outline` is found once, and kept for the
    last few of them. Any number of threads may share one.

    Args:
        inventory: What is known of the vCenter.
    """

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._standing = lru_cache(_MOST_OUTLINES)(self._found)

    def facts(self, request: CloneRequest, errors: Iterable[SchemaError]) -> Facts:
        """Say everything there is to say about a request.

        Args:
            request: The request.
            errors: Where its body breaks the schema.
        """
        outline = outline_of(request)
        if outline is None:
            return facts_of(Situation(request, self._inventory), errors)
        case, standing = self._standing(outline)
        return whole_facts(case.with_request(request), standing, errors)

    def _found(self, outline: bytes) -> tuple[Situation, Facts]:
        case = Situation(request_of(outline), self._inventory)
        return case, standing_facts(case)


def facts_of(case: Situation, errors: Iterable[SchemaError]) -> Facts:
    """Say everything there is to say about one request; `FactFinder` does it for many.

    Args:
        case: The request before the inventory.
        errors: Where its body breaks the schema.
    """
    return whole_facts(case, standing_facts(case), errors)
