"""A whole vCenter: datacenters, clusters, hosts, pools, storage, networks and folders."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.worlds import hosts as host_parts
from tests.worlds.values import TB, Data, typed

_API: Final = (
    ("7.0.3.2", "7.0.3", "22357613"),
    ("8.0.2.0", "8.0.2", "22385739"),
    ("8.0.3.0", "8.0.3", "24022515"),
    ("9.0.0.0", "9.0.0", "24755229"),
)
_PREFIXES: Final = {
    "Folder": "group-v",
    "Datacenter": "datacenter-",
    "ClusterComputeResource": "domain-c",
    "ComputeResource": "domain-s",
    "HostSystem": "host-",
    "ResourcePool": "resgroup-",
    "VirtualApp": "resgroup-v",
    "Datastore": "datastore-",
    "StoragePod": "group-p",
    "Network": "network-",
    "OpaqueNetwork": "network-o",
    "DistributedVirtualPortgroup": "dvportgroup-",
    "VmwareDistributedVirtualSwitch": "dvs-",
    "VirtualMachine": "vm-",
    "VirtualMachineSnapshot": "snapshot-",
    "Task": "task-",
}


@dataclass
class Cluster:
    """A compute resource: a cluster, or the one host that stands alone."""

    reference: str
    datacenter: Datacenter
    hosts: list[str] = field(default_factory=list)
    pools: list[str] = field(default_factory=list)
    vapp: str | None = None
    drs: bool = True
    crypto: str = "incapable"
    shared: list[str] = field(default_factory=list)
    local: dict[str, str] = field(default_factory=dict)

    @property
    def alone(self) -> bool:
        return self.reference.startswith("ComputeResource/")


@dataclass
class Datacenter:
    reference: str
    folders: dict[str, str]
    machine_folders: list[str] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)
    standard: str = ""
    switch: str = ""
    port_groups: list[str] = field(default_factory=list)
    uplinks: str = ""
    opaque: list[str] = field(default_factory=list)


class World:
    """A vCenter that grows; every property that decides about clones is there."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.objects: dict[str, Data] = {}
        self._numbers: Counter[str] = Counter()
        api, version, build = random.choice(_API)
        self.api = api
        self.about = typed(
            "AboutInfo",
            apiType="VirtualCenter",
            apiVersion=api,
            version=version,
            build=build,
            instanceUuid=f"{random.getrandbits(32):08x}-7a54-4a0e-9f2b-0c8d5e1a7b42",
            name="VMware vCenter Server",
        )
        self.root = self.add("Folder", name="Datacenters", parent=None, childEntity=[])
        self.objects[self.root]["childType"] = ["Folder", "Datacenter"]
        self.datacenters = [self._datacenter(name) for name in self._names()]
        self._services()

    def add(self, type_: str, **properties: object) -> str:
        """Add an object with the next number, its dotted paths written with two underscores."""
        self._numbers[""] += self.random.randint(1, 7)
        reference = f"{type_}/{_PREFIXES[type_]}{self._numbers['']}"
        self.objects[reference] = {k.replace("__", "."): one for k, one in properties.items()}
        return reference

    def name(self, reference: str) -> str:
        return str(self.objects[reference]["name"])

    def number(self, what: str) -> int:
        self._numbers[what] += 1
        return self._numbers[what]

    @property
    def clusters(self) -> list[Cluster]:
        return [cluster for each in self.datacenters for cluster in each.clusters]

    def _names(self) -> list[str]:
        return ["London", "Frankfurt"][: self.random.choice((1, 2, 2))]

    def _datacenter(self, name: str) -> Datacenter:
        parent = self.root
        if self.random.random() < 0.2:
            parent = self.folder(f"Sites {name}", self.root, ["Folder", "Datacenter"])
        reference = self.add("Datacenter", name=name, parent=parent)
        self.objects[parent]["childEntity"].append(reference)
        kinds = {
            "vm": ["Folder", "VirtualMachine", "VirtualApp"],
            "host": ["Folder", "ComputeResource"],
            "datastore": ["Folder", "Datastore", "StoragePod"],
            "network": ["Folder", "Network", "DistributedVirtualSwitch"],
        }
        folders = {
            kind: self.add("Folder", name=kind, parent=reference, childType=types, childEntity=[])
            for kind, types in kinds.items()
        }
        made = Datacenter(reference, folders)
        self._machine_folders(made)
        for number in range(self.random.choice((1, 2))):
            made.clusters.append(self._cluster(made, f"{name}-cluster-{number + 1}"))
        if self.random.random() < 0.5:
            made.clusters.append(self._standalone(made))
        self._storage(made)
        self._networks(made)
        return made

    def folder(self, name: str, parent: str, types: list[str]) -> str:
        reference = self.add("Folder", name=name, parent=parent, childType=types, childEntity=[])
        self.objects[parent]["childEntity"].append(reference)
        return reference

    def _machine_folders(self, datacenter: Datacenter) -> None:
        top = datacenter.folders["vm"]
        datacenter.machine_folders.append(top)
        types = ["Folder", "VirtualMachine", "VirtualApp"]
        templates = self.folder("Templates", top, types)
        production = self.folder("Production %2f web", top, types)
        nested = self.folder("Team A", production, types)
        datacenter.machine_folders += [templates, production, nested]

    def _cluster(self, datacenter: Datacenter, name: str) -> Cluster:
        made = Cluster(
            self.add("ClusterComputeResource", name=name, parent=datacenter.folders["host"]),
            datacenter,
            drs=self.random.random() < 0.7,
            crypto=self.random.choice(("incapable", "safe", "safe", "prepared")),
        )
        self.objects[datacenter.folders["host"]]["childEntity"].append(made.reference)
        for _ in range(self.random.choice((1, 2, 2, 3))):
            self._host(made)
        self.objects[made.reference].update(host_parts.cluster(self.random, made.drs, made.hosts))
        self._pools(made)
        if self.random.random() < 0.4:
            made.vapp = self._vapp(made)
        return made

    def _standalone(self, datacenter: Datacenter) -> Cluster:
        number = self.number("alone")
        parent = datacenter.folders["host"]
        reference = self.add("ComputeResource", name=f"solo-{number}.lab.example", parent=parent)
        self.objects[parent]["childEntity"].append(reference)
        made = Cluster(
            reference, datacenter, drs=False, crypto=self.random.choice(("safe", "incapable"))
        )
        self._host(made, self.name(reference))
        self.objects[reference].update(host_parts.standalone(made.hosts))
        self._pools(made)
        return made

    def _host(self, cluster: Cluster, name: str = "") -> None:
        name = name or f"esx-{self.number('host'):02}.lab.example"
        version = str(self.about["version"])
        reference = self.add("HostSystem", name=name, parent=cluster.reference, vm=[])
        self.objects[reference].update(host_parts.host(self.random, version, cluster.crypto))
        cluster.hosts.append(reference)

    def _pools(self, cluster: Cluster) -> None:
        root = self.pool("Resources", cluster.reference, cluster)
        self.objects[cluster.reference]["resourcePool"] = root
        names = ("Production", "Test", "Build")[: self.random.choice((0, 1, 2))]
        above = root
        for name in names:
            above = self.pool(name, self.random.choice((root, above)), cluster)

    def pool(self, name: str, parent: str, cluster: Cluster) -> str:
        reference = self.add("ResourcePool", name=name, parent=parent, owner=cluster.reference)
        self.objects[reference]["runtime"] = host_parts.pool_runtime()
        cluster.pools.append(reference)
        return reference

    def _vapp(self, cluster: Cluster) -> str:
        return self.add(
            "VirtualApp",
            name=f"shop-{self.number('vapp')}",
            parent=cluster.pools[0],
            parentFolder=cluster.datacenter.folders["vm"],
            owner=cluster.reference,
            recentTask=[],
            runtime=host_parts.pool_runtime(),
            summary=typed("VirtualAppSummary", vAppState="started"),
        )

    def _storage(self, datacenter: Datacenter) -> None:
        parent = datacenter.folders["datastore"]
        if self.random.random() < 0.3:
            pod = self.add("StoragePod", name="Gold", parent=parent, childEntity=[])
            self.objects[parent]["childEntity"].append(pod)
            parent = pod
        for cluster in datacenter.clusters:
            for _ in range(1 if cluster.alone else 2):
                name = f"san-{self.number('shared'):02}"
                cluster.shared.append(self.datastore(name, parent, cluster.hosts, 20 * TB))
            for host in cluster.hosts:
                name = f"local-{self.number('local'):02}"
                above = datacenter.folders["datastore"]
                local = self.datastore(name, above, [host], 8 * TB)
                cluster.local[host] = local
                if self.swaps_locally(cluster):
                    self.objects[host]["config"]["localSwapDatastore"] = local

    def swaps_locally(self, cluster: Cluster) -> bool:
        """Whether swap files go to a datastore that the host names."""
        config = self.objects[cluster.reference]["configurationEx"]
        return bool(config["vmSwapPlacement"] == "hostLocal")

    def datastore(self, name: str, parent: str, hosts: list[str], capacity: int) -> str:
        nfs = len(hosts) > 1 and self.random.random() < 0.2
        reference = self.add("Datastore", name=name, parent=parent, vm=[])
        self.objects[reference].update(host_parts.datastore(name, hosts, capacity, nfs=nfs))
        self.objects[parent]["childEntity"].append(reference)
        for host in hosts:
            self.objects[host]["datastore"].append(reference)
        return reference

    def _networks(self, datacenter: Datacenter) -> None:
        parent = datacenter.folders["network"]
        hosts = [host for cluster in datacenter.clusters for host in cluster.hosts]
        datacenter.standard = self.add(
            "Network", name="VM Network", parent=parent, host=list(hosts), vm=[]
        )
        uuid = " ".join(f"{self.random.getrandbits(8):02x}" for _ in range(16))
        switch = self.add(
            "VmwareDistributedVirtualSwitch",
            name=f"switch-{self.number('switch')}",
            parent=parent,
            uuid=uuid[:23] + "-" + uuid[24:],
            summary__hostMember=list(hosts),
            config__host=[host_parts.switch_member(host) for host in hosts],
        )
        datacenter.switch = switch
        names = [f"{self.name(datacenter.reference)} vlan {n}" for n in (10, 20, 30)]
        datacenter.port_groups = [self._port_group(name, parent, switch, hosts) for name in names]
        datacenter.uplinks = self._port_group("uplinks", parent, switch, hosts)
        self.objects[datacenter.uplinks]["config"]["uplink"] = True
        if self.random.random() < 0.3:
            datacenter.opaque.append(self._opaque(parent, hosts))
        found = [
            datacenter.standard,
            switch,
            *datacenter.opaque,
            *datacenter.port_groups,
            datacenter.uplinks,
        ]
        self.objects[parent]["childEntity"] += found
        for host in hosts:
            networks = self.objects[host]["network"]
            networks += [
                datacenter.standard,
                *datacenter.opaque,
                *datacenter.port_groups,
                datacenter.uplinks,
            ]

    def _opaque(self, parent: str, hosts: list[str]) -> str:
        """A segment of NSX."""
        id_ = f"{self.random.getrandbits(32):08x}-59c3-4d01-8a6e-0d7f3b1c9e55"
        summary = typed(
            "OpaqueNetworkSummary",
            name="segment",
            accessible=True,
            opaqueNetworkId=id_,
            opaqueNetworkType="nsx.LogicalSwitch",
        )
        return self.add(
            "OpaqueNetwork",
            name=f"segment-{self.number('segment')}",
            parent=parent,
            host=list(hosts),
            vm=[],
            summary=summary,
        )

    def _port_group(self, name: str, parent: str, switch: str, hosts: list[str]) -> str:
        reference = self.add("DistributedVirtualPortgroup", name=name, parent=parent, vm=[])
        self.objects[reference] |= {
            "key": reference.split("/")[1],
            "host": list(hosts),
            "config": host_parts.port_group(self.random, name, switch),
        }
        return reference

    def _services(self) -> None:
        self.objects["CryptoManagerKmip/CryptoManager"] = {
            "kmipServers": [
                host_parts.provider("kms-1", "vCenter"),
                host_parts.provider("native", "nativeProvider"),
                host_parts.provider("trusted", "trustAuthority"),
            ]
        }
        self.objects["CustomizationSpecManager/CustomizationSpecManager"] = {
            "encryptionKey": [48, 130, 3, 34, 2, 1, 1]
        }
        self.objects["OptionManager/VpxSettings"] = {
            "setting": [typed("OptionValue", key="config.log.level", value="info")]
        }
