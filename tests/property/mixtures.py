"""Requests and inventories mixed from the examples of all rules, and spoilt a little.

Every fact has examples in which it takes its values, so mixtures reach all of them, together
with others that no example has. A seed says everything.
"""

from __future__ import annotations

import copy
from functools import cache
from random import Random
from typing import Any

from policyguard.examples import with_examples
from policyguard.request import CloneRequest
from policyguard.rules import Example, builtin_rules
from tests.property.clone_requests import spoilt

Data = dict[str, Any]


@cache
def examples() -> tuple[Example, ...]:
    """The examples of the built-in rules."""
    return tuple(each for rule in with_examples(builtin_rules()) for each in rule.examples)


def mixture(random: Random) -> tuple[CloneRequest, Data]:
    """A request and an inventory of several examples at once, either of them perhaps spoilt."""
    chosen = random.sample(examples(), random.randrange(1, 5))
    body: Any = {}
    inventory: Data = {}
    for example in chosen:
        body = _merged(body, CloneRequest.of(example.request).body or {}, random)
        inventory = _merged(inventory, _plain(example.inventory), random)
    for _ in range(random.randrange(2)):
        body = spoilt(body, random)
    if random.randrange(4) == 0:
        inventory["objects"] = _spoilt_objects(inventory.get("objects", {}), random)
    mo_id = CloneRequest.of(random.choice(chosen).request).mo_id or "vm-12"
    return CloneRequest(mo_id=mo_id, body=body), inventory


def _plain(inventory: Data) -> Data:
    """The inventory with each object's properties flat, so that those of others can join them."""
    objects = inventory.get("objects", {})
    if isinstance(objects, dict):
        flat = {name: _flat(properties) for name, properties in objects.items()}
        return {**copy.deepcopy(inventory), "objects": flat}
    return copy.deepcopy(inventory)


def _flat(properties: Any, above: str = "") -> Data:
    found: Data = {}
    for key, value in (properties or {}).items():
        if isinstance(value, dict) and "_typeName" not in value and value:
            found |= _flat(value, f"{above}{key}.")
        else:
            found[f"{above}{key}"] = value
    return found


def _merged(one: Any, other: Any, random: Random) -> Any:
    """Both at once; where both say something, one of them."""
    if (
        isinstance(one, dict)
        and isinstance(other, dict)
        and one.get("_typeName")
        in (
            None,
            other.get("_typeName"),
        )
    ):
        keys = [*one, *(key for key in other if key not in one)]
        return {key: _member(one, other, key, random) for key in keys}
    if isinstance(one, list) and isinstance(other, list) and random.randrange(2):
        return [*one, *other]
    return random.choice((one, other))


def _member(one: Data, other: Data, key: str, random: Random) -> Any:
    if key in one and key in other:
        return _merged(one[key], other[key], random)
    return one.get(key, other.get(key))


def _spoilt_objects(objects: Data, random: Random) -> Any:
    """The objects with something else as one property, or inside of one."""
    named = [(name, path) for name, properties in objects.items() for path in properties]
    if not named:
        return objects
    name, path = random.choice(named)
    return {**objects, name: {**objects[name], path: spoilt(objects[name][path], random)}}
