"""Fix in a file what can be fixed without asking anyone: bytes → bytes.

Each lone `%` of the name is escaped, and a missing `_typeName` is put in where the place,
or the properties there, leave one type only. Nothing is read or written here.

INVARIANT: nothing but such fixes is new in the data, and no character of the text is taken
away or moved: a fix only puts some in. What comes out is read again before it is returned;
unless all of it is as it should be, the file stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from policyguard.document import Document, Format, format_of, read
from policyguard.document.text import decoded, encoding_of
from policyguard.errors import EngineError, UnreadableDocument
from policyguard.fix.change import Change, Unfixable
from policyguard.fix.diff import unified
from policyguard.fix.edit import Edit, Editor
from policyguard.fix.json_edits import JsonEditor
from policyguard.fix.masks import masked
from policyguard.fix.wanted import changed
from policyguard.fix.yaml_edits import YamlEditors
from policyguard.text import one_line

__all__ = ["Fix", "fix"]


@dataclass(frozen=True, slots=True)
class Fix:
    """What becomes of one file.

    Attributes:
        content: Its bytes, fixed; the very same if there is nothing to fix.
        count: How many places are fixed.
        diff: The same as a unified diff of the texts, the byte order mark included, with `***`
            for what may be secret; `patch` takes what has none of these.
        obstacle: Why nothing is fixed although something could be, with file and place; or None.
    """

    content: bytes
    count: int = 0
    diff: str = ""
    obstacle: str | None = None


def fix(  # noqa: PLR0913 - each says what the file leaves open
    content: bytes,
    file: str,
    *,
    keep: Callable[[str], bool] = lambda _: True,
    judged: Callable[[Any], bool] = lambda _: True,
    source: str | None = None,
    release: str | None = None,
) -> Fix:
    """Fix all requests of a file, or none if one of the fixes is not safe.

    Args:
        content: The bytes of the file.
        file: Its name, which says how it is written as `document.read` says.
        keep: Whether the findings of a rule are to be fixed, by its id.
        judged: Whether a document is a request; the others are left as they are.
        source: The source of a request that names none.
        release: The API release of a request that names none.

    Raises:
        UnreadableDocument: The file holds no data.
        EngineError: A fix came out wrong; policyguard is at fault.
    """
    documents = read(content, file)
    try:
        wanted = [
            changed(each.data, keep, source, release) if judged(each.data) else ([], each.data)
            for each in documents
        ]
        if not any(changes for changes, _ in wanted):
            return Fix(content)
        mark, codec = encoding_of(content)
        text, _ = decoded(content)
        edits = _edits(text, documents, [changes for changes, _ in wanted])
        fixed = mark + _applied(text, edits).encode(codec)
        _verify(fixed, file, [data for _, data in wanted])
    except Unfixable as error:
        return Fix(content, obstacle=f"{one_line(file)}{error.place}: not fixed: {error}")
    count = sum(len(changes) for changes, _ in wanted)
    shown, moved = masked(text, edits, documents)
    diff = unified(mark.decode(codec) + shown, _shifted(moved, mark, codec), file)
    return Fix(fixed, count, diff)


def _edits(
    text: str, documents: Sequence[Document], wanted: Sequence[Sequence[Change]]
) -> list[Edit]:
    """What to put in where, in the order of the text."""
    is_yaml = format_of(text, documents[0].file) is Format.YAML
    editors = YamlEditors(text) if is_yaml else None
    edits: list[Edit] = []
    for document, changes in zip(documents, wanted, strict=True):
        if changes:
            editor = editors.of(document) if editors else JsonEditor(text, document)
            edits += _of_one(document, editor, changes)
    return sorted(edits, key=lambda edit: edit.offset)


def _of_one(document: Document, editor: Editor, changes: Sequence[Change]) -> list[Edit]:
    edits: list[Edit] = []
    for change in changes:
        try:
            edits += editor.edits(change)
        except Unfixable as error:
            place = ":{}:{}".format(*document.locate(change.pointer))
            raise Unfixable(str(error), place) from None
    return edits


def _applied(text: str, edits: Sequence[Edit]) -> str:
    bounds = [0, *(edit.offset for edit in edits), len(text)]
    kept = [text[start:stop] for start, stop in pairwise(bounds)]
    return kept[0] + "".join(edit.text + rest for edit, rest in zip(edits, kept[1:], strict=True))


def _verify(content: bytes, file: str, expected: Sequence[Any]) -> None:
    """Refuse bytes that do not read as the data expected, to the order of the members."""
    try:
        found = [document.data for document in read(content, file)]
    except UnreadableDocument as error:
        raise Unfixable(f"fixed, it could not be read any more: {error.reason}") from None
    if json.dumps(found) != json.dumps(expected):
        raise EngineError("a fix would have changed something else, so nothing is fixed")


def _shifted(edits: Sequence[Edit], mark: bytes, codec: str) -> list[Edit]:
    """The edits in the text with its byte order mark, if it has one."""
    length = len(mark.decode(codec))
    return [Edit(edit.offset + length, edit.text) for edit in edits]
