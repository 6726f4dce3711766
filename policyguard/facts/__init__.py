"""Turn a request before an inventory into the facts that rules match on.

    load → validate → **facts** → rules → report

Everything that needs computing is computed here, so that a rule never computes: sizes are
added up, names compared, ways to the datacenter walked. What comes out is what the
vocabulary lists, all of it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from policyguard.facts.clone import (
    clone_statement,
    name_statement,
    reference_statements,
    schema_statement,
    vcenter_statement,
)
from policyguard.facts.guest import adapter_statements, customization_statement, nic_statements
from policyguard.facts.placement import folder_statement, host_statement, pool_statement
from policyguard.facts.situation import Situation
from policyguard.facts.source import snapshot_statement, source_statement
from policyguard.facts.storage import datastore_statements, disk_statements
from policyguard.facts.values import Fact, Facts, Statement
from policyguard.schema import SchemaError

_ONE: Mapping[str, Callable[[Situation], Statement]] = {
    "clone": clone_statement,
    "name": name_statement,
    "vcenter": vcenter_statement,
    "source": source_statement,
    "snapshot": snapshot_statement,
    "folder": folder_statement,
    "pool": pool_statement,
    "host": host_statement,
    "customization": customization_statement,
}
_MANY: Mapping[str, Callable[[Situation], Iterable[Statement]]] = {
    "reference": reference_statements,
    "datastore": datastore_statements,
    "disk": disk_statements,
    "nic": nic_statements,
    "adapter": adapter_statements,
}


def facts_of(case: Situation, errors: Iterable[SchemaError]) -> Facts:
    """Say everything there is to say about a request.

    Args:
        case: The request before the inventory.
        errors: Where its body breaks the schema.
    """
    one = [Fact.of(kind, make(case)) for kind, make in _ONE.items()]
    many = {kind: make(case) for kind, make in _MANY.items()}
    many["schema"] = map(schema_statement, errors)
    return Facts(
        _merged(fact.values for fact in one),
        _merged(fact.unknown for fact in one),
        _merged(fact.details for fact in one),
        {kind: tuple(Fact.of(kind, made) for made in items) for kind, items in many.items()},
    )


def _merged(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {key: value for part in parts for key, value in part.items()}
