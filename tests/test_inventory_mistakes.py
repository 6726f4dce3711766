"""Every mistake in an inventory is named, each with its place, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from policyguard.errors import InvalidInventory, UnreadableDocument
from policyguard.inventory import Inventory

if TYPE_CHECKING:
    from pathlib import Path

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
            (
                "inventory:1: unknown key `zzz`, there are `about`, `objects`, `roles`,"
                " `permissions`, `groups`, `effective`, `complete`, `taken`, `asked`"
            )
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
        (
            "permissions:\n"
            "- {entity: vm-1, principal: '', group: 1, roleId: true, propagate: ~}\n"
            "- {principal: u, group: false, roleId: 1, propagate: true}"
        ),
        [
            (
                'inventory:2: `permissions[0].entity` is `"vm-1"`,'
                " expected `Type/moId`, a VI JSON reference or `global`"
            ),
            (
                "inventory:2: `permissions[0].principal` is an empty text,"
                " expected a text that is not empty"
            ),
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
            (
                'inventory:1: `complete[0]` is `"role"`,'
                " expected `objects`, `permissions`, `roles` or `groups`"
            )
        ],
    ),
    "key-beside-a-result": (
        "_typeName: RetrieveResult\ntoken: x\nrole: []",
        ["inventory:3: unknown key `role`, did you mean `roles`"],
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
            (
                "inventory:3: `objects.VirtualMachine/vm-12` is a list,"
                " expected a mapping of properties"
            ),
        ],
    ),
    "content": (
        (
            "objects:\n- {obj: 3}\n- {obj: Folder/a, props: []}\n"
            "- {obj: Folder/a, propSet: [{name: x}]}"
        ),
        [
            "inventory:2: `objects[0].obj` is `3`, expected `Type/moId` or a VI JSON reference",
            "inventory:3: `objects[1]` is no `ObjectContent` of `obj`, `propSet` and `missingSet`",
            (
                "inventory:4: `objects[2].propSet` is no list of `DynamicProperty`,"
                " each `name` and `val`"
            ),
        ],
    ),
    "reference": (
        "objects:\n  VirtualMachine/vm-12:\n    parent: group-v3\n    runtime.host: [HostSystem/h]",
        [
            (
                'inventory:3: `VirtualMachine/vm-12:parent` is `"group-v3"`,'
                " expected `Type/moId` or a VI JSON reference"
            ),
            (
                "inventory:4: `VirtualMachine/vm-12:runtime.host` is a list,"
                " expected `Type/moId` or a VI JSON reference"
            ),
        ],
    ),
    "machine-above": (
        "objects: {Folder/a: {parent: VirtualMachine/b}}",
        [
            (
                'inventory:1: `Folder/a:parent` is `"VirtualMachine/b"`,'
                " expected what can be above other objects"
            )
        ],
    ),
    "folder-as-primary": (
        "objects: {VirtualMachine/a: {config.ftInfo: {primaryVM: Folder/b}}}",
        [
            (
                'inventory:1: `VirtualMachine/a:config.ftInfo.primaryVM` is `"Folder/b"`,'
                " expected a virtual machine"
            )
        ],
    ),
    "folder-as-primary-in-a-summary": (
        "objects: {VirtualMachine/a: {summary.config.ftInfo: {primaryVM: Folder/b}}}",
        [
            (
                'inventory:1: `VirtualMachine/a:summary.config.ftInfo.primaryVM` is `"Folder/b"`,'
                " expected a virtual machine"
            )
        ],
    ),
    "host-in-a-summary": (
        "objects: {VirtualMachine/a: {summary.runtime: {host: [HostSystem/b]}}}",
        [
            (
                "inventory:1: `VirtualMachine/a:summary.runtime.host` is a list,"
                " expected `Type/moId` or a VI JSON reference"
            )
        ],
    ),
    "path": (
        (
            "objects: {VirtualMachine/a: {a..b: 1}, VirtualMachine/b: {a.: 1},"
            " VirtualMachine/c: {.a: 1}}"
        ),
        [
            "inventory:1: `VirtualMachine/a:a` has the key `.b`, which is not a property path",
            "inventory:1: `VirtualMachine/b` has the key `a.`, which is not a property path",
            "inventory:1: `VirtualMachine/c` has the key `.a`, which is not a property path",
        ],
    ),
    "ring": (
        (
            "objects:\n  Folder/a: {parent: Folder/b}\n  Folder/b: {parent: Folder/c}\n"
            "  Folder/c: {parent: Folder/b}"
        ),
        ["inventory:3: `Folder/b:parent` leads back to it: Folder/b → Folder/c → Folder/b"],
    ),
    "own-parent": (
        "objects: {Folder/a: {parent: Folder/a}}",
        ["inventory:1: `Folder/a:parent` leads back to it: Folder/a → Folder/a"],
    ),
    "own-primary": (
        "objects: {VirtualMachine/a: {config.ftInfo.primaryVM: VirtualMachine/a}}",
        [
            (
                "inventory:1: `VirtualMachine/a:config.ftInfo.primaryVM` leads back to it:"
                " VirtualMachine/a → VirtualMachine/a"
            )
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
    described: list[dict[str, Any]] = [{}, {"parent": "Folder/a"}]
    parts = [{"objects": {"Folder/a": properties}} for properties in described]
    with pytest.raises(InvalidInventory, match=r"^inventory 1: `Folder/a:parent` leads back"):
        Inventory.load(parts)


@pytest.mark.parametrize("given", [3, None, 1.5, object(), [3], ["", object()]])
def test_what_cannot_be_an_inventory_is_refused(given: Any) -> None:
    with pytest.raises((InvalidInventory, UnreadableDocument)):
        Inventory.load(given)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"nothing\.yaml: no such file"):
        Inventory.load(tmp_path / "nothing.yaml")
    with pytest.raises(UnreadableDocument, match="a directory, not a file"):
        Inventory.load(str(tmp_path))
    with pytest.raises(UnreadableDocument, match="null"):
        Inventory.load("a\0b")
    with pytest.raises(UnreadableDocument, match="inventory:1"):
        Inventory.load(b"{")
