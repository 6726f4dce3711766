"""What a clone writes: the least and the most bytes of each disk.

The rules are those of the section *Space* in faults.md: exact for thick disks, a range for
thin ones whose files are not described, little for what is linked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from policyguard.facts.device import Device
from policyguard.facts.devices import Change, changes
from policyguard.facts.files import file_keys
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.snapshot import snapshot_memory
from policyguard.facts.values import Unknown, number_in
from policyguard.request import ABSENT, Place

_LINKED = "createNewChildDiskBacking"
_MB = 1024 * 1024


class Bytes(NamedTuple):
    """What is written of something.

    Attributes:
        least: What is surely written.
        most: What it may grow to.
        firm: What there must be room for at once; nothing for what is thin.
        layout: What would narrow it, if `layoutEx` of the source does.
        empty: It is new, and grows by what the guest writes to it only.
    """

    least: int
    most: int
    firm: int
    layout: Unknown | None = None
    empty: bool = False

    @property
    def at_once(self) -> int:
        """The most that is written of it while the clone is made."""
        return self.least if self.empty else self.most


_LITTLE = Bytes(0, 0, 0)


def disk_bytes(case: Situation, disk: Device | None, index: int | None) -> Bytes | Unknown:
    """The least and the most bytes a disk of the source takes where it is written.

    What is linked takes little, and so does a mapping that stays one. Of a thin disk it is known
    what its files take, if it is cloned as it is now; a thin copy of a thick disk takes what
    nobody knows.
    """
    if disk is None:  # one that is not there takes nothing: STO010 speaks of it
        return case.devices if isinstance(case.devices, Unknown) else _LITTLE
    if disk.has_own_file is None:
        return sizes(case)
    locator = (*LOCATION, "disk", index) if index is not None else LOCATION
    linked = case.request.at(*locator, "diskMoveType") == _LINKED
    if linked or (disk.has_own_file is False and not _is_converted(case, locator)):
        return _LITTLE
    if disk.capacity is None:
        return sizes(case)
    capacity = max(disk.capacity, resized(case, disk) or 0)
    becomes_thin = _becomes_thin(case, disk, locator)
    if not (disk.is_delta or becomes_thin):
        return Bytes(capacity, capacity, capacity)
    if not (disk.is_thin and becomes_thin and _is_current(case)):
        return Bytes(0, capacity, 0)
    written = _committed(case, disk)
    if written is None or isinstance(written, Unknown):
        return Bytes(0, capacity, 0, written)
    return Bytes(0, min(written, capacity), 0) if disk.is_delta else Bytes(written, written, 0)


def resized(case: Situation, disk: Device) -> int | None:
    """The size that the last edit of the configuration gives a disk; None if none does."""
    return case.once(_sizes_asked_for).get(disk.key)


def _sizes_asked_for(case: Situation) -> Mapping[int | None, int]:
    edits = ((one.device.key, one.device.capacity) for one in changes(case) if _edits(one))
    return {key: capacity for key, capacity in edits if capacity is not None}


def _edits(change: Change) -> bool:
    return change.operation == "edit"


def _is_converted(case: Situation, locator: Place) -> bool:
    """Whether a raw device mapping becomes a virtual disk."""
    backing = (*locator, "diskBackingInfo")
    if locator != LOCATION and case.request.missing(*backing) is not ABSENT:
        name = case.request.type_name(*backing)
        return not (isinstance(name, str) and "RawDisk" in name)
    return case.request.missing(*LOCATION, "transform") is not ABSENT


def sizes(case: Situation) -> Unknown:
    """What would tell how large the disks of the source are."""
    return case.devices if isinstance(case.devices, Unknown) else case.unsaid_of_devices


def _becomes_thin(case: Situation, disk: Device, locator: Place) -> bool:
    backing = (*locator, "diskBackingInfo")
    if locator != LOCATION and case.request.missing(*backing) is not ABSENT:
        sparse = case.request.type_name(*backing) == "VirtualDiskSeSparseBackingInfo"
        return sparse or case.request.at(*backing, "thinProvisioned") is True
    transform = case.request.at(*LOCATION, "transform")
    return disk.is_thin if transform is ABSENT else transform == "sparse"


def _is_current(case: Situation) -> bool:
    """Whether the disks are cloned as they are now."""
    return case.request.missing("spec", "snapshot") is ABSENT


def _committed(case: Situation, disk: Device) -> int | Unknown | None:
    """The bytes a disk's own files take: all that is written of it, its parents included.

    None where the source is known to have no layout; one that leaves the disk out tells as
    little as one that is not known.
    """
    files, disks = (case.listed(case.source, f"layoutEx.{name}") for name in ("file", "disk"))
    unsaid = Unknown((f"{case.source}:layoutEx",))
    if isinstance(files, Unknown) or isinstance(disks, Unknown):
        return unsaid
    if not (files or disks):
        return None
    sizes = {number_in(file, "key"): number_in(file, "uniqueSize") for file in files}
    keys = list(file_keys(one for one in disks if number_in(one, "key") == disk.key))
    written = [sizes.get(key) for key in keys if key is not None]
    known = [size for size in written if size is not None and size >= 0]
    return sum(known) if known and len(known) == len(keys) else unsaid


def memory_image(case: Situation) -> list[Bytes | Unknown]:
    """The memory that is cloned with a snapshot, if it is: all of it, as the snapshot has it."""
    snapshot = case.named("VirtualMachineSnapshot", "spec", "snapshot")
    if case.request.typed(bool, "spec", "memory") is not True or snapshot is None:
        return []
    said = snapshot_memory(case, snapshot)
    if said == "without":
        return []
    memory = case.figure(snapshot, "config.hardware.memoryMB")
    if isinstance(memory, Unknown):
        return [memory]
    surely = memory * _MB if said == "with" else 0
    unsaid = Unknown((f"{case.source}:layoutEx",)) if isinstance(said, Unknown) else None
    return [Bytes(surely, memory * _MB, surely, unsaid)]
