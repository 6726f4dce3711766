"""Edits as a unified diff.

Made from the edits themselves: comparing the texts takes the square of their lines where
many are the same, as those of a file of requests are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from policyguard.fix.edit import Edit

_CONTEXT: Final = 3
_SPACE: Final = 0x20
_DELETE: Final = 0x7F

# Lines end at line feeds only, as `patch` has it.
_NO_LINE_FEED: Final = "\n\\ No newline at end of file\n"


def unified(text: str, edits: Sequence[Edit], file: str) -> str:
    """Return what `patch` needs to put *edits*, in their order, into *text*."""
    lines = _lines(text)
    fixed = _fixed_lines(lines, edits)
    body = "".join(_hunks(lines, fixed))
    name = _named(file)
    return f"--- {name}\n+++ {name}\n{body}" if body else ""


def _named(file: str) -> str:
    """A name as `patch` reads it: in quotes if it has what does not print or is no UTF-8."""
    if file.isprintable() and not file.startswith('"'):
        return file
    octets = file.encode("utf-8", "surrogateescape")
    return '"' + "".join(map(_octet, octets)) + '"'


def _octet(byte: int) -> str:
    """A byte of a name between quotes."""
    is_plain = _SPACE <= byte < _DELETE and chr(byte) not in '"\\'
    return chr(byte) if is_plain else f"\\{byte:03o}"


def _lines(text: str) -> list[str]:
    kept = [f"{line}\n" for line in text.split("\n")]
    kept[-1] = kept[-1][:-1]
    return kept if kept[-1] else kept[:-1]


def _fixed_lines(lines: Sequence[str], edits: Sequence[Edit]) -> dict[int, list[str]]:
    """What each line that changes becomes, by its number from 0."""
    starts = list(accumulate((len(line) for line in lines), initial=0))
    pieces: dict[int, list[Edit]] = {}
    for edit in edits:
        number = min(bisect_right(starts, edit.offset), len(lines)) - 1
        pieces.setdefault(number, []).append(Edit(edit.offset - starts[number], edit.text))
    return {number: _lines(_edited(lines[number], each)) for number, each in pieces.items()}


def _edited(line: str, edits: Sequence[Edit]) -> str:
    for edit in reversed(edits):
        line = line[: edit.offset] + edit.text + line[edit.offset :]
    return line


def _hunks(lines: Sequence[str], fixed: dict[int, list[str]]) -> Iterator[str]:
    more = 0
    for numbers in _groups(list(fixed)):
        start = max(numbers[0] - _CONTEXT, 0)
        stop = min(numbers[-1] + _CONTEXT + 1, len(lines))
        added = sum(len(fixed[number]) - 1 for number in numbers)
        length = stop - start
        yield f"@@ -{_range(start, length)} +{_range(start + more, length + added)} @@\n"
        for number in range(start, stop):
            yield from _changed(lines[number], fixed.get(number, [lines[number]]))
        more += added


def _groups(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Those that stand near enough for their context to meet."""
    group: list[int] = []
    for number in numbers:
        if group and number - group[-1] > 2 * _CONTEXT:
            yield group
            group = []
        group.append(number)
    yield group


def _range(start: int, length: int) -> str:
    return str(start + 1) if length == 1 else f"{start + 1},{length}"


def _changed(line: str, fixed: Sequence[str]) -> Iterator[str]:
    """A line and what it becomes; as context where it only gets lines above it."""
    stays = fixed[-1] == line
    if not stays:
        yield _line("-", line)
    for new in fixed[:-1] if stays else fixed:
        yield _line("+", new)
    if stays:
        yield _line(" ", line)


def _line(sign: str, line: str) -> str:
    return sign + line if line.endswith("\n") else sign + line + _NO_LINE_FEED
