"""A virtual device, as the API writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from policyguard.facts.values import integer

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
_CAPACITIES: Final[Mapping[str, int]] = {"capacityInBytes": 1, "capacityInKB": 1024}


@dataclass(frozen=True, slots=True)
class Device:
    """A virtual device as the API writes it: a data object with a `_typeName`."""

    data: Mapping[str, Any]

    @property
    def key(self) -> int | None:
        """What tells it from the other devices of its virtual machine."""
        return integer(self.data.get("key"))

    @property
    def label(self) -> str | None:
        """What vSphere Client calls it; None if it does not say."""
        info = self.data.get("deviceInfo")
        label = info.get("label") if isinstance(info, Mapping) else None
        return label if isinstance(label, str) else None

    @property
    def is_whole(self) -> bool:
        """It says what it is, and what tells it from others."""
        return isinstance(self.data.get("_typeName"), str) and self.key is not None

    @property
    def is_disk(self) -> bool:
        """It is a virtual disk."""
        return self.data.get("_typeName") == "VirtualDisk"

    @property
    def is_nic(self) -> bool:
        """It is a virtual network adapter."""
        name = self.data.get("_typeName")
        return isinstance(name, str) and name in _NICS

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
    def has_own_file(self) -> bool | None:
        """Its data are in a file of its own, and it is no raw device; None if it does not say."""
        name = self.backing.get("_typeName")
        return "RawDisk" not in name if isinstance(name, str) else None

    @property
    def is_delta(self) -> bool:
        """It holds only what differs from a parent."""
        return self.backing.get("parent") is not None

    @property
    def capacities(self) -> dict[str, int]:
        """Bytes the guest sees, by the members that say so: a client may change either."""
        said = {name: integer(self.data.get(name)) for name in _CAPACITIES}
        return {name: n * _CAPACITIES[name] for name, n in said.items() if n is not None}

    @property
    def capacity(self) -> int | None:
        """The most bytes that one of them says; None if none does."""
        return max((n for n in self.capacities.values() if n >= 0), default=None)

    @property
    def starts_connected(self) -> bool | None:
        """It is connected at power-on; None if it does not say."""
        connectable = self.data.get("connectable")
        value = connectable.get("startConnected") if isinstance(connectable, Mapping) else None
        return value if isinstance(value, bool) else None
