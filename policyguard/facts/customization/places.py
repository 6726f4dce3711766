"""Where things stand in a customization, and the small questions asked of all of them."""

from __future__ import annotations

from typing import Any, Final

from policyguard.facts.values import Unknown
from policyguard.request import ABSENT, Missing, Place, decider, member, typed

CUSTOMIZATION: Final = ("spec", "customization")
IDENTITY: Final = (*CUSTOMIZATION, "identity")
ADAPTERS: Final = (*CUSTOMIZATION, "nicSettingMap")


def type_of(value: Any, place: Place) -> str | Unknown | None:
    """The `_typeName` of a data object; None if there is no object."""
    if value is ABSENT:
        return None
    name = typed(member(value, "_typeName"), str)
    return Unknown((decider(*place, "_typeName"),)) if isinstance(name, Missing) else name


def text_of(value: Any, place: Place) -> str | Unknown | None:
    """A text; None if it is absent."""
    text = typed(value, str)
    if isinstance(text, Missing):
        return None if text is ABSENT else Unknown((decider(*place),))
    return text


def flag_of(value: Any, place: Place) -> bool | Unknown | None:
    """A flag; None if it is absent."""
    flag = typed(value, bool)
    if isinstance(flag, Missing):
        return None if flag is ABSENT else Unknown((decider(*place),))
    return flag


def number_of(value: Any, place: Place) -> int | Unknown | None:
    """A number; None if it is absent."""
    number = typed(value, int)
    if isinstance(number, Missing):
        return None if number is ABSENT else Unknown((decider(*place),))
    return number


def given(value: Any) -> str:
    """Whether there is anything at a place: an empty text or list is nothing."""
    return "absent" if value is ABSENT or value in ("", []) else "given"
