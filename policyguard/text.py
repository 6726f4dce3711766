"""Text that may be anything, made fit for a message: short, on one line, valid UTF-8."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

# So that a message stays one line, whatever it quotes.
_LONGEST_QUOTE: Final = 60
# More bits than any integer of the API has.
_LONGEST_INT: Final = 64


class Bounded(str):
    """A line of bounded length that is fit for a message as it is."""

    __slots__ = ()


def shown(text: str) -> str:
    """Return *text* as a message quotes it: one printable line, cut when long."""
    cut = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
    if cut.isprintable():
        return cut
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut)


def is_unicode(text: str) -> bool:
    """Tell whether *text* holds no lone surrogate."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def clean(text: str) -> str:
    """The text with lone surrogates written out, as JSON and terminals need it."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def one_line(text: str) -> str:
    """The text with whatever does not print written out, so that it cannot forge a line."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in clean(text))


def counted(number: int, noun: str) -> str:
    """A number of things: `1 request`, `2 requests`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def is_huge(value: object) -> bool:
    """Tell whether a value is an integer beyond any of the API, which may be slow to print."""
    return isinstance(value, int) and value.bit_length() > _LONGEST_INT


def plain_text(value: Any) -> str:
    """A JSON value as text that is short to make, however large or deep the value is."""
    if isinstance(value, str):
        return value
    if is_huge(value):
        return f"a number of {value.bit_length()} bits"
    if value is None or isinstance(value, (bool, int, float)):
        return json.dumps(value)
    return "an object" if isinstance(value, Mapping) else "a list"


def cleaned(value: Any) -> Any:
    """A JSON value, or a tuple of texts, with every text in it clean."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): cleaned(one) for key, one in value.items()}
    return type(value)(map(cleaned, value)) if isinstance(value, (list, tuple)) else value
