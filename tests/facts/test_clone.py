"""What is said of a request as it is written, and of what it becomes."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.vocabulary import domain
from tests.facts.kit import SOURCE, Data, facts, reference, told

KEY, DEVICES = f"{SOURCE}:config.keyId", f"{SOURCE}:config.hardware.device"


def said(attribute: str, spec: Any, source: Data | None = None) -> str | int | tuple[str, ...]:
    return told(facts(spec, {SOURCE: source or {}}), f"clone.{attribute}")


def put(path: str, value: Any) -> Data:
    """A specification with one value in it."""
    for name in reversed(path.split(".")):
        value = {name: value}
    return dict(value)


# Each attribute that says whether something is named, and where that is in `spec`.
NAMED = {
    "customization": "customization",
    "snapshot": "snapshot",
    "pool": "location.pool",
    "host": "location.host",
    "datastore": "location.datastore",
    "service": "location.service",
    "disks": "location.disk",
    "transform": "location.transform",
    "version": "config.version",
    "config_name": "config.name",
}
# Those that say which of some words there is.
WORDS = {
    "disk_move_type": "location.diskMoveType",
    "tpm_policy": "tpmProvisionPolicy",
}
NUMBERS = {"cpus": "config.numCPUs", "memory_mb": "config.memoryMB"}
CRYPTO = {
    "CryptoSpecEncrypt": "encrypt",
    "CryptoSpecDecrypt": "decrypt",
    "CryptoSpecShallowRecrypt": "shallow-recrypt",
    "CryptoSpecDeepRecrypt": "deep-recrypt",
    "CryptoSpecRegister": "register",
    "CryptoSpecNoOp": "noop",
    "CryptoSpec": "other",
}


@pytest.mark.parametrize("attribute", NAMED)
def test_what_the_specification_names_is_there_or_not(attribute: str) -> None:
    path = NAMED[attribute]
    there = "present" if attribute == "customization" else "given"
    assert said(attribute, put(path, {})) == said(attribute, put(path, 7)) == there
    assert said(attribute, {}) == said(attribute, put(path, None)) == "absent"


@pytest.mark.parametrize("attribute", WORDS)
def test_a_word_is_one_of_those_there_are(attribute: str) -> None:
    path = WORDS[attribute]
    for word in set(domain("clone", attribute)) - {"absent", "other"}:
        assert said(attribute, put(path, word)) == word
    assert said(attribute, put(path, "sideways")) == "other"
    assert said(attribute, put(path, None)) == "absent"
    assert said(attribute, put(path, 7)) == (f"request:spec.{path}",)


@pytest.mark.parametrize("attribute", NUMBERS)
def test_a_number_is_of_something_or_not(attribute: str) -> None:
    path = NUMBERS[attribute]
    for number, expected in ((1, "positive"), (0, "not-positive"), (-1, "not-positive")):
        assert said(attribute, put(path, number)) == expected
    assert said(attribute, {}) == "absent"
    for strange in (True, "2", 1.5):
        assert said(attribute, put(path, strange)) == (f"request:spec.{path}",)


@pytest.mark.parametrize("attribute", [*NAMED, *WORDS, *NUMBERS, "memory", "power_on"])
def test_what_stands_in_a_place_that_cannot_be_read_is_not_known(attribute: str) -> None:
    flags = {"memory": "memory", "power_on": "powerOn"}
    path = {**NAMED, **WORDS, **NUMBERS, **flags}[attribute]
    outer = path.rpartition(".")[0]
    assert said(attribute, put(outer, 7) if outer else 7) == (f"request:spec.{path}",)


def test_memory_is_left_out_unless_it_is_asked_for_and_power_must_be_said() -> None:
    for attribute, path in (("memory", "memory"), ("power_on", "powerOn")):
        assert said(attribute, {path: True}) == "yes"
        assert said(attribute, {path: False}) == "no"
        assert said(attribute, {path: "yes"}) == (f"request:spec.{path}",)
    assert said("memory", {}) == "no"
    assert said("power_on", {}) == ("request:spec.powerOn",)


@pytest.mark.parametrize(("name", "expected"), CRYPTO.items())
def test_a_crypto_specification_is_known_by_its_type(name: str, expected: str) -> None:
    assert said("crypto", put("location.cryptoSpec", {"_typeName": name})) == expected


def test_without_a_type_it_is_not_known_what_a_crypto_specification_asks_for() -> None:
    for strange in ({}, {"_typeName": 7}, 7):
        assert said("crypto", put("location.cryptoSpec", strange)) == (
            "request:spec.location.cryptoSpec",
        )
    assert said("crypto", {"location": {}}) == "absent"


ENCRYPTS, DECRYPTS = {"_typeName": "CryptoSpecEncrypt"}, {"_typeName": "CryptoSpecDecrypt"}
LOCKED: Data = {"config.keyId": {"keyId": "k"}}
PLAIN: Data = {"config.keyId": None, "config.hardware.device": []}


@pytest.mark.parametrize(
    ("location", "config", "source", "expected"),
    [
        (None, None, LOCKED, "encrypted"),
        (None, None, PLAIN, "plain"),
        (None, None, {}, (KEY, DEVICES)),
        (ENCRYPTS, None, PLAIN, "encrypted"),
        (DECRYPTS, None, LOCKED, "plain"),
        (None, ENCRYPTS, PLAIN, "encrypted"),
        (None, DECRYPTS, LOCKED, "plain"),
        (ENCRYPTS, DECRYPTS, PLAIN, "encrypted"),
        (DECRYPTS, 7, LOCKED, "plain"),
        ({"_typeName": "CryptoSpecNoOp"}, None, LOCKED, "encrypted"),
        ({"_typeName": "CryptoSpecDeepRecrypt"}, DECRYPTS, LOCKED, "plain"),
        ({}, ENCRYPTS, PLAIN, ("request:spec.location.cryptoSpec",)),
        (None, {}, LOCKED, ("request:spec.config.crypto",)),
    ],
)
def test_a_clone_is_encrypted_as_its_source_unless_it_is_asked_otherwise(
    location: Any, config: Any, source: Data, expected: object
) -> None:
    spec = {"location": {"cryptoSpec": location}, "config": {"crypto": config}}
    assert said("result", spec, source) == expected


IN = reference("Folder", "group-v3")
ELSE = reference("Folder", "group-v4")
HOST = reference("HostSystem", "host-9")
INNER = ("request:spec.location.folder",)


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        (None, IN, "absent"),
        (IN, IN, "same"),
        (ELSE, IN, "different"),
        (7, IN, INNER),
        (HOST, IN, INNER),
        (HOST, HOST, INNER),
        (IN, None, ("request:folder",)),
        (IN, 7, ("request:folder",)),
        (IN, HOST, ("request:folder",)),
        (reference("StoragePod", "p-1"), reference("StoragePod", "p-1"), "same"),
    ],
)
def test_two_folders_are_compared_where_both_are_named(
    inner: Any, outer: Any, expected: object
) -> None:
    found = facts({"location": {"folder": inner}}, folder=outer)
    assert told(found, "clone.location_folder") == expected
    place = "/folder" if inner is None else "/spec/location/folder"
    assert found.details["folder_place"] == place


def test_source_and_clone_are_each_a_template_or_not() -> None:
    for flag, expected in ((True, "template"), (False, "vm")):
        assert said("source", {}, {"config.template": flag}) == expected
        assert said("destination", {"template": flag}) == expected
    assert said("source", {}) == (f"{SOURCE}:config.template",)
    assert said("destination", {}) == ("request:spec.template",)


def test_a_report_may_print_what_is_asked_for_as_it_is_written() -> None:
    config = {"version": "vmx-21", "alternateGuestName": "x", "numCPUs": 2, "createDate": None}
    spec = {
        "location": {"diskMoveType": "sideways"},
        "tpmProvisionPolicy": "swap",
        "config": config,
    }
    found = facts(spec)
    assert found.values["clone.beyond"] == "some"
    assert facts({"config": {"numCPUs": 2}}).values["clone.beyond"] == "none"
    assert {name: found.details[name] for name in ("beyond", "requested_move_type")} == {
        "beyond": "`spec.config.version`, `spec.config.alternateGuestName`",
        "requested_move_type": "sideways",
    }
    assert found.details["requested_tpm_policy"] == "swap"
