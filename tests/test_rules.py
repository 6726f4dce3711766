"""Reading a rule refuses whatever the vocabulary does not know, and says what is near."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.engine import engine_of
from policyguard.errors import DuplicateRule, InputError, InvalidRule
from policyguard.rules import book_of, rule_of
from policyguard.vocabulary import domain

RULE: dict[str, Any] = {
    "id": "PLC001",
    "slug": "template-without-pool",
    "title": "The source is a template",
    "severity": "error",
    "evidence": "docs",
    "fault": {"_typeName": "InvalidArgument", "invalidProperty": "spec.location.pool"},
    "when": {"clone": {"source": "template"}},
    "at": "/spec/location/pool",
    "message": "template {source} has no pool",
    "fix": "Name one.",
    "source": "VirtualMachineRelocateSpec.pool",
}

MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "unknown kind": (
        {"when": {"clon": {}}},
        "when: unknown kind of fact `clon`; did you mean `clone`?",
    ),
    "unknown attribute": (
        {"when": {"clone": {"sorce": "vm"}}},
        "when: unknown attribute of `clone` `sorce`; did you mean `source`?",
    ),
    "unknown value": (
        {"when": {"clone": {"source": "templat"}}},
        "when: unknown value `templat`; did you mean `template`?",
    ),
    "unknown value in a list": (
        {"when": {"clone": {"crypto": ["noop", "x"]}}},
        "when: unknown value `x`",
    ),
    "no condition": ({"when": {}}, "when: a rule needs at least one condition"),
    "always met": (
        {"when": {"clone": {"source": ["vm", "template"]}}},
        "when: `clone.source` always meets `['vm', 'template']`",
    ),
    "never met": (
        {"when": {"clone": {"source": {"not": ["vm", "template"]}}}},
        "when: a condition that no value meets",
    ),
    "a term that is none": (
        {"when": {"clone": {"source": {"like": "vm"}}}},
        "when: `{'like': 'vm'}` is no condition",
    ),
    "a boolean, which YAML makes of some words": (
        {"when": {"clone": {"power_on": True}}},
        "when: `True` is no condition",
    ),
    "an order of tokens": (
        {"when": {"clone": {"source": {"lt": 3}}}},
        "when: `lt` compares numbers, not `vm`",
    ),
    "two kinds of many": (
        {"when": {"disk": {"repeated": "yes"}, "nic": {"connected": "yes"}}},
        "when: `disk` and `nic` each have many facts; bind one",
    ),
    "unknown fault": (
        {"fault": {"_typeName": "InvalidArgumnt"}},
        "fault: unknown fault `InvalidArgumnt`; did you mean `InvalidArgument`?",
    ),
    "a fault without a type": ({"fault": {}}, "fault: unknown fault `None`"),
    "unknown field of a fault": (
        {"fault": {"_typeName": "InvalidArgument", "invalidPropery": "x"}},
        (
            "fault: unknown property of InvalidArgument `invalidPropery`;"
            " did you mean `invalidProperty`?"
        ),
    ),
    "unknown placeholder": (
        {"message": "template {sorce}"},
        "unknown placeholder `sorce`; did you mean `source`?",
    ),
    "unknown placeholder of a fault": (
        {"fault": {"_typeName": "InvalidArgument", "invalidProperty": "{index}"}},
        "unknown placeholder `index`",
    ),
    "fault and requires": (
        {"requires": {"privilege": "System.View", "on": "source"}},
        "a rule has a `fault` or a `requires`, not both",
    ),
    "unknown privilege": (
        {"fault": None, "requires": {"privilege": "System.Veiw", "on": "source"}},
        "requires: unknown privilege `System.Veiw`; did you mean `System.View`?",
    ),
    "an inference as an error": (
        {"evidence": "inferred"},
        "severity: an inference is no error unless it breaks a `must`",
    ),
    "unknown family": ({"id": "PLX001"}, "id: unknown family `PLX`; did you mean `PLC`?"),
    "no fix": ({"fix": ""}, "fix: string should have at least 1 character"),
    "unknown severity": (
        {"severity": "fatal"},
        "severity: input should be 'error', 'warning' or 'note'",
    ),
    "unknown field": ({"unless": {}}, "unless: extra inputs are not permitted"),
}


@pytest.mark.parametrize(("change", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_rule_with_a_mistake_is_refused_with_a_suggestion(
    change: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidRule) as refused:
        rule_of({**RULE, **change}, "PLC001.yaml")
    assert str(refused.value) == f"PLC001.yaml: {said}"


def test_what_is_no_mapping_is_no_rule() -> None:
    with pytest.raises(InvalidRule, match=r"^x\.yaml: the rule: "):
        rule_of([], "x.yaml")


def test_an_inference_that_breaks_a_must_may_be_an_error() -> None:
    change = {"evidence": "inferred", "must": "the page says so"}
    assert rule_of({**RULE, **change}, "x").severity == "error"


@pytest.mark.parametrize(
    ("term", "allowed"),
    [
        ({"gt": 97}, {98, 99}),
        ({"ge": 98}, {98, 99}),
        ({"lt": 2}, {0, 1}),
        ({"le": 1}, {0, 1}),
        (7, {7}),
        ([{"lt": 1}, {"gt": 98}], {0, 99}),
        ({"not": {"gt": 0}}, {0}),
    ],
)
def test_terms_of_numbers_mean_what_they_say(term: Any, allowed: set[int]) -> None:
    rule = rule_of({**RULE, "when": {"name": {"length": term}}, "message": "m"}, "x")
    (condition,) = rule.conditions
    assert condition.allowed == allowed
    assert condition.allowed | condition.refused == set(domain("name", "length"))


def test_an_id_claimed_twice_is_refused_with_both_claims() -> None:
    first, second = rule_of(RULE, "x"), rule_of({**RULE, "slug": "other"}, "x")
    with pytest.raises(
        DuplicateRule, match="`PLC001` is claimed twice: `template-without-pool` and"
    ):
        book_of([first, second])


def test_a_book_is_in_the_order_of_families_and_numbers() -> None:
    ids = ["SRC002", "REQ001", "SRC001", "XVC001", "PRV001"]
    book = book_of(rule_of({**RULE, "id": id_}, "x") for id_ in ids)
    assert [rule.id for rule in book] == ["REQ001", "PRV001", "SRC001", "SRC002", "XVC001"]


def test_an_unknown_engine_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="no engine `drools`; there are: durable, portable"):
        engine_of([], "drools")


def test_where_durable_rules_is_not_there_portable_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "policyguard.engine.durable", None)
    assert engine_of([]).name == "portable"
    with pytest.raises(InputError, match="`durable` cannot be imported here"):
        engine_of([], "durable")
