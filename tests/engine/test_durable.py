"""What `DurableEngine` does with what would be too much, too odd or badly timed."""

from __future__ import annotations

import gc
import json
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import pytest

from policyguard.engine import Engine, engine_of
from policyguard.engine.patterns import split
from policyguard.errors import EngineError, InvalidRule
from policyguard.rules import Rule
from policyguard.rules.burden import MOST_TERMS
from policyguard.vocabulary import KINDS, UNKNOWN, domain
from tests.engine.bare import outcome
from tests.engine.saying import Said, an_item, facts
from tests.property.strategies import rule_with as rule

durable = pytest.importorskip("policyguard.engine.durable")

TEMPLATE = {"clone": {"source": "template"}}

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this platform")


def policy(id_: str, when: dict[str, Any] | None = None) -> Rule:
    """A rule of a pack, whose outcome is the fact `body.ID`."""
    said = {
        "id": id_,
        "slug": "slug",
        "title": "title",
        "severity": "warning",
        "evidence": "docs",
        "when": when or {},
        "body": {"required": [id_]},
        "message": "message",
        "fix": "fix",
        "source": "source",
    }
    return Rule.model_validate(said)


def both(rules: list[Rule]) -> list[Engine]:
    return [engine_of(rules, name) for name in ("durable", "portable")]


@pytest.mark.parametrize("broken", ["BPM008", "MZB024"])
def test_two_facts_of_one_hash_are_still_two(broken: str) -> None:
    """`body.BPM008` and `body.MZB024` are one property to durable_rules."""
    ids = ["BPM008", "MZB024"]
    said = facts({f"body.{each}": "broken" if each == broken else "kept" for each in ids})
    for engine in both([policy(each) for each in ids]):
        assert [match.rule.id for match in engine.matches(said)] == [broken]


def test_two_thousand_rules_of_ten_families_match_as_they_should() -> None:
    ids = [f"ACME{chr(65 + n % 10)}{n // 10:03}" for n in range(2000)]
    outcomes = ["broken", "kept", UNKNOWN, "broken", "kept", "kept", "kept"]
    said = facts({f"body.{each}": outcomes[n % 7] for n, each in enumerate(ids)})
    rules = [policy(each, TEMPLATE if n % 2 else None) for n, each in enumerate(ids)]
    wanted = [
        (each, outcomes[n % 7] == "broken")
        for n, each in enumerate(ids)
        if outcomes[n % 7] != "kept"
    ]
    for engine in both(rules):
        assert [(m.rule.id, m.definite) for m in engine.matches(said)] == wanted


def test_a_rule_that_rules_out_too_much_at_once_is_refused_when_read_and_when_compiled() -> None:
    when: dict[str, dict[str, Any]] = {}
    tokens = [
        (kind, name)
        for kind in KINDS
        if not KINDS[kind].many
        for name in KINDS[kind].attributes
        if isinstance(domain(kind, name)[0], str)
    ]
    for kind, name in tokens:
        when.setdefault(kind, {})[name] = domain(kind, name)[-1]
    excess = sum(len(domain(*token)) - 1 for token in tokens)
    said = f"rules out {excess} values at once, more than"
    with pytest.raises(InvalidRule, match=f"^a rule: /when: this {said}"):
        rule(1, when)
    unread = rule(1, {"clone": {"source": "vm"}}).model_copy(update={"when": when})
    with pytest.raises(InvalidRule, match=f"SRC001: when: this {said}"):
        durable.DurableEngine([unread])


def test_five_thousand_items_each_get_their_match() -> None:
    engine = durable.DurableEngine([rule(1, {"disk": {"repeated": "yes"}})])
    disks = [an_item("disk", repeated="yes")] * 5000
    assert [match.item for match in engine.matches(facts(disk=disks))] == list(range(5000))


def test_different_items_beyond_one_batch_each_get_their_match() -> None:
    engine = durable.DurableEngine(
        [rule(1, {"name": {"length": {"not": 3}}, "schema": {"problem": "type"}})]
    )
    items: list[Said] = [
        {"schema.problem": "type", "schema.extra": f"token{n}"} for n in range(700)
    ]
    assert [match.item for match in engine.matches(facts(schema=items))] == list(range(700))


def test_a_refused_fact_is_an_error_and_the_engine_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = durable.DurableEngine([rule(1, TEMPLATE)])

    def twice(part: Any, messages: list[Any]) -> Any:
        return original(part, [*messages, *messages])

    original = durable._Rules._assert
    with monkeypatch.context() as patched:
        patched.setattr(durable._Rules, "_assert", twice)
        for _ in range(2 * len(durable._SIDS)):
            with pytest.raises(EngineError, match="with status"):
                engine.matches(facts())
    assert len(engine.matches(facts())) == 1


def test_facts_that_durable_rules_takes_no_notice_of_are_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = durable.DurableEngine([rule(1, TEMPLATE)])

    def refused(*_: Any) -> Any:
        raise RuntimeError("no")

    def without_witness(part: Any, state: int) -> Any:
        return [one for one in original(part, state) if one[0] != durable._WITNESS]

    original = durable._Rules._run
    with monkeypatch.context() as patched:
        patched.setattr(durable.durable_rules_engine, "assert_facts", refused)
        with pytest.raises(EngineError, match=r"refused 1 facts: no$"):
            engine.matches(facts())
    with monkeypatch.context() as patched:
        patched.setattr(durable._Rules, "_run", without_witness)
        with pytest.raises(EngineError, match=r"^durable_rules lost a fact$"):
            engine.matches(facts())
    assert len(engine.matches(facts())) == 1


@pytest.mark.parametrize("after", [0, 1])
def test_what_was_interrupted_is_compiled_anew(after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = durable.DurableEngine([rule(1, TEMPLATE)])
    spoilt, original = engine._compiled, durable._Rules._run

    def interrupted(part: Any, state: int) -> Any:
        for _, one in zip(range(after), original(part, state), strict=False):
            yield one
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(durable._Rules, "_run", interrupted)
        with pytest.raises(KeyboardInterrupt):
            engine.matches(facts())
    assert engine._compiled is not spoilt
    assert len(engine.matches(facts())) == 1


@pytest.mark.parametrize("after", [0, 1])
def test_an_interrupt_kills_nothing_and_the_engine_goes_on(after: int) -> None:
    """Nor before anything fired: then to delete the state would kill the interpreter."""
    program = f"""
from policyguard.engine import durable
from tests.engine.saying import facts
from tests.property.strategies import rule_with

compiled_ = durable.DurableEngine([rule_with(1, {TEMPLATE!r})])
run = durable._Rules._run
def interrupted(part, state):
    for _, one in zip(range({after}), run(part, state)):
        yield one
    raise KeyboardInterrupt
durable._Rules._run = interrupted
for _ in range(20):
    try:
        compiled_.matches(facts())
    except KeyboardInterrupt:
        print(end="!")
durable._Rules._run = run
print(len(compiled_.matches(facts())))
"""
    assert outcome(program) == "!" * 20 + "1"


def test_more_threads_than_sids_get_the_answers_of_one() -> None:
    rules = [rule(n, TEMPLATE, family) for n in range(9) for family in ("SRC", "PLC")]
    engine = durable.DurableEngine(rules)
    expected = engine.matches(facts())
    answers: list[bool] = []

    def ask() -> None:
        answers.extend(engine.matches(facts()) == expected for _ in range(50))

    in_threads(ask, 24, meanwhile=lambda: None)
    assert answers == [True] * 24 * 50


@forks
def test_a_forked_child_answers_where_another_thread_held_everything() -> None:
    engine = durable.DurableEngine([rule(1, TEMPLATE)])
    for _ in durable._SIDS:
        engine._compiled._sids.get()
    with engine._lock:
        assert in_child(lambda: len(engine.matches(facts()))) == 1


@forks
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_children_forked_in_the_midst_of_checks_answer() -> None:
    engine = durable.DurableEngine([rule(n, TEMPLATE) for n in range(50)])
    stopped = threading.Event()
    wrong: list[int] = []

    def ask() -> None:
        while not stopped.is_set():
            if len(engine.matches(facts())) != 50:
                wrong.append(1)

    def fork_many() -> None:
        try:
            counts = [in_child(lambda: len(engine.matches(facts()))) for _ in range(20)]
            wrong.extend(count for count in counts if count != 50)
        finally:
            stopped.set()

    in_threads(ask, 4, meanwhile=fork_many)
    assert wrong == []


def in_threads(ask: Callable[[], None], many: int, meanwhile: Callable[[], None]) -> None:
    threads = [threading.Thread(target=ask) for _ in range(many)]
    for thread in threads:
        thread.start()
    meanwhile()
    for thread in threads:
        thread.join()


def in_child(ask: Callable[[], int]) -> int:
    """What a forked child says, a number below 255; a child that hangs is killed."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - the child's lines are not counted
        try:
            signal.alarm(20)
            os.write(writer, bytes([ask()]))
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    said = os.read(reader, 1)
    os.close(reader)
    return said[0] if said else 255


@pytest.mark.parametrize(
    ("customization", "asked"), [("absent", False), ("present", True), (UNKNOWN, True)]
)
def test_a_set_of_which_no_rule_can_hold_is_not_asked(
    customization: str, asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    present = {"clone": {"customization": "present"}}
    engine = engine_of(
        [
            rule(1, {**present, "vcenter": {"api": "host"}}),
            rule(2, {**present, "adapter": {"ip": "fixed"}}),
        ],
        "durable",
    )
    asking: list[Any] = []
    given = durable.durable_rules_engine.assert_facts

    def noted(handle: int, told: str) -> Any:
        asking.append(told)
        return given(handle, told)

    monkeypatch.setattr(durable.durable_rules_engine, "assert_facts", noted)
    said = facts({"clone.customization": customization}, adapter=[an_item("adapter")])
    engine.matches(said)
    assert bool(asking) == asked


def test_what_items_say_keeps_no_set_from_being_asked() -> None:
    """The request as a whole says nothing of them."""
    only = rule(1, {"adapter": {"ip": "fixed"}})
    fixed, other = an_item("adapter", ip="fixed"), an_item("adapter", ip="dhcp")
    for engine in both([only]):
        assert len(engine.matches(facts(adapter=[other, fixed]))) == 1


@pytest.mark.parametrize(("length", "met"), [(2, False), (3, True), (5, True), (6, False)])
def test_a_range_of_numbers_includes_its_bounds(length: int, met: bool) -> None:
    rules = [rule(1, {"name": {"length": [3, 4, 5]}})]
    for engine in both(rules):
        assert len(engine.matches(facts({"name.length": length}))) == met


@pytest.mark.parametrize(("length", "met"), [(0, True), (5, True), (6, False), (UNKNOWN, True)])
def test_a_range_from_nothing_on_includes_its_bounds(length: int | str, met: bool) -> None:
    """What is not known lies just below it, so that the range is one pattern."""
    for engine in both([rule(1, {"name": {"length": {"le": 5}}})]):
        assert len(engine.matches(facts({"name.length": length}))) == met


def test_rules_are_compiled_once_for_a_process() -> None:
    engine = durable.DurableEngine([rule(1, TEMPLATE)])
    compiled = engine._compiled
    assert engine.matches(facts()) == engine.matches(facts())
    assert engine._compiled is compiled


def test_another_process_compiles_anew_and_trusts_no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = durable.DurableEngine([rule(1, TEMPLATE)])
    compiled, lock = engine._compiled, engine._lock
    with lock, monkeypatch.context() as patched:
        patched.setattr(os, "getpid", lambda: -1)
        assert len(engine.matches(facts())) == 1
        assert engine._compiled is not compiled
        with engine._lock:
            assert len(engine.matches(facts())) == 1


def test_each_fact_goes_by_a_small_number_in_a_state_that_was_handed_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = durable.DurableEngine([rule(1, TEMPLATE), rule(2, {"adapter": {"ip": "fixed"}})])
    told: list[list[tuple[str, int]]] = []
    given = durable.durable_rules_engine.assert_facts

    def noted(handle: int, messages: str) -> Any:
        told.append([(one["sid"], one["id"]) for one in json.loads(messages)])
        return given(handle, messages)

    monkeypatch.setattr(durable.durable_rules_engine, "assert_facts", noted)
    ips = ("fixed", "dhcp", "fixed")
    engine.matches(facts(adapter=[an_item("adapter", ip=ip) for ip in ips]))
    first = durable._SIDS[0]
    assert told == [[(first, 0)], [(first, 0), (first, 1)]]


def test_rule_sets_are_freed_with_the_engine_that_holds_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    freed: list[int] = []
    monkeypatch.setattr(durable.durable_rules_engine, "delete_ruleset", freed.append)
    engine = durable.DurableEngine([rule(1, TEMPLATE), rule(1, TEMPLATE, "PLC")])
    handles = [part._handle for part in engine._compiled.sets]
    gc.collect()
    assert freed == []
    del engine
    gc.collect()
    assert sorted(freed) == sorted(handles)


def test_rules_of_one_family_about_one_subject_are_one_set() -> None:
    of_items = {"adapter": {"ip": "fixed"}}
    rules = [
        rule(1, TEMPLATE),
        rule(2, of_items),
        rule(1, TEMPLATE, "PLC"),
        rule(3, TEMPLATE),
        rule(4, of_items),
    ]
    parts = [[one.id for one, _ in part] for part in split(rules)]
    assert parts == [["PLC001"], ["SRC001", "SRC003"], ["SRC002", "SRC004"]]


def test_a_set_is_filled_to_the_last_term() -> None:
    """A range has two terms, its first and its last; what is not known is a range of its own."""
    rules = [rule(n, {"name": {"length": [3]}}) for n in range(2 * (MOST_TERMS // 4) + 1)]
    sizes = [sum(len(terms) for _, terms in part) for part in split(rules)]
    assert sizes == [MOST_TERMS, MOST_TERMS, 4]
