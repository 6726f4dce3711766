"""What becomes of customizations that real vCenters were given, and of those like them."""

from __future__ import annotations

from typing import Any, Final

import pytest

from policyguard import Finding, Guard, Verdict
from tests.case_kit import Data, patched

WINDOWS, LINUX, ESXI = "windows2019srv_64Guest", "rhel9_64Guest", "vmkernel7Guest"


def reference(kind: str, value: str) -> Data:
    return {"_typeName": "ManagedObjectReference", "type": kind, "value": value}


PASSWORD: Final = {"_typeName": "CustomizationPassword", "value": "x", "plainText": True}
EMPTY: Final = {**PASSWORD, "value": ""}
SYSPREP: Final[Data] = {
    "_typeName": "CustomizationSysprep",
    "guiUnattended": {
        "_typeName": "CustomizationGuiUnattended",
        "timeZone": 110,
        "autoLogon": False,
        "autoLogonCount": 1,
    },
    "userData": {
        "_typeName": "CustomizationUserData",
        "fullName": "IT",
        "orgName": "Corp",
        "computerName": {"_typeName": "CustomizationFixedName", "name": "WEB-01"},
        "productId": "",
    },
    "identification": {"_typeName": "CustomizationIdentification", "joinWorkgroup": "WORKGROUP"},
}
LINUX_PREP: Final[Data] = {
    "_typeName": "CustomizationLinuxPrep",
    "hostName": {"_typeName": "CustomizationFixedName", "name": "web-01"},
    "domain": "corp.example",
}
CLOUD_INIT: Final[Data] = {"_typeName": "CustomizationCloudinitPrep", "metadata": "a: b"}
DHCP: Final[Data] = {"ip": {"_typeName": "CustomizationDhcpIpGenerator"}}
FIXED: Final[Data] = {
    "ip": {"_typeName": "CustomizationFixedIp", "ipAddress": "192.0.2.17"},
    "subnetMask": "255.255.255.0",
    "gateway": ["192.0.2.1"],
}


def found(
    identity: Data, guest: str, adapter: Data = DHCP, **more: Any
) -> tuple[Verdict, dict[str, Finding]]:
    """The verdict, and the definite findings about the customization."""
    customization = {
        "_typeName": "CustomizationSpec",
        "identity": identity,
        "globalIPSettings": {"_typeName": "CustomizationGlobalIPSettings"},
        "nicSettingMap": [
            {
                "_typeName": "CustomizationAdapterMapping",
                "adapter": {"_typeName": "CustomizationIPSettings", **adapter},
            }
        ],
        **more,
    }
    spec = {
        "_typeName": "VirtualMachineCloneSpec",
        "location": {
            "_typeName": "VirtualMachineRelocateSpec",
            "pool": reference("ResourcePool", "resgroup-8"),
            "datastore": reference("Datastore", "datastore-11"),
        },
        "template": False,
        "powerOn": True,
        "customization": customization,
    }
    body = {"folder": reference("Folder", "group-v3"), "name": "web-01", "spec": spec}
    machine = {"name": "template", "config.guestId": guest}
    report = Guard({"objects": {"VirtualMachine/vm-12": machine}}, engine="portable").check(
        {"moId": "vm-12", "release": "8.0.2.0", "body": body}
    )
    findings = {f.rule: f for f in report.findings if f.rule[:3] == "CUS" and not f.unknown}
    return report.verdict, findings


def joining(**identification: Any) -> Data:
    member = {"_typeName": "CustomizationIdentification", **identification}
    return {**SYSPREP, "identification": member}


@pytest.mark.parametrize(
    ("identification", "rule", "severity"),
    [
        ({"joinDomain": "corp.example"}, "CUS043", "warning"),
        ({"joinDomain": "corp.example", "domainAdmin": "joiner"}, "CUS043", "warning"),
        ({"joinDomain": "corp.example", "domainAdminPassword": PASSWORD}, "CUS043", "warning"),
        (
            {"joinDomain": "corp.example", "domainAdmin": "joiner", "domainAdminPassword": EMPTY},
            "CUS043",
            "warning",
        ),
        ({"joinWorkgroup": "LAB", "domainAdmin": "joiner"}, "CUS059", "warning"),
        ({"joinWorkgroup": "LAB", "joinDomain": "corp.example"}, "CUS042", "error"),
    ],
)
def test_windows_that_is_to_join_what_it_cannot(
    identification: Data, rule: str, severity: str
) -> None:
    verdict, findings = found(joining(**identification), WINDOWS)
    assert {name: one.severity for name, one in findings.items()} == {rule: severity}
    assert (verdict is Verdict.FAIL) == (severity == "error")
    assert (findings[rule].fault is not None) == (severity == "error")


@pytest.mark.parametrize(
    "identification",
    [
        {},
        {"joinWorkgroup": "LAB"},
        {"joinDomain": "corp.example", "domainAdmin": "joiner", "domainAdminPassword": PASSWORD},
    ],
)
def test_windows_that_joins_what_it_can(identification: Data) -> None:
    assert found(joining(**identification), WINDOWS)[1] == {}


@pytest.mark.parametrize(("zone", "listed"), [(21, False), (-5, False), (20, True), (35, True)])
def test_a_time_zone_of_no_list_is_refused(zone: int, listed: bool) -> None:
    identity = patched(SYSPREP, {"guiUnattended": {"timeZone": zone}})
    verdict, findings = found(identity, WINDOWS)
    assert set(findings) == (set() if listed else {"CUS056"})
    if not listed:
        assert verdict is Verdict.FAIL
        assert findings["CUS056"].evidence == "observed"
        assert findings["CUS056"].fault == {
            "_typeName": "InvalidArgument",
            "invalidProperty": "Timezone",
        }


@pytest.mark.parametrize("identity", [SYSPREP, LINUX_PREP, CLOUD_INIT], ids=str)
@pytest.mark.parametrize(
    ("guest", "rule", "severity"),
    [
        ("vmkernelGuest", "CUS060", "error"),
        (ESXI, "CUS060", "error"),
        ("vmkernel99Guest", "CUS060", "error"),
        ("freebsd13_64Guest", "CUS061", "warning"),
        ("solaris11_64Guest", "CUS061", "warning"),
        ("dosGuest", "CUS061", "warning"),
        ("netware6Guest", "CUS061", "warning"),
        ("os2Guest", "CUS061", "warning"),
        ("darwin23_64Guest", "CUS003", "error"),
    ],
)
def test_a_guest_that_is_neither_linux_nor_windows(
    guest: str, identity: Data, rule: str, severity: str
) -> None:
    verdict, findings = found(identity, guest)
    assert {n: f.severity for n, f in findings.items() if n != "CUS018"} == {rule: severity}
    assert (verdict is Verdict.FAIL) == (severity == "error")
    if rule != "CUS003":
        assert findings[rule].pointer == "/spec/customization/identity"
        assert (findings[rule].fault or {})["invalidProperty"] == "spec.identity"


@pytest.mark.parametrize(
    ("identity", "guest", "rule"),
    [
        (LINUX_PREP, WINDOWS, "CUS004"),
        (SYSPREP, LINUX, "CUS005"),
        (CLOUD_INIT, WINDOWS, "CUS006"),
    ],
    ids=("Linux for Windows", "Windows for Linux", "cloud-init for Windows"),
)
def test_an_identity_is_of_the_guest_s_own_kind(identity: Data, guest: str, rule: str) -> None:
    verdict, findings = found(identity, guest)
    assert verdict is Verdict.FAIL
    assert {name: one.severity for name, one in findings.items()} == {rule: "error"}


V6: Final[Data] = {
    "_typeName": "CustomizationFixedIpV6",
    "ipAddress": "2001:db8::17",
    "subnetMask": 64,
}


def of_ipv6(*, gateway: str = "2001:db8::1", **address: Any) -> Data:
    spec = {"_typeName": "CustomizationIPSettingsIpV6AddressSpec", "gateway": [gateway]}
    return {**DHCP, "ipV6Spec": {**spec, "ip": [{**V6, **address}]}}


@pytest.mark.parametrize(
    ("adapter", "rule"),
    [
        (patched(FIXED, {"ip": {"ipAddress": ""}}), "CUS013"),
        (patched(FIXED, {"ip": {"ipAddress": "192.0.2.17/24"}}), "CUS013"),
        ({**FIXED, "subnetMask": "24"}, "CUS027"),
        ({**FIXED, "subnetMask": "255.0.255.0"}, "CUS027"),
        ({**FIXED, "gateway": ["gw"]}, "CUS029"),
        (of_ipv6(subnetMask=129), "CUS032"),
        (of_ipv6(subnetMask=-1), "CUS032"),
        (of_ipv6(ipAddress=""), "CUS033"),
        (of_ipv6(gateway="192.0.2.1"), "CUS072"),
        ({**DHCP, "dnsServerList": ["dns"]}, "CUS068"),
        ({**DHCP, "primaryWINS": "wins"}, "CUS070"),
    ],
)
def test_what_is_no_address_mask_or_prefix_is_refused(adapter: Data, rule: str) -> None:
    verdict, findings = found(SYSPREP, WINDOWS, adapter)
    assert verdict is Verdict.FAIL
    assert {name: one.severity for name, one in findings.items()} == {rule: "error"}
    assert findings[rule].certainty == "likely"


def test_a_guest_with_good_addresses_is_not_talked_about() -> None:
    assert found(SYSPREP, WINDOWS, FIXED)[1] == {}
    assert found(LINUX_PREP, LINUX, of_ipv6())[1] == {}


@pytest.mark.parametrize(
    ("logon", "count", "said"),
    [
        (True, 0, {"CUS062": "warning"}),
        (True, -1, {"CUS063": "error"}),
        (True, 1, {}),
        (False, 0, {}),
        (False, -1, {"CUS055": "warning"}),
    ],
)
def test_a_number_of_logons_counts_where_there_are_any(
    logon: bool,
    count: int,
    said: dict[str, str],
) -> None:
    unattended = {"autoLogon": logon, "autoLogonCount": count, "password": PASSWORD}
    findings = found(patched(SYSPREP, {"guiUnattended": unattended}), WINDOWS)[1]
    assert {name: one.severity for name, one in findings.items()} == said


@pytest.mark.parametrize(
    ("name", "said"),
    [("web-01", set()), ("web_01", {"CUS021", "CUS022"}), ("web.corp", {"CUS021", "CUS022"})],
)
def test_a_name_that_is_made_up_is_not_refused(name: str, said: set[str]) -> None:
    generator = {"_typeName": "CustomizationPrefixName", "base": name}
    identity = {**LINUX_PREP, "hostName": generator}
    verdict, findings = found(identity, LINUX)
    assert set(findings) - {"CUS021"} == said - {"CUS021"}
    assert verdict is not Verdict.FAIL
    assert all(one.fault is None for one in findings.values())
