"""A possible match is one that what is unknown decides, and it says what that is.

Each law is tried on every engine that can be imported, against all completions.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policyguard.engine import Engine, engine_of
from policyguard.engine.match import Match
from policyguard.facts.values import Fact, Facts, Values
from policyguard.findings import finding_of
from policyguard.rules import Rule
from tests.oracles.rules import deciders, judge
from tests.property.strategies import DOMAINS, facts, rules
from tests.shipped import ROOT

Key = tuple[str, int | None]

laws = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
each_engine = pytest.mark.parametrize("name", ["durable", "portable"])


def engine(book: list[Rule], name: str) -> Engine:
    pytest.importorskip(f"policyguard.engine.{name}")
    return engine_of(book, name)


def subjects(rule: Rule, said: Facts) -> Mapping[int | None, Values]:
    """What there is to know for each match that a rule may have."""
    if rule.subject is None:
        return {None: said.values}
    items = enumerate(said.items[rule.subject])
    return {n: {**said.values, **item.values} for n, item in items}


def answers(engine: Engine, said: Facts) -> dict[Key, bool]:
    return {(m.rule.id, m.item): m.definite for m in engine.matches(said)}


def verdicts(book: list[Rule], said: Facts) -> dict[Key, str]:
    return {
        (rule.id, item): judge(rule.when, values, DOMAINS)
        for rule in book
        for item, values in subjects(rule, said).items()
    }


def listed(match: Match, said: Facts) -> tuple[str, ...]:
    return finding_of(match, said, str).unknown


@each_engine
@laws
@given(book=rules(), said=facts())
def test_a_possible_match_is_one_that_some_completions_make_and_some_do_not(
    name: str, book: list[Rule], said: Facts
) -> None:
    found = answers(engine(book, name), said)
    wanted = verdicts(book, said)
    assert {key for key, definite in found.items() if not definite} == {
        key for key, verdict in wanted.items() if verdict == "possible"
    }


def told(fact: Fact, data: st.DataObject) -> Fact:
    """The same fact, of which more is known."""
    unknown = sorted(fact.unknown)
    learnt = data.draw(st.sets(st.sampled_from(unknown))) if unknown else set()
    values = {name: data.draw(st.sampled_from(DOMAINS[name])) for name in sorted(learnt)}
    left = {name: why for name, why in fact.unknown.items() if name not in learnt}
    return replace(fact, values={**fact.values, **values}, unknown=left)


@each_engine
@laws
@given(book=rules(), said=facts(), data=st.data())
def test_knowing_more_never_changes_what_is_definite_and_only_settles_what_is_possible(
    name: str, book: list[Rule], said: Facts, data: st.DataObject
) -> None:
    shared = told(Fact(said.values, said.unknown, {}), data)
    items = {kind: tuple(told(item, data) for item in some) for kind, some in said.items.items()}
    more = replace(said, values=shared.values, unknown=shared.unknown, items=items)
    compiled = engine(book, name)
    before, after = answers(compiled, said), answers(compiled, more)
    assert after.keys() <= before.keys()
    assert {key for key, definite in before.items() if definite} <= {
        key for key, definite in after.items() if definite
    }


@each_engine
@laws
@given(book=rules(), said=facts())
def test_the_deciders_are_the_unknown_attributes_that_matter_in_the_rule_s_order(
    name: str, book: list[Rule], said: Facts
) -> None:
    for match in engine(book, name).matches(said):
        values = subjects(match.rule, said)[match.item]
        matter = deciders(match.rule.when, values, DOMAINS)
        ordered = [
            f"{kind} {attribute}"
            for many in (False, True)
            for kind, terms in match.rule.when.items()
            if (kind == match.rule.subject) is many
            for attribute in terms
            if f"{kind}.{attribute}" in matter
        ]
        assert list(listed(match, said)) == ordered
        assert match.definite == (ordered == [])


def reordered(values: Mapping[str, Any], data: st.DataObject) -> dict[str, Any]:
    return {key: values[key] for key in data.draw(st.permutations(list(values)))}


def mixed(fact: Fact, data: st.DataObject) -> Fact:
    return Fact(reordered(fact.values, data), reordered(fact.unknown, data), fact.details)


@each_engine
@laws
@given(book=rules(), said=facts(), data=st.data())
def test_the_order_in_which_facts_are_said_changes_no_match_and_no_decider(
    name: str, book: list[Rule], said: Facts, data: st.DataObject
) -> None:
    shared = mixed(Fact(said.values, said.unknown, {}), data)
    items = {kind: tuple(mixed(item, data) for item in some) for kind, some in said.items.items()}
    other = replace(
        said, values=shared.values, unknown=shared.unknown, items=reordered(items, data)
    )
    compiled = engine(book, name)
    before, after = compiled.matches(said), compiled.matches(other)
    assert before == after
    assert [listed(m, said) for m in before] == [listed(m, other) for m in after]


PROGRAM = """
import sys
from policyguard import Guard
from tests.shipped import ALICE, DESCRIBED, inventory_of, request_of

for name in DESCRIBED:
    inventory = inventory_of(name)
    for n, properties in enumerate(inventory["objects"].values()):
        for path in list(properties)[n % 3 :: 3]:
            del properties[path]
    report = Guard(inventory, ALICE, engine=sys.argv[1]).check(request_of(name))
    print(report.model_dump_json())
"""


def printed(name: str, seed: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, name],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
    )
    return ran.stdout


@each_engine
def test_the_deciders_stand_in_one_order_whatever_the_hashes(name: str) -> None:
    pytest.importorskip(f"policyguard.engine.{name}")
    first = printed(name, "1")
    assert '"unknown":["' in first
    assert first == printed(name, "2")
