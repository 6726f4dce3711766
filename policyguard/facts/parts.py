"""All the facts of a request, in two parts: what its `Outline` decides, and the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from policyguard.facts.clone import (
    clone_statement,
    reference_statements,
    schema_statement,
    vcenter_statement,
)
from policyguard.facts.config import config_part_statements
from policyguard.facts.crypto import crypto_statements
from policyguard.facts.disk_changes import disk_format_statements, disk_resize_statements
from policyguard.facts.disks import disk_statements
from policyguard.facts.folder import folder_statement
from policyguard.facts.guest import (
    adapter_statements,
    customization_statement,
    guest_statement,
    nic_statements,
)
from policyguard.facts.home import home_statement
from policyguard.facts.name import name_statement
from policyguard.facts.networks import network_change_statements
from policyguard.facts.placement import host_statement, pool_statement
from policyguard.facts.reconfigured import device_change_statements
from policyguard.facts.situation import Situation
from policyguard.facts.source import snapshot_statement, source_statement
from policyguard.facts.source_disks import source_disk_statements
from policyguard.facts.storage import datastore_statements
from policyguard.facts.swap import swap_statement
from policyguard.facts.values import Fact, Facts, Statement
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest
from policyguard.rules import Rule
from policyguard.schema import SchemaError
from policyguard.vocabulary import KINDS

_ONE: Mapping[str, Callable[[Situation], Statement]] = {
    "clone": clone_statement,
    "vcenter": vcenter_statement,
    "source": source_statement,
    "snapshot": snapshot_statement,
    "folder": folder_statement,
    "pool": pool_statement,
    "host": host_statement,
    "swap": swap_statement,
    "home": home_statement,
    "customization": guest_statement,
}
_MANY: Mapping[str, Callable[[Situation], Iterable[Statement]]] = {
    "reference": reference_statements,
    "datastore": datastore_statements,
    "disk": disk_statements,
    "source_disk": source_disk_statements,
    "disk_format": disk_format_statements,
    "disk_resize": disk_resize_statements,
    "nic": nic_statements,
    "network_change": network_change_statements,
    "crypto_change": crypto_statements,
    "config_part": config_part_statements,
    "device_change": device_change_statements,
}


def standing_facts(case: Situation) -> Facts:
    """What stays the same for every request of one outline."""
    one = [Fact.of(kind, make(case)) for kind, make in _ONE.items()]
    items = {kind: _items(kind, make(case)) for kind, make in _MANY.items()}
    return Facts(
        _merged(fact.values for fact in one),
        _merged(fact.unknown for fact in one),
        _merged(fact.details for fact in one),
        items,
    )


def whole_facts(case: Situation, standing: Facts, errors: Iterable[SchemaError]) -> Facts:
    """Everything about a request, of which its outline has given a part already."""
    name = Fact.of("name", name_statement(case))
    asked = Fact.of(
        "customization", customization_statement(case, standing.details["adapters_in_vm"])
    )
    return Facts(
        {**standing.values, **name.values, **asked.values},
        {**standing.unknown, **name.unknown, **asked.unknown},
        {**standing.details, **name.details, **asked.details},
        {
            **standing.items,
            "adapter": _items("adapter", adapter_statements(case)),
            "schema": _items("schema", map(schema_statement, errors)),
        },
    )


def is_standing(rule: Rule) -> bool:
    """Whether all that a rule asks and prints stays the same for every request of one outline."""
    values, details = _standing_names()
    own = KINDS[rule.subject].details if rule.subject and rule.subject in _MANY else ()
    asked = (c.kind in _MANY or c.fact in values for c in rule.conditions)
    return all(asked) and all(name in details or name in own for name in rule.printed)


@cache
def _standing_names() -> tuple[frozenset[str], frozenset[str]]:
    """What there is one of that an outline says, and what may be printed of it."""
    facts = standing_facts(Situation(CloneRequest(), Inventory.load({})))
    return frozenset(facts.values), frozenset(facts.details)


def _items(kind: str, made: Iterable[Statement]) -> tuple[Fact, ...]:
    return tuple(Fact.of(kind, one) for one in made)


def _merged(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {key: value for part in parts for key, value in part.items()}
