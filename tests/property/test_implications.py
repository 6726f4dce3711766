"""What is said never to be together is not, whatever a request and an inventory say."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policyguard.facts import facts_of
from policyguard.facts.situation import Situation
from policyguard.facts.values import Facts
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest
from policyguard.rules.implications import CONTRADICTIONS, IMPLICATIONS, Contradiction, Implication
from policyguard.rules.repeated import written_out
from policyguard.schema import errors_of
from policyguard.vocabulary import KINDS, UNKNOWN
from tests.property.clone_requests import Writer, random_of, spoilt
from tests.shipped import DESCRIBED, inventory_of, request_of
from tools.rulebook import read_rules

Case = tuple[Mapping[str, Any], Mapping[str, Any]]
CASES: list[Case] = [
    *(
        (written_out(example.request), example.inventory)
        for rule in read_rules()
        for example in rule.examples
    ),
    *((request_of(name), inventory_of(name)) for name in DESCRIBED),
]


def facts(request: Mapping[str, Any], inventory: Mapping[str, Any]) -> Facts:
    asked = CloneRequest.of(request)
    case = Situation(asked, Inventory.load(inventory))
    return facts_of(case, errors_of(asked.body, asked.release))


def said(found: Facts, subject: str | None) -> list[Mapping[str, Any]]:
    """All that facts say, once; or once for each item of a kind."""
    if subject is None:
        return [found.values]
    return [{**found.values, **item.values} for item in found.items[subject]]


def contradictory(found: Facts) -> list[Contradiction]:
    return [
        one
        for one in CONTRADICTIONS
        for values in said(found, one.subject)
        if all(values[c.fact] in c.allowed for c in one.conditions)
    ]


def less(inventory: Mapping[str, Any], random: Random) -> dict[str, Any]:
    """An inventory that leaves out some of what it knows."""
    known = copy.deepcopy(dict(inventory))
    for properties in known.get("objects", {}).values():
        for path in [path for path in properties if random.random() < 0.1]:
            del properties[path]
    return known


@cache
def facts_of_cases() -> list[Facts]:
    return [facts(*case) for case in CASES]


def test_no_example_says_what_is_contradictory() -> None:
    assert [case for case in facts_of_cases() if contradictory(case)] == []


def any_facts(seed: int) -> Facts:
    """What a request, spoilt or not, says before an inventory that leaves some things out."""
    random = random_of(seed)
    request, inventory = random.choice(CASES)
    inventory = random.choice([inventory, random.choice(CASES)[1]])
    body = random.choice([request.get("body", {}), Writer(random).body()])
    for _ in range(random.randrange(3)):
        body = spoilt(body, random)
    return facts({**request, "body": body}, less(inventory, random))


@given(seed=st.integers(0, 2**32))
def test_no_request_says_what_is_contradictory(seed: int) -> None:
    assert contradictory(any_facts(seed)) == []


@given(seed=st.integers(0, 2**32))
def test_what_follows_from_what_is_known_is_known(seed: int) -> None:
    """So that no engine need ask what follows. Of another vCenter nothing is known."""
    found = any_facts(seed)
    assume(found.values["clone.service"] == "absent")
    for one in IMPLICATIONS:
        for values in said(found, subject_of(one)):
            if all(values[fact] in some for fact, some in one.given.items()):
                assert UNKNOWN not in [values[fact] for fact, some in one.then.items() if some]


def subject_of(one: Implication) -> str | None:
    """The kind of items an implication starts from, if it starts from any."""
    return next((k for fact in one.given for k in [fact.partition(".")[0]] if KINDS[k].many), None)


@pytest.mark.parametrize("one", IMPLICATIONS, ids=lambda one: one.because)
def test_what_an_implication_starts_from_is_said_of_some_example(one: Implication) -> None:
    """Else the laws above would hold of anything."""
    assert any(
        all(values[fact] in some for fact, some in one.given.items())
        for case in facts_of_cases()
        for values in said(case, subject_of(one))
    )
