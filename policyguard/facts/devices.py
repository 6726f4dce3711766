"""What becomes of the source's virtual devices by the changes asked for, and their files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from policyguard.facts.device import Device
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Said, Unknown, in_any_order, union
from policyguard.references import Reference
from policyguard.request import Place

DEVICE_CHANGES: Final[tuple[Place, ...]] = (
    (*LOCATION, "deviceChange"),
    ("spec", "config", "deviceChange"),
)
"""The lists of device changes, in the order in which they are made."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a `deviceChange`."""

    device: Device
    operation: str | None
    file_operation: str | None
    place: Place


def changes(case: Situation) -> tuple[Change, ...]:
    """Every device change the request asks for, in its order."""
    return case.once(_changes)


def _changes(case: Situation) -> tuple[Change, ...]:
    return tuple(_read(case))


def _read(case: Situation) -> Iterator[Change]:
    for place in DEVICE_CHANGES:
        for index, entry in enumerate(case.request.entries(*place)):
            device = entry.get("device") if isinstance(entry, Mapping) else None
            if isinstance(device, Mapping):
                yield Change(
                    Device(device),
                    entry.get("operation"),
                    entry.get("fileOperation"),
                    (*place, index),
                )


def device_before(case: Situation, change: Change) -> Device | Unknown | None:
    """The device of the source that a change is about; None if there is none."""
    devices = case.devices_by_key
    return devices if isinstance(devices, Unknown) else devices.get(change.device.key)


@dataclass(frozen=True, slots=True)
class Nic:
    """A network adapter of the clone.

    Attributes:
        device: What it will be.
        place: What sets it last in the request; empty for the source's own.
        backed_at: What sets its backing last; empty for the source's own.
    """

    device: Device
    place: Place = ()
    backed_at: Place = ()


def clone_nics(case: Situation) -> tuple[Nic, ...] | Unknown:
    """The network adapters of the clone."""
    return case.remembered(_clone_nics)


def count_of_nics(case: Situation) -> int | Unknown:
    """How many network adapters the clone has."""
    nics = clone_nics(case)
    return nics if isinstance(nics, Unknown) else len(nics)


def _clone_nics(case: Situation) -> tuple[Nic, ...] | Unknown:
    devices = case.devices
    if isinstance(devices, Unknown):
        return devices
    nics: dict[object, Nic] = {d.key: Nic(d) for d in devices if d.is_nic}
    for number, change in enumerate(changes(case)):
        key, place = change.device.key, change.place
        if change.operation == "add" and change.device.is_nic:
            nics["added", number] = Nic(change.device, place, place)
        elif change.operation == "remove":
            nics.pop(key, None)
        elif change.operation == "edit" and key in nics:
            kept = not change.device.backing or has_backing_of(change.device, nics[key].device)
            backed_at = nics[key].backed_at if kept else place
            nics[key] = Nic(edited(nics[key].device, change.device), place, backed_at)
    return tuple(nics.values())


def has_backing_of(edit: Device, before: Device) -> bool:
    """Whether an edit writes again what a device names already: name, reference and kind."""
    return all(
        edit.backing.get(member) == before.backing.get(member)
        for member in ("_typeName", "deviceName", "fileName")
    ) and all(
        Reference.of(edit.backing.get(member)) == Reference.of(before.backing.get(member))
        for member in ("network", "datastore")
    )


def is_as_before(case: Situation, change: Change) -> bool | Unknown:
    """Whether an edit writes the backing that the source's device has."""
    before = device_before(case, change) if change.operation == "edit" else None
    if isinstance(before, Unknown):
        return before
    return before is not None and has_backing_of(change.device, before)


def unless_as_before(as_before: bool | Unknown, said: Said, *, fault: str) -> Said:  # noqa: FBT001
    """What is said of a backing that is newly written, if it is not known whether it is.

    One that is kept has no *fault*: what finds none is settled without the source's devices.
    """
    if isinstance(as_before, Unknown) and (said == fault or isinstance(said, Unknown)):
        return Unknown(union(as_before, said))
    return said


def edited(before: Device, edit: Device) -> Device:
    """A device after an edit: a member that is left out, or null, is kept."""
    given = {name: value for name, value in edit.data.items() if value is not None}
    return Device({**before.data, **given})


def datastore_of(
    case: Situation, backing: Mapping[str, Any], owner: Reference | Unknown
) -> Reference | Unknown:
    """The datastore of a file of the source: vCenter says both the reference and the path."""
    named = Reference.of(backing.get("datastore"))
    return named or datastore_named(case, backing.get("fileName"), owner)


def datastore_named(case: Situation, path: Any, owner: Reference | Unknown) -> Reference | Unknown:
    """The datastore that the `[name]` of a path means, among those of a virtual machine."""
    if isinstance(owner, Unknown):
        return owner
    name = (
        path[1 : path.index("]")]
        if isinstance(path, str) and path.startswith("[") and "]" in path
        else None
    )
    listed = case.links(owner, "datastore")
    if isinstance(listed, Unknown):
        return listed
    if len(listed) == 1:
        return listed[0]
    names = {one: case.prop(one, "name") for one in listed}
    found = [one for one, known in names.items() if known == name and name is not None]
    if found:
        return min(found)
    return Unknown(in_any_order(*names.values()) or (f"{owner}:datastore",))
