"""What is said of the source itself, and of the host it is on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from policyguard.references import Reference
from tests.facts.kit import SOURCE, Data, facts, told
from tests.facts.source_kit import disk

HOST = "HostSystem/host-9"
KEY, DEVICES = "config.keyId", "config.hardware.device"
MANAGER, REPLICATION = "config.managedBy", "config.repConfig"
TPM: Data = {"_typeName": "VirtualTPM", "key": 11000}
NIC: Data = {"_typeName": "VirtualVmxnet3", "key": 4000}


def said(attribute: str, source: Mapping[str, Any], **host: Any) -> str | int | tuple[str, ...]:
    return told(facts({}, {SOURCE: source, HOST: host}), f"source.{attribute}")


def open_at(*paths: str) -> tuple[str, ...]:
    return tuple(f"{SOURCE}:{path}" for path in paths)


# Each property with what its values come to.
STATES: dict[str, tuple[str, list[tuple[Any, str]]]] = {
    "connection": (
        "runtime.connectionState",
        [(n, n) for n in ("connected", "disconnected", "orphaned", "inaccessible", "invalid")],
    ),
    "config": ("config", [(None, "unavailable"), ({"name": "web"}, "available")]),
    "power": (
        "runtime.powerState",
        [("poweredOn", "on"), ("poweredOff", "off"), ("suspended", "suspended")],
    ),
    "question": ("runtime.question", [(None, "none"), ({"text": "Moved or copied?"}, "pending")]),
    "tools_installer": (
        "runtime.toolsInstallerMounted",
        [(True, "mounted"), (False, "not-mounted"), (None, "not-mounted")],
    ),
    "clone_disabled": (
        "disabledMethod",
        [
            (None, "no"),
            ([], "no"),
            (["PowerOnVM_Task"], "no"),
            (["Destroy_Task", "CloneVM_Task"], "yes"),
        ],
    ),
    "crypto_state": (
        "runtime.cryptoState",
        [(None, "none"), ("locked", "locked"), ("unlocked", "unlocked")],
    ),
    "vtpm": (DEVICES, [([], "no"), (None, "no"), ([disk(), TPM], "yes"), ([disk()], "no")]),
    "fault_tolerance": (
        "runtime.faultToleranceState",
        [
            (None, "not-configured"),
            ("notConfigured", "not-configured"),
            ("disabled", "configured"),
            ("running", "configured"),
        ],
    ),
    "consolidation": (
        "runtime.consolidationNeeded",
        [(True, "needed"), (False, "not-needed"), (None, "not-needed")],
    ),
    "snapshots": ("snapshot", [(None, "none"), ({"rootSnapshotList": []}, "some")]),
    "snapshot_supported": ("capability.snapshotConfigSupported", [(True, "yes"), (False, "no")]),
}
ON_HOST: dict[str, tuple[str, list[tuple[Any, str]]]] = {
    "host_connection": (
        "runtime.connectionState",
        [(name, name) for name in ("connected", "disconnected", "notResponding")],
    ),
    "host_maintenance": ("runtime.inMaintenanceMode", [(True, "yes"), (False, "no")]),
    "host_delta_disks": ("capability.deltaDiskBackingsSupported", [(True, "yes"), (False, "no")]),
    "host_snapshot_clone": (
        "capability.cloneFromSnapshotSupported",
        [(True, "yes"), (False, "no")],
    ),
}


@pytest.mark.parametrize("attribute", STATES)
def test_a_state_of_the_source_is_read_from_its_property(attribute: str) -> None:
    path, states = STATES[attribute]
    for value, expected in states:
        assert said(attribute, {path: value}) == expected
    assert said(attribute, {}) == open_at(path)


@pytest.mark.parametrize("attribute", ON_HOST)
def test_a_state_of_its_host_is_read_from_the_host(attribute: str) -> None:
    path, states = ON_HOST[attribute]
    for value, expected in states:
        assert said(attribute, {"runtime.host": HOST}, **{path: value}) == expected
    for strange in ({}, {path: None}, {path: "gone"}):
        assert said(attribute, {"runtime.host": HOST}, **strange) == (f"{HOST}:{path}",)
    for nowhere in ({}, {"runtime.host": None}):
        assert said(attribute, nowhere) == open_at("runtime.host")


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("connection", "lost"),
        ("connection", None),
        ("power", "standby"),
        ("tools_installer", "yes"),
        ("clone_disabled", "CloneVM_Task"),
        ("crypto_state", "open"),
        *(("vtpm", [{"_typeName": "VirtualTPM", "key": key}]) for key in (None, True, "11000")),
        ("consolidation", 1),
        ("snapshot_supported", None),
    ],
)
def test_a_value_that_the_property_cannot_have_says_nothing(attribute: str, value: Any) -> None:
    path = STATES[attribute][0]
    assert said(attribute, {path: value}) == open_at(path)


def test_a_template_whose_nature_is_known_has_a_configuration() -> None:
    for is_template in (True, False):
        assert said("config", {"config.template": is_template}) == "available"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({KEY: {"keyId": "k"}}, "yes"),
        ({KEY: None, DEVICES: [NIC, disk(keyId={"keyId": "k"})]}, "yes"),
        ({KEY: None, DEVICES: [NIC, TPM]}, "yes"),
        ({DEVICES: [TPM]}, "yes"),
        ({KEY: None, DEVICES: [NIC, disk()]}, "no"),
        ({DEVICES: [disk()]}, open_at(KEY)),
        ({KEY: None}, open_at(DEVICES)),
        ({}, open_at(KEY, DEVICES)),
    ],
)
def test_a_key_anywhere_or_a_virtual_tpm_makes_a_source_encrypted(
    source: Data, expected: object
) -> None:
    assert said("encrypted", source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({MANAGER: {"extensionKey": "com.example"}}, "extension"),
        ({MANAGER: {"extensionKey": "x"}, REPLICATION: {"generation": 1}}, "extension"),
        ({REPLICATION: {"generation": 1}}, "replication"),
        ({MANAGER: None, REPLICATION: None}, "none"),
        ({MANAGER: None}, open_at(REPLICATION)),
        ({REPLICATION: None}, open_at(MANAGER)),
        ({}, open_at(MANAGER, REPLICATION)),
        ({MANAGER: 7, REPLICATION: None}, open_at(MANAGER, REPLICATION)),
        ({MANAGER: None, REPLICATION: 7}, open_at(MANAGER, REPLICATION)),
    ],
)
def test_an_extension_or_replication_has_a_say_in_what_is_done_to_a_source(
    source: Data, expected: object
) -> None:
    assert said("management", source) == expected


def test_a_report_may_name_what_stands_in_the_way() -> None:
    source = {
        MANAGER: {"extensionKey": "com.example"},
        "runtime.host": HOST,
        "runtime.question": {"text": "Moved or copied?"},
        "recentTask": ["Task/task-1"],
        "parentVApp": "VirtualApp/resgroup-v4",
        "layoutEx.file": [{"type": "config", "name": "[a] b/b.vmx", "accessible": False}],
        KEY: {"keyId": "k", "providerId": {"id": "kms"}},
    }
    task = {"info": {"state": "running", "descriptionId": "VirtualMachine.reconfigure"}}
    details = facts({}, {SOURCE: source, "Task/task-1": task}).details
    assert {name: details[name] for name in details if details[name] is not None}.items() >= {
        "manager": "com.example",
        "source_host": Reference.of(HOST),
        "question_text": "Moved or copied?",
        "busy_task": Reference.of("Task/task-1"),
        "busy_operation": "VirtualMachine.reconfigure",
        "vapp": Reference.of("VirtualApp/resgroup-v4"),
        "lost_file": "[a] b/b.vmx",
        "source_key_provider": "kms",
    }.items()


PROVIDER = {"_typeName": "KeyProviderId", "id": "kms"}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (None, None),
        ({"keyId": 7}, None),
        ({"providerId": {"id": "kms"}}, None),
        ({"keyId": "k"}, [{"_typeName": "CryptoKeyId", "keyId": "k"}]),
        ({"keyId": "k", "providerId": "kms"}, [{"_typeName": "CryptoKeyId", "keyId": "k"}]),
        ({"keyId": "k", "providerId": {"id": 7}}, [{"_typeName": "CryptoKeyId", "keyId": "k"}]),
        (
            {"keyId": "k", "providerId": {"id": "kms"}},
            [{"_typeName": "CryptoKeyId", "keyId": "k", "providerId": PROVIDER}],
        ),
    ],
)
def test_the_key_of_a_source_is_written_as_faults_list_it(key: Any, expected: Any) -> None:
    found = facts({}, {SOURCE: {KEY: key}}).details["source_keys"]
    assert found == (None if expected is None else tuple(expected))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({KEY: {"providerId": {"id": "a"}}, DEVICES: []}, "a"),
        ({KEY: {"providerId": {"id": "a"}}, DEVICES: [disk(keyId={"providerId": PROVIDER})]}, "a"),
        ({KEY: {"providerId": {"id": "a"}}}, "a"),
        ({KEY: {"keyId": "k"}, DEVICES: [disk(), disk(keyId={"providerId": PROVIDER})]}, "kms"),
        ({DEVICES: [disk(keyId={"providerId": PROVIDER})]}, "kms"),
        ({DEVICES: [disk(keyId="k")]}, None),
    ],
)
def test_the_key_provider_is_that_of_the_home_files_or_else_of_a_disk(
    source: Data, expected: str | None
) -> None:
    assert facts({}, {SOURCE: source}).details["source_key_provider"] == expected
