"""Each virtual disk that the clone starts from: what it maps, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from policyguard.facts.choice import Bar, Bars
from policyguard.facts.device import Device
from policyguard.facts.devices import changes, datastore_of
from policyguard.facts.mounts import on_host
from policyguard.facts.raw_mappings import MAPPING, RawMapping
from policyguard.facts.redo_logs import levels, redo_log
from policyguard.facts.sharing import Sharing, readers
from policyguard.facts.situation import LOCATION, Found, Situation
from policyguard.facts.values import Said, Statement, Unknown, integer, number_in, union
from policyguard.references import Reference
from policyguard.request import ABSENT, Missing, Place, decider, pointer
from policyguard.text import plain_text

_MODES: Final = {
    "persistent": "dependent",
    "independent_persistent": "independent",
    "independent_nonpersistent": "nonpersistent",
    "nonpersistent": "nonpersistent",
    "append": "undoable",
    "undoable": "undoable",
}
_INDEPENDENT: Final = ("independent_persistent", "independent_nonpersistent")
_FLASH: Final = {True: "supported", False: "unsupported", None: "unsupported"}
_PARENT_MISSING: Final[Bars] = {
    "no": Bar("SNP011", "CannotAccessVmDisk", "does not have {}, where a parent is", firm=False)
}
_NO_FLASH: Final[Bars] = {
    "unsupported": Bar("STO030", "VFlashModuleNotSupported", "supports no flash read cache")
}
_MOVES: Final = {
    "moveAllDiskBackingsAndAllowSharing": "sharing",
    "moveAllDiskBackingsAndDisallowSharing": "full",
    "moveAllDiskBackingsAndConsolidate": "full",
    "moveChildMostDiskBacking": "child",
    "createNewChildDiskBacking": "new-child",
}


_LINKS: Final = frozenset(("createNewChildDiskBacking", "moveChildMostDiskBacking"))
_COPIES: Final = frozenset(_MOVES) - _LINKS


def source_disk_statements(case: Situation) -> Iterator[Statement]:
    """Each disk that the clone starts from; where they are not known, one of no known kind."""
    devices = case.devices
    if isinstance(devices, Unknown):
        yield _some_disk(case, devices)
        return
    removed = {change.device.key for change in changes(case) if change.operation == "remove"}
    for device in devices:
        if device.is_disk and device.key not in removed:
            yield _SourceDisk(case, device).statement()


def locator_of(case: Situation, key: object) -> int | None:
    """The first entry of `spec.location.disk` that is about a disk."""
    return case.once(_locators).get(key)


def _locators(case: Situation) -> Mapping[object, int]:
    """The first entry of each key; an entry without one is about no disk."""
    entries = case.request.entries(*LOCATION, "disk")
    keys = [(number_in(entry, "diskId"), index) for index, entry in enumerate(entries)]
    return {key: index for key, index in reversed(keys) if key is not None}


def target_of(case: Situation, disk: Device) -> Found:
    """The datastore that a disk of the source goes to."""
    index = locator_of(case, disk.key)
    named = (
        None if index is None else case.named("Datastore", *LOCATION, "disk", index, "datastore")
    )
    named = named or case.named("Datastore", *LOCATION, "datastore")
    return named or datastore_of(case, disk.backing, case.source)


def move_of(case: Situation, disk: Device) -> Said:
    """How the backings of a disk move: a locator does not inherit the global way (F18)."""
    asked = asked_move(case, disk)
    if isinstance(asked, Missing):
        place = (*_mover(case, disk), "diskMoveType")
        return "full" if asked is ABSENT else Unknown((decider(*place),))
    return _MOVES.get(asked, "other")


def asked_move(case: Situation, disk: Device) -> str | Missing:
    """What is written of how the backings of a disk move."""
    return case.request.typed(str, *_mover(case, disk), "diskMoveType")


def _mover(case: Situation, disk: Device) -> Place:
    """What says how a disk moves: its locator, else the location."""
    index = locator_of(case, disk.key)
    return LOCATION if index is None else (*LOCATION, "disk", index)


def linked_as_asked(case: Situation) -> Said:
    """Whether a linked clone that the location asks for is one, of any disk."""
    if case.request.typed(str, *LOCATION, "diskMoveType") not in _LINKS:
        return "absent"
    devices = case.devices
    if not case.once(_locators) or isinstance(devices, Unknown):
        return devices if isinstance(devices, Unknown) and case.once(_locators) else "kept"
    removed = {one.device.key for one in changes(case) if one.operation == "remove"}
    disks = [one for one in devices if one.is_disk and one.key not in removed]
    full = all(
        locator_of(case, disk.key) is not None and asked_move(case, disk) in _COPIES
        for disk in disks
    )
    return "lost" if disks and full else "kept"


def named_disk(disk: Device) -> str:
    """A disk's label and key, as messages print them."""
    key = plain_text(disk.key)
    return f"disk {key}" if disk.label is None else f"{disk.label} ({key})"


class _SourceDisk:
    """One disk, before the request and the inventory."""

    def __init__(self, case: Situation, disk: Device) -> None:
        self._case = case
        self._disk = disk
        self._index = locator_of(case, disk.key)
        self._target = target_of(case, disk)
        self._unsaid = case.unsaid_of_devices
        self._mapping = RawMapping(case, disk, self._target)

    def statement(self) -> Statement:
        case, disk = self._case, self._disk
        locator = LOCATION if self._index is None else (*LOCATION, "disk", self._index)
        move = move_of(case, disk)
        becomes = self._becomes(locator)
        cache = disk.data.get("vFlashCacheConfigInfo")
        parent = self._parent_store(move)
        return Statement(
            {
                "listed": self._listed(),
                "mapping": self._mapping.kind,
                "becomes": becomes,
                "move": move,
                "parent": "some" if disk.is_delta else "none",
                "parent_on_host": self._on_host(parent),
                "mode": self._mode(),
                "bus": self._bus(),
                "lun": self._mapping.lun(becomes),
                "mapping_supported": self._mapping.supported(),
                "mapping_size": self._mapping.size(),
                "hot": self._hot(),
                "cache": self._cache(cache),
                "redo_log": redo_log(case, disk),
                "levels": levels(case, disk),
                "readers": readers(case, move, Sharing(case, disk).on),
            },
            {
                "disk": named_disk(disk),
                "disk_key": disk.key,
                "disk_file": disk.backing.get("fileName"),
                "disk_mode": disk.backing.get("diskMode"),
                "disk_levels": levels(case, disk),
                "disk_capacity": disk.capacity,
                "locator_place": pointer(*locator),
                "target_datastore": self._target,
                "target_name": case.prop(self._target, "name"),
                "parent_datastore": parent,
                "host": case.chosen_host,
                "flash_module": cache.get("vFlashModule") if isinstance(cache, Mapping) else None,
                "virtual_machine_name": case.prop(case.source, "name"),
            },
        )

    def _listed(self) -> str:
        if not self._case.request.entries(*LOCATION, "disk"):
            return "none-is"
        return "no" if self._index is None else "yes"

    def _becomes(self, locator: Place) -> Said:
        """The format that the request asks for; what it leaves open stays as it is."""
        request = self._case.request
        if self._index is not None and request.missing(*locator, "diskBackingInfo") is not ABSENT:
            name = request.type_name(*locator, "diskBackingInfo")
            if isinstance(name, Missing):
                return Unknown((decider(*locator, "diskBackingInfo"),))
            if name == MAPPING:
                return "kept"
            return "sparse" if "SeSparse" in name else "flat"
        return "kept" if request.missing(*LOCATION, "transform") is ABSENT else "flat"

    def _mode(self) -> Said:
        mode = self._disk.backing.get("diskMode")
        if mode is None and isinstance(self._disk.backing.get("_typeName"), str):
            return "dependent"
        return (_MODES.get(mode) if isinstance(mode, str) else None) or self._unsaid

    def _hot(self) -> Said:
        """Whether a snapshot of the disk can be taken, by which a running source is cloned."""
        mode, kind = self._mode(), self._mapping.kind
        if kind == "physical":
            return "physical-mapping"
        if self._disk.backing.get("diskMode") in _INDEPENDENT:
            return "independent"
        if self._disk.backing.get("sharing") == "sharingMultiWriter":
            return "multi-writer"
        unknown = union(mode, kind)
        return Unknown(unknown) if unknown else "possible"

    def _bus(self) -> Said:
        devices, key = self._case.devices_by_key, integer(self._disk.data.get("controllerKey"))
        controller = None if isinstance(devices, Unknown) else devices.get(key)
        if controller is None or key is None:
            return self._unsaid
        shared = controller.data.get("sharedBus")
        return "unshared" if shared in (None, "noSharing") else "shared"

    def _parent_store(self, move: Said) -> Found:
        """The datastore of what the clone's disk is a child of; none where it is no child."""
        if isinstance(move, Unknown):
            return move
        if move == "new-child":
            return datastore_of(self._case, self._disk.backing, self._case.source)
        parent = self._disk.backing.get("parent")
        if move != "child" or not isinstance(parent, Mapping):
            return None
        return datastore_of(self._case, parent, self._case.source)

    def _on_host(self, store: Found) -> Said:
        if store is None:
            return "absent"
        tell = partial(on_host, self._case, store)
        return self._case.on_hosts("yes", tell, _PARENT_MISSING, about=store)

    def _cache(self, asked: Any) -> Said:
        reserved = asked.get("reservationInMB") if isinstance(asked, Mapping) else None
        if not reserved:
            return "absent"
        return self._case.on_hosts("supported", self._flash, _NO_FLASH)

    def _flash(self, host: Reference) -> Said:
        return self._case.token(host, "capability.vFlashSupported", _FLASH)


def _some_disk(case: Situation, devices: Unknown) -> Statement:
    """Stands for the disks that the devices would tell of, so that no rule passes over them."""
    entries = case.request.entries(*LOCATION, "disk")
    flat = case.request.missing(*LOCATION, "transform") is not ABSENT
    asked = case.request.typed(str, *LOCATION, "diskMoveType")
    move: Said = devices
    if not entries:
        move = _MOVES.get(asked, "other") if isinstance(asked, str) else "full"
    return Statement(
        {
            "listed": devices if entries else "none-is",
            "mapping": devices,
            "becomes": devices if entries else "flat" if flat else "kept",
            "move": move,
            "parent": devices,
            "parent_on_host": "absent" if move == "full" else devices,
            "mode": devices,
            "bus": devices,
            "lun": devices,
            "mapping_supported": devices,
            "mapping_size": devices,
            "hot": devices,
            "cache": devices,
            "redo_log": devices,
            "levels": devices,
            "readers": readers(case, move, lambda _: devices),
        },
        {
            "disk": None,
            "disk_key": None,
            "disk_file": None,
            "disk_mode": None,
            "disk_levels": None,
            "disk_capacity": None,
            "locator_place": pointer(*LOCATION),
            "target_datastore": devices,
            "target_name": None,
            "parent_datastore": devices,
            "host": case.chosen_host,
            "flash_module": None,
            "virtual_machine_name": case.prop(case.source, "name"),
        },
    )
