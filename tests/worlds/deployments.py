"""Valid requests in the style of an administrator, and what each needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from tests.worlds.configurations import Configuration
from tests.worlds.customizations import cloud_init, customization
from tests.worlds.machines import Machine, key_id
from tests.worlds.networks import Networks
from tests.worlds.privileges import PROVISIONING, Needs
from tests.worlds.values import Data, moid, moref, typed
from tests.worlds.vcenter import Cluster, World

CHILD: Final = "createNewChildDiskBacking"
FULL: Final = "moveAllDiskBackingsAndDisallowSharing"
_NAMES: Final = (
    "web-{}",
    "web-{}",
    "app {} blue",
    "db-{}.prod",
    "50%25 off {}",
    "team%2fa {}",
    "build_{}",
)
# The type of the body by its schema, and what govmomi writes.
_ROOTS: Final = ("CloneVMRequestType", "CloneVM_Task")
RELEASES: Final = ("7.0.3.2", "8.0.2.0", "8.0.3.0")


@dataclass
class Deployment:
    """A request, where it goes, and what its caller needs."""

    number: int
    source: Machine
    cluster: Cluster
    hosts: list[str]
    store: str
    folder: str
    pool: str | None
    release: str
    body: Data = field(default_factory=dict)
    needs: Needs = field(default_factory=Needs)
    marks: set[str] = field(default_factory=set)

    @property
    def world(self) -> World:
        return self.source.world

    @property
    def request(self) -> Data:
        return {"moId": moid(self.source.reference), "release": self.release, "body": self.body}


class Author:
    """Writes one request: where the clone goes first, then what is changed on the way."""

    def __init__(self, source: Machine, number: int) -> None:
        self.world, self.source, self.number = source.world, source, number
        self.random = self.world.random
        self.needs = Needs()
        self.marks: set[str] = set()
        self.to_template = self._chance(0.15) and not source.running
        self.linked = bool(source.snapshots) and self._chance(0.6)
        self.location: Data = {"_typeName": "VirtualMachineRelocateSpec"}
        self.spec: Data = {"_typeName": "VirtualMachineCloneSpec", "location": self.location}
        self.name = self.random.choice(_NAMES).format(number)

    def _chance(self, odds: float) -> bool:
        return self.random.random() < odds

    def write(self) -> Deployment:
        self._place()
        self._storage()
        self.networks = Networks(self.world, self.cluster.datacenter, self.needs)
        self.configuration = Configuration(
            self.source,
            (self.folder, self.store),
            self.networks,
            self.needs,
            linked=self.linked,
        )
        self._source()
        if not self.to_template:
            self.configuration.fill()
            self._customize()
        self.marks |= self.configuration.marks
        self._encrypt()
        power = not self.to_template and self._chance(0.5)
        self.spec |= {"template": self.to_template, "powerOn": power}
        if power:
            on = [self.folder, self.pool or str(self.source.pool)]
            privilege = "VirtualMachine.Interact.PowerOn"
            self.needs.any_of([(privilege, one) for one in on], certain=False)
        config = self.configuration.properties()
        if config is not None:
            self.spec["config"] = config
        return self._deployment()

    def _deployment(self) -> Deployment:
        body = {
            "folder": moref(self.folder),
            "name": self.name,
            "spec": self.spec,
        }
        if self._chance(0.1):
            body = {"_typeName": self.random.choice(_ROOTS), **body}
        releases = [one for one in RELEASES if one <= self.world.api]
        if self.world.api >= "9":
            releases = [self.world.api]
        return Deployment(
            self.number,
            self.source,
            self.cluster,
            self.hosts,
            self.store,
            self.folder,
            self.pool,
            self.random.choice(releases),
            body,
            self.needs,
            self.marks,
        )

    # Where to.

    def _place(self) -> None:
        self.cluster = self._target()
        datacenter = self.cluster.datacenter
        self.crossing = datacenter is not self.source.cluster.datacenter
        self.folder = self.random.choice(datacenter.machine_folders)
        self.needs.add("VirtualMachine.Inventory.CreateFromExisting", self.folder)
        stays = self.cluster is self.source.cluster
        own = stays and not self.source.template and self.source.pool != self.cluster.vapp
        self.pool = None
        if not (own and self._chance(0.25)) and not (stays and self.to_template):
            self.pool = self._pool()
        host = self._host()
        if host is not None and self.to_template:
            # A template is in no pool: the page of the type calls one ignored beside a host.
            self.pool = None
        if self.pool is not None:
            self.location["pool"] = moref(self.pool)
        if host is not None:
            self.location["host"] = moref(host)
            self.hosts = [host]
        elif self.pool is None:
            self.hosts = [self.source.host]
        else:
            self.hosts = list(self.cluster.hosts)
        self._pool_needs()
        self.needs.see(host, self.pool)
        if self.crossing:
            self.marks.add("crossing")
        self._register(host)

    def _target(self) -> Cluster:
        if self.linked or self.source.encrypted:
            return self.source.cluster
        if self._chance(0.6):
            return self.source.cluster
        return self.random.choice(self.world.clusters)

    def _pool(self) -> str:
        if self.cluster.vapp is not None and self._chance(0.1):
            return self.cluster.vapp
        return self.random.choice(self.cluster.pools)

    def _host(self) -> str | None:
        """A host has to be named where no DRS picks one."""
        cluster = self.cluster
        must = not cluster.alone and not cluster.drs and self.pool is not None
        if must or self._chance(0.25):
            return self.random.choice(cluster.hosts)
        return None

    def _pool_needs(self) -> None:
        if self.to_template:
            return
        pool = self.pool or str(self.source.pool)
        named = self.pool is not None
        self.needs.add("Resource.AssignVMToPool", pool, certain=named)
        if pool.startswith("VirtualApp/"):
            self.needs.add("VApp.AssignVM", pool, certain=False)

    def _register(self, host: str | None) -> None:
        self.can_encrypt = self.cluster.crypto == "safe" or (
            self.cluster.crypto == "prepared" and host is not None
        )

    # Storage.

    def _mounted(self) -> list[str]:
        """Datastores that every host has that may be picked."""
        local = [self.cluster.local[self.hosts[0]]] if len(self.hosts) == 1 else []
        return [*self.cluster.shared, *local]

    def _storage(self) -> None:
        reachable = self._mounted()
        stays = self.source.home in reachable
        if stays and self._chance(0.3):
            self.store = self.source.home
        else:
            self.store = self.random.choice(reachable)
            self.location["datastore"] = moref(self.store)
        self.needs.add("Datastore.AllocateSpace", self.store)
        if self._chance(0.1):
            self.location["folder"] = moref(self.folder)
        if self._chance(0.1):
            self.location["profile"] = [self._policy()]
        if self.linked and self.source.home not in reachable:
            self.linked = False
        if self.linked:
            self.location["diskMoveType"] = CHILD
            self.spec["snapshot"] = moref(self.source.snapshots[0])
            self.marks.add("linked")
        elif self.source.snapshots or self._chance(0.1):
            self.location["diskMoveType"] = FULL
        if not self.linked and self._chance(0.3):
            self._locators(reachable)

    def _locators(self, reachable: list[str]) -> None:
        locators = []
        for disk in self.source.disks:
            store = self.random.choice(reachable)
            locator = typed(
                "VirtualMachineRelocateSpecDiskLocator",
                diskId=disk["key"],
                datastore=moref(store),
                diskMoveType=self.location.get("diskMoveType"),
            )
            self.needs.add("Datastore.AllocateSpace", store)
            if not self.source.encrypted and self._chance(0.5) and self._chooses_format(store):
                locator["diskBackingInfo"] = self._backing()
            if self._chance(0.2):
                locator["profile"] = [self._policy()]
            locators.append(locator)
        self.location["disk"] = locators
        self.marks.add("locators")

    def _policy(self) -> Data:
        """A storage policy; what it asks of storage, another service knows."""
        id_ = "aa6d5a82-1c88-45da-85d3-3d74b91a5bad"
        return typed("VirtualMachineDefinedProfileSpec", profileId=id_)

    def _chooses_format(self, store: str) -> bool:
        capability = self.world.objects[store]["capability"]
        return bool(capability["perFileThinProvisioningSupported"])

    def _backing(self) -> Data:
        thin = self._chance(0.5)
        return typed(
            "VirtualDiskFlatVer2BackingInfo",
            fileName="",
            diskMode="persistent",
            thinProvisioned=thin,
            eagerlyScrub=None if thin else self._chance(0.5),
        )

    def _source(self) -> None:
        source = self.source
        self.needs.add(PROVISIONING[source.template, self.to_template], source.reference)
        if source.encrypted:
            self.needs.add("Cryptographer.Clone", source.reference)
            if self.world.api >= "9":
                self.needs.add("Cryptographer.Access", source.reference)
        if self.crossing or self._chance(0.25):
            self._move_adapters()

    def _move_adapters(self) -> None:
        """All adapters on networks of the destination, by the location or the configuration."""
        changes = [self.networks.moved(one) for one in self.source.adapters]
        if not self.to_template and self._chance(0.5):
            self.configuration.move(changes)
        else:
            self.location["deviceChange"] = changes
        self.marks.add("moved")

    # The guest, and encryption.

    def _customize(self) -> None:
        if not self._chance(0.5):
            return
        # A name that is a host name may as well be taken from the virtual machine.
        fit = self.name.startswith("web-") and self._chance(0.4)
        name = None if fit else f"srv-{self.number}"
        family, adapters = self.source.family, self.configuration.adapters
        if family == "linux" and self._chance(0.15):
            made = cloud_init(name or self.name)
        else:
            made = customization(self.random, family, name, adapters)
        self.spec["customization"] = made
        self.needs.add("VirtualMachine.Provisioning.Customize", self.source.reference)
        self.marks.add(f"customized {self.source.family}")

    def _encrypt(self) -> None:
        encrypted = self.source.encrypted
        plain = not encrypted and not self.linked and not self.source.snapshots
        if plain and self.can_encrypt and self._chance(0.15):
            self.location["cryptoSpec"] = typed("CryptoSpecEncrypt", cryptoKeyId=self._new_key())
            pairs = [
                ("Cryptographer.EncryptNew", self.folder),
                ("Cryptographer.Encrypt", self.source.reference),
            ]
            self.needs.any_of(pairs)
            encrypted = True
        elif encrypted and self._chance(0.2):
            self.location["cryptoSpec"] = typed(
                "CryptoSpecShallowRecrypt", newKeyId=self._new_key()
            )
            self.needs.add("Cryptographer.Recrypt", self.source.reference)
        if encrypted:
            self.marks.add("encrypted")
            if self.cluster.crypto != "safe":
                self.needs.add("Cryptographer.RegisterHost", self.hosts[0])
            if "new disk" in self.marks:
                source = self.source.reference
                self.needs.add("Cryptographer.AddDisk", source, certain=False)

    def _new_key(self) -> Data:
        return key_id(self.random.choice(("kms-1", "native")), "")


def deployments(machines: list[Machine], count: int) -> list[Deployment]:
    """Some requests, each of any of the machines."""
    random: Any = machines[0].world.random
    return [Author(random.choice(machines), number).write() for number in range(count)]
