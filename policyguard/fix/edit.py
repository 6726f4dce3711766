"""What to put into a text, and how it is put into braces, the same in JSON and YAML.

INVARIANT: what is put in looks like what stands next to it: quotes, spaces, line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from policyguard import names
from policyguard.fix.change import TYPE_NAME, Change, Unfixable

# Space and comments; a `#` where a member may start is no JSON anyway.
_GAP: Final = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*+)*+")
_INDENT: Final = re.compile(r"(?:\r\n|\r|\n)[ \t]*\Z")
_NO_SPACE_AFTER_COLON: Final = re.compile(r'"(?:[^"\\]|\\.)*+":[^ \t\r\n]', re.DOTALL)

_PERCENT: Final = frozenset(("%", "\\x25", "\\u0025", "\\u00000025"))


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters to put in.

    Attributes:
        offset: Before which character of the text, as it is without any edit.
        text: The characters.
    """

    offset: int
    text: str


class Editor(Protocol):
    """What knows how one document is written."""

    def edits(self, change: Change) -> Sequence[Edit]:
        """Return what puts *change* into the text.

        Raises:
            Unfixable: It cannot be put in safely.
        """


def into_braces(text: str, opening: int, type_name: str, *, quoted: bool) -> Edit:
    """Return what makes `_typeName` the first member of the object whose `{` is at *opening*.

    On a line of its own if the first member there has one, in quotes if that is in quotes;
    where there is none, in quotes if *quoted*.
    """
    first = _gap_end(text, opening + 1)
    gap = text[opening + 1 : first]
    if text[first] == "}":
        return Edit(opening + 1, _alone(gap, _member(type_name, quoted=quoted)))
    compact = bool(_NO_SPACE_AFTER_COLON.match(text, first))
    member = _member(type_name, quoted=text[first] == '"', colon=":" if compact else ": ")
    indent = _INDENT.search(gap)
    if indent:
        return Edit(first, f"{member},{indent[0]}")
    return Edit(first, f"{member}{',' if compact else ', '}")


def _alone(gap: str, member: str) -> str:
    """The only member of an object, put in before the *gap* between its braces."""
    if gap.startswith("#"):
        return f"{member} "
    return member if gap.strip(" ") else gap + member


def _member(type_name: str, *, quoted: bool, colon: str = ": ") -> str:
    # The name of a type is a word of letters and digits, so it is itself in quotes too.
    quote = '"' if quoted else ""
    return f"{quote}{TYPE_NAME}{quote}{colon}{quote}{type_name}{quote}"


def _gap_end(text: str, at: int) -> int:
    gap = _GAP.match(text, at)
    return gap.end() if gap else at


def escaped_percents(
    value: str, written: str, offset: int, character: re.Pattern[str]
) -> Iterator[Edit]:
    """Yield what escapes each lone `%` of a name.

    Args:
        value: The name.
        written: How it is written, without quotes.
        offset: Where that begins.
        character: What stands for one character of the name there.

    Raises:
        Unfixable: The characters written are not those of the name.
    """
    written_as = list(character.finditer(written))
    lone = names.lone_percent_indices(value)
    if len(written_as) != len(value) or any(
        written_as[index][0].lower() not in _PERCENT for index in lone
    ):
        raise Unfixable("the name is written in a way that hides where its `%` stand")
    for index in lone:
        yield Edit(offset + written_as[index].end(), "25")
