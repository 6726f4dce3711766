"""A host of a cluster, another one of it, its pool, and clones to the host or to the pool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.facts.kit import Data, reference

HOST, OTHER = "HostSystem/host-9", "HostSystem/host-10"
CLUSTER, POOL = "ClusterComputeResource/domain-c7", "ResourcePool/resgroup-8"
ON: Data = {
    "template": False,
    "powerOn": True,
    "location": {"host": reference("HostSystem", "host-9")},
}
TO_POOL: Data = {**ON, "location": {"pool": reference("ResourcePool", "resgroup-8")}}


def without(properties: Mapping[str, Any], *names: str) -> Data:
    """Properties, some of which are not known."""
    return {name: value for name, value in properties.items() if name not in names}
