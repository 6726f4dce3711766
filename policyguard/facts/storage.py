"""The datastores the clone is created on, what it writes there, and each disk locator.

The set of datastores is privileges.md a.3: named ones, and for whatever is not named the
source's own places. The space is its section *Space* in faults.md: exact for thick disks,
a range for thin ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from policyguard.facts.device import Device
from policyguard.facts.devices import changes, datastore_named, datastore_of
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.references import Reference
from policyguard.request import ABSENT, Missing, Place, decider, pointer

_LINKED = "createNewChildDiskBacking"
_FULL = frozenset(
    (
        "moveAllDiskBackingsAndAllowSharing",
        "moveAllDiskBackingsAndDisallowSharing",
        "moveAllDiskBackingsAndConsolidate",
    )
)
_MAINTENANCE = {"normal": "normal", "enteringMaintenance": "entering", "inMaintenance": "in"}
_YES_NO: Mapping[Any, str] = {True: "yes", False: "no"}
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
_ACCESS = {"readWrite": "read-write", "readOnly": "read-only"}
_REASONS = ("named", "source-home", "source-disk", "added-disk", "named-file")
Bytes: TypeAlias = tuple[int, int]


@dataclass(slots=True)
class Touch:
    """A datastore the clone is created on, or one that is not known.

    Attributes:
        datastore: The datastore, or what would tell which it is.
        why: The strongest of the reasons it is touched for.
        place: Where the request names it; the location's datastore where it does not.
        path: The property that names it, as vCenter writes it.
        writes: The least and the most bytes of each disk written there; None if unknown.
    """

    datastore: Reference | Unknown
    why: str
    place: Place
    path: str
    writes: list[Bytes | None] = field(default_factory=list)


def datastore_statements(case: Situation) -> Iterator[Statement]:
    """Each datastore the clone is created on, once, in the order of the request."""
    for touch in touched(case):
        yield _statement(case, touch)


def touched(case: Situation) -> tuple[Touch, ...]:
    """The datastores the clone is created on, each once; unknown ones at their reason."""
    found: dict[Reference | Unknown, Touch] = {}
    for touch in _touches(case):
        first = found.setdefault(touch.datastore, touch)
        if first is not touch:
            first.writes += touch.writes
            if _REASONS.index(touch.why) < _REASONS.index(first.why):
                first.why, first.place, first.path = touch.why, touch.place, touch.path
    return tuple(found.values())


def _touches(case: Situation) -> Iterator[Touch]:
    home_place = (*LOCATION, "datastore")
    named = case.named("Datastore", *home_place)
    home = named if named is not None else _source_home(case)
    yield Touch(home, "source-home" if named is None else "named", home_place, _dotted(home_place))
    yield from _disk_touches(case, named)
    yield from _added_disks(case, home)
    yield from _named_files(case)


def _source_home(case: Situation) -> Reference | Unknown:
    """Where the source's home files are: they stay there if nothing else is said (D3)."""
    path = case.prop(case.source, "config.files.vmPathName")
    return datastore_named(case, None if isinstance(path, Unknown) else path, case.source)


def _disk_touches(case: Situation, home: Reference | Unknown | None) -> Iterator[Touch]:
    devices = case.devices
    disks = [] if isinstance(devices, Unknown) else [d for d in devices if d.is_disk]
    by_key = {disk.key: disk for disk in disks}
    located: set[int | None] = set()
    for index in range(len(case.request.entries(*LOCATION, "disk"))):
        locator = (*LOCATION, "disk", index, "datastore")
        key = case.request.typed(int, *LOCATION, "disk", index, "diskId")
        disk = None if isinstance(key, Missing) else by_key.get(key)
        located.update([] if disk is None else [disk.key])
        named = case.named("Datastore", *locator)
        if named is not None:
            yield Touch(named, "named", locator, _dotted(locator), [_bytes(case, disk, index)])
    place = (*LOCATION, "datastore")
    why = "source-disk" if home is None else "named"
    if isinstance(devices, Unknown):
        yield Touch(home or _only_datastore(case) or devices, why, place, _dotted(place), [None])
        return
    for disk in disks:
        if disk.key not in located:
            where = home or datastore_of(case, disk.backing, case.source)
            yield Touch(where, why, place, _dotted(place), [_bytes(case, disk, None)])


def _only_datastore(case: Situation) -> Reference | None:
    """The one datastore all of the source is on, so that its disks are there as well."""
    listed = case.links(case.source, "datastore")
    return listed[0] if not isinstance(listed, Unknown) and len(listed) == 1 else None


def _added_disks(case: Situation, home: Reference | Unknown) -> Iterator[Touch]:
    """Disks that the change of devices creates (D7, inferred)."""
    for change in changes(case):
        if change.device.is_disk and (change.operation, change.file_operation) == ("add", "create"):
            backing = change.device.backing
            file = backing.get("fileName")
            place = (*change.place, "device", "backing")
            named = Reference.of(backing.get("datastore"))
            if named is None and isinstance(file, str) and file:
                where = _by_name(case, file, (*place, "fileName"))
            else:
                where = named or home
            size = change.device.capacity
            written = (
                None if size is None else ((0, size) if change.device.is_thin else (size, size))
            )
            yield Touch(where, "added-disk", place, _dotted(place), [written])


def _named_files(case: Situation) -> Iterator[Touch]:
    """Directories of `config.files` on a datastore of their own (D8, inferred)."""
    for name in ("vmPathName", "snapshotDirectory", "suspendDirectory", "logDirectory"):
        place = ("spec", "config", "files", name)
        path = case.request.typed(str, *place)
        if not isinstance(path, Missing) and path.startswith("["):
            where = _by_name(case, path, place)
            yield Touch(where, "named-file", place, _dotted(place))


def _by_name(case: Situation, path: str, place: Place) -> Reference | Unknown:
    """The one datastore of that name that the inventory knows."""
    name = path[1:].partition("]")[0]
    found = [d for d in case.inventory.objects("Datastore") if case.prop(d, "name") == name]
    return found[0] if len(found) == 1 else Unknown((decider(*place), f"Datastore `{name}`"))


def _bytes(case: Situation, disk: Device | None, index: int | None) -> Bytes | None:
    """The least and the most bytes a disk of the source takes where it is written."""
    if disk is None or disk.capacity is None:
        return None
    locator = (*LOCATION, "disk", index) if index is not None else None
    own = case.request.at(*locator, "diskMoveType") if locator else ABSENT
    move = own if locator else case.request.at(*LOCATION, "diskMoveType")
    if move == _LINKED or not disk.is_flat:
        return (0, disk.capacity)
    thin = disk.is_thin
    if locator and case.request.at(*locator, "diskBackingInfo") is not ABSENT:
        thin = case.request.at(*locator, "diskBackingInfo", "thinProvisioned") is True
    elif case.request.at(*LOCATION, "transform") is not ABSENT:
        thin = case.request.at(*LOCATION, "transform") == "sparse"
    return (0 if thin else disk.capacity, disk.capacity)


def _dotted(place: Place) -> str:
    return decider(*place).removeprefix("request:")


def _statement(case: Situation, touch: Touch) -> Statement:
    store = touch.datastore
    free = case.typed(store, "summary.freeSpace", int)
    largest = max((write[1] for write in touch.writes if write), default=0)
    return Statement(
        {
            "why": touch.why,
            "accessible": case.token(store, "summary.accessible", _YES_NO),
            "maintenance": case.token(store, "summary.maintenanceMode", _MAINTENANCE),
            "datacenter": case.same_datacenter(store),
            "on_host": _on_host(case, store),
            "mount": _mount(case, store),
            "space": _space(case, touch, free),
            "file_size": _file_size(case, touch),
        },
        {
            "datastore": store if isinstance(store, Reference) else None,
            "datastore_name": case.prop(store, "name"),
            "host": case.host if isinstance(case.host, Reference) else None,
            "datastore_place": pointer(*touch.place),
            "datastore_path": touch.path,
            "needed": sum(write[0] for write in touch.writes if write),
            "free": free,
            "largest_disk": largest,
            "max_file_size": case.prop(store, "info.maxFileSize"),
        },
    )


def _space(case: Situation, touch: Touch, free: Any) -> Said:
    known = [write for write in touch.writes if write is not None]
    least, most = sum(w[0] for w in known), sum(w[1] for w in known)
    if not isinstance(free, Unknown):
        if least > free:
            return "short"
        if most <= free and len(known) == len(touch.writes):
            return "enough"
    elif len(known) == len(touch.writes) and most == 0:
        return "enough"
    sizes = case.devices if None in touch.writes else None
    layout = Unknown((f"{case.source}:layoutEx",)) if not isinstance(free, Unknown) else free
    return Unknown(union(free, sizes) or union(layout))


def _file_size(case: Situation, touch: Touch) -> Said:
    limit = case.prop(touch.datastore, "info.maxFileSize")
    if limit is None:
        return "fits"
    known = [write[1] for write in touch.writes if write is not None]
    if isinstance(limit, Unknown) or not isinstance(limit, int):
        return Unknown(union(limit) or (f"{touch.datastore}:info.maxFileSize",))
    if any(size > limit for size in known):
        return "too-large"
    sizes = case.devices if None in touch.writes else None
    return sizes if isinstance(sizes, Unknown) else "fits"


def _on_host(case: Situation, store: Reference | Unknown) -> Said:
    """Whether the host the clone is registered on has the datastore."""
    if case.host is None:
        return "absent"
    if isinstance(case.host, Unknown) or isinstance(store, Unknown):
        return Unknown(union(case.host, store))
    datastores = case.links(case.host, "datastore")
    if not isinstance(datastores, Unknown):
        return "yes" if store in datastores else "no"
    mounts = case.prop(store, "host")
    if isinstance(mounts, Unknown):
        return Unknown(union(datastores))
    return "no" if _mount_info(mounts, case.host) is None else "yes"


def _mount(case: Situation, store: Reference | Unknown) -> Said:
    """How that host mounts the datastore."""
    if case.host is None:
        return "absent"
    mounts = case.prop(store, "host")
    if isinstance(case.host, Unknown) or isinstance(mounts, Unknown):
        return Unknown(union(case.host, mounts))
    info = _mount_info(mounts, case.host)
    if info is None:
        return "absent"
    if info.get("mounted") is False:
        return "not-mounted"
    if info.get("accessible") is False:
        return "inaccessible"
    mode = info.get("accessMode")
    said = _ACCESS.get(mode) if isinstance(mode, str) else None
    return said or Unknown((f"{store}:host",))


def _mount_info(mounts: Any, host: Reference) -> Mapping[str, Any] | None:
    for mount in mounts if isinstance(mounts, list) else []:
        if isinstance(mount, Mapping) and Reference.of(mount.get("key")) == host:
            info = mount.get("mountInfo")
            return info if isinstance(info, Mapping) else {}
    return None


def disk_statements(case: Situation) -> Iterator[Statement]:
    """Each entry of `spec.location.disk`."""
    entries = case.request.entries(*LOCATION, "disk")
    keys = [entry.get("diskId") if isinstance(entry, Mapping) else None for entry in entries]
    times = Counter(key for key in keys if isinstance(key, int))
    for index, key in enumerate(keys):
        place = (*LOCATION, "disk", index)
        yield Statement(
            {
                "device": _device(case, key, (*place, "diskId")),
                "repeated": "yes" if isinstance(key, int) and times[key] > 1 else "no",
                "move_type": _move_type(case, (*place, "diskMoveType")),
                "backing": _backing(case, (*place, "diskBackingInfo")),
            },
            {"index": index, "disk_id": key, "written": case.request.at(*place, "diskMoveType")},
        )


def _device(case: Situation, key: object, place: Place) -> Said:
    devices = case.devices
    if not isinstance(key, int) or isinstance(key, bool):
        return Unknown((decider(*place),))
    if isinstance(devices, Unknown):
        return devices
    device = next((device for device in devices if device.key == key), None)
    if device is None:
        return "no-device"
    return "disk" if device.is_disk else "other-device"


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
    if case.request.at(*place) is ABSENT:
        return "absent"
    name = case.request.type_name(*place)
    unknown = Unknown((decider(*place),))
    return unknown if isinstance(name, Missing) else _BACKINGS.get(name, unknown)
