"""The vCenter that the reference request is sent to: who may do what with its objects.

What the request needs is granted by groups, on folders and pools above what it names. Spoilt,
it is the same vCenter on a bad day.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from benchmarks.vcenter_objects import DATASTORES, GB, HOSTS, POOLS, Objects, objects

PRINCIPAL: Final = "LAB\\alice"
TRAINEE: Final = "LAB\\tim"

_READ: Final = ("System.Anonymous", "System.Read", "System.View")
_INTERACT: Final = (
    *("PowerOn", "PowerOff", "Reset", "Suspend", "ConsoleInteract", "AnswerQuestion"),
    "DeviceConnection",
)
_CONFIGURE: Final = (
    *("Settings", "CPUCount", "Memory", "EditDevice", "AddNewDisk", "Annotation"),
    *("AddRemoveDevice", "AdvancedConfig", "Resource"),
)


def inventory(*, spoilt: bool = False) -> dict[str, Any]:
    """The vCenter as an inventory file holds it."""
    known = objects()
    if spoilt:
        _spoil(known)
    return {
        "about": {"apiType": "VirtualCenter", "apiVersion": "8.0.2.0"},
        "complete": ["objects", "permissions", "roles", "groups"],
        "objects": known,
        "roles": _roles(),
        "permissions": _permissions(),
        "groups": {
            "LAB\\engineers": [PRINCIPAL],
            "LAB\\web-team": ["LAB\\engineers"],
            "LAB\\readers": ["LAB\\engineers", TRAINEE],
        },
    }


def _roles() -> list[dict[str, Any]]:
    privileges = {
        101: (
            "VirtualMachine.Provisioning.DeployTemplate",
            "VirtualMachine.Provisioning.Customize",
            "VirtualMachine.Provisioning.ReadCustSpecs",
        ),
        102: (
            "VirtualMachine.Inventory.CreateFromExisting",
            "VirtualMachine.Inventory.Move",
            *(f"VirtualMachine.Interact.{each}" for each in _INTERACT),
            *(f"VirtualMachine.Config.{each}" for each in _CONFIGURE),
        ),
        103: ("Resource.AssignVMToPool", "Resource.QueryVMotion"),
        104: ("Datastore.AllocateSpace", "Datastore.Browse"),
        105: ("Network.Assign",),
    }
    return [
        {"roleId": -2, "name": "ReadOnly", "privilege": list(_READ)},
        *(
            {"roleId": role, "name": f"role-{role}", "privilege": [*_READ, *own]}
            for role, own in privileges.items()
        ),
    ]


def _permissions() -> list[Mapping[str, Any]]:
    given = {
        "Folder/group-d1": ("LAB\\readers", -2),
        "Folder/group-v201": ("LAB\\web-team", 101),
        "Folder/group-v202": ("LAB\\web-team", 102),
        "ResourcePool/resgroup-80": ("LAB\\web-team", 103),
        "Folder/group-s5": ("LAB\\web-team", 104),
        "Folder/group-n6": ("LAB\\web-team", 105),
    }
    return [
        {"entity": entity, "principal": group, "group": True, "roleId": role, "propagate": True}
        for entity, (group, role) in given.items()
    ]


def _spoil(known: Objects) -> None:
    """Make faults of it, wherever the clone goes."""
    source = known["VirtualMachine/vm-1042"]
    source["runtime"]["question"] = {"_typeName": "VirtualMachineQuestionInfo", "id": "1"}
    source["guest"]["toolsVersionStatus2"] = "guestToolsNotInstalled"
    for host in HOSTS:
        known[f"HostSystem/{host}"]["runtime"]["inMaintenanceMode"] = True
        known[f"HostSystem/{host}"]["network"] = []
    for pool in POOLS:
        known[f"ResourcePool/{pool}"]["runtime"]["cpu"]["unreservedForVm"] = 10
    for store in DATASTORES:
        known[f"Datastore/{store}"]["info"]["maxFileSize"] = GB
