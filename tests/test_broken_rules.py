"""Every mistake of every rule file is told at once: its file, line and column, and what was meant.

`data/broken_rules` is a rule book in which each file has one mistake of a kind of its own. Its
first line says where and what; the one file that begins otherwise has none.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyguard.errors import InvalidRule, Mistake
from policyguard.rules import FAMILIES
from policyguard.rules.reading import read_folder, read_rules
from policyguard.vocabulary import KINDS
from tests.test_rules import RULE

HERE = Path(__file__).parent
BROKEN = HERE / "data" / "broken_rules"
BOOK = HERE.parent / "rules"
TEMPLATE = "PLC/PLC001-template-without-pool.yaml"
SOUND = (BOOK / TEMPLATE).read_bytes()
OF_PACK = SOUND.replace(b"id: PLC001", b"id: ACME001")
# What separates words and structure in a rule file.
TOKENS = re.compile(r"[\w./-]+|[^\w\s]")
SOURCES = sorted(BOOK.glob("*/*.yaml"))


def expected() -> list[str]:
    told = []
    for path in sorted(BROKEN.rglob("*.yaml")):
        place = re.match(r"# (\d+:\d+: .*)", path.read_text("utf-8"))
        if place:
            file = path.relative_to(BROKEN).as_posix()
            told.append(f"{file}:{place[1]}")
    return told


def refusal(*files: tuple[str, bytes], pack: bool = False) -> InvalidRule:
    with pytest.raises(InvalidRule) as refused:
        read_rules(files, pack=pack)
    return refused.value


def test_each_kind_of_mistake_gives_one_exact_error_and_all_come_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(BROKEN)
    with pytest.raises(InvalidRule) as refused:
        read_folder(Path())
    assert str(refused.value).splitlines() == expected()
    assert len(refused.value.mistakes) == 21


def test_a_line_and_column_are_those_of_what_is_wrong() -> None:
    quotes = {
        "ENC004-tpm-policy-without-tpm.yaml": "{tpm_policy: [copy, replace]}",
        "SRC001-source-inaccessible.yaml": "inaccesible}",
        "PLC013-pool-for-template.yaml": "/spec/locaton/pool",
        "PRV003-deployment-not-granted.yaml": "sources}",
        "NAM002-name-empty.yaml": "NAM002",
    }
    with pytest.raises(InvalidRule) as refused:
        read_folder(BROKEN)
    at = {Path(mistake.file).name: mistake for mistake in refused.value.mistakes}
    for name, quote in quotes.items():
        mistake = at[name]
        assert mistake.line is not None
        assert mistake.column is not None
        line = Path(mistake.file).read_text("utf-8").splitlines()[mistake.line - 1]
        assert line[mistake.column - 1 :] == quote


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ": the file is empty"),
        (b"\xff\xfe\xff", ":1:1: "),
        (b"id: \xff", ":1:5: "),
        (b"#" * (2**18 + 1), ": the file is larger than 256 KiB"),
        (b"a: [", ":1:5: not YAML"),
        (b"- 1\n", ":1:1: a rule is a mapping of fields, not a list"),
        (b"id: A\n---\nid: B\n", ":3:1: a rule file holds one rule, and this one 2 documents"),
    ],
)
def test_what_is_no_rule_is_a_mistake_and_hides_none(content: bytes, said: str) -> None:
    broken = SOUND.replace(b"clone: {", b"clon: {")
    refused = refusal(("first.yaml", content), (TEMPLATE, broken))
    assert str(refused.mistakes[0]).startswith(f"first.yaml{said}")
    (other,) = [one for one in refused.mistakes if one.file == TEMPLATE]
    assert str(other) == f"{TEMPLATE}:8:9: unknown kind of fact `clon`; did you mean `clone`?"


def test_the_mistakes_of_one_file_are_told_in_the_order_in_which_it_reads() -> None:
    content = SOUND
    for right, wrong in (
        (b"evidence: docs", b"evidence: dogs"),
        (b"InvalidArgument,", b"InvalidArgumnt,"),
        (b"source: template,", b"source: templat,"),
        (b"at: /spec", b"at: /spek"),
        (b"{source}", b"{sauce}"),
    ):
        content = content.replace(right, wrong, 1)
    assert [(one.line, one.column) for one in refusal((TEMPLATE, content)).mistakes] == [
        (5, 11),
        (6, 20),
        (8, 19),
        (9, 5),
        (10, 10),
    ]


@pytest.mark.parametrize(
    ("name", "place", "belongs"),
    [
        ("PLC/PLC001-template-without-a-pool.yaml", "2:7", TEMPLATE),
        ("PLC/PLC002-template-without-pool.yaml", "1:5", TEMPLATE),
        ("SRC/PLC001-template-without-pool.yaml", "1:5", TEMPLATE),
        ("PLC001-template-without-pool.yaml", "1:5", TEMPLATE),
    ],
)
def test_a_rule_stands_in_the_file_and_folder_that_its_id_says(
    name: str, place: str, belongs: str
) -> None:
    assert str(refusal((name, SOUND))) == f"{name}:{place}: this rule belongs in `{belongs}`"


def test_a_rule_of_a_pack_stands_in_any_folder_and_has_letters_of_its_own() -> None:
    name = "ACME001-template-without-pool.yaml"
    for file in (name, f"any/folder/{name}"):
        (rule,) = read_rules([(file, OF_PACK)], pack=True)
        assert (rule.id, rule.family) == ("ACME001", "ACME")
    assert str(refusal(("x.yaml", OF_PACK), pack=True)) == (
        f"x.yaml:1:5: this rule belongs in `{name}`"
    )
    assert str(refusal((TEMPLATE, SOUND), pack=True)) == (
        f"{TEMPLATE}:1:5: `PLC` begins the ids of policyguard's own rules; choose other letters"
    )
    assert "unknown family `ACME`" in str(refusal((f"ACME/{name}", OF_PACK)))


def test_an_id_that_is_taken_is_told_with_both_places_even_where_one_file_is_named_twice() -> None:
    mistake = f"the id `PLC001` is taken: {TEMPLATE}:1:5"
    assert refusal((TEMPLATE, SOUND), (TEMPLATE, SOUND)).mistakes == (
        Mistake(TEMPLATE, 1, 5, mistake),
    )


def test_an_id_is_taken_also_by_a_rule_that_is_wrong() -> None:
    broken = SOUND.replace(b"clone: {", b"clon: {")
    told = str(refusal((TEMPLATE, broken), (TEMPLATE, SOUND))).splitlines()
    assert len(told) == 2
    assert told[1].endswith(f"taken: {TEMPLATE}:1:5")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("expect: none", "expect: undetermined", "no example expects `none`"),
        ("expect: finding", "expect: none", "no example expects `finding`"),
        (
            "expect: undetermined",
            "expect: requirement",
            "this rule gives a `finding`, never a `requirement`",
        ),
    ],
)
def test_a_rule_file_shows_a_request_it_speaks_of_and_one_it_does_not(
    old: str, new: str, said: str
) -> None:
    content = SOUND.replace(old.encode(), new.encode())
    (mistake,) = refusal((TEMPLATE, content)).mistakes
    assert mistake.message == said


def test_a_rule_file_without_examples_is_refused() -> None:
    content = SOUND[: SOUND.index(b"examples:")]
    assert str(refusal((TEMPLATE, content))) == f"{TEMPLATE}:1:1: `examples` is missing"


@pytest.mark.parametrize("field", sorted(RULE.keys() - {"fault", "at"}))
def test_a_field_that_every_rule_has_is_missed(field: str) -> None:
    kept = re.sub(rf"(?m)^{field}:.*\n(?: .*\n)*", "", SOUND.decode())
    assert f"{TEMPLATE}:1:1: `{field}` is missing" in str(refusal((TEMPLATE, kept.encode())))


def test_a_file_that_cannot_be_opened_is_a_mistake_and_hides_none(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "b.yaml").write_text("[]")
    with pytest.raises(InvalidRule) as refused:
        read_folder(tmp_path)
    assert [Path(one.file).name for one in refused.value.mistakes] == ["a.yaml", "b.yaml"]
    assert refused.value.mistakes[0].message == "a link that leads nowhere"


def test_the_rules_come_in_book_order_whatever_the_order_of_the_files() -> None:
    files = [(path.as_posix(), path.read_bytes()) for path in SOURCES]
    rules = read_rules(reversed(files))
    assert rules == read_rules(files)
    assert list(dict.fromkeys(rule.family for rule in rules)) == list(FAMILIES)


def reads_or_refuses(file: str, content: bytes, *, pack: bool) -> None:
    """A rule that is read can be used; a refusal is whole lines that name the file."""
    try:
        rules = read_rules([(file, content)], pack=pack)
    except InvalidRule as error:
        refused = error
    else:
        (rule,) = rules
        assert all(condition.allowed and condition.refused for condition in rule.conditions)
        details = {name: "" for kind in rule.when for name in KINDS[kind].details}
        for text in (rule.message, rule.at, *(rule.fault or {}).values()):
            assert not isinstance(text, str) or isinstance(text.format_map(details), str)
        return
    lines = str(refused).split("\n")
    assert len(lines) == len(refused.mistakes) > 0
    assert all(line.startswith(f"{file}:") and line.isprintable() for line in lines)


@given(content=st.binary() | st.text().map(str.encode), pack=st.booleans())
def test_any_bytes_give_a_rule_or_tell_why_not(content: bytes, pack: bool) -> None:
    reads_or_refuses("a.yaml", content, pack=pack)


WORDS = (
    *("", "{", "}", "[", "]", "'", "&a", "*a", "<<", "!!str", "/", "- ", "#", "|", "?"),
    *("null", "true", "0", "-1", "1.5", "~", "9" * 19, "a" * 200, '"\\ud800"', '"\\n"'),
    *("not", "gt", "unknown", "clone", "nic", "finding", "spec", "index"),
    *("{x}", "{x!r}", "{x:9}", "{source:>9}", "{source.x}", "{}", "{{"),
)


@settings(max_examples=500, deadline=None)
@given(
    path=st.sampled_from(SOURCES),
    where=st.integers(min_value=0),
    word=st.sampled_from(WORDS) | st.text(max_size=5),
    pack=st.booleans(),
)
def test_a_rule_file_with_any_one_word_changed_is_a_rule_or_tells_why_not(
    path: Path, where: int, word: str, pack: bool
) -> None:
    source = path.read_text("utf-8")
    words = list(TOKENS.finditer(source))
    chosen = words[where % len(words)]
    changed = source[: chosen.start()] + word + source[chosen.end() :]
    reads_or_refuses(path.as_posix(), changed.encode("utf-8", "surrogatepass"), pack=pack)
