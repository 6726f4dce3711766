"""Devices of virtual machines, and the files that they are laid out in."""

from __future__ import annotations

from typing import Final

from tests.worlds.values import GB, KB, Data, typed

SCSI: Final = 1000
IDE: Final = 200
AHCI: Final = 15000


def base_devices(scsi: str) -> list[Data]:
    """What every virtual machine has, and one SCSI controller of a type."""
    return [
        _controller("VirtualIDEController", IDE, "IDE 0", 0, None),
        _controller("VirtualPCIController", 100, "PCI controller 0", 0, None),
        _controller("VirtualPS2Controller", 300, "PS2 controller 0", 0, None),
        {
            **_controller(scsi, SCSI, "SCSI controller 0", 0, 100),
            "unitNumber": 3,
            "hotAddRemove": True,
            "sharedBus": "noSharing",
            "scsiCtlrUnitNumber": 7,
        },
        {
            **_controller("VirtualAHCIController", AHCI, "SATA controller 0", 0, 100),
            "unitNumber": 24,
        },
        {
            "_typeName": "VirtualMachineVideoCard",
            "key": 500,
            "controllerKey": 100,
            "unitNumber": 0,
            "deviceInfo": described("Video card"),
            "videoRamSizeInKB": 8192,
            "numDisplays": 1,
        },
        {
            "_typeName": "VirtualCdrom",
            "key": 16000,
            "controllerKey": AHCI,
            "unitNumber": 0,
            "deviceInfo": described("CD/DVD drive 1"),
            "backing": typed(
                "VirtualCdromRemotePassthroughBackingInfo", deviceName="", exclusive=False
            ),
            "connectable": connectable(False),
        },
    ]


def _controller(name: str, key: int, label: str, bus: int, on: int | None) -> Data:
    made = typed(name, key=key, deviceInfo=described(label), busNumber=bus)
    return made if on is None else {**made, "controllerKey": on}


def described(label: str, summary: str = "") -> Data:
    return typed("Description", label=label, summary=summary or label)


def connectable(starts: bool, connected: bool = False) -> Data:
    return typed(
        "VirtualDeviceConnectInfo",
        startConnected=starts,
        allowGuestControl=True,
        connected=connected,
        status="untried",
    )


def disk(number: int, file: str, datastore: str, size: int, *, thin: bool) -> Data:
    """A flat disk on the SCSI controller."""
    return {
        "_typeName": "VirtualDisk",
        "key": 2000 + number,
        "controllerKey": SCSI,
        "unitNumber": number,
        "deviceInfo": described(f"Hard disk {number + 1}", f"{size // KB:,} KB"),
        "backing": typed(
            "VirtualDiskFlatVer2BackingInfo",
            fileName=file,
            datastore=datastore,
            diskMode="persistent",
            thinProvisioned=thin,
            eagerlyScrub=False,
            writeThrough=False,
            uuid=f"6000C29{number:x}-0000-4444-8888-00000000000{number:x}",
            sharing="sharingNone",
            split=False,
        ),
        "capacityInKB": size // KB,
        "capacityInBytes": size,
    }


def delta_of(device: Data, file: str) -> Data:
    """The disk as it is after a snapshot: a child whose parent is what it was."""
    parent = device["backing"]
    return {**device, "backing": {**parent, "fileName": file, "parent": dict(parent)}}


def adapter(
    number: int, mac: str, backing: Data, on: bool, type_name: str = "VirtualVmxnet3"
) -> Data:
    """A network adapter."""
    return {
        "_typeName": type_name,
        "key": 4000 + number,
        "controllerKey": 100,
        "unitNumber": 7 + number,
        "deviceInfo": described(f"Network adapter {number + 1}"),
        "backing": backing,
        "connectable": connectable(True, on),
        "slotInfo": typed("VirtualDevicePciBusSlotInfo", pciSlotNumber=160 + 32 * number),
        "addressType": "assigned",
        "macAddress": mac,
        "wakeOnLanEnabled": True,
    }


def standard(name: str, network: str) -> Data:
    return typed("VirtualEthernetCardNetworkBackingInfo", deviceName=name, network=network)


def distributed(group: str, switch_uuid: str, port: bool) -> Data:
    return typed(
        "VirtualEthernetCardDistributedVirtualPortBackingInfo",
        port=typed(
            "DistributedVirtualSwitchPortConnection",
            switchUuid=switch_uuid,
            portgroupKey=group.split("/")[1],
            portKey="17" if port else None,
            connectionCookie=1234567 if port else None,
        ),
    )


def opaque(id_: str) -> Data:
    return typed(
        "VirtualEthernetCardOpaqueNetworkBackingInfo",
        opaqueNetworkId=id_,
        opaqueNetworkType="nsx.LogicalSwitch",
    )


def tpm() -> Data:
    return {
        "_typeName": "VirtualTPM",
        "key": 11000,
        "controllerKey": 100,
        "deviceInfo": described("Virtual TPM"),
        "endorsementKeyCertificateSigningRequest": [],
        "endorsementKeyCertificate": [],
    }


class Layout:
    """`layoutEx`: the files of a machine, those of each disk, and those of each snapshot."""

    def __init__(self, home: str) -> None:
        self._home = home
        self.files: list[Data] = []
        self.disks: list[Data] = []
        self.snapshots: list[Data] = []

    def file(self, name: str, kind: str, size: int) -> int:
        key = len(self.files)
        self.files.append(
            {
                "_typeName": "VirtualMachineFileLayoutExFileInfo",
                "key": key,
                "name": f"{self._home}{name}" if not name.startswith("[") else name,
                "type": kind,
                "size": size,
                "uniqueSize": size,
                "accessible": True,
            }
        )
        return key

    def disk(self, device: Data, written: int) -> None:
        """The descriptor and the extent of a disk, those of its parent before them."""
        backing, chain = device["backing"], []
        for each in [one for one in (backing.get("parent"), backing) if one is not None]:
            stem = each["fileName"].removesuffix(".vmdk")
            size = written if each is not backing or "parent" not in backing else GB
            keys = [
                self.file(f"{stem}.vmdk", "diskDescriptor", 600),
                self.file(f"{stem}-flat.vmdk", "diskExtent", size),
            ]
            chain.append({"_typeName": "VirtualMachineFileLayoutExDiskUnit", "fileKey": keys})
        self.disks.append(
            {
                "_typeName": "VirtualMachineFileLayoutExDiskLayout",
                "key": device["key"],
                "chain": chain,
            }
        )

    def snapshot(self, reference: str, *, memory: bool) -> None:
        data = self.file("source-Snapshot1.vmsn", "snapshotData", 30 * KB)
        image = self.file("source-Snapshot1.vmem", "snapshotMemory", GB) if memory else -1
        disks = [
            {
                "_typeName": "VirtualMachineFileLayoutExDiskLayout",
                "key": one["key"],
                "chain": one["chain"][:-1],
            }
            for one in self.disks
        ]
        self.snapshots.append(
            {
                "_typeName": "VirtualMachineFileLayoutExSnapshotLayout",
                "key": reference,
                "dataKey": data,
                "memoryKey": image,
                "disk": disks,
            }
        )

    def properties(self) -> Data:
        return typed(
            "VirtualMachineFileLayoutEx",
            file=self.files,
            disk=self.disks,
            snapshot=self.snapshots,
        )
