"""The entries of `nicSettingMap`: what each says, and what rules may print of it."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.request import ABSENT
from tests.facts.customization_kit import WHOLE
from tests.facts.kit import MACS, Data, asked, items, nics, spoilt

MASK = "255.255.255.224"


def entry(**settings: Any) -> Data:
    """All that is said of the only entry of a map."""
    (item,) = asked(nicSettingMap=[{"adapter": settings}]).items["adapter"]
    return {fact.removeprefix("adapter."): value for fact, value in item.values.items()}


NOTHING = {
    "ip": "absent",
    "mask": "absent",
    "host_part": "absent",
    "gateway": "absent",
    "gateway_v6": "absent",
    "repeated": "absent",
    "dns": "absent",
    "wins": "absent",
    "mac": "absent",
    "mac_order": "absent",
}


@pytest.mark.parametrize(
    ("ip", "expected"),
    [
        (None, {}),
        ({"_typeName": "CustomizationDhcpIpGenerator"}, {"ip": "dhcp"}),
        ({"_typeName": "CustomizationUnknownIpGenerator"}, {"ip": "unknown-generator"}),
        ({"_typeName": "CustomizationCustomIpGenerator"}, {"ip": "other"}),
        (
            {"_typeName": "CustomizationFixedIp", "ipAddress": "192.0.2.33"},
            {
                "ip": "fixed",
                "mask": "good",
                "host_part": "host",
                "gateway": "good",
                "repeated": "no",
            },
        ),
        (
            {"_typeName": "CustomizationFixedIp", "ipAddress": "192.0.2.32"},
            {
                "ip": "fixed",
                "mask": "good",
                "host_part": "reserved",
                "gateway": "good",
                "repeated": "no",
            },
        ),
        (
            {"_typeName": "CustomizationFixedIp", "ipAddress": "192.0.2"},
            {"ip": "not-an-address", "mask": "good", "gateway": "good"},
        ),
    ],
)
def test_masks_and_gateways_are_those_of_a_fixed_address(ip: Any, expected: Data) -> None:
    assert entry(ip=ip, subnetMask=MASK, gateway=["192.0.2.34"]) == {**NOTHING, **expected}


@pytest.mark.parametrize(
    ("mask", "host_part"),
    [
        (None, "absent"),
        ("junk", "absent"),
        ("255.255.255.255", "host"),
        ("255.255.255.254", "host"),
        ("255.255.255.252", "reserved"),
        ("255.255.255.0", "host"),
    ],
)
def test_a_host_of_no_subnet_is_not_judged(mask: str | None, host_part: str) -> None:
    ip = {"_typeName": "CustomizationFixedIp", "ipAddress": "192.0.2.32"}
    assert entry(ip=ip, subnetMask=mask)["host_part"] == host_part


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"dnsServerList": ["192.0.2.53", "2001:db8::53"]}, {"dns": "good"}),
        ({"dnsServerList": ["192.0.2.53", "dns.lab.example"]}, {"dns": "malformed"}),
        ({"dnsServerList": [""]}, {"dns": "malformed"}),
        ({"dnsServerList": [7]}, {"dns": "unknown"}),
        ({"dnsServerList": []}, {}),
        ({"primaryWINS": "192.0.2.137"}, {"wins": "good"}),
        ({"secondaryWINS": "192.0.2.138"}, {"wins": "good"}),
        ({"primaryWINS": "192.0.2.137", "secondaryWINS": "wins"}, {"wins": "malformed"}),
        ({"primaryWINS": 7}, {"wins": "unknown"}),
        ({"primaryWINS": "", "secondaryWINS": ""}, {}),
    ],
)
def test_servers_are_named_by_address_and_an_empty_list_of_them_is_none(
    settings: Data, expected: Data
) -> None:
    assert entry(**settings) == {**NOTHING, **expected}


@pytest.mark.parametrize(
    ("gateways", "wrong"),
    [
        ([], None),
        (["192.0.2.1"], None),
        (["192.0.2.1", "198.51.100.1", "198.51.100.2"], "198.51.100.1"),
        (["198.51.100.1", "192.0.2.1", "gw1", "gw2"], "gw1"),
        ([7], None),
    ],
)
def test_the_first_gateway_that_is_wrong_in_the_worst_way_is_printed(
    gateways: Any, wrong: str | None
) -> None:
    place = ("nicSettingMap", 0, "adapter", "gateway")
    (item,) = asked(**spoilt(WHOLE, place, gateways)).items["adapter"]
    assert item.details["wrong_gateway"] == wrong


@pytest.mark.parametrize(
    ("gateways", "wrong"),
    [
        (["2001:db8::2", "2001:db9::1", "2001:db9::2"], "2001:db9::1"),
        (["fe80::1", "192.0.2.1"], "192.0.2.1"),
        (["fe80::1"], None),
    ],
)
def test_so_is_the_first_of_ipv6(gateways: Any, wrong: str | None) -> None:
    place = ("nicSettingMap", 0, "adapter", "ipV6Spec", "gateway")
    (item,) = asked(**spoilt(WHOLE, place, gateways)).items["adapter"]
    assert item.details["wrong_gateway_v6"] == wrong


V6: Data = {"_typeName": "CustomizationFixedIpV6", "ipAddress": "2001:db8::1", "subnetMask": 64}


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        ([V6], "outside"),
        ([V6, {**V6, "ipAddress": "2001:db9::1"}], "good"),
        ([{**V6, "ipAddress": "2001:db9::1", "subnetMask": 128}], "good"),
        ([{**V6, "ipAddress": "2001:db9::2", "subnetMask": 128}], "outside"),
        ([{**V6, "subnetMask": 0}], "good"),
        ([], "good"),
        (None, "good"),
        ([V6, {**V6, "_typeName": "CustomizationAutoIpV6Generator"}], "good"),
        ([V6, {**V6, "ipAddress": None}], "good"),
        ([V6, {**V6, "ipAddress": "junk"}], "good"),
        ([V6, {**V6, "ipAddress": 7}], "good"),
        ([V6, {**V6, "subnetMask": None}], "good"),
        ([V6, {**V6, "subnetMask": 129}], "good"),
        ([V6, {**V6, "subnetMask": -1}], "good"),
    ],
)
def test_an_ipv6_gateway_is_outside_only_of_subnets_that_are_all_known(
    addresses: list[Data] | None, expected: str
) -> None:
    spec = {"ip": addresses, "gateway": ["2001:db9::1"]}
    assert entry(ipV6Spec=spec)["gateway_v6"] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CustomizationFixedIpV6", ("fixed", "good", "no", "good")),
        ("CustomizationUnknownIpV6Generator", ("unknown-generator", "absent", "absent", "absent")),
        ("CustomizationDhcpIpV6Generator", ("other", "absent", "absent", "absent")),
        (None, ("unknown", "unknown", "unknown", "unknown")),
    ],
)
def test_an_ipv6_address_and_a_prefix_are_those_of_a_fixed_one(
    name: str | None, expected: tuple[str, ...]
) -> None:
    spec = {"ip": [{**V6, "_typeName": name}]}
    (item,) = asked(nicSettingMap=[{"adapter": {"ipV6Spec": spec}}]).items["ipv6_address"]
    assert tuple(item.values.values()) == expected


def test_entries_and_addresses_are_printed_as_written_each_at_its_place() -> None:
    first = WHOLE["nicSettingMap"][0]
    second = {"adapter": {"ipV6Spec": {"ip": [V6, {"_typeName": "x"}]}}}
    found = asked(nics(160), nicSettingMap=[first, second])
    assert [item.details for item in found.items["adapter"]] == [
        {
            "adapter_index": 0,
            "ip_address": "192.0.2.17",
            "subnet_mask": "255.255.255.0",
            "wrong_gateway": None,
            "wrong_gateway_v6": None,
            "wrong_dns": None,
            "wrong_wins": None,
            "wins_place": "/spec/customization/nicSettingMap/0/adapter/primaryWINS",
            "wins_path": "spec.nicSettingMap.adapter.primaryWINS",
            "first_index": None,
            "mac_address": MACS[0],
        },
        {
            "adapter_index": 1,
            "ip_address": ABSENT,
            "subnet_mask": ABSENT,
            "wrong_gateway": None,
            "wrong_gateway_v6": None,
            "wrong_dns": None,
            "wrong_wins": None,
            "wins_place": "/spec/customization/nicSettingMap/1/adapter/primaryWINS",
            "wins_path": "spec.nicSettingMap.adapter.primaryWINS",
            "first_index": None,
            "mac_address": ABSENT,
        },
    ]
    assert [tuple(item.details.items()) for item in found.items["ipv6_address"]] == [
        (
            ("adapter_index", adapter),
            ("ipv6_index", number),
            ("ipv6_address", address),
            ("prefix_length", length),
            ("ipv6_first_index", first),
        )
        for adapter, number, address, length, first in (
            (0, 0, "2001:db8::1", 64, None),
            (1, 0, "2001:db8::1", 64, 0),
            (1, 1, ABSENT, ABSENT, None),
        )
    ]


def test_the_second_entry_says_what_would_decide_it() -> None:
    found = asked(nics(160), nicSettingMap=[{}, {"macAddress": 7, "adapter": {"ip": {}}}])
    assert items(found, "adapter", "mac") == ["absent", "unknown"]
    unknown = found.items["adapter"][1].unknown
    at = "request:spec.customization.nicSettingMap[1]"
    assert unknown["adapter.mac"] == (f"{at}.macAddress",)
    assert unknown["adapter.ip"] == (f"{at}.adapter.ip._typeName",)


def fixed(address: Any) -> Data:
    return {"adapter": {"ip": {"_typeName": "CustomizationFixedIp", "ipAddress": address}}}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("0.0.0.0", "no-host"),  # noqa: S104 - an address of a guest
        ("0.0.0.1", "no-host"),
        ("1.0.0.0", "fixed"),
        ("126.255.255.255", "fixed"),
        ("127.0.0.1", "no-host"),
        ("128.0.0.0", "fixed"),
        ("223.255.255.255", "fixed"),
        ("224.0.0.0", "no-host"),
        ("255.255.255.255", "no-host"),
        ("", "not-an-address"),
        (" 192.0.2.17", "not-an-address"),
        ("192.0.2.256", "not-an-address"),
        ("2001:db8::1", "not-an-address"),
    ],
)
def test_a_fixed_address_is_one_that_a_host_can_have(address: str, expected: str) -> None:
    assert items(asked(nicSettingMap=[fixed(address)]), "adapter", "ip") == [expected]


DHCP: Data = {"adapter": {"ip": {"_typeName": "CustomizationDhcpIpGenerator"}}}


@pytest.mark.parametrize(
    ("entries", "expected", "first"),
    [
        ([fixed("192.0.2.17"), fixed("192.0.2.18")], ["no", "no"], None),
        ([fixed("192.0.2.17"), DHCP, fixed("192.0.2.17")], ["no", "absent", "yes"], 0),
        ([DHCP, fixed("junk"), fixed("junk")], ["absent"] * 3, None),
        ([fixed(7), fixed("192.0.2.17")], ["unknown", "unknown"], None),
        (
            [fixed(7), fixed("192.0.2.17"), fixed("192.0.2.17")],
            ["unknown", "unknown", "yes"],
            1,
        ),
    ],
)
def test_an_address_is_repeated_where_an_entry_before_has_it(
    entries: list[Data], expected: list[str], first: int | None
) -> None:
    found = asked(nicSettingMap=entries)
    assert items(found, "adapter", "repeated") == expected
    assert found.items["adapter"][-1].details["first_index"] == first


def test_an_ipv6_address_is_the_same_however_it_is_written_and_wherever_it_stands() -> None:
    twice = [{"ip": [V6]}, {"ip": [{**V6, "ipAddress": "2001:DB8:0:0::1", "subnetMask": 48}]}]
    found = asked(nicSettingMap=[{"adapter": {"ipV6Spec": spec}} for spec in twice])
    assert items(found, "ipv6_address", "repeated") == ["no", "yes"]
    assert found.items["ipv6_address"][1].details["ipv6_first_index"] == 0


def test_the_first_server_that_is_no_address_is_printed() -> None:
    (item,) = asked(
        nicSettingMap=[
            {"adapter": {"dnsServerList": ["192.0.2.53", "a", "b"], "secondaryWINS": "c"}}
        ]
    ).items["adapter"]
    assert (item.details["wrong_dns"], item.details["wrong_wins"]) == ("a", "c")
    assert item.details["wins_path"] == "spec.nicSettingMap.adapter.secondaryWINS"
    found = asked(globalIPSettings={"dnsServerList": ["a"]})
    assert found.values["customization.dns_servers"] == "malformed"
    assert found.details["wrong_dns_server"] == "a"
