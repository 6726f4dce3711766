"""Bytes as text, and an offset in it as a line and a column.

    **load** → validate → facts → rules → report

INVARIANT: an offset counts code points of the text without its byte order mark,
in every module that reads; only `Lines.place` turns one into what people count.
"""

from __future__ import annotations

import codecs
import re
from array import array
from bisect import bisect_right
from typing import Final

from policyguard.lazy import cached_property

# A line ends here and nowhere else: what YAML 1.1 breaks at besides is refused there.
LINE_END: Final = re.compile(r"\r\n|\r|\n")

_ENCODINGS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),  # what PowerShell's `>` writes
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES: Final = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


class Unreadable(Exception):
    """Why a text is not data; `document.read` turns the offsets into places.

    Attributes:
        reason: In words, without a place.
        offset: Where, in code points.
        earlier: Where the other place is that the reason speaks of, if it does.
    """

    def __init__(self, reason: str, offset: int, earlier: int | None = None) -> None:
        super().__init__(reason, offset, earlier)
        self.reason = reason
        self.offset = offset
        self.earlier = earlier


class Lines:
    """The lines of a text, found when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _starts(self) -> array[int]:
        starts = array("q", (end.end() for end in LINE_END.finditer(self.text)))
        starts.insert(0, 0)
        return starts

    def place(self, offset: int) -> tuple[int, int]:
        """Return the 1-based line and column of *offset*, columns in code points."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def encoding_of(content: bytes) -> tuple[bytes, str]:
    """Return the byte order mark, empty if there is none, and the codec of the rest."""
    marked = (encoding for encoding in _ENCODINGS if content.startswith(encoding[0]))
    return next(marked, (b"", "utf-8"))


def decoded(content: bytes) -> tuple[str, str | None]:
    """Return the text, and what is wrong with the byte it ends at, if anything."""
    mark, codec = encoding_of(content)
    body = content[len(mark) :]
    try:
        return body.decode(codec), None
    except UnicodeDecodeError as error:
        reason = f"byte 0x{body[error.start]:02x} is not {_NAMES[codec]}: {error.reason}"
        return body[: error.start].decode(codec), reason
