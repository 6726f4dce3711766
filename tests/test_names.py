"""Inventory names: the vectors as tables, the laws over every string."""

from __future__ import annotations

import doctest
import json
import string
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policyguard import names
from policyguard.names import Likeness
from tests.cost import times_a_million_additions

if TYPE_CHECKING:
    from collections.abc import Callable

_DATA = json.loads((Path(__file__).parent / "data" / "names_vectors.json").read_text("utf-8"))
_VECTORS = [pytest.param(row, id=f"{row['number']}") for row in _DATA["names"]]
_READABLE = [
    pytest.param(row, id=f"{row['number']}")
    for row in _DATA["names"]
    if row["displayed"] is not None
]
_PAIRS = [pytest.param(row, id=f"{row['number']}") for row in _DATA["pairs"]]

_MOST = 80

# Few characters, so that sequences and near-sequences abound; then any character at all.
_dense = st.text(alphabet="%%%25fFcCdD07 aAeEé/\\\u0301\u0130\ud800&")
_any = st.text(alphabet=st.characters(exclude_categories=()))
_names = st.one_of(_dense, _any)


def decoded(name: str, meanings: dict[str, str] | None = None) -> str:
    """Read *name* one character at a time: the oracle for decoding and storing."""
    meanings = meanings or {}
    shown, at = "", 0
    while at < len(name):
        digits = name[at + 1 : at + 3]
        character, width = name[at], 1
        if character == "%" and len(digits) == 2 and set(digits) <= set(string.hexdigits):
            byte = string.hexdigits.lower().index(digits[0].lower()) * 16
            byte += string.hexdigits.lower().index(digits[1].lower())
            known = 31 < byte < 128
            character, width = (chr(byte) if known else "%" + digits), 3
        shown += meanings.get(character, character)
        at += width
    return shown


def verdict(name: str) -> str:
    """What the functions say of *name*, in the words of the table of vectors."""
    length = names.length(name)
    if length == 0 or length > _MOST:
        return "error"
    if names.lone_percents(name) or names.unknown_escapes(name):
        return "warn"
    if names.blank_edge(name) or (names.needless_escapes(name) and len(name) > _MOST):
        return "unknown"
    return "accept"


def test_the_tables_are_whole() -> None:
    assert [row["number"] for row in _DATA["names"]] == list(range(1, 51))
    assert [row["number"] for row in _DATA["pairs"]] == list(range(1, 16))
    assert [row["number"] for row in _DATA["names"] if row["displayed"] is None] == [23, 25, 36, 37]


@pytest.mark.parametrize("row", _READABLE)
def test_a_vector_is_shown_stored_and_counted_as_the_table_says(row: dict[str, Any]) -> None:
    assert names.unescape(row["name"]) == row["displayed"]
    assert names.stored(row["name"]) == row["stored"]
    assert names.length(row["name"]) == row["length"]


@pytest.mark.parametrize("row", _VECTORS)
def test_a_vector_has_the_flags_the_table_says(row: dict[str, Any]) -> None:
    assert names.lone_percents(row["name"]) == row["lone_percents"]
    assert list(names.unknown_escapes(row["name"])) == row["unknown_escapes"]
    assert list(names.needless_escapes(row["name"])) == row["needless_escapes"]
    assert list(names.discouraged(row["name"])) == list(row["discouraged"])


@pytest.mark.parametrize("row", _VECTORS)
def test_a_vector_gets_the_verdict_the_table_says(row: dict[str, Any]) -> None:
    assert verdict(row["name"]) == row["verdict"]


@pytest.mark.parametrize("row", _PAIRS)
def test_a_pair_is_as_alike_as_the_table_says(row: dict[str, Any]) -> None:
    assert names.compare(row["existing"], row["new"]).value == row["likeness"]
    assert names.lone_percents(row["new"]) == row["lone_percents"]


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("café ", "cafe\u0301", Likeness.SPACE),
        ("Café", "cafe\u0301", Likeness.CASE),
        ("Web01", " web01", Likeness.CASE),
        ("%20Café%20", "cafe\u0301", Likeness.CASE),
        ("Straße", "STRASSE", Likeness.CASE),
        ("caf%c3%a9", "caf%C3%A9", Likeness.CASE),
        ("caf%c3%a9", "café", Likeness.DIFFERENT),
        ("50%dead", "50%25dead", Likeness.DIFFERENT),
        ("a%2fb", "a%2Fb", Likeness.SAME),
        ("", " ", Likeness.SPACE),
        ("", "", Likeness.SAME),
        ("a" * 1000, "A" * 1000, Likeness.CASE),
        ("web", "%20" * 997 + "web", Likeness.SPACE),
        ("x\u00b2", "x2", Likeness.DIFFERENT),
    ],
)
def test_each_step_of_likeness_forgives_what_those_before_it_do(
    one: str, other: str, likeness: Likeness
) -> None:
    assert names.compare(one, other) is likeness


def test_names_no_vcenter_can_hold_are_the_same_or_different() -> None:
    assert names.compare("a" * 1001, "A" * 1001) is Likeness.DIFFERENT
    assert names.compare("a" * 1001, "%61" * 1001) is Likeness.SAME
    assert names.compare("/" * 9000, "%2f" * 9000) is Likeness.SAME
    assert names.compare("web01", "web01" + " " * 100_000) is Likeness.DIFFERENT


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("", False),
        ("web 01~", False),
        ("\xa0", False),
        ("a\x00b", True),
        ("\x1f", True),
        ("web01\t", True),
        ("\x7f", True),
        ("\x80", True),
        ("\x9f", True),
        ("%09", False),
        ("%7f", False),
    ],
)
def test_a_control_character_is_told_of_where_it_is_written_as_it_is(
    name: str, written: bool
) -> None:
    assert names.has_control(name) is written


@pytest.mark.parametrize(
    ("name", "unknown", "shown"),
    [
        ("%1f", ("%1f",), "%1f"),
        ("%20", (), " "),
        ("%7e", (), "~"),
        ("%7F", (), "\x7f"),
        ("%80", ("%80",), "%80"),
        ("%fF", ("%fF",), "%fF"),
        ("%de%DE%de", ("%de", "%DE"), "%de%DE%de"),
    ],
)
def test_only_bytes_from_32_to_127_have_a_known_meaning(
    name: str, unknown: tuple[str, ...], shown: str
) -> None:
    assert names.unknown_escapes(name) == unknown
    assert names.unescape(name) == shown


def test_digits_of_other_scripts_start_no_sequence() -> None:
    arabic, full_width = "\u0662\u0665", "\uff12\uff15"
    assert names.unescape(f"%{arabic}%25") == f"%{arabic}%"
    assert names.lone_percents(f"%{arabic}%{full_width}") == 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("web01", False),
        ("", False),
        ("web 01", False),
        (" web01", True),
        ("web01\t", True),
        ("web01%20", True),
        ("\u00a0web01", True),
        ("  ", True),
        ("web01%09", False),
    ],
)
def test_a_blank_counts_at_the_ends_only_and_however_it_is_written(
    name: str, *, expected: bool
) -> None:
    assert names.blank_edge(name) is expected


def test_every_character_the_advice_lists_is_discouraged_and_no_other() -> None:
    listed = "%&*$#@!\\/:?\"<>|;'"
    others = set(map(chr, range(0x250))) - set(listed)
    assert names.discouraged(names.escape(listed)) == tuple(listed)
    assert names.discouraged("".join(sorted(others))) == ()


@pytest.mark.parametrize(
    "character",
    [*string.printable, "\x00", "\x7f", "é", "\ud800"],
    ids=lambda character: f"U+{ord(character):04X}",
)
def test_escape_changes_the_percent_sign_and_nothing_else(character: str) -> None:
    assert names.escape(character) == ("%25" if character == "%" else character)


@given(_names)
@example("%25")
@example("%2%2525%")
@example("\ud800%41\udfff")
def test_what_is_escaped_shows_as_it_was_meant(text: str) -> None:
    assert names.unescape(names.escape(text)) == text
    assert names.lone_percents(names.escape(text)) == 0


@given(_names)
@example("%%2f%zz%2")
def test_decoding_and_storing_agree_with_reading_character_by_character(name: str) -> None:
    escapes = {"%": "%25", "/": "%2f", "\\": "%5c"}
    assert names.unescape(name) == decoded(name)
    assert names.stored(name) == decoded(name, escapes)


@given(_names)
def test_normalizing_leaves_no_lone_percent_and_shows_the_same(name: str) -> None:
    normal = names.normalize(name)
    assert names.lone_percents(normal) == 0
    assert names.normalize(normal) == normal
    assert names.unescape(normal) == names.unescape(name)
    assert names.stored(normal) == names.stored(name)
    assert len(normal) == len(name) + 2 * names.lone_percents(name)


@given(st.lists(st.one_of(_names.map(names.escape), st.sampled_from(["%2F", "%00", "%e9"]))))
def test_a_well_formed_name_is_never_changed_by_normalizing(parts: list[str]) -> None:
    name = "".join(parts)
    assert names.lone_percents(name) == 0
    assert names.normalize(name) == name


@given(_names)
def test_what_is_stored_already_is_stored_as_it_is(name: str) -> None:
    stored = names.stored(name)
    assert names.stored(stored) == stored
    assert names.lone_percents(stored) == 0
    assert names.needless_escapes(stored) == ()
    assert names.unknown_escapes(stored) == names.unknown_escapes(name)
    assert names.discouraged(stored) == names.discouraged(name)
    assert names.blank_edge(stored) == names.blank_edge(name)
    assert names.compare(stored, name) is Likeness.SAME


@given(_any.filter(lambda text: "%" not in text))
def test_a_name_is_as_long_as_it_shows_plus_two_for_each_separator(text: str) -> None:
    assert names.length(text) == len(text) + 2 * sum(text.count(c) for c in "/\\")


@given(_names, _names)
def test_the_order_of_two_names_never_changes_how_alike_they_are(one: str, other: str) -> None:
    assert names.compare(one, other) is names.compare(other, one)


@given(_names)
def test_every_name_is_the_same_as_itself(name: str) -> None:
    assert names.compare(name, name) is Likeness.SAME


@given(_names, _names)
def test_names_are_the_same_exactly_when_they_are_stored_alike(one: str, other: str) -> None:
    alike = names.stored(one) == names.stored(other)
    assert (names.compare(one, other) is Likeness.SAME) == alike


@given(st.text(alphabet="aAéEe \u0301%41", max_size=4), _dense)
def test_two_names_like_a_third_are_like_each_other(start: str, rest: str) -> None:
    one, other, third = start + rest, start.swapcase() + rest, f" {start}{rest} "
    if Likeness.DIFFERENT not in {names.compare(one, other), names.compare(other, third)}:
        assert names.compare(one, third) is not Likeness.DIFFERENT


@given(st.text(alphabet="aAéEe \u0301%41", max_size=4), _dense)
@example("Stra\xdfe", "")
@example("\u0130", "")
def test_names_that_are_alike_have_one_key(start: str, rest: str) -> None:
    one = start + rest
    for other in (start.swapcase() + rest, f" {start}{rest} ", names.escape(names.unescape(one))):
        if names.compare(one, other) is not Likeness.DIFFERENT:
            assert names.likeness_key(one) == names.likeness_key(other)


def test_the_key_of_a_name_no_vcenter_can_hold_is_what_would_be_stored() -> None:
    assert names.likeness_key("%41" * 1000) == "a" * 1000
    assert names.likeness_key("%41" * 1001) == "A" * 1001
    assert names.likeness_key("Web01") != names.likeness_key("web02")


_HOSTILE = {
    "percents": "%" * 200_000,
    "near-sequences": "%2" * 100_000,
    "sequences": "%41" * 70_000,
    "unknown-sequences": "%de" * 70_000,
    "separators": "/" * 200_000,
    "blanks": "x" + " " * 1_000_000 + "x",
    "combining-marks": "\u0301\u0316" * 500_000,
    "surrogates": "\ud800" * 1_000_000,
}
_FUNCTIONS: tuple[Callable[[str], object], ...] = (
    names.escape,
    names.unescape,
    names.normalize,
    names.stored,
    names.length,
    names.lone_percents,
    names.unknown_escapes,
    names.needless_escapes,
    names.blank_edge,
    names.discouraged,
)


@pytest.mark.parametrize("text", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_a_huge_name_is_read_in_linear_time(text: str) -> None:
    def read() -> None:
        for function in _FUNCTIONS:
            function(text)
        assert names.compare(text, text + "x") is Likeness.DIFFERENT

    # Quadratic work would take minutes and more, so the bound may be generous.
    assert times_a_million_additions(read) < 400


def test_a_large_folder_costs_no_decoding_of_a_huge_name_for_each_child() -> None:
    huge = "%41" * 333_333

    def compare() -> None:
        assert {names.compare(f"web{n}", huge) for n in range(5_000)} == {Likeness.DIFFERENT}

    assert times_a_million_additions(compare) < 400


def test_the_examples_in_the_docstrings_hold() -> None:
    outcome = doctest.testmod(names)
    assert outcome.attempted >= 8
    assert outcome.failed == 0
