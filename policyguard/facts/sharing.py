"""How many hosts have a disk's files open once a linked clone of it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from policyguard.facts.choice import Bar, Bars
from policyguard.facts.device import Device
from policyguard.facts.redo_logs import backings
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown, union
from policyguard.references import Reference

_MOST: Final = 8
_MANY: Final[Bars] = {
    "many": Bar("SRC022", "EightHostLimitViolated", "would be the ninth to read a parent disk")
}
_SUPPORTED: Final[Mapping[Any, str]] = {True: "yes", False: "no", None: "no"}
_DEVICES: Final = "config.hardware.device"

File: TypeAlias = tuple[Reference | None, str]
"""A datastore and a path."""


def readers(case: Situation, move: Said, on: Callable[[Reference], Said]) -> Said:
    """How many hosts read the files of a disk, where the clone is to share them and to run."""
    shared = isinstance(move, Unknown) or move == "new-child"
    if not shared or case.powers_on == "no":
        return "absent"
    unknown = union(move, case.powers_on)
    if unknown and case.host is not None:
        return Unknown(unknown)
    said = case.on_hosts("few", on, _MANY, only_if=Unknown(unknown) if unknown else "yes")
    return Unknown(unknown) if unknown else said


class Sharing:
    """The hosts that would read the files of a disk, that of the clone among them."""

    def __init__(self, case: Situation, disk: Device) -> None:
        self._case = case
        self._files = frozenset(_files(disk))

    def on(self, host: Reference) -> Said:
        """Whether more than eight would, where the host bears no more (EightHostLimitViolated)."""
        if self._hosts_are_few():
            return "few"
        path = "capability.eightPlusHostVmfsSharedAccessSupported"
        supported = self._case.token(host, path, _SUPPORTED)
        if supported == "yes":
            return "few"
        read_by, unknown = self._readers()
        if any(len(hosts | {host}) > _MOST for hosts in read_by.values()):
            return supported if isinstance(supported, Unknown) else "many"
        return Unknown(union(supported, Unknown(unknown))) if unknown else "few"

    def _hosts_are_few(self) -> bool:
        """There are no more hosts at all."""
        inventory = self._case.inventory
        hosts = sum(1 for one in inventory.objects("HostSystem"))
        return "objects" in inventory.complete and hosts <= _MOST

    def _readers(self) -> tuple[dict[File, set[Reference]], tuple[str, ...]]:
        """The hosts that read each file now, and what would tell of more."""
        case, found = self._case, {file: set[Reference]() for file in self._files}
        unknown: list[object] = []
        if "objects" not in case.inventory.complete:
            unknown.append(Unknown(("objects",)))
        for machine in case.inventory.objects("VirtualMachine"):
            power = case.prop(machine, "runtime.powerState")
            if power in ("poweredOff", "suspended"):
                continue
            devices, host = case.listed(machine, _DEVICES), case.linked(machine, "runtime.host")
            opened = [] if isinstance(devices, Unknown) else list(_opened(devices))
            shared = self._files.intersection(opened)
            if isinstance(devices, Unknown) or shared:
                unknown += [power, devices, host]
            for file in shared if power == "poweredOn" else ():
                found[file].update([host] if isinstance(host, Reference) else [])
        return found, union(*unknown)


def _opened(devices: list[Any]) -> Iterator[File]:
    for one in devices:
        if isinstance(one, Mapping):
            yield from _files(Device(one))


def _files(disk: Device) -> Iterator[File]:
    for backing in backings(disk):
        name = backing.get("fileName")
        if isinstance(name, str):
            yield Reference.of(backing.get("datastore")), name
