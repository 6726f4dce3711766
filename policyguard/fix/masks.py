"""Hide in a text what may be secret, so that a diff of it can be shown.

INVARIANT: no line is added or taken away, and an edit stands where it stood: what is hidden
is cut where one is put in.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from json import JSONDecoder
from typing import Any, Final, TypeAlias

from policyguard.document import Document, Format, format_of, yaml_parts
from policyguard.document.yaml_parts import Part
from policyguard.fix.edit import Edit
from policyguard.schema.error import pointer_of
from policyguard.secret import MASK, secret_places

_Span: TypeAlias = tuple[int, int]

_LINE: Final = re.compile(r"[^\s][^\r\n]*")
_DECODER: Final = JSONDecoder(strict=False)


def masked(
    text: str, edits: Sequence[Edit], documents: Sequence[Document]
) -> tuple[str, list[Edit]]:
    """Return a text without what may be secret in it, and the edits where they are then."""
    spans = list(_joined(sorted(_spans(text, documents))))
    offsets = [edit.offset for edit in edits]
    pieces: list[str] = []
    moved: list[Edit] = []
    length = at = done = 0
    for start, stop in [*_cut(spans, offsets), (len(text), len(text))]:
        while done < len(edits) and edits[done].offset <= start:
            moved.append(Edit(length + edits[done].offset - at, edits[done].text))
            done += 1
        hidden = _LINE.sub(MASK, text[start:stop])
        pieces += (text[at:start], hidden)
        length, at = length + start - at + len(hidden), stop
    return "".join(pieces), moved


def _spans(text: str, documents: Sequence[Document]) -> Iterator[_Span]:
    if format_of(text, documents[0].file) is not Format.YAML:
        for document in documents:
            for place in secret_places(document.data):
                start = document.offset(pointer_of(place))
                yield start, _DECODER.raw_decode(text, start)[1]
        return
    for document, root in zip(documents, yaml_parts.compose(text), strict=True):
        places = list(secret_places(document.data))
        if places:
            yield from _yaml_spans(document.data, root, places)


def _yaml_spans(data: Any, root: Part, places: Iterable[tuple[str | int, ...]]) -> Iterator[_Span]:
    """What stands at the places, and wherever an alias or a merge key has it from."""
    texts: set[str] = set()
    for place in places:
        value: Any = data
        part: Part | None = root
        for step in place:
            value, part = value[step], part and part.member(str(step))
        texts.update(_texts(value))
        if part is not None:
            yield part.start, _end(part)
    for part in _parts(root):
        if part.text in texts:
            yield part.start, part.end


def _texts(value: Any) -> Iterator[str]:
    """The scalars of a value, as they may be written elsewhere too."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict | list):
            waiting.extend(one.values() if isinstance(one, dict) else one)
        elif one not in (None, "") and not isinstance(one, bool):
            yield str(one)


def _end(part: Part) -> int:
    return max(one.end for one in _parts(part))


def _parts(root: Part) -> Iterator[Part]:
    waiting = [root]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(part.members.values())


def _joined(spans: Iterable[_Span]) -> Iterator[_Span]:
    """Spans in order, with those that meet as one."""
    start = stop = -1
    for one in spans:
        if one[0] > stop:
            if stop > start:
                yield start, stop
            start, stop = one
        stop = max(stop, one[1])
    if stop > start:
        yield start, stop


def _cut(spans: Iterable[_Span], offsets: Sequence[int]) -> Iterator[_Span]:
    """The same, cut at each offset inside one."""
    for start, stop in spans:
        inside = offsets[bisect_right(offsets, start) : bisect_left(offsets, stop)]
        bounds = [start, *dict.fromkeys(inside), stop]
        yield from pairwise(bounds)
