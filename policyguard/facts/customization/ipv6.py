"""The IPv6 addresses of adapters, and their gateways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from ipaddress import AddressValueError, IPv6Address, IPv6Network
from typing import Any, Final

from policyguard.facts.customization.gateways import worst_gateway
from policyguard.facts.customization.places import ADAPTERS, number_of, text_of, type_of
from policyguard.facts.customization.repeated import Repeated
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown, integer
from policyguard.request import Place, decider, member, typed

_FIXED: Final = "CustomizationFixedIpV6"
_GENERATORS: Final[Mapping[str, str]] = {
    _FIXED: "fixed",
    "CustomizationUnknownIpV6Generator": "unknown-generator",
}
_BITS: Final = 128


def ipv6_address_statements(case: Situation) -> Iterator[Statement]:
    """Each entry of `ipV6Spec.ip` of an adapter."""
    addresses = Repeated[tuple[int, int]]()
    for index, entry in enumerate(case.request.entries(*ADAPTERS)):
        place = (*ADAPTERS, index, "adapter", "ipV6Spec", "ip")
        listed = typed(member(member(member(entry, "adapter"), "ipV6Spec"), "ip"), list)
        for number, generator in enumerate(listed if isinstance(listed, list) else ()):
            kind = type_of(generator, (*place, number))
            address = _address(kind, generator, (*place, number))
            read = address_of(member(generator, "ipAddress")) if address == "good" else None
            repeated, first = addresses.told(read, address, (index, number))
            yield Statement(
                {
                    "generator": kind
                    if isinstance(kind, Unknown)
                    else _GENERATORS.get(str(kind), "other"),
                    "address": address,
                    "repeated": repeated,
                    "prefix": _prefix(kind, generator, (*place, number)),
                },
                {
                    "adapter_index": index,
                    "ipv6_index": number,
                    "ipv6_address": member(generator, "ipAddress"),
                    "prefix_length": member(generator, "subnetMask"),
                    "ipv6_first_index": None if first is None else first[0],
                },
            )


def _address(kind: object, generator: Any, place: Place) -> Said:
    if kind != _FIXED:
        return kind if isinstance(kind, Unknown) else "absent"
    text = text_of(member(generator, "ipAddress"), (*place, "ipAddress"))
    if text is None or isinstance(text, Unknown):
        return text or Unknown((decider(*place, "ipAddress"),))
    return "malformed" if address_of(text) is None else "good"


def _prefix(kind: object, generator: Any, place: Place) -> Said:
    if kind != _FIXED:
        return kind if isinstance(kind, Unknown) else "absent"
    length = number_of(member(generator, "subnetMask"), (*place, "subnetMask"))
    if length is None or isinstance(length, Unknown):
        return length or "absent"
    return "good" if 0 <= length <= _BITS else "out-of-range"


def address_of(text: str) -> IPv6Address | None:
    """An IPv6 address, without a zone of the machine it is on; None if the text is none."""
    try:
        address = IPv6Address(text)
    except AddressValueError:
        return None
    return None if address.scope_id else address


def gateway_of_ipv6(settings: Any, place: Place) -> tuple[Said, Any]:
    """The worst that can be said of an adapter's IPv6 gateways, and the first it is said of.

    A gateway is in a subnet of the adapter's, or is local to its link.
    """
    spec = member(settings, "ipV6Spec")
    return worst_gateway(
        member(spec, "gateway"),
        (*place, "ipV6Spec", "gateway"),
        address_of,
        partial(_is_outside, _networks(typed(member(spec, "ip"), list))),
    )


def _is_outside(networks: list[IPv6Network] | None, address: IPv6Address) -> bool:
    if networks is None or address.is_link_local:
        return False
    return not any(address in network for network in networks)


def _networks(listed: Any) -> list[IPv6Network] | None:
    """The subnets of an adapter; None if it may have others, or what is written is wrong."""
    networks = []
    for generator in listed if isinstance(listed, list) else ():
        text, length = member(generator, "ipAddress"), integer(member(generator, "subnetMask"))
        address = address_of(text) if isinstance(text, str) else None
        if member(generator, "_typeName") != _FIXED or address is None or length is None:
            return None
        if not 0 <= length <= _BITS:
            return None
        networks.append(IPv6Network((int(address), length), strict=False))
    return networks or None
