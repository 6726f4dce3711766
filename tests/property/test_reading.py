"""Laws of reading: three readers agree, and no bytes do anything but what is promised."""

from __future__ import annotations

import codecs
import json
from typing import Any
from unittest import mock

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policyguard.document import Document, json_text, json_walker, read, yaml_text
from policyguard.errors import UnreadableDocument
from policyguard.schema.plain import flaw_of

NAMES = ("a.json", "a.jsonl", "a.ndjson", "a.yaml", "a.yml", "A.JSON", "-", "a", "", "\0")
LOADERS = sorted({yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)}, key=str)

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab:é", max_size=2), inner),
    max_leaves=8,
)
JSON_TOKENS = (
    *'{}[],:" \n\t\x01\\ué\u2028\ufeff',
    *('"a"', '"a":', '"b":', "true", "null", "NaN", "-Infinity"),
    *("0", "1", "-", "1.5", "e9", "9" * 19, "1e400"),
    *('"\\ud800"', '"\\ude00', "\\ud83d", "\\n", "\\\\"),
)
YAML_TOKENS = (
    *(b"{", b"}", b"[", b"]", b",", b": ", b"- ", b"? ", b"\n", b"\r", b"\t", b"  ", b"#"),
    *(b"&a ", b"*a", b"<<: ", b"!", b"!!str ", b"%TAG ", b"---\n", b"...\n", b"|", b">"),
    *(b"a", b"1", b"~", b"'", b'"', b"\\", b"\\ud800", b"\\UFFFFFFFF", b"\0", b"\xff"),
    *(b"\xc3\xa9", b"\xef\xbb\xbf", b"\xe2\x80\xa8"),
)


def strictly(text: str) -> Any:
    """What Python's own reader makes of *text*, held to what a document may be."""

    def held(literal: Any, fits: bool) -> Any:
        if fits:
            return literal
        raise ValueError(literal)

    value = json.loads(
        text,
        object_pairs_hook=lambda pairs: held(dict(pairs), len(dict(pairs)) == len(pairs)),
        parse_constant=lambda literal: held(literal, False),
        parse_int=lambda literal: held(int(literal), -(2**63) <= int(literal) < 2**63),
        parse_float=lambda literal: held(float(literal), abs(float(literal)) < float("inf")),
    )
    json.dumps(value, ensure_ascii=False).encode()
    return value


def reading(content: bytes, file: str) -> tuple[Document, ...] | UnreadableDocument:
    try:
        return read(content, file)
    except UnreadableDocument as refusal:
        return refusal


@given(text=st.lists(st.sampled_from(JSON_TOKENS), max_size=12).map("".join))
def test_what_json_refuses_is_refused_and_the_rest_means_the_same(text: str) -> None:
    outcome = reading(text.encode(), "a.json")
    try:
        expected = strictly(text.removeprefix("\ufeff"))
    except ValueError:
        assert isinstance(outcome, UnreadableDocument)
    else:
        assert isinstance(outcome, tuple)
        assert repr(outcome[0].data) == repr(expected)
        outcome[0].locate("")


@given(value=VALUES, escaped=st.booleans(), indent=st.none() | st.integers(0, 2))
def test_the_decoder_and_the_walker_read_json_alike(
    value: Any, escaped: bool, indent: int | None
) -> None:
    text = json.dumps(value, ensure_ascii=escaped, indent=indent)
    [document] = read(text.encode(), "a.json")

    assert repr(document.data) == repr(value)
    assert repr(json_walker.Walker(text, 0, len(text)).value()) == repr(value)


@given(value=VALUES)
def test_a_decoder_that_runs_out_of_stack_leaves_the_text_to_the_walker(value: Any) -> None:
    with mock.patch.object(json_text, "_DECODER") as decoder:
        decoder.raw_decode.side_effect = RecursionError
        [document] = read(json.dumps(value).encode(), "a.json")

    assert repr(document.data) == repr(value)


@given(values=st.lists(VALUES, min_size=1, max_size=4), between=st.sampled_from(["\n", "\r\n "]))
def test_a_stream_and_json_lines_hold_the_same_values(values: list[Any], between: str) -> None:
    values = [[value] for value in values]
    text = between.join(map(json.dumps, values)).encode()

    for file in ("-", "a.ndjson"):
        assert repr([document.data for document in read(text, file)]) == repr(values)


@pytest.mark.parametrize("loader", LOADERS)
@given(
    content=st.binary(max_size=40) | st.lists(st.sampled_from(YAML_TOKENS)).map(b"".join),
    mark=st.sampled_from([b"", b"", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE]),
    file=st.sampled_from(NAMES),
)
def test_any_bytes_give_documents_or_one_clear_line(
    loader: type, content: bytes, mark: bytes, file: str
) -> None:
    with mock.patch.object(yaml_text, "_LOADER", loader):
        outcome = reading(mark + content, file)
    if isinstance(outcome, UnreadableDocument):
        assert outcome.file == file
        assert len(outcome.reason.splitlines()) == 1
        assert (outcome.line is None) == (outcome.column is None)
        assert min(outcome.line or 1, outcome.column or 1) >= 1
    else:
        assert outcome
        for document in outcome:
            assert flaw_of(document.data) is None  # what CloneRequest.plain relies on
            json.dumps(document.data, allow_nan=False, ensure_ascii=False).encode()
            assert document.locate("") >= (1, 1)
