"""How a change is put into JSON text."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final

from policyguard.document import Document
from policyguard.fix.change import Change
from policyguard.fix.edit import Edit, escaped_percents, into_braces

_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
# A pair of surrogates is one character.
_CHARACTER: Final = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|.", re.DOTALL)


class JsonEditor:
    """Edits one document of a JSON text."""

    def __init__(self, text: str, document: Document) -> None:
        self._text = text
        self._document = document

    def edits(self, change: Change) -> Sequence[Edit]:
        """Return what puts *change* into the text."""
        offset = self._document.offset(change.pointer)
        if change.type_name is not None:
            return [into_braces(self._text, offset, change.type_name, quoted=True)]
        written = _STRING.match(self._text, offset)
        assert written is not None  # noqa: S101 - a name that is to be escaped is a string
        name = json.loads(written[0])
        return list(escaped_percents(name, written[1], written.start(1), _CHARACTER))
