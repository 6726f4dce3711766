"""The datastores the clone is created on, what it writes there, and each disk locator.

The set of datastores is privileges.md a.3: named ones, and for whatever is not named the
source's own places. The space is its section *Space* in faults.md: exact for thick disks,
a range for thin ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from policyguard.facts.choice import Bar, Bars
from policyguard.facts.devices import Change, changes, datastore_named, datastore_of
from policyguard.facts.files_of_devices import datastore_beside, named_in
from policyguard.facts.meant import DATASTORE, meant_by
from policyguard.facts.mounts import mount, on_host
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.space import Bytes, disk_bytes, memory_image
from policyguard.facts.values import Said, Statement, Unknown, number_in, union
from policyguard.references import Reference
from policyguard.request import Missing, Place, decider, pointer, property_path

_MAINTENANCE = {"normal": "normal", "enteringMaintenance": "entering", "inMaintenance": "in"}
_YES_NO: Mapping[Any, str] = {True: "yes", False: "no"}
_MISSING: Bars = {"no": Bar("STO002", "CannotAccessVmConfig", "does not have {}")}
_MOUNTS: Bars = {
    "read-only": Bar("STO005", "DatastoreNotWritableOnHost", "mounts {} read-only"),
    "inaccessible": Bar("STO003", "InaccessibleDatastore", "cannot reach {}"),
    "not-mounted": Bar("STO004", "InaccessibleDatastore", "has {} unmounted"),
}
_REASONS = ("named", "source-home", "source-disk", "added-disk", "named-file")


@dataclass(slots=True)
class Touch:
    """A datastore the clone is created on, or one that is not known.

    Attributes:
        datastore: The datastore, or what would tell which it is.
        why: The strongest of the reasons it is touched for.
        place: Where the request names it; the location's datastore where it does not.
        writes: The least and the most bytes of each disk written there, or what would tell.
    """

    datastore: Reference | Unknown
    why: str
    place: Place
    writes: list[Bytes | Unknown] = field(default_factory=list)

    @property
    def known(self) -> list[Bytes]:
        """What is known of what is written there."""
        return [write for write in self.writes if not isinstance(write, Unknown)]


def datastore_statements(case: Situation) -> Iterator[Statement]:
    """Each datastore the clone is created on, once, in the order of the request."""
    for touch in case.remembered(touched):
        yield _statement(case, touch)


def touched(case: Situation) -> tuple[Touch, ...]:
    """The datastores the clone is created on, each once; unknown ones at their reason."""
    found: dict[Reference | Unknown, Touch] = {}
    for touch in _touches(case):
        first = found.setdefault(touch.datastore, touch)
        if first is not touch:
            first.writes += touch.writes
            if _REASONS.index(touch.why) < _REASONS.index(first.why):
                first.why, first.place = touch.why, touch.place
    return tuple(found.values())


def _touches(case: Situation) -> Iterator[Touch]:
    home_place = (*LOCATION, "datastore")
    named = case.named("Datastore", *home_place)
    home = named if named is not None else _source_home(case)
    why = "source-home" if named is None else "named"
    yield Touch(home, why, home_place, memory_image(case))
    yield from _disk_touches(case, named)
    yield from _added_disks(case, home)
    yield from _named_files(case)


def _source_home(case: Situation) -> Reference | Unknown:
    """Where the source's home files are: they stay there if nothing else is said (D3)."""
    path = case.prop(case.source, "config.files.vmPathName")
    if isinstance(path, Unknown):
        return _only_datastore(case) or path
    return datastore_named(case, path, case.source)


def _disk_touches(case: Situation, home: Reference | Unknown | None) -> Iterator[Touch]:
    devices = case.devices
    removed = {c.device.key for c in changes(case) if c.operation == "remove"}
    disks = [] if isinstance(devices, Unknown) else [d for d in devices if d.is_disk]
    by_key = {disk.key: disk for disk in disks}
    located: set[int | None] = set()
    for index, entry in enumerate(case.request.entries(*LOCATION, "disk")):
        if not isinstance(entry, Mapping):
            continue
        locator = (*LOCATION, "disk", index, "datastore")
        disk = by_key.get(number_in(entry, "diskId"))
        again = disk is not None and disk.key in located
        located.update([] if disk is None else [disk.key])
        named = case.named("Datastore", *locator)
        if named is not None and again:  # STO012 speaks of it
            yield Touch(named, "named", locator)
        elif named is not None:
            yield Touch(named, "named", locator, [disk_bytes(case, disk, index)])
    place = (*LOCATION, "datastore")  # the home, if it is named, is touched there before
    if isinstance(devices, Unknown):
        yield Touch(home or _only_datastore(case) or devices, "source-disk", place, [devices])
        return
    for disk in disks:
        if disk.key not in located and disk.key not in removed:
            where = home or datastore_of(case, disk.backing, case.source)
            yield Touch(where, "source-disk", place, [disk_bytes(case, disk, None)])


def _only_datastore(case: Situation) -> Reference | None:
    """The one datastore all of the source is on, so that its disks are there as well."""
    listed = case.links(case.source, "datastore")
    return listed[0] if not isinstance(listed, Unknown) and len(listed) == 1 else None


def _added_disks(case: Situation, home: Reference | Unknown) -> Iterator[Touch]:
    """Disks that the change of devices creates (D7, inferred)."""
    for change in changes(case):
        if change.device.is_disk and (change.operation, change.file_operation) == ("add", "create"):
            place = (*change.place, "device", "backing")
            where = _place_of_file(case, change, home)
            size = change.device.capacity
            # A delta of a parent is as large as what is written to it.
            grows = change.device.is_thin or change.device.is_delta
            written = (
                Unknown((decider(*change.place, "device"),))
                if size is None
                else Bytes(0, size, 0, empty=True)
                if grows
                else Bytes(size, size, size)
            )
            yield Touch(where, "added-disk", place, [written])


def _place_of_file(
    case: Situation, change: Change, home: Reference | Unknown
) -> Reference | Unknown:
    """The datastore of a new disk: what its path names, and the home's where there is none."""
    path = change.device.backing.get("fileName")
    if path is None or path == "":
        return Unknown((decider(*LOCATION, "service"),)) if case.elsewhere else home
    place = (*change.place, "device", "backing", "fileName")
    if named_in(path) is None:
        return Unknown((decider(*place),))
    return _by_name(case, path, place, datastore_beside(change))


def _named_files(case: Situation) -> Iterator[Touch]:
    """Directories of `config.files` on a datastore of their own (D8, inferred)."""
    for name in ("vmPathName", "snapshotDirectory", "suspendDirectory", "logDirectory"):
        place = ("spec", "config", "files", name)
        path = case.request.typed(str, *place)
        if not isinstance(path, Missing) and named_in(path):
            where = _by_name(case, path, place)
            yield Touch(where, "named-file", place)


def _by_name(
    case: Situation, path: str, place: Place, beside: Reference | None = None
) -> Reference | Unknown:
    """The datastore that the `[name]` of a path means; where there is none, another path would."""
    found = meant_by(case, DATASTORE, named_in(path) or "", beside)
    return Unknown((decider(*place),)) if found is None else found


def _statement(case: Situation, touch: Touch) -> Statement:
    store = touch.datastore
    free = case.number(store, "summary.freeSpace")
    largest = max((write.most for write in touch.known), default=0)
    return Statement(
        {
            "why": touch.why,
            "accessible": case.token(store, "summary.accessible", _YES_NO),
            "maintenance": case.token(store, "summary.maintenanceMode", _MAINTENANCE),
            "datacenter": case.same_datacenter(store),
            "on_host": case.on_hosts("yes", partial(on_host, case, store), _MISSING, about=store),
            "mount": case.on_hosts("read-write", partial(mount, case, store), _MOUNTS, about=store),
            "space": _space(touch, free, case.number(store, "summary.capacity")),
            "file_size": _file_size(case, touch),
        },
        {
            "datastore": store,
            "datastore_name": case.prop(store, "name"),
            "host": case.chosen_host,
            "datastore_place": pointer(*touch.place),
            "datastore_path": property_path(*touch.place),
            "needed": sum(write.least for write in touch.known),
            "free": free,
            "largest_disk": largest,
            "max_file_size": case.prop(store, "info.maxFileSize"),
        },
    )


def _space(touch: Touch, free: int | Unknown | None, capacity: int | Unknown | None) -> Said:
    least, most = sum(w.least for w in touch.known), sum(w.at_once for w in touch.known)
    firm = sum(write.firm for write in touch.known)
    if isinstance(capacity, int) and least > capacity:
        return "short"
    if isinstance(free, int) and firm > free:
        return "short"
    if isinstance(free, int) and len(touch.known) == len(touch.writes):
        if most <= free:
            return "enough"
        if least > free:
            return "overcommitted"
    if free is None:
        free = Unknown((f"{touch.datastore}:summary.freeSpace",))
    unknown = union(free, *touch.writes) or union(*(write.layout for write in touch.known))
    return Unknown(unknown) if unknown else "tight"


def _file_size(case: Situation, touch: Touch) -> Said:
    limit = case.number(touch.datastore, "info.maxFileSize")
    if limit is None or isinstance(limit, Unknown):
        return "fits" if limit is None else limit
    if any(write.most > limit for write in touch.known):
        return "too-large"
    unknown = union(*touch.writes)
    return Unknown(unknown) if unknown else "fits"
