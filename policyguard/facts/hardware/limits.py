"""What controllers have room for, and which hardware version a device needs.

From *Hardware Features Available with Virtual Machine Compatibility Settings* and *SCSI,
SATA, and NVMe Storage Controller Conditions, Limitations, and Compatibility* (GUID-789C3913
and GUID-5872D173 of the vSphere documentation); that devices assigned when the clone starts
need version 17 was also seen (cluster-api-provider-vsphere#1749).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from policyguard.facts.device import Device
from policyguard.facts.values import integer

_SCSI: Final = frozenset(
    (
        *("ParaVirtualSCSIController", "VirtualBusLogicController", "VirtualLsiLogicController"),
        *("VirtualLsiLogicSASController", "VirtualSCSIController"),
    )
)
_SATA: Final = frozenset(("VirtualAHCIController", "VirtualSATAController"))
_NVME: Final = "VirtualNVMEController"
_IDE: Final = "VirtualIDEController"
_PARAVIRTUAL: Final = "ParaVirtualSCSIController"
# The unit that a SCSI controller takes itself, unless it says another.
_OWN_UNIT: Final = 7
_OF_A_KIND: Final = {"scsi": 4, "sata": 4, "nvme": 4, "nic": 10}
_NAMES: Final = {
    "scsi": "SCSI controllers",
    "sata": "SATA controllers",
    "nvme": "NVMe controllers",
    "nic": "network adapters",
}
_NEEDED: Final[Mapping[str, int]] = {
    "ParaVirtualSCSIController": 7,
    "VirtualLsiLogicSASController": 7,
    "VirtualVmxnet3": 7,
    "VirtualE1000e": 8,
    "VirtualUSBXHCIController": 8,
    "VirtualAHCIController": 10,
    "VirtualSATAController": 10,
    "VirtualNVMEController": 13,
    "VirtualVmxnet3Vrdma": 13,
    "VirtualNVDIMM": 14,
    "VirtualNVDIMMController": 14,
    "VirtualTPM": 14,
    "VirtualPrecisionClock": 17,
    "VirtualWDT": 17,
}
_DYNAMIC: Final = "VirtualPCIPassthroughDynamicBackingInfo"
_NEEDED_BY_DYNAMIC: Final = 17
NEEDED_BY_IDE_DISK: Final = 7


@dataclass(frozen=True, slots=True)
class Units:
    """The unit numbers of a storage controller.

    Attributes:
        last: The last one.
        own: The one that the controller takes itself, if it does.
    """

    last: int
    own: int | None = None

    def has(self, unit: int) -> bool:
        """Whether there is such a unit."""
        return 0 <= unit <= self.last

    @property
    def number(self) -> int:
        """How many devices there is room for."""
        return self.last + 1 - (self.own is not None and self.has(self.own))


def type_of(device: Device) -> str:
    """What a device says that it is; nothing if it does not."""
    name = device.data.get("_typeName")
    return name if isinstance(name, str) else ""


def units_of(controller: Device) -> tuple[Units, Units, int] | None:
    """The units of a controller before a hardware version, since it, and which one that is.

    None for a controller that is not of storage.
    """
    name = type_of(controller)
    if name == _IDE:
        return Units(1), Units(1), 0
    if name in _SATA:
        return Units(29), Units(29), 0
    if name == _NVME:
        return Units(14), Units(63), 21
    if name in _SCSI:
        said = integer(controller.data.get("scsiCtlrUnitNumber"))
        own = _OWN_UNIT if said is None else said
        few, many = Units(15, own), Units(64, own)
        return few, many if name == _PARAVIRTUAL else few, 14
    return None


def is_ide(controller: Device) -> bool:
    """It is an IDE controller."""
    return type_of(controller) == _IDE


def group_of(device: Device) -> str | None:
    """The kind of devices it counts as, where a virtual machine has only so many of them."""
    name = type_of(device)
    if device.is_nic:
        return "nic"
    if name == _NVME:
        return "nvme"
    return "scsi" if name in _SCSI else "sata" if name in _SATA else None


def most_of(group: str) -> int:
    """The most devices of a kind in one virtual machine."""
    return _OF_A_KIND[group]


def named(group: str) -> str:
    """What the devices of a kind are called."""
    return _NAMES[group]


def version_for(device: Device) -> int:
    """The hardware version that a device needs; 0 if any will do."""
    name = type_of(device)
    if name == "VirtualPCIPassthrough" and device.backing.get("_typeName") == _DYNAMIC:
        return _NEEDED_BY_DYNAMIC
    return _NEEDED.get(name, 0)
