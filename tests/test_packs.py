"""Packs: their rules hold beside the built-in ones, and change what these cost."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from policyguard import (
    Guard,
    InputError,
    Inventory,
    Pack,
    Report,
    RuleError,
    Severity,
    check,
)
from policyguard.engine import available
from policyguard.errors import DuplicateRule
from policyguard.examples import outcomes
from policyguard.rules import builtin_rules
from tests.pack_kit import BUILT_IN, pack, policy
from tests.shipped import ALICE, EXAMPLES, PACKS, inventory_of, request_of

ACME = EXAMPLES / "packs" / "acme"
NO_NAME_BUT_X = {"properties": {"name": {"const": "x"}}}
NOTED = {"moId": "vm-1", "body": {"name": "a:b"}}  # NAM006, a note

each_engine = pytest.mark.parametrize("engine", available())


def rules_found(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings if not finding.unknown]


# The pack that is shipped.


@each_engine
def test_each_rule_of_the_shipped_pack_says_of_its_examples_what_they_expect(engine: str) -> None:
    said = list(outcomes(Pack.load(ACME).rules, engine))
    assert [str(outcome) for outcome in said if outcome.is_mistaken] == []
    assert {outcome.rule.id for outcome in said} == {f"ACME00{n}" for n in range(1, 5)}


def test_a_shipped_rule_that_asks_where_something_lies_shows_that_it_may_not_be_known() -> None:
    for rule in Pack.load(ACME).rules:
        expected = {example.expect for example in rule.examples}
        assert expected == {"finding", "none"} | ({"undetermined"} if rule.within else set())


def test_the_shipped_pack_is_named_by_its_file_and_changes_two_rules() -> None:
    loaded = Pack.load(ACME)
    assert loaded.name == "acme"
    assert [(o.rule, o.was, o.now) for o in loaded.overrides] == [
        ("NAM006", Severity.NOTE, "off"),
        ("STO015", Severity.WARNING, Severity.NOTE),
    ]


@each_engine
def test_both_engines_say_the_same_of_the_example(engine: str) -> None:
    request, inventory = request_of("packs"), inventory_of("packs")
    report = Guard(inventory, ALICE, engine=engine, rules=[ACME]).check(request)
    expected = Guard(inventory, ALICE, engine="portable", rules=[ACME]).check(request)
    assert report.model_copy(update={"engine": "portable"}) == expected
    assert report.engine == engine


# Where packs come from.


@pytest.mark.parametrize("given", [ACME, str(ACME), Pack.load(ACME)], ids=["path", "text", "pack"])
def test_a_pack_is_given_read_or_as_a_directory(given: Any) -> None:
    ids = [rule.id for rule in Guard(rules=[given]).rules]
    assert ids[-4:] == ["ACME001", "ACME002", "ACME003", "ACME004"]


@pytest.mark.parametrize("given", [str(ACME), ACME, Pack.load(ACME), [7], 7, None])
def test_what_is_no_list_of_packs_is_refused(given: Any) -> None:
    with pytest.raises(InputError):
        Guard(rules=given)


def test_without_packs_the_rules_in_force_are_the_built_in_ones() -> None:
    assert Guard().rules == builtin_rules()


def test_the_rules_in_force_are_those_of_the_book_as_changed_and_then_those_of_packs() -> None:
    own = policy(body=NO_NAME_BUT_X)
    guard = Guard(rules=[pack(own, NAM006="off", STO015="error")])
    changed = BUILT_IN["STO015"].model_copy(update={"severity": Severity.ERROR})
    expected = [changed if r.id == "STO015" else r for r in builtin_rules() if r.id != "NAM006"]
    assert guard.rules == (*expected, own)


def test_the_one_liner_takes_packs() -> None:
    report = check({"body": {"name": "y"}}, rules=[pack(policy(body=NO_NAME_BUT_X))])
    assert "ACME001" in rules_found(report)


def test_two_packs_hold_side_by_side() -> None:
    first = pack(policy(1, body=NO_NAME_BUT_X))
    second = pack(policy(2, body={"required": ["spec"]}), name="other", NAM006="error")
    report = Guard(rules=[first, second]).check(NOTED)
    assert rules_found(report)[-2:] == ["ACME001", "ACME002"]
    assert [override.pack for override in report.overrides] == ["other"]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (
            pack(policy(body=NO_NAME_BUT_X)),
            pack(policy(body={}), name="other"),
            "rule id `ACME001` is in two packs: acme, other",
        ),
        (
            pack(NAM006="off"),
            pack(name="other", NAM006="error"),
            "two packs override `NAM006`: acme, other",
        ),
    ],
    ids=["one id", "one override"],
)
def test_packs_that_clash_are_refused(first: Pack, second: Pack, said: str) -> None:
    with pytest.raises(DuplicateRule) as refused:
        Guard(rules=[first, second])
    assert str(refused.value) == said
    assert isinstance(refused.value, RuleError)


# A guard is for ever the same, and shared.


@pytest.mark.parametrize("severity", ["warning", "error"])
def test_a_fault_that_names_no_privilege_stands_beside_the_one_that_does(severity: str) -> None:
    request, inventory = request_of("missing-privilege"), inventory_of("missing-privilege")
    alone = [f for f in Guard(inventory, ALICE).check(request).faults if f.rules != ("ACME001",)]
    own = pack(
        policy(
            severity=severity,
            fault={"_typeName": "NoPermission"},
            when={"clone": {"power_on": "yes"}},
        )
    )
    faults = Guard(inventory, ALICE, rules=[own]).check(request).faults
    assert [fault for fault in faults if fault.rules != ("ACME001",)] == alone
    assert sum(fault.rules == ("ACME001",) for fault in faults) == 1


def test_threads_that_share_a_guard_get_the_answers_of_one() -> None:
    guard = Guard(inventory_of("packs"), ALICE, rules=[ACME])
    names = [f"{stage}-{n}" for stage in ("prod-shop-web", "Shop") for n in range(10, 40)]
    requests = []
    for name in names:
        request = request_of("packs")
        request["body"]["name"] = name
        requests.append(request)
    alone = [guard.check(request) for request in requests]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(guard.check, requests * 5)) == alone * 5


def test_a_guard_keeps_the_packs_it_was_given() -> None:
    packs = [pack(policy(body=NO_NAME_BUT_X))]
    guard = Guard(rules=packs)
    packs.clear()
    assert "ACME001" in rules_found(guard.check({"body": {"name": "y"}}))
    with pytest.raises(AttributeError):
        guard.rules = ()  # type: ignore[misc]


@each_engine
def test_guards_made_in_a_loop_leave_nothing_behind(engine: str) -> None:
    status = Path("/proc/self/statm")
    if not status.exists():
        pytest.skip("no such file to read the memory from")
    loaded, inventory = Pack.load(ACME), Inventory.load({})

    def held() -> int:
        gc.collect()  # a large heap is seldom looked through
        return int(status.read_text().split()[1]) * 4096

    def grown(times: int) -> int:
        before = held()
        for _ in range(times):
            Guard(inventory, engine=engine, rules=[loaded]).check(NOTED)
        return held() - before

    grown(50)
    assert grown(150) < 4 * 2**20


def test_every_pack_that_is_shipped_is_one_of_the_examples() -> None:
    assert PACKS == {"packs": [ACME]}
