"""The formats that locators ask for, and the sizes that edits of devices give to disks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from policyguard.facts.device import Device
from policyguard.facts.devices import Change, changes, device_before
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.source_disks import asked_move, move_of, named_disk, target_of
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.request import ABSENT, Missing, Place, decider, pointer, property_path

_FLAT: Final = "VirtualDiskFlatVer2BackingInfo"
_SPARSE: Final = "VirtualDiskSeSparseBackingInfo"
_YES_NO: Final[Mapping[Any, str]] = {True: "yes", False: "no"}
_KB: Final = 1024
_IN_KB: Final = "capacityInKB"
_CONSOLIDATES: Final = "moveAllDiskBackingsAndConsolidate"


def disk_format_statements(case: Situation) -> Iterator[Statement]:
    """Each `diskBackingInfo` of a kind that a disk may have."""
    for index in range(case.request.length(*LOCATION, "disk")):
        locator = (*LOCATION, "disk", index)
        backing = (*locator, "diskBackingInfo")
        if case.request.missing(*backing) is ABSENT:
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
        if change.place[1] == "config" and change.operation == "edit" and change.device.capacities:
            before = device_before(case, change)
            is_disk = change.device.is_disk or (isinstance(before, Device) and before.is_disk)
            if is_disk and before is not None:
                yield _resize(case, change, before)


def _resize(case: Situation, change: Change, before: Device | Unknown) -> Statement:
    said, name = resized(case, change.device, before)
    place = (*change.place, "device", name)
    target = before if isinstance(before, Unknown) else target_of(case, before)
    return Statement(
        {
            "size": said,
            "linked": before if isinstance(before, Unknown) else _linked(case, before),
            "expandable": case.token(target, "capability.vmdkExpandSupported", _EXPANDABLE),
        },
        {
            "device_index": change.place[-1],
            "resize_place": pointer(*place),
            "resize_path": property_path(*place),
            "disk": named_disk(before if isinstance(before, Device) else change.device),
            "old_size": before if isinstance(before, Unknown) else before.capacity,
            "new_size": change.device.capacities[name],
            "target_datastore": target,
        },
    )


def resized(case: Situation, edit: Device, before: Device | Unknown) -> tuple[Said, str]:
    """What an edit makes of a disk's size, and the member that tells.

    Clients change one of both members, the server answers to either: one that is lower, 0
    included, makes it smaller whatever the other says (cluster-api-provider-vsphere#1030).
    """
    given = edit.capacities
    first = next(iter(given))
    if isinstance(before, Unknown):
        return before, first
    if before.capacity is None:
        return case.unsaid_of_devices, first
    said = {name: _compared(name, wanted, before) for name, wanted in given.items()}
    for outcome in ("shrunk", "grown"):
        for name, one in said.items():
            if one == outcome:
                return outcome, name
    return "kept", first


def _compared(name: str, wanted: int, before: Device) -> str:
    """One capacity beside the same of the source; in KB what is no whole one is lost."""
    own = before.capacities.get(name, before.capacity or 0)
    if name == _IN_KB and name not in before.capacities:
        own -= own % _KB
    return "kept" if wanted == own else "grown" if wanted > own else "shrunk"


# Where it is unset, the datastore says nothing of it.
_EXPANDABLE: Final[Mapping[Any, str]] = {**_YES_NO, None: "absent"}


def _linked(case: Situation, disk: Device) -> Said:
    """Whether the clone's disk has a parent as it grows.

    It is linked anew, or it is a delta of the source: its chain is kept until it is moved,
    which cluster-api-provider-vsphere#212 and #1189 saw; consolidating leaves none.
    """
    move = move_of(case, disk)
    if isinstance(move, Unknown):
        return Unknown(union(move))
    if move == "new-child":
        return "yes"
    return "yes" if disk.is_delta and asked_move(case, disk) != _CONSOLIDATES else "no"
