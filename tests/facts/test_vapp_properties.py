"""Which properties of vApp options are told of, what they are called, and what would tell."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Fact
from tests.facts.kit import SOURCE, Data, facts
from tests.facts.test_vapp import OFF, ON, edit, info

PROPERTIES = "config.vAppConfig.property"
OF_SOURCE = f"{SOURCE}:{PROPERTIES}"
PLACE, PATH = "/spec/config/vAppConfig/property/0/info", "spec.config.vAppConfig.property[0].info"
ASSIGNMENT = "vAppConfig.ipAssignment.ipAllocationPolicy"
INT: Data = {"type": "int"}
IP: Data = {"type": "ip:VM Network"}
PASSWORD: Data = {"type": "password(1..)"}


def told(spec: Data, kept: Any, *entries: Any, **options: Any) -> tuple[Fact, ...]:
    """The properties that are told of."""
    source = {} if kept is None else {PROPERTIES: kept}
    asked = {"vAppConfig": {"property": list(entries), **options}}
    return facts({**spec, "config": asked}, {SOURCE: source}).items["vapp_property"]


def called(one: Fact, *names: str) -> list[Any]:
    return [one.details[f"vapp_{name}"] for name in names]


def added(key: Any = 0, /, **members: Any) -> Data:
    return {"operation": "add", "info": {"key": key, **members}}


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        (edit(value="1"), f"{PLACE}/value"),
        (edit(value=""), f"{PLACE}/value"),
        (edit(value=None, label="Count"), PLACE),
        (added(7), PLACE),
    ],
)
def test_what_the_request_sets_is_where_it_sets_it(entry: Data, place: str) -> None:
    (one,) = told(OFF, [info(**INT)], entry)
    assert called(one, "place") == [place]


def test_a_property_is_called_by_what_the_source_and_then_the_request_say() -> None:
    kept = info(**INT, classId="c", instanceId="i", label="Count", category="Sizes", value="")
    names = ("id", "type", "label", "category")
    (one,) = told(ON, [kept])
    assert called(one, "place", *names) == ["", "c.p.i", "int", "Count", "Sizes"]
    (one,) = told(ON, [kept], edit(value="9", label=None, classId="", category=7))
    assert called(one, *names) == ["p.i", "int", "Count", None]


def test_a_property_that_is_called_nothing_has_no_id() -> None:
    for kept, entry in (([info(id="")], edit()), ([info()], added()), ([info()], edit(id=7))):
        (one,) = told(OFF, kept, entry)
        assert called(one, "id") == [None]


@pytest.mark.parametrize(
    ("kept", "entry", "decides"),
    [
        (None, edit(value="x"), OF_SOURCE),
        ([info(), 7], edit(value="x"), OF_SOURCE),
        ([{"id": "p"}], edit(value="x"), OF_SOURCE),
        ([info(**INT)], edit(value=7), f"request:{PATH}.value"),
        ([], edit(type=7, value="x"), f"request:{PATH}.value"),
    ],
)
def test_what_would_tell_whether_a_value_fits_is_named(
    kept: Any, entry: Data, decides: str
) -> None:
    (one,) = told(OFF, kept, entry)
    assert one.unknown == {"vapp_property.value": (decides,)}


@pytest.mark.parametrize(
    ("spec", "kept", "entries", "options", "decides"),
    [
        (ON, None, [], {}, OF_SOURCE),
        (ON, None, [edit(value="")], {}, OF_SOURCE),
        (ON, [info(**PASSWORD)], [], {}, OF_SOURCE),
        (ON, [info(**PASSWORD, value="")], [edit(label="x")], {}, OF_SOURCE),
        (ON, [info(**IP)], [], {}, f"{SOURCE}:config.{ASSIGNMENT}"),
        (
            ON,
            [info(**IP)],
            [],
            {"ipAssignment": {"ipAllocationPolicy": 7}},
            f"request:spec.config.{ASSIGNMENT}",
        ),
        ({"template": False}, [info(**INT)], [], {}, "request:spec.powerOn"),
        ({"template": False}, [info(**INT)], [edit(value="")], {}, "request:spec.powerOn"),
    ],
)
def test_what_would_tell_whether_a_property_has_a_value_is_named(
    spec: Data, kept: Any, entries: list[Any], options: Data, decides: str
) -> None:
    one = told(spec, kept, *entries, **options)[0]
    assert one.unknown["vapp_property.configured"] == (decides,)


@pytest.mark.parametrize(
    ("entries", "left"),
    [
        ([], ["p", "q"]),
        ([7, {}, {"operation": "edit"}], ["p", "q"]),
        ([edit(value="1")], ["q"]),
        ([edit(1, value="1")], ["p"]),
        ([{"operation": "remove", "removeKey": 1}], ["p"]),
        ([{"operation": "remove", "removeKey": 1, "info": info(**INT)}], ["p"]),
        ([{"operation": "remove", "removeKey": {"_value": 1}}], ["p"]),
        ([{"operation": "remove", "removeKey": True}], ["p", "q"]),
        ([{"operation": "remove", "info": info(1)}], ["p"]),
        ([added(value="1", **INT), added(1, value="1", **INT)], ["p", "q"]),
        ([{"operation": "add", "removeKey": 0, "info": info(value="1", **INT)}], ["p", "q"]),
    ],
)
def test_what_the_request_leaves_as_it_is_still_needs_a_value(
    entries: list[Any], left: list[str]
) -> None:
    kept = [info(**INT), info(1, **{**INT, "id": "q"})]
    untouched = [one for one in told(ON, kept, *entries) if not one.details["vapp_place"]]
    assert [called(one, "id") for one in untouched] == [[name] for name in left]


@pytest.mark.parametrize("entry", [7, {}, {"operation": "remove", "info": info()}, {"info": 7}])
def test_what_sets_no_property_is_not_told_of(entry: Any) -> None:
    assert told(OFF, [info(**INT)], entry) == ()


def test_a_property_that_is_added_has_nothing_of_another() -> None:
    (one,) = told(OFF, [info(**INT)], added(value="x"))
    assert one.values["vapp_property.value"] == "fits"
    (one,) = told(ON, [info(**INT, value="1")], added(**INT))
    assert one.values["vapp_property.configured"] == "no"
    one = told(ON, None, added(**INT))[0]
    assert one.values["vapp_property.configured"] == "no"


def test_an_edit_without_a_key_is_of_no_property_of_the_source() -> None:
    entry = {"operation": "edit", "info": {"value": "x"}}
    (one, _) = told(ON, [info(**INT)], entry)
    assert one.values["vapp_property.value"] == "fits"


def test_a_default_is_a_value() -> None:
    (one,) = told(ON, [info(**INT, defaultValue="1")], edit(value=""))
    assert one.values["vapp_property.configured"] == "yes"
