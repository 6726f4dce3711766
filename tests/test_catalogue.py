"""Every rule of the book keeps its promises. Adding a rule adds no test code."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from policyguard import faults
from policyguard.examples import outcomes, with_examples
from policyguard.facts import facts_of
from policyguard.facts.situation import Situation
from policyguard.facts.values import Values
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest
from policyguard.rules import FAMILIES, Condition, Example, Rule, builtin_rules
from policyguard.rules.repeated import written_out
from policyguard.schema import errors_of
from tools.rulebook import read_rules

BOOK = read_rules()
each_rule = pytest.mark.parametrize("rule", BOOK, ids=lambda rule: rule.id)


@pytest.fixture(scope="module", params=["durable", "portable"])
def said(request: pytest.FixtureRequest) -> dict[tuple[str, str], str]:
    """By rule and example, what the one says of the other."""
    pytest.importorskip(f"policyguard.engine.{request.param}")
    return {(o.rule.id, o.example.name): o.said for o in outcomes(BOOK, request.param)}


@each_rule
def test_each_example_has_the_outcome_it_expects(
    rule: Rule, said: dict[tuple[str, str], str]
) -> None:
    expected = {example.name: example.expect for example in rule.examples}
    assert {name: said[rule.id, name] for name in expected} == expected
    assert len(expected) == len(rule.examples)


@pytest.mark.parametrize("family", FAMILIES)
def test_all_examples_of_a_family_have_the_outcomes_they_expect(family: str) -> None:
    rules = [rule for rule in BOOK if rule.family == family]
    assert [str(o) for o in outcomes(rules, "portable") if o.is_mistaken] == []


@each_rule
def test_one_example_that_does_not_fire_differs_in_one_condition(rule: Rule) -> None:
    unmet = [fewest_unmet(rule, e) for e in rule.examples if e.expect == "none"]
    assert 1 in unmet


def fewest_unmet(rule: Rule, example: Example) -> int:
    """How many of a rule's conditions an example leaves unmet; of items, the nearest counts.

    Where there is no item at all, that is the one thing that differs.
    """
    request = CloneRequest.of(written_out(example.request))
    errors = errors_of(request.body, request.release)
    facts = facts_of(Situation(request, Inventory.load(example.inventory)), errors)
    shared = count_unmet(rule.shared_conditions, facts.values)
    if rule.subject is None:
        return shared
    items = [count_unmet(rule.own_conditions, item.values) for item in facts.items[rule.subject]]
    return shared + min(items, default=1)


def count_unmet(asked: Sequence[Condition], values: Values) -> int:
    return sum(values[one.fact] not in one.allowed for one in asked)


@each_rule
def test_a_slug_names_what_is_wrong(rule: Rule) -> None:
    assert not re.match(r"(no|use|must|avoid|prefer|require)-", rule.slug)


@each_rule
def test_a_title_reads_after_whether_and_a_message_has_no_full_stop(rule: Rule) -> None:
    assert not rule.title.endswith(".")
    assert not rule.message.endswith(".")
    assert rule.fix.endswith(".")


@each_rule
def test_a_rule_of_privileges_requires_and_no_other_does(rule: Rule) -> None:
    assert (rule.requires is not None) == (rule.family == "PRV")


def test_the_committed_book_is_the_one_that_the_files_give() -> None:
    assert [r.model_copy(update={"examples": ()}) for r in BOOK] == list(builtin_rules())
    assert with_examples(builtin_rules()) == BOOK


def test_every_family_but_none_other_has_a_rule() -> None:
    assert {rule.family for rule in BOOK} == set(FAMILIES)


@pytest.mark.parametrize(
    "line",
    [
        "InvalidArgument",
        "CustomizationFault",
        "TaskInProgress",
        "NotSupported",
        "InvalidState",
        "InvalidDatastore",
        "FileFault",
        "VmConfigFault",
        "MigrationFault",
        "InsufficientResourcesFault",
        "DuplicateName",
    ],
)
def test_every_fault_line_of_the_reference_page_has_a_rule(line: str) -> None:
    named = [rule.fault["_typeName"] for rule in BOOK if rule.fault]
    assert any(faults.is_a(name, line) for name in named)


def test_both_lines_of_no_permission_have_a_rule() -> None:
    required = {demand.privilege for rule in BOOK for demand in rule.demands}
    assert {"Cryptographer.RegisterHost", "Cryptographer.Clone"} <= required


def test_a_mistaken_example_is_told() -> None:
    rule = next(rule for rule in BOOK if not rule.requires)
    wrong = [e.model_copy(update={"expect": "requirement"}) for e in rule.examples]
    told = list(outcomes([rule.model_copy(update={"examples": tuple(wrong)})], "portable"))
    assert all(outcome.is_mistaken for outcome in told)
    expected = f"{rule.id}: {wrong[0].name}: expected requirement, got {rule.examples[0].expect}"
    assert str(told[0]) == expected
