"""What files hold: their bytes, within bounds, and the requests in these."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import click

from policyguard import document
from policyguard.document import Document
from policyguard.errors import UnreadableDocument
from policyguard.files import MOST_REQUEST, read_bounded, read_stream
from policyguard.lazy import cached_property
from policyguard.request import is_request
from policyguard.text import one_line

if TYPE_CHECKING:
    from policyguard.adapters import Refusals

STDIN: Final = "-"
_MOST_LINES: Final = 20
_MOST_NUMBERS: Final = 3
_Complain = Callable[[object], None]


def bytes_of(file: str, most: int = MOST_REQUEST) -> bytes:
    """What a file holds, or standard input if it is called `-`, which there is once.

    Raises:
        UnreadableDocument: It cannot be read, or holds more.
    """
    if file != STDIN:
        return read_bounded(file, most)
    context = click.get_current_context(silent=True)
    seen = {} if context is None else context.find_root().meta
    if seen.setdefault(__name__, False):
        raise UnreadableDocument("standard input can be read only once", file)
    seen[__name__] = True
    return read_stream(None if sys.stdin is None else sys.stdin.buffer, file, most)


class Requests:
    """The requests of one file; what else it holds is complained about, each kind once.

    Attributes:
        is_whole: Whether every line could be read, so far.
    """

    def __init__(self, content: bytes, file: str, complain: _Complain) -> None:
        self._content, self._file = content, file
        self._complain = complain
        self._unreadable = 0
        self._others: dict[str, list[int]] = {}

    @property
    def is_whole(self) -> bool:
        """Whether every line could be read, so far."""
        return not self._unreadable

    def __iter__(self) -> Iterator[Document]:
        """Yield each request.

        Raises:
            UnreadableDocument: There is no data in the file.
        """
        count = 0
        for part in self._documents():
            if isinstance(part, UnreadableDocument):
                self._unreadable += 1
                if self._unreadable <= _MOST_LINES:
                    self._complain(part)
                continue
            count += 1
            if is_request(part.data):
                yield part
            else:
                self._others.setdefault(self._refusals.of(part.data), []).append(part.index)
        self._sum_up(count)

    @cached_property
    def _refusals(self) -> Refusals:
        # Imported for what is no request, and most documents are one.
        from policyguard.adapters import Refusals  # noqa: PLC0415

        return Refusals(self._content)

    def _documents(self) -> Iterator[Document | UnreadableDocument]:
        try:
            yield from document.read_each(self._content, self._file)
        except UnreadableDocument as error:
            from policyguard.adapters import refusal_of_bytes  # noqa: PLC0415 - as above

            reason = refusal_of_bytes(self._content)
            raise error if reason is None else UnreadableDocument(reason, self._file) from None

    def _sum_up(self, count: int) -> None:
        file = one_line(self._file)
        if self._unreadable > _MOST_LINES:
            more = self._unreadable - _MOST_LINES
            self._complain(f"{file}: {more:,} more lines cannot be read")
        for reason, numbers in self._others.items():
            is_all = len(numbers) == count and self.is_whole
            self._complain(f"{file}: {'' if is_all else f'{_numbered(numbers)}: '}{reason}")


def _numbered(indices: list[int]) -> str:
    """The documents of a file by their numbers; only the first of them if they are many."""
    first = ", ".join(str(index + 1) for index in indices[:_MOST_NUMBERS])
    more = len(indices) - _MOST_NUMBERS
    return f"document{'s' * (len(indices) > 1)} {first}" + (f" and {more:,} more" * (more > 0))
