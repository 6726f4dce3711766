"""The properties of vApp options: their types, their values, and those that have none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyguard.facts.vapp_types import Empty, admits, emptiness
from policyguard.vocabulary import UNKNOWN
from tests.facts.kit import JUNK, SOURCE, Data, facts, items, places, spoilt, strange

ON: Data = {"template": False, "powerOn": True}
OFF: Data = {"template": False, "powerOn": False}


@pytest.mark.parametrize(
    ("kind", "value", "fits"),
    [
        ("string", "", True),
        ("string", "x" * 65535, True),
        ("string", "x" * 65536, False),
        ("string(2..)", "x", False),
        ("string(2..)", "xx", True),
        ("string(..2)", "xx", True),
        ("string(..2)", "xxx", False),
        ("password(2..3)", "xxxx", False),
        ('string["a", "b"]', "b", True),
        ('string["a", "b"]', "c", False),
        ('string["say \\"a\\"", "b\\\\c"]', 'say "a"', True),
        ('string["say \\"a\\"", "b\\\\c"]', "b\\c", True),
        ("string[]", "c", None),
        ('string["a"', "c", None),
        ("int", "2147483647", True),
        ("int", "2147483648", False),
        ("int", "-2147483648", True),
        ("int", "-2147483649", False),
        ("int", "1.0", False),
        ("int", "", False),
        ("int", " 1", None),
        ("int(0..255)", "255", True),
        ("int(0..255)", "256", False),
        ("int(-5..5)", "-6", False),
        ("int(0..99999999999999999999)", "99999999999999999999", True),
        ("int(0..9", "1", None),
        ("int(a..9)", "1", None),
        ("int(9)", "9", None),
        ("real", "1.5e3", True),
        ("real", ".5", True),
        ("real", "1.", False),
        ("real", "e5", False),
        ("real", "nan", False),
        ("real(-1.5..1.5)", "-1.5", True),
        ("real(-1.5..1.5)", "1.50001", False),
        ("real(0...5)", "0.25", True),
        ("boolean", "True", True),
        ("boolean", "false", True),
        ("boolean", "1", False),
        ("boolean", " true", None),
        ("ip", "192.0.2.1", True),
        ("ip", "192.000.002.001", True),
        ("ip", "255.255.255.255", True),
        ("ip", "192.0.2.256", False),
        ("ip", "192.0.2", False),
        ("ip", "2001:db8::1", True),
        ("ip", "2001:db8::g", False),
        ("ip:VM Network", "anything", None),
        ("expression", "${vimIp:}", None),
        ("colour", "red", None),
        ("", "", None),
    ],
)
def test_a_value_is_of_a_type_or_not(kind: str, value: str, fits: bool | None) -> None:
    assert admits(kind, value) is fits


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_may_be_a_type_or_a_value(kind: str, value: str) -> None:
    assert admits(kind, value) in (True, False, None)
    assert emptiness(kind) in Empty


@given(st.integers(), st.integers(), st.integers())
def test_a_number_is_within_its_bounds(least: int, most: int, value: int) -> None:
    assert admits(f"int({least}..{most})", str(value)) is (least <= value <= most)


@pytest.mark.parametrize(
    ("kind", "empty"),
    [
        ("string", Empty.ALLOWED),
        ("string(0..5)", Empty.ALLOWED),
        ("string(..5)", Empty.ALLOWED),
        ("string(1..5)", Empty.REFUSED),
        ('string["a"]', Empty.REFUSED),
        ('string["a", ""]', Empty.ALLOWED),
        ("password", Empty.ALLOWED),
        ("password(1..)", Empty.UNSEEN),
        ("int", Empty.REFUSED),
        ("real(0.0..1.0)", Empty.REFUSED),
        ("boolean", Empty.REFUSED),
        ("ip", Empty.REFUSED),
        ("ip:VM Network", Empty.BY_POLICY),
        ("expression", Empty.ALLOWED),
        ("colour", Empty.ALLOWED),
    ],
)
def test_some_types_refuse_to_start_without_a_value(kind: str, empty: Empty) -> None:
    assert emptiness(kind) is empty


def info(key: Any = 0, /, **members: Any) -> Data:
    return {"_typeName": "VAppPropertyInfo", "key": key, "id": "p", **members}


def said(
    attribute: str, spec: Data, kept: Any, *entries: Any, **config: Any
) -> list[tuple[str | int, Any]]:
    """What is said of each property, with its id."""
    source = {} if kept is None else {"config.vAppConfig.property": kept}
    asked = {"vAppConfig": {"property": list(entries)}, **config}
    found = facts({**spec, "config": asked}, {SOURCE: source})
    ids = [item.details["vapp_id"] for item in found.items["vapp_property"]]
    return list(zip(items(found, "vapp_property", attribute), ids, strict=True))


def edit(key: Any = 0, /, **members: Any) -> Data:
    return {"operation": "edit", "info": {"key": key, **members}}


@pytest.mark.parametrize(
    ("kept", "entry", "expected"),
    [
        ([info(type="int")], edit(value="x"), "wrong"),
        ([info(type="int")], edit(value="1"), "fits"),
        ([info(type="int")], edit(value=""), "fits"),
        ([info(type="int")], edit(label="Count"), "absent"),
        ([info(type="int")], edit(type="string", value="x"), "fits"),
        ([info(1, type="int")], edit(value="x"), "fits"),
        ([info()], edit(value="x"), "fits"),
        (None, edit(value="x"), UNKNOWN),
        (None, edit(type="int", value="x"), "wrong"),
        (None, {"operation": "add", "info": {"key": 7, "value": "x"}}, "fits"),
        ([], edit(type="int", value=7), UNKNOWN),
        ("junk", edit(value="x"), UNKNOWN),
        ([info(), info()], edit(value="x"), UNKNOWN),
    ],
)
def test_an_edit_is_laid_over_the_property_of_the_source(
    kept: Any, entry: Data, expected: str
) -> None:
    assert [value for value, _ in said("value", OFF, kept, entry)] == [expected]


@pytest.mark.parametrize("key", [0, {"_typeName": "xsd:int", "_value": 0}])
def test_what_is_removed_needs_no_value(key: Any) -> None:
    entry = {"operation": "remove", "removeKey": key}
    assert said("configured", ON, [info(type="int")], entry) == []


def test_options_that_are_removed_need_no_values() -> None:
    assert said("configured", ON, [info(type="int")], vAppConfigRemoved=True) == []
    assert said("configured", ON, [info(type="int")], vAppConfigRemoved=False) == [("no", "p")]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"type": "int"}, [("no", "p")]),
        ({"type": "int", "value": ""}, [("no", "p")]),
        ({"type": "int", "value": "", "defaultValue": "1"}, []),
        ({"type": "int", "value": "1"}, []),
        ({"type": "string"}, []),
        ({"type": "password(1..)"}, [(UNKNOWN, "p")]),
        ({"type": "ip:VM Network"}, [(UNKNOWN, "p")]),
        ({"type": 7}, []),
        ({}, []),
        ({"type": "int", "classId": "c", "instanceId": "i"}, [("no", "c.p.i")]),
    ],
)
def test_a_property_of_the_source_is_told_of_if_it_has_no_value(
    members: Data, expected: list[Any]
) -> None:
    assert said("configured", ON, [info(**members)]) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("fixedPolicy", ["no"]),
        ("dhcpPolicy", []),
        ("transientPolicy", []),
        (None, []),
        (7, [UNKNOWN]),
    ],
)
def test_how_a_network_gives_addresses_says_whether_one_is_typed_in(
    policy: Any, expected: list[str]
) -> None:
    options = {
        "property": [info(type="ip:VM Network")],
        "ipAssignment": {"ipAllocationPolicy": policy},
    }
    found = facts(ON, {SOURCE: {"config.vAppConfig": options}})
    assert items(found, "vapp_property", "configured") == expected


def test_a_password_that_the_request_sets_is_seen() -> None:
    kept = [info(type="password(1..)", value="")]
    assert said("configured", ON, kept, edit(value="s3cret")) == [("yes", "p")]
    assert said("configured", ON, kept, edit(value="")) == [("no", "p")]


def test_a_clone_that_stays_off_needs_no_values() -> None:
    assert said("configured", OFF, [info(type="int")]) == []
    assert said("configured", OFF, None) == []
    assert said("configured", OFF, [info(type="int")], edit(value="")) == [("absent", "p")]


def test_whether_it_powers_on_may_be_unknown() -> None:
    spec = {"template": False}
    assert said("configured", spec, [info(type="int")]) == [(UNKNOWN, "p")]
    assert said("configured", spec, [info(type="int", value="1")]) == []


def test_options_that_are_not_known_may_lack_a_value() -> None:
    assert said("configured", ON, None) == [(UNKNOWN, None)]
    assert said("configured", ON, None, edit(id="p", value="x")) == [("yes", "p"), (UNKNOWN, None)]
    assert items(facts(ON, {SOURCE: {"config.vAppConfig": None}}), "vapp_property", "value") == []


WHOLE: Data = {
    "config": {
        "vAppConfigRemoved": False,
        "vAppConfig": {
            "ipAssignment": {"ipAllocationPolicy": "fixedPolicy"},
            "property": [
                edit(type="int(0..9)", value="5"),
                {"operation": "remove", "removeKey": 1},
            ],
        },
    }
}
KEPT: Data = {"property": [info(type="ip:x"), info(1, type="password(1..)")]}


@pytest.mark.parametrize("junk", JUNK)
def test_nothing_strange_is_said_whatever_is_written(junk: Any) -> None:
    for place in list(places(WHOLE))[1:]:
        objects = {SOURCE: {"config.vAppConfig": KEPT}}
        assert strange(facts({**ON, **spoilt(WHOLE, place, junk)}, objects)) == []
    for place in list(places(KEPT))[1:]:
        objects = {SOURCE: {"config.vAppConfig": spoilt(KEPT, place, junk)}}
        assert strange(facts({**ON, **WHOLE}, objects)) == []
