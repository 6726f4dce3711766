"""The gateways of an adapter, of either version of IP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from policyguard.facts.values import Said, Unknown
from policyguard.request import ABSENT, MALFORMED, Place, decider, typed

_Address = TypeVar("_Address")


def worst_gateway(
    written: Any,
    place: Place,
    read: Callable[[str], _Address | None],
    is_outside: Callable[[_Address], bool],
) -> tuple[Said, str | None]:
    """The worst that can be said of some gateways, and the first it is said of.

    Args:
        written: The list of them.
        place: Where it stands.
        read: The address that a text is; None if it is none.
        is_outside: Whether an address is in no subnet of the adapter's.
    """
    gateways = typed(written, list)
    if gateways is ABSENT or gateways == []:
        return "absent", None
    if gateways is MALFORMED or not all(isinstance(one, str) for one in gateways):
        return Unknown((decider(*place),)), None
    addresses = [read(one) for one in gateways]
    if None in addresses:
        return "malformed", gateways[addresses.index(None)]
    for text, address in zip(gateways, addresses, strict=True):
        if address is not None and is_outside(address):
            return "outside", text
    return "good", None
