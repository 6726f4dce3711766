"""Where the values of a JSON text stand.

    **load** → validate → facts → rules → report

INVARIANT: only what lies along a pointer is taken apart, and each of that once; what stands
beside it is skipped by the decoder of `json`, which is much faster than finding its places.
"""

from __future__ import annotations

import json
import re
from typing import Final

from policyguard.document.json_walker import skipped
from policyguard.document.node import child_of, tokens

# Where the members of an object or the items of an array begin.
_Offsets = dict[str, int] | list[int]

_DECODER: Final = json.JSONDecoder()
# A key, with what stands between it and its value.
_KEY: Final = re.compile(r'("(?:[^"\\]++|\\.)*+")[ \t\n\r]*+:[ \t\n\r]*+')
_COMMA: Final = re.compile(r"[ \t\n\r]*+,[ \t\n\r]*+")


class JsonPlaces:
    """The places in a value that begins at *start* and has been read without an error."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._start = start
        self._below: dict[int, _Offsets | None] = {}

    def offset(self, pointer: str) -> int:
        """Return where the value at an RFC 6901 *pointer*, or its nearest ancestor, begins."""
        at = self._start
        for token in tokens(pointer):
            if at not in self._below:
                self._below[at] = self._offsets(at)
            child = child_of(self._below[at], token)
            if child is None:
                break
            at = child
        return at

    def _offsets(self, at: int) -> _Offsets | None:
        match self._text[at]:
            case "{":
                return self._members(at)
            case "[":
                return self._items(at)
        return None

    def _members(self, at: int) -> dict[str, int]:
        members: dict[str, int] = {}
        at = self._first(at)
        while key := _KEY.match(self._text, at):
            literal, at = key[1], key.end()
            members[json.loads(literal) if "\\" in literal else literal[1:-1]] = at
            at = self._after(at)
        return members

    def _items(self, at: int) -> list[int]:
        items: list[int] = []
        at = self._first(at)
        while self._text[at] != "]":
            items.append(at)
            at = self._after(at)
        return items

    def _first(self, at: int) -> int:
        """Return where the first that is no space stands behind the bracket at *at*."""
        return skipped(self._text, at + 1, len(self._text))

    def _after(self, at: int) -> int:
        """Return where what follows the value at *at* begins: a key, an item or the bracket."""
        _, at = _DECODER.raw_decode(self._text, at)
        comma = _COMMA.match(self._text, at)
        return comma.end() if comma else skipped(self._text, at, len(self._text))
