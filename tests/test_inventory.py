"""An inventory says what its files say and knows what they leave out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from policyguard.inventory import UNKNOWN, Inventory
from policyguard.references import Reference
from tests.small_inventory import DATASTORE, FOLDER, VM, json_reference, lab, of

if TYPE_CHECKING:
    from pathlib import Path


def contents() -> list[dict[str, Any]]:
    return [
        {
            "_typeName": "ObjectContent",
            "obj": json_reference(VM),
            "propSet": [
                {
                    "_typeName": "DynamicProperty",
                    "name": "name",
                    "val": {"_typeName": "string", "_value": "a"},
                },
                {"name": "parent", "val": json_reference(FOLDER)},
                {"name": "config.hardware.numCPU", "val": {"_typeName": "int", "_value": 2}},
                {
                    "name": "config",
                    "val": {
                        "_typeName": "VirtualMachineConfigInfo",
                        "template": False,
                        "hardware": {"_typeName": "VirtualHardware", "numCPU": 2},
                    },
                },
            ],
            "missingSet": [{"path": "guest", "fault": {"_typeName": "NoPermission"}}],
        },
        {"obj": json_reference(FOLDER)},
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"objects": contents()},
        {"objects": {"_typeName": "RetrieveResult", "objects": contents()}},
        {"objects": {"objects": contents(), "token": "1"}},
        {"_typeName": "RetrieveResult", "objects": contents()},
        json.dumps(contents()).encode(),
    ],
    ids=["list", "result", "untyped-result", "whole-result", "whole-list"],
)
def test_a_live_snapshot_needs_no_translation(given: Any) -> None:
    found = Inventory.load(given)
    assert list(found.objects()) == [FOLDER, VM]
    assert found.get(VM, "name") == "a"
    assert found.get(VM, "config.template") is False
    assert found.get(VM, "config.ftInfo") is None
    assert found.get(VM, "guest.toolsStatus") is UNKNOWN
    assert found.get_reference(VM, "parent") == FOLDER


# What an inventory holds.


def test_an_inventory_holds_what_its_file_says() -> None:
    found = lab()
    assert found.about == {"apiType": "VirtualCenter", "apiVersion": "8.0.2.0"}
    assert sorted(found.complete) == ["permissions", "roles"]
    assert found.roles[101].privilege == frozenset({"VirtualMachine.Provisioning.Clone"})
    assert [str(p.entity) for p in found.permissions] == ["Folder/group-v3"]
    assert found.groups == {r"LAB\ops": (r"LAB\alice",)}
    assert found.groups_of(r"LAB\alice") == (r"LAB\ops",)
    assert found.permissions_of(r"LAB\ops", group=True) == found.permissions
    assert found.permissions_of(r"LAB\ops", group=False) == ()


def test_an_empty_inventory_knows_nothing() -> None:
    nothing: tuple[Any, ...] = ({}, [], {"objects": None, "roles": None, "complete": None})
    for given in nothing:
        found = Inventory.load(given)
        assert list(found.objects()) == []
        assert found.exists(VM) is UNKNOWN


def test_an_object_is_not_there_only_where_all_objects_are_described() -> None:
    assert lab().exists(VM) is True
    assert lab().exists(FOLDER) is UNKNOWN
    complete = of({}, complete=["objects"])
    assert complete.exists(VM) is True
    assert complete.exists(FOLDER) is False
    assert complete.known(VM)
    assert not complete.known(FOLDER)


@pytest.mark.parametrize("kind", ["ResourcePool", "VirtualApp"])
def test_the_pools_of_a_pool_are_those_below_it(kind: str) -> None:
    below = ["ResourcePool/resgroup-9"]
    inventory = Inventory.load({"objects": {f"{kind}/resgroup-8": {"resourcePool": below}}})
    assert inventory.get(Reference(kind, "resgroup-8"), "resourcePool") == below


def test_objects_come_sorted_and_by_type_with_its_subtypes() -> None:
    names = ["StoragePod/p", "Folder/b", "Folder/a", "Datastore/x"]
    found = Inventory.load({"objects": dict.fromkeys(names)})
    assert [str(one) for one in found.objects()] == sorted(names)
    assert [str(one) for one in found.objects("Folder")] == ["Folder/a", "Folder/b", "StoragePod/p"]


def test_an_object_is_called_by_its_name_if_it_has_one() -> None:
    assert lab().label(VM) == "`web-template` (VirtualMachine/vm-12)"
    assert lab().label(DATASTORE) == "Datastore/datastore-11"
    assert of({"name": None}).label(VM) == "VirtualMachine/vm-12"
    assert of({"name": "a\n\ud800"}).label(VM) == r"`a\u000a\ud800` (VirtualMachine/vm-12)"


def test_a_role_list_as_vcenter_gives_it_is_taken() -> None:
    role = {
        "_typeName": "AuthorizationRole",
        "roleId": -1,
        "system": True,
        "name": "Admin",
        "info": {"_typeName": "Description", "label": "Administrator", "summary": "Full access"},
    }
    permission = {
        "_typeName": "Permission",
        "entity": json_reference(FOLDER),
        "principal": "u",
        "group": False,
        "roleId": -1,
        "propagate": True,
    }
    found = Inventory.load({"roles": [role], "permissions": [permission]})
    assert found.roles[-1].privilege is None
    assert found.permissions[0].entity == FOLDER


# Several files.


def test_several_files_and_several_documents_are_one_inventory(tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.json"
    first.write_text(
        "objects: {VirtualMachine/vm-12: {name: a, runtime.question: null}}\ncomplete: [roles]\n"
        "---\ngroups: {g: [u]}\nroles: [{roleId: 1, name: r}]\n"
    )
    role = {"roleId": 1, "name": "r", "privilege": ["x"]}
    second.write_text(
        json.dumps(
            {
                "objects": {str(VM): {"runtime": {"powerState": "poweredOn"}, "name": "a"}},
                "roles": [role],
                "groups": {"g": ["v"]},
                "complete": ["groups"],
            }
        )
    )
    for given in ([first, str(second)], [str(second), first]):
        found = Inventory.load(given)  # type: ignore[arg-type]
        assert found.get(VM, "runtime") == {"question": None, "powerState": "poweredOn"}
        assert found.groups == {"g": ("u", "v")}
        assert sorted(found.complete) == ["groups", "roles"]
        assert found.roles[1].privilege == frozenset("x")
    merged = Inventory.load(first).merged(Inventory.load(second))
    assert merged.get(VM, "runtime.question") is None
    assert merged.groups == {"g": ("u", "v")}
    assert sorted(merged.complete) == ["groups", "roles"]
