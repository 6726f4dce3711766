"""All the facts of a request, in two parts: what its name and customization decide, and the rest.

The parts are there for speed alone: requests of a pipeline have the rest in common, so it is
found again at once, with the answers of the rules that ask nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final, TypeAlias

from policyguard.facts.allocations import allocation_statements
from policyguard.facts.choice import Choice
from policyguard.facts.clone import (
    clone_statement,
    reference_statements,
    schema_statement,
    vcenter_statement,
)
from policyguard.facts.config import config_part_statements
from policyguard.facts.conversion import conversion_statements
from policyguard.facts.crypto import crypto_statements
from policyguard.facts.customization import (
    adapter_statements,
    customization_statement,
    ipv6_address_statements,
    linux_identity_statement,
    name_generator_statements,
    sysprep_statement,
)
from policyguard.facts.destination import destination_statement
from policyguard.facts.disk_changes import disk_format_statements, disk_resize_statements
from policyguard.facts.disks import disk_statements
from policyguard.facts.encryption import disk_policy_statements, encryption_statement
from policyguard.facts.folder import folder_statement
from policyguard.facts.guest import guest_state_statement, guest_statement
from policyguard.facts.hardware.extra_config import extra_config_statements
from policyguard.facts.hardware.identities import identity_statements
from policyguard.facts.hardware.passthrough import passthrough_statements
from policyguard.facts.hardware.statement import hardware_statement
from policyguard.facts.hardware.wwns import wwn_statements
from policyguard.facts.home import home_statement
from policyguard.facts.hosts import hosts_statement
from policyguard.facts.location_changes import location_change_statements
from policyguard.facts.memory import memory_statement
from policyguard.facts.name import name_statement
from policyguard.facts.network_keys import network_key_statements
from policyguard.facts.networks import network_change_statements
from policyguard.facts.nics import nic_statements
from policyguard.facts.numbers import number_statements
from policyguard.facts.placement import host_statement
from policyguard.facts.pool import pool_statement
from policyguard.facts.power import power_statement
from policyguard.facts.reconfigured import device_change_statements
from policyguard.facts.service import (
    change_entry_statements,
    device_list_statements,
    service_statement,
)
from policyguard.facts.situation import Situation
from policyguard.facts.snapshot import snapshot_statement
from policyguard.facts.source import source_statement
from policyguard.facts.source_disks import source_disk_statements
from policyguard.facts.storage import datastore_statements
from policyguard.facts.swap import swap_statement
from policyguard.facts.values import Fact, Facts, Statement
from policyguard.facts.vapp import vapp_property_statements
from policyguard.facts.words import word_statements
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest
from policyguard.rules import Rule
from policyguard.schema import SchemaError
from policyguard.vocabulary import KINDS

_ONE: Mapping[str, Callable[[Situation], Statement]] = {
    "service": service_statement,
    "clone": clone_statement,
    "vcenter": vcenter_statement,
    "source": source_statement,
    "snapshot": snapshot_statement,
    "folder": folder_statement,
    "pool": pool_statement,
    "host": host_statement,
    "destination": destination_statement,
    "power": power_statement,
    "swap": swap_statement,
    "home": home_statement,
    "encryption": encryption_statement,
    "hardware": hardware_statement,
    "memory": memory_statement,
    "guest": guest_state_statement,
    "customization": guest_statement,
}
_MANY: Mapping[str, Callable[[Situation], Iterable[Statement]]] = {
    "reference": reference_statements,
    "network_key": network_key_statements,
    "change_entry": change_entry_statements,
    "word": word_statements,
    "datastore": datastore_statements,
    "disk": disk_statements,
    "source_disk": source_disk_statements,
    "disk_format": disk_format_statements,
    "disk_resize": disk_resize_statements,
    "nic": nic_statements,
    "network_change": network_change_statements,
    "location_change": location_change_statements,
    "crypto_change": crypto_statements,
    "disk_policy": disk_policy_statements,
    "conversion": conversion_statements,
    "config_part": config_part_statements,
    "device_change": device_change_statements,
    "device_identity": identity_statements,
    "number": number_statements,
    "passthrough": passthrough_statements,
    "wwn": wwn_statements,
    "allocation": allocation_statements,
    "vapp_property": vapp_property_statements,
}
# What follows from the name, and from what is inside of the customization.
_ONE_OF_WHOLE: Mapping[str, Callable[[Situation], Statement]] = {
    "customization": customization_statement,
    "name": name_statement,
    "sysprep": sysprep_statement,
    "linux_identity": linux_identity_statement,
}
_MANY_OF_WHOLE: Mapping[str, Callable[[Situation], Iterable[Statement]]] = {
    "name_generator": name_generator_statements,
    "adapter": adapter_statements,
    "ipv6_address": ipv6_address_statements,
    "extra_config": extra_config_statements,
    "device_list": device_list_statements,
}


_Question: TypeAlias = Callable[[Situation], tuple[Fact, ...]]


def standing_facts(case: Situation) -> Facts:
    """What stays the same for clones that differ in name and customization alone."""
    return case.remembered(_standing_facts)


def _standing_facts(case: Situation) -> Facts:
    found = _answers(_STANDING, case)
    one = [each for kind in _ONE for each in found.pop(kind)]
    choice = Choice(case.request.notes.asked)
    one.append(Fact.of("hosts", hosts_statement(case, choice)))
    return Facts(
        _merged(fact.values for fact in one),
        _merged(fact.unknown for fact in one),
        _merged(fact.details for fact in one),
        found,
    )


def whole_facts(case: Situation, standing: Facts, errors: Iterable[SchemaError]) -> Facts:
    """Everything about a request, of which a part is known already."""
    found = _answers(_WHOLE, case)
    one = [each for kind in _ONE_OF_WHOLE for each in found.pop(kind)]
    return Facts(
        _merged([standing.values, *(fact.values for fact in one)]),
        _merged([standing.unknown, *(fact.unknown for fact in one)]),
        _merged([standing.details, *(fact.details for fact in one)]),
        {**standing.items, **found, "schema": _items("schema", map(schema_statement, errors))},
    )


def _answers(questions: Mapping[str, _Question], case: Situation) -> dict[str, tuple[Fact, ...]]:
    return {kind: case.remembered(question) for kind, question in questions.items()}


def _one(kind: str, make: Callable[[Situation], Statement]) -> _Question:
    return lambda case: (Fact.of(kind, make(case)),)


def _many(kind: str, make: Callable[[Situation], Iterable[Statement]]) -> _Question:
    return lambda case: _items(kind, make(case))


def _questions(
    one: Mapping[str, Callable[[Situation], Statement]],
    many: Mapping[str, Callable[[Situation], Iterable[Statement]]],
) -> dict[str, _Question]:
    """What asks for the facts of each kind."""
    singles = {kind: _one(kind, make) for kind, make in one.items()}
    return singles | {kind: _many(kind, make) for kind, make in many.items()}


_STANDING: Final = _questions(_ONE, _MANY)
_WHOLE: Final = _questions(_ONE_OF_WHOLE, _MANY_OF_WHOLE)


def is_standing(rule: Rule) -> bool:
    """Whether all that a rule asks and prints is among the standing facts."""
    values, details = _standing_names()
    own = KINDS[rule.subject].details if rule.subject else ()
    asked = (c.kind in _MANY or c.fact in values for c in rule.conditions)
    return all(asked) and all(name in details or name in own for name in rule.printed)


@cache
def _standing_names() -> tuple[frozenset[str], frozenset[str]]:
    """The standing facts there is one of, and what may be printed of them."""
    facts = standing_facts(Situation(CloneRequest(), Inventory.load({})))
    return frozenset(facts.values), frozenset(facts.details)


def _items(kind: str, made: Iterable[Statement]) -> tuple[Fact, ...]:
    return tuple(Fact.of(kind, one) for one in made)


def _merged(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for part in parts:
        merged.update(part)
    return merged
