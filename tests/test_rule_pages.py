"""The pages of the rule book: all of them, nothing else, and no link that leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policyguard.examples import outcomes, with_examples
from policyguard.render.rule_words import MEANING, term_in_words
from policyguard.report import Evidence
from policyguard.rules import builtin_rules
from tools.rule_pages import index, page

ROOT = Path(__file__).parent.parent
BOOK = with_examples(builtin_rules())


def test_the_index_has_every_rule_with_what_follows() -> None:
    rows = re.findall(r"^\| \[(\w+)\]\((\w+)\.md\) \| (.*?) \|", index(BOOK), re.MULTILINE)
    assert rows == [(rule.id, rule.id, rule.title) for rule in BOOK]
    assert "| error | docs | gets `InvalidArgument` |" in index(BOOK)
    assert "| needs `Datastore.AllocateSpace` on the datastore |" in index(BOOK)


def test_an_outcome_on_a_page_is_computed_and_not_what_the_example_expects() -> None:
    rule = next(rule for rule in BOOK if rule.id == "PLC001")
    wrong = [one.model_copy(update={"expect": "none"}) for one in rule.examples]
    mistaken = rule.model_copy(update={"examples": tuple(wrong)})
    written = page(mistaken, list(outcomes([mistaken], "portable")))
    assert re.findall(r"^### .*: (\w+)$", written, re.MULTILINE) == [
        one.expect for one in rule.examples
    ]


@pytest.mark.parametrize("document", ["docs/writing-rules.md", "docs/rules/README.md"])
def test_every_link_leads_somewhere(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    anchors = {
        f"#{re.sub(r'[^a-z0-9 -]', '', head.lower()).replace(' ', '-')}"
        for head in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    }
    links = set(re.findall(r"\]\(([^)\s]+)\)", text))
    assert links
    files = {link for link in links if not link.startswith("#")}
    assert [link for link in links - files if link not in anchors] == []
    assert [link for link in files if not (ROOT / document).parent.joinpath(link).exists()] == []


def test_all_evidence_has_its_meaning() -> None:
    assert set(MEANING) == set(Evidence)


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("vm", "`vm`"),
        (3, "`3`"),
        (["a", "b"], "`a` or `b`"),
        ({"not": "a"}, "not `a`"),
        ({"not": ["a"]}, "not `a`"),
        ({"not": ["a", "b"]}, "not (`a` or `b`)"),
        ({"gt": 80}, "more than `80`"),
        ({"le": 2}, "at most `2`"),
        ([{"lt": 1}, {"ge": 98}], "less than `1` or at least `98`"),
        ({"not": {"gt": 0}}, "not more than `0`"),
        ({"gt": 3, "lt": 9}, "more than `3` and less than `9`"),
        ({"not": {"gt": 3, "lt": 9}}, "not (more than `3` and less than `9`)"),
        ([0, {"gt": 3, "lt": 9}], "`0` or (more than `3` and less than `9`)"),
    ],
)
def test_a_term_reads_as_words(term: object, words: str) -> None:
    assert term_in_words(term) == words
