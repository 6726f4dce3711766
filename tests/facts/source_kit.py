"""What facts say of a source, its folder and its disks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policyguard.facts import facts_of
from policyguard.facts.situation import Situation
from policyguard.facts.values import Facts
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest

VM = "VirtualMachine/vm-12"
BODY: Mapping[str, Any] = {"spec": {"location": {}}}

# Of the wrong type wherever a property has one; with data inside, and without.
HOSTILE: tuple[Any, ...] = (
    *(True, 0, -1, 2**70, 1.5, "", "x", [], [None], [7], [[]], [{}], {}, {"_typeName": 5}),
    [{"_typeName": [], "key": [], "type": [], "accessible": False, "chain": {}, "name": {}}],
    {"key": {}, "backing": [], "parent": "x"},
)


def said(
    objects: Mapping[str, Any], body: Mapping[str, Any] = BODY, **inventory: Any
) -> tuple[Facts, Mapping[str, Any]]:
    """The facts about a clone of `vm-12`, and what is said once for all."""
    request = CloneRequest(mo_id="vm-12", body=body)
    facts = facts_of(Situation(request, Inventory.load({"objects": objects, **inventory})), ())
    return facts, facts.values


def of_source(properties: Mapping[str, Any], **objects: Any) -> Mapping[str, Any]:
    """What is said once for all of a source with these properties."""
    return said({VM: properties, **objects})[1]


def disk(**backing: Any) -> dict[str, Any]:
    """A virtual disk with a file of its own."""
    name = "VirtualDiskFlatVer2BackingInfo"
    return {"_typeName": "VirtualDisk", "key": 2000, "backing": {"_typeName": name, **backing}}
