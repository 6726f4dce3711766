"""What is said of wrong bodies: each mistake, its one error and every word of it."""

from __future__ import annotations

import copy
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import Any

import pytest

from policyguard.errors import EngineError, UnknownRelease
from policyguard.schema import (
    DEFAULT_RELEASE,
    RELEASES,
    Problem,
    SchemaError,
    errors_of,
    mistakes,
    schema_of,
)
from policyguard.schema.validator import Release, Validator
from tests.edited_bodies import BODY, LEAST, wrong


class Folder(StrEnum):
    A = "group-v3"


def problems(body: Any) -> list[tuple[str, str]]:
    return [(error.problem.value, error.pointer) for error in errors_of(body, DEFAULT_RELEASE)]


def test_the_reference_request_is_valid_and_has_what_its_name_promises() -> None:
    assert errors_of(BODY, DEFAULT_RELEASE) == ()
    spec = BODY["spec"]
    assert spec["customization"]
    assert len(spec["location"]["disk"]) == len(spec["config"]["deviceChange"]) == 2


def test_mistakes_stand_in_the_order_of_the_body_with_what_is_missing_first() -> None:
    body = wrong("/spec/config/memoryMB", "8192")
    body["spec"]["location"]["disk"][1] = {"_typeName": 1}
    body["spec"]["location"]["disk"][0].pop("diskId")
    body["spec"]["extra"] = 1
    del body["spec"]["template"], body["folder"]
    assert problems(body) == [
        ("missing", "/folder"),
        ("missing", "/spec/template"),
        ("missing", "/spec/location/disk/0/diskId"),
        ("type-name-wrong", "/spec/location/disk/1/_typeName"),
        ("type", "/spec/config/memoryMB"),
        ("unknown-property", "/spec/extra"),
    ]


def test_below_a_wrong_type_name_nothing_else_is_a_mistake() -> None:
    body = wrong("/spec/location/_typeName", "VirtualMachineRelocateSpec2")
    body["spec"]["location"]["disk"] = [{"diskId": "x"}]
    body["spec"]["location"]["other"] = 1
    body["spec"]["powerOn"] = 1
    assert problems(body) == [
        ("type-name-wrong", "/spec/location/_typeName"),
        ("type", "/spec/powerOn"),
    ]


def test_two_properties_that_mean_one_missing_are_two_mistakes() -> None:
    body = wrong("/nam", "a")
    body["nme"] = body.pop("name")
    assert problems(body) == [("unknown-property", "/nam"), ("unknown-property", "/nme")]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (None, "`null` where an object with `folder`, `name` and `spec` belongs"),
        ([], "a list where an object with `folder`, `name` and `spec` belongs"),
        ("web-01", "a string where an object with `folder`, `name` and `spec` belongs"),
        (1.5, "`1.5` where an object with `folder`, `name` and `spec` belongs"),
    ],
)
def test_a_body_that_is_no_object_is_one_mistake(body: Any, message: str) -> None:
    error = SchemaError(Problem.TYPE, "", message, "")
    assert errors_of(body, DEFAULT_RELEASE) == (error,)


@pytest.mark.parametrize(
    ("value", "problem", "message"),
    [
        (("a",), Problem.NOT_JSON, "a Python `tuple`, which is no JSON value"),
        ({"a"}, Problem.NOT_JSON, "a Python `set`, which is no JSON value"),
        (b"a", Problem.NOT_JSON, "a Python `bytes`, which is no JSON value"),
        (Folder.A, Problem.NOT_JSON, "a Python `Folder`, which is no JSON value"),
        (OrderedDict(), Problem.NOT_JSON, "a Python `OrderedDict`, which is no JSON value"),
        ({1: 2}, Problem.NOT_JSON, "a key that is a Python `int`, where JSON has strings"),
        (float("nan"), Problem.NOT_JSON, "`nan`, which is no JSON value"),
        (float("-inf"), Problem.NOT_JSON, "`-inf`, which is no JSON value"),
        pytest.param(10**5000, Problem.RANGE, "an integer of more than 64 bits", id="10**5000"),
        (-(2**63) - 1, Problem.RANGE, "an integer of more than 64 bits"),
    ],
)
def test_what_is_no_json_is_the_only_error_given(
    value: Any, problem: Problem, message: str
) -> None:
    body = wrong("/spec/location/disk/0/diskId", value)
    body["spec"]["powerOn"] = 1
    (error,) = errors_of(body, DEFAULT_RELEASE)
    assert error == SchemaError(
        problem, "/spec/location/disk/0/diskId", message, "spec.location.disk[0].diskId"
    )


def test_a_value_that_holds_itself_is_nested_too_deep() -> None:
    spec = {"_typeName": "VirtualMachineCloneSpec"}
    body: dict[str, Any] = {"folder": {}, "name": "a", "spec": spec}
    spec["config"] = body  # type: ignore[assignment]
    (error,) = errors_of(body, DEFAULT_RELEASE)
    assert (error.problem, error.message) == (Problem.NOT_JSON, "nested deeper than 100 levels")
    assert error.pointer == "/spec/config" * 50


def test_nesting_is_allowed_as_deep_as_in_a_file_and_no_deeper() -> None:
    assert problems(nested(99)) == problems(nested(90)) != []
    assert problems(nested(101))[0][0] == problems(nested(100_000))[0][0] == "not-json"


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


def test_a_chain_of_backings_as_deep_as_a_file_may_be_is_valid() -> None:
    backing: dict[str, Any] = {"_typeName": "VirtualDeviceConfigSpecBackingSpec"}
    for _ in range(90):
        backing = {"_typeName": "VirtualDeviceConfigSpecBackingSpec", "parent": backing}
    assert problems(wrong("/spec/config/deviceChange/0/backing", backing)) == []


def test_shared_lists_that_stand_for_more_than_memory_holds_are_refused_at_once() -> None:
    value: Any = {"_typeName": "string", "_value": ""}
    for _ in range(45):
        value = {"_typeName": "ArrayOfAnyType", "_value": [value, value]}
    assert problems(value) == [("not-json", "")]
    assert problems({"shared": value, "wrong": set()}) == [("not-json", "")]
    assert problems([[0] * 1_000_001]) == [("not-json", "")]


def test_a_lone_surrogate_is_a_character_like_any_other_and_is_written_out() -> None:
    assert problems(wrong("/name", "a\ud800")) == []
    (error,) = errors_of(wrong("/spec/\udfff", ["\ud800"]), DEFAULT_RELEASE)
    assert error == SchemaError(
        Problem.UNKNOWN_PROPERTY,
        "/spec/\\udfff",
        "`\\udfff` is no property of a `VirtualMachineCloneSpec`",
        "spec.\\udfff",
    )


def test_a_long_text_is_quoted_by_its_beginning_and_has_no_nearest() -> None:
    (error,) = errors_of(wrong("/spec/location/transform", "flat" * 10_000), DEFAULT_RELEASE)
    assert error.message == f"`{'flat' * 15}…` where one of `flat`, `sparse` belongs"


def test_a_thousand_mistakes_are_listed_and_then_that_there_are_more() -> None:
    exactly = errors_of(wrong("/spec/location/disk", [1] * 1000), DEFAULT_RELEASE)
    assert [e.pointer for e in exactly] == [f"/spec/location/disk/{n}" for n in range(1000)]
    more = errors_of(wrong("/spec/location/disk", [1] * 1001), DEFAULT_RELEASE)
    assert more[:1000] == exactly
    message = "there are more than these 1000 mistakes"
    assert more[1000:] == (SchemaError(Problem.MORE, "", message, ""),)


def test_as_many_unknown_properties_are_listed_and_then_that_there_are_more() -> None:
    body = copy.deepcopy(BODY) | {f"p{n}": 1 for n in range(5000)}
    errors = errors_of(body, DEFAULT_RELEASE)
    assert [e.pointer for e in errors] == [*(f"/p{n}" for n in range(1000)), ""]


@pytest.mark.parametrize("place", [0, 9_999, 19_999])
def test_a_mistake_in_a_huge_body_is_found_where_it_is(place: int) -> None:
    device = BODY["spec"]["config"]["deviceChange"][1]
    devices = [device] * 20_000
    devices[place] = device | {"profile": [{"_typeName": "VirtualMachineDefaultProfileSpec"}, 1]}
    message = "there may be more mistakes: the body is too large to list them all"
    assert errors_of(wrong("/spec/config/deviceChange", devices), DEFAULT_RELEASE) == (
        SchemaError(
            Problem.TYPE,
            f"/spec/config/deviceChange/{place}/profile/1",
            "`1` where a `VirtualMachineProfileSpec` belongs",
            f"spec.config.deviceChange[{place}].profile[1]",
        ),
        SchemaError(Problem.MORE, "", message, ""),
    )


def test_a_huge_list_inside_a_huge_list_is_cut_too() -> None:
    inner = {"_typeName": "ArrayOfInt", "_value": [1] * 30_000 + ["x"]}
    option = {"_typeName": "OptionValue", "key": "a", "value": inner}
    fine = {"_typeName": "OptionValue", "key": "a", "value": {"_typeName": "int", "_value": 1}}
    body = wrong("/spec/config/extraConfig", [fine] * 10 + [option])
    error, more = errors_of(body, DEFAULT_RELEASE)
    assert error.pointer == "/spec/config/extraConfig/10/value/_value/30000"
    assert more.problem is Problem.MORE


def test_a_huge_body_that_is_no_list_is_listed_as_it_is() -> None:
    body = {f"p{n}": None for n in range(25_000)}
    assert len(errors_of(body, DEFAULT_RELEASE)) == 1001


def test_a_fault_in_a_read_only_part_is_checked_against_the_whole_schema() -> None:
    fault: dict[str, Any] = {"_typeName": "InvalidArgument", "invalidProperty": "spec.folder"}
    tools = {
        "_typeName": "ToolsConfigInfo",
        "lastInstallInfo": {
            "_typeName": "ToolsConfigInfoToolsLastInstallInfo",
            "counter": 0,
            "fault": fault,
        },
    }
    body = wrong("/spec/config/tools", tools)
    assert problems(body) == []
    fault["faultCause"] = {"_typeName": "InvalidArgument", "invalidProperty": 1}
    body["spec"]["powerOn"] = "true"
    place = "/spec/config/tools/lastInstallInfo/fault/faultCause/invalidProperty"
    assert sorted(problems(body)) == [("type", place), ("type", "/spec/powerOn")]


def test_what_a_file_gave_is_not_looked_through_again() -> None:
    assert errors_of(BODY, DEFAULT_RELEASE, plain=True) == ()
    assert errors_of({}, DEFAULT_RELEASE, plain=True) == errors_of({}, DEFAULT_RELEASE)


def test_threads_share_a_release() -> None:
    bodies = [BODY, wrong("/name", 1)] * 50
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(problems, bodies))
    assert found == [[], [("type", "/name")]] * 50


def test_a_release_without_a_schema_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownRelease, match=r"`5\.5` has no schema; there are: 7\.0\.3\.0, 7"):
        errors_of(BODY, "5.5")
    with pytest.raises(UnknownRelease):
        schema_of("../8.0.2.0")


def test_every_release_has_a_schema_that_names_it() -> None:
    assert DEFAULT_RELEASE in RELEASES
    assert all(release in schema_of(release)["title"] for release in RELEASES)


def test_validators_that_do_not_agree_are_a_defect_and_no_answer() -> None:
    release = Release(DEFAULT_RELEASE)
    release.usual = release.whole = Validator({"type": "object"})
    release.schema = {"$defs": {}}
    with pytest.raises(EngineError, match="jsonschema-rs refuses a body that jsonschema accepts"):
        mistakes.errors_in(release, [])


@pytest.mark.parametrize("release", RELEASES)
def test_the_body_may_say_what_it_is(release: str) -> None:
    for name in ("CloneVM_Task", "CloneVMRequestType"):
        assert errors_of({"_typeName": name, **LEAST}, release) == ()
    for other in ("VirtualMachineCloneSpec", "CloneVM", "", 5, None, ["CloneVM_Task"]):
        (error,) = errors_of({"_typeName": other, **LEAST}, release)
        assert (error.problem, error.pointer) == ("type-name-wrong", "/_typeName")


def test_a_body_that_says_it_is_something_else_has_its_other_mistakes_too() -> None:
    body = {**LEAST, "_typeName": "VirtualMachine", "nme": "x"}
    assert {error.problem for error in errors_of(body, RELEASES[0])} == {
        "type-name-wrong",
        "unknown-property",
    }
