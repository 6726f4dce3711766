"""What an object is known to be, whichever way it is written."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyguard.errors import InvalidInventory
from policyguard.inventory import UNKNOWN, Inventory
from policyguard.references import Reference
from tests.small_inventory import DATASTORE, FOLDER, VM, json_reference, lab, of


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", "web-template"),
        ("config.template", True),
        ("runtime.connectionState", "connected"),
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


def together(*trees: dict[str, Any]) -> Inventory | None:
    try:
        return Inventory.load([{"objects": {str(VM): tree}} for tree in trees])
    except InvalidInventory:
        return None


@given(TREES, TREES)
def test_statements_together_say_what_each_says_or_are_refused(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    both = together(one, other)
    if both is None:
        assert together(other, one) is None
        return
    for part in (one, other):
        for path, value in dotted(part, lambda: True).items():
            found = both.get(VM, path)
            # Null and an array without elements are the same on the wire.
            assert found == value or (found is None and value == [])


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


def test_a_broken_reference_is_a_value_like_any_other() -> None:
    broken = {"_typeName": "ManagedObjectReference", "type": "Folder"}
    found = of({"a": broken})
    assert found.get(VM, "a") == broken
    assert found.get_reference(VM, "a") is UNKNOWN


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
    given: dict[str, Any] = {
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
