"""The files that new disks are to have: whether a virtual machine has them already."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Facts
from tests.facts.hardware_kit import SOURCE, facts
from tests.facts.kit import deciders, items

COMPUTE, DATACENTER = "ComputeResource/domain-s8", "Datacenter/datacenter-2"
OTHER = "VirtualMachine/vm-30"
FILE = ("device_change", "file")


def new_disk(
    name: Any,
    operation: Any = "create",
    /,
    add: Any = "add",
    kind: str = "VirtualDisk",
    **more: Any,
) -> Facts:
    """A disk to be created, where another machine of the same datacenter has a file."""
    device = {"_typeName": kind, "key": -1, "backing": {"fileName": name}}
    change = {"operation": add, "fileOperation": operation, "device": device}
    layout = {"layoutEx": {"file": [{"name": "[a] b/b.vmdk"}, None, {"name": 7}]}}
    known: dict[str, Any] = {
        COMPUTE: {"parent": DATACENTER},
        OTHER: {"parent": DATACENTER, **layout, **more.pop("other", {})},
    }
    source = more.pop("source", {"layoutEx": None})
    return facts({"deviceChange": [change]}, source, {"parent": COMPUTE}, known, **more)


def said(*args: Any, **more: Any) -> str | int:
    return items(new_disk(*args, **more), *FILE)[0]


def test_a_file_belongs_to_a_machine_that_lists_it() -> None:
    assert said("[a] b/b.vmdk") == "there"
    assert said("[a] b/c.vmdk", complete=["objects"]) == "not-listed"
    assert said("[a] B/b.vmdk", complete=["objects"]) == "not-listed"


@pytest.mark.parametrize("name", ["", "[a]", "[a] ", "[a] b/", None, 7, {}])
def test_the_server_names_what_the_request_does_not(name: Any) -> None:
    assert said(name) == "unnamed"


@pytest.mark.parametrize(
    ("operation", "change"),
    [
        (None, {}),
        ({}, {}),
        ("destroy", {}),
        ("create", {"add": "edit"}),
        ("create", {"add": None}),
        ("create", {"kind": "VirtualCdrom"}),
    ],
)
def test_only_a_new_disk_is_created(operation: Any, change: Any) -> None:
    assert said("[a] b/b.vmdk", operation, **change) == "unnamed"


def test_a_datastore_of_another_datacenter_is_another() -> None:
    elsewhere: dict[str, Any] = {"other": {"parent": "Datacenter/datacenter-3"}}
    assert said("[a] b/b.vmdk", **elsewhere, complete=["objects"]) == "not-listed"
    nowhere: dict[str, Any] = {"other": {"parent": "Folder/group-v9"}}
    found = new_disk("[a] b/b.vmdk", **nowhere, complete=["objects"])
    assert deciders(found, *FILE) == ("Folder/group-v9:parent",)


def test_what_is_not_known_of_machines_leaves_a_file_open() -> None:
    assert deciders(new_disk("[a] b/c.vmdk"), *FILE) == ("objects",)
    open_: dict[str, Any] = {"source": {}, "other": {"layoutEx": {"file": 7}}}
    assert deciders(new_disk("[a] b/b.vmdk", **open_, complete=["objects"]), *FILE) == (
        f"{SOURCE}:layoutEx.file",
        f"{OTHER}:layoutEx.file",
    )


def test_nothing_is_known_of_the_files_at_another_vcenter() -> None:
    spec: dict[str, Any] = {"location": {"service": {}}}
    found = new_disk("[a] b/b.vmdk", spec=spec, complete=["objects"])
    assert deciders(found, *FILE) == ("request:spec.location.service",)
