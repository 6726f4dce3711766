"""A source with a disk, a datastore it goes to, and all that is said of one thing."""

from __future__ import annotations

from typing import Any, TypeAlias

from policyguard.facts.values import Fact, Facts
from policyguard.vocabulary import KINDS, qualified
from tests.facts.kit import SOURCE, Data, facts, reference, told

GIB = 2**30
STORE = reference("Datastore", "datastore-1")
OTHER = reference("Datastore", "datastore-2")
SNAPSHOT = reference("VirtualMachineSnapshot", "snapshot-1")
DEVICES = (f"{SOURCE}:config.hardware.device",)
LINKED = "createNewChildDiskBacking"
POOL = reference("ResourcePool", "pool-1")
MAPPING = "VirtualDiskRawDiskMappingVer1BackingInfo"

Answers: TypeAlias = dict[str, str | int | tuple[str, ...]]
"""An attribute, and what is said of it; where that is unknown, what would decide it."""


def answers(said: Fact | Facts, kind: str) -> Answers:
    """All that is said of one thing of a kind."""
    return {one: told(said, qualified(kind, one)) for one in KINDS[kind].attributes}


def disk(key: int = 2000, size: int | None = 40, **backing: Any) -> Data:
    """A thick disk of some GiB on the first datastore, or what its backing makes of it."""
    kind = backing.pop("_typeName", "VirtualDiskFlatVer2BackingInfo")
    return {
        "_typeName": "VirtualDisk",
        "key": key,
        "capacityInBytes": None if size is None else size * GIB,
        "backing": {"_typeName": kind, "datastore": "Datastore/datastore-1", **backing},
    }


def change(operation: str, device: Data, **more: Any) -> Data:
    """An entry of a `deviceChange`."""
    return {"operation": operation, "device": device, **more}


def cluster(*hosts: Data) -> dict[str, Data]:
    """The hosts, `host-1` and on, of which vCenter picks one for what runs in `POOL`."""
    named = {f"HostSystem/host-{n}": host for n, host in enumerate(hosts, 1)}
    return {
        "ResourcePool/pool-1": {"owner": "ClusterComputeResource/c-1"},
        "ClusterComputeResource/c-1": {"host": list(named)},
        **named,
    }


def disks(spec: Data, *devices: Any, **objects: Any) -> tuple[Fact, ...]:
    """What is said of the disks of a source with some devices; of devices not known for `...`."""
    known = {} if ... in devices else {"config.hardware.device": list(devices)}
    others = {f"{name.replace('_', '/')}-1": one for name, one in objects.items()}
    stores = ["Datastore/datastore-1", "Datastore/datastore-2"]
    machine = {"name": "web", "datastore": stores, **known}
    found = facts(spec, {SOURCE: machine, **others}).items["source_disk"]
    assert found is not None
    return found
