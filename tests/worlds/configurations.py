"""What administrators change in the configuration of a clone, and what that needs."""

from __future__ import annotations

from collections.abc import Callable

from tests.worlds import devices
from tests.worlds.machines import Machine
from tests.worlds.networks import Networks
from tests.worlds.privileges import Needs
from tests.worlds.values import GB, KB, Data, typed


class Configuration:
    """The configuration of a clone that becomes a virtual machine, as it grows.

    `target` is its folder and its datastore.
    """

    def __init__(
        self,
        source: Machine,
        target: tuple[str, str],
        networks: Networks,
        needs: Needs,
        *,
        linked: bool,
    ) -> None:
        self._source, self._random, self._networks = source, source.world.random, networks
        self._folder, self._store = target
        self._all_needs, self._linked = needs, linked
        self._units = {one["unitNumber"] for one in source.disks} | {7}
        self.members: Data = {}
        self.changes: list[Data] = []
        self.adapters = len(source.adapters)
        self.marks: set[str] = set()

    def fill(self) -> None:
        """Change a few things."""
        steps: tuple[tuple[float, Callable[[], None]], ...] = (
            (0.3, self._cpus),
            (0.3, self._memory),
            (0.25, self._notes),
            (0.2, self._extra),
            (0.1, self._settings),
            (0.1, self._resources),
            (0.05, self._tracking),
            (0.05, self._swap),
            (0.2, self._new_disk),
            (0.05, self._new_controller),
            (0.2, self._growth),
            (0.15, self._new_adapter),
            (0.08, self._drive),
        )
        for odds, step in steps:
            if self._random.random() < odds:
                step()

    def properties(self) -> Data | None:
        """`spec.config`, if anything is changed."""
        changes = self.changes or None
        if not self.members and changes is None:
            return None
        return typed("VirtualMachineConfigSpec", **self.members, deviceChange=changes)

    def move(self, adapters: list[Data]) -> None:
        """Put adapters on other networks."""
        self.changes += adapters
        self._needs("edit")

    def _needs(self, what: str) -> None:
        self._all_needs.configure(what, self._folder)

    def _change(self, operation: str, device: Data, **more: object) -> None:
        self.changes.append(
            typed("VirtualDeviceConfigSpec", operation=operation, device=device, **more)
        )

    def _cpus(self) -> None:
        cpus, cores = self._random.choice(((2, 1), (4, 2), (8, 4), (16, 16), (1, 1)))
        self.members["numCPUs"] = cpus
        if self._random.random() < 0.6:
            self.members["numCoresPerSocket"] = cores
        if self._random.random() < 0.2:
            self.members["cpuHotAddEnabled"] = True
        self._needs("cpus")

    def _memory(self) -> None:
        least = self._source.config["hardware"]["memoryMB"]
        self.members["memoryMB"] = least * self._random.choice((1, 2, 4))
        self._needs("memory")

    def _notes(self) -> None:
        self.members["annotation"] = "deployed by the platform team"
        self._needs("annotation")

    def _extra(self) -> None:
        value = typed("string", _value="H4sIAAAAAAAA")
        self.members["extraConfig"] = [
            typed("OptionValue", key="guestinfo.userdata", value=value),
            typed("OptionValue", key="disk.EnableUUID", value=typed("string", _value="TRUE")),
        ]
        self._needs("extra")

    def _settings(self) -> None:
        self.members["bootOptions"] = typed("VirtualMachineBootOptions", bootDelay=5000)
        self._needs("settings")

    def _resources(self) -> None:
        allocation = typed(
            "ResourceAllocationInfo", reservation=500, limit=-1, expandableReservation=False
        )
        self.members["cpuAllocation"] = allocation
        self._needs("resources")

    def _tracking(self) -> None:
        self.members["changeTrackingEnabled"] = True
        self._needs("tracking")

    def _swap(self) -> None:
        self.members["swapPlacement"] = "vmDirectory"
        self._needs("swap")

    def _new_disk(self) -> None:
        unit = min(set(range(16)) - self._units)
        self._units.add(unit)
        self._disk(-101, devices.SCSI, unit)

    def _disk(self, key: int, controller: int, unit: int) -> None:
        size = self._random.choice((10, 50, 200)) * GB
        device = typed(
            "VirtualDisk",
            key=key,
            controllerKey=controller,
            unitNumber=unit,
            capacityInKB=size // KB,
            capacityInBytes=size,
            backing=typed(
                "VirtualDiskFlatVer2BackingInfo",
                fileName="",
                diskMode="persistent",
                thinProvisioned=True,
            ),
        )
        self._change("add", device, fileOperation="create")
        self._needs("new disk")
        self.marks.add("new disk")

    def _new_controller(self) -> None:
        """A second controller, and a disk on it."""
        device = typed("ParaVirtualSCSIController", key=-1, busNumber=1, sharedBus="noSharing")
        self._change("add", device)
        self._needs("device")
        self._disk(-102, -1, 0)

    def _growth(self) -> None:
        """A larger disk; one with a parent cannot grow (cluster-api-provider-vsphere#212)."""
        disk = self._random.choice(self._source.disks)
        if self._linked or "parent" in disk["backing"]:
            return
        size = disk["capacityInBytes"] + 20 * GB
        backing = {k: v for k, v in disk["backing"].items() if k not in ("parent", "datastore")}
        sizes = {"capacityInKB": size // KB, "capacityInBytes": size}
        self._change("edit", {**disk, "backing": backing, **sizes})
        self._needs("growth")
        self._needs("edit")
        self.marks.add("grown")

    def _new_adapter(self) -> None:
        self.changes.append(self._networks.added())
        self.adapters += 1
        self._needs("device")
        self.marks.add("new adapter")

    def _drive(self) -> None:
        """The drive away, or an image in it."""
        drive = next(one for one in self._source.devices if one["_typeName"] == "VirtualCdrom")
        if self._random.random() < 0.5:
            self._change("remove", drive)
            self._needs("device")
            return
        # A path holds in its datacenter: where the clone goes, not where the source is.
        name = self._source.world.name(self._store)
        backing = typed("VirtualCdromIsoBackingInfo", fileName=f"[{name}] iso/tools.iso")
        self._change("edit", {**drive, "backing": backing})
        self._needs("medium")
