"""The servers for names that a guest is told of, by address, of either version of IP."""

from __future__ import annotations

from typing import Any

from policyguard.facts.customization import ipv4, ipv6
from policyguard.facts.customization.gateways import worst_gateway
from policyguard.facts.values import Said
from policyguard.request import ABSENT, MALFORMED, Place, member


def worst_server(written: Any, place: Place) -> tuple[Said, str | None]:
    """The worst that can be said of a list of servers, and the first it is said of."""
    return worst_gateway(written, place, _read, lambda _: False)


def worst_wins(settings: Any, place: Place) -> tuple[Said, str | None]:
    """The same of the two WINS servers of an adapter. An empty text is none."""
    both = [member(settings, key) for key in ("primaryWINS", "secondaryWINS")]
    given = [one for one in both if one is not ABSENT and one != ""]
    if MALFORMED in given:
        return worst_server(MALFORMED, place)
    return worst_server(given, place)


def _read(text: str) -> object | None:
    version_4 = ipv4.address_of(text)
    return ipv6.address_of(text) if version_4 is None else version_4
