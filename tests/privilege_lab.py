"""The small vCenter that the privilege matrix is enumerated on, and a cell's request.

Each state of the privileges held is a principal of its own, whose permissions stand on the
entities themselves, so that exactly what a state lacks is lacking. A property that a cell
says is unknown is left out.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from policyguard import CloneRequest, Inventory
from tests.oracles.requirements import VIEW, Cell, Crypto, Lab, Layout, Need

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LAB = Lab(
    source="VirtualMachine/vm-30",
    folder="Folder/group-v8",
    own_pool="ResourcePool/resgroup-10",
    named_pool="ResourcePool/resgroup-11",
    named_host="HostSystem/host-23",
    source_host=("HostSystem/host-21", "not-safe"),
    pool_hosts={
        "HostSystem/host-21": "not-safe",
        "HostSystem/host-22": "safe",
        "HostSystem/host-23": "unknown",
    },
    home="Datastore/datastore-11",
    disks={2000: "Datastore/datastore-12", 2001: "Datastore/datastore-13"},
)
HOME, OTHER = "Datastore/datastore-14", "Datastore/datastore-15"
LAYOUTS = {
    "none": Layout(),
    "home": Layout(HOME),
    "home+disks": Layout(HOME, {2000: OTHER, 2001: HOME}),
    "disks": Layout(None, {2000: OTHER}),
}
DATASTORES = sorted({LAB.home, *LAB.disks.values(), HOME, OTHER})

NONE, ALL = r"LAB\none", r"LAB\all"
CLUSTER, ROOT_POOL = "ClusterComputeResource/domain-c7", "ResourcePool/resgroup-9"


# What is as it should be, so that nothing but privileges is in question.

SOUND_SOURCE: dict[str, Any] = {
    "runtime.connectionState": "connected",
    "runtime.powerState": "poweredOff",
    "runtime.question": None,
    "runtime.consolidationNeeded": False,
    "recentTask": [],
    "disabledMethod": [],
    "snapshot": None,
    "config.guestId": "ubuntu64Guest",
    "config.hardware.numCPU": 2,
    "config.hardware.memoryMB": 2048,
    "guest.toolsVersionStatus2": "guestToolsCurrent",
}
SOUND_HOST = {
    "runtime.connectionState": "connected",
    "runtime.inMaintenanceMode": False,
    "capability.maxSupportedVcpus": 768,
    "capability.maxSupportedVmMemory": 25165824,
    "capability.maxSupportedVMs": 1024,
    "vm": [],
    "datastore": DATASTORES,
}
SOUND_DATASTORE = {
    "summary.accessible": True,
    "summary.maintenanceMode": "normal",
    "summary.freeSpace": 1 << 40,
    "info.maxFileSize": 1 << 46,
}


# The vCenter of a cell.


def folders() -> dict[str, Any]:
    kinds = {"group-v3": "VirtualMachine", "group-h4": "ComputeResource", "group-s5": "Datastore"}
    return {
        "Folder/group-d1": {"name": "Datacenters", "parent": None},
        "Datacenter/datacenter-2": {"name": "dc", "parent": "Folder/group-d1"},
        **{
            f"Folder/{moid}": {"parent": "Datacenter/datacenter-2", "childType": ["Folder", kind]}
            for moid, kind in kinds.items()
        },
        LAB.folder: {
            "parent": "Folder/group-v3",
            "childType": ["Folder", "VirtualMachine"],
            "childEntity": [LAB.source],
        },
    }


def compute(hosts: Mapping[str, Crypto], not_safe: str) -> dict[str, Any]:
    pools = {LAB.own_pool: ROOT_POOL, LAB.named_pool: ROOT_POOL, ROOT_POOL: CLUSTER}
    cluster = {"name": "c7", "parent": "Folder/group-h4", "host": list(hosts)}
    crypto = {"safe": "safe", "not-safe": not_safe}
    policy = {"configurationEx.dasConfig.admissionControlPolicy": None}
    return {
        CLUSTER: cluster | policy,
        **{pool: {"parent": parent, "owner": CLUSTER} for pool, parent in pools.items()},
        **{
            host: SOUND_HOST | {"parent": CLUSTER} | known("runtime.cryptoState", crypto, state)
            for host, state in hosts.items()
        },
    }


def known(path: str, values: Mapping[str, Any], state: str) -> dict[str, Any]:
    """A property; left out where it is unknown."""
    return {} if state == "unknown" else {path: values[state]}


def datastores(hosts: Iterable[str]) -> dict[str, Any]:
    mount = {"_typeName": "HostMountInfo", "accessMode": "readWrite", "mounted": True}
    mounts = [{"_typeName": "DatastoreHostMount", "key": h, "mountInfo": mount} for h in hosts]
    common = {**SOUND_DATASTORE, "parent": "Folder/group-s5", "host": mounts}
    return {name: {**common, "name": name[-2:]} for name in DATASTORES}


def source(cell: Cell) -> dict[str, Any]:
    key = {"_typeName": "CryptoKeyId", "keyId": "k1"}
    return {
        **SOUND_SOURCE,
        "name": "web",
        "parent": LAB.folder,
        "runtime.host": LAB.source_host[0],
        "datastore": [LAB.home, *LAB.disks.values()],
        "config.files.vmPathName": f"[{LAB.home[-2:]}] web/web.vmx",
        "config.hardware.device": [disk(key, own) for key, own in LAB.disks.items()],
        **known("resourcePool", {"vm": LAB.own_pool, "template": None}, cell.source),
        **known("config.template", {"vm": False, "template": True}, cell.source),
        **known("config.keyId", {"no": None, "yes": key}, cell.encrypted),
        **known("runtime.cryptoState", {"no": None, "yes": "unlocked"}, cell.encrypted),
    }


def disk(key: int, datastore: str) -> dict[str, Any]:
    backing = {
        "_typeName": "VirtualDiskFlatVer2BackingInfo",
        "fileName": f"[{datastore[-2:]}] web/{key}.vmdk",
        "datastore": datastore,
        "diskMode": "persistent",
    }
    return {"_typeName": "VirtualDisk", "key": key, "capacityInBytes": 1 << 30, "backing": backing}


def principals(needs: Iterable[Need]) -> dict[str, frozenset[Need]]:
    """Each state of the privileges held: who is in it, and what they lack.

    To hold anything on an object is to see it, so only who holds nothing else there lacks that.
    """
    every = sorted((need for need in needs if need.entity is not None), key=str)
    more = {need.entity for need in every if need.privilege != VIEW}
    single = {
        rf"LAB\without-{n}": frozenset([need])
        for n, need in enumerate(every)
        if need.privilege != VIEW or need.entity not in more
    }
    return {ALL: frozenset(), NONE: frozenset(every), **single}


def access(needs: frozenset[Need]) -> dict[str, Any]:
    """Permissions for everyone but who holds none, and the roles these are made of."""
    roles: dict[tuple[str, ...], int] = {}
    permissions = []
    entities = sorted({need.entity for need in needs if need.entity})
    for (who, lacking), entity in product(principals(needs).items(), entities):
        held = sorted(need.privilege for need in needs - lacking if need.entity == entity)
        if who != NONE and (held or Need(VIEW, entity, "other", conditional=False) not in needs):
            role = roles.setdefault(tuple(held), 100 + len(roles))
            permissions.append(permission(entity, who, role))
    return {
        "roles": [{"roleId": n, "name": f"r{n}", "privilege": [*r]} for r, n in roles.items()],
        "permissions": permissions,
        "groups": {},
        "complete": ["permissions", "roles", "groups"],
    }


def permission(entity: str, who: str, role: int) -> dict[str, Any]:
    return {
        "entity": entity,
        "principal": who,
        "group": False,
        "roleId": role,
        "propagate": False,
    }


def inventory(
    cell: Cell, lab: Lab, needs: frozenset[Need], not_safe: str = "prepared"
) -> Inventory:
    """The vCenter of a cell; *not_safe* is the state of its hosts that are not safe."""
    hosts = dict(lab.pool_hosts)
    if cell.host != "absent":
        hosts[lab.named_host] = cell.host
    objects = folders() | compute(hosts, not_safe) | datastores(hosts) | {LAB.source: source(cell)}
    about = {"apiType": "VirtualCenter", "apiVersion": "8.0.2.0"}
    return Inventory.load({"about": about, "objects": objects, **access(needs)})


# The request of a cell.


def reference(entity: str) -> dict[str, str]:
    kind, moid = entity.split("/")
    return {"_typeName": "ManagedObjectReference", "type": kind, "value": moid}


def request(cell: Cell) -> CloneRequest:
    named = {
        "pool": LAB.named_pool if cell.pool == "given" else None,
        "host": LAB.named_host if cell.host != "absent" else None,
        "datastore": cell.layout.home,
    }
    location: dict[str, Any] = {
        "_typeName": "VirtualMachineRelocateSpec",
        **{member: reference(entity) for member, entity in named.items() if entity},
    }
    if cell.layout.disks:
        location["disk"] = [locator(key, at) for key, at in cell.layout.disks.items()]
    spec = {
        "_typeName": "VirtualMachineCloneSpec",
        "location": location,
        "template": cell.destination == "template",
        "powerOn": False,
    }
    if cell.customization == "yes":
        spec["customization"] = customization()
    body = {"folder": reference(LAB.folder), "name": "web-2", "spec": spec}
    return CloneRequest.of({"moId": LAB.source.removeprefix("VirtualMachine/"), "body": body})


def locator(key: int, datastore: str) -> dict[str, Any]:
    name = "VirtualMachineRelocateSpecDiskLocator"
    return {"_typeName": name, "diskId": key, "datastore": reference(datastore)}


def customization() -> dict[str, Any]:
    return {
        "_typeName": "CustomizationSpec",
        "globalIPSettings": {"_typeName": "CustomizationGlobalIPSettings"},
        "identity": {
            "_typeName": "CustomizationLinuxPrep",
            "hostName": {"_typeName": "CustomizationVirtualMachineName"},
            "domain": "lab.example",
        },
    }
