"""What was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def unknown(what: str, given: str, known: Iterable[str]) -> str:
    """Say that *given* is not among the *known*, and which of them is near."""
    near = get_close_matches(given, list(known), n=1)
    return f"unknown {what} `{given}`" + (f"; did you mean `{near[0]}`?" if near else "")
