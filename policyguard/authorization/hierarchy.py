"""What is above a managed object where permissions are concerned.

    load → validate → facts → **rules** → report

Some objects share all their permissions: a datacenter and its direct folders, a compute
resource and its root pool, a standalone host and its compute resource. They are a
*complex*, which goes by its head (privileges.md b.2). Only a virtual machine has more than
one parent.

INVARIANT: an object whose parent is not known is neither inside a complex nor outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from policyguard.inventory import UNKNOWN, NotKnown
from policyguard.references import Reference
from policyguard.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyguard.inventory import Inventory

# What each type shares its permissions with, if that is its parent.
HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "Folder": ("Datacenter",),
    "HostSystem": ("ComputeResource",),
    "ResourcePool": ("ClusterComputeResource", "ComputeResource"),
}

PRIMARY: Final = "config.ftInfo.primaryVM"


@dataclass(frozen=True, slots=True)
class Above:
    """What an object inherits from.

    Attributes:
        parents: The parents that are known.
        unknown: The properties that would name the others, as a report's `unknown` does.
    """

    parents: tuple[Reference, ...] = ()
    unknown: tuple[str, ...] = ()

    def __add__(self, other: Above) -> Above:
        """Return both, each parent once."""
        parents = tuple(dict.fromkeys((*self.parents, *other.parents)))
        return Above(parents, (*self.unknown, *other.unknown))


class Hierarchy:
    """The way up from every object of an inventory."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory

    def head(self, entity: Reference) -> Reference | NotKnown:
        """Return the head of the complex an object is in; itself if it is in none."""
        heads = HEADS.get(entity.type)
        if heads is None:
            return entity
        parent = self._inventory.get_reference(entity, "parent")
        if parent is UNKNOWN:
            return UNKNOWN
        return parent if parent is not None and parent.type in heads else entity

    def primary(self, entity: Reference) -> Reference | NotKnown:
        """Return the virtual machine whose permissions an object has: its FT primary or itself.

        A virtual machine is a Fault Tolerance secondary only where `config.ftInfo` says so.
        It is not known of machines that are said to be secondaries of each other.
        """
        if entity.type != "VirtualMachine":
            return entity
        # What is written leads to no ring (merge), but what else implies it may.
        passed = {entity}
        while isinstance(primary := self._link(entity, PRIMARY), Reference):
            if primary in passed:
                return UNKNOWN
            passed.add(primary)
            entity = primary
        return entity

    def is_root(self, entity: Reference) -> bool:
        """Whether this is known to be the root folder."""
        return entity.type == "Folder" and self._link(entity, "parent") is None

    def above(self, entity: Reference) -> Above:
        """Return the parents of an object, or of the complex it is in."""
        if entity.type == "VirtualMachine":
            return self._folder_side(entity) + self._pool_side(entity)
        head = self.head(entity)
        return self._one(entity if head is UNKNOWN else head, "parent")

    def _folder_side(self, machine: Reference) -> Above:
        holders = [self._link(machine, path) for path in ("parent", "parentVApp")]
        for holder in holders:
            if isinstance(holder, Reference):
                return Above((holder,))
        if UNKNOWN not in holders:
            return Above()
        return Above(unknown=(decider(machine, self._inventory.way_out(machine)),))

    def _pool_side(self, machine: Reference) -> Above:
        template = self._inventory.get(machine, "config.template")
        if template is True:
            return self._host_side(machine)
        pool = self._one(machine, "resourcePool")
        if template is False or pool.parents:  # a template has no pool
            return pool
        return Above(unknown=(decider(machine, "config.template"), *pool.unknown))

    def _host_side(self, template: Reference) -> Above:
        """The compute resource of a template's host (inferred, privileges.md b.2)."""
        host = self._one(template, "runtime.host")
        return self._one(host.parents[0], "parent") if host.parents else host

    def _one(self, entity: Reference, path: str) -> Above:
        link = self._link(entity, path)
        if link is UNKNOWN:
            return Above(unknown=(decider(entity, path),))
        return Above() if link is None else Above((link,))

    def _link(self, entity: Reference, path: str) -> Reference | NotKnown | None:
        return self._inventory.get_reference(entity, path)


def decider(entity: Reference, path: str) -> str:
    """Return how a report's `unknown` names a property of an object."""
    # A lone surrogate in a request's reference must not keep a report from being written.
    return clean(f"{entity}:{path}")
