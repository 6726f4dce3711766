"""Text that may be anything, made fit for a message: short, on one line, valid UTF-8."""

from __future__ import annotations

from typing import Any, Final

# So that a message stays one line, whatever it quotes.
_LONGEST_QUOTE: Final = 60


def shown(text: str) -> str:
    """Return *text* as a message quotes it: one printable line, cut when long."""
    cut = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
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
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def cleaned(value: Any) -> Any:
    """A JSON value, or a tuple of texts, with every text in it clean."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): cleaned(one) for key, one in value.items()}
    return type(value)(map(cleaned, value)) if isinstance(value, (list, tuple)) else value
