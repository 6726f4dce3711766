"""What durable_rules does when it is not held, and that `DurableEngine` holds it.

Each habit that would take the interpreter down is shown in a child process, so that the
day it is gone is noticed; then the same thing is done through our engine.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from policyguard.facts.values import Fact, Facts
from policyguard.vocabulary import KINDS, UNKNOWN, domain, qualified
from tests.property.strategies import rule_with as rule

durable = pytest.importorskip("policyguard.engine.durable")

SIGSEGV = -11
PACKAGE = Path(durable.__file__).parent.parent


def facts(**items: list[dict[str, str | int]]) -> Facts:
    """Facts that say the last value of each attribute, and the items given."""
    values = {
        qualified(kind.name, attribute): domain(kind.name, attribute)[-1]
        for kind in KINDS.values()
        if not kind.many
        for attribute in kind.attributes
    }
    many = {
        kind: tuple(Fact(own, {}, {}) for own in items.get(kind, []))
        for kind in KINDS
        if KINDS[kind].many
    }
    return Facts(values, {}, {}, many)


def dies(program: str) -> int:
    """The exit status of a program that uses durable_rules bare.

    Freed memory is poisoned, so that what reads it cannot be lucky.
    """
    poisoned = {**os.environ, "MALLOC_PERTURB_": "165"}
    arguments = [sys.executable, "-c", program]
    return subprocess.run(arguments, check=False, capture_output=True, env=poisoned).returncode


BARE = """
import durable_rules_engine as e, json
handle = e.create_ruleset("r", json.dumps({"rule": {"all": [{"m": {"a": 1}}]}}))
"""


def test_bare_deleting_a_state_in_which_nothing_fired_kills_the_interpreter() -> None:
    program = (
        BARE
        + """
e.assert_fact(handle, json.dumps({"sid": "s", "a": 2}))
e.delete_state(handle, "s")
"""
    )
    assert dies(program) == SIGSEGV


def test_ours_survives_a_check_in_which_no_rule_fires() -> None:
    engine = durable.DurableEngine([rule(1, {"clone": {"source": "vm"}})])
    assert [engine.matches(facts()) for _ in range(100)] == [()] * 100


def test_bare_an_empty_fact_kills_the_interpreter() -> None:
    assert dies(BARE + "e.assert_facts(handle, json.dumps([{}]))") == SIGSEGV


def test_ours_asserts_nothing_where_there_are_no_items() -> None:
    engine = durable.DurableEngine([rule(1, {"disk": {"repeated": "yes"}})])
    assert engine.matches(facts()) == ()


def test_the_vocabulary_has_no_two_properties_that_the_engine_takes_for_one() -> None:
    names = [qualified(kind.name, a) for kind in KINDS.values() for a in kind.attributes]
    names += ["sid", "id", durable._NUMBER]
    assert clashes(names) == []


def test_the_sids_do_not_share_a_state() -> None:
    assert clashes(list(durable._SIDS)) == []


def test_the_numbers_that_name_items_do_not_clash() -> None:
    assert clashes([str(number) for number in range(durable._MOST_FACTS)]) == []


def test_the_clash_finder_finds_the_known_clashes() -> None:
    assert clashes(["declinate", "sid", "macallums"]) == [("declinate", "macallums")]
    assert clashes(["costarring", "liquid"]) == [("costarring", "liquid")]


def clashes(names: list[str]) -> list[tuple[str, str]]:
    return [pair for pair in combinations(names, 2) if fnv(pair[0]) == fnv(pair[1])]


def fnv(text: str) -> int:
    """The engine's hash: 32-bit FNV-1a."""
    value = 2166136261
    for byte in text.encode():
        value = (value ^ byte) * 16777619 % 2**32
    return value


def test_every_value_of_the_vocabulary_is_a_short_token_or_a_small_number() -> None:
    values = [v for kind in KINDS.values() for a in kind.attributes for v in domain(kind.name, a)]
    tokens = [value for value in values if isinstance(value, str)]
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z-]{0,39}", token) for token in tokens)
    assert UNKNOWN not in tokens
    assert all(0 <= value < 1000 for value in values if isinstance(value, int))


def test_no_set_of_rules_comes_near_what_the_engine_bears() -> None:
    many = [
        rule(n, {"name": {"taken": {"not": "no"}}, "clone": {"crypto": "noop"}}) for n in range(300)
    ]
    for part in durable.DurableEngine(many)._compiled.sets:
        assert sum(len(terms) for r in part._rules.values() for terms in durable._patterns(r)) <= 60


def test_all_of_300_rules_on_one_pattern_fire() -> None:
    many = [rule(n, {"clone": {"source": "template"}}) for n in range(300)]
    assert len(durable.DurableEngine(many).matches(facts())) == len(many)


def test_five_thousand_items_each_get_their_match() -> None:
    engine = durable.DurableEngine([rule(1, {"disk": {"repeated": "yes"}})])
    disks: list[dict[str, str | int]] = [
        {f"disk.{a}": "yes" if a == "repeated" else "disk" for a in KINDS["disk"].attributes}
        for _ in range(5000)
    ]
    assert [match.item for match in engine.matches(facts(disk=disks))] == list(range(5000))


def test_different_items_beyond_one_batch_each_get_their_match() -> None:
    engine = durable.DurableEngine(
        [rule(1, {"name": {"length": {"not": 3}}, "schema": {"problem": "type"}})]
    )
    items: list[dict[str, str | int]] = [
        {"schema.problem": "type", "schema.extra": f"token{n}"} for n in range(700)
    ]
    assert [match.item for match in engine.matches(facts(schema=items))] == list(range(700))


def test_no_thread_is_started() -> None:
    before = threading.active_count()
    durable.DurableEngine([rule(1, {"clone": {"source": "vm"}})]).matches(facts())
    assert threading.active_count() == before


def test_a_lost_fact_is_an_error_and_the_engine_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = durable.DurableEngine([rule(1, {"clone": {"source": "template"}})])
    original = durable._Rules._run
    with monkeypatch.context() as patched:
        patched.setattr(durable._Rules, "_run", lambda part, state: list(original(part, state))[:0])
        with pytest.raises(durable.EngineError, match="lost a fact"):
            engine.matches(facts())
    assert len(engine.matches(facts())) == 1


def test_a_refused_fact_is_an_error_and_the_engine_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = durable.DurableEngine([rule(1, {"clone": {"source": "template"}})])

    def twice(part: Any, messages: list[Any]) -> Any:
        return original(part, [*messages, *messages])

    original = durable._Rules._assert
    with monkeypatch.context() as patched:
        patched.setattr(durable._Rules, "_assert", twice)
        for _ in range(2 * len(durable._SIDS)):
            with pytest.raises(durable.EngineError, match="with status"):
                engine.matches(facts())
    assert len(engine.matches(facts())) == 1


def test_sixteen_threads_get_the_answers_of_one() -> None:
    rules = [
        rule(n, {"clone": {"source": "template"}}, f) for n in range(9) for f in ("SRC", "PLC")
    ]
    engine = durable.DurableEngine(rules)
    expected = engine.matches(facts())
    answers: list[Any] = []

    def ask() -> None:
        answers.extend(engine.matches(facts()) == expected for _ in range(50))

    threads = [threading.Thread(target=ask) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 24 * 50


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this platform")
def test_a_forked_child_answers() -> None:
    engine = durable.DurableEngine([rule(1, {"clone": {"source": "template"}})])
    engine._compiled._sids.get()  # another thread holds a sid at the fork
    assert in_child(lambda: len(engine.matches(facts()))) == 1


def in_child(ask: Any) -> int:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - the child's lines are not counted
        os.write(writer, bytes([ask()]))
        os._exit(0)
    os.waitpid(child, 0)
    return os.read(reader, 1)[0]


def test_only_one_module_imports_durable() -> None:
    assert [path.name for path in importers()] == ["durable.py"]


def importers() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if re.search(r"^\s*(import|from) durable", path.read_text("utf-8"), re.MULTILINE):
            yield path
