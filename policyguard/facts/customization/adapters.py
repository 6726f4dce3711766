"""The entries of `nicSettingMap`: what each network adapter of the guest is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from policyguard.facts.customization.gateways import worst_gateway
from policyguard.facts.customization.ipv4 import address_of, is_host, is_reserved, mask_of
from policyguard.facts.customization.ipv6 import gateway_of_ipv6
from policyguard.facts.customization.macs import Macs
from policyguard.facts.customization.places import ADAPTERS, text_of, type_of
from policyguard.facts.customization.repeated import Repeated
from policyguard.facts.customization.servers import worst_server, worst_wins
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown
from policyguard.request import Place, decider, member, pointer

# What a fault calls the settings of an adapter (yavijava#168).
_OF_FAULTS: Final = "spec.nicSettingMap.adapter"
_FIXED: Final = "CustomizationFixedIp"
_IP_GENERATORS: Final[Mapping[str, str]] = {
    "CustomizationDhcpIpGenerator": "dhcp",
    "CustomizationUnknownIpGenerator": "unknown-generator",
}


def adapter_statements(case: Situation) -> Iterator[Statement]:
    """Each entry of `spec.customization.nicSettingMap`."""
    entries = case.request.entries(*ADAPTERS)
    macs, addresses = Macs(case, entries), Repeated[int]()
    for index, entry in enumerate(entries):
        place = (*ADAPTERS, index, "adapter")
        settings = member(entry, "adapter")
        ipv4 = _ipv4(settings, place)
        repeated, first = addresses.told(ipv4.address, ipv4.ip, index)
        gateway6, wrong6 = gateway_of_ipv6(settings, place)
        dns, wrong_dns = worst_server(member(settings, "dnsServerList"), (*place, "dnsServerList"))
        wins, wrong_wins, of_wins = worst_wins(settings, place)
        yield Statement(
            {
                "ip": ipv4.ip,
                "mask": ipv4.mask,
                "host_part": ipv4.host_part,
                "gateway": ipv4.gateway,
                "gateway_v6": gateway6,
                "repeated": repeated,
                "dns": dns,
                "wins": wins,
                "mac": macs.known(index),
                "mac_order": macs.order(index),
            },
            {
                "adapter_index": index,
                "ip_address": member(member(settings, "ip"), "ipAddress"),
                "subnet_mask": member(settings, "subnetMask"),
                "wrong_gateway": ipv4.wrong_gateway,
                "wrong_gateway_v6": wrong6,
                "wrong_dns": wrong_dns,
                "wrong_wins": wrong_wins,
                "wins_place": pointer(*place, of_wins),
                "wins_path": f"{_OF_FAULTS}.{of_wins}",
                "first_index": first,
                "mac_address": member(entry, "macAddress"),
            },
        )


@dataclass(frozen=True, slots=True)
class _Ipv4:
    """What the IPv4 settings of an adapter say, and the first gateway that is wrong."""

    ip: Said
    mask: Said
    host_part: Said
    gateway: Said
    wrong_gateway: Any = None
    address: int | None = None


def _ipv4(settings: Any, place: Place) -> _Ipv4:
    generator = member(settings, "ip")
    kind = type_of(generator, (*place, "ip"))
    if kind is None or isinstance(kind, Unknown):
        said: Said = kind or "absent"
        return _Ipv4(said, said, said, said)
    if kind != _FIXED:
        return _Ipv4(_IP_GENERATORS.get(kind, "other"), "absent", "absent", "absent")
    text = text_of(member(generator, "ipAddress"), (*place, "ip", "ipAddress"))
    if text is None or isinstance(text, Unknown):
        unknown = text or Unknown((decider(*place, "ip", "ipAddress"),))
        return _Ipv4(unknown, unknown, unknown, unknown)
    address = address_of(text)
    mask, mask_said = _mask(settings, place)
    gateway, wrong = worst_gateway(
        member(settings, "gateway"),
        (*place, "gateway"),
        address_of,
        lambda one: address is not None and mask is not None and bool((one ^ address) & mask),
    )
    return _Ipv4(
        _fixed(address),
        mask_said,
        "absent" if address is None or mask is None else _host_part(address, mask),
        gateway,
        wrong,
        address,
    )


def _fixed(address: int | None) -> str:
    if address is None:
        return "not-an-address"
    return "fixed" if is_host(address) else "no-host"


def _mask(settings: Any, place: Place) -> tuple[int | None, Said]:
    text = text_of(member(settings, "subnetMask"), (*place, "subnetMask"))
    if isinstance(text, Unknown):
        return None, text
    if not text:
        return None, "missing"
    mask = mask_of(text)
    return mask, "malformed" if mask is None else "good"


def _host_part(address: int, mask: int) -> str:
    return "reserved" if is_reserved(address, mask) else "host"
