"""JSON text as data, at little more than the cost of `json`.

    **load** → validate → facts → rules → report

INVARIANT: `parse` gives the value that the walker gives, and refuses what it refuses;
whatever is out of the ordinary is left to the walker, which says what and where.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from policyguard.document.json_walker import WORD, Walker, skipped
from policyguard.document.node import (
    MAX_DEPTH,
    MAX_DOCUMENTS,
    MAX_VALUES,
    integer,
    measure,
    no_number,
    real,
    too_many_documents,
)
from policyguard.document.text import LINE_END, Unreadable
from policyguard.text import is_unicode

# A value, where it starts and where it stops.
Span = tuple[Any, int, int]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    raise Unreadable("duplicate key", 0)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=integer, parse_float=real, parse_constant=no_number
)


def one(text: str) -> list[Span]:
    """Return the only value of *text*, or nothing where there is only space.

    Raises:
        Unreadable: There is something else.
    """
    return _alone(text, 0, len(text))


def one_a_line(text: str) -> list[Span]:
    """Return the value on each line of *text*; blank lines are skipped (JSON Lines).

    Raises:
        Unreadable: A line holds something else than one value.
    """
    spans: list[Span] = []
    for line in each_line(text):
        if isinstance(line, Unreadable):
            raise line
        spans.append(line)
    return spans


def each_line(text: str) -> Iterator[Span | Unreadable]:
    """Yield the value on each line of *text*, or why there is none; blank lines are skipped.

    Raises:
        Unreadable: There are too many lines.
    """
    count = 0
    start = skipped(text, 0, len(text))
    while start < len(text):
        line_end = LINE_END.search(text, start)
        stop = line_end.start() if line_end else len(text)
        count += 1
        if count > MAX_DOCUMENTS:
            raise too_many_documents(start)
        try:
            yield from _alone(text, start, stop)
        except Unreadable as error:
            yield error
        start = skipped(text, stop, len(text))


def is_one_a_line(text: str) -> bool:
    """Tell whether the first line holds a whole value, and others follow it."""
    start = skipped(text, 0, len(text))
    line_end = LINE_END.search(text, start)
    if line_end is None:
        return False
    try:
        return bool(_alone(text, start, line_end.start()))
    except Unreadable:
        return False


def one_by_one(text: str) -> list[Span]:
    """Return the values that follow one another in *text*.

    Raises:
        Unreadable: There is something else, or two words that nothing separates.
    """
    spans: list[Span] = []
    end = len(text)
    start = skipped(text, 0, end)
    while start < end:
        data, stop = parse(text, start, end)
        _add(spans, [(data, start, stop)])
        start = skipped(text, stop, end)
        if start == stop < end and WORD.match(text, stop - 1) and WORD.match(text, stop):
            raise Unreadable("two values with nothing between them", stop)
    return spans


def _add(spans: list[Span], more: list[Span]) -> None:
    if len(spans) == MAX_DOCUMENTS:
        raise too_many_documents(more[0][1])
    spans += more


def _alone(text: str, begin: int, end: int) -> list[Span]:
    start = skipped(text, begin, end)
    if start == end:
        return []
    data, stop = parse(text, start, end)
    rest = skipped(text, stop, end)
    if rest < end:
        walker = Walker(text, rest, end)
        raise walker.expected(walker.end_name)
    return [(data, start, stop)]


def parse(text: str, start: int, end: int) -> tuple[Any, int]:
    """Return the value that begins at *start*, and where it stops.

    Raises:
        Unreadable: What begins there is no JSON value, or breaks a limit.
    """
    try:
        data, stop = _decoded(text, start, end)
        if _fits(text, start, stop, data) and _is_whole(text, start, stop, data):
            return data, stop
    except (Unreadable, ValueError, RecursionError):
        pass
    walker = Walker(text, start, end)
    return walker.value(), walker.at


def _decoded(text: str, start: int, end: int) -> tuple[Any, int]:
    if end == len(text):
        return _DECODER.raw_decode(text, start)
    # The decoder knows no end: a value cut off by that of its line would go on in all the others.
    data, length = _DECODER.raw_decode(text[start:end])
    return data, start + length


def _fits(text: str, start: int, stop: int, data: Any) -> bool:
    """Tell whether *data* keeps the limits, which so few brackets and characters must."""
    brackets = text.count("{", start, stop) + text.count("[", start, stop)
    if brackets <= MAX_DEPTH and stop - start < 2 * MAX_VALUES:
        return True
    values, depth = measure(data)
    return values <= MAX_VALUES and depth <= MAX_DEPTH


def _is_whole(text: str, start: int, stop: int, data: Any) -> bool:
    """Tell whether no string holds half of a surrogate pair, which only an escape can."""
    if text.find("\\", start, stop) < 0:
        return True
    escaped = max(text.find("\\ud", start, stop), text.find("\\uD", start, stop)) >= 0
    return not escaped or is_unicode(json.dumps(data, ensure_ascii=False))
