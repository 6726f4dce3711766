"""A set of rules has the flaws that looking at every world finds, and no others."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from policyguard.rules import Rule
from policyguard.rules.analysis import flaws
from policyguard.rules.cover import Steps, covered
from policyguard.rules.implications import Contradiction
from policyguard.rules.rule import Condition
from policyguard.vocabulary import domain
from tests.oracles.flaws import Said, World, worlds
from tests.oracles.flaws import flaws as expected

SHARED = ("clone.power_on", "clone.cpus", "vcenter.api")
NIC = ("nic.connected", "nic.network")
DISK = ("disk.repeated",)
MOST_ITEMS = {"nic": 2, "disk": 1}
DOMAINS = {fact: domain(*fact.split(".")) for fact in (*SHARED, *NIC, *DISK)}
MESSAGES = ("message", "on {host}")
STRENGTHS = {("error", "docs"): (2, 2), ("warning", "docs"): (1, 2), ("warning", "type"): (1, 1)}


@st.composite
def whens(draw: st.DrawFn, least: int = 1) -> dict[str, dict[str, Any]]:
    facts = draw(st.lists(st.sampled_from(SHARED), max_size=3, unique=True))
    facts += draw(st.sampled_from([(), (), NIC[:1], NIC[1:], NIC, DISK]))
    when: dict[str, dict[str, Any]] = {}
    for fact in facts or draw(st.lists(st.sampled_from(SHARED), min_size=least, max_size=1)):
        kind, name = fact.split(".")
        some = st.lists(
            st.sampled_from(DOMAINS[fact]), min_size=1, max_size=len(DOMAINS[fact]) - 1, unique=True
        )
        when.setdefault(kind, {})[name] = draw(some)
    return when


def rule_of(number: int, when: dict[str, Any], message: str, strength: tuple[str, str]) -> Rule:
    return Rule.model_validate(
        {
            "id": f"SRC{number:03}",
            "slug": "slug",
            "title": "title",
            "severity": strength[0],
            "evidence": strength[1],
            "when": when,
            "message": message,
            "fix": "fix",
            "source": "source",
        }
    )


def said_of(rule: Rule) -> Said:
    host_of_item = rule.message != "message" and "nic" in rule.when
    return Said(
        rule.id,
        next((kind for kind in MOST_ITEMS if kind in rule.when), None),
        rule.when,
        f"{rule.message} {'of the item' if host_of_item else ''}",
        host_of_item,
        STRENGTHS[rule.severity.value, rule.evidence.value],
    )


@st.composite
def books(draw: st.DrawFn) -> list[Rule]:
    parts = st.tuples(whens(0), st.sampled_from(MESSAGES), st.sampled_from(sorted(STRENGTHS)))
    return [rule_of(n, *part) for n, part in enumerate(draw(st.lists(parts, max_size=7)))]


def contradiction(when: dict[str, dict[str, Any]]) -> Contradiction:
    return Contradiction(rule_of(0, when, "message", ("error", "docs")).conditions, "because")


FREE = list(worlds(DOMAINS, MOST_ITEMS, []))


def found_in(book: list[Rule], never: list[dict[str, dict[str, Any]]]) -> set[tuple[str, str]]:
    return {(flaw.problem, flaw.rules[0]) for flaw in flaws(book, [*map(contradiction, never)])}


@given(book=books())
def test_the_flaws_are_those_that_every_world_shows(book: list[Rule]) -> None:
    assert found_in(book, []) == expected([*map(said_of, book)], FREE)


@given(book=books(), never=st.lists(whens(), max_size=5))
def test_they_are_so_of_the_worlds_that_there_can_be(
    book: list[Rule], never: list[dict[str, dict[str, Any]]]
) -> None:
    possible: list[World] = list(worlds(DOMAINS, MOST_ITEMS, never))
    assert found_in(book, never) == expected([*map(said_of, book)], possible)


@given(book=books())
def test_the_others_that_a_redundant_rule_names_are_enough_and_all_needed(book: list[Rule]) -> None:
    by_id = {rule.id: rule for rule in book}
    for flaw in flaws(book, []):
        if flaw.problem == "redundant":
            rule, *named = (by_id[id_] for id_ in flaw.rules)
            assert ("redundant", rule.id) in found_in([rule, *named], [])
            for one in named:
                fewer = [other for other in named if other is not one]
                assert ("redundant", rule.id) not in found_in([rule, *fewer], [])


BOX_VALUES = {"a": (0, 1, 2), "b": (0, 1, 2), "c": (0, 1, 2)}
some_values = st.sets(st.sampled_from((0, 1, 2)), min_size=1) | st.just({0, 1}) | st.just({1, 2})
boxes = st.dictionaries(st.sampled_from(sorted(BOX_VALUES)), some_values, min_size=1, max_size=2)


def conditions(box: dict[str, set[int]]) -> list[Condition]:
    return [
        Condition("kind", fact, frozenset(values) & known, known - values)
        for fact, values in box.items()
        for known in [frozenset(BOX_VALUES[fact])]
    ]


@given(box=boxes, covers=st.lists(boxes, max_size=8))
def test_a_box_is_covered_if_each_of_its_points_is(
    box: dict[str, set[int]], covers: list[dict[str, set[int]]]
) -> None:
    def inside(point: dict[str, int], one: dict[str, set[int]]) -> bool:
        return all(point[fact] in values for fact, values in one.items())

    points = [dict(zip(BOX_VALUES, point, strict=True)) for point in product(*BOX_VALUES.values())]
    wanted = all(any(inside(p, cover) for cover in covers) for p in points if inside(p, box))
    assert covered(conditions(box), map(conditions, covers), Steps(10_000)) == wanted
