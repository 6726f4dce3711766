"""The addresses that adapters are given, and whether their parts fit together."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyguard.facts.customization.ipv4 import address_of, is_reserved, mask_of
from policyguard.vocabulary import UNKNOWN
from tests.facts.kit import MACS, Data, asked, items, nics


def adapter(attribute: str, /, **settings: Any) -> str | int:
    (said,) = items(asked(nicSettingMap=[{"adapter": settings}]), "adapter", attribute)
    return said


def fixed(address: Any = "192.0.2.17", **settings: Any) -> Data:
    return {"ip": {"_typeName": "CustomizationFixedIp", "ipAddress": address}, **settings}


@given(st.integers(0, 32))
def test_a_mask_is_one_where_the_standard_library_has_it(length: int) -> None:
    network = IPv4Network((0, length))
    assert mask_of(str(network.netmask)) == (int(network.netmask) or None)


@given(st.integers(0, 2**32 - 1))
def test_any_other_number_is_no_mask(number: int) -> None:
    text = str(IPv4Address(number))
    masks = {int(IPv4Network((0, length)).netmask) for length in range(1, 33)}
    assert mask_of(text) == (number if number in masks else None)


@given(st.integers(0, 2**32 - 1), st.integers(1, 32))
def test_a_reserved_address_is_no_host_of_its_network(number: int, length: int) -> None:
    network = IPv4Network((number, length), strict=False)
    host = IPv4Address(number) in (network.network_address, network.broadcast_address)
    assert is_reserved(number, int(network.netmask)) == (host and length <= 30)


@pytest.mark.parametrize(
    ("mask", "said"),
    [
        (None, "missing"),
        ("", "missing"),
        ("255.255.255.0", "good"),
        ("255.255.255.255", "good"),
        (str(IPv4Address(0)), "malformed"),
        ("0.255.255.255", "malformed"),
        ("255.255.255.256", "malformed"),
        ("/24", "malformed"),
        (24, UNKNOWN),
    ],
)
def test_a_fixed_address_has_a_mask(mask: object, said: str) -> None:
    assert adapter("mask", **fixed(subnetMask=mask)) == said


@pytest.mark.parametrize(
    ("gateways", "said"),
    [
        (None, "absent"),
        ([], "absent"),
        (["192.0.2.30"], "good"),
        (["192.0.2.32"], "outside"),
        (["192.0.2.30", "192.0.2.32"], "outside"),
        (["192.0.2.32", "gw"], "malformed"),
        (["fe80::1"], "malformed"),
        ([7], UNKNOWN),
        ("192.0.2.1", UNKNOWN),
    ],
)
def test_a_gateway_is_in_the_subnet(gateways: object, said: str) -> None:
    assert adapter("gateway", **fixed(subnetMask="255.255.255.224", gateway=gateways)) == said


def test_a_gateway_cannot_be_outside_of_what_is_not_known() -> None:
    assert adapter("gateway", **fixed(gateway=["198.51.100.1"])) == "good"
    assert adapter("gateway", **fixed("junk", subnetMask="255.0.0.0", gateway=["9.9.9.9"])) == (
        "good"
    )


@pytest.mark.parametrize(
    ("gateways", "said"),
    [
        (["2001:db8::ffff"], "good"),
        (["fe80::1"], "good"),
        (["2001:db8:1::1"], "outside"),
        (["192.0.2.1"], "malformed"),
        ([None], UNKNOWN),
        ([], "absent"),
    ],
)
def test_an_ipv6_gateway_is_in_a_subnet_or_on_the_link(gateways: object, said: str) -> None:
    ip = {"_typeName": "CustomizationFixedIpV6", "ipAddress": "2001:db8::17", "subnetMask": 64}
    assert adapter("gateway_v6", ipV6Spec={"ip": [ip], "gateway": gateways}) == said
    also = {"ip": [ip, {"_typeName": "CustomizationDhcpIpV6Generator"}], "gateway": gateways}
    expected = "good" if said == "outside" else said
    assert adapter("gateway_v6", ipV6Spec=also) == expected


@pytest.mark.parametrize(
    ("address", "length", "said"),
    [
        ("2001:db8::17", 0, ("good", "good")),
        ("2001:db8::17", 128, ("good", "good")),
        ("2001:db8::17", 129, ("good", "out-of-range")),
        ("2001:db8::17", -1, ("good", "out-of-range")),
        ("fe80::1%eth0", 64, ("malformed", "good")),
        ("192.0.2.1", 64, ("malformed", "good")),
        (None, None, (UNKNOWN, "absent")),
        (7, "64", (UNKNOWN, UNKNOWN)),
    ],
)
def test_an_ipv6_address_and_its_prefix(address: object, length: object, said: Any) -> None:
    ip = {"_typeName": "CustomizationFixedIpV6", "ipAddress": address, "subnetMask": length}
    found = asked(nicSettingMap=[{"adapter": {"ipV6Spec": {"ip": [ip]}}}])
    both = items(found, "ipv6_address", "address"), items(found, "ipv6_address", "prefix")
    assert both == ([said[0]], [said[1]])


def by_mac(objects: dict[str, Data], *macs: Any) -> tuple[list[str | int], list[str | int]]:
    found = asked(objects, nicSettingMap=[{"macAddress": mac, "adapter": {}} for mac in macs])
    return items(found, "adapter", "mac"), items(found, "adapter", "mac_order")


def test_a_mac_address_is_that_of_an_adapter_however_it_is_written() -> None:
    known, order = by_mac(nics(160, 192), "00-50-56-8A-01-01", MACS[1])
    assert known == ["of-adapter"] * 2
    assert order == ["in-order"] * 2
    assert by_mac(nics(160), MACS[1], "junk", None)[0] == ["of-none", "of-none", "absent"]
    assert by_mac({}, MACS[0], "junk", 7)[0] == [UNKNOWN, "of-none", UNKNOWN]


def test_mac_addresses_come_in_the_order_of_slots() -> None:
    assert by_mac(nics(192, 160), *MACS)[1] == ["in-order", "out-of-order"]
    assert by_mac(nics(192, None), *MACS)[1] == ["in-order", "in-order"]
    assert by_mac(nics(160, 160), *MACS)[1] == ["in-order", "in-order"]
    assert by_mac({}, *MACS)[1] == [UNKNOWN, UNKNOWN]


def test_an_address_is_a_number() -> None:
    assert address_of("192.0.2.17") == int(IPv4Address("192.0.2.17"))
    assert address_of("192.0.2.017") is None
