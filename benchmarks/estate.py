"""A vCenter of any size, generated: `Estate(20_000)` is that of a large company.

It has 500 folders, 2,000 permissions, 200 roles and 400 principals then, and hosts, clusters,
pools, datastores and port groups to match; a smaller one has as much less of everything. The
same size always gives the same vCenter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.vcenter_objects import GB, Objects

_SITES: Final = ("sofia", "varna", "berlin", "porto")
_TEAMS: Final = ("web", "payments", "search", "mail", "ledger", "storage", "identity", "video")
_STAGES: Final = ("dev", "test", "stage", "prod")
_TIERS: Final = ("app", "db", "cache", "queue", "proxy")
_JOBS: Final = ("deployer", "pool-user", "storage-user", "network-user")

_READ: Final = ("System.Anonymous", "System.Read", "System.View")
_OF_JOBS: Final = (
    (
        "VirtualMachine.Provisioning.DeployTemplate",
        "VirtualMachine.Provisioning.Customize",
        "VirtualMachine.Inventory.CreateFromExisting",
        "VirtualMachine.Config.CPUCount",
        "VirtualMachine.Config.Memory",
        "VirtualMachine.Interact.PowerOn",
    ),
    ("Resource.AssignVMToPool",),
    ("Datastore.AllocateSpace", "Datastore.Browse"),
    ("Network.Assign",),
)
_HOSTS_IN_A_CLUSTER: Final = 16
_MEMBERS: Final = 6
_FIRST_ROLE: Final = 100


@dataclass(frozen=True, slots=True)
class Estate:
    """What a vCenter of so many virtual machines has.

    Every second folder lists what is in it; of the others only the virtual machines tell.
    """

    machines: int

    @property
    def folders(self) -> int:
        """One for 40 virtual machines."""
        return self.machines // 40

    @property
    def hosts(self) -> int:
        """One for 50 virtual machines, in clusters of 16."""
        return self.machines // 50

    @property
    def clusters(self) -> int:
        """As many as it takes for the hosts."""
        return -(-self.hosts // _HOSTS_IN_A_CLUSTER)

    @property
    def pools(self) -> int:
        """Eight in each cluster, besides its root pool."""
        return 8 * self.clusters

    @property
    def datastores(self) -> int:
        """One for 100 virtual machines; as many port groups."""
        return self.machines // 100

    @property
    def roles(self) -> int:
        """One for 100 virtual machines: of each kind of job, with more and less."""
        return self.machines // 100

    @property
    def users(self) -> int:
        """Three quarters of the principals, of whom there is one for 50 virtual machines."""
        return self.machines // 50 * 3 // 4

    @property
    def groups(self) -> int:
        """The other quarter."""
        return self.machines // 50 - self.users

    @property
    def permissions(self) -> int:
        """One for ten virtual machines."""
        return self.machines // 10

    def inventory(self) -> dict[str, Any]:
        """All of it, as an inventory file holds it."""
        return {
            "about": {"apiType": "VirtualCenter", "apiVersion": "8.0.2.0"},
            "complete": ["objects", "permissions", "roles", "groups"],
            "objects": self._objects(),
            "roles": [self._role(number) for number in range(self.roles)],
            "permissions": list(self._permissions()),
            "groups": {group(number): self._members(number) for number in range(self.groups)},
        }

    def request(self, number: int) -> dict[str, Any]:
        """Deploy a template into one of the folders; no two of *number* below 20 are alike."""
        folder, cluster = 7 * number % self.folders, 3 * number % self.clusters
        location = {
            "_typeName": "VirtualMachineRelocateSpec",
            "pool": _reference("ResourcePool", f"resgroup-{8 * cluster + number % 8}"),
            "datastore": _reference("Datastore", f"datastore-{5 * number % self.datastores}"),
        }
        config = {"_typeName": "VirtualMachineConfigSpec", "numCPUs": 4, "memoryMB": 8192}
        spec = {
            "_typeName": "VirtualMachineCloneSpec",
            "location": location,
            "template": False,
            "powerOn": True,
            "config": config,
        }
        name = f"{_TEAMS[number % len(_TEAMS)]}-new-{number:04}"
        target = _reference("Folder", f"group-v{folder}")
        source = f"vm-{self._template_of(number)}"
        return {"moId": source, "body": {"folder": target, "name": name, "spec": spec}}

    def _template_of(self, number: int) -> int:
        """Every hundredth virtual machine is a template."""
        return number % max(1, self.machines // 100) * 100

    def _objects(self) -> Objects:
        vm_types = ["Folder", "VirtualMachine"]
        objects: Objects = {"Folder/group-d1": _in(None, "Datacenters")}
        for site, name in enumerate(_SITES):
            datacenter = f"Datacenter/datacenter-{site}"
            objects[datacenter] = _in("Folder/group-d1", name)
            objects[f"Folder/group-vm{site}"] = _in(datacenter, "vm", childType=vm_types)
            objects[f"Folder/group-h{site}"] = _in(datacenter, "host")
            objects[f"Folder/group-s{site}"] = _in(datacenter, "datastore")
            objects[f"Folder/group-n{site}"] = _in(datacenter, "network")
        objects.update((f"Folder/group-v{n}", self._folder(n)) for n in range(self.folders))
        for number in range(self.clusters):
            objects |= self._cluster(number)
        objects.update(self._datastore(number) for number in range(self.datastores))
        objects.update(_network(number) for number in range(self.datastores))
        objects.update((f"VirtualMachine/vm-{n}", self._machine(n)) for n in range(self.machines))
        return objects

    def _folder(self, number: int) -> dict[str, Any]:
        """The first of each site and team are at the top; each of the others is in one of them."""
        tops = len(_SITES) * len(_TEAMS)
        top = f"Folder/group-vm{number % len(_SITES)}"
        parent = top if number < tops else f"Folder/group-v{number % tops}"
        team = _TEAMS[number // len(_SITES) % len(_TEAMS)]
        name = team if number < tops else f"{team}-{_STAGES[number // tops % 4]}-{number}"
        folder = _in(parent, name, childType=["Folder", "VirtualMachine"])
        if number % 2 == 0:
            below = range(number + tops, self.folders, tops) if number < tops else ()
            folder["childEntity"] = [
                *(f"Folder/group-v{one}" for one in below if one % tops == number),
                *(f"VirtualMachine/vm-{n}" for n in range(number, self.machines, self.folders)),
            ]
        return folder

    def _cluster(self, number: int) -> Objects:
        cluster, root = (
            f"ClusterComputeResource/domain-c{number}",
            f"ResourcePool/resgroup-r{number}",
        )
        first = number * _HOSTS_IN_A_CLUSTER
        hosts = range(first, min(first + _HOSTS_IN_A_CLUSTER, self.hosts))
        site = number % len(_SITES)
        own = {"host": [f"HostSystem/host-{host}" for host in hosts], "resourcePool": root}
        return {
            cluster: _in(f"Folder/group-h{site}", f"{_SITES[site]}-c{number:02}", **own),
            **{f"HostSystem/host-{host}": self._host(cluster, host) for host in hosts},
            root: _pool(cluster, cluster, "Resources"),
            **{
                f"ResourcePool/resgroup-{8 * number + pool}": _pool(root, cluster, f"pool-{pool}")
                for pool in range(8)
            },
        }

    def _host(self, cluster: str, number: int) -> dict[str, Any]:
        return _in(
            cluster,
            f"esx{number:03}.lab.example",
            runtime={"connectionState": "connected", "inMaintenanceMode": False},
            vm=[f"VirtualMachine/vm-{n}" for n in range(number, self.machines, self.hosts)],
        )

    def _datastore(self, number: int) -> tuple[str, dict[str, Any]]:
        summary = {"accessible": True, "maintenanceMode": "normal", "freeSpace": 4096 * GB}
        site = number % len(_SITES)
        name = f"{_SITES[site]}-vsan-{number:03}"
        return f"Datastore/datastore-{number}", _in(f"Folder/group-s{site}", name, summary=summary)

    def _machine(self, number: int) -> dict[str, Any]:
        host, template = number % self.hosts, number % 100 == 0
        pool = 8 * (host // _HOSTS_IN_A_CLUSTER) + number % 8
        team, tier = _TEAMS[number % len(_TEAMS)], _TIERS[number % len(_TIERS)]
        disks = (
            f"[{_SITES[number % self.datastores % len(_SITES)]}-vsan-{number % self.datastores:03}]"
        )
        return _in(
            f"Folder/group-v{number % self.folders}",
            f"{team}-{tier}-{number:05}",
            resourcePool=None if template else f"ResourcePool/resgroup-{pool}",
            datastore=[f"Datastore/datastore-{number % self.datastores}"],
            config={
                "template": template,
                "guestId": "ubuntu64Guest",
                "files": {"vmPathName": f"{disks} vm-{number}/vm-{number}.vmx"},
                **(_of_template(number % self.datastores) if template else {}),
            },
            runtime={"host": f"HostSystem/host-{host}", "powerState": "poweredOn"},
        )

    def _role(self, number: int) -> dict[str, Any]:
        job = number % len(_JOBS)
        more = (f"VirtualMachine.Config.{one}" for one in ("Settings", "EditDevice", "Annotation"))
        privileges = [*_READ, *_OF_JOBS[job], *(list(more)[: number // len(_JOBS) % 4])]
        return {
            "roleId": _FIRST_ROLE + number,
            "name": f"{_JOBS[job]}-{number}",
            "privilege": privileges,
        }

    def _permissions(self) -> Iterator[dict[str, Any]]:
        """Those of the platform's groups on what is at the top, then each place in turns.

        Two in three are for groups, one in eight does not propagate, and in one place of five
        the role is one for another job.
        """
        tops, places = list(_tops()), list(self._places())
        taken: set[tuple[str, str]] = set()
        for number, (job, entity) in enumerate(tops):
            yield _permission(entity, group(0), self._role_of(job, number))
        for number in range(self.permissions - len(tops)):
            job, entity = places[number % len(places)]
            is_group, who = number % 3 != 0, 5 * number
            # With each round through the places it is somebody else's turn.
            while (entity, name := self._name(who, is_group=is_group)) in taken:
                who += 1
            taken.add((entity, name))
            role = self._role_of(job + (number % 5 == 0), number)
            stays = (number + 1) % 8 == 0
            yield _permission(entity, name, role, is_group=is_group, propagate=not stays)

    def _name(self, who: int, *, is_group: bool) -> str:
        return group(1 + who % (self.groups - 1)) if is_group else user(who % self.users)

    def _role_of(self, job: int, number: int) -> int:
        """The id of one of the roles for a job."""
        of_jobs = self.roles // len(_JOBS)
        return _FIRST_ROLE + job % len(_JOBS) + len(_JOBS) * (number % of_jobs)

    def _places(self) -> Iterator[tuple[int, str]]:
        """Where permissions are, each with the job that is done there."""
        yield from _tops()
        yield from ((0, f"Folder/group-v{n}") for n in range(self.folders))
        yield from ((0, f"VirtualMachine/vm-{n}") for n in range(0, self.machines, 100))
        yield from ((1, f"ClusterComputeResource/domain-c{n}") for n in range(self.clusters))
        yield from ((1, f"ResourcePool/resgroup-{n}") for n in range(self.pools))
        yield from ((2, f"Datastore/datastore-{n}") for n in range(self.datastores))
        yield from (
            (3, f"DistributedVirtualPortgroup/dvportgroup-{n}") for n in range(self.datastores)
        )

    def _members(self, number: int) -> list[str]:
        """Some users, and, in three of four groups, the group after: groups in groups."""
        users = [user((_MEMBERS * number + one) % self.users) for one in range(_MEMBERS)]
        is_last = (number + 1) % 4 == 0 or number + 1 == self.groups
        return users if is_last else [*users, group(number + 1)]


def user(number: int) -> str:
    """The name of a user."""
    return f"LAB\\{_TEAMS[number % len(_TEAMS)]}.{number:03}"


def group(number: int) -> str:
    """The name of a group."""
    return f"LAB\\g-{_TEAMS[number % len(_TEAMS)]}-{_JOBS[number % len(_JOBS)]}-{number:03}"


def _tops() -> Iterator[tuple[int, str]]:
    """The folders of each datacenter, each with the job that is done there."""
    for job, kind in enumerate(("vm", "h", "s", "n")):
        yield from ((job, f"Folder/group-{kind}{site}") for site in range(len(_SITES)))


def _permission(
    entity: str, principal: str, role: int, *, is_group: bool = True, propagate: bool = True
) -> dict[str, Any]:
    return {
        "entity": entity,
        "principal": principal,
        "group": is_group,
        "roleId": role,
        "propagate": propagate,
    }


def _of_template(datastore: int) -> dict[str, Any]:
    """What is known of a template besides: that it is not encrypted, and its disk."""
    backing = {
        "_typeName": "VirtualDiskFlatVer2BackingInfo",
        "fileName": "",
        "datastore": f"Datastore/datastore-{datastore}",
        "diskMode": "persistent",
        "thinProvisioned": True,
    }
    disk = {"_typeName": "VirtualDisk", "key": 2000, "capacityInBytes": 40 * GB, "backing": backing}
    return {"keyId": None, "hardware": {"device": [disk]}}


def _network(number: int) -> tuple[str, dict[str, Any]]:
    site = number % len(_SITES)
    reference = f"DistributedVirtualPortgroup/dvportgroup-{number}"
    return reference, _in(f"Folder/group-n{site}", f"{_SITES[site]}-vlan-{100 + number}")


def _pool(parent: str, cluster: str, name: str) -> dict[str, Any]:
    left = {"cpu": {"unreservedForVm": 48_000}, "memory": {"unreservedForVm": 512 * GB}}
    return _in(parent, name, owner=cluster, runtime=left)


def _in(parent: str | None, name: str, **properties: Any) -> dict[str, Any]:
    return {"name": name, "parent": parent, **properties}


def _reference(type_: str, value: str) -> dict[str, str]:
    return {"_typeName": "ManagedObjectReference", "type": type_, "value": value}
