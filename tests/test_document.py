"""What is data and what is not: every refusal with its words and its place."""

from __future__ import annotations

import codecs
import json
import pickle
import sys
from typing import Any
from unittest import mock

import pytest
import yaml

from policyguard.document import (
    MAX_BYTES,
    Format,
    format_of,
    json_places,
    json_text,
    json_walker,
    node,
    read,
    read_each,
    yaml_text,
)
from policyguard.document.node import MAX_DEPTH, MAX_DOCUMENTS, MAX_VALUES
from policyguard.errors import UnreadableDocument
from tests import cost

NO_ANCHOR = "an alias without its anchor before; a text that begins with `*` needs quotes"
NO_TAG = "a tag that has no meaning here; a text that begins with `!` needs quotes"
LOADERS = sorted({yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)}, key=str)

needs_libyaml = pytest.mark.skipif(not yaml.__with_libyaml__, reason="the words are libyaml's")


def data_of(content: str | bytes, file: str) -> list[Any]:
    content = content.encode() if isinstance(content, str) else content
    return [document.data for document in read(content, file)]


def refusal_of(content: str | bytes, file: str) -> str:
    content = content.encode() if isinstance(content, str) else content
    with pytest.raises(UnreadableDocument) as caught:
        read(content, file)
    return str(caught.value)


DEEPEST = "[" * MAX_DEPTH + "]" * MAX_DEPTH
BOMB = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 20))
CHAIN = "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 200))
MERGES = "b: {<<: [" + "*a0, " * 1000 + "*a0]}\n"

JSON_REFUSALS = {
    "": "the file is empty",
    " \n": "the file is empty",
    "[1, 2": "1:6: expected `,` or `]`, found the end of the file",
    '{"a"': "1:5: expected `:`, found the end of the file",
    '{"a":\n': "2:1: expected a value, found the end of the file",
    '{"a": 1,': "1:9: expected a key in double quotes, found the end of the file",
    '{"a": 1,}': "1:9: expected a key in double quotes, found `}`",
    "{a: 1}": "1:2: expected a key in double quotes, found `a`",
    "{'a': 1}": "1:2: expected a key in double quotes, found `'`",
    '{"a" 1}': "1:6: expected `:`, found `1`",
    '{"a": 1 "b": 2}': '1:9: expected `,` or `}`, found `"`',
    "[1,]": "1:4: expected a value, found `]`",
    "[1 2]": "1:4: expected `,` or `]`, found `2`",
    "[True]": "1:2: expected a value, found `True`",
    "[-]": "1:2: expected a value, found `-`",
    "[\x07]": "1:2: expected a value, found `\\u0007`",
    "[1] [2]": "1:5: expected the end of the file, found `[`",
    "\ufeff\ufeff[]": "1:1: expected a value, found `\\ufeff`",
    "[01]": "1:2: not a JSON number",
    "[1.]": "1:2: not a JSON number",
    "[.5]": "1:2: not a JSON number",
    "[NaN]": "1:2: `NaN` is not a JSON number",
    "[\r\n-Infinity]": "2:1: `-Infinity` is not a JSON number",
    "[1e999]": "1:2: a number beyond the range of a double",
    "[9223372036854775808]": "1:2: an integer that does not fit in 64 bits",
    "[-9223372036854775809]": "1:2: an integer that does not fit in 64 bits",
    f"[{'9' * 5000}]": "1:2: an integer that does not fit in 64 bits",
    '["é", "a': "1:7: a string that never ends",
    '["a\n"]': "1:4: the line ends inside a string",
    '["a\tb"]': "1:4: control character U+0009 inside a string",
    '["\\q"]': "1:3: `\\q` is not a JSON escape",
    '["\\u12"]': "1:3: `\\u` is not a JSON escape",
    '["\\ud83d\\ude00 \\ud800"]': "1:16: an escape that is half of a surrogate pair",
    '["\\\\ud800", "\\uDC00\\ud800"]': "1:14: an escape that is half of a surrogate pair",
    '{"\\udfff": 1}': "1:3: an escape that is half of a surrogate pair",
    '{"a": 1, "b": {"a": 2,\n "a": 3}}': "2:2: duplicate key `a`, first at line 1, column 16",
    '{"\\u0061": 1, "a": 1}': "1:15: duplicate key `a`, first at line 1, column 2",
    '{"\\n": 1, "\\n": 1}': "1:11: duplicate key `\\u000a`, first at line 1, column 2",
    f"[{DEEPEST}]": f"1:{MAX_DEPTH + 1}: nested more than {MAX_DEPTH} levels deep",
    "[" * 10_000: f"1:{MAX_DEPTH + 1}: nested more than {MAX_DEPTH} levels deep",
    '{"a":' * 10_000: f"1:{5 * MAX_DEPTH + 1}: nested more than {MAX_DEPTH} levels deep",
    '[{"a":' * 5000 + "1" + "}]" * 5000: f"1:301: nested more than {MAX_DEPTH} levels deep",
    "[\0]": "1:2: NUL character; text is UTF-8, or UTF-16 with a byte order mark",
}

JSON_LINES_REFUSALS = {
    "\n\r\n": "the file is empty",
    "[1]\n[2,\n3]": "2:4: expected a value, found the end of the line",
    '[1]\r{"a": 1} {}': "2:10: expected the end of the file, found `{`",
    '[1] 2\r\n{"a": 1}': "1:5: expected the end of the line, found `2`",
    '\n["a\n"]': "2:2: a string that never ends",
}

STREAM_REFUSALS = {
    "": "the file is empty",
    " {": "1:3: expected a key in double quotes, found the end of the file",
    "{}\n12true": "2:3: two values with nothing between them",
    "[] }": "1:4: expected a value, found `}`",
}

YAML_REFUSALS = {
    "": "the file is empty",
    "# nothing\n": "the file holds no document",
    "---\n---\n...\n": "the file holds no document",
    "a: 1\nb: .nan": "2:4: `.nan` is not a JSON number",
    "- -.Inf": "1:3: `-.Inf` is not a JSON number",
    "a: 1e999": "1:4: a number beyond the range of a double",
    "a: 9223372036854775808": "1:4: an integer that does not fit in 64 bits",
    "a: 0x8000000000000000": "1:4: an integer that does not fit in 64 bits",
    f"a: {'7' * 5000}": "1:4: an integer that does not fit in 64 bits",
    "a: 1\n8080: b": "2:1: the key is an integer, not a string",
    "1.5: b": "1:1: the key is a number, not a string",
    "true: b": "1:1: the key `true` is a boolean, not a string",
    "~: b": "1:1: the key `~` is null, not a string",
    "? [1]\n: b": "1:3: the key is an array, not a string",
    "? {a: 1}\n: b": "1:3: the key is an object, not a string",
    "a: &n 1\n*n : 2": "2:1: the key is an integer, not a string",
    'a: 1\n"a": 2': "2:1: duplicate key `a`, first at line 1, column 1",
    "<<: {a: 1}\n<<: {b: 1}": "2:1: duplicate key `<<`, first at line 1, column 1",
    "<<: 1": "1:5: `<<` merges objects and lists of objects only",
    "<<: [{}, 1]": "1:10: `<<` merges objects and lists of objects only",
    "a: *n": f"1:4: {NO_ANCHOR}",
    "a: &n 1\n---\na: *n": f"3:4: {NO_ANCHOR}",
    "a: &n [*n]": "1:8: an anchor that contains itself",
    "a: &n {b: [{c: *n}]}": "1:16: an anchor that contains itself",
    "a: &n\n  <<: *n": "2:7: an anchor that contains itself",
    "a: !vm x": f"1:4: {NO_TAG}",
    "a: !!python/object:os.system x": f"1:4: {NO_TAG}",
    "a: !!binary aGk=": "1:4: tag `!!binary` has no meaning here",
    "a: !!set {b}": "1:4: tag `!!set` has no meaning here",
    "a: !!map [1]": "1:4: tag `!!map` has no meaning here",
    "a: !!int one": "1:4: not a value of its tag `!!int`",
    "a: !!bool yes": "1:4: not a value of its tag `!!bool`",
    f"[{DEEPEST}]": f"1:{MAX_DEPTH + 1}: nested more than {MAX_DEPTH} levels deep",
    "- " * 10_000: f"1:{2 * MAX_DEPTH + 1}: nested more than {MAX_DEPTH} levels deep",
    "a0: &a0 [1]\n" + CHAIN: f"{MAX_DEPTH}:12: nested more than {MAX_DEPTH} levels deep",
    "a0: &a0 [1, 2, 3, 4, 5]\n" + BOMB: f"7:10: more than {MAX_VALUES:,} values",
    f"a0: &a0 {{{', '.join(f'k{n}: 1' for n in range(1000))}}}\n"
    + MERGES: f"2:4995: more than {MAX_VALUES:,} values",
    "%TAG ! x\n" * 101 + "--- a": "101:1: more than 100 `%TAG` directives",
    "a: b\nc: \x07": "2:4: character U+0007 outside of an escape",
    "a: b # c\u2028d: e": "1:9: character U+2028 outside of an escape",
    "a: 'b\x85c'": "1:6: character U+0085 outside of an escape",
    "a: b\n---\n\ufeffa: c": "3:1: character U+FEFF outside of an escape",
    "a: \0": "1:4: NUL character; text is UTF-8, or UTF-16 with a byte order mark",
}

LIBYAML_REFUSALS = {
    "name: %50": "1:7: not YAML: found character that cannot start any token, `%`",
    "\ta: 1": "1:1: not YAML: found character that cannot start any token, `\\u0009`",
    "a: [1, 2": "1:9: not YAML: did not find expected ',' or ']'",
    "a: b: c": "1:5: not YAML: mapping values are not allowed in this context",
    'a: "b': "1:6: not YAML: found unexpected end of stream",
    'a: "\\ud800"': "1:7: not YAML: found invalid Unicode character escape code",
    "é: ü\r\nb: [1]]": "2:7: not YAML: did not find expected key",
}

BYTE_REFUSALS = {
    b'["\xc3\xa9", "\xff"]': "1:8: byte 0xff is not UTF-8: invalid start byte",
    b"[1,\r\n\xc3": "2:1: byte 0xc3 is not UTF-8: unexpected end of data",
    codecs.BOM_UTF8 + b"[\xed\xa0\x80]": "1:2: byte 0xed is not UTF-8: invalid continuation byte",
    codecs.BOM_UTF16_LE + b"[\0\r": "1:2: byte 0x0d is not UTF-16: truncated data",
    codecs.BOM_UTF16_BE + b"\0[\xdc\0": "1:2: byte 0xdc is not UTF-16: illegal encoding",
    codecs.BOM_UTF32_LE + b"[\0\0\0]\0\0\0": "1:1: NUL character; text is UTF-8, or UTF-16 with"
    " a byte order mark",
    "[]".encode("utf-16-le"): "1:2: NUL character; text is UTF-8, or UTF-16 with a byte order mark",
}


def cases(file: str, table: dict[Any, str]) -> list[Any]:
    return [
        pytest.param(content, file, reason, id=f"{file} {content!r:.40} {number}")
        for number, (content, reason) in enumerate(table.items())
    ]


@pytest.mark.parametrize(
    ("content", "file", "reason"),
    [
        *cases("a.json", JSON_REFUSALS),
        *cases("a.ndjson", JSON_LINES_REFUSALS),
        *cases("-", STREAM_REFUSALS),
        *cases("a.yaml", YAML_REFUSALS),
        *cases("a.json", BYTE_REFUSALS),
    ],
)
def test_a_refusal_says_what_and_where(content: str | bytes, file: str, reason: str) -> None:
    separator = ":" if reason[0].isdigit() else ": "
    assert refusal_of(content, file) == f"{file}{separator}{reason}"


@needs_libyaml
@pytest.mark.parametrize(("content", "file", "reason"), cases("a.yaml", LIBYAML_REFUSALS))
def test_what_is_no_yaml_is_refused_in_the_words_of_the_parser(
    content: str, file: str, reason: str
) -> None:
    assert refusal_of(content, file) == f"{file}:{reason}"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('a: "\\U99999999"', "1:1"),
        ('a: "\\ud800"', "1:4"),
        ("a: [1, 2", "1:9"),
        ("a: %", "1:4"),
    ],
)
def test_without_libyaml_the_refusals_have_a_place_too(content: str, place: str) -> None:
    with mock.patch.object(yaml_text, "_LOADER", yaml.SafeLoader):
        assert refusal_of(content, "a.yaml").startswith(f"a.yaml:{place}: ")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b" " * (MAX_BYTES + 1), "the file is larger than 64 MiB"),
        (b"[]" * (MAX_DOCUMENTS + 1), f"1:200001: more than {MAX_DOCUMENTS:,} documents"),
        (b"---\n" * (MAX_DOCUMENTS + 1), f"100002:1: more than {MAX_DOCUMENTS:,} documents"),
    ],
    ids=["bytes", "documents", "empty documents"],
)
def test_a_file_too_large_is_refused(content: bytes, reason: str) -> None:
    assert refusal_of(content, "-").removeprefix("-:").lstrip() == reason


@pytest.mark.parametrize(
    ("content", "column"),
    [("[" + "1, " * 999 + "1]", 2999), ("[" + '"[,", ' * 998 + "[1]]", 5991)],
)
def test_a_value_too_many_is_refused_where_it_stands(content: str, column: int) -> None:
    with (
        mock.patch.object(node, "MAX_VALUES", 1000),
        mock.patch.object(json_text, "MAX_VALUES", 1000),
        mock.patch.object(json_walker, "MAX_VALUES", 1000),
    ):
        assert refusal_of(content, "a.json") == f"a.json:1:{column}: more than 1,000 values"
        assert data_of("[" + content.partition(", ")[2], "a.json")


ACCEPTED = [
    ("a.json", '\ufeff {"é": [1, -0.5e3, true, false, null, "\\u00e9\\ud83d\\ude00"]}\r\n'),
    ("a.json", "[9223372036854775807, -9223372036854775808, 1e-999]"),
    ("a.json", '["\\\\ud800", "\x7f\u2028\ufeff"]'),
    ("a.json", DEEPEST),
    ("a.json", f"[{', '.join(['{}'] * 200)}]"),
    ("a.yaml", '{"a": [1, "b", null, true, 1.5], "a/b": {"": "\\u00e9"}}'),
    ("a.yaml", '{\n\t"a": 1\n}'),
    ("a.yaml", DEEPEST),
]


@pytest.mark.parametrize(("file", "content"), ACCEPTED)
def test_json_means_in_every_format_what_json_says(file: str, content: str) -> None:
    assert data_of(content, file) == [json.loads(content.removeprefix("\ufeff"))]


@pytest.mark.parametrize(
    ("file", "content", "data"),
    [
        ("a.jsonl", '[1]\n\n {"a": 2} \r\n3\r"x"', [[1], {"a": 2}, 3, "x"]),
        ("-", '\r\n{"a": 1}[2]\t3 "x"4', [{"a": 1}, [2], 3, "x", 4]),
        ("-", "# a comment\n{a: 1}", [{"a": 1}]),
        ("requests.txt", "a: 1\n---\n\n--- # nothing\n---\nb: 2\n", [{"a": 1}, {"b": 2}]),
        ("a.YML", "--- ~\n--- ''\n--- &a\n", [None, "", None]),
        ("a.yaml", "- a" + "%TAG" * 101, [["a" + "%TAG" * 101]]),
        ("a.yaml", "%YAML 1.2\n%TAG !c! tag:yaml.org,2002:\n--- !c!str 1", ["1"]),
    ],
)
def test_a_file_holds_the_documents_that_hold_something(
    file: str, content: str, data: list[Any]
) -> None:
    documents = read(content.encode(), file)

    assert [document.data for document in documents] == data
    assert [document.index for document in documents] == list(range(len(data)))
    assert {document.file for document in documents} == {file}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("file", ["a.json", "a.yaml", "-"])
def test_a_byte_order_mark_changes_nothing(encoding: str, file: str) -> None:
    documents = read('{"ü😀": ["é"]}'.encode(encoding), file)

    assert [document.data for document in documents] == [{"ü😀": ["é"]}]
    assert documents[0].locate("/ü😀/0") == (1, 9)


SCALARS = {
    "yes": "yes",
    "No": "No",
    "off": "off",
    "2024-01-01": "2024-01-01",
    "12:30:00": "12:30:00",
    "1_000": "1_000",
    "0b11": "0b11",
    "0x-1": "0x-1",
    "tRue": "tRue",
    "=": "=",
    "1.2.3": "1.2.3",
    "e3": "e3",
    "-": None,  # a list of one absent value
    "True": True,
    "FALSE": False,
    "Null": None,
    "~": None,
    "''": "",
    '"1"': "1",
    "'true'": "true",
    "|\n 12": "12",
    "010": 10,
    "0" * 5000 + "7": 7,
    "-00": 0,
    "+12": 12,
    "0o17": 15,
    "0x1fF": 511,
    "9223372036854775807": 2**63 - 1,
    "1.": 1.0,
    "-.5E-1": -0.05,
    "1e3": 1000.0,
    "!!str 1": "1",
    "! 1": "1",
    '!!int "12"': 12,
    "!!float 1": 1.0,
    "!!bool 'true'": True,
    "!!null ''": None,
    "!!null": None,
    "!!seq [1]": [1],
    "!!map {a: 1}": {"a": 1},
    '"\\x00\\U0001F600\\N"': "\0😀\x85",
}


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(("written", "meant"), SCALARS.items())
def test_scalars_mean_what_the_core_schema_says(loader: type, written: str, meant: Any) -> None:
    meant = [None] if written == "-" else meant
    with mock.patch.object(yaml_text, "_LOADER", loader):
        [[value]] = data_of(f"- {written}", "a.yaml")

    assert (value, type(value)) == (meant, type(meant))


@pytest.mark.parametrize(
    ("content", "data"),
    [
        ("a: &x {p: 1, q: 2}\nb: {q: 3, <<: *x}", {"p": 1, "q": 3}),
        ("a: &x {p: 1}\nb: {<<: [*x, {p: 2, r: 3}]}", {"p": 1, "r": 3}),
        ("a: &x [{p: 1}, {p: 2, q: 2}]\nb: {<<: *x}", {"p": 1, "q": 2}),
        ("a: &x {<<: {p: 1}}\nb: {<<: *x, q: 2}", {"p": 1, "q": 2}),
        ("a: &x {p: 1}\nb: {'<<': *x}", {"<<": {"p": 1}}),
        ("a: &x p\nb: {*x : *x}", {"p": "p"}),
        ("a: &x 1\nb: &x {c: &x 2, d: *x, e: &y 3}", {"c": 2, "d": 2, "e": 3}),
        ("a: &x [1]\nb: {c: *x, d: *x}", {"c": [1], "d": [1]}),
    ],
)
def test_aliases_and_merge_keys_read_as_if_written_out(content: str, data: Any) -> None:
    assert data_of(content, "a.yaml")[0]["b"] == data


@pytest.mark.parametrize(
    ("file", "beginning", "form"),
    [
        ("a.json", "a: 1", Format.JSON),
        ("a.b.JSONL", "", Format.JSON_LINES),
        ("a.ndjson", "", Format.JSON_LINES),
        ("a.yaml", "{", Format.YAML),
        ("json", "\r\n\t [", Format.JSON_STREAM),
        ("-", " {", Format.JSON_STREAM),
        ("-", "\u00a0{", Format.YAML),
        ("", "", Format.YAML),
    ],
)
def test_the_suffix_decides_and_else_the_first_character(
    file: str, beginning: str, form: Format
) -> None:
    assert format_of(beginning, file) is form


def test_a_line_that_is_cut_off_costs_itself_and_not_the_lines_after_it() -> None:
    def lines(count: int) -> int:
        content = ("[" + "0," * 50 + "\n").encode() * count
        return cost.calls(lambda: [*read_each(content, "a.jsonl")])

    assert lines(80) < 3 * lines(40)


def test_positions_cost_something_once_and_only_when_asked_for() -> None:
    text = json.dumps({"a": [{"b": number} for number in range(50)], "c": [0] * 50}).encode()
    decoder = json_places._DECODER
    with mock.patch.object(json_places, "_DECODER", wraps=decoder) as wrapped:
        [document] = read(text, "a.json")
        assert not wrapped.raw_decode.called
        for _ in range(2):
            for number in range(50):
                document.locate(f"/a/{number}/b")
            # The members of the root, the items of `a`, and of each its only member.
            assert wrapped.raw_decode.call_count == 2 + 50 + 50


@pytest.mark.parametrize(("file", "column"), [("a.json", 4), ("a.yaml", 4)])
def test_a_document_goes_to_another_process_with_its_positions(file: str, column: int) -> None:
    [document] = read(b"[ [1 ]]", file)

    assert pickle.loads(pickle.dumps(document)).locate("/0/0") == (1, column)  # noqa: S301


def test_the_limit_of_nesting_holds_whatever_python_allows() -> None:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    try:
        assert "nested more than" in refusal_of("[" * 10_000 + "]" * 10_000, "a.json")
    finally:
        sys.setrecursionlimit(limit)
