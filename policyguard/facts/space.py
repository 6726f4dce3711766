"""What a clone writes: the least and the most bytes of each disk.

The rules are those of the section *Space* in faults.md: exact for thick disks, a range for
thin ones whose files are not described, little for what is linked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from policyguard.facts.device import Device
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.snapshot import snapshot_memory
from policyguard.facts.values import Unknown
from policyguard.request import ABSENT, Place

_LINKED = "createNewChildDiskBacking"
_MB = 1024 * 1024
Bytes: TypeAlias = tuple[int, int]
"""The least and the most that may be written."""


def disk_bytes(case: Situation, disk: Device | None, index: int | None) -> Bytes | Unknown:
    """The least and the most bytes a disk of the source takes where it is written.

    What is linked, what holds only a difference and what maps a raw device takes little.
    """
    if disk is None or disk.has_own_file is None:
        return sizes(case)
    if disk.has_own_file is False:
        return (0, 0)
    if disk.capacity is None:
        return sizes(case)
    locator = (*LOCATION, "disk", index) if index is not None else LOCATION
    if case.request.at(*locator, "diskMoveType") == _LINKED or disk.is_delta:
        return (0, disk.capacity)
    if not _becomes_thin(case, disk, locator):
        return (disk.capacity, disk.capacity)
    committed = _committed(case, disk)
    return (0, disk.capacity) if committed is None else (committed, committed)


def sizes(case: Situation) -> Unknown:
    """What would tell how large the disks of the source are."""
    devices = case.devices
    if isinstance(devices, Unknown):
        return devices
    return Unknown((f"{case.source}:config.hardware.device",))


def _becomes_thin(case: Situation, disk: Device, locator: Place) -> bool:
    backing = (*locator, "diskBackingInfo")
    if locator != LOCATION and case.request.at(*backing) is not ABSENT:
        return case.request.at(*backing, "thinProvisioned") is True
    transform = case.request.at(*LOCATION, "transform")
    return disk.is_thin if transform is ABSENT else transform == "sparse"


def _committed(case: Situation, disk: Device) -> int | None:
    """The bytes a disk's own files take: what is written of it where it stays thin."""
    files, disks = (case.listed(case.source, f"layoutEx.{name}") for name in ("file", "disk"))
    if isinstance(files, Unknown) or isinstance(disks, Unknown) or not disk.is_thin:
        return None
    sizes = {_member(file, "key"): _member(file, "uniqueSize") for file in files}
    chains = [_member(one, "chain") for one in disks if _member(one, "key") == disk.key]
    keys = [
        key for chain in chains for part in chain or [] for key in _member(part, "fileKey") or []
    ]
    written = [sizes.get(key) for key in keys if isinstance(key, int)]
    known = [
        size
        for size in written
        if isinstance(size, int) and not isinstance(size, bool) and size >= 0
    ]
    return sum(known) if known and len(known) == len(keys) else None


def _member(value: Any, name: str) -> Any:
    """A member of a data object, if it is one, and of a kind that can be looked up."""
    member = value.get(name) if isinstance(value, Mapping) else None
    return member if isinstance(member, (int, list)) else None


def memory_image(case: Situation) -> list[Bytes | Unknown]:
    """The memory that is cloned with a snapshot, if it is: all of it, as the snapshot has it."""
    snapshot = case.named("VirtualMachineSnapshot", "spec", "snapshot")
    if case.request.typed(bool, "spec", "memory") is not True or snapshot is None:
        return []
    said = snapshot_memory(case, snapshot)
    if said == "without":
        return []
    memory = case.number(snapshot, "config.hardware.memoryMB")
    if isinstance(memory, Unknown) or memory is None:
        return [memory or Unknown((f"{snapshot}:config.hardware.memoryMB",))]
    return [(memory * _MB if said == "with" else 0, memory * _MB)]
