"""What a document is that is no clone request, so that it is refused by its name.

    **load** → validate → facts → rules → report

INVARIANT: only what is no request is named. What has `body`, or two of `folder`, `name` and
`spec`, is judged, whatever else it looks like.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policyguard.adapters.others import COMPRESSED, DATA, TEXTS, Other
from policyguard.document.text import decoded
from policyguard.lazy import cached_property

__all__ = ["Refusals", "refusal_of_bytes"]

_MEMBERS: Final = ("moId", "folder", "name", "spec")
# What a text is shows in its first lines, or nowhere.
_LOOKED_AT: Final = 2**16
_SHAPE: Final = "a request has `body`, or two of `folder`, `name` and `spec`"


class Refusals:
    """Says of the documents of one file that are no requests what they are, and what to do.

    Args:
        content: The whole file, whose text may tell more.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content

    def of(self, data: Any) -> str:
        """Say it of one document."""
        known = next((other for other in DATA if other.is_it(data)), None) or self._by_text
        return known.refusal(data) if known else _plain(data)

    @cached_property
    def _by_text(self) -> Other | None:
        # Once for all documents: it looks through far more than most of them are.
        return _by_text(self._content)


def refusal_of_bytes(content: bytes) -> str | None:
    """Say what a file is that cannot be read as data, and what to do; None if it tells nothing."""
    for magic, what in COMPRESSED:
        if content.startswith(magic):
            return f"{what}, not a clone request; unpack it first"
    known = _by_text(content)
    return known.refusal(None) if known else None


def _by_text(content: bytes) -> Other | None:
    text, _ = decoded(content[:_LOOKED_AT])
    return next((other for other in TEXTS if other.is_it(text)), None)


def _plain(data: Any) -> str:
    if isinstance(data, Mapping):
        there = [f"`{name}`" for name in _MEMBERS if name in data]
        found = f"an object with no more of a request than {there[0]}" if there else "an object"
        return f"{found}, not a clone request; {_SHAPE}"
    found = "a list" if isinstance(data, list) else "a text" if isinstance(data, str) else "a value"
    return f"{found}, not a clone request; {_SHAPE}"
