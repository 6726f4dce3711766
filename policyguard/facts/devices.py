"""The virtual devices of the source, and of the clone after the changes asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Unknown
from policyguard.references import Reference
from policyguard.request import Place

_NICS = frozenset(
    (
        "VirtualE1000",
        "VirtualE1000e",
        "VirtualEthernetCard",
        "VirtualPCNet32",
        "VirtualSriovEthernetCard",
        "VirtualVmxnet",
        "VirtualVmxnet2",
        "VirtualVmxnet3",
        "VirtualVmxnet3Vrdma",
    )
)
_DEVICES = "config.hardware.device"
_BYTES_IN_KB = 1024


@dataclass(frozen=True, slots=True)
class Device:
    """A virtual device as the API writes it: a data object with a `_typeName`."""

    data: Mapping[str, Any]

    @property
    def key(self) -> int | None:
        """What tells it from the other devices of its virtual machine."""
        key = self.data.get("key")
        return key if isinstance(key, int) and not isinstance(key, bool) else None

    @property
    def is_disk(self) -> bool:
        """It is a virtual disk."""
        return self.data.get("_typeName") == "VirtualDisk"

    @property
    def is_nic(self) -> bool:
        """It is a virtual network adapter."""
        return self.data.get("_typeName") in _NICS

    @property
    def is_tpm(self) -> bool:
        """It is a virtual TPM."""
        return self.data.get("_typeName") == "VirtualTPM"

    @property
    def backing(self) -> Mapping[str, Any]:
        """What it rests on; empty if it names nothing."""
        backing = self.data.get("backing")
        return backing if isinstance(backing, Mapping) else {}

    @property
    def is_encrypted(self) -> bool:
        """Its backing has an encryption key."""
        return self.backing.get("keyId") is not None

    @property
    def is_thin(self) -> bool:
        """Its space is allocated as it is written."""
        return self.backing.get("thinProvisioned") is True

    @property
    def is_flat(self) -> bool:
        """It has a file of its own on a datastore, and is no raw device mapping."""
        name = self.backing.get("_typeName")
        return isinstance(name, str) and "RawDiskMapping" not in name and "RawDisk" not in name

    @property
    def capacity(self) -> int | None:
        """Bytes the guest sees; None if it does not say."""
        for key, unit in (("capacityInBytes", 1), ("capacityInKB", _BYTES_IN_KB)):
            value = self.data.get(key)
            if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
                return value * unit
        return None

    @property
    def starts_connected(self) -> bool | None:
        """It is connected at power-on; None if it does not say."""
        connectable = self.data.get("connectable")
        value = connectable.get("startConnected") if isinstance(connectable, Mapping) else None
        return value if isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a `deviceChange`."""

    device: Device
    operation: str | None
    file_operation: str | None
    place: Place


def source_devices(case: Situation) -> tuple[Device, ...] | Unknown:
    """The devices the clone starts from: those of the snapshot where one is named."""
    owner = case.named("VirtualMachineSnapshot", "spec", "snapshot") or case.source
    devices = case.prop(owner, _DEVICES)
    if isinstance(devices, Unknown):
        return devices
    found = devices if isinstance(devices, list) else []
    if not all(isinstance(d, Mapping) and isinstance(d.get("_typeName"), str) for d in found):
        return Unknown((f"{owner}:{_DEVICES}",))
    return tuple(Device(device) for device in found)


def changes(case: Situation) -> Iterator[Change]:
    """Every device change the request asks for, in its order."""
    for place in ((*LOCATION, "deviceChange"), ("spec", "config", "deviceChange")):
        for index, entry in enumerate(case.request.entries(*place)):
            device = entry.get("device") if isinstance(entry, Mapping) else None
            if isinstance(device, Mapping):
                yield Change(
                    Device(device),
                    entry.get("operation"),
                    entry.get("fileOperation"),
                    (*place, index),
                )


def clone_nics(case: Situation) -> tuple[tuple[Device, Place], ...] | Unknown:
    """The network adapters of the clone, each with the place that set it last."""
    devices = source_devices(case)
    if isinstance(devices, Unknown):
        return devices
    nics: dict[object, tuple[Device, Place]] = {d.key: (d, ()) for d in devices if d.is_nic}
    for number, change in enumerate(changes(case)):
        key = change.device.key
        if change.operation == "add" and change.device.is_nic:
            nics["added", number] = (change.device, change.place)
        elif change.operation == "remove":
            nics.pop(key, None)
        elif change.operation == "edit" and key in nics:
            nics[key] = (Device({**nics[key][0].data, **change.device.data}), change.place)
    return tuple(nics.values())


def datastore_of(case: Situation, backing: Mapping[str, Any], owner: Reference | Unknown) -> Reference | Unknown:
    """The datastore of a file: named itself, or by the `[name]` its path begins with."""
    named = Reference.of(backing.get("datastore"))
    return named or datastore_named(case, backing.get("fileName"), owner)


def datastore_named(case: Situation, path: Any, owner: Reference | Unknown) -> Reference | Unknown:
    """The datastore that the `[name]` of a path means, among those of a virtual machine."""
    if isinstance(owner, Unknown):
        return owner
    name = path[1 : path.index("]")] if isinstance(path, str) and path.startswith("[") and "]" in path else None
    listed = case.links(owner, "datastore")
    if isinstance(listed, Unknown):
        return listed
    if len(listed) == 1:
        return listed[0]
    unnamed = []
    for one in listed:
        known = case.prop(one, "name")
        if known == name and name is not None:
            return one
        if isinstance(known, Unknown):
            unnamed.append(known)
    return Unknown(tuple(d for u in unnamed for d in u.deciders) or (f"{owner}:datastore",))
