"""What is not known of a customization, and what would decide it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from policyguard.facts.values import Facts
from tests.facts.customization_kit import KEY, WHOLE
from tests.facts.kit import SOURCE, Data, asked, facts, nics, spoilt

MANAGER = "CustomizationSpecManager/CustomizationSpecManager"
DEVICES = f"{SOURCE}:config.hardware.device"
SERVICE = "request:spec.location.service"
KNOWN: Data = {**nics(160), MANAGER: {"encryptionKey": [*KEY]}}
KINDS = ("adapter", "ipv6_address", "name_generator")
IDENTITY = ("identity",)
UNATTENDED = (*IDENTITY, "guiUnattended")
JOINED = (*IDENTITY, "identification")
HOST, COMPUTER = (*IDENTITY, "hostName"), (*IDENTITY, "userData", "computerName")
ENTRY = ("nicSettingMap", 0)
SETTINGS = (*ENTRY, "adapter")
V6 = (*SETTINGS, "ipV6Spec")
IPV4 = (
    "adapter.ip",
    "adapter.mask",
    "adapter.host_part",
    "adapter.gateway",
    "adapter.repeated",
)
GENERATOR = ("name_generator.generator", "name_generator.result")
PASSWORDS = "customization.passwords"


def left_open(found: Facts) -> Mapping[str, tuple[str, ...]]:
    """What would decide whatever is not known of a customization, but for the guest."""
    kinds = ("customization.", "sysprep.", "linux_identity.")
    unknown = {fact: by for fact, by in found.unknown.items() if fact.startswith(kinds)}
    for guest in ("guest", "tools"):
        unknown.pop(f"customization.{guest}")
    for kind in KINDS:
        for item in found.items[kind]:
            unknown |= item.unknown
    return unknown


def test_a_customization_that_is_whole_leaves_nothing_open() -> None:
    assert left_open(asked(KNOWN, **WHOLE)) == {}


@pytest.mark.parametrize(
    ("place", "below", "said"),
    [
        (("encryptionKey",), (), (PASSWORDS,)),
        (("options", "_typeName"), (), ("customization.options",)),
        (("options", "changeSID"), (), ("customization.change_sid",)),
        ((*IDENTITY, "_typeName"), (), ("customization.identity",)),
        ((*IDENTITY, "domain"), (), ("linux_identity.domain",)),
        ((*IDENTITY, "timeZone"), (), ("linux_identity.time_zone",)),
        ((*IDENTITY, "metadata"), (), ("linux_identity.metadata",)),
        ((*IDENTITY, "userdata"), (), ("linux_identity.userdata",)),
        ((*HOST, "_typeName"), (), ("customization.host_name", *GENERATOR)),
        ((*HOST, "base"), (), ("name_generator.result",)),
        (COMPUTER, ("_typeName",), ("customization.computer_name", *GENERATOR)),
        ((*COMPUTER, "name"), (), ("customization.computer_name",)),
        ((*IDENTITY, "userData", "fullName"), (), ("customization.full_name",)),
        ((*IDENTITY, "userData", "productId"), (), ("sysprep.product_id",)),
        ((*UNATTENDED, "timeZone"), (), ("sysprep.time_zone",)),
        ((*UNATTENDED, "autoLogon"), (), ("sysprep.auto_logon",)),
        ((*UNATTENDED, "autoLogonCount"), (), ("sysprep.auto_logon_count",)),
        ((*UNATTENDED, "password"), ("value",), ("sysprep.admin_password",)),
        ((*UNATTENDED, "password", "value"), (), ("sysprep.admin_password",)),
        ((*JOINED, "joinWorkgroup"), (), ("sysprep.membership",)),
        ((*JOINED, "joinDomain"), (), ("sysprep.membership",)),
        ((*JOINED, "domainAdmin"), (), ("sysprep.membership",)),
        ((*JOINED, "domainAdminPassword"), ("value",), ("sysprep.membership",)),
        (
            (*IDENTITY, "licenseFilePrintData", "autoMode"),
            (),
            ("sysprep.license_users",),
        ),
        (
            ("globalIPSettings", "dnsServerList"),
            (),
            ("customization.dns_servers",),
        ),
        (("nicSettingMap",), (), ("customization.adapters",)),
        ((*ENTRY, "macAddress"), (), ("adapter.mac",)),
        ((*SETTINGS, "ip"), ("_typeName",), IPV4),
        ((*SETTINGS, "ip", "_typeName"), (), IPV4),
        ((*SETTINGS, "ip", "ipAddress"), (), IPV4),
        ((*SETTINGS, "subnetMask"), (), ("adapter.mask",)),
        ((*SETTINGS, "gateway"), (), ("adapter.gateway",)),
        ((*SETTINGS, "dnsServerList"), (), ("adapter.dns",)),
        ((*V6, "gateway"), (), ("adapter.gateway_v6",)),
        (
            (*V6, "ip", 0, "_typeName"),
            (),
            (
                "ipv6_address.generator",
                "ipv6_address.address",
                "ipv6_address.repeated",
                "ipv6_address.prefix",
            ),
        ),
        (
            (*V6, "ip", 0, "ipAddress"),
            (),
            ("ipv6_address.address", "ipv6_address.repeated"),
        ),
        ((*V6, "ip", 0, "subnetMask"), (), ("ipv6_address.prefix",)),
    ],
)
def test_what_is_malformed_leaves_open_what_is_said_of_it(
    place: tuple[str | int, ...], below: tuple[str, ...], said: tuple[str, ...]
) -> None:
    path = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in (*place, *below))
    expected = dict.fromkeys(said, (f"request:spec.customization{path}",))
    assert left_open(asked(KNOWN, **spoilt(WHOLE, place, 1.5))) == expected


SECRET = {"value": "x", "plainText": 7}
SYSPREP_SECRETS = {
    "guiUnattended": {"password": SECRET},
    "identification": {"domainAdminPassword": SECRET},
}
CUSTOM = {"_typeName": "CustomizationCustomName"}


@pytest.mark.parametrize(
    ("fact", "asks", "objects", "by"),
    [
        ("customization.adapters", WHOLE, {}, (DEVICES,)),
        ("customization.adapters", {}, {}, (DEVICES,)),
        ("adapter.mac", WHOLE, {}, (DEVICES,)),
        ("adapter.mac_order", WHOLE, {}, (DEVICES,)),
        (PASSWORDS, WHOLE, {}, (f"{MANAGER}:encryptionKey",)),
        (PASSWORDS, WHOLE, {MANAGER: {"encryptionKey": 7}}, (f"{MANAGER}:encryptionKey",)),
        (
            PASSWORDS,
            WHOLE,
            {"CustomizationSpecManager/csm-1": {}},
            ("CustomizationSpecManager/csm-1:encryptionKey",),
        ),
        (
            PASSWORDS,
            {"identity": SYSPREP_SECRETS},
            {},
            tuple(
                f"request:spec.customization.identity.{place}.plainText"
                for place in ("guiUnattended.password", "identification.domainAdminPassword")
            ),
        ),
        (
            PASSWORDS,
            {"identity": {"password": SECRET}},
            {},
            ("request:spec.customization.identity.password.plainText",),
        ),
        (
            "customization.generator_command",
            {"identity": {"hostName": CUSTOM}},
            {},
            ("OptionManager/VpxSettings:setting",),
        ),
        (
            "customization.host_name",
            {"identity": {"hostName": {"_typeName": "CustomizationFixedName"}}},
            {},
            ("request:spec.customization.identity.hostName.name",),
        ),
        (
            "name_generator.result",
            {"identity": {"hostName": {"_typeName": "CustomizationPrefixName"}}},
            {},
            ("request:spec.customization.identity.hostName.base",),
        ),
        (
            "sysprep.membership",
            {"identity": {"identification": {"joinWorkgroup": 7, "joinDomain": 7}}},
            {},
            tuple(
                f"request:spec.customization.identity.identification.{key}"
                for key in ("joinWorkgroup", "joinDomain")
            ),
        ),
        (
            "adapter.ip",
            {"nicSettingMap": [{"adapter": {"ip": {"_typeName": "CustomizationFixedIp"}}}]},
            {},
            ("request:spec.customization.nicSettingMap[0].adapter.ip.ipAddress",),
        ),
        (
            "ipv6_address.address",
            {
                "nicSettingMap": [
                    {"adapter": {"ipV6Spec": {"ip": [{"_typeName": "CustomizationFixedIpV6"}]}}}
                ]
            },
            {},
            ("request:spec.customization.nicSettingMap[0].adapter.ipV6Spec.ip[0].ipAddress",),
        ),
    ],
)
def test_what_is_missing_says_what_would_decide(
    fact: str, asks: Data, objects: Data, by: tuple[str, ...]
) -> None:
    assert left_open(asked(objects, **asks))[fact] == by


@pytest.mark.parametrize("name", [None, 7])
def test_a_name_made_from_the_clones_is_open_without_one(name: Any) -> None:
    identity = {"hostName": {"_typeName": "CustomizationVirtualMachineName"}}
    found = asked(name=name, identity=identity)
    assert left_open(found)["name_generator.result"] == ("request:name",)


def test_what_is_known_of_this_vcenter_decides_nothing_of_another() -> None:
    custom = {**WHOLE, "identity": {**WHOLE["identity"], "hostName": CUSTOM}}
    spec = {"customization": custom, "location": {"service": {}}}
    found = facts(spec, {**KNOWN, "OptionManager/VpxSettings": {"setting": []}})
    assert left_open(found) == {
        PASSWORDS: (SERVICE,),
        "customization.generator_command": (SERVICE,),
    }
