"""What `within` of a pack's rule may say: which objects lie, or do not lie, below which.

load → validate → facts → **rules** → report
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from policyguard.references import Reference
from policyguard.rules.suggest import unknown
from policyguard.text import plain_text, shown

if TYPE_CHECKING:
    from policyguard.rules.terms import Found

# Each target with the kind of facts that speak of it. Of kinds that a request has many of, a
# rule with such a target speaks of one at a time.
TARGETS: Final[Mapping[str, str]] = {
    "source": "clone",
    "folder": "folder",
    "pool": "pool",
    "host": "host",
    "datastore": "datastore",
    "network": "nic",
}

# Of which types an object of each target and all that stands above it may be.
_ABOVE: Final = ("Datacenter", "Folder")
_COMPUTING: Final = ("ClusterComputeResource", "ComputeResource", *_ABOVE)
_HOLDING: Final[Mapping[str, tuple[str, ...]]] = {
    # A machine in a vApp is in no folder: above it are pools.
    "source": ("ResourcePool", "VirtualApp", "VirtualMachine", *_COMPUTING),
    "folder": _ABOVE,
    "pool": ("ResourcePool", "VirtualApp", *_COMPUTING),
    "host": ("HostSystem", *_COMPUTING),
    "datastore": ("Datastore", "StoragePod", *_ABOVE),
    "network": ("DistributedVirtualPortgroup", "Network", "OpaqueNetwork", *_ABOVE),
}
# Below these stands no target.
_ELSEWHERE: Final = ("DistributedVirtualSwitch", "VmwareDistributedVirtualSwitch")
_TYPES: Final = sorted({*_ELSEWHERE, *(type_ for types in _HOLDING.values() for type_ in types)})


@dataclass(frozen=True, slots=True)
class Places:
    """Where the object of a target must lie for a rule to hold.

    Attributes:
        roots: The objects asked about: each itself and all below it.
        inside: It must lie there; else anywhere else.
    """

    roots: frozenset[Reference]
    inside: bool

    @classmethod
    def of(cls, term: Any) -> Places:
        """Read a term in which `flaws_of_within` finds nothing."""
        listed = term["not"] if isinstance(term, dict) else term
        return cls(frozenset(map(Reference.parse, listed)), inside=listed is term)


def flaws_of_within(within: Mapping[str, Any]) -> Iterator[Found]:
    """What is wrong with the places a rule asks about, and where in them."""
    if not within:
        yield (), "a rule needs a target here, such as `folder`"
    for target, term in within.items():
        if target not in TARGETS:
            yield (target,), unknown("target", target, TARGETS)
        elif isinstance(term, dict) and list(term) != ["not"]:
            yield (target,), "objects are listed as `[…]` or as `{not: […]}`"
        else:
            listed = term["not"] if isinstance(term, dict) else term
            path = (target, "not") if isinstance(term, dict) else (target,)
            found = _flaws_of_list(listed, target)
            yield from (((*path, *inner), said) for inner, said in found)


def _flaws_of_list(listed: Any, target: str) -> Iterator[Found]:
    if not isinstance(listed, list) or not listed:
        yield (), "objects are listed as `[…]` or as `{not: […]}`, at least one"
        return
    for index, one in enumerate(listed):
        found = Reference.of(one) if isinstance(one, str) else None
        if found is None:
            yield (index,), f"`{shown(plain_text(one))}` is not of the form `Type/moId`"
        elif found.type not in _TYPES:
            yield (index,), unknown("type", found.type, _TYPES)
        elif found.type not in _HOLDING[target]:
            yield (index,), f"no {target} is a `{found.type}` or lies below one"
