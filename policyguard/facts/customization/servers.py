"""The servers for names that a guest is told of, by address, of either version of IP."""

from __future__ import annotations

from typing import Any, Final

from policyguard.facts.customization import ipv4, ipv6
from policyguard.facts.customization.gateways import worst_gateway
from policyguard.facts.values import Said
from policyguard.request import ABSENT, Place, member

_WINS: Final = ("primaryWINS", "secondaryWINS")


def worst_server(written: Any, place: Place) -> tuple[Said, str | None]:
    """The worst that can be said of a list of servers, and the first it is said of."""
    return worst_gateway(written, place, _read, lambda _: False)


def worst_wins(settings: Any, place: Place) -> tuple[Said, str | None, str]:
    """The same of the two WINS servers of an adapter, and the property it is said of.

    An empty text is none.
    """
    both = {key: member(settings, key) for key in _WINS}
    given = {key: one for key, one in both.items() if one is not ABSENT and one != ""}
    said, wrong = worst_server(list(given.values()), place)
    of_wrong = (key for key, one in given.items() if wrong is not None and one == wrong)
    return said, wrong, next(of_wrong, next(iter(given), _WINS[0]))


def _read(text: str) -> object | None:
    version_4 = ipv4.address_of(text)
    return ipv6.address_of(text) if version_4 is None else version_4
