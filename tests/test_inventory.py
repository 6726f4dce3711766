"""An inventory says what its files say, knows what they leave out, and refuses the rest."""

from __future__ import annotations

import datetime as dt
import json
import sys
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyguard.errors import InvalidInventory, UnreadableDocument
from policyguard.inventory import UNKNOWN, Inventory
from policyguard.references import Reference, is_a

VM = Reference("VirtualMachine", "vm-12")
FOLDER = Reference("Folder", "group-v3")
DATASTORE = Reference("Datastore", "datastore-11")

LAB = r"""
about: {apiType: VirtualCenter, apiVersion: 8.0.2.0}
objects:
  VirtualMachine/vm-12:
    name: web-template
    parent: Folder/group-v3
    config.template: true
    runtime: {connectionState: connected, host: null}
    datastore: [Datastore/datastore-11]
    config.ftInfo: null
roles:
  - {roleId: 101, name: Cloner, privilege: [VirtualMachine.Provisioning.Clone]}
permissions:
  - {entity: Folder/group-v3, principal: 'LAB\ops', group: true, roleId: 101, propagate: true}
groups:
  'LAB\ops': ['LAB\alice']
complete: [permissions, roles]
"""


def lab() -> Inventory:
    return Inventory.load(LAB.encode())


def of(properties: dict[str, Any], **more: Any) -> Inventory:
    return Inventory.load({"objects": {str(VM): properties}, **more})


def json_reference(reference: Reference) -> dict[str, str]:
    return {
        "_typeName": "ManagedObjectReference",
        "type": reference.type,
        "value": reference.value,
    }


# References.

TYPES = st.from_regex(r"[A-Z][A-Za-z0-9]*", fullmatch=True)
REFERENCES = st.builds(Reference, TYPES, st.text(min_size=1))


@given(REFERENCES)
def test_every_way_of_writing_a_reference_reads_back_as_it(reference: Reference) -> None:
    assert Reference.parse(str(reference)) == reference
    assert Reference.of(reference.json()) == reference
    assert Reference.of(reference) == reference
    assert reference.json() == json_reference(reference)


def test_a_reference_may_leave_out_its_type_name() -> None:
    assert Reference.of({"type": "Folder", "value": "group-v3"}) == FOLDER


NO_REFERENCES = [
    None,
    3,
    "",
    "vm-12",
    "VirtualMachine/",
    "/vm-12",
    "virtualMachine/vm-12",
    "Virtual Machine/vm-12",
    "Ünit/vm-12",
    [],
    {},
    {"type": "Folder"},
    {"type": "Folder", "value": 3},
    {"type": "Folder", "value": ""},
    {"type": 3, "value": "group-v3"},
    {"type": "Folder/x", "value": "group-v3"},
    {"_typeName": "OptionValue", "type": "Folder", "value": "group-v3"},
    {"type": "Folder", "value": "group-v3", "key": 1},
]


@pytest.mark.parametrize("value", NO_REFERENCES, ids=repr)
def test_nothing_else_is_a_reference(value: Any) -> None:
    assert Reference.of(value) is None


@given(st.text())
def test_parsing_what_is_no_reference_says_so_in_one_line(text: str) -> None:
    if Reference.of(text) is None:
        with pytest.raises(ValueError, match="is not of the form") as raised:
            Reference.parse(text)
        assert str(raised.value).isprintable()


SUBTYPES = [
    ("StoragePod", "Folder"),
    ("VirtualApp", "ResourcePool"),
    ("ClusterComputeResource", "ComputeResource"),
    ("DistributedVirtualPortgroup", "Network"),
    ("OpaqueNetwork", "Network"),
    ("VmwareDistributedVirtualSwitch", "DistributedVirtualSwitch"),
]


@pytest.mark.parametrize(("type_", "base"), SUBTYPES)
def test_a_managed_type_is_its_base_and_not_the_other_way_round(type_: str, base: str) -> None:
    assert is_a(type_, base)
    assert is_a(base, base)
    assert not is_a(base, type_)
    assert not is_a(type_, "VirtualMachine")


# Properties.


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", "web-template"),
        ("config.template", True),
        ("runtime.connectionState", "connected"),
        ("runtime.host", None),
        ("runtime.host.name", None),
        ("config.ftInfo.primaryVM", None),
        ("datastore", ["Datastore/datastore-11"]),
    ],
)
def test_a_property_has_the_value_that_the_file_gives(path: str, value: Any) -> None:
    assert lab().get(VM, path) == value


@pytest.mark.parametrize(
    "path", ["guest", "runtime.powerState", "config", "name.x", "datastore.0", "", "parent.name"]
)
def test_what_the_file_leaves_out_is_unknown_and_not_unset(path: str) -> None:
    if path == "config":
        assert lab().get(VM, path) == {"template": True, "ftInfo": None}
    else:
        assert lab().get(VM, path) is UNKNOWN
    assert lab().get(Reference("VirtualMachine", "vm-99"), path) is UNKNOWN


def test_unknown_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match="is UNKNOWN"):
        bool(UNKNOWN)


def test_inside_a_data_object_what_is_absent_is_unset() -> None:
    found = of({"config": {"_typeName": "VirtualMachineConfigInfo", "template": False}})
    assert found.get(VM, "config.template") is False
    assert found.get(VM, "config.keyId.providerId") is None
    assert of({"config": {"template": False}}).get(VM, "config.keyId") is UNKNOWN


def test_a_managed_object_is_no_data_object_even_with_a_type_name() -> None:
    found = of({"_typeName": "VirtualMachine", "name": "a"})
    assert found.get(VM, "parent") is UNKNOWN
    both = Inventory.load([{"objects": {str(VM): {"_typeName": "VirtualMachine"}}}, found_again()])
    assert both.get(VM, "name") == "a"


def found_again() -> dict[str, Any]:
    return {"objects": {str(VM): {"name": "a"}}}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from("abc"), inner, min_size=1, max_size=2)
    ),
    max_leaves=6,
)
TREES = st.dictionaries(st.sampled_from("abc"), VALUES, min_size=1)


def dotted(tree: dict[str, Any], choose: Any, prefix: str = "") -> dict[str, Any]:
    """The same properties, with dots in some places instead of nesting."""
    flat: dict[str, Any] = {}
    for name, value in tree.items():
        if isinstance(value, dict) and choose():
            flat |= dotted(value, choose, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat


@given(TREES, st.data())
def test_dotted_paths_and_nested_mappings_are_the_same_thing(
    tree: dict[str, Any], data: st.DataObject
) -> None:
    other = of(dotted(tree, lambda: data.draw(st.booleans())))
    for name in "abc":
        assert of(tree).get(VM, name) == other.get(VM, name)
        assert of(tree).get(VM, f"{name}.a.b") == other.get(VM, f"{name}.a.b")


@given(TREES, TREES)
def test_statements_together_say_what_each_says_or_are_refused(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    try:
        both = Inventory.load([{"objects": {str(VM): one}}, {"objects": {str(VM): other}}])
    except InvalidInventory as refusal:
        assert "two values" in str(refusal)
        with pytest.raises(InvalidInventory):
            Inventory.load([{"objects": {str(VM): other}}, {"objects": {str(VM): one}}])
        return
    for part in (one, other):
        for path, value in dotted(part, lambda: True).items():
            assert both.get(VM, path) == value


def test_a_key_of_an_array_stays_with_it() -> None:
    found = of({'config.extraConfig["a.b"].value': "x", "config.hardware.device[4000].key": 4000})
    assert found.get(VM, 'config.extraConfig["a.b"].value') == "x"
    assert found.get(VM, "config.hardware") == {"device[4000]": {"key": 4000}}


def test_boxed_values_are_opened() -> None:
    found = of(
        {
            "name": {"_typeName": "string", "_value": "a"},
            "datastore": {
                "_typeName": "ArrayOfManagedObjectReference",
                "_value": [json_reference(DATASTORE)],
            },
            "config.extraConfig": [
                {"_typeName": "OptionValue", "key": "k", "value": {"_typeName": "int", "_value": 3}}
            ],
        }
    )
    assert found.get(VM, "name") == "a"
    assert found.get_references(VM, "datastore") == (DATASTORE,)
    assert found.get(VM, "config.extraConfig")[0]["value"] == 3


def test_references_are_read_in_either_form() -> None:
    for written in (
        str(FOLDER),
        json_reference(FOLDER),
        {"type": "Folder", "value": "group-v3"},
        FOLDER,
    ):
        found = of({"parent": written, "datastore": [written, DATASTORE]})
        assert found.get_reference(VM, "parent") == FOLDER
        assert found.get_references(VM, "datastore") == (FOLDER, DATASTORE)
        assert found.get(VM, "parent.name") is UNKNOWN


def test_what_is_no_reference_is_unknown_when_asked_for_as_one() -> None:
    found = of({"a": 3, "b": None, "c": ["Folder/x", 3], "d": "Folder/x"})
    assert found.get_reference(VM, "a") is UNKNOWN
    assert found.get_reference(VM, "b") is None
    assert found.get_reference(VM, "z") is UNKNOWN
    assert found.get_references(VM, "b") is None
    assert found.get_references(VM, "c") is UNKNOWN
    assert found.get_references(VM, "d") is UNKNOWN
    assert found.get_references(VM, "z") is UNKNOWN


def test_nothing_done_to_what_was_handed_in_reaches_the_inventory() -> None:
    device = {"key": 2000}
    given = {
        "objects": {str(VM): {"config": {"hardware": {"device": [device]}}}},
        "groups": {"g": ["u"]},
    }
    found = Inventory.load(given)
    device["key"] = 1
    given["groups"]["g"].append("v")
    assert found.get(VM, "config.hardware.device") == [{"key": 2000}]
    assert found.groups == {"g": ("u",)}


class Word(StrEnum):
    SAFE = "safe"


def test_values_that_python_holds_for_json_are_taken_as_it() -> None:
    found = of(
        MappingProxyType(
            {
                "a": (1, 2),
                "b": Word.SAFE,
                "c": dt.datetime(2024, 1, 2, 3, 4, tzinfo=dt.UTC),
                "d": MappingProxyType({"x": 1}),
            }
        )  # type: ignore[arg-type]
    )
    assert found.get(VM, "a") == [1, 2]
    assert type(found.get(VM, "b")) is str
    assert found.get(VM, "c") == "2024-01-02T03:04:00+00:00"
    assert found.get(VM, "d.x") == 1


# What RetrievePropertiesEx returns.


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
    assert found.complete == {"permissions", "roles"}
    assert found.roles[101].privilege == {"VirtualMachine.Provisioning.Clone"}
    assert [str(p.entity) for p in found.permissions] == ["Folder/group-v3"]
    assert found.groups == {r"LAB\ops": (r"LAB\alice",)}
    assert found.groups_of(r"LAB\alice") == (r"LAB\ops",)
    assert found.permissions_of(r"LAB\ops", group=True) == found.permissions
    assert found.permissions_of(r"LAB\ops", group=False) == ()


def test_an_empty_inventory_knows_nothing() -> None:
    for given in ({}, [], {"objects": None, "roles": None, "complete": None}):
        found = Inventory.load(given)  # type: ignore[arg-type]
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
        "objects: {VirtualMachine/vm-12: {name: a, runtime.host: null}}\ncomplete: [roles]\n"
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
        assert found.get(VM, "runtime") in (
            {"host": None, "powerState": "poweredOn"},
            {"powerState": "poweredOn", "host": None},
        )
        assert found.groups == {"g": ("u", "v")}
        assert found.complete == {"roles", "groups"}
        assert found.roles[1].privilege == {"x"}
    merged = Inventory.load(first).merged(Inventory.load(second))
    assert merged.get(VM, "runtime.host") is None
    assert merged.groups == {"g": ("u", "v")}
    assert merged.complete == {"roles", "groups"}


PERMISSION = {"entity": "global", "principal": "u", "group": False, "roleId": 1, "propagate": True}
CONTRADICTIONS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "property": (
        {"objects": {str(VM): {"config.template": True}}},
        {"objects": {str(VM): {"config": {"template": False}}}},
        "`VirtualMachine/vm-12:config.template` has two values,"
        " `true` at inventory 1 and `false` at inventory 2",
    ),
    "number-and-yes": (
        {"objects": {str(VM): {"a": 1}}},
        {"objects": {str(VM): {"a": True}}},
        "`VirtualMachine/vm-12:a` has two values, `1` at inventory 1 and `true` at inventory 2",
    ),
    "unset-in-data-object": (
        {"objects": {str(VM): {"config": {"_typeName": "VirtualMachineConfigInfo"}}}},
        {"objects": {str(VM): {"config.template": True}}},
        "`VirtualMachine/vm-12:config.template` has two values,"
        " `null` at inventory 1 and `true` at inventory 2",
    ),
    "below-what-is-unset": (
        {"objects": {str(VM): {"runtime": None}}},
        {"objects": {str(VM): {"runtime.host": "HostSystem/h"}}},
        "`VirtualMachine/vm-12:runtime` has two values,"
        " `null` at inventory 1 and a mapping at inventory 2",
    ),
    "list": (
        {"objects": {str(VM): {"a": [{"b": 1}]}}},
        {"objects": {str(VM): {"a": [{"b": 2}]}}},
        "`VirtualMachine/vm-12:a.0.b` has two values, one at inventory 1 and one at inventory 2",
    ),
    "longer-list": (
        {"objects": {str(VM): {"a": [1]}}},
        {"objects": {str(VM): {"a": [1, 2]}}},
        "`VirtualMachine/vm-12:a` has two values, a list at inventory 1 and a list at inventory 2",
    ),
    "role": (
        {"roles": [{"roleId": 1, "name": "r", "privilege": ["a"]}]},
        {"roles": [{"roleId": 1, "name": "r", "privilege": ["a", "b"]}]},
        "role 1 is described in two ways, at inventory 1 and at inventory 2",
    ),
    "role-name": (
        {"roles": [{"roleId": 1, "name": "r"}]},
        {"roles": [{"roleId": 1, "name": "s"}]},
        "role 1 is described in two ways, at inventory 1 and at inventory 2",
    ),
    "permission": (
        {"permissions": [PERMISSION]},
        {"permissions": [{**PERMISSION, "propagate": False}]},
        "the permission of `u` on `global` is given in two ways, at inventory 1 and at inventory 2",
    ),
    "group-permission": (
        {"permissions": [{**PERMISSION, "entity": str(VM), "group": True}]},
        {"permissions": [{**PERMISSION, "entity": json_reference(VM), "group": True, "roleId": 2}]},
        "the permission of group `u` on `VirtualMachine/vm-12` is given in two ways,"
        " at inventory 1 and at inventory 2",
    ),
    "about": (
        {"about": {"instanceUuid": "1"}},
        {"about": {"instanceUuid": "2"}},
        "`about.instanceUuid` is given in two ways, at inventory 1 and at inventory 2",
    ),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_a_contradiction_names_both_places(case: str) -> None:
    one, other, message = CONTRADICTIONS[case]
    with pytest.raises(InvalidInventory) as raised:
        Inventory.load([one, other])
    assert str(raised.value) == message
    with pytest.raises(InvalidInventory):
        Inventory.load(one).merged(Inventory.load(other))


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_what_is_said_twice_is_said_once(case: str) -> None:
    for given in CONTRADICTIONS[case][:2]:
        twice = Inventory.load([given, given])
        once = Inventory.load(given)
        assert twice.permissions == once.permissions
        assert twice.roles == once.roles
        assert list(twice.objects()) == list(once.objects())


AGREEMENTS: list[tuple[Any, Any]] = [
    ("Folder/group-v3", {"type": "Folder", "value": "group-v3"}),
    (None, {"host": None, "boot": {"at": None}}),
    (1, 1.0),
    (float("nan"), float("nan")),
    ({"_typeName": "X", "a": 1}, {"a": 1, "b": None}),
    ({"_typeName": "X", "a": 1, "b": None}, {"_typeName": "X", "a": 1}),
    ([{"a": 1}], [{"a": 1}]),
]


@pytest.mark.parametrize(("one", "other"), AGREEMENTS, ids=str)
def test_the_same_said_in_another_way_is_no_contradiction(one: Any, other: Any) -> None:
    parts = [{"objects": {str(VM): {"x": value}}} for value in (one, other)]
    assert Inventory.load(parts).known(VM)
    assert Inventory.load(parts[::-1]).known(VM)


def test_a_contradiction_within_a_file_has_both_lines() -> None:
    text = (
        "objects:\n"
        "  VirtualMachine/vm-12:\n"
        "    config.template: true\n"
        "    name: x\n"
        "    config:\n"
        "      template: false\n"
    )
    with pytest.raises(InvalidInventory) as raised:
        Inventory.load(text.encode())
    assert str(raised.value) == (
        "inventory:3 and inventory:6: `VirtualMachine/vm-12:config.template` has two values"
    )


def test_a_contradiction_between_results_has_both_lines(tmp_path: Path) -> None:
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for file, cpus in zip(files, (2, 4), strict=True):
        content = {
            "obj": json_reference(VM),
            "propSet": [{"name": "name", "val": "a"}, {"name": "config.cpus", "val": cpus}],
        }
        file.write_text(json.dumps({"objects": [content]}, indent=0))
    with pytest.raises(InvalidInventory) as raised:
        Inventory.load(files)  # type: ignore[arg-type]
    assert str(raised.value) == (
        f"`VirtualMachine/vm-12:config.cpus` has two values, `2` at {files[0]}:16 and `4` at {files[1]}:16"
    )


# What is refused.

MISTAKES: dict[str, tuple[str, list[str]]] = {
    "no-mapping": ("3", ["inventory:1: an inventory is a mapping, not `3`"]),
    "null": ("~", ["inventory:1: an inventory is a mapping, not `null`"]),
    "unknown-key": (
        "role: []",
        ["inventory:1: unknown key `role`, did you mean `roles`"],
    ),
    "quite-unknown-key": (
        "zzz: []",
        [
            "inventory:1: unknown key `zzz`, there are `about`, `objects`, `roles`, `permissions`,"
            " `groups`, `complete`"
        ],
    ),
    "role": (
        "roles:\n- {roleId: '1', nam: x, privilege: x}\n- 3",
        [
            'inventory:2: `roles[0].roleId` is `"1"`, expected an integer',
            "inventory:2: `roles[0].name` is missing",
            'inventory:2: `roles[0].privilege` is `"x"`, expected a list',
            "inventory:2: unknown key `roles[0].nam`, did you mean `name`",
            "inventory:3: `roles[1]` is `3`, expected a mapping",
        ],
    ),
    "permission": (
        "permissions:\n"
        "- {entity: vm-1, principal: '', group: 1, roleId: true, propagate: ~}\n"
        "- {principal: u, group: false, roleId: 1, propagate: true}",
        [
            'inventory:2: `permissions[0].entity` is `"vm-1"`,'
            " expected `Type/moId`, a VI JSON reference or `global`",
            "inventory:2: `permissions[0].principal` is an empty text,"
            " expected a text that is not empty",
            "inventory:2: `permissions[0].group` is `1`, expected true or false",
            "inventory:2: `permissions[0].roleId` is `true`, expected an integer",
            "inventory:2: `permissions[0].propagate` is `null`, expected true or false",
            "inventory:3: `permissions[1].entity` is missing",
        ],
    ),
    "groups": (
        "groups: {a: [1], b: {}}",
        [
            "inventory:1: `groups.a[0]` is `1`, expected a text",
            "inventory:1: `groups.b` is a mapping, expected a list",
        ],
    ),
    "complete": (
        "complete: [role]",
        [
            'inventory:1: `complete[0]` is `"role"`,'
            " expected `objects`, `permissions`, `roles` or `groups`"
        ],
    ),
    "complete-of-everything": (
        "complete: true",
        ["inventory:1: `complete` is `true`, expected a list"],
    ),
    "about": (
        "about: {apitype: x}",
        ["inventory:1: unknown key `about.apitype`, did you mean `apiType`"],
    ),
    "objects": (
        "objects: 3",
        ["inventory:1: `objects` is `3`, expected a mapping or a list"],
    ),
    "object": (
        "objects:\n  vm-12: {}\n  VirtualMachine/vm-12: []\n",
        [
            "inventory:2: `objects.vm-12` is no object, expected `Type/moId`",
            "inventory:3: `objects.VirtualMachine/vm-12` is a list, expected a mapping of properties",
        ],
    ),
    "content": (
        "objects:\n- {obj: 3}\n- {obj: Folder/a, props: []}\n- {obj: Folder/a, propSet: [{name: x}]}",
        [
            "inventory:2: `objects[0].obj` is `3`, expected `Type/moId` or a VI JSON reference",
            "inventory:3: `objects[1]` is no `ObjectContent` of `obj`, `propSet` and `missingSet`",
            "inventory:4: `objects[2].propSet` is no list of `DynamicProperty`, each `name` and `val`",
        ],
    ),
    "reference": (
        "objects:\n  VirtualMachine/vm-12:\n    parent: group-v3\n    runtime.host: [HostSystem/h]",
        [
            'inventory:3: `VirtualMachine/vm-12:parent` is `"group-v3"`,'
            " expected `Type/moId` or a VI JSON reference",
            "inventory:4: `VirtualMachine/vm-12:runtime.host` is a list,"
            " expected `Type/moId` or a VI JSON reference",
        ],
    ),
    "machine-above": (
        "objects: {Folder/a: {parent: VirtualMachine/b}}",
        [
            'inventory:1: `Folder/a:parent` is `"VirtualMachine/b"`,'
            " expected what can be above other objects"
        ],
    ),
    "folder-as-primary": (
        "objects: {VirtualMachine/a: {config.ftInfo: {primaryVM: Folder/b}}}",
        [
            'inventory:1: `VirtualMachine/a:config.ftInfo.primaryVM` is `"Folder/b"`,'
            " expected a virtual machine"
        ],
    ),
    "path": (
        "objects: {VirtualMachine/a: {a..b: 1}, VirtualMachine/b: {a.: 1}, VirtualMachine/c: {.a: 1}}",
        [
            "inventory:1: `VirtualMachine/a:a` has the key `.b`, which is not a property path",
            "inventory:1: `VirtualMachine/b` has the key `a.`, which is not a property path",
            "inventory:1: `VirtualMachine/c` has the key `.a`, which is not a property path",
        ],
    ),
    "ring": (
        "objects:\n  Folder/a: {parent: Folder/b}\n  Folder/b: {parent: Folder/c}\n"
        "  Folder/c: {parent: Folder/b}",
        ["inventory:3: `Folder/b:parent` leads back to it: Folder/b → Folder/c → Folder/b"],
    ),
    "own-parent": (
        "objects: {Folder/a: {parent: Folder/a}}",
        ["inventory:1: `Folder/a:parent` leads back to it: Folder/a → Folder/a"],
    ),
    "own-primary": (
        "objects: {VirtualMachine/a: {config.ftInfo.primaryVM: VirtualMachine/a}}",
        [
            "inventory:1: `VirtualMachine/a:config.ftInfo.primaryVM` leads back to it:"
            " VirtualMachine/a → VirtualMachine/a"
        ],
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_every_mistake_is_named_with_its_place_and_what_was_expected(case: str) -> None:
    text, mistakes = MISTAKES[case]
    with pytest.raises(InvalidInventory) as raised:
        Inventory.load(text.encode())
    assert str(raised.value).split("; ") == mistakes


def test_a_long_ring_and_a_long_list_of_mistakes_are_cut() -> None:
    ring = {f"Folder/{n}": {"parent": f"Folder/{(n + 1) % 9}"} for n in range(9)}
    with pytest.raises(InvalidInventory) as raised:
        Inventory.load({"objects": ring})
    assert str(raised.value).endswith(
        "Folder/0 → Folder/1 → Folder/2 → Folder/3 → Folder/4 → Folder/5 → … → Folder/0"
    )
    with pytest.raises(InvalidInventory) as raised:
        Inventory.load({"roles": [3] * 50})
    assert str(raised.value).endswith("; and 30 more")


def test_a_ring_without_a_line_still_has_a_place() -> None:
    parts = [{"objects": {"Folder/a": {}}}, {"objects": {"Folder/a": {"parent": "Folder/a"}}}]
    with pytest.raises(InvalidInventory, match="^inventory 1: `Folder/a:parent` leads back"):
        Inventory.load(parts)


@pytest.mark.parametrize("given", [3, None, 1.5, object(), [3], ["", object()]], ids=repr)
def test_what_cannot_be_an_inventory_is_refused(given: Any) -> None:
    with pytest.raises((InvalidInventory, UnreadableDocument)):
        Inventory.load(given)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"nothing\.yaml: no such file"):
        Inventory.load(tmp_path / "nothing.yaml")
    with pytest.raises(UnreadableDocument, match="is a directory"):
        Inventory.load(str(tmp_path))
    with pytest.raises(UnreadableDocument, match="null"):
        Inventory.load("a\0b")
    with pytest.raises(UnreadableDocument, match="inventory:1"):
        Inventory.load(b"{")


# Hostile values.


def endless() -> Any:
    value: dict[str, Any] = {}
    value["again"] = [value]
    return value


def deep(levels: int = 100_000) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def wide() -> Any:
    """2 ** 60 values in sixty lists."""
    value: list[Any] = []
    for _ in range(60):
        value = [value, value]
    return value


@pytest.mark.parametrize("section", ["x", "roles", "groups", "about", "permissions", "complete"])
@pytest.mark.parametrize("value", [endless, deep], ids=["endless", "deep"])
def test_endless_and_deep_values_are_refused_wherever_they_stand(section: str, value: Any) -> None:
    given = {"objects": {str(VM): {"x": value()}}} if section == "x" else {section: value()}
    with pytest.raises(InvalidInventory, match="holds itself|nested more than 100 levels"):
        Inventory.load(given)


def test_deep_paths_are_refused_and_deep_lookups_answered() -> None:
    with pytest.raises(InvalidInventory, match="nested more than 100 levels"):
        of({".".join("a" * 10_000): 1})
    assert lab().get(VM, ".".join(["runtime"] * 10_000)) is UNKNOWN


def test_shared_values_cost_what_they_hold_and_not_what_they_stand_for() -> None:
    given = {"objects": {str(VM): {"x": wide(), "y": wide()}}}
    found = Inventory.load([given, {"objects": {str(VM): {"x": wide()}}}])
    assert len(found.get(VM, "x")) == 2


def test_a_value_as_deep_as_allowed_fits_on_the_stack() -> None:
    value: Any = 1
    for _ in range(48):
        value = {"a": [value]}
    frames = sys.getrecursionlimit()
    assert frames <= 1000
    both = [
        {"objects": {str(VM): {"x": value}}},
        {"objects": {str(VM): {"x": json.loads(json.dumps(value))}}},
    ]
    assert Inventory.load(both).known(VM)


class Odd:
    pass


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"x": Odd()}, "`VirtualMachine/vm-12:x` is a Python `Odd`, which is not JSON"),
        ({"x": {1: 2}}, "`VirtualMachine/vm-12:x` has the key `1`, which is not a text"),
        ({1: 2}, "`VirtualMachine/vm-12` has the key `1`, which is not a text"),
        ({"x": [[Odd()]]}, "`VirtualMachine/vm-12:x.0.0` is a Python `Odd`, which is not JSON"),
    ],
    ids=["object", "inner-key", "key", "list"],
)
def test_what_json_cannot_hold_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(InvalidInventory) as raised:
        of(value)
    assert str(raised.value) == f"inventory: {reason}"


def test_a_shared_value_that_cannot_be_used_is_named_at_each_place() -> None:
    odd = [Odd()]
    with pytest.raises(InvalidInventory) as raised:
        Inventory.load({"objects": {"Folder/a": {"x": odd}, "Folder/b": {"x": odd}}})
    assert str(raised.value).count("is a Python `Odd`") == 2


@pytest.mark.parametrize("given", [{1: 2}, {"roles": {1: 2}}, {"objects": {1: {}}}], ids=repr)
def test_keys_that_are_no_texts_are_refused(given: Any) -> None:
    with pytest.raises(InvalidInventory, match="not a text|is no object"):
        Inventory.load(given)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["objects", "roles", "permissions", "groups", "complete", "about", "obj", "propSet"]
            )
            | st.sampled_from(["Folder/a", "parent", "_typeName", "_value", "name", "val", "a.b"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_value_is_an_inventory_or_refused_in_one_printable_line(value: Any) -> None:
    try:
        Inventory.load(value if isinstance(value, dict) else [value])
    except (InvalidInventory, UnreadableDocument) as refusal:
        assert str(refusal)
        assert str(refusal).isprintable()
