"""What a report points at and prints of keys, policies and virtual TPMs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.kit import SOURCE, Data, facts, items, reference, told
from tests.facts.source_kit import disk

ENCRYPTS: Data = {"_typeName": "CryptoSpecEncrypt"}
NOTHING: Data = {"_typeName": "CryptoSpecNoOp"}
DEFINED: Data = {"_typeName": "VirtualMachineDefinedProfileSpec"}
TPM: Data = {"operation": "add", "device": {"_typeName": "VirtualTPM", "key": -1}}
NIC: Data = {"operation": "add", "device": {"_typeName": "VirtualVmxnet3", "key": -2}}
WITH_TPM: Data = {"config": {"deviceChange": [NIC, TPM]}}


def on(crypto: Any, **more: Any) -> Data:
    return {"backing": {"crypto": crypto}, **more}


EVERYWHERE: Data = {
    "location": {
        "cryptoSpec": NOTHING,
        "disk": [{}, {"backing": 7}, on(NOTHING), on(None)],
        "deviceChange": [7, on(NOTHING)],
    },
    "config": {"crypto": NOTHING, "deviceChange": [on(NOTHING), {}]},
}
CRYPTO_PATHS = [
    "spec.location.cryptoSpec",
    "spec.config.crypto",
    "spec.location.disk[2].backing.crypto",
    "spec.location.deviceChange[1].backing.crypto",
    "spec.config.deviceChange[0].backing.crypto",
]


def pointed(path: str) -> str:
    """The pointer to what a property path names."""
    return "/" + path.replace("[", ".").replace("]", "").replace(".", "/")


def test_each_crypto_specification_is_found_where_it_stands() -> None:
    found = facts(EVERYWHERE).items["crypto_change"]
    assert [one.details["crypto_path"] for one in found] == CRYPTO_PATHS
    assert [one.details["crypto_place"] for one in found] == [*map(pointed, CRYPTO_PATHS)]
    of = [one.values["crypto_change.of"] for one in found]
    assert of == ["machine", "machine", "disk", "disk", "disk"]


@pytest.mark.parametrize(
    ("name", "member", "named"),
    [
        ("CryptoSpecEncrypt", "cryptoKeyId", True),
        ("CryptoSpecRegister", "cryptoKeyId", True),
        ("CryptoSpecShallowRecrypt", "newKeyId", True),
        ("CryptoSpecDeepRecrypt", "newKeyId", True),
        ("CryptoSpecDecrypt", "cryptoKeyId", False),
        ("CryptoSpecNoOp", "cryptoKeyId", False),
    ],
)
def test_a_key_is_named_where_its_specification_has_it(name: str, member: str, named: bool) -> None:
    key = {"keyId": "k", "providerId": {"id": "kms"}}
    (found,) = facts({"config": {"crypto": {"_typeName": name, member: key}}}).items[
        "crypto_change"
    ]
    assert found.values["crypto_change.key"] == ("given" if named else "absent")
    assert found.details["key_id_path"] == f"spec.config.crypto.{member}.keyId"
    assert found.details["provider_id"] == "kms"


def test_of_a_specification_without_a_type_nothing_about_its_key_is_known() -> None:
    crypto = {"cryptoKeyId": {"keyId": "k", "providerId": {"id": "kms"}}}
    (found,) = facts({"config": {"crypto": crypto}}).items["crypto_change"]
    for attribute in ("asks", "key", "provider"):
        assert told(found, f"crypto_change.{attribute}") == ("request:spec.config.crypto",)
    assert found.details["key_id_path"] == "spec.config.crypto.cryptoKeyId.keyId"


@pytest.mark.parametrize(
    ("key", "whole"),
    [
        ({"keyId": "k", "providerId": {"id": "kms"}}, True),
        ({"keyId": "", "providerId": {"id": "kms"}}, False),
        ({"providerId": {"id": "kms"}}, False),
        ({"keyId": "k"}, False),
    ],
)
def test_a_key_is_listed_in_a_fault_where_it_is_named_whole(key: Data, whole: bool) -> None:
    spec = {"config": {"crypto": {**ENCRYPTS, "cryptoKeyId": key}}}
    (found,) = facts(spec).items["crypto_change"]
    assert (found.details["required_key"] is not None) == whole


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"operation": "add", "device": {"key": 2000}}, "new"),
        ({"operation": "edit", "device": {"key": 2000}}, "encrypted"),
        ({"operation": "edit", "device": {"key": 4000}}, ("device.key",)),
        ({"operation": "remove", "device": {"key": 2000}}, ("operation",)),
        ({"operation": "edit"}, ("device.key",)),
    ],
)
def test_a_specification_in_a_device_change_is_about_the_disk_of_that_key(
    entry: Data, expected: Any
) -> None:
    devices = [{"_typeName": "VirtualVmxnet3", "key": 4000}, disk(keyId={"keyId": "k"})]
    for place in ("location", "config"):
        spec = {place: {"deviceChange": [on(ENCRYPTS, **entry)]}}
        (found,) = facts(spec, {SOURCE: {"config.hardware.device": devices}}).items["crypto_change"]
        at = f"request:spec.{place}.deviceChange[0]."
        assert told(found, "crypto_change.target") == (
            tuple(at + inner for inner in expected) if isinstance(expected, tuple) else expected
        )


def test_what_a_disk_is_is_not_known_without_the_devices_of_the_source() -> None:
    spec = {"location": {"disk": [on(ENCRYPTS, diskId=2000)]}}
    (found,) = facts(spec).items["crypto_change"]
    assert told(found, "crypto_change.target") == (f"{SOURCE}:config.hardware.device",)


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        ({}, ""),
        ({"config": {"crypto": ENCRYPTS}}, "spec.config.crypto"),
        (
            {"location": {"disk": [on(NOTHING), on({"_typeName": "CryptoSpecDeepRecrypt"})]}},
            "spec.location.disk[1].backing.crypto",
        ),
        (
            {"location": {"disk": [on({"_typeName": "CryptoSpecShallowRecrypt"})]}, **WITH_TPM},
            "spec.location.disk[0].backing.crypto",
        ),
        (WITH_TPM, "spec.config.deviceChange[1]"),
    ],
)
def test_the_first_that_needs_a_new_key_is_pointed_at(spec: Data, path: str) -> None:
    found = facts(spec)
    assert found.values["encryption.new_key"] == ("needed" if path else "absent")
    assert found.details["new_key_path"] == path
    assert found.details["new_key_place"] == (pointed(path) if path else "")


def test_whether_a_key_is_needed_depends_on_every_specification_that_cannot_be_read() -> None:
    spec = {"location": {"cryptoSpec": 7, "disk": [on({}), on(NOTHING)]}}
    assert told(facts(spec), "encryption.new_key") == (
        "request:spec.location.cryptoSpec",
        "request:spec.location.disk[0].backing.crypto",
    )


FIRMWARE = {"config.firmware": "bios", "config.version": "vmx-13"}


@pytest.mark.parametrize(
    ("spec", "firmware", "at", "tpm"),
    [
        ({}, "bios", "", ""),
        ({"config": {"firmware": "efi"}}, "efi", "spec.config.firmware", ""),
        (WITH_TPM, "bios", "spec.config.deviceChange[1]", "spec.config.deviceChange[1]"),
        (
            {"config": {**WITH_TPM["config"], "firmware": "efi"}},
            "efi",
            "spec.config.firmware",
            "spec.config.deviceChange[1]",
        ),
    ],
)
def test_a_virtual_tpm_that_is_added_is_pointed_at_and_what_it_meets_is_printed(
    spec: Data, firmware: str, at: str, tpm: str
) -> None:
    details = facts(spec, {SOURCE: FIRMWARE}).details
    assert details["tpm_firmware"] == firmware
    assert details["tpm_version"] == "vmx-13"
    assert details["firmware_path"] == at
    assert details["firmware_place"] == (pointed(at) if at else "")
    assert details["tpm_path"] == (f"{tpm}.device" if tpm else "")
    assert details["tpm_place"] == (pointed(tpm) if tpm else "")


def test_a_clone_of_a_snapshot_has_the_hardware_of_the_snapshot() -> None:
    snapshot = "VirtualMachineSnapshot/snapshot-3"
    spec = {**WITH_TPM, "snapshot": reference("VirtualMachineSnapshot", "snapshot-3")}
    found = facts(spec, {SOURCE: FIRMWARE, snapshot: {"config.version": "vmx-14"}})
    assert found.values["encryption.version"] == "supported"
    assert told(found, "encryption.firmware") == (f"{snapshot}:config.firmware",)
    of_none = facts({**WITH_TPM, "snapshot": reference("HostSystem", "host-9")}, {SOURCE: FIRMWARE})
    assert told(of_none, "encryption.version") == ("request:spec.snapshot",)


@pytest.mark.parametrize(
    ("listed", "expected"), [([], "none"), ([{"clusterId": {"id": "kms"}}], "some")]
)
def test_there_are_key_providers_or_none(listed: list[Data], expected: str) -> None:
    manager = "CryptoManagerKmip/CryptoManager"
    assert told(facts({}), "encryption.providers") == (f"{manager}:kmipServers",)
    assert facts({}, {manager: {"kmipServers": listed}}).values["encryption.providers"] == expected


def test_each_policy_of_a_disk_is_told_of_where_it_stands() -> None:
    policies = {"profile": [DEFINED, {"_typeName": "VirtualMachineEmptyProfileSpec"}]}
    spec = {
        "location": {
            "disk": [7, {"profile": 7}, policies],
            "deviceChange": [{"profile": [DEFINED]}],
        },
        "config": {"deviceChange": [policies]},
    }
    found = facts(spec)
    paths = [one.details["policy_path"] for one in found.items["disk_policy"]]
    assert paths == [
        "spec.location.disk[2].profile[0]",
        "spec.location.disk[2].profile[1]",
        "spec.location.deviceChange[0].profile[0]",
    ]
    assert [one.details["policy_place"] for one in found.items["disk_policy"]] == [
        *map(pointed, paths)
    ]
    assert items(found, "disk_policy", "data_service") == ["not-said", "none", "not-said"]


@pytest.mark.parametrize(
    ("crypto", "policy", "expected"),
    [
        (ENCRYPTS, DEFINED, "encryption"),
        (ENCRYPTS, {**DEFINED, "replicationSpec": {}}, "encryption"),
        (ENCRYPTS, {"_typeName": "VirtualMachineEmptyProfileSpec"}, "none"),
        (NOTHING, DEFINED, "not-said"),
        (NOTHING, {**DEFINED, "replicationSpec": {}}, "replication"),
        ({}, {**DEFINED, "replicationSpec": {}}, "replication"),
        ({}, DEFINED, ("request:spec.location.disk[0].backing.crypto",)),
        (ENCRYPTS, {}, ("request:spec.location.disk[0].profile[0]",)),
        (ENCRYPTS, {"_typeName": "X"}, ("request:spec.location.disk[0].profile[0]",)),
    ],
)
def test_a_policy_brings_encryption_where_a_key_is_asked_for_beside_it(
    crypto: Data, policy: Data, expected: object
) -> None:
    spec = {"location": {"disk": [on(crypto, profile=[policy])]}}
    (found,) = facts(spec).items["disk_policy"]
    assert told(found, "disk_policy.data_service") == expected
