"""Each entry of `spec.location.disk`: what it is about, and what it asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Said, Statement, Unknown, number_in
from policyguard.request import ABSENT, Missing, Place, decider

_LINKED = "createNewChildDiskBacking"
_FULL = frozenset(
    (
        "moveAllDiskBackingsAndAllowSharing",
        "moveAllDiskBackingsAndDisallowSharing",
        "moveAllDiskBackingsAndConsolidate",
    )
)
_BACKINGS = {
    "VirtualDiskFlatVer2BackingInfo": "flat",
    "VirtualDiskSeSparseBackingInfo": "sparse",
    # Listed, because a misspelt type is none of them.
    **dict.fromkeys(
        (
            "VirtualDiskFlatVer1BackingInfo",
            "VirtualDiskLocalPMemBackingInfo",
            "VirtualDiskPartitionedRawDiskVer2BackingInfo",
            "VirtualDiskRawDiskMappingVer1BackingInfo",
            "VirtualDiskRawDiskVer2BackingInfo",
            "VirtualDiskSparseVer1BackingInfo",
            "VirtualDiskSparseVer2BackingInfo",
        ),
        "other",
    ),
}


def disk_statements(case: Situation) -> Iterator[Statement]:
    """Each entry of `spec.location.disk` that is an object; of others the schema speaks."""
    entries = case.request.entries(*LOCATION, "disk")
    times = Counter(number_in(entry, "diskId") for entry in entries)
    for index, entry in enumerate(entries):
        place = (*LOCATION, "disk", index)
        if not isinstance(entry, Mapping):
            continue
        key = number_in(entry, "diskId")
        yield Statement(
            {
                "device": _device(case, key, (*place, "diskId")),
                "repeated": "yes" if key is not None and times[key] > 1 else "no",
                "move_type": _move_type(case, (*place, "diskMoveType")),
                "backing": _backing(case, (*place, "diskBackingInfo")),
            },
            {
                "index": index,
                "disk_id": entry.get("diskId"),
                "written": case.request.at(*place, "diskMoveType"),
            },
        )


def _device(case: Situation, key: int | None, place: Place) -> Said:
    devices = case.devices_by_key
    if key is None:
        return Unknown((decider(*place),))
    if isinstance(devices, Unknown):
        return devices
    device = devices.get(key)
    if device is None:
        return "not-in-snapshot" if key in case.once(_live_keys) else "no-device"
    return "disk" if device.is_disk else "other-device"


def _live_keys(case: Situation) -> frozenset[int | None]:
    """What the source has now, whatever the snapshot to clone from has."""
    live = case.listed(case.source, "config.hardware.device")
    return (
        frozenset() if isinstance(live, Unknown) else frozenset(number_in(d, "key") for d in live)
    )


def _move_type(case: Situation, place: Place) -> Said:
    value = case.request.typed(str, *place)
    if isinstance(value, Missing):
        return "absent" if value is ABSENT else Unknown((decider(*place),))
    if value in _FULL:
        return "full"
    if value == _LINKED:
        return "new-child"
    return "child" if value == "moveChildMostDiskBacking" else "other"


def _backing(case: Situation, place: Place) -> Said:
    if case.request.missing(*place) is ABSENT:
        return "absent"
    name = case.request.type_name(*place)
    unknown = Unknown((decider(*place),))
    return unknown if isinstance(name, Missing) else _BACKINGS.get(name, unknown)
