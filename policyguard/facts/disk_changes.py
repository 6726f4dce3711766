"""The formats that locators ask for, and the sizes that edits of devices give to disks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from policyguard.facts.device import Device
from policyguard.facts.devices import Change, changes, device_before
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.source_disks import move_of, named_disk, target_of
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.request import ABSENT, Missing, Place, decider, pointer, property_path

_FLAT: Final = "VirtualDiskFlatVer2BackingInfo"
_SPARSE: Final = "VirtualDiskSeSparseBackingInfo"
_YES_NO: Final[Mapping[Any, str]] = {True: "yes", False: "no"}
_SIZES: Final = ("capacityInBytes", "capacityInKB")


def disk_format_statements(case: Situation) -> Iterator[Statement]:
    """Each `diskBackingInfo` of a kind that a disk may have."""
    for index in range(len(case.request.entries(*LOCATION, "disk"))):
        locator = (*LOCATION, "disk", index)
        backing = (*locator, "diskBackingInfo")
        if case.request.at(*backing) is ABSENT:
            continue
        name = case.request.type_name(*backing)
        if name not in (_FLAT, _SPARSE):
            continue  # STO014 and the schema speak of the others
        target = case.named("Datastore", *locator, "datastore")
        per_file, sparse = "perFileThinProvisioningSupported", "seSparseSupported"
        yield Statement(
            {
                "format": _format(case, name, (*backing, "thinProvisioned")),
                "per_file": case.token(target, f"capability.{per_file}", _YES_NO)
                if target
                else "absent",
                "sparse_supported": case.token(target, f"capability.{sparse}", _SPARSE_SUPPORT)
                if target
                else "absent",
            },
            {
                "format_index": index,
                "disk_key": case.request.at(*locator, "diskId"),
                "target_datastore": target,
            },
        )


# Optional in the API: a datastore that does not say so does not support it.
_SPARSE_SUPPORT: Final[Mapping[Any, str]] = {**_YES_NO, None: "no"}


def _format(case: Situation, name: object, thin: Place) -> Said:
    if name == _SPARSE:
        return "sparse"
    value = case.request.typed(bool, *thin)
    if isinstance(value, Missing):
        return "thick" if value is ABSENT else Unknown((decider(*thin),))
    return "thin" if value else "thick"


def disk_resize_statements(case: Situation) -> Iterator[Statement]:
    """Each edit of `spec.config.deviceChange` that names a disk and a size."""
    for change in changes(case):
        wanted = change.device.capacity
        if change.place[1] == "config" and change.operation == "edit" and wanted is not None:
            before = device_before(case, change)
            is_disk = change.device.is_disk or (isinstance(before, Device) and before.is_disk)
            if is_disk and before is not None:
                yield _resize(case, change, before, wanted)


def _resize(case: Situation, change: Change, before: Device | Unknown, wanted: int) -> Statement:
    name = next(one for one in _SIZES if change.device.data.get(one) is not None)
    place = (*change.place, "device", name)
    target = before if isinstance(before, Unknown) else target_of(case, before)
    size = before if isinstance(before, Unknown) else before.capacity
    return Statement(
        {
            "size": _size(case, size, wanted),
            "linked": before if isinstance(before, Unknown) else _linked(case, before),
            "expandable": case.token(target, "capability.vmdkExpandSupported", _EXPANDABLE),
        },
        {
            "device_index": change.place[-1],
            "resize_place": pointer(*place),
            "resize_path": property_path(*place),
            "disk": named_disk(before if isinstance(before, Device) else change.device),
            "old_size": size,
            "new_size": wanted,
            "target_datastore": target,
        },
    )


# Where it is unset, the datastore says nothing of it.
_EXPANDABLE: Final[Mapping[Any, str]] = {**_YES_NO, None: "absent"}


def _size(case: Situation, size: int | Unknown | None, wanted: int) -> Said:
    if size is None:
        return case.unsaid_of_devices
    if isinstance(size, Unknown):
        return size
    return "kept" if wanted == size else "grown" if wanted > size else "shrunk"


def _linked(case: Situation, disk: Device) -> Said:
    """Whether the clone's disk has a parent: it is linked anew, or a delta keeps its chain.

    Sharing keeps the chain (cluster-api-provider-vsphere#1189); a full move consolidates it.
    """
    move = move_of(case, disk)
    if isinstance(move, Unknown):
        return Unknown(union(move))
    return "yes" if move == "new-child" or (move != "full" and disk.is_delta) else "no"
