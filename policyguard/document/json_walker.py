"""JSON text read step by step: slower than `json`, but it knows what is wrong, and where.

    **load** → validate → facts → rules → report

INVARIANT: one pass, however the text is made: no pattern here can go back over what
it has matched, and recursion ends at `MAX_DEPTH`.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from policyguard.document.node import (
    MAX_DEPTH,
    MAX_VALUES,
    duplicate,
    integer,
    no_number,
    real,
    too_deep,
    too_many,
)
from policyguard.document.text import Unreadable
from policyguard.text import is_unicode, shown

WORD: Final = re.compile(r"[-+.\w]+")

_SPACES: Final = frozenset(" \t\n\r")
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)")
_REAL: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER: Final = re.compile(r"[-+]?(?:\.?[0-9].*|Infinity|NaN)")
# As much of a string as is right; possessive, so that it never goes back.
_STRING: Final = re.compile(r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+')
# Both halves of a surrogate pair, else one half, else any other escape.
_ESCAPE: Final = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(\\u[dD][89a-fA-F]..)|\\.")
_CONSTANTS: Final = {"true": True, "false": False, "null": None}


def skipped(text: str, at: int, end: int) -> int:
    """Return where the space at *at* is over."""
    if text[at : at + 1] not in _SPACES:
        return at
    space = _SPACE.match(text, at, end)
    return space.end() if space else at


# How other languages write what JSON has.
_PYTHON: Final = frozenset(("True", "False", "None"))


class Walker:
    """A reader that stands at `at` in a text and goes no further than `end`."""

    def __init__(self, text: str, at: int, end: int) -> None:
        self.text = text
        self.at = at
        self.end = end
        self._count = 0

    def value(self, depth: int = 0) -> Any:
        """Read the value that begins here, inside of *depth* objects and arrays.

        Raises:
            Unreadable: No value begins here, or it breaks a limit.
        """
        self._count += 1
        if self._count > MAX_VALUES:
            raise too_many(self.at)
        char = self._char()
        if char == '"':
            return self._string()
        if char not in {"{", "["}:
            return self._word()
        if depth == MAX_DEPTH:
            raise too_deep(self.at)
        return self._object(depth + 1) if char == "{" else self._array(depth + 1)

    def expected(self, what: str) -> Unreadable:
        """Return the refusal of what stands here instead of *what*."""
        if self.at == self.end:
            found = self.end_name
        else:
            word = WORD.match(self.text, self.at, self.end)
            found = _found(word[0] if word else self._char())
        return Unreadable(f"expected {what}, found {found}", self.at)

    @property
    def end_name(self) -> str:
        """What stands at `end`."""
        return "the end of the file" if self.end == len(self.text) else "the end of the line"

    def _object(self, depth: int) -> dict[str, Any]:
        value: dict[str, Any] = {}
        keys: dict[str, int] = {}
        more = self._opened("}")
        while more:
            offset, key = self.at, self._key()
            if key in keys:
                raise duplicate(key, offset, keys[key])
            keys[key] = offset
            value[key] = self.value(depth)
            more = self._stepped_over(",", "}") == ","
        return value

    def _array(self, depth: int) -> list[Any]:
        value: list[Any] = []
        more = self._opened("]")
        while more:
            value.append(self.value(depth))
            more = self._stepped_over(",", "]") == ","
        return value

    def _opened(self, close: str) -> bool:
        """Step over the bracket here; false where *close* follows, which is stepped over too."""
        self.at = skipped(self.text, self.at + 1, self.end)
        if self._char() != close:
            return True
        self.at += 1
        return False

    def _stepped_over(self, *marks: str) -> str:
        """Step over one of *marks* and, where a value must follow, the space behind it."""
        self.at = skipped(self.text, self.at, self.end)
        char = self._char()
        if char not in marks:
            raise self.expected(" or ".join(f"`{mark}`" for mark in marks))
        self.at += 1
        if char in {",", ":"}:
            self.at = skipped(self.text, self.at, self.end)
        return char

    def _char(self) -> str:
        return self.text[self.at] if self.at < self.end else ""

    def _key(self) -> str:
        if self._char() != '"':
            raise self.expected("a key in double quotes")
        key = self._string()
        self._stepped_over(":")
        return key

    def _word(self) -> Any:
        word = WORD.match(self.text, self.at, self.end)
        literal = word[0] if word else ""
        value = self._meant(literal)
        self.at += len(literal)
        return value

    def _meant(self, literal: str) -> Any:
        if literal in _CONSTANTS:
            return _CONSTANTS[literal]
        if _INTEGER.fullmatch(literal):
            return integer(literal, self.at)
        if _REAL.fullmatch(literal):
            return real(literal, self.at)
        if _NO_NUMBER.fullmatch(literal):
            no_number(literal, self.at)
        raise self.expected("a value")

    def _string(self) -> str:
        start = self.at
        right = _STRING.match(self.text, start, self.end)
        self.at = right.end() if right else start
        if self._char() != '"':
            raise self._broken_string(start)
        self.at += 1
        value = self.text[start + 1 : self.at - 1]
        if "\\" in value:
            value = str(json.loads(self.text[start : self.at]))
        if not is_unicode(value):
            raise self._half_a_pair(start)
        return value

    def _broken_string(self, start: int) -> Unreadable:
        char = self._char()
        if not char:
            return Unreadable("a string that never ends", start)
        if char == "\\":
            escape = self.text[self.at : min(self.at + 2, self.end)]
            return Unreadable(f"`{shown(escape)}` is not a JSON escape", self.at)
        if char in "\r\n":
            return Unreadable("the line ends inside a string", self.at)
        return Unreadable(f"control character U+{ord(char):04X} inside a string", self.at)

    def _half_a_pair(self, start: int) -> Unreadable:
        escapes = _ESCAPE.finditer(self.text, start, self.at)
        half = next(escape for escape in escapes if escape[1])
        return Unreadable("an escape that is half of a surrogate pair", half.start())


def _found(word: str) -> str:
    """Quote what stands in the way, but for a word that may be a password without its quotes."""
    return f"`{shown(word)}`" if len(word) == 1 or word in _PYTHON else "a word without quotes"
