"""What a clone writes: never negative, the sum over its disks, whatever their order."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from policyguard.facts import facts_of
from policyguard.facts.situation import Situation
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest

GIB = 2**30
STORES = ("datastore-1", "datastore-2")

disks = st.fixed_dictionaries(
    {
        "capacity": st.integers(0, 4096) | st.just(-1),
        "thin": st.booleans(),
        "delta": st.booleans(),
        "mapping": st.booleans(),
        "written": st.integers(-5, 4096),
        "to": st.sampled_from(STORES) | st.none(),
        "move": st.sampled_from(("createNewChildDiskBacking", None)),
    }
)
Disk = dict[str, Any]


def reference(store: str) -> dict[str, str]:
    return {"_typeName": "ManagedObjectReference", "type": "Datastore", "value": store}


def device(key: int, disk: Disk) -> dict[str, Any]:
    kind = "RawDiskMappingVer1" if disk["mapping"] else "FlatVer2"
    return {
        "_typeName": "VirtualDisk",
        "key": key,
        "capacityInBytes": disk["capacity"] * GIB,
        "backing": {
            "_typeName": f"VirtualDisk{kind}BackingInfo",
            "thinProvisioned": disk["thin"],
            "parent": {"fileName": "[x] y"} if disk["delta"] else None,
        },
    }


def needed(numbered: list[tuple[int, Disk]]) -> dict[str, int]:
    """The bytes that are surely written, by datastore."""
    locators = [
        {"diskId": key, "datastore": reference(disk["to"]), "diskMoveType": disk["move"]}
        for key, disk in numbered
        if disk["to"] is not None
    ]
    location = {"datastore": reference(STORES[0]), "disk": locators}
    layout = {
        "file": [{"key": key, "uniqueSize": d["written"] * GIB} for key, d in numbered],
        "disk": [{"key": key, "chain": [{"fileKey": [key]}]} for key, _ in numbered],
    }
    machine = {
        "config.template": False,
        "config.hardware.device": [device(key, disk) for key, disk in numbered],
        "layoutEx": layout,
    }
    request = CloneRequest.of({"moId": "vm-1", "body": {"spec": {"location": location}}})
    case = Situation(request, Inventory.load({"objects": {"VirtualMachine/vm-1": machine}}))
    found = facts_of(case, ()).items["datastore"]
    return {str(fact.details["datastore"]): fact.details["needed"] for fact in found}


@given(source=st.lists(disks, max_size=4))
def test_no_figure_is_negative_and_the_whole_is_the_sum_over_the_disks(source: list[Disk]) -> None:
    numbered = [(2000 + number, disk) for number, disk in enumerate(source)]
    whole = needed(numbered)
    assert all(size >= 0 for size in whole.values())
    alone = [needed([each]) for each in numbered]
    for store, size in whole.items():
        assert size == sum(one.get(store, 0) for one in alone)


@given(source=st.lists(disks, max_size=4), data=st.data())
def test_the_order_of_disks_changes_no_figure(source: list[Disk], data: st.DataObject) -> None:
    numbered = [(2000 + number, disk) for number, disk in enumerate(source)]
    assert needed(data.draw(st.permutations(numbered))) == needed(numbered)


@given(disk=disks)
def test_one_disk_takes_what_its_kind_takes(disk: Disk) -> None:
    """Its capacity if it is thick, what is written of it if that is known, else nothing sure."""
    store = f"Datastore/{disk['to'] or STORES[0]}"
    linked = disk["move"] is not None and disk["to"] is not None
    capacity = max(disk["capacity"], 0) * GIB
    if disk["mapping"] or linked or disk["delta"] or disk["capacity"] < 0:
        expected = 0
    elif not disk["thin"]:
        expected = capacity
    else:
        expected = max(disk["written"], 0) * GIB
    assert needed([(2000, disk)])[store] == expected
