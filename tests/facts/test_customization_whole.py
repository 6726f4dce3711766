"""What is said of a customization as a whole, and what rules may print of it."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Unknown
from policyguard.request import ABSENT
from tests.facts.customization_kit import KEY, WHOLE, printed, said
from tests.facts.kit import SOURCE, Data, asked, facts, nics

MANAGER = "CustomizationSpecManager/CustomizationSpecManager"
OTHER_MANAGER = "CustomizationSpecManager/csm-1"
DEVICES = Unknown((f"{SOURCE}:config.hardware.device",))


NOTHING_OF_SYSPREP = {
    "admin_password": "blank",
    "auto_logon": "no",
    "auto_logon_count": "absent",
    "time_zone": "absent",
    "product_id": "absent",
    "license": "absent",
    "license_users": "absent",
    "membership": "absent",
}
NOTHING_AS_A_WHOLE = {
    "identity": "absent",
    "options": "absent",
    "change_sid": "absent",
    "guest": "unknown",
    "tools": "unknown",
    "adapters": "match",
    "gateways": "unneeded",
    "disks": "none",
    "host_name": "absent",
    "computer_name": "absent",
    "full_name": "absent",
    "passwords": "none",
    "encryption_key": "absent",
    "dns_servers": "absent",
    "generator_command": "unneeded",
}


@pytest.mark.parametrize(
    "spec",
    [
        {},
        {"customization": None},
        {"customization": {}},
        {"customization": {"identity": {}, "nicSettingMap": []}},
    ],
)
def test_a_customization_that_asks_nothing_is_like_none(spec: Data) -> None:
    found = facts(spec, {SOURCE: {"config.hardware.device": []}})
    assert said(found, "sysprep") == NOTHING_OF_SYSPREP
    assert set(said(found, "linux_identity").values()) == {"absent"}
    identity = {"identity": "unknown"} if (spec.get("customization") or {}) else {}
    assert said(found, "customization") == {**NOTHING_AS_A_WHOLE, **identity}
    assert not found.items["adapter"]
    assert not found.items["name_generator"]


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        ({SOURCE: {"config.hardware.device": []}}, "match"),
        (nics(160), "mismatch"),
        ({}, "unknown"),
    ],
)
def test_adapters_are_counted_without_a_customization_too(objects: Data, expected: str) -> None:
    assert facts({}, objects).values["customization.adapters"] == expected


@pytest.mark.parametrize(
    ("part", "name", "expected"),
    [
        ("identity", "CustomizationLinuxPrep", "linux"),
        ("identity", "CustomizationCloudinitPrep", "cloud-init"),
        ("identity", "CustomizationSysprep", "windows"),
        ("identity", "CustomizationSysprepText", "windows"),
        ("identity", "CustomizationIdentitySettings", "other"),
        ("options", "CustomizationLinuxOptions", "linux"),
        ("options", "CustomizationWinOptions", "windows"),
        ("options", "CustomizationOptions", "other"),
    ],
)
def test_an_identity_and_options_are_for_a_kind_of_guest(
    part: str, name: str, expected: str
) -> None:
    found = asked(**{part: {"_typeName": name}})
    assert found.values[f"customization.{part}"] == expected


@pytest.mark.parametrize(("sid", "expected"), [(True, "yes"), (False, "no"), (None, "absent")])
def test_whether_the_sid_changes_is_as_written(sid: object, expected: str) -> None:
    assert asked(options={"changeSID": sid}).values["customization.change_sid"] == expected


@pytest.mark.parametrize(("name", "expected"), [("x", "given"), ("", "empty"), (None, "absent")])
def test_a_full_name_may_be_empty(name: object, expected: str) -> None:
    found = asked(identity={"userData": {"fullName": name}})
    assert found.values["customization.full_name"] == expected


FIXED: Data = {"ip": {"_typeName": "CustomizationFixedIp", "ipAddress": "192.0.2.17"}}
DHCP: Data = {"ip": {"_typeName": "CustomizationDhcpIpGenerator"}}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ([], "unneeded"),
        ([DHCP], "unneeded"),
        ([FIXED], "missing"),
        ([FIXED, {**FIXED, "gateway": []}], "missing"),
        ([{**FIXED, "ipV6Spec": {"gateway": []}}], "missing"),
        ([FIXED, {**FIXED, "gateway": ["192.0.2.1"]}], "given"),
        ([{**FIXED, "ipV6Spec": {"gateway": ["fe80::1"]}}], "given"),
        ([FIXED, DHCP], "given"),
        ([FIXED, {}], "given"),
    ],
)
def test_only_fixed_addresses_need_a_gateway_that_is_written(
    settings: list[Data], expected: str
) -> None:
    found = asked(nicSettingMap=[{"adapter": one} for one in settings])
    assert found.values["customization.gateways"] == expected


def test_what_is_printed_of_a_customization_is_as_written() -> None:
    found = asked(nics(160, 192), **WHOLE)
    assert printed(found, "customization") == {
        "guest_id": Unknown((f"{SOURCE}:config.guestId",)),
        "adapters_in_spec": 1,
        "adapters_in_vm": 2,
        "adapters_in_source": 2,
        "host_name": ABSENT,
        "computer_name": "web",
        "tools_status": Unknown((f"{SOURCE}:guest.toolsVersionStatus2",)),
        "wrong_dns_server": None,
    }
    unknown = asked(identity={"hostName": {"name": "web-01"}}, nicSettingMap=7)
    assert printed(unknown, "customization")["host_name"] == "web-01"
    assert printed(unknown, "customization")["adapters_in_spec"] == 0
    assert printed(unknown, "customization")["adapters_in_vm"] == DEVICES
    assert printed(unknown, "customization")["adapters_in_source"] == DEVICES


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        ({"guiUnattended": {"password": {"plainText": False}}}, "encrypted-without-key"),
        (
            {"identification": {"domainAdminPassword": {"plainText": False}}},
            "encrypted-without-key",
        ),
        ({"password": {"plainText": False}}, "encrypted-without-key"),
        ({"password": {"plainText": True}}, "plain"),
        ({"password": None}, "none"),
    ],
)
def test_a_password_is_found_wherever_it_stands(identity: Data, expected: str) -> None:
    assert asked(identity=identity).values["customization.passwords"] == expected


@pytest.mark.parametrize(
    ("managers", "expected"),
    [
        ({OTHER_MANAGER: [*KEY]}, "encrypted"),
        ({OTHER_MANAGER: [9]}, "encrypted-for-another"),
        ({OTHER_MANAGER: [9], MANAGER: [*KEY]}, "encrypted"),
        ({"SessionManager/s-1": [*KEY]}, "unknown"),
    ],
)
def test_the_only_manager_of_specifications_has_the_key(managers: Data, expected: str) -> None:
    objects = {manager: {"encryptionKey": key} for manager, key in managers.items()}
    assert asked(objects, **WHOLE).values["customization.passwords"] == expected


CUSTOM_NAME = {"_typeName": "CustomizationCustomName"}
CUSTOM_IP = {"_typeName": "CustomizationCustomIpGenerator"}
CUSTOM_IPV6 = {"_typeName": "CustomizationCustomIpV6Generator"}
COMMAND = {"key": "config.vpxd.name-ip-generator.program", "value": "x"}


@pytest.mark.parametrize(
    "asks",
    [
        {"identity": {"hostName": CUSTOM_NAME}},
        {"identity": {"userData": {"computerName": CUSTOM_NAME}}},
        {"nicSettingMap": [{}, {"adapter": {"ip": CUSTOM_IP}}]},
        {"nicSettingMap": [{"adapter": {"ipV6Spec": {"ip": [7, CUSTOM_IPV6]}}}]},
    ],
)
@pytest.mark.parametrize(
    ("settings", "expected"), [([{"key": "x"}, COMMAND], "set"), ([{"key": "x"}, {}], "unset")]
)
def test_whatever_a_command_makes_up_needs_the_command(
    asks: Data, settings: list[Any], expected: str
) -> None:
    found = asked({"OptionManager/VpxSettings": {"setting": settings}}, **asks)
    assert found.values["customization.generator_command"] == expected
