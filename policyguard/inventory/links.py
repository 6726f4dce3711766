"""References that the other end tells: what lists an object among its own.

    **load** → validate → facts → rules → report

INVARIANT: what is found this way never leads back to where it started, and two ends that
disagree tell nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from policyguard.inventory import declared, sight
from policyguard.inventory.properties import UNKNOWN, Tree, lookup
from policyguard.references import Reference


@dataclass(frozen=True, slots=True)
class Lists:
    """A property that lists objects which refer back.

    Attributes:
        type: The managed type that lists, its subtypes included.
        path: The list, or one reference.
        back: The property of what is listed that refers back.
        kind: Of what is listed, the type of which this is so.
        but: The type of which it is not.
    """

    type: str
    path: str
    back: str
    kind: str = "ManagedEntity"
    but: str = ""


ROWS: Final = (
    # Folder.childEntity lists root vApps too, whose parent is a resource pool
    # (VirtualApp.parentFolder).
    Lists("Folder", "childEntity", "parent", but="VirtualApp"),
    *(
        Lists("Datacenter", path, "parent")
        for path in ("vmFolder", "hostFolder", "datastoreFolder", "networkFolder")
    ),
    Lists("ComputeResource", "host", "parent"),
    Lists("ComputeResource", "resourcePool", "parent"),
    Lists("ComputeResource", "resourcePool", "owner"),
    Lists("ResourcePool", "resourcePool", "parent"),
    Lists("ResourcePool", "vm", "resourcePool", kind="VirtualMachine"),
    Lists("HostSystem", "vm", "runtime.host", kind="VirtualMachine"),
    Lists(
        "DistributedVirtualSwitch",
        "portgroup",
        "config.distributedVirtualSwitch",
        kind="DistributedVirtualPortgroup",
    ),
)

BACK: Final = frozenset(row.back for row in ROWS)

Links = Mapping[str, Mapping[Reference, Reference]]


def links_of(objects: Mapping[Reference, Tree], roots: frozenset[Reference]) -> Links:
    """Find by property what refers where, as the other ends tell it.

    Args:
        objects: What is described.
        roots: The folders among them that may be the root.
    """
    found: dict[str, dict[Reference, Reference | None]] = {path: {} for path in BACK}
    for owner, row, listed in _listed(objects):
        known = found[row.back]
        # Two that list it disagree: neither is believed.
        known[listed] = owner if known.get(listed, owner) == owner else None
    told = {
        path: {listed: owner for listed, owner in known.items() if owner is not None}
        for path, known in found.items()
    }
    return {**told, "parent": _without_rings(told["parent"], objects, roots)}


def _listed(objects: Mapping[Reference, Tree]) -> Iterator[tuple[Reference, Lists, Reference]]:
    for owner, tree in objects.items():
        for row in _rows(owner.type):
            for one in _references(tree.get(row.path)):
                below = declared.lineage(one.type)
                if row.kind in below and row.but not in below:
                    yield owner, row, one


@lru_cache(maxsize=256)
def _rows(type_: str) -> tuple[Lists, ...]:
    lineage = declared.lineage(type_)
    return tuple(row for row in ROWS if row.type in lineage)


def _references(value: Any) -> Iterator[Reference]:
    for one in value if isinstance(value, list) else (value,):
        reference = Reference.of(one)
        if reference is not None:
            yield reference


def _without_rings(
    told: Mapping[Reference, Reference],
    objects: Mapping[Reference, Tree],
    roots: frozenset[Reference],
) -> dict[Reference, Reference]:
    """Leave out what would put an object above itself."""
    kept = dict(told)
    done: set[Reference] = set()
    for start in told:
        way: dict[Reference, None] = {}
        here: Reference | None = start
        while here is not None and here not in done and here not in way:
            way[here] = None
            here = _above(here, objects, roots, kept)
        if here is not None and here in way:
            ring = [*way][[*way].index(here) :]
            for one in ring:
                kept.pop(one, None)
        done.update(way)
    return kept


def _above(
    one: Reference,
    objects: Mapping[Reference, Tree],
    roots: frozenset[Reference],
    told: Mapping[Reference, Reference],
) -> Reference | None:
    said = UNKNOWN
    if one in objects:
        # A null that proves nothing is no end: what lists the object is above it all the same.
        tree = objects[one]
        said = sight.seen(one, "parent", lookup(tree, "parent"), roots, tree)
    return told.get(one) if said is UNKNOWN else Reference.of(said)
