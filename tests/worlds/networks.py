"""The networks of a datacenter that adapters are put on."""

from __future__ import annotations

from tests.worlds import devices
from tests.worlds.privileges import Needs
from tests.worlds.values import Data, moid, moref, typed
from tests.worlds.vcenter import Datacenter, World


class Networks:
    """Backings for adapters, whose networks the caller then needs."""

    def __init__(self, world: World, datacenter: Datacenter, needs: Needs) -> None:
        self._world, self._datacenter, self._needs = world, datacenter, needs

    def other(self, now: str = "") -> Data:
        """A backing on a network of the datacenter, another one than that with a moId."""
        random, datacenter = self._world.random, self._datacenter
        names = [datacenter.standard, *datacenter.opaque, *datacenter.port_groups * 2]
        network = random.choice([one for one in names if moid(one) != now])
        self._needs.add("Network.Assign", network)
        return self._backing(network)

    def moved(self, adapter: Data) -> Data:
        """A change that puts an adapter on another network."""
        device = {**adapter, "backing": self.other(_now(adapter))}
        return typed("VirtualDeviceConfigSpec", operation="edit", device=device)

    def added(self) -> Data:
        """A change that adds an adapter."""
        device = typed(
            "VirtualVmxnet3",
            key=-201,
            backing=self.other(),
            connectable=devices.connectable(True),
            addressType="generated",
        )
        return typed("VirtualDeviceConfigSpec", operation="add", device=device)

    def _backing(self, network: str) -> Data:
        objects = self._world.objects
        if network.startswith("Network/"):
            backing = devices.standard(self._world.name(network), network)
            return {**backing, "network": moref(network)}
        if network.startswith("OpaqueNetwork/"):
            id_ = objects[network]["summary"]["opaqueNetworkId"]
            return devices.opaque(str(id_))
        uuid = str(objects[self._datacenter.switch]["uuid"])
        return devices.distributed(network, uuid, port=False)


def _now(adapter: Data) -> str:
    """The moId of the network that an adapter is on."""
    backing = adapter["backing"]
    if "network" in backing:
        return moid(backing["network"])
    return str(backing["port"]["portgroupKey"])
