"""The types of vApp properties (VAppPropertyInfo.type): which texts are values of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from ipaddress import ip_address
from typing import Final

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,100}")
_REAL: Final = re.compile(r"[+-]?[0-9]{0,400}(?:\.[0-9]{1,400}|(?<=[0-9]))(?:[eE][+-]?[0-9]{1,4})?")
_DOTTED: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_BOUNDED: Final = re.compile(r"(string|password|int|real)(?:\(([^()]*)\))?")
_CHOICES: Final = re.compile(r"string\[(.*)\]", re.DOTALL)
_CHOICE: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_LONGEST: Final = 65535
_BYTE: Final = 255


class Empty(Enum):
    """Whether a property may start with no value."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    BY_POLICY = "by-policy"
    """How its network gives addresses says so: `ipAssignment.ipAllocationPolicy`."""
    UNSEEN = "unseen"
    """It may not, but a password is never shown, whether there is one or none."""


def admits(kind: str, value: str) -> bool | None:
    """Whether a text is a value of a type; None where that is not told here."""
    if kind.startswith("string["):
        return _is_choice(kind, value)
    if kind in _WORDS:
        return None if value != value.strip() else _WORDS[kind](value)
    bounds = _bounds(kind)
    return None if bounds is None else bounds.admit(value)


def emptiness(kind: str) -> Empty:
    """Whether a property of a type may start with no value."""
    if kind.startswith("ip:"):
        return Empty.BY_POLICY
    if kind.startswith("string["):
        return Empty.REFUSED if _is_choice(kind, "") is False else Empty.ALLOWED
    bounds = _bounds(kind)
    if kind in _WORDS or (bounds and bounds.is_number):
        return Empty.REFUSED
    if bounds is None or bounds.least is None or bounds.least < 1:
        return Empty.ALLOWED
    return Empty.UNSEEN if bounds.name == "password" else Empty.REFUSED


@dataclass(frozen=True, slots=True)
class _Bounds:
    """A type with a least and a most: of a number, or of the length of a text."""

    name: str
    least: Decimal | None
    most: Decimal | None

    @property
    def is_number(self) -> bool:
        return self.name in _NUMBERS

    def admit(self, value: str) -> bool | None:
        if not self.is_number:
            return self._holds(Decimal(len(value)))
        if value != value.strip():
            return None
        return bool(_NUMBERS[self.name].fullmatch(value)) and self._holds(Decimal(value))

    def _holds(self, number: Decimal) -> bool:
        above = self.least is None or number >= self.least
        return above and (self.most is None or number <= self.most)


_NUMBERS: Final = {"int": _INTEGER, "real": _REAL}
_PLAIN: Final[Mapping[str, tuple[str, str]]] = {
    "string": ("0", f"{_LONGEST}"),
    "password": ("0", f"{_LONGEST}"),
    "int": (f"{-(2**31)}", f"{2**31 - 1}"),
    "real": ("", ""),
}


def _bounds(kind: str) -> _Bounds | None:
    found = _BOUNDED.fullmatch(kind)
    if found is None:
        return None
    name, inside = found[1], found[2]
    least, dots, most = ("..".join(_PLAIN[name]) if inside is None else inside).partition("..")
    number = _NUMBERS.get(name, _INTEGER)
    if not dots or not all(not one or number.fullmatch(one) for one in (least, most)):
        return None
    low, high = (Decimal(one) if one else None for one in (least, most))
    return _Bounds(name, low, high)


def _is_choice(kind: str, value: str) -> bool | None:
    found = _CHOICES.fullmatch(kind)
    if found is None:
        return None
    choices = [_ESCAPED.sub(r"\1", one) for one in _CHOICE.findall(found[1])]
    return value in choices if choices else None


def _is_boolean(value: str) -> bool:
    return value.lower() in ("true", "false")


def _is_address(value: str) -> bool:
    if _DOTTED.fullmatch(value):  # with or without leading zeros
        return all(int(octet) <= _BYTE for octet in value.split("."))
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


_WORDS: Final[Mapping[str, Callable[[str], bool]]] = {"boolean": _is_boolean, "ip": _is_address}
