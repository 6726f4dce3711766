"""Each flaw of a set of rules is found and told, and the book that comes with it has none."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from policyguard.rules import Rule, analysis, builtin_rules
from policyguard.rules.analysis import Flaw, flaws
from policyguard.rules.cover import GivenUpError, Steps, covered
from policyguard.rules.implications import IMPLICATIONS
from policyguard.rules.rule import Condition
from policyguard.vocabulary import KINDS, domain
from tests.cost import calls

FAULT = {"_typeName": "InvalidArgument", "invalidProperty": "spec.location.pool"}
LAST = len(domain("name", "length")) - 1


def rule(number: int, when: dict[str, Any], **more: Any) -> Rule:
    said = {
        "id": f"PLC{number:03}",
        "slug": "slug",
        "title": "title",
        "severity": "error",
        "evidence": "docs",
        "when": when,
        "at": "/spec/location/pool",
        "message": "message",
        "fix": "fix",
        "source": "source",
    }
    return Rule.model_validate({**said, **more})


def clone(number: int, more: dict[str, Any] | None = None, **terms: Any) -> Rule:
    return rule(number, {"clone": terms}, **{"fault": FAULT, **(more or {})})


def requires(number: int, when: dict[str, Any], **more: Any) -> Rule:
    needed = {"privilege": "Datastore.AllocateSpace", "on": "datastore"}
    return rule(number, when, **{"requires": needed, **more})


def own(number: int, when: dict[str, Any] | None = None, **more: Any) -> Rule:
    """A rule of a pack."""
    return rule(number, when or {}, id=f"ACME{number:03}", **more)


def told(*rules: Rule) -> list[str]:
    return [f"{flaw.problem}: {flaw}" for flaw in flaws(rules)]


def test_the_book_has_no_flaws_and_that_is_told_quickly() -> None:
    book = builtin_rules()
    found: list[Flaw] = []
    assert calls(lambda: found.extend(flaws(book))) < 5_000_000
    assert [str(flaw) for flaw in found] == []


FLAWED: dict[str, tuple[list[Rule], list[str]]] = {
    "never, by what follows from it": (
        [rule(1, {"name": {"is": "absent", "length": {"gt": 0}}})],
        [
            (
                "never: PLC001: can never match (a name that is absent has no characters;"
                " nothing is stored of an empty name); mend `when`"
            )
        ],
    ),
    "never, by all the ways it could": (
        [
            rule(
                1,
                {
                    "clone": {"pool": "given", "host": "absent", "snapshot": "absent"},
                    "host": {"in_pool": "no"},
                },
            )
        ],
        ["never: PLC001: can never match (it is of the host named); mend `when`"],
    ),
    "never, of items": (
        [rule(1, {"clone": {"disks": "absent"}, "disk": {"repeated": "yes"}})],
        ["never: PLC001: can never match (no list of disks, no entries); mend `when`"],
    ),
    "always, of a request": (
        [rule(1, {})],
        ["always: PLC001: matches every request; add a condition to `when`"],
    ),
    "always, of an item": (
        [rule(1, {"clone": {"disks": "given"}, "disk": {}})],
        ["always: PLC001: matches every `disk`; add a condition to `when`"],
    ),
    "the same, written differently": (
        [clone(1, source="vm"), clone(2, source={"not": "template"})],
        [
            (
                "same: PLC002: always matches when `PLC001` does, and says the same;"
                " delete one of them"
            )
        ],
    ),
    "the same, by what follows from it": (
        [
            rule(1, {"clone": {"crypto": "encrypt"}}),
            rule(2, {"clone": {"crypto": "encrypt", "result": "encrypted"}}),
        ],
        [
            (
                "same: PLC002: always matches when `PLC001` does, and says the same;"
                " delete one of them"
            )
        ],
    ),
    "the same thrice, and not as severe": (
        [
            clone(n, {"severity": s}, source="vm")
            for n, s in enumerate(["error", "note", "warning"])
        ],
        [
            (
                f"same: PLC00{n}: always matches when `PLC000` does, and says the same;"
                " delete one of them"
            )
            for n in (1, 2)
        ],
    ),
    "redundant beside a wider one": (
        [clone(1, source="vm", pool="absent"), clone(2, pool="absent")],
        [("redundant: PLC001: `PLC002` matches whenever it does, and says the same; delete it")],
    ),
    "redundant beside several only together": (
        [
            clone(1, memory="yes"),
            clone(2, source="vm", power_on=["yes"]),
            clone(3, source="template"),
            clone(4, power_on="no"),
        ],
        [
            (
                "redundant: PLC001: one of `PLC002`, `PLC003`, `PLC004` matches whenever it does,"
                " and says the same; delete it, or them"
            )
        ],
    ),
    "redundant of items beside one of the request": (
        [rule(1, {"clone": {"disks": "given"}}), rule(2, {"disk": {"repeated": "yes"}})],
        [("redundant: PLC002: `PLC001` matches whenever it does, and says the same; delete it")],
    ),
    "redundant of items that are not asked anything": (
        [rule(1, {"clone": {"memory": "yes"}}), rule(2, {"clone": {"memory": "yes"}, "nic": {}})],
        ["redundant: PLC002: `PLC001` matches whenever it does, and says the same; delete it"],
    ),
    "the same schema, however it is written": (
        [
            own(1, body={"required": ["name"], "properties": {"a": {"const": 1}}}),
            own(2, body={"properties": {"a": {"const": 1}}, "required": ["name"]}),
        ],
        [
            (
                "same: ACME002: always matches when `ACME001` does, and says the same; delete "
                "one of them"
            )
        ],
    ),
    "the same places, in any order": (
        [
            own(1, {"clone": {"source": "vm"}}, within={"pool": ["ResourcePool/a", "Folder/b"]}),
            own(2, within={"pool": ["Folder/b", "ResourcePool/a"]}),
        ],
        ["redundant: ACME001: `ACME002` matches whenever it does, and says the same; delete it"],
    ),
    "a schema that every body keeps": (
        [own(1, body={"title": "any", "$defs": {"a": {"type": "string"}}})],
        ["never: ACME001: can never match (every body keeps the schema); mend `when`"],
    ),
    "a schema that no body keeps": (
        [own(1, body={"not": {"not": False}})],
        ["always: ACME001: matches every request; add a condition to `when`"],
    ),
    "a rule of a pack beside a built-in one": (
        [clone(1, source="vm"), own(1, {"clone": {"source": "vm"}}, fault=FAULT)],
        [
            (
                "same: ACME001: always matches when `PLC001` does, and says the same; delete "
                "it, or switch `PLC001` off in `pack.yaml`, with a reason"
            )
        ],
    ),
    "a narrower rule of a pack beside a built-in one": (
        [
            clone(1, source="vm"),
            own(1, {"clone": {"source": "vm", "power_on": "yes"}}, fault=FAULT),
        ],
        [
            (
                "redundant: ACME001: `PLC001` matches whenever it does, and says the same; delete "
                "it, or switch `PLC001` off in `pack.yaml`, with a reason"
            )
        ],
    ),
    "a built-in rule beside a wider one of a pack": (
        [
            clone(1, source="vm", power_on="yes"),
            own(1, {"clone": {"source": "vm"}}, fault=FAULT),
        ],
        [
            (
                "redundant: PLC001: `ACME001` matches whenever it does, and says the same; delete "
                "`ACME001`, or switch `PLC001` off in `pack.yaml`, with a reason"
            )
        ],
    ),
    "a privilege, whatever it points at and prints": (
        [
            requires(1, {"datastore": {"why": "named"}}, at="/a", message="a"),
            requires(2, {"datastore": {"why": {"not": "added-disk"}}}, at="/b", message="b"),
        ],
        [("shadowed: PLC001: `PLC002` matches whenever it does, and says the same; delete it")],
    ),
}


@pytest.mark.parametrize(("rules", "wanted"), FLAWED.values(), ids=FLAWED)
def test_a_flaw_is_told_with_what_to_do(rules: list[Rule], wanted: list[str]) -> None:
    assert told(*rules) == wanted


FLAWLESS: dict[str, list[Rule]] = {
    "schemas and places that differ": [
        own(1, body={"required": ["name"]}),
        own(2, body={"required": ["folder"]}),
        own(3, within={"pool": ["Folder/a"]}),
        own(4, within={"pool": {"not": ["Folder/a"]}}),
        own(5, within={"host": ["Folder/a"]}),
    ],
    "a schema of which it is not decided whether a body can break it": [
        own(1, body={"anyOf": [{"type": "object"}, True]})
    ],
    "another place": [clone(1, source="vm"), clone(2, {"at": "/spec"}, source="vm")],
    "another fault": [
        clone(1, source="vm"),
        clone(2, {"fault": {"_typeName": "InvalidState"}}, source="vm"),
    ],
    "another message, where no fault is predicted": [
        clone(1, {"fault": None}, source="vm"),
        clone(2, {"fault": None, "message": "other"}, source="vm"),
    ],
    "another privilege": [
        requires(1, {"datastore": {"why": "named"}}),
        requires(
            2,
            {"datastore": {"why": "named"}},
            requires={"privilege": "System.View", "on": "datastore"},
        ),
    ],
    "another object": [
        requires(1, {"datastore": {"why": "named"}}),
        requires(
            2,
            {"datastore": {"why": "named"}},
            requires={"privilege": "Datastore.AllocateSpace", "on": "host"},
        ),
    ],
    "the host of an adapter, and the host": [
        rule(1, {"nic": {"network": "not-on-host"}}, message="on {host}"),
        rule(2, {"host": {"connection": {"not": "absent"}}}, message="on {host}"),
        rule(3, {"host": {"connection": "absent"}}, message="on {host}"),
    ],
    "a narrower one that is more severe": [
        clone(1, {"severity": "warning"}, pool="absent"),
        clone(2, source="vm", pool="absent"),
    ],
    "a narrower one that is more certain": [
        clone(1, {"evidence": "type"}, pool="absent"),
        clone(2, source="vm", pool="absent"),
    ],
    "ones that overlap": [clone(1, source="vm"), clone(2, pool="absent")],
    "items of different kinds": [
        rule(1, {"disk": {"repeated": "yes"}}),
        rule(2, {"nic": {"connected": ["yes"]}}),
    ],
    "the items there may be none of": [
        rule(1, {"clone": {"pool": "given"}}),
        rule(2, {"disk": {"repeated": "yes"}}),
        rule(3, {"disk": {"repeated": "no"}}),
    ],
}


@pytest.mark.parametrize("rules", FLAWLESS.values(), ids=FLAWLESS)
def test_rules_that_each_add_something_have_no_flaw(rules: list[Rule]) -> None:
    assert told(*rules) == []


def pigeons(number: int) -> list[list[Condition]]:
    """What cannot all be avoided, one hole being short, though it takes long to see."""
    holes = frozenset(map(str, range(number - 1)))
    return [
        [Condition("kind", bird, frozenset(hole), holes - {hole}) for bird in pair]
        for pair in combinations([f"pigeon {n}" for n in range(number)], 2)
        for hole in sorted(holes)
    ]


def test_what_is_hard_is_told_where_there_are_steps_enough() -> None:
    assert covered([], pigeons(6), Steps(20_000))
    assert not covered([], pigeons(6)[1:], Steps(20_000))
    with pytest.raises(GivenUpError):
        covered([], pigeons(9), Steps(20_000))


def with_conditions(number: int, conditions: list[Condition]) -> Rule:
    """A rule whose conditions are not the vocabulary's."""
    one = rule(number, {})
    one.__dict__["conditions"] = tuple(conditions)
    return one


def own_fact(number: int) -> list[Condition]:
    return [Condition("body", f"body.{number}", frozenset(("met",)), frozenset(("unmet",)))]


def test_a_pack_made_to_be_hard_ends_and_what_is_not_decided_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(analysis, "_MOST_STEPS", 2_000)
    hard = [with_conditions(n, one) for n, one in enumerate(pigeons(8))]
    wide = with_conditions(len(hard), own_fact(0))
    (flaw,) = flaws([*hard, wide])
    assert (flaw.problem, flaw.rules[0]) == ("undecided", wide.id)
    assert str(flaw) == (
        f"{wide.id}: not decided what it adds to the rules that say the same; simplify their `when`"
    )


def test_a_condition_that_no_value_meets_never_lets_a_rule_match() -> None:
    source = Condition("clone", "clone.source", frozenset(), frozenset(("vm", "template")))
    assert told(with_conditions(1, [source])) == [
        "never: PLC001: can never match (no value meets `clone.source`); mend `when`"
    ]


def test_hundreds_of_rules_of_a_pack_are_told_apart_quickly() -> None:
    def needed(number: int) -> int:
        book = [with_conditions(n, own_fact(n)) for n in range(number)]
        assert flaws(book) == ()
        return calls(lambda: flaws(book))

    needed(2)
    # Each is compared with each other one; more than that would be eight times as much.
    assert needed(60) < 5 * needed(30)


def test_hundreds_of_rules_that_say_the_same_are_told_apart_quickly() -> None:
    book = [
        rule(n, {"name": {"length": n % LAST, "raw_length": 1 + n // LAST}}) for n in range(400)
    ]
    found: list[Flaw] = []
    assert calls(lambda: found.extend(flaws(book))) < 10_000_000
    assert [flaw for flaw in found if flaw.problem != "never"] == []


@pytest.mark.parametrize("one", IMPLICATIONS, ids=lambda one: one.because)
def test_an_implication_says_what_the_vocabulary_knows(one: Any) -> None:
    for fact, values in [*one.given.items(), *one.then.items()]:
        assert set(values) < set(domain(*fact.split(".")))
    for contradiction in one.contradictions():
        many = {c.kind for c in contradiction.conditions if KINDS[c.kind].many}
        assert len(many) < 2
