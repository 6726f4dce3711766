"""Inventories that contradict themselves are refused, with both places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from policyguard.errors import InvalidInventory
from policyguard.inventory import Inventory
from tests.small_inventory import VM, json_reference

if TYPE_CHECKING:
    from pathlib import Path

PERMISSION = {"entity": "global", "principal": "u", "group": False, "roleId": 1, "propagate": True}
CONTRADICTIONS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "property": (
        {"objects": {str(VM): {"config.template": True}}},
        {"objects": {str(VM): {"config": {"template": False}}}},
        (
            "`VirtualMachine/vm-12:config.template` has two values,"
            " `true` at inventory 1 and `false` at inventory 2"
        ),
    ),
    "number-and-yes": (
        {"objects": {str(VM): {"a": 1}}},
        {"objects": {str(VM): {"a": True}}},
        "`VirtualMachine/vm-12:a` has two values, `1` at inventory 1 and `true` at inventory 2",
    ),
    "unset-in-data-object": (
        {"objects": {str(VM): {"config": {"_typeName": "VirtualMachineConfigInfo"}}}},
        {"objects": {str(VM): {"config.template": True}}},
        (
            "`VirtualMachine/vm-12:config.template` has two values,"
            " `null` at inventory 1 and `true` at inventory 2"
        ),
    ),
    "below-what-is-unset": (
        {"objects": {str(VM): {"runtime": None}}},
        {"objects": {str(VM): {"runtime.host": "HostSystem/h"}}},
        (
            "`VirtualMachine/vm-12:runtime` has two values,"
            " `null` at inventory 1 and a mapping at inventory 2"
        ),
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
        (
            "the permission of group `u` on `VirtualMachine/vm-12` is given in two ways,"
            " at inventory 1 and at inventory 2"
        ),
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
        Inventory.load(files)
    assert str(raised.value) == (
        "`VirtualMachine/vm-12:config.cpus` has two values,"
        f" `2` at {files[0]}:16 and `4` at {files[1]}:16"
    )
