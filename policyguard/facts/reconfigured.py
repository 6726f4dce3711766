"""The device changes of `spec.config`: what reconfiguring asks privileges for, and what fits.

An edit changes what it sets to something else: it is compared with the device of the
source, of which a member left out is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policyguard.facts.device import Device
from policyguard.facts.devices import Change, changes, device_before
from policyguard.facts.disk_changes import resized
from policyguard.facts.files_of_devices import (
    beside_file,
    datastore_beside,
    file_decider,
    named_in,
    store_of_file,
)
from policyguard.facts.hardware.changes import Fitting
from policyguard.facts.hardware.disks import DiskFiles
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown
from policyguard.references import Reference
from policyguard.request import decider, pointer
from policyguard.text import plain_text

_OPERATIONS = frozenset(("add", "edit", "remove"))
_CLASSES: Mapping[str, str] = {
    "VirtualCdrom": "cdrom",
    "VirtualFloppy": "floppy",
    "VirtualSCSIPassthrough": "scsi-passthrough",
}
_HOST_USB = frozenset(("VirtualUSBUSBBackingInfo", "VirtualUSBRemoteHostBackingInfo"))
_MEDIA = frozenset(("cdrom", "floppy"))
# What tells devices apart, and the server's own words about one: no client sets them.
_NO_PROPERTIES = frozenset(("_typeName", "key", "deviceInfo", "device", "diskObjectId"))
# Not settable, or what the server says of a running machine.
_NO_SETTINGS = frozenset(("backingObjectId", "status"))
# A reference that is not used for configuration where the name stands beside it.
_BESIDE = {"network": "deviceName", "datastore": "fileName"}
_SHARES = ("shares", "storageIOAllocation", "resourceAllocation")


def device_change_statements(case: Situation) -> Iterator[Statement]:
    """Each device change of `spec.config`."""
    asked = [change for change in changes(case) if change.place[1] == "config"]
    if not asked:
        return
    fitting, files = Fitting(case), DiskFiles(case)
    for change in asked:
        seen = _Seen(case, change)
        yield Statement(
            {
                "operation": seen.operation,
                "device": seen.device_class,
                "file_operation": "absent" if change.file_operation is None else "given",
                "capacity": seen.capacity,
                "size": seen.size,
                "properties": seen.properties,
                "connectable": seen.differs("connectable"),
                "media": seen.media,
                "shares": seen.shares,
                "beside": beside_file(case, change),
                "file": files.said(change),
                "store": store_of_file(case, change),
                **fitting.says(change),
            },
            {
                "device_place": pointer(*change.place),
                "device_named": seen.named,
                "device_file": change.device.backing.get("fileName"),
                "device_store": named_in(change.device.backing.get("fileName")),
                "datastore_beside": datastore_beside(change),
                "datastore_beside_name": case.prop(datastore_beside(change), "name"),
                "file_decider": file_decider(change),
                **fitting.details(change),
            },
        )


class _Seen:
    """A device change beside the device that it is about."""

    def __init__(self, case: Situation, change: Change) -> None:
        self._case = case
        self._change = change
        self._new = change.device.data
        self._adds = change.operation == "add"
        self._before = None if self._adds else device_before(case, change)
        self._old = self._before.data if isinstance(self._before, Device) else {}
        self.device_class = self._device_class()

    @property
    def operation(self) -> Said:
        operation = self._change.operation
        if isinstance(operation, str) and operation in _OPERATIONS:
            return operation
        return Unknown((decider(*self._change.place, "operation"),))

    @property
    def named(self) -> str:
        key = self._change.device.key
        name = self._new.get("_typeName") or "device"
        return plain_text(name) if key is None else f"{plain_text(name)} {plain_text(key)}"

    def _device_class(self) -> Said:
        """What the device is; what the change leaves out, the source's device says."""
        name = self._new.get("_typeName")
        if name in (None, "VirtualDevice"):
            name = self._old.get("_typeName")
        device = Device({"_typeName": name, "backing": self._backing()})
        backing = device.backing.get("_typeName")
        if device.is_disk or name == "VirtualUSB":
            if not isinstance(backing, str):
                return self._before if isinstance(self._before, Unknown) else self._unsaid(name)
            if device.is_disk:
                return "disk" if device.has_own_file else "raw-disk"
            return "host-usb" if backing in _HOST_USB else "other"
        if isinstance(name, str):
            return _CLASSES.get(name, "other")
        if isinstance(self._before, Unknown):
            return self._before
        return Unknown((decider(*self._change.place, "device", "_typeName"),))

    def _unsaid(self, name: object) -> str:
        """Without a backing a new disk is a file of its own, and a USB device the server's."""
        return "disk" if name == "VirtualDisk" else "other"

    def _backing(self) -> Mapping[str, Any]:
        return self._change.device.backing or Device(self._old).backing

    @property
    def capacity(self) -> Said:
        """Whether a disk grows."""
        if self._adds or not self._change.device.capacities:
            return "kept"
        if isinstance(self._before, Unknown):
            return self._before
        if Device(self._old).capacity is None:
            return Unknown((decider(*self._change.place, "device", "key"),))
        said, _ = resized(self._case, self._change.device, Device(self._old))
        return said if said == "grown" else "kept"

    @property
    def size(self) -> str:
        """Whether a disk that is made has a size, whichever member says it."""
        made = self._adds and self._change.file_operation is not None
        if not made or self.device_class != "disk":
            return "absent"
        sizes = self._change.device.capacities.values()
        if not sizes:
            return "unsaid"
        return "not-positive" if any(size <= 0 for size in sizes) else "positive"

    @property
    def properties(self) -> Said:
        """Whether an edit changes a property, media apart."""
        media = {"backing"} if self.device_class in _MEDIA else set()
        names = [name for name in self._new if name not in _NO_PROPERTIES | media]
        return self.differs(*names)

    @property
    def media(self) -> Said:
        """Whether the backing of a drive for media is set or changed."""
        if isinstance(self.device_class, Unknown):
            return self.device_class
        if self.device_class not in _MEDIA:
            return "kept"
        if self._adds:
            return "changed" if self._change.device.backing else "kept"
        return self.differs("backing")

    @property
    def shares(self) -> Said:
        """Whether shares of bandwidth are set."""
        if self._adds:
            return "changed" if any(self._new.get(name) for name in _SHARES) else "kept"
        return self.differs(*_SHARES)

    def differs(self, *names: str) -> Said:
        """Whether an edit sets one of some members to something else."""
        given = [name for name in names if self._new.get(name) is not None]
        if self._adds or not given:
            return "kept"
        if isinstance(self._before, Unknown):
            return self._before
        kept = all(_keeps(self._new[name], self._old.get(name)) for name in given)
        return "kept" if kept else "changed"


def _keeps(new: Any, old: Any) -> bool:
    """Whether setting something leaves it as it is: a member left out, or null, is kept."""
    if isinstance(new, Mapping):
        reference = Reference.of(new)
        if reference is not None:
            return reference == Reference.of(old)
        known = old if isinstance(old, Mapping) else {}
        # Either may leave out the type, where there is but one.
        skipped = set() if known.get("_typeName") else {"_typeName"}
        skipped |= _NO_SETTINGS | {one for one, name in _BESIDE.items() if new.get(name)}
        names = [name for name, value in new.items() if value is not None]
        return all(_keeps(new[name], known.get(name)) for name in names if name not in skipped)
    if isinstance(new, list):
        listed = old or []
        same = isinstance(listed, list) and len(new) == len(listed)
        return same and all(map(_keeps, new, listed))
    return type(new) is type(old) and bool(new == old)
