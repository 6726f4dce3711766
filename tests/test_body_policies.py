"""Rules of packs that hold where the body of a request breaks a JSON Schema."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard import Guard, Verdict
from policyguard.engine import available
from policyguard.rules.breach import BodySchema
from tests.cost import times_a_million_additions
from tests.pack_kit import ask, body, pack, policy

each_engine = pytest.mark.parametrize("engine", available())


@each_engine
@pytest.mark.parametrize(("name", "count"), [("x", 0), ("y", 1), (None, 0)])
def test_a_rule_holds_where_the_body_breaks_its_schema(
    engine: str, name: str | None, count: int
) -> None:
    found = ask(
        body(name=name), engine=engine, body={"properties": {"name": {"enum": ["x", None]}}}
    )
    assert len(found) == count
    assert all(finding.unknown == () and finding.pointer == "/name" for finding in found)


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({"required": ["folder"]}, "/folder"),
        ({"properties": {"spec": {"required": ["location"]}}}, "/spec/location"),
        ({"properties": {"spec": {"properties": {"a/b": {"const": 1}}}}}, "/spec/a~1b"),
        ({"properties": {"disks": {"items": {"maximum": 5}}}}, "/disks/2"),
        ({"properties": {"name": False, "disks": False}}, "/disks"),
        ({"maxProperties": 2}, ""),
    ],
)
def test_a_rule_points_at_the_first_place_that_breaks_the_schema(
    schema: dict[str, Any], place: str
) -> None:
    disks = [1, 2, 11, 4, 5, 6, 7, 8, 9, 10, 12]
    (finding,) = ask(
        body(name="n", disks=disks, spec={"a/b": 2}), body=schema, message="{place}: {problem}"
    )
    assert finding.pointer == place
    assert finding.message.startswith(f"{place or 'the request as a whole'}: ")


def test_a_rule_may_point_elsewhere() -> None:
    (finding,) = ask(body(name="n"), body={"required": ["folder"]}, at="/name")
    assert finding.pointer == "/name"


def test_what_is_wrong_is_said_without_the_value_which_may_be_a_secret() -> None:
    schema = {"properties": {"name": {"pattern": "^x"}}}
    (finding,) = ask(body(name="hunter2"), body=schema, message="{problem}")
    assert finding.message == 'the value does not match "^x"'


def test_a_format_is_checked() -> None:
    schema = {"properties": {"name": {"format": "ipv4"}}}
    assert ask(body(name="10.0.0.1"), body=schema) == ()
    assert len(ask(body(name="10.0.0.256"), body=schema)) == 1


def test_the_other_conditions_must_hold_too() -> None:
    schema, when = {"properties": {"name": {"const": "x"}}}, {"clone": {"destination": "vm"}}
    assert len(ask(body(name="y", spec={"template": False}), when=when, body=schema)) == 1
    assert ask(body(name="y", spec={"template": True}), when=when, body=schema) == ()


@each_engine
def test_a_broken_schema_under_an_open_condition_is_an_open_question(engine: str) -> None:
    schema, when = {"properties": {"name": {"const": "x"}}}, {"clone": {"source": "template"}}
    (finding,) = ask(body(name="y"), engine=engine, when=when, body=schema)
    assert finding.unknown == ("VirtualMachine/vm-1:config.template",)
    assert finding.pointer == "/name"


def test_a_rule_with_a_schema_may_speak_of_each_item() -> None:
    spec = {"location": {"disk": [{"diskId": 1}, {"diskId": 1}, {"diskId": 2}]}}
    found = ask(
        body(spec=spec),
        when={"disk": {"repeated": "yes"}},
        body={"required": ["name"]},
        message="disk {index}, and {place} is missing",
    )
    assert [f.message for f in found] == [f"disk {n}, and /name is missing" for n in (0, 1)]


NESTED: list[Any] = []
for _ in range(50_000):
    NESTED = [NESTED]
HELD: list[Any] = []
HELD.append(HELD)


@each_engine
@pytest.mark.parametrize(
    "value",
    [10**5000, float("nan"), object(), {1: 2}, NESTED, HELD, b"x", (1,)],
    ids=["huge", "nan", "object", "key", "deep", "itself", "bytes", "tuple"],
)
def test_of_what_is_no_json_value_it_is_not_known_whether_it_keeps_a_schema(
    engine: str, value: Any
) -> None:
    guard = Guard(engine=engine, rules=[pack(policy(body={"properties": {"a": {"const": 1}}}))])
    report = guard.check({"body": {"a": value}})
    (finding,) = (one for one in report.findings if one.rule == "ACME001")
    assert finding.unknown == ("body",)
    assert report.verdict is Verdict.FAIL


def test_a_lone_surrogate_is_judged_as_it_is_written_out() -> None:
    name = {"properties": {"name": {"pattern": r"^\\ud800$"}}}
    assert ask(body(name="\ud800"), body=name) == ()
    key = {"propertyNames": {"pattern": "^[a-z]+$"}}
    (finding,) = ask({"moId": "vm-1", "body": {"\ud800": "\ud800"}}, body=key)
    assert finding.unknown == ()


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|aa)+$", "(.*a){20}", "^(([a-z])+.)+[A-Z]$"])
def test_no_pattern_takes_long(pattern: str) -> None:
    schema = {"properties": {"name": {"pattern": pattern}}}

    def check() -> None:
        assert len(ask(body(name="a" * 100_000 + "!"), body=schema)) <= 1

    assert times_a_million_additions(check) < 200


def test_a_body_that_breaks_a_schema_everywhere_takes_no_longer_than_one_that_is_large() -> None:
    schema = BodySchema({"properties": {"a": {"items": {"type": "string"}}}})

    def check() -> None:
        breach = schema.breach({"a": [0] * 500_000})
        assert breach is not None
        assert breach.place.startswith("/a/")

    assert times_a_million_additions(check) < 200
