"""How words that mean something look."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Style: TypeAlias = Callable[[str, str], str]
"""From a text and what it stands for (`error`, `pass`, `missing` …) to the text as shown."""


def plain(text: str, meaning: str) -> str:  # noqa: ARG001
    """Show a text as it is."""
    return text
