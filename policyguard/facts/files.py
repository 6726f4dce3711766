"""The files of the source that a clone is made from, and whether they can be reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown, integer, number_in
from policyguard.references import Reference

_FILES: Final = "layoutEx.file"
_CONFIGURATION: Final = "config"
_OF_DISKS: Final = frozenset(("diskDescriptor", "diskExtent"))


@dataclass(frozen=True, slots=True)
class Files:
    """Whether all that a clone reads can be reached, and the first file that cannot.

    Logs, swap and the like are not copied: what counts is the configuration, and what the
    disks consist of that the clone starts from.
    """

    said: Said
    lost: str | None = None


def files(case: Situation) -> Files:
    """What `layoutEx` tells of the files of the source; `accessible` unset tells nothing."""
    listed = case.listed(case.source, _FILES)
    if isinstance(listed, Unknown):
        return Files(listed)
    lost = [one for one in listed if isinstance(one, Mapping) and one.get("accessible") is False]
    for one in lost:
        if one.get("type") == _CONFIGURATION:
            return Files("lost", _name(one))
    of_disks = [one for one in lost if _is_of_disk(one)]
    keys = _keys(case) if of_disks else frozenset()
    if isinstance(keys, Unknown):
        return Files(keys)
    for one in of_disks:
        if number_in(one, "key") in keys:
            return Files("lost", _name(one))
    whole = all(isinstance(one, Mapping) for one in listed)
    return Files("reached" if whole else Unknown((f"{case.source}:{_FILES}",)))


def _is_of_disk(file: Mapping[str, Any]) -> bool:
    kind = file.get("type")
    return isinstance(kind, str) and kind in _OF_DISKS


def _name(file: Mapping[str, Any]) -> str | None:
    name = file.get("name")
    return name if isinstance(name, str) else None


def _keys(case: Situation) -> frozenset[int] | Unknown:
    """The files that the disks consist of: those of the snapshot where one is named."""
    snapshot = case.named("VirtualMachineSnapshot", "spec", "snapshot")
    if isinstance(snapshot, Unknown):
        return snapshot
    disks = case.listed(case.source, "layoutEx.disk")
    if snapshot is not None:
        disks = _disks_of(case, snapshot)
    if isinstance(disks, Unknown):
        return disks
    return frozenset(key for key in file_keys(disks) if key is not None)


def _disks_of(case: Situation, snapshot: Reference) -> list[Any] | Unknown:
    path = "layoutEx.snapshot"
    layouts = case.listed(case.source, path)
    if isinstance(layouts, Unknown):
        return layouts
    for layout in layouts:
        if isinstance(layout, Mapping) and Reference.of(layout.get("key")) == snapshot:
            return _items(layout, "disk")
    return Unknown((f"{case.source}:{path}",))


def file_keys(disks: Iterable[Any]) -> Iterator[int | None]:
    """The files that disks of a layout consist of; None for what cannot be read."""
    for disk in disks:
        for unit in _items(disk, "chain"):
            keys = unit.get("fileKey") if isinstance(unit, Mapping) else None
            yield from map(integer, keys if isinstance(keys, list) else [None])


def _items(data: Any, name: str) -> list[Any]:
    items = data.get(name) if isinstance(data, Mapping) else None
    return items if isinstance(items, list) else []
