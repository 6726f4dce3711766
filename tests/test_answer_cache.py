"""What is remembered of other requests changes no answer about one."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks import samples, vcenter
from policyguard import CloneRequest, Guard, Inventory, Report
from policyguard.facts.cache import AnswerCache
from policyguard.facts.footprint import Tokens, read_of
from policyguard.facts.reading import Reading
from policyguard.facts.situation import Situation
from policyguard.facts.values import Facts
from tests import cost
from tests.shipped import ALICE, DESCRIBED, inventory_of, request_of

Data = dict[str, Any]
REFERENCE = "the reference request"


def case_of(name: str) -> tuple[Data, Data, str]:
    if name == REFERENCE:
        return samples.read_reference()[1], vcenter.inventory(), vcenter.PRINCIPAL
    return request_of(name), inventory_of(name), ALICE


def changed(request: Data) -> Iterator[Data]:
    """The request, and copies of it with one thing changed somewhere."""
    yield request
    envelope = request if "body" in request else {"body": request}
    for body in samples.mutations(envelope["body"]):
        yield {**envelope, "body": body}
    for name, value in (("moId", "vm-none"), ("moId", 7), ("release", "7.0.3.0"), ("more", 1)):
        yield {**envelope, name: value}


def differences(name: str, every: int) -> Iterator[tuple[Data, Report, Report]]:
    """The requests of which another report is made beside others than alone."""
    request, known, principal = case_of(name)
    requests = [*changed(request)][::every]
    shared = Inventory.load(known)
    guards = [Guard(shared, principal, engine="portable") for _ in range(2)]
    alone = [Guard(known, principal, engine="portable").check(each) for each in requests]
    for guard, order in zip(guards, (1, -1), strict=True):
        for each, expected in list(zip(requests, alone, strict=True))[::order]:
            report = guard.check(each)
            if report.model_dump_json() != expected.model_dump_json():
                yield each, report, expected


@pytest.mark.parametrize("name", [REFERENCE, *DESCRIBED])
def test_requests_that_differ_in_one_thing_have_the_reports_they_have_alone(name: str) -> None:
    assert next(differences(name, 13), None) is None


@pytest.mark.nightly
@pytest.mark.parametrize("name", [REFERENCE, *DESCRIBED])
def test_all_of_them_do(name: str) -> None:
    assert next(differences(name, 1), None) is None


VALUES: list[Any] = [
    *(None, True, False, 1, 0, 1.0, -1, "", "1", "True", [], {}, [1], [True], [1.0], {"a": 1}),
    *({"a": True}, "x" * 100, "x" * 99 + "y", 2**63 - 1, [[]], [{}], {"a": None}, -0.0, 0.0),
]


@pytest.mark.parametrize("place", [("name",), ("spec", "config", "memoryMB"), ("spec",)])
def test_a_token_stands_for_one_value_and_no_other(place: tuple[str, ...]) -> None:
    def token(value: Any) -> object:
        body = value
        for step in reversed(place):
            body = {step: body}
        tokens = Tokens(CloneRequest(body=body))
        return (repr(found := tokens[read_of("value", place)]), found)

    assert len({token(value) for value in VALUES}) == len(VALUES)
    assert all(token(value) == token(value) for value in VALUES)


@pytest.mark.parametrize("body", [{}, {"spec": None}, {"spec": 7}, {"spec": []}, [], None, {1: 2}])
def test_whatever_is_read_has_a_token_that_tells_there_absent_and_malformed_apart(
    body: Any,
) -> None:
    reading = Reading(CloneRequest(body=body))
    place = ("spec", "config", "name")
    found = reading.at(*place)
    tokens = {read_of(what, place): None for what in ("value", "state")}
    there = Tokens(CloneRequest(body={"spec": {"config": {"name": "x"}}})).of((*tokens,))
    absent = Tokens(CloneRequest(body={"spec": {"config": {}}})).of((*tokens,))
    mine = Tokens(CloneRequest(body=body)).of((*tokens,))
    assert mine != there
    assert (mine == absent) is (found.value == "absent")


def test_what_is_no_json_is_not_remembered() -> None:
    asked = []

    def question(case: Situation) -> Any:
        asked.append(case)
        return case.request.at("name")

    inventory = Inventory.load({})
    for _ in range(3):
        case = Situation(CloneRequest(body={"name": object()}), inventory)
        AnswerCache().ask(question, case)
    assert len(asked) == 3


def test_a_question_is_asked_again_only_where_what_it_read_differs() -> None:
    asked = []

    def question(case: Situation) -> Any:
        asked.append(case)
        return case.request.at("spec", "config", "numCPUs")

    cache, inventory = AnswerCache(), Inventory.load({})
    for cpus, memory in ((1, 1), (1, 2), (2, 2), (1, 3), (True, 3)):
        config = {"numCPUs": cpus, "memoryMB": memory}
        case = Situation(CloneRequest(body={"spec": {"config": config}}), inventory)
        assert cache.ask(question, case) is cpus
        assert [*case.request.notes.reads] == [read_of("value", ("spec", "config", "numCPUs"))]
    assert len(asked) == 3


def test_what_a_question_asks_of_another_is_read_for_it_too() -> None:
    cache, inventory = AnswerCache(), Inventory.load({})

    def inner(case: Situation) -> Any:
        return case.request.at("name")

    def outer(case: Situation) -> Any:
        return cache.ask(inner, case), case.once(inner), case.source

    for name in ("a", "a", "b", "a"):
        case = Situation(CloneRequest("vm-1", body={"name": name}), inventory)
        cache.ask(inner, case)
        assert cache.ask(outer, case)[:2] == (name, name)


def test_no_more_than_so_many_answers_are_remembered() -> None:
    cache, inventory = AnswerCache(), Inventory.load({})

    def question(case: Situation) -> Any:
        return case.request.at("name")

    for number in range(1000):
        case = Situation(CloneRequest(body={"name": number}), inventory)
        assert cache.ask(question, case) == number
    (answers,) = cache._of.values()
    assert len(answers._recent) + len(answers._earlier) <= 2 * 64


def test_a_stranger_costs_little_more_than_what_it_changes() -> None:
    request, known, principal = case_of(REFERENCE)
    guard = Guard(known, principal, engine="portable")
    config = request["body"]["spec"]["config"]

    def check(megabytes: int) -> int:
        body = {**request["body"], "spec": {**request["body"]["spec"]}}
        body["spec"]["config"] = {**config, "memoryMB": megabytes}
        return cost.calls(lambda: guard.check({**request, "body": body}))

    first, *others = (check(4096 + 4 * number) for number in range(4))
    assert max(others) < first / 2


def test_fewer_answers_to_long_requests_are_remembered() -> None:
    cache, inventory = AnswerCache(), Inventory.load({})

    def question(case: Situation) -> Any:
        return case.request.at("name")

    for number in range(100):
        long = CloneRequest(body={"name": f"{number} " * 2**15})
        cache.ask(question, Situation(long, inventory))
    (answers,) = cache._of.values()
    kept = {**answers._recent, **answers._earlier}.values()
    assert 0 < sum(len(each.value) for each in kept) <= 2 * 2**22


def test_an_answer_that_is_asked_for_now_and_then_is_not_forgotten() -> None:
    cache, inventory, asked = AnswerCache(), Inventory.load({}), []

    def question(case: Situation) -> Any:
        asked.append(case.request.at("name"))
        return asked[-1]

    def ask(name: int) -> None:
        cache.ask(question, Situation(CloneRequest(body={"name": name}), inventory))

    for number in range(1, 300):
        ask(number)
        if number % 20 == 0:
            ask(0)
    assert asked.count(0) == 1


def test_a_question_that_is_read_in_many_ways_is_answered_right() -> None:
    cache, inventory = AnswerCache(), Inventory.load({})

    def question(case: Situation) -> Any:
        return case.request.at("spec", f"member{case.request.at('name')}")

    for _ in range(2):
        for number in range(100):
            body = {"name": number, "spec": {f"member{number}": number}}
            case = Situation(CloneRequest(body=body), inventory)
            assert cache.ask(question, case) == number
    (answers,) = cache._of.values()
    assert len(answers._footprints) <= 16


def test_what_is_long_is_not_kept_and_nor_is_what_follows_from_it() -> None:
    request, known, principal = case_of(REFERENCE)
    guard = Guard(known, principal, engine="portable")
    spec = request["body"]["spec"]
    before = gc_count(Facts)
    for number in range(5):
        entries = [{"_typeName": "OptionValue", "key": f"k{n}"} for n in range(2000)]
        long = {"deviceChange": [], "extraConfig": entries, "guestId": f"{number}" * 2**18}
        body = {**request["body"], "spec": {**spec, "config": {**spec["config"], **long}}}
        guard.check({**request, "body": body})
    assert gc_count(Facts) == before


def gc_count(kind: type) -> int:
    gc.collect()
    return sum(isinstance(each, kind) for each in gc.get_objects())
