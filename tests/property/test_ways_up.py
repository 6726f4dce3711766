"""Laws of the ways up: whatever an inventory says is above what, every way up ends."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from policyguard import Inventory
from policyguard.authorization import Authorizer, Principal
from policyguard.errors import InvalidInventory
from policyguard.least.places import Places
from policyguard.references import Reference
from tests import cost

ROOT, F3, F4 = "Folder/group-d1", "Folder/group-v3", "Folder/group-v4"
CENTER, CLUSTER, HOST = "Datacenter/dc-1", "ClusterComputeResource/c-1", "HostSystem/h-1"
P1, P2, V1, V2 = "ResourcePool/p-1", "ResourcePool/p-2", "VirtualApp/v-1", "VirtualApp/v-2"
M1, M2, M3 = "VirtualMachine/vm-1", "VirtualMachine/vm-2", "VirtualMachine/vm-3"
MACHINES, POOLS = (M1, M2, M3), (P1, P2, V1, V2)
FOLDERS = (ROOT, F3, F4)
PLACES = (*FOLDERS, CENTER, CLUSTER, HOST, *POOLS)
OBJECTS = (*PLACES, *MACHINES)

ONE_PLACE = st.sampled_from(PLACES) | st.none()
LISTED = st.lists(st.sampled_from(OBJECTS), max_size=3)
ONE = st.sampled_from(PLACES)
MACHINE = st.sampled_from(MACHINES)

BELOW: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "Folder": {
        "parent": ONE_PLACE,
        "childEntity": LISTED,
        "childType": st.just(["Folder", "VirtualMachine"]),
    },
    "Datacenter": {"parent": ONE_PLACE, "vmFolder": ONE, "hostFolder": ONE},
    "ClusterComputeResource": {"parent": ONE_PLACE, "host": LISTED, "resourcePool": ONE},
    "HostSystem": {"parent": ONE_PLACE, "vm": LISTED},
    "VirtualMachine": {
        "parent": ONE_PLACE,
        "parentVApp": ONE_PLACE,
        "resourcePool": ONE_PLACE,
        "runtime.host": ONE_PLACE,
        "config.template": st.booleans(),
        "config.ftInfo.primaryVM": MACHINE,
        "summary.config.ftInfo.primaryVM": MACHINE,
    },
}
POOL: dict[str, st.SearchStrategy[Any]] = {
    "parent": ONE_PLACE,
    "owner": ONE_PLACE,
    "resourcePool": LISTED,
    "vm": LISTED,
}


def of(entity: str) -> st.SearchStrategy[dict[str, Any]]:
    properties = BELOW.get(entity.partition("/")[0], POOL)
    return st.fixed_dictionaries({}, optional=properties)


SAID = st.fixed_dictionaries({}, optional={entity: of(entity) for entity in OBJECTS})


@given(SAID, st.sampled_from(OBJECTS))
@example(
    {
        ROOT: {"parent": None},
        F3: {"parent": None, "childEntity": [F4]},
        F4: {"parent": None, "childEntity": [F3]},
    },
    M1,
)
@example({M1: {"summary.config.ftInfo.primaryVM": M1}}, CENTER)
def test_every_way_up_ends(objects: dict[str, Any], on: str) -> None:
    entry = {"entity": on, "principal": "u", "group": False, "roleId": 5, "propagate": False}
    said = {"objects": objects, "permissions": [entry], "complete": ["permissions", "groups"]}
    try:
        inventory = Inventory.load(said)
    except InvalidInventory:
        return  # a ring that is written

    def ask() -> None:
        authorizer, places = Authorizer(inventory, Principal("u")), Places(inventory)
        for entity in map(Reference.parse, OBJECTS):
            authorizer.access(entity, "Datastore.AllocateSpace")
            places.above(places.place(entity))

    cost.calls(ask, most=300_000)
