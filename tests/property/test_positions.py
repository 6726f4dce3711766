"""The position law: what `locate` answers for a pointer is where that value stands.

The writers below lay a value out in many ways and note where they put each part; they
know nothing of how it is read.
"""

from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policyguard.document import Document, read, yaml_text

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = re.compile(r"[a-z]{2,}")
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["web-01", "vm", "50%25 off", "é: [ü]", "# 😀", "a\tb\r\nc", "\u2028", ""])
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
)
KEYS = st.sampled_from(["spec", "name", "a/b", "~", "é", "<<", "", "0", "x: y", "no"])
# Parts come from a small pool, so that YAML finds some to repeat.
SHARED = st.sampled_from([{"type": "Folder", "value": "group-v3"}, [1, {"a": []}], "datastore-11"])
VALUES = st.recursive(
    LEAVES | SHARED,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
CONTAINERS = VALUES.map(lambda value: [value])
CHOICES = st.lists(st.integers(0, 99), min_size=1, max_size=30)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
BREAKS = st.sampled_from(["\n", "\r\n", "\r"])


class Writer:
    """Text, where each pointer's value begins in it, and a supply of decisions."""

    def __init__(self, choices: list[int], line_break: str) -> None:
        self.text = ""
        self.line_break = line_break
        self.places: list[dict[str, int]] = []
        self.choices = itertools.cycle(choices)

    def one_of(self, *texts: str) -> str:
        return texts[next(self.choices) % len(texts)]

    def put(self, *texts: str) -> None:
        self.text += "".join(texts)

    def at(self, pointer: str) -> None:
        self.places[-1].setdefault(pointer, len(self.text))


class JsonWriter(Writer):
    def document(self, value: Any, gaps: tuple[str, ...]) -> None:
        self.places.append({})
        self.gaps = gaps
        self.gap()
        self.value(value, "")
        self.gap()

    def gap(self) -> None:
        self.put(self.one_of(*self.gaps))

    def value(self, value: Any, pointer: str) -> None:
        self.at(pointer)
        if isinstance(value, dict):
            self.many("{", "}", [(key, key, member) for key, member in value.items()], pointer)
        elif isinstance(value, list):
            self.many("[", "]", [(None, str(n), item) for n, item in enumerate(value)], pointer)
        else:
            self.put(json.dumps(value, ensure_ascii=self.one_of("", "e") == "e"))

    def many(self, start: str, end: str, parts: list[Any], pointer: str) -> None:
        self.put(start)
        self.gap()
        for number, (key, token, part) in enumerate(parts):
            self.put("," if number else "")
            self.gap()
            if key is not None:
                self.put(json.dumps(key))
                self.gap()
                self.put(":")
                self.gap()
            self.value(part, f"{pointer}/{escaped(token)}")
            self.gap()
        self.put(end)


class YamlWriter(Writer):
    def __init__(self, choices: list[int], line_break: str) -> None:
        super().__init__(choices, line_break)
        self.anchors: dict[str, str] = {}
        self.names = itertools.count()
        self.tab = " "

    def document(self, value: Any) -> None:
        self.places.append({})
        self.anchors = {}
        self.put("---")
        self.node(value, "", 0)
        self.put(self.line_break, self.one_of("", f"# é{self.line_break}", f"...{self.line_break}"))

    def node(self, value: Any, pointer: str, indent: int) -> None:
        """Write *value* behind a `:`, a `-` or `---`, deeper than *indent*."""
        written = repr(value)
        self.put(" ")
        if written in self.anchors and self.one_of("", "alias", "alias"):
            for inner in pointers(value, pointer):
                self.at(inner)
            self.put(f"*{self.anchors[written]}")
            return
        self.at(pointer)
        name = self.one_of("", f"n{next(self.names)}")
        self.put(f"&{name}" if name else "")
        if value and isinstance(value, (dict, list)) and self.one_of("block", "flow") == "block":
            self.block(value, pointer, indent, first=not name)
        else:
            self.put(" " if name else "")
            self.flow(value, pointer, indent)
        if name:
            self.anchors[written] = name

    def block(self, value: Any, pointer: str, indent: int, *, first: bool) -> None:
        """Write *value* on lines of its own; the first mark is its place if *first*."""
        if first:
            del self.places[-1][pointer]
        for token, part in parts(value):
            tab = self.tab if self.text[-1] in "\"'}]" else " "  # behind a `-` it would indent
            self.put(self.one_of("", " # c: d", f"{tab}# é😀"), self.line_break)
            self.put(self.one_of("", "", f"   # {{{self.line_break}", self.line_break))
            self.put(" " * indent)
            self.at(pointer)
            inner = f"{pointer}/{escaped(token)}"
            key = len(self.text)
            self.put(f"{self.key(token)}:" if isinstance(value, dict) else "-")
            if part is None and isinstance(value, dict) and self.one_of("", "absent"):
                self.places[-1][inner] = key
            else:
                self.node(part, inner, indent + 2)

    def flow(self, value: Any, pointer: str, indent: int) -> None:
        if not isinstance(value, (dict, list)):
            self.put(self.scalar(value))
            return
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        self.put(opening)
        for number, (token, part) in enumerate(parts(value)):
            gap = " " * (indent + 1)
            broken = (f"{self.line_break}{gap}", f" # c, d{self.line_break}{gap}", self.tab)
            self.put("," if number else "", self.one_of("", " ", *broken))
            self.put(f"{self.key(token)}:" if isinstance(value, dict) else "")
            inner = f"{pointer}/{escaped(token)}"
            self.put(self.one_of(" ", "  ") if isinstance(value, dict) else "")
            self.at(inner)
            self.flow(part, inner, indent)
        self.put(self.one_of("", " "), closing)

    def key(self, key: str) -> str:
        return key if WORDS.fullmatch(key) else quoted(key)

    def scalar(self, value: Any) -> str:
        if not isinstance(value, str):
            return self.one_of("~", "null", "Null") if value is None else json.dumps(value)
        if WORDS.fullmatch(value):
            return self.one_of(value, f"'{value}'", quoted(value), f"!!str {value}")
        return quoted(value)


def quoted(text: str) -> str:
    inner = "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text)
    return f'"{inner}"'


def escaped(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")


def parts(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return [(str(number), item) for number, item in enumerate(value)]


def pointers(value: Any, pointer: str) -> Iterator[str]:
    yield pointer
    if isinstance(value, (dict, list)):
        for token, part in parts(value):
            yield from pointers(part, f"{pointer}/{escaped(token)}")


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column the slow way."""
    lines = re.split(r"\r\n|\r|\n", text[:offset])
    return len(lines), len(lines[-1]) + 1


def hold(writer: Writer, documents: tuple[Document, ...], values: list[Any]) -> None:
    assert repr([document.data for document in documents]) == repr(values)
    for document, places, value in zip(documents, writer.places, values, strict=True):
        assert set(places) == set(pointers(value, ""))
        for pointer, offset in places.items():
            assert document.locate(pointer) == place(writer.text, offset), pointer


@given(value=VALUES, choices=CHOICES, encoding=ENCODINGS)
def test_in_json_every_value_stands_where_it_is_found(
    value: Any, choices: list[int], encoding: str
) -> None:
    writer = JsonWriter(choices, "\n")
    writer.document(value, ("", " ", "\n", "\r\n", "\r", "\t", "\n\n  "))

    hold(writer, read(writer.text.encode(encoding), "a.json"), [value])


@given(values=st.lists(CONTAINERS, min_size=1, max_size=4), choices=CHOICES, encoding=ENCODINGS)
def test_in_a_stream_of_json_too(values: list[Any], choices: list[int], encoding: str) -> None:
    writer = JsonWriter(choices, "\n")
    for value in values:
        writer.document(value, ("", " ", "\n", "\r\n", "\t"))

    hold(writer, read(writer.text.encode(encoding), "-"), values)


@given(
    values=st.lists(VALUES, min_size=1, max_size=4),
    choices=CHOICES,
    line_break=BREAKS,
    encoding=ENCODINGS,
)
def test_in_json_lines_too(
    values: list[Any], choices: list[int], line_break: str, encoding: str
) -> None:
    writer = JsonWriter(choices, line_break)
    for value in values:
        writer.document(value, ("", " ", "\t"))
        writer.put(line_break * (1 + next(writer.choices) % 3))

    hold(writer, read(writer.text.encode(encoding), "a.ndjson"), values)


@pytest.mark.parametrize("libyaml", [True, False])
@given(
    values=st.lists(VALUES, min_size=1, max_size=3),
    choices=CHOICES,
    line_break=BREAKS,
    encoding=ENCODINGS,
)
def test_in_yaml_too(
    libyaml: bool, values: list[Any], choices: list[int], line_break: str, encoding: str
) -> None:
    writer = YamlWriter(choices, line_break)
    if libyaml:
        writer.tab = "\t"  # PyYAML's own scanner takes no tab between tokens
    for value in values:
        writer.document(value)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader) if libyaml else yaml.SafeLoader
    with mock.patch.object(yaml_text, "_LOADER", loader):
        hold(writer, read(writer.text.encode(encoding), "a.yaml"), values)


MERGED = """\
base: &base {pool: p, disk: [{id: 1}]}
other: &other
  host: h
list: &list [*base, *other]
one: {<<: *base, name: n}
two:
  <<: [*base, {
    host: i}, *other]
three:
  <<: *list
  pool: q
"""


@pytest.mark.parametrize(
    ("pointer", "at"),
    [
        ("/one/pool", (5, 11)),
        ("/one/disk/0/id", (5, 11)),
        ("/one/name", (5, 24)),
        ("/two/disk", (7, 8)),
        ("/two/host", (8, 11)),
        ("/three/host", (10, 7)),
        ("/three/pool", (11, 9)),
        ("/list/1/host", (4, 21)),
    ],
)
def test_what_a_merge_brings_in_stands_where_it_is_asked_for(
    pointer: str, at: tuple[int, int]
) -> None:
    assert read(MERGED.encode(), "a.yaml")[0].locate(pointer) == at


@pytest.mark.parametrize("file", ["a.json", "a.yaml"])
@pytest.mark.parametrize(
    ("pointer", "at"),
    [
        ("", (1, 1)),
        ("/spec/location/pool", (2, 25)),
        ("/spec/disk/1", (3, 21)),
        ("/spec/disk/-", (3, 10)),
        ("/spec/disk/00", (3, 10)),
        ("/spec/disk/\u0661", (3, 10)),
        (f"/spec/disk/{'9' * 5000}", (3, 10)),
        ("/spec/disk/7/diskId", (3, 10)),
        ("/name/first", (1, 11)),
        ("/absent/below", (1, 1)),
        ("/a~1b/~0~01", (4, 17)),
        ("no pointer", (1, 1)),
    ],
)
def test_an_absent_place_is_its_nearest_ancestor(
    file: str, pointer: str, at: tuple[int, int]
) -> None:
    text = (
        '{ "name": "é",\n "spec": {"location": \t {},\r\n'
        ' "disk": [{"d": 1}, {"d": 2}]},\r "a/b": {"~~1": 1}}'
    )
    [document] = read(text.encode(), file)

    assert document.locate(pointer) == at
