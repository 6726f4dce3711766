"""Whatever is handed in as an inventory is taken or refused: no crash and no hang."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyguard.errors import InvalidInventory, UnreadableDocument
from policyguard.inventory import UNKNOWN, Inventory
from tests.small_inventory import VM, lab, of


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
    with pytest.raises(InvalidInventory, match=r"holds itself|nested more than 100 levels"):
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
    with pytest.raises(InvalidInventory, match=r"not a text|is no object"):
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


def refusal(given: Any) -> str | None:
    try:
        Inventory.load(given)
    except (InvalidInventory, UnreadableDocument) as refused:
        return str(refused)
    return None


@given(JSON)
def test_any_json_value_is_an_inventory_or_refused_in_one_printable_line(value: Any) -> None:
    said = refusal(value if isinstance(value, dict) else [value])
    assert said is None or (said and said.isprintable())


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, 10**5000], ids=["most", "least", "huge"])
def test_the_id_of_a_role_is_an_integer_of_32_bits(value: int) -> None:
    role = {"roleId": value, "name": "x"}
    with pytest.raises(InvalidInventory, match="expected an integer of 32 bits"):
        Inventory.load({"roles": [role, {**role, "name": "y"}]})
