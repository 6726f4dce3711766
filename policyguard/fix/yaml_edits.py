"""How a change is put into YAML text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from policyguard.document import Document, yaml_parts
from policyguard.document.node import tokens
from policyguard.document.text import LINE_END
from policyguard.document.yaml_parts import Part
from policyguard.fix.change import TYPE_NAME, Change, Unfixable
from policyguard.fix.edit import Edit, escaped_percents, into_braces
from policyguard.text import shown

# An anchor and a tag, with the space and the comments behind them.
_PROPERTIES: Final = re.compile(r"(?:[&!][^ \t\r\n]*+(?:[ \t\r\n]++(?:#[^\r\n]*+)?)*+)*+")

# What stands for one character in each style that may be edited.
_CHARACTER: Final = {
    '"': re.compile(r"\\x..|\\u.{4}|\\U.{8}|\\.|."),
    "'": re.compile(r"''|."),
    "": re.compile(r"."),
}


class YamlEditors:
    """Edits the documents of a YAML text, which is parsed once for all of them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._roots = yaml_parts.compose(text)

    def of(self, document: Document) -> YamlEditor:
        """Return what edits one document."""
        return YamlEditor(self._text, self._roots[document.index])


class YamlEditor:
    """Edits one document of a YAML text."""

    def __init__(self, text: str, root: Part) -> None:
        self._text = text
        self._root = root

    def edits(self, change: Change) -> Sequence[Edit]:
        """Return what puts *change* into the text."""
        part = self._part(change.pointer)
        if change.type_name is None:
            return list(self._name(part))
        if not part.is_flow:
            return [self._first_line(part.end, change.type_name)]
        if self._text[part.end - 1] != "{":
            raise Unfixable("a pair in a list has no braces to put `_typeName` in")
        return [into_braces(self._text, part.end - 1, change.type_name, quoted=False)]

    def _part(self, pointer: str) -> Part:
        """The part at *pointer*, of which nothing stands for anything else too."""
        part = self._alone(self._root)
        for token in tokens(pointer):
            member = part.member(token)
            if member is None:
                raise Unfixable("what is to be fixed is brought in by a merge key, `<<`")
            part = self._alone(member)
        return part

    @staticmethod
    def _alone(part: Part) -> Part:
        anchor = shown(part.anchor or "")
        if part.is_alias:
            raise Unfixable(f"what is to be fixed is brought in by the alias `*{anchor}`")
        if part.is_repeated:
            raise Unfixable(f"what is to be fixed is used elsewhere too, as `*{anchor}`")
        return part

    def _name(self, part: Part) -> Iterator[Edit]:
        start = part.start
        properties = _PROPERTIES.match(self._text, start) if part.has_properties else None
        start = properties.end() if properties else start
        quote = part.style if part.style in {"'", '"'} else ""
        written = self._text[start + len(quote) : part.end - len(quote)]
        if part.style in {"|", ">"} or LINE_END.search(written):
            raise Unfixable("the name is a block scalar or is written on several lines")
        return escaped_percents(part.text, written, start + len(quote), _CHARACTER[quote])

    def _first_line(self, offset: int, type_name: str) -> Edit:
        """What becomes the first line of the block mapping that begins at *offset*."""
        before = max(self._text.rfind("\n", 0, offset), self._text.rfind("\r", 0, offset))
        line_end = LINE_END.search(self._text, offset) or LINE_END.search(self._text)
        ending = line_end[0] if line_end else "\n"
        return Edit(offset, f"{TYPE_NAME}: {type_name}{ending}{' ' * (offset - before - 1)}")
