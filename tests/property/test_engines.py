"""Both engines mean by a rule what the oracle says it means."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from policyguard.engine import Engine, available, engine_of
from policyguard.facts.values import Facts, Values
from policyguard.rules import Rule
from tests.oracles.rules import judge
from tests.property.books import book_and_facts
from tests.property.strategies import DOMAINS, facts, rules

slow_to_draw = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def engines(book: list[Rule]) -> list[Engine]:
    return [engine_of(book, name) for name in available()]


def expected(book: list[Rule], said: Facts) -> set[tuple[str, int | None, bool]]:
    found: set[tuple[str, int | None, bool]] = set()
    for rule in book:
        items = said.items[rule.subject] if rule.subject else ()
        subjects: list[tuple[int | None, Values]] = [
            (n, item.values) for n, item in enumerate(items)
        ]
        for index, values in subjects if rule.subject else [(None, {})]:
            verdict = judge(rule.when, {**said.values, **values}, DOMAINS)
            if verdict != "no":
                found.add((rule.id, index, verdict == "definite"))
    return found


@slow_to_draw
@given(book=rules(), said=facts())
def test_engines_match_exactly_what_some_completion_of_the_unknown_meets(
    book: list[Rule], said: Facts
) -> None:
    wanted = expected(book, said)
    for engine in engines(book):
        found = [(match.rule.id, match.item, match.definite) for match in engine.matches(said)]
        assert set(found) == wanted, engine.name
        assert len(found) == len(wanted), engine.name


@slow_to_draw
@given(book=rules(), said=facts())
def test_both_engines_answer_in_one_order(book: list[Rule], said: Facts) -> None:
    pytest.importorskip("policyguard.engine.durable")
    durable, portable = (engine.matches(said) for engine in engines(book))
    assert durable == portable


def test_engines_and_the_oracle_agree_on_many_random_books() -> None:
    """A thousand books; with the profile `long`, fifty thousand."""
    matched = {True: 0, False: 0}
    for seed in range(10 * settings().max_examples):
        book, said = book_and_facts(seed)
        answers = [
            [(match.rule.id, match.item, match.definite) for match in engine.matches(said)]
            for engine in engines(book)
        ]
        found = answers[0]
        assert all(each == found for each in answers), seed
        assert len(found) == len(set(found)), seed
        assert set(found) == expected(book, said), seed
        for _, _, definite in found:
            matched[definite] += 1
    assert min(matched.values()) > settings().max_examples
