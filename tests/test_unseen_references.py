"""A null reference that may be to what a session is not allowed to see proves nothing."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.errors import InvalidInventory
from policyguard.inventory import UNKNOWN, Inventory
from policyguard.references import Reference

VM, TEMPLATE = "VirtualMachine/vm-1", {"config.template": True}
POOL, HOST, GROUP = "ResourcePool/p-1", "HostSystem/h-1", "DistributedVirtualPortgroup/dvpg-1"
SWITCH = "config.distributedVirtualSwitch"
FOLDER, OTHER, ROOT = "Folder/group-v3", "Folder/group-v4", "Folder/group-d1"


def said(entity: str, path: str, properties: dict[str, Any], **more: Any) -> Any:
    objects = {entity: properties, **more.pop("objects", {})}
    return Inventory.load({"objects": objects, **more}).get(Reference.parse(entity), path)


@pytest.mark.parametrize(
    ("entity", "path", "more"),
    [
        (VM, "resourcePool", {}),
        (VM, "resourcePool", {"config.template": False}),
        (VM, "runtime.host", {}),
        (VM, "runtime.host", TEMPLATE),
        (POOL, "owner", {}),
        (GROUP, SWITCH, {}),
        (FOLDER, "parent", {"childType": ["Folder", "VirtualMachine"]}),
    ],
)
def test_null_is_not_known(entity: str, path: str, more: dict[str, Any]) -> None:
    assert said(entity, path, {path: None, **more}) is UNKNOWN


@pytest.mark.parametrize(
    ("entity", "path", "more"),
    [
        (VM, "resourcePool", TEMPLATE),
        (VM, "parent", {"parentVApp": "VirtualApp/v-1"}),
        (VM, "parentVApp", {"parent": FOLDER}),
        (ROOT, "parent", {}),
        ("Folder/ha-folder-root", "parent", {}),
        (FOLDER, "parent", {"childType": ["Folder", "Datacenter"]}),
        (FOLDER, "parent", {}),
        (VM, "snapshot", {}),
        (HOST, "config.localSwapDatastore", {}),
    ],
)
def test_null_is_unset_where_something_else_says_so_or_nothing_could_be_hidden(
    entity: str, path: str, more: dict[str, Any]
) -> None:
    assert said(entity, path, {path: None, **more}) is None


@pytest.mark.parametrize("entity", [VM, FOLDER, POOL, HOST, "Datacenter/dc-1", "Network/n-1"])
@pytest.mark.parametrize("root", [ROOT, "Folder/ha-folder-root", "Folder/1"])
def test_beside_a_root_nothing_is_in_nothing(entity: str, root: str) -> None:
    nowhere = {"parent": None, **({"parentVApp": None} if entity == VM else {})}
    assert said(entity, "parent", nowhere, objects={root: {"parent": None}}) is UNKNOWN
    # An inventory of a few objects, in which no root is described, is taken at its word.
    assert said(entity, "parent", nowhere) is None
    assert said(entity, "parent", nowhere, objects={"Folder/2": {"parent": "Folder/3"}}) is None


def test_the_root_is_the_one_that_is_called_so_or_that_may_hold_datacenters() -> None:
    top: dict[str, Any] = {"parent": None}
    other = {FOLDER: {**top, "childType": ["Folder", "VirtualMachine"]}}
    assert said("Folder/1", "parent", top, objects=other) is None
    assert said("Folder/1", "parent", top, objects={ROOT: top}) is UNKNOWN
    assert said(ROOT, "parent", top, objects={"Folder/1": top}) is None


def test_a_place_tells_that_a_machine_is_in_no_other() -> None:
    assert said(VM, "parentVApp", {"parent": FOLDER}) is None
    assert said(VM, "parent", {"parentVApp": "VirtualApp/v-1"}) is None
    assert said(VM, "parent", {}) is UNKNOWN


def test_what_a_data_object_leaves_out_is_no_proof_either() -> None:
    runtime = {"_typeName": "VirtualMachineRuntimeInfo", "powerState": "poweredOff"}
    assert said(VM, "runtime.host", {"runtime": runtime}) is UNKNOWN


@pytest.mark.parametrize("blind", [{"runtime.host": None}, {"runtime": {"_typeName": "X"}}])
def test_who_sees_a_reference_contradicts_nobody_who_does_not(blind: dict[str, Any]) -> None:
    first, second = ({"objects": {VM: one}} for one in (blind, {"runtime.host": HOST}))
    for both in ([first, second], [second, first]):
        assert Inventory.load(both).get(Reference.parse(VM), "runtime.host") == HOST


@pytest.mark.parametrize("entity", [VM, FOLDER, HOST])
def test_beside_a_root_who_sees_a_parent_contradicts_nobody_who_does_not(entity: str) -> None:
    given: list[Any] = [{"objects": {entity: {"parent": up}}} for up in (None, OTHER)]
    first, second = given
    root: dict[str, Any] = {"objects": {ROOT: {"parent": None}}}
    for several in ([first, second, root], [root, second, first], [second, root, first]):
        assert Inventory.load(several).get(Reference.parse(entity), "parent") == OTHER
    with pytest.raises(InvalidInventory, match="parent` has two values"):
        Inventory.load([first, second])


def test_a_template_with_a_pool_is_still_a_contradiction() -> None:
    first, second = {**TEMPLATE, "resourcePool": None}, {"resourcePool": POOL}
    with pytest.raises(InvalidInventory, match="resourcePool` has two values"):
        Inventory.load([{"objects": {VM: first}}, {"objects": {VM: second}}])


def test_two_ends_beneath_a_null_that_proves_nothing_make_no_ring() -> None:
    ring = {FOLDER: {"parent": None, "childEntity": [OTHER]}}
    ring[OTHER] = {"parent": None, "childEntity": [FOLDER]}
    given = Inventory.load({"objects": {ROOT: {"parent": None}, **ring}})
    for one in ring:
        assert given.get(Reference.parse(one), "parent") is UNKNOWN


def test_what_lists_the_root_above_it_takes_no_parent_from_what_is_below() -> None:
    objects = {
        ROOT: {"parent": None, "childEntity": [FOLDER]},
        FOLDER: {"parent": None, "childEntity": [ROOT, OTHER]},
        OTHER: {},
    }
    given = Inventory.load({"objects": objects})
    ups = [given.get(Reference.parse(one), "parent") for one in (ROOT, FOLDER, OTHER)]
    assert ups == [None, ROOT, FOLDER]
