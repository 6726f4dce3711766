"""Read bytes as data, and find where each value of it stands.

    **load** → validate → facts → rules → report

JSON, JSON Lines and YAML (the 1.2 core schema, docs/decisions/0001), as JSON values
within the limits of `node.py`. No file is opened here.

INVARIANT: any bytes give documents or `UnreadableDocument`, in time that grows with
their number; and a document costs nothing for positions until one is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from policyguard.document import json_text
from policyguard.document.json_places import JsonPlaces
from policyguard.document.node import find
from policyguard.document.text import Lines, Unreadable, decoded
from policyguard.errors import UnreadableDocument
from policyguard.files import MOST_REQUEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policyguard.document.node import Node

# Far more than any request.
MAX_BYTES: Final = MOST_REQUEST


_SPACE: Final = " \t\r\n"


class Format(StrEnum):
    """How a file is written."""

    JSON = "json"
    JSON_LINES = "jsonl"
    JSON_STREAM = "json-stream"
    YAML = "yaml"


_SUFFIXES: Final = {
    ".json": Format.JSON,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".yaml": Format.YAML,
    ".yml": Format.YAML,
}

_JSON_READERS: Final[dict[Format, Callable[[str], list[json_text.Span]]]] = {
    Format.JSON: json_text.one,
    Format.JSON_LINES: json_text.one_a_line,
    Format.JSON_STREAM: json_text.one_by_one,
}


@dataclass(frozen=True)
class Document:
    """One document of a file.

    Attributes:
        data: A JSON value; to be read only, since YAML aliases share what they stand for.
        file: The file as the caller named it.
        index: The document's number among those of the file, from 0.
    """

    data: Any
    file: str
    index: int
    _lines: Lines = field(repr=False, compare=False)
    _offset: Callable[[str], int] = field(repr=False, compare=False)

    def locate(self, pointer: str) -> tuple[int, int]:
        """Return the 1-based line and column of the value at an RFC 6901 *pointer*.

        The pointer is into `data`. A member stands where its value begins, or where its
        key does if YAML leaves the value out; what an alias or a merge key brings in
        stands where the alias is used; what is absent, at its nearest ancestor. Columns
        count code points, a tab is one, a byte order mark none.
        """
        return self._lines.place(self.offset(pointer))

    def offset(self, pointer: str) -> int:
        """Return the same place in code points of the text without its byte order mark."""
        return self._offset(pointer)


def read(content: bytes, file: str, *, most: int = MAX_BYTES) -> tuple[Document, ...]:
    """Return the documents of a file, at least one.

    The suffix of *file* says how it is written; without a known suffix (standard input
    is `-`) what begins with `{` or `[` is a stream of JSON values and the rest YAML.

    Args:
        content: What the file holds.
        file: Its name.
        most: How many bytes it may hold.

    Raises:
        UnreadableDocument: It is not data that every later stage can take; the reason
            and the place say why.
    """
    return _whole(*_text(content, file, most), file)


def read_each(content: bytes, file: str) -> Iterator[Document | UnreadableDocument]:
    """Yield the documents of a file, at least one, and why a line of JSON Lines is none.

    Without a suffix, the file is of JSON Lines if its first line holds a whole value and one
    of the others cannot be read.

    Raises:
        UnreadableDocument: Where what cannot be read is no line of its own.
    """
    text, lines = _text(content, file, MAX_BYTES)
    form = format_of(text, file)
    if form is not Format.JSON_LINES:
        try:
            yield from _whole(text, lines, file)
        except UnreadableDocument:
            if form is not Format.JSON_STREAM or not json_text.is_one_a_line(text):
                raise
        else:
            return
    try:
        for index, line in enumerate(json_text.each_line(text)):
            if isinstance(line, Unreadable):
                yield _unreadable(line, file, lines)
            else:
                yield _json_document(line, file, index, text, lines)
    except Unreadable as error:
        raise _unreadable(error, file, lines) from None
    if not text.strip(_SPACE):
        raise UnreadableDocument(_empty(text), file)


def _whole(text: str, lines: Lines, file: str) -> tuple[Document, ...]:
    try:
        documents = _documents(text, file, lines)
    except Unreadable as error:
        raise _unreadable(error, file, lines) from None
    if not documents:
        raise UnreadableDocument(_empty(text), file)
    return documents


def _text(content: bytes, file: str, most: int) -> tuple[str, Lines]:
    """Return the text of a file, and its lines.

    Raises:
        UnreadableDocument: It is none, or too large.
    """
    if len(content) > most:
        raise UnreadableDocument(f"the file is larger than {most >> 20} MiB", file)
    text, flaw = decoded(content)
    lines = Lines(text)
    if flaw is not None:
        raise UnreadableDocument(flaw, file, *lines.place(len(text)))
    nul = text.find("\0")
    if nul >= 0:
        reason = "NUL character; text is UTF-8, or UTF-16 with a byte order mark"
        raise UnreadableDocument(reason, file, *lines.place(nul))
    return text, lines


def _empty(text: str) -> str:
    return "the file holds no document" if text.strip(_SPACE) else "the file is empty"


def _unreadable(error: Unreadable, file: str, lines: Lines) -> UnreadableDocument:
    return UnreadableDocument(_reason(error, lines), file, *lines.place(error.offset))


def format_of(text: str, file: str) -> Format:
    """Tell how *text* is written, from the suffix of *file* or else from its beginning."""
    _, dot, suffix = file.rpartition(".")
    named = _SUFFIXES.get(dot + suffix.lower())
    if named is not None:
        return named
    return Format.JSON_STREAM if text.lstrip(_SPACE)[:1] in {"{", "["} else Format.YAML


def _documents(text: str, file: str, lines: Lines) -> tuple[Document, ...]:
    read_json = _JSON_READERS.get(format_of(text, file))
    if read_json is None:
        from policyguard.document import yaml_text  # noqa: PLC0415 - most files are JSON

        roots = yaml_text.compose(text)
        return tuple(
            Document(root.value, file, index, lines, partial(_offset_below, root))
            for index, root in enumerate(roots)
        )
    return tuple(
        _json_document(span, file, index, text, lines) for index, span in enumerate(read_json(text))
    )


def _json_document(
    span: json_text.Span, file: str, index: int, text: str, lines: Lines
) -> Document:
    data, start, _ = span
    return Document(data, file, index, lines, JsonPlaces(text, start).offset)


def _offset_below(root: Node, pointer: str) -> int:
    return find(root, pointer).offset


def _reason(error: Unreadable, lines: Lines) -> str:
    if error.earlier is None:
        return error.reason
    line, column = lines.place(error.earlier)
    return f"{error.reason}, first at line {line}, column {column}"
