"""The schema for editors: valid, of one mind with the check, and it says what rules speak of."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema_rs import Draft202012Validator as FastValidator
from jsonschema_rs import meta

from policyguard import document
from policyguard.cli import Exit, cli
from policyguard.facts import numbers
from policyguard.facts.config import PARTS
from policyguard.facts.words import OF_CONFIG
from policyguard.request import BOUNDED_LISTS, CloneRequest, pointer
from policyguard.rules import builtin_rules
from policyguard.schema import DEFAULT_RELEASE, RELEASES, editor, errors_of, schema_of
from policyguard.schema.editor import request_schema, written
from tests.property.clone_requests import Writer, random_of, spoilt
from tools.descriptions import mistakes

ROOT = Path(__file__).parent.parent
BODY = json.loads((ROOT / "tests/data/reference_request.json").read_text())["body"]
EXAMPLES = sorted((ROOT / "examples").glob("*/request.*"))
DEVICES = tuple(f"/spec/{part}/deviceChange/0/device" for part in ("location", "config"))
# Where the facts put what a rule's place is known by; a schema rule's may be anywhere.
PLACES = {
    "place": (),
    "entry_place": ("/spec/location/deviceChange/0", "/spec/config/deviceChange/0"),
    "locator_place": ("/spec/location", "/spec/location/disk/0"),
    "resize_place": (
        "/spec/config/deviceChange/0/device/capacityInBytes",
        "/spec/config/deviceChange/0/device/capacityInKB",
    ),
    "allocation_place": (
        "/spec/config/cpuAllocation/reservation",
        "/spec/config/memoryAllocation/reservation",
    ),
    "conversion_place": ("/spec/location/transform", "/spec/location/disk/0/diskBackingInfo"),
    "extra_place": ("/spec/config/extraConfig/0",),
    "firmware_place": ("/spec/config/firmware", "/spec/config/deviceChange/0"),
    "tpm_place": ("/spec/config/deviceChange/0",),
    "new_key_place": ("/spec/location/cryptoSpec", "/spec/config/crypto"),
    "key_place": tuple(f"{device}/{name}" for device in DEVICES for name in ("backing", "key")),
    "word_place": tuple(f"/spec/config/{'/'.join(map(str, word))}" for word in OF_CONFIG),
    "policy_place": ("/spec/location/profile", "/spec/location/disk/0/profile"),
    "passthrough_place": ("/spec/config/deviceChange/0",),
    "wwn_place": ("/spec/config/npivNodeWorldWideName", "/spec/config/npivPortWorldWideName"),
    "bus_place": tuple(f"{device}/busNumber" for device in DEVICES),
    "mac_place": tuple(f"{device}/macAddress" for device in DEVICES),
    "memory_place": tuple(
        f"/spec/config/{name}" for name in ("memoryMB", "memoryAllocation/reservation")
    ),
    "number_place": (
        *(pointer("spec", "config", *place) for place in numbers.OF_CONFIG),
        *(pointer("spec", "config", name, "shares") for name in ("cpuAllocation",)),
        *(f"{device}{pointer(*place)}" for device in DEVICES for place in numbers.OF_DEVICE),
    ),
    "malformed_identifier_place": tuple(
        f"/spec/config/{name}" for name in ("uuid", "instanceUuid", "locationId")
    ),
    "name_place": tuple(f"{device}/backing/deviceName" for device in DEVICES),
    "switch_place": tuple(f"{device}/backing/port/switchUuid" for device in DEVICES),
    "list_place": tuple(pointer(*place) for place in BOUNDED_LISTS),
    "vapp_place": ("/spec/config/vAppConfig/property/0/info/value",),
    "folder_place": ("/folder", "/spec/location/folder"),
    "network_place": (
        "/spec/location/deviceChange/0/device/backing",
        "/spec/config/deviceChange/0/device/backing",
    ),
    "crypto_place": (
        "/spec/location/cryptoSpec",
        "/spec/config/crypto",
        "/spec/location/disk/0/backing/crypto",
        "/spec/location/deviceChange/0/backing/crypto",
        "/spec/config/deviceChange/0/backing/crypto",
    ),
    "part_place": tuple(f"/spec/config/{name}" for part in PARTS.values() for name in part),
    "device_place": ("/spec/config/deviceChange/0",),
    "location_change_place": ("/spec/location/deviceChange/0",),
    "generator_place": (
        "/spec/customization/identity/hostName",
        "/spec/customization/identity/userData/computerName",
    ),
    "wins_place": tuple(
        f"/spec/customization/nicSettingMap/0/adapter/{name}"
        for name in ("primaryWINS", "secondaryWINS")
    ),
    "nic_place": ("/spec/location/deviceChange/0", "/spec/config/deviceChange/0"),
    "datastore_place": (
        "/spec/location/datastore",
        "/spec/location/disk/0/datastore",
        "/spec/location/deviceChange/0/device/backing",
        "/spec/config/deviceChange/0/device/backing",
        *(
            f"/spec/config/files/{name}"
            for name in ("vmPathName", "snapshotDirectory", "suspendDirectory", "logDirectory")
        ),
    ),
}


@cache
def shown() -> dict[str, Any]:
    return request_schema(DEFAULT_RELEASE)


@cache
def fast() -> FastValidator:
    return FastValidator(shown())


def accepts(data: Any) -> bool:
    return fast().is_valid(data)


def pointers() -> list[str]:
    """Every place that a rule of the book points at."""
    found: set[str] = set()
    for rule in builtin_rules():
        whole = re.fullmatch(r"\{(\w+)\}", rule.at)
        found |= set(PLACES[whole[1]]) if whole else {re.sub(r"\{\w+\}", "0", rule.at)}
    return sorted(found - {""})


def properties(schema: dict[str, Any], pointer: str) -> list[dict[str, Any]]:
    """What the schema says of the last property on the way, in every type that has it."""
    places = [schema["$defs"]["request.body"]]
    for step in pointer.split("/")[1:]:
        if step == "0":
            continue
        types = [each for place in places for each in types_at(schema, place)]
        places = [each["properties"][step] for each in types if step in each["properties"]]
    return places


def types_at(schema: dict[str, Any], place: dict[str, Any]) -> Iterator[dict[str, Any]]:
    place = place.get("items", place)
    if "$ref" not in place:
        yield place
        return
    name = place["$ref"].removeprefix("#/$defs/")
    definition = schema["$defs"][name]
    if not name.startswith("any."):
        yield definition
        return
    for type_ in schema["$defs"]["name." + name[4:]]["properties"]["_typeName"]["enum"]:
        yield schema["$defs"][type_]


@pytest.mark.parametrize("release", RELEASES)
def test_it_is_a_schema_by_the_standard_and_says_of_which_release_it_is(release: str) -> None:
    schema = request_schema(release)
    assert meta.is_valid(schema)
    assert release in schema["$id"]
    assert release in schema["title"]
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema["$defs"]["request.envelope"]["properties"]["release"]["const"] == release


def test_jsonschema_takes_what_is_ours_in_it_for_a_schema_too() -> None:
    generated = schema_of(DEFAULT_RELEASE)["$defs"]
    ours = {name: each for name, each in shown()["$defs"].items() if each != generated.get(name)}
    assert len(ours) > 100
    Draft202012Validator.check_schema({**shown(), "$defs": ours})


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_it_accepts_the_examples_that_have_no_schema_mistake(path: Path) -> None:
    (part,) = document.read(path.read_bytes(), path.name)
    request = CloneRequest.of(part.data)
    assert accepts(part.data) == (errors_of(request.body, request.release) == ())
    assert accepts(part.data) == (path.parent.name != "schema-mistakes")


@given(st.integers(0, 2**40), st.integers(0, 3))
def test_of_a_body_it_says_what_the_check_says(seed: int, times: int) -> None:
    random = random_of(seed)
    body = Writer(random).body()
    for _ in range(times):
        body = spoilt(body, random)
    valid = errors_of(body, DEFAULT_RELEASE) == ()
    assert accepts(body) == valid
    assert accepts({"moId": "vm-12", "body": body}) == valid


@pytest.mark.parametrize(
    "data",
    [
        {"body": BODY},
        {"body": {**BODY, "_typeName": "CloneVM_Task"}},
        {**BODY, "_typeName": "CloneVMRequestType"},
        {"moId": "vm-12", "body": BODY},
        {"moId": "VirtualMachine/vm-12", "release": DEFAULT_RELEASE, "body": BODY},
    ],
    ids=list,
)
def test_it_accepts_each_way_of_writing_what_is_around_the_body(data: Any) -> None:
    assert accepts(data)


@pytest.mark.parametrize(
    ("data", "place", "keyword"),
    [
        ({}, "", "required"),
        ({"moId": "vm-12"}, "", "required"),
        ({"release": DEFAULT_RELEASE}, "", "required"),
        ({"moId": "vm-12", "nam": "x", "body": BODY}, "", "additionalProperties"),
        ({**BODY, "body": BODY}, "", "additionalProperties"),
        ({**BODY, "moId": "vm-12"}, "", "additionalProperties"),
        ({"moId": 12, "body": BODY}, "moId", "type"),
        ({"moId": "Folder/group-v3", "body": BODY}, "moId", "pattern"),
        ({"moId": "", "body": BODY}, "moId", "pattern"),
        ({"release": "6.5", "body": BODY}, "release", "const"),
        ({"name": "web-01"}, "", "required"),
        ({"body": None}, "body", "type"),
        ([], "", "type"),
        (None, "", "type"),
    ],
)
def test_it_says_where_the_file_around_the_body_is_wrong(
    data: Any, place: str, keyword: str
) -> None:
    errors = {
        (str(error.instance_path[-1:]), error.kind.name) for error in fast().iter_errors(data)
    }
    assert (str([place] if place else []), keyword) in errors


def test_it_speaks_of_one_shape_only() -> None:
    (first, second) = fast().iter_errors({"name": "web-01"})
    assert {first.message, second.message} == {
        '"folder" is a required property',
        '"spec" is a required property',
    }


@pytest.mark.parametrize("pointer", pointers())
def test_every_place_that_a_rule_points_at_has_a_title_and_a_description(pointer: str) -> None:
    found = properties(shown(), pointer) or properties(request_schema(RELEASES[-1]), pointer)
    assert found
    for entry in found:
        assert 0 < len(entry["title"]) <= 30
        assert 20 < len(entry["description"]) <= 320


def test_where_a_type_is_chosen_all_are_offered_before_one_is_named() -> None:
    definitions = shown()["$defs"]
    chosen = [name for name in definitions if name.startswith("any.") and name != "any.DataObject"]
    assert len(chosen) > 40
    for name in chosen:
        assert definitions[name]["$ref"] == f"#/$defs/name.{name[4:]}"


@pytest.mark.parametrize("order", [1, -1])
def test_what_is_said_of_a_type_holds_for_those_derived_from_it_unless_they_say_more(
    monkeypatch: pytest.MonkeyPatch, order: int
) -> None:
    said = {name: {"key": {"title": name}} for name in ("VirtualDevice", "VirtualDisk")}
    none: dict[str, Any] = {"Request": {}, "CloneVMRequestType": {}}
    monkeypatch.setattr(editor, "_words", lambda: dict(list(said.items())[::order]) | none)
    definitions = request_schema(DEFAULT_RELEASE)["$defs"]
    titles = {
        name: definitions[name]["properties"]["key"].get("title")
        for name in ("VirtualCdrom", "VirtualDisk", "OptionValue")
    }
    assert titles == {
        "VirtualCdrom": "VirtualDevice",
        "VirtualDisk": "VirtualDisk",
        "OptionValue": None,
    }


def test_words_of_what_no_release_has_and_words_that_lack_one_are_refused() -> None:
    good = {"title": "Name", "description": "A name."}
    assert (
        list(mistakes({"CloneVMRequestType": {"name": good}, "VirtualDevice": {"key": good}})) == []
    )
    wrong = {
        "CloneVMRequestType": {"nam": good},
        "Nonsense": {"name": good},
        "VirtualDevice": {"key": {"title": "Key"}, "backing": {**good, "type": "string"}},
    }
    assert [line.split(":")[0] for line in mistakes(wrong)] == [
        "CloneVMRequestType.nam",
        "Nonsense.name",
        "VirtualDevice.key",
        "VirtualDevice.backing",
    ]


def test_the_command_prints_it_for_the_release_given_or_else_the_default() -> None:
    named, unnamed = (
        CliRunner().invoke(cli, ["schema", *release], standalone_mode=False)
        for release in ([DEFAULT_RELEASE], [])
    )
    assert named.stdout == unnamed.stdout == written(shown())
    assert json.loads(named.stdout) == shown()
    assert named.return_value == Exit.CLEAN


def test_the_command_prints_the_same_bytes_whatever_the_order_of_sets() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-m", "policyguard", "schema"],
            check=True,
            capture_output=True,
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "ascii"},
        ).stdout
        for seed in ("1", "2")
    }
    assert printed == {written(shown()).encode()}


def test_a_release_without_a_schema_is_a_usage_error_that_lists_those_there_are() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "policyguard", "schema", "1.0"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert (ran.returncode, ran.stdout) == (Exit.UNUSABLE, "")
    assert all(release in ran.stderr for release in ("`1.0`", *RELEASES))
