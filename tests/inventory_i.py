"""Inventory I of privileges.md b.4, which the tests of authorization ask about."""

from __future__ import annotations

from typing import Any

from policyguard.authorization import Access, Authorizer, Principal
from policyguard.inventory import Inventory
from policyguard.references import Reference

CLONE = "VirtualMachine.Provisioning.Clone"
DEPLOY = "VirtualMachine.Provisioning.DeployTemplate"
CLONE_TEMPLATE = "VirtualMachine.Provisioning.CloneTemplate"
TO_TEMPLATE = "VirtualMachine.Provisioning.CreateTemplateFromVM"
POWER_ON = "VirtualMachine.Interact.PowerOn"
CREATE = "VirtualMachine.Inventory.CreateFromExisting"
ASSIGN = "Resource.AssignVMToPool"
ALLOCATE = "Datastore.AllocateSpace"
CRYPTO_CLONE, REGISTER_HOST = "Cryptographer.Clone", "Cryptographer.RegisterHost"
VIEW = "System.View"

ADMIN, READ_ONLY, NO_ACCESS, NO_CRYPTO = -1, -2, -5, -6
SINGLE = {
    privilege: 100 + number
    for number, privilege in enumerate((CLONE, POWER_ON, DEPLOY, CREATE, ASSIGN, ALLOCATE))
}

ROOT, DC1 = "Folder/group-d1", "Datacenter/datacenter-2"
VMS, HOSTS, STORES, NETS = (f"Folder/group-{n}" for n in ("v3", "h4", "s5", "n6"))
C1, HOST = "ClusterComputeResource/domain-c7", "HostSystem/host-41"
RP0, RP1 = "ResourcePool/resgroup-8", "ResourcePool/resgroup-9"
VAPP = "VirtualApp/resgroup-v10"
F1, F2 = "Folder/group-v11", "Folder/group-v12"
A, B, T1, S, V = (f"VirtualMachine/vm-{n}" for n in (21, 22, 23, 24, 25))
DS1, DS2, N1 = "Datastore/datastore-31", "Datastore/datastore-32", "Network/network-33"

Entry = tuple[str, str, int, bool]


def machine(pool: str | None = RP1, **more: Any) -> dict[str, Any]:
    return {
        "parent": F1,
        "resourcePool": pool,
        "runtime": {"host": HOST},
        "config": {"template": pool is None, "ftInfo": None},
        **more,
    }


def objects() -> dict[str, dict[str, Any]]:
    """Inventory I of b.4, with a vApp and a Fault Tolerance secondary beside."""
    return {
        ROOT: {"parent": None, "name": "Datacenters"},
        DC1: {"parent": ROOT, "name": "dc1"},
        VMS: {"parent": DC1, "name": "vm"},
        HOSTS: {"parent": DC1},
        STORES: {"parent": DC1},
        NETS: {"parent": DC1},
        C1: {"parent": HOSTS},
        HOST: {"parent": C1},
        RP0: {"parent": C1},
        RP1: {"parent": RP0},
        VAPP: {"parent": RP1},
        F1: {"parent": VMS, "name": "f1"},
        F2: {"parent": F1},
        A: machine(name="a"),
        B: machine(),
        T1: machine(pool=None),
        S: machine(config={"template": False, "ftInfo": {"primaryVM": A}}),
        V: machine(pool=VAPP, parent=None, parentVApp=VAPP),
        DS1: {"parent": STORES, "name": "ds-1"},
        DS2: {"parent": STORES, "name": "ds-2"},
        N1: {"parent": NETS},
    }


def inventory(*entries: Entry, **more: Any) -> dict[str, Any]:
    """Inventory I with permissions; a principal that begins with G is a group."""
    return {
        "objects": objects(),
        "roles": [
            {"roleId": number, "name": privilege.rpartition(".")[2], "privilege": [privilege]}
            for privilege, number in SINGLE.items()
        ],
        "permissions": [
            {
                "entity": entity,
                "principal": principal,
                "group": principal.startswith("G"),
                "roleId": role,
                "propagate": propagate,
            }
            for entity, principal, role, propagate in entries
        ],
        "groups": {"G1": ["u", "G3"], "G2": ["u"], "G3": ["w"]},
        "complete": ["permissions", "roles", "groups"],
        **more,
    }


def access(given: dict[str, Any], entity: str, privilege: str, user: str = "u") -> Access:
    authorizer = Authorizer(Inventory.load(given), Principal(user))
    return authorizer.access(Reference.parse(entity), privilege)


CLONER, POWER = SINGLE[CLONE], SINGLE[POWER_ON]
PROP, HERE = True, False

ADRIFT = "Folder/group-v99"  # nobody described it


def forget(given: dict[str, Any], entity: str, *paths: str) -> None:
    """Leave out what is known of an object."""
    for path in paths:
        del given["objects"][entity][path]
