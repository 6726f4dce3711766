"""IPv4 addresses and subnet masks, as numbers."""

from __future__ import annotations

import re
from typing import Final

# As the standard library reads an address, which takes three times as long.
_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4: Final = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_ALL: Final = 0xFFFFFFFF
# With fewer bits for hosts there are none to keep for the network and its broadcasts (RFC 3021).
_LEAST_RESERVED: Final = 0b11
_FIRST_OCTET: Final = 24
_NO_HOSTS: Final = (0, 127)
# From here on there are groups, then what is kept for later, then all hosts.
_LEAST_MULTICAST: Final = 224


def address_of(text: str) -> int | None:
    """The number of an address; None if the text is none."""
    if _IPV4.fullmatch(text) is None:
        return None
    one, two, three, four = text.split(".")
    return int(one) << 24 | int(two) << 16 | int(three) << 8 | int(four)


def mask_of(text: str) -> int | None:
    """The number of a subnet mask: ones, then zeros; None if the text is none."""
    mask = address_of(text)
    if not mask:
        return None
    hosts = _ALL ^ mask
    return None if hosts & (hosts + 1) else mask


def is_host(address: int) -> bool:
    """An address can be a host's own, other than its loopback one (RFC 1122, 3.2.1.3)."""
    first = address >> _FIRST_OCTET
    return first not in _NO_HOSTS and first < _LEAST_MULTICAST


def is_reserved(address: int, mask: int) -> bool:
    """An address is its subnet's own, or the one for broadcasts."""
    hosts = _ALL ^ mask
    return hosts >= _LEAST_RESERVED and address & hosts in (0, hosts)
