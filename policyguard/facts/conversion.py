"""The formats that a request names for the disks of the source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from policyguard.facts.device import Device
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Said, Statement, Unknown, say
from policyguard.request import Missing, Place, pointer, property_path

_DISKS: Final[Place] = (*LOCATION, "disk")
_TRANSFORM: Final[Place] = (*LOCATION, "transform")
_THIN: Final[Mapping[str, bool]] = {"flat": False, "sparse": True}
_SWITCHES: Final = ("thinProvisioned", "eagerlyScrub", "split")


def conversion_statements(case: Situation) -> Iterator[Statement]:
    """Each disk that the request names a format for, by itself or with all others."""
    named = []
    for index in range(case.request.length(*_DISKS)):
        place = (*_DISKS, index, "diskBackingInfo")
        backing = case.request.typed(dict, *place)
        if not isinstance(backing, Missing):
            key = case.request.at(*_DISKS, index, "diskId")
            named.append(key)
            disk = _disk(case, key)
            if disk is not None:  # of one that is not there other rules speak
                yield _statement(disk, place, key, _format(disk, backing))
    yield from _transformed(case, named)


def _transformed(case: Situation, named: list[object]) -> Iterator[Statement]:
    """The disks that `transform` is about: one with a format of its own is not among them."""
    asked = case.request.typed(str, *_TRANSFORM)
    thin = None if isinstance(asked, Missing) else _THIN.get(asked)
    devices = case.devices
    if thin is None:
        return
    if isinstance(devices, Unknown):
        yield _statement(devices, _TRANSFORM, None, devices)
        return
    for disk in devices:
        if disk.is_disk and disk.key not in named:
            kept = disk.is_thin is thin
            yield _statement(disk, _TRANSFORM, disk.key, "kept" if kept else "changed")


def _disk(case: Situation, key: object) -> Device | Unknown | None:
    devices = case.devices
    if isinstance(devices, Unknown):
        return devices
    return next((one for one in devices if one.is_disk and one.key == key), None)


def _format(disk: Device | Unknown, new: Mapping[str, Any]) -> Said:
    """Whether a backing is another format than the disk's own; what it leaves out, it keeps."""
    if isinstance(disk, Unknown):
        return disk
    old = disk.backing
    kinds = (new.get("_typeName"), old.get("_typeName"))
    same_kind = None in kinds or kinds[0] == kinds[1]
    kept = (new.get(name) in (None, old.get(name) or False) for name in _SWITCHES)
    return "kept" if same_kind and all(kept) else "changed"


def _statement(disk: Device | Unknown, place: Place, key: object, format_: Said) -> Statement:
    return Statement(
        {
            "format": format_,
            "encrypted": say(disk, lambda it: "yes" if it.is_encrypted else "no"),
        },
        {
            "conversion_place": pointer(*place),
            "conversion_path": property_path(*place),
            "disk_key": key,
        },
    )
