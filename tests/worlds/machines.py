"""Virtual machines and templates of a vCenter, laid out as those of real servers."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from tests.worlds import devices
from tests.worlds.values import GB, Data, moid, typed
from tests.worlds.vcenter import Cluster, Datacenter, World

LINUX: Final = ("ubuntu64Guest", "rhel9_64Guest", "sles15_64Guest", "debian11_64Guest")
WINDOWS: Final = ("windows2019srv_64Guest", "windows2019srvNext_64Guest", "windows9_64Guest")
_VERSIONS: Final = ("vmx-14", "vmx-15", "vmx-17", "vmx-19")


@dataclass
class Machine:
    """A source that a clone may be made of."""

    reference: str
    world: World
    cluster: Cluster
    host: str
    folder: str
    pool: str | None
    family: str
    home: str
    template: bool = False
    encrypted: bool = False
    tpm: bool = False
    running: bool = False
    snapshots: list[str] = field(default_factory=list)
    networks: list[str] = field(default_factory=list)

    @property
    def properties(self) -> Data:
        return self.world.objects[self.reference]

    @property
    def config(self) -> Data:
        return dict(self.properties["config"])

    @property
    def devices(self) -> list[Data]:
        return list(self.config["hardware"]["device"])

    @property
    def disks(self) -> list[Data]:
        return [one for one in self.devices if one["_typeName"] == "VirtualDisk"]

    @property
    def adapters(self) -> list[Data]:
        return [one for one in self.devices if "macAddress" in one]

    @property
    def datastores(self) -> list[str]:
        return list(self.properties["datastore"])


@dataclass(frozen=True)
class Kind:
    """What sort of machine is wanted."""

    name: str
    family: str = "linux"
    template: bool = False
    encrypted: bool = False
    tpm: bool = False
    running: bool = False
    snapshot: str = ""
    in_vapp: bool = False


KINDS: Final = (
    Kind("ubuntu-template", template=True),
    Kind("windows template", "windows", template=True),
    Kind("golden", snapshot="off"),
    Kind("linked-template", template=True, snapshot="off"),
    Kind("web 01"),
    Kind("app-running", running=True),
    Kind("app-snapshot", running=True, snapshot="memory"),
    Kind("vault", encrypted=True),
    Kind("vault-template", "windows", template=True, encrypted=True, tpm=True),
    Kind("sealed", "windows", encrypted=True, tpm=True),
    Kind("shop-db", in_vapp=True),
)


def populate(world: World) -> list[Machine]:
    """Some machines of every kind that the vCenter has a place for."""
    made = []
    for datacenter in world.datacenters:
        for kind in world.random.sample(KINDS, 7):
            cluster = _cluster(world.random, datacenter, kind)
            if cluster is not None:
                made.append(Builder(world, cluster, kind).machine())
    return made


def _cluster(random: Random, datacenter: Datacenter, kind: Kind) -> Cluster | None:
    fitting = [
        cluster
        for cluster in datacenter.clusters
        if (not kind.encrypted or cluster.crypto == "safe")
        and (not kind.in_vapp or cluster.vapp is not None)
    ]
    return random.choice(fitting) if fitting else None


class Builder:
    """Builds one machine in a cluster."""

    def __init__(self, world: World, cluster: Cluster, kind: Kind) -> None:
        self.world, self.cluster, self.kind = world, cluster, kind
        self.random = world.random
        self.host = self.random.choice(cluster.hosts)
        self.name = f"{kind.name}-{world.number(kind.name)}"
        self.store = self.random.choice([*cluster.shared, cluster.local[self.host]])
        if len(cluster.hosts) > 1 and not kind.template:
            self.store = self.random.choice(cluster.shared)
        self.home = f"[{world.name(self.store)}] {self.name}/"
        self.layout = devices.Layout(self.home)
        self.networks: list[str] = []
        self.devices: list[Data] = []
        self.memory = self.random.choice((2048, 4096, 8192, 16384))
        self.cpus = self.random.choice((1, 2, 4, 8))

    def machine(self) -> Machine:
        kind, world = self.kind, self.world
        folder = self.random.choice(self.cluster.datacenter.machine_folders)
        pool = None if kind.template else self.random.choice(self.cluster.pools)
        if kind.in_vapp:
            pool = self.cluster.vapp
        parent = None if kind.in_vapp else folder
        reference = world.add("VirtualMachine", name=self.name, parent=parent)
        self._hardware(reference)
        snapshot = world.add("VirtualMachineSnapshot") if kind.snapshot else None
        world.objects[reference] |= self._properties(pool, snapshot)
        self._register(reference, folder)
        return Machine(
            reference,
            world,
            self.cluster,
            self.host,
            folder,
            pool,
            kind.family,
            self.store,
            kind.template,
            kind.encrypted,
            kind.tpm,
            kind.running,
            [snapshot] if snapshot else [],
            self.networks,
        )

    def _register(self, reference: str, folder: str) -> None:
        objects = self.world.objects
        if not self.kind.in_vapp:
            objects[folder]["childEntity"].append(reference)
        objects[self.host]["vm"].append(reference)
        for network in self.networks:
            objects[network]["vm"].append(reference)
        objects[self.store]["vm"].append(reference)

    def _hardware(self, reference: str) -> None:
        windows = self.kind.family == "windows" and self.random.random() < 0.7
        scsi = "VirtualLsiLogicSASController" if windows else "ParaVirtualSCSIController"
        self.devices = devices.base_devices(scsi)
        for number in range(self.random.choice((1, 1, 2, 3))):
            self._disk(number)
        for number in range(self.random.choice((1, 1, 2))):
            self._adapter(number, int(moid(reference).split("-")[1]))
        if self.kind.tpm:
            self.devices.append(devices.tpm())

    def _disk(self, number: int) -> None:
        size = self.random.choice((16, 40, 100)) * GB
        stem = f"{self.name}_{number}" if number else self.name
        thin = self.random.random() < 0.6
        made = devices.disk(number, f"{self.home}{stem}.vmdk", self.store, size, thin=thin)
        if self.kind.encrypted:
            made["backing"]["keyId"] = key_id("kms-1", "b2")
        self.devices.append(made)

    def _adapter(self, number: int, machine: int) -> None:
        datacenter, world = self.cluster.datacenter, self.world
        mac = f"00:50:56:8{number}:{machine // 256 % 256:02x}:{machine % 256:02x}"
        if self.random.random() < 0.4:
            network = datacenter.standard
            backing = devices.standard(world.name(network), network)
        else:
            network = self.random.choice(datacenter.port_groups)
            uuid = str(world.objects[datacenter.switch]["uuid"])
            backing = devices.distributed(network, uuid, self.kind.running)
        if network not in self.networks:
            self.networks.append(network)
        type_name = self.random.choice(("VirtualVmxnet3",) * 5 + ("VirtualE1000e",))
        running = self.kind.running
        self.devices.append(devices.adapter(number, mac, backing, running, type_name))

    def _properties(self, pool: str | None, snapshot: str | None) -> Data:
        kind = self.kind
        suffix = "vmtx" if kind.template else "vmx"
        self.layout.file(f"{self.name}.{suffix}", "config", 3000)
        self.layout.file(f"{self.name}.nvram", "nvram", 270_000)
        if snapshot is not None:
            self._snapshot(snapshot)
        for device in self.devices:
            if device["_typeName"] == "VirtualDisk":
                thin = device["backing"]["thinProvisioned"]
                size = device["capacityInBytes"]
                self.layout.disk(device, size // 4 if thin else size)
        if snapshot is not None:
            self.layout.snapshot(snapshot, memory=kind.snapshot == "memory")
        return {
            "capability": typed(
                "VirtualMachineCapability",
                changeTrackingSupported=True,
                snapshotConfigSupported=True,
                swapPlacementSupported=True,
            ),
            "config": self._config(suffix),
            "datastore": [self.store],
            "disabledMethod": ["PowerOnVM_Task"] if kind.running else ["SuspendVM_Task"],
            "guest": typed(
                "GuestInfo",
                customizationInfo=typed(
                    "GuestInfoCustomizationInfo", customizationStatus="TOOLSDEPLOYPKG_IDLE"
                ),
                toolsStatus="toolsOk" if kind.running else "toolsNotRunning",
                toolsVersionStatus2="guestToolsCurrent",
            ),
            "layoutEx": self.layout.properties(),
            "network": self.networks,
            "parentVApp": self.cluster.vapp if kind.in_vapp else None,
            "recentTask": [],
            "resourcePool": pool,
            "runtime": self._runtime(),
            "snapshot": self._tree(snapshot),
        }

    def _config(self, suffix: str) -> Data:
        guests = LINUX if self.kind.family == "linux" else WINDOWS
        return typed(
            "VirtualMachineConfigInfo",
            name=self.name,
            changeVersion="2026-11-01T10:00:00.000000Z",
            cpuAllocation=_allocation(0),
            memoryAllocation=_allocation(self.random.choice((0, 0, self.memory // 2))),
            files=typed("VirtualMachineFileInfo", vmPathName=f"{self.home}{self.name}.{suffix}"),
            firmware="efi" if self.kind.tpm or self.random.random() < 0.6 else "bios",
            flags=typed("VirtualMachineFlagInfo", vbsEnabled=False),
            guestId=self.random.choice(guests),
            hardware=typed(
                "VirtualHardware",
                autoCoresPerSocket=False,
                device=self.devices,
                memoryMB=self.memory,
                numCPU=self.cpus,
                numCoresPerSocket=1,
            ),
            keyId=key_id("kms-1", "b2") if self.kind.encrypted else None,
            memoryReservationLockedToMax=False,
            swapPlacement="inherit",
            template=self.kind.template,
            version=self.random.choice(_VERSIONS),
        )

    def _runtime(self) -> Data:
        kind = self.kind
        requirement = {"key": "cpuid.lm", "featureName": "cpuid.lm", "value": "Num:Min:1"}
        return typed(
            "VirtualMachineRuntimeInfo",
            connectionState="connected",
            consolidationNeeded=False,
            cryptoState="unlocked" if kind.encrypted else None,
            faultToleranceState="notConfigured",
            featureRequirement=[{"_typeName": "VirtualMachineFeatureRequirement", **requirement}],
            host=self.host,
            powerState="poweredOn" if kind.running else "poweredOff",
            toolsInstallerMounted=False,
        )

    def _snapshot(self, reference: str) -> None:
        """What the snapshot holds, and the disks that the machine writes since."""
        config = self._config("vmx")
        self.world.objects[reference]["config"] = {
            **config,
            "hardware": {**config["hardware"], "device": list(self.devices)},
        }
        self.world.objects[reference].pop("name", None)
        self.devices = [
            devices.delta_of(one, one["backing"]["fileName"].replace(".vmdk", "-000001.vmdk"))
            if one["_typeName"] == "VirtualDisk"
            else one
            for one in self.devices
        ]

    def _tree(self, snapshot: str | None) -> Any:
        if snapshot is None:
            return None
        state = "poweredOn" if self.kind.snapshot == "memory" else "poweredOff"
        return typed(
            "VirtualMachineSnapshotInfo",
            currentSnapshot=snapshot,
            rootSnapshotList=[
                typed(
                    "VirtualMachineSnapshotTree",
                    snapshot=snapshot,
                    name="base",
                    state=state,
                    childSnapshotList=[],
                )
            ],
        )


def key_id(provider: str, key: str) -> Data:
    return typed("CryptoKeyId", keyId=key, providerId=typed("KeyProviderId", id=provider))


def _allocation(reservation: int) -> Data:
    return typed(
        "ResourceAllocationInfo",
        reservation=reservation,
        limit=-1,
        expandableReservation=False,
        shares=typed("SharesInfo", level="normal", shares=1000),
    )
