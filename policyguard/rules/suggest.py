"""What was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policyguard.text import shown

# No known word is longer, and comparing texts takes the square of their length.
_LONGEST: Final = 80
_MOST_LISTED: Final = 8


def unknown(what: str, given: str, known: Iterable[str], of: str = "") -> str:
    """Say that *given* is not among the *known*, and which of them is near or, if few, all.

    Args:
        what: The kind of word, such as `attribute`.
        given: The word; any text.
        known: The words there are.
        of: What has them, if that does not go without saying.
    """
    words = list(known)
    from difflib import get_close_matches  # noqa: PLC0415 - only mistakes need it

    near = get_close_matches(given, words, n=1) if len(given) <= _LONGEST else []
    whose = f" of `{of}`" if of else ""
    return f"unknown {what} `{shown(given)}`{whose}{_hint(near, words)}"


def _hint(near: list[str], words: list[str]) -> str:
    if near:
        return f"; did you mean `{near[0]}`?"
    listed = ", ".join(f"`{word}`" for word in words)
    return f"; there are {listed}" if 0 < len(words) <= _MOST_LISTED else ""
