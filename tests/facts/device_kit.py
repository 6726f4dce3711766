"""A source with a few devices, and changes of them."""

from __future__ import annotations

from typing import Any

from policyguard.facts.values import Fact
from tests.facts.kit import SOURCE, Data, facts, reference, told

FILE: Data = {"_typeName": "VirtualDiskFlatVer2BackingInfo", "fileName": "[a] b/c.vmdk"}
RAW: Data = {"_typeName": "VirtualDiskRawDiskMappingVer1BackingInfo", "deviceName": "/vmfs/a"}
ISO: Data = {"_typeName": "VirtualCdromIsoBackingInfo", "fileName": "[a] one.iso"}
USB: Data = {"_typeName": "VirtualUSBUSBBackingInfo", "deviceName": "path:0/1"}
STORE = reference("Datastore", "datastore-1")
CONNECTED: Data = {"_typeName": "VirtualDeviceConnectInfo", "connected": True}
LIMIT: Data = {"_typeName": "StorageIOAllocationInfo", "limit": 100}


def device(name: str | None, key: int | None = None, **members: Any) -> Data:
    """A device; without a type or a key, one that leaves it out."""
    kind = {} if name is None else {"_typeName": f"Virtual{name}"}
    return {**kind, **({} if key is None else {"key": key}), **members}


DEVICES = [
    device("Disk", 2000, backing=FILE, capacityInKB=1024, storageIOAllocation=LIMIT),
    device("Disk", 2001, backing=RAW),
    device("Cdrom", 3000, backing={**ISO, "datastore": STORE}, connectable=CONNECTED),
    device("Floppy", 8000, backing={"_typeName": "VirtualFloppyImageBackingInfo"}),
    device("USB", 7000, backing=USB),
    device("SCSIPassthrough", 2100),
    device(
        "Vmxnet3",
        4000,
        wakeOnLanEnabled=True,
        unitNumber=1,
        subnetId=None,
        lanes=[1, {"a": 2}],
        deviceInfo={"label": "Network adapter 1"},
        slotInfo={"_typeName": "VirtualDevicePciBusSlotInfo", "pciSlotNumber": 192},
    ),
]
AT = "request:spec.config.deviceChange[0]."
UNREAD = (f"{SOURCE}:config.hardware.device",)


def changed(operation: Any, what: Data, devices: Any = DEVICES, **more: Any) -> Fact:
    """What is said of one change; no devices of the source are known if they are None."""
    entry = {"operation": operation, "device": what, **more}
    source = {} if devices is None else {"config.hardware.device": devices}
    spec = {"config": {"deviceChange": [entry]}}
    (found,) = facts(spec, {SOURCE: source}).items["device_change"]
    return found


def said(attribute: str, *args: Any, **more: Any) -> str | int | tuple[str, ...]:
    """One attribute of a change, or what would decide it."""
    return told(changed(*args, **more), f"device_change.{attribute}")
