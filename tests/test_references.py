"""A reference is the same value however it is written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyguard.references import Reference, is_a
from tests.small_inventory import FOLDER, json_reference

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


NO_REFERENCES: list[Any] = [
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
