"""Requests written out in many ways, as people and programs do.

They note which places share their text with others or cannot be edited; of how files are
read or fixed they know nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

PLAIN = re.compile(r"[A-Za-z][\w.%-]*(?: [\w.%-]+)*|[0-9]+%(?: ?[a-z]+)?")
WORDS = {"true", "false", "null", "yes", "no"}
JSON_GAPS = (("",), ("", " ", "\n", "\r\n", "\t", "\r", "\n    "))


def json_text(value: Any, random: Random, gaps: tuple[str, ...] | None = None) -> str:
    """JSON as a program writes it, or with space at random."""
    style = random.randrange(4)
    if gaps is None and style == 0:
        return json.dumps(value)
    if gaps is None and style == 1:
        return json.dumps(value, indent=random.choice((1, 4, "\t")), ensure_ascii=False)
    if gaps is None and style == 2:
        return json.dumps(value, separators=(",", ":"))
    return "".join(_json(value, random, gaps or random.choice(JSON_GAPS)))


def _json(value: Any, random: Random, gaps: tuple[str, ...]) -> Iterator[str]:
    yield random.choice(gaps)
    if isinstance(value, (dict, list)):
        yield "{" if isinstance(value, dict) else "["
        for number, (key, member) in enumerate(_members(value)):
            yield "," if number else ""
            if isinstance(value, dict):
                yield f"{random.choice(gaps)}{json_string(key, random)}{random.choice(gaps)}:"
            yield from _json(member, random, gaps)
        yield random.choice(gaps)
        yield "}" if isinstance(value, dict) else "]"
    else:
        yield json_string(value, random) if isinstance(value, str) else json.dumps(value)
    yield random.choice(gaps)


def json_string(text: str, random: Random) -> str:
    """A string in which a `%` may be escaped."""
    ways = ("%", "%", "\\u0025")
    written = json.dumps(text, ensure_ascii=random.random() < 0.5)
    return "".join(random.choice(ways) if c == "%" else c for c in written)


def _members(value: Any) -> list[tuple[Any, Any]]:
    return list(value.items() if isinstance(value, dict) else enumerate(value))


class YamlLayout:
    """One YAML file; documents are added with `document`.

    Attributes:
        text: What is written so far.
        shared: For each document, the pointers to what an alias stands for or is.
    """

    def __init__(self, random: Random, line_break: str, *, aliases: bool, tab: str) -> None:
        self.text = ""
        self.shared: list[set[str]] = []
        self._random = random
        self._break = line_break
        self._tab = tab
        self._aliases = aliases
        self._anchors: dict[str, tuple[str, str]] = {}
        self._names = 0

    def document(self, value: Any) -> None:
        """Write another document, a mapping."""
        self.shared.append(set())
        self._anchors = {}
        start = ("---", f"--- {self._property(None, '')}".rstrip(), f"# é{self._break}---")
        self.text += self._one_of(*start) + self._comment() + self._break
        self._block(value, "", 0)
        self.text += self._one_of("", f"# end{self._break}", f"...{self._break}")

    def _one_of(self, *texts: str) -> str:
        return self._random.choice(texts)

    def _comment(self) -> str:
        tab = self._tab if self.text.endswith(('"', "'", "}", "]")) else " "  # else it would indent
        return self._one_of("", "", "  # ü: {x}", f"{tab}# % 😀")

    def _property(self, value: Any, pointer: str) -> str:
        """A tag or an anchor, and nothing as often as both."""
        if isinstance(value, dict) and self._aliases and repr(value) not in self._anchors:
            self._names += 1
            self._anchors[repr(value)] = f"n{self._names}", pointer
            return f"&n{self._names} "
        core = {"dict": "!!map ", "list": "!!seq ", "str": "!!str "}.get(type(value).__name__, "")
        return self._one_of("", "", "", core)

    def _block(self, value: Any, pointer: str, indent: int, *, first: str = "") -> None:
        """Lines of members or items; the first begins with *first* if it follows a dash."""
        before = first
        for key, member in _members(value):
            if not before:
                self.text += self._one_of("", "", "", self._break, f" # above{self._break}")
                before = " " * indent
            inner = f"{pointer}/{_token(key)}"
            if isinstance(value, list):
                self.text += f"{before}-"
                self._item(member, inner, indent)
            else:
                explicit = self._random.random() < 0.05
                self.text += f"{before}{'? ' if explicit else ''}{self._key(key)}"
                self.text += f"{self._break}{' ' * indent}:" if explicit else ":"
                self._node(member, inner, indent)
            before = ""

    def _item(self, value: Any, pointer: str, indent: int) -> None:
        if isinstance(value, dict) and value and self._one_of("", "", "compact"):
            gap = self._one_of(" ", "   ")
            self._block(value, pointer, indent + 1 + len(gap), first=gap)
        else:
            self._node(value, pointer, indent)

    def _node(self, value: Any, pointer: str, indent: int) -> None:
        """What follows a `:` or a `-`."""
        anchor = self._anchors.get(repr(value)) if isinstance(value, dict) else None
        if anchor and self._one_of("", "alias"):
            name, first = anchor
            self.shared[-1] |= {first, pointer}
            self.text += f" *{name}{self._comment()}{self._break}"
            return
        self.text += " " + self._property(value, pointer)
        if value and isinstance(value, (dict, list)) and self._random.random() < 0.7:
            self.text = self.text.rstrip(" ") + self._comment() + self._break
            self._block(value, pointer, indent + self._random.choice((1, 2, 4)))
            return
        self._flow(value, indent)
        self.text += self._comment() + self._break

    def _flow(self, value: Any, indent: int) -> None:
        if not isinstance(value, (dict, list)):
            self.text += self._string(value) if isinstance(value, str) else json.dumps(value)
            return
        if self._random.random() < 0.2:
            self.text += json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            return
        lines = f"{self._break}{' ' * (indent + 3)}"
        gaps = ("", "", " ", lines, f" # c, d{lines}")
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        self.text += opening
        for number, (key, member) in enumerate(_members(value)):
            self.text += ("," if number else "") + self._one_of(*gaps)
            if isinstance(value, dict):
                self.text += self._one_of("", "", "", "? ") + self._key(key) + ": "
            self._flow(member, indent)
        self.text += self._one_of("", " ", lines) + closing

    def _key(self, key: str) -> str:
        return self._one_of(*[key or "''"] * 3, f"'{key}'", f'"{key}"')

    def _string(self, text: str) -> str:
        ways = [self._double(text)]
        if text.isprintable():
            ways.append("'" + text.replace("'", "''") + "'")
        if PLAIN.fullmatch(text) and text.lower() not in WORDS:
            ways += [text, text]
        return self._one_of(*ways)

    def _double(self, text: str) -> str:
        return '"' + "".join(self._escaped(c) for c in text) + '"'

    def _escaped(self, char: str) -> str:
        if char == "%":
            return self._one_of("%", "%", "%", "\\x25", "\\u0025", "\\U00000025")
        if char in '"\\':
            return f"\\{char}"
        return char if char.isprintable() else f"\\U{ord(char):08x}"


def _token(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")
