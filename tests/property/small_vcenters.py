"""Random vCenters by a plain generator of chance: many in little time, with entries that collide.

There is one of each kind of tree and little in it, and half of the entries are where
permissions are shared or where a virtual machine's two ways up run, so that folders, pools,
groups and entries meet.
"""

from __future__ import annotations

from random import Random
from typing import Any

USERS = ("u", "v")
GROUPS = ("G1", "G2", "G3")
PRIVILEGES = (
    "VirtualMachine.Provisioning.Clone",
    "VirtualMachine.Interact.PowerOn",
    "Cryptographer.Clone",
    "System.View",
)
ROLES = (-1, -2, -5, -5, -6, -8, 10, 11, 12, 12)

ROOT, DC = "Folder/d1", "Datacenter/2"
VMS, HOSTS, STORES, NETS = "Folder/v3", "Folder/h4", "Folder/s5", "Folder/n6"
CLUSTER, ALONE = "ClusterComputeResource/7", "ComputeResource/8"
POOLS = ("ResourcePool/9", "ResourcePool/10")
HOST_OF = {"HostSystem/11": CLUSTER, "HostSystem/12": ALONE}

Vcenter = dict[str, Any]


def small_vcenter(random: Random) -> Vcenter:
    """Everything an inventory file holds, complete."""
    objects = _objects(random)
    names = [*objects, "global"]
    crowded = [DC, VMS, CLUSTER, POOLS[0], ROOT, *(n for n in objects if n.startswith("Virtual"))]
    entries: dict[tuple[str, str], dict[str, Any]] = {}
    for _ in range(random.randint(1, 7)):
        entity = random.choice(crowded if random.random() < 0.5 else names)
        principal = random.choice((*USERS, *GROUPS))
        entries[entity, principal] = {
            "entity": entity,
            "principal": principal,
            "group": principal in GROUPS,
            "roleId": random.choice(ROLES),
            "propagate": random.random() < 0.7,
        }
    return {
        "objects": objects,
        "roles": [
            {"roleId": role, "name": f"r{role}", "privilege": _some(random, PRIVILEGES[:3], 2)}
            for role in sorted({role for role in ROLES if role > 0})
        ],
        "permissions": list(entries.values()),
        "groups": {group: _some(random, (*USERS, *GROUPS), 3) for group in GROUPS},
        "complete": ["permissions", "roles", "groups"],
    }


def _some(random: Random, among: tuple[str, ...], most: int) -> list[str]:
    return random.sample(among, random.randint(0, most))


def _objects(random: Random) -> dict[str, dict[str, Any]]:
    objects: dict[str, dict[str, Any]] = {ROOT: {"parent": None}, DC: {"parent": ROOT}}
    if random.random() < 0.3:  # a folder of datacenters
        objects |= {"Folder/d13": {"parent": ROOT}, DC: {"parent": "Folder/d13"}}
    objects |= {folder: {"parent": DC} for folder in (VMS, HOSTS, STORES, NETS)}
    objects |= {CLUSTER: {"parent": HOSTS}, ALONE: {"parent": HOSTS}}
    objects |= {host: {"parent": compute} for host, compute in HOST_OF.items()}
    objects |= dict(zip(POOLS, ({"parent": CLUSTER}, {"parent": ALONE}), strict=True))
    folders, pools = [VMS], list(POOLS)
    for number in range(random.randint(0, 2)):
        folders.append(f"Folder/v{20 + number}")
        objects[folders[-1]] = {"parent": random.choice(folders[:-1])}
    for number in range(random.randint(0, 2)):
        kind = random.choice(("ResourcePool", "ResourcePool", "VirtualApp"))
        pools.append(f"{kind}/{30 + number}")
        objects[pools[-1]] = {"parent": random.choice(pools[:-1])}
    _machines(random, objects, folders, pools)
    objects["StoragePod/40"] = {"parent": STORES}
    objects["Datastore/41"] = {"parent": random.choice((STORES, "StoragePod/40"))}
    objects["Network/42"] = {"parent": NETS}
    objects["DistributedVirtualPortgroup/43"] = {"parent": NETS}
    return objects


def _machines(
    random: Random, objects: dict[str, dict[str, Any]], folders: list[str], pools: list[str]
) -> None:
    for number in range(random.randint(1, 3)):
        pool: str | None = random.choice(pools)
        in_vapp = str(pool).startswith("VirtualApp/")
        template = not in_vapp and random.random() < 0.3
        # A primary is no secondary itself.
        secondary = number == 1 and random.random() < 0.3
        objects[f"VirtualMachine/{50 + number}"] = {
            "parent": None if in_vapp else random.choice(folders),
            "parentVApp": pool if in_vapp else None,
            "resourcePool": None if template else pool,
            "config.template": template,
            "runtime.host": random.choice(list(HOST_OF)),
            "config.ftInfo": {"primaryVM": "VirtualMachine/50"} if secondary else None,
        }
