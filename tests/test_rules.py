"""Reading a rule refuses whatever the vocabulary does not know, and says what is near."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.errors import DuplicateRule, InvalidRule
from policyguard.rules import book_of
from policyguard.rules.reading import rule_of
from policyguard.vocabulary import KINDS, domain

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

VIEW = {"privilege": "System.View", "on": "source"}

ODD = list(range(1, 100, 2))
# Of each attribute that takes tokens, all but the last are ruled out.
ALL_BUT_LAST = {
    kind.name: {name: one.values[-1] for name, one in kind.attributes.items()}
    for kind in (KINDS["clone"], KINDS["source"])
}
RULED_OUT = sum(
    len(domain(kind, name)) - 1 for kind, terms in ALL_BUT_LAST.items() for name in terms
)

MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "unknown kind": (
        {"when": {"clon": {}}},
        "/when/clon: unknown kind of fact `clon`; did you mean `clone`?",
    ),
    "a privilege on items that nothing binds": (
        {"fault": None, "requires": {"privilege": "Network.Assign", "on": "network"}},
        "/requires/on: a request may have many; bind the kind `nic` in `when`",
    ),
    "unknown attribute": (
        {"when": {"clone": {"sorce": "vm"}}},
        "/when/clone/sorce: unknown attribute `sorce` of `clone`; did you mean `source`?",
    ),
    "unknown value": (
        {"when": {"clone": {"source": "templat"}}},
        ("/when/clone/source: unknown value `templat` of `clone.source`; did you mean `template`?"),
    ),
    "unknown value in a list": (
        {"when": {"clone": {"power_on": ["yes", "x"]}}},
        ("/when/clone/power_on/1: unknown value `x` of `clone.power_on`; there are `yes`, `no`"),
    ),
    "unknown value that is excluded": (
        {"when": {"clone": {"source": {"not": ["vm", "tmplate"]}}}},
        (
            "/when/clone/source/not/1: unknown value `tmplate` of `clone.source`;"
            " did you mean `template`?"
        ),
    ),
    "a token where numbers are": (
        {"when": {"name": {"length": "80"}}, "message": "m"},
        (
            "/when/name/length: `80` is no value of `name.length`,"
            " which takes an integer from 0 to 99"
        ),
    ),
    "no condition": ({"when": {}, "message": "m"}, "/when: a rule needs at least one condition"),
    "no attribute": ({"when": {"clone": {}}}, "/when/clone: `clone` needs at least one attribute"),
    "always met": (
        {"when": {"clone": {"source": ["vm", "template"]}}},
        "/when/clone/source: every value of `clone.source` meets this condition",
    ),
    "never met": (
        {"when": {"clone": {"source": {"not": ["vm", "template"]}}}},
        "/when/clone/source: no value of `clone.source` meets this condition",
    ),
    "met by none of none": (
        {"when": {"clone": {"source": []}}},
        "/when/clone/source: no value of `clone.source` meets this condition",
    ),
    "unknown operator": (
        {"when": {"clone": {"source": {"nott": "vm"}}}},
        "/when/clone/source/nott: unknown operator `nott`; did you mean `not`?",
    ),
    "no operator": (
        {"when": {"name": {"length": {}}}, "message": "m"},
        "/when/name/length: a condition has an operator: `not`, `lt`, `le`, `gt`, `ge`",
    ),
    "operators that no value meets together": (
        {"when": {"name": {"length": {"gt": 9, "lt": 3}}}, "message": "m"},
        "/when/name/length: no value of `name.length` meets this condition",
    ),
    "a second operator that is unknown": (
        {"when": {"name": {"length": {"gt": 9, "nott": 3}}}, "message": "m"},
        "/when/name/length/nott: unknown operator `nott`; did you mean `not`?",
    ),
    "ever more of the same": (
        {"when": {"name": {"length": [3] * 500}}, "message": "m"},
        "/when/name/length: this condition has more than 500 parts",
    ),
    "more values than durable_rules bears": (
        {"when": ALL_BUT_LAST, "message": "m"},
        f"/when: this rules out {RULED_OUT} values at once, more than 60; ask for less",
    ),
    "more ranges than are worth it": (
        {"when": {"name": {"length": ODD, "raw_length": ODD}}, "message": "m"},
        "/when: this lets 2500 ranges of numbers pass, more than 60; ask for fewer",
    ),
    "a place that is none": (
        {"at": "{source}"},
        "/at: unknown place or index `source`; there are `folder_place`",
    ),
    "a title of two lines": ({"title": "a\nb"}, "/title: `title` is one line"),
    "a message of two lines": ({"message": "a\rb"}, "/message: `message` is one line"),
    "a boolean, which YAML makes of some words": (
        {"when": {"clone": {"power_on": True}}},
        ("/when/clone/power_on: unknown value `true` of `clone.power_on`; did you mean `yes`?"),
    ),
    "an order of tokens": (
        {"when": {"clone": {"source": {"lt": 3}}}},
        "/when/clone/source/lt: `lt` compares numbers, and `clone.source` takes none",
    ),
    "an order with a token": (
        {"when": {"name": {"length": {"lt": "3"}}}, "message": "m"},
        "/when/name/length/lt: `lt` compares with an integer, not with `3`",
    ),
    "two kinds of many": (
        {"when": {"disk": {"repeated": "yes"}, "nic": {"connected": "yes"}}, "message": "m"},
        "/when/nic: `disk` and `nic` each have many facts; bind one",
    ),
    "unknown fault": (
        {"fault": {"_typeName": "InvalidArgumnt"}},
        "/fault/_typeName: unknown fault `InvalidArgumnt`; did you mean `InvalidArgument`?",
    ),
    "a fault without a type": ({"fault": {}}, "/fault: a fault needs its `_typeName`"),
    "unknown field of a fault": (
        {"fault": {"_typeName": "InvalidArgument", "invalidPropery": "x"}},
        (
            "/fault/invalidPropery: unknown property `invalidPropery` of `InvalidArgument`;"
            " did you mean `invalidProperty`?"
        ),
    ),
    "unknown placeholder": (
        {"message": "template {sorce}"},
        "/message: unknown placeholder `sorce`; did you mean `source`?",
    ),
    "unknown placeholder of a place": (
        {"at": "/spec/location/disk/{sourc}"},
        "/at: unknown placeholder `sourc`; did you mean `source`?",
    ),
    "unknown placeholder of a fault": (
        {"fault": {"_typeName": "InvalidArgument", "invalidProperty": "{sourc}"}},
        "/fault/invalidProperty: unknown placeholder `sourc`; did you mean `source`?",
    ),
    "a placeholder of a number of digits": (
        {"message": "template {source:>9}"},
        "/message: the placeholder `source` is more than a name",
    ),
    "a lone brace": (
        {"message": "template {source"},
        "/message: a brace stands alone; `{{` and `}}` print one",
    ),
    "fault and requires": (
        {"requires": {"privilege": "System.View", "on": "source"}},
        "/requires: a rule has a `fault` or a `requires`, not both",
    ),
    "unknown privilege": (
        {"fault": None, "requires": {"privilege": "System.Veiw", "on": "source"}},
        "/requires/privilege: unknown privilege `System.Veiw`; did you mean `System.View`?",
    ),
    "unknown target": (
        {"fault": None, "requires": {"privilege": "System.View", "on": "datastor"}},
        "/requires/on: unknown `on` `datastor`; did you mean `datastore`?",
    ),
    "unknown privilege among others": (
        {"fault": None, "requires": {"anyOf": [VIEW, {**VIEW, "privilege": "System.Veiw"}]}},
        "/requires/anyOf/1/privilege: unknown privilege `System.Veiw`; did you mean `System.View`?",
    ),
    "an object of which there may be many, among others": (
        {"fault": None, "requires": {"anyOf": [VIEW, {**VIEW, "on": "object"}]}},
        "/requires/anyOf/1/on: a request may have many; bind the kind `reference` in `when`",
    ),
    "unknown target among others": (
        {"fault": None, "requires": {"anyOf": [{**VIEW, "on": "datastor"}, VIEW]}},
        "/requires/anyOf/0/on: unknown `on` `datastor`; did you mean `datastore`?",
    ),
    "one alternative": (
        {"fault": None, "requires": {"anyOf": [VIEW]}},
        "/requires/anyOf: `anyOf` needs two alternatives at least",
    ),
    "alternatives beside a privilege": (
        {"fault": None, "requires": {"anyOf": [VIEW, VIEW], "on": "source"}},
        "/requires/on: unknown field `on`; there are `anyOf`",
    ),
    "alternatives that are no list": (
        {"fault": None, "requires": {"anyOf": "System.View"}},
        "/requires/anyOf: `anyOf` is `System.View`, not a list",
    ),
    "requires that is no mapping": (
        {"fault": None, "requires": "System.View"},
        "/requires: `requires` is `System.View`, not a mapping",
    ),
    "unknown field of requires": (
        {"fault": None, "requires": {"privilege": "System.View", "on": "source", "of": "x"}},
        "/requires/of: unknown field `of`; there are `privilege`, `on`",
    ),
    "an inference as an error": (
        {"evidence": "inferred"},
        "/severity: a rule whose evidence is `inferred` is no error unless it breaks a `must`",
    ),
    "unknown family": ({"id": "PLX001"}, "/id: unknown family `PLX`; did you mean `PLC`?"),
    "an id that is none": (
        {"id": "PLC1"},
        "/id: `id` is capital letters and three digits, such as `PLC001`",
    ),
    "a slug that is none": (
        {"slug": "No Pool"},
        "/slug: `slug` is words of small letters and digits, joined by `-`",
    ),
    "no fix": ({"fix": ""}, "/fix: `fix` is empty"),
    "two lines": ({"message": "one\ntwo"}, "/message: `message` is one line"),
    "a long title": ({"title": "x" * 73}, "/title: `title` has 73 characters, and 72 at most"),
    "a list for a text": (
        {"fix": ["Name one."]},
        "/fix: `fix` is a list, not a text; put it in quotes",
    ),
    "a text for a mapping": (
        {"fault": "InvalidState"},
        "/fault: `fault` is `InvalidState`, not a mapping",
    ),
    "unknown severity": (
        {"severity": "fatal"},
        "/severity: unknown `severity` `fatal`; there are `error`, `warning`, `note`",
    ),
    "unknown field": ({"mesage": "m"}, "/mesage: unknown field `mesage`; did you mean `message`?"),
}


@pytest.mark.parametrize(("change", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_rule_with_a_mistake_is_refused_with_a_suggestion(
    change: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidRule) as refused:
        rule_of({**RULE, **change}, "PLC001.yaml")
    assert str(refused.value) == f"PLC001.yaml: {said}"


@pytest.mark.parametrize(
    ("data", "named"), [([], "a list"), (None, "`null`"), ("PLC001", "`PLC001`"), (10**99, "`a ")]
)
def test_what_is_no_mapping_is_no_rule(data: Any, named: str) -> None:
    with pytest.raises(InvalidRule) as refused:
        rule_of(data, "x.yaml")
    assert str(refused.value).startswith(
        f"x.yaml: the rule: a rule is a mapping of fields, not {named}"
    )


def test_every_mistake_of_a_rule_is_told() -> None:
    changes = ["unknown value", "unknown severity", "unknown field", "no fix"]
    changed = RULE | {k: v for name in changes for k, v in MISTAKES[name][0].items()}
    with pytest.raises(InvalidRule) as refused:
        rule_of(changed, "x")
    told = {f"{one.message}" for one in refused.value.mistakes}
    assert told == {MISTAKES[name][1] for name in changes}


def test_an_unknown_kind_makes_no_placeholder_unknown_that_any_kind_has() -> None:
    with pytest.raises(InvalidRule) as refused:
        rule_of({**RULE, "when": {"dsk": {}}, "message": "{disk_id} {nothing}"}, "x")
    assert [one.message for one in refused.value.mistakes] == [
        "/when/dsk: unknown kind of fact `dsk`; did you mean `disk`?",
        "/message: unknown placeholder `nothing`",
    ]


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
