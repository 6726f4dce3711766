"""The facts of a request before an inventory, for tests that look at few of them."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from policyguard.facts import facts_of
from policyguard.facts.situation import Situation
from policyguard.facts.values import Fact, Facts
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest
from policyguard.vocabulary import KINDS, UNKNOWN, domain

SOURCE = "VirtualMachine/vm-12"
Data = dict[str, Any]
JUNK: tuple[Any, ...] = (
    None,
    True,
    -(10**400),
    1.5,
    "",
    "\ud800",
    [],
    [None, 7, []],
    {},
    {"_typeName": 7},
)
MACS = ("00:50:56:8a:01:01", "00:50:56:8a:01:02")


def facts(spec: Data, objects: Mapping[str, Any] | None = None, **more: Any) -> Facts:
    """What is said of a clone of `SOURCE`, before some managed objects."""
    complete = more.pop("complete", [])
    request = CloneRequest(mo_id=SOURCE, body={"spec": spec, **more})
    inventory = Inventory.load({"objects": dict(objects or {}), "complete": complete})
    return facts_of(Situation(request, inventory), ())


def told(found: Facts | Fact, fact: str) -> str | int | tuple[str, ...]:
    """What a fact says; where it is not known, what would decide it."""
    value = found.values[fact]
    return found.unknown[fact] if value == UNKNOWN else value


def items(found: Facts, kind: str, attribute: str) -> list[str | int]:
    """What each item of a kind says of one attribute."""
    return [item.values[f"{kind}.{attribute}"] for item in found.items[kind]]


def deciders(found: Facts, kind: str, attribute: str) -> tuple[str, ...]:
    """What would decide an attribute of the first item of a kind."""
    return found.items[kind][0].unknown.get(f"{kind}.{attribute}", ())


def reference(kind: str, value: str) -> Data:
    """A reference as VI JSON writes it."""
    return {"_typeName": "ManagedObjectReference", "type": kind, "value": value}


def asked(
    objects: Mapping[str, Any] | None = None, /, name: Any = "web-01", **customization: Any
) -> Facts:
    """What is said of a clone whose customization has some members."""
    return facts({"customization": customization}, objects, name=name)


def nics(*slots: int | None) -> dict[str, Data]:
    """The source with an adapter in each of some PCI slots, the addresses being `MACS`."""
    devices = [
        {
            "_typeName": "VirtualVmxnet3",
            "key": 4000 + n,
            "macAddress": MACS[n],
            "slotInfo": None if slot is None else {"pciSlotNumber": slot},
        }
        for n, slot in enumerate(slots)
    ]
    return {SOURCE: {"config.hardware.device": devices}}


def places(value: Any, *before: str | int) -> Iterator[tuple[str | int, ...]]:
    """Every place in a value, itself first."""
    yield before
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for step, part in pairs:
            yield from places(part, *before, step)


def spoilt(value: Data, place: tuple[str | int, ...], junk: Any) -> Data:
    """A value with something else at one of its places."""
    whole = copy.deepcopy(value)
    *way, last = place
    inner: Any = whole
    for step in way:
        inner = inner[step]
    inner[last] = junk
    return whole


def strange(found: Facts) -> list[str]:
    """What says something that is not in the vocabulary."""
    said = [found.values, *(item.values for kind in KINDS for item in found.items.get(kind, ()))]
    return [
        fact
        for values in said
        for fact, value in values.items()
        if value != UNKNOWN and value not in domain(*fact.split("."))
    ]
