"""Turn a request before an inventory into the facts that rules match on.

    load → validate → **facts** → rules → report

Everything that needs computing is computed here, so that a rule never computes: sizes are
added up, names compared, ways to the datacenter walked. What comes out is what the
vocabulary lists, all of it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable

from policyguard.facts.parts import standing_facts, whole_facts
from policyguard.facts.situation import Situation
from policyguard.facts.values import Facts
from policyguard.schema import SchemaError


def facts_of(case: Situation, errors: Iterable[SchemaError]) -> Facts:
    """Say everything there is to say about a request.

    Args:
        case: The request before the inventory.
        errors: Where its body breaks the schema.
    """
    return whole_facts(case, standing_facts(case), errors)
