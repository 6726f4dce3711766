"""What durable_rules does when it is not held: one group of tests to a row of the design.

The rows are those of section 5.2 of the design. Each habit is shown in a child process, so
that the day it is gone is noticed; beside it stands what our engine makes of the same thing.
"""

from __future__ import annotations

import ast
import gc
import re
import sys
import threading
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from policyguard.vocabulary import KINDS, UNKNOWN, domain
from tests.engine.bare import SIGSEGV, SIGXCPU, outcome
from tests.engine.saying import facts, resident
from tests.property.strategies import rule_with as rule

durable = pytest.importorskip("policyguard.engine.durable")

PACKAGE = Path(durable.__file__).parent.parent
TEMPLATE = {"clone": {"source": "template"}}
MOST = durable.MOST_TERMS

HABITS: list[tuple[str, str, int | str]] = [
    (
        "row 1: deleting a state in which nothing fired",
        """
handle = compiled(r={"a": 1})
engine.assert_fact(handle, json.dumps({"sid": "s", "a": 2}))
engine.delete_state(handle, "s")
""",
        SIGSEGV,
    ),
    ("row 1: a fact that is empty", 'engine.assert_facts(compiled(r={"a": 1}), "[{}]")', SIGSEGV),
    ("row 1: no facts at all", 'ask({"r": {"a": 1}})', SIGSEGV),
    ("row 1: a long sid", 'told(compiled(r={"a": 1}), {"a": 1}, sid="s" * 9_000_000)', SIGSEGV),
    (
        "row 1: a fact of 300 properties in a batch",
        'ask({"r": {"p0": 1}}, {f"p{n}": 1 for n in range(300)}, {"p0": 1})',
        SIGSEGV,
    ),
    (
        "row 2: two sids of one hash share a state",
        """
handle = compiled(r=[{"x": {"a": 1}}, {"y": {"b": 1}}])
told(handle, {"a": 1}, sid="costarring")
print(*fired(handle, told(handle, {"b": 1, "id": 1}, sid="liquid")[1]))
""",
        "r",
    ),
    (
        "row 2: two properties of one hash are one",
        'print(*ask({"r": {"declinate": 1}}, {"macallums": 1}))',
        "r",
    ),
    (
        "row 2: two facts of one hash are one",
        """
handle = compiled(r={"a": 1})
said = [json.dumps({"sid": "s", "a": value}) for value in (1, "1")]
print(*(engine.assert_fact(handle, one)[0] for one in said))
""",
        "0 2",
    ),
    ("row 3: '1' is 1", """print(*ask({"r": {"a": "1"}}, {"a": 1}))""", "r"),
    ("row 3: 1 is true", """print(*ask({"r": {"a": 1}}, {"a": True}))""", "r"),
    ("row 3: NaN is null", """print(*ask({"r": {"a": None}}, {"a": float("nan")}))""", "r"),
    ("row 3: strings are cut", """print(*ask({"r": {"a": "xx"}}, {"a": "x" * 65538}))""", "r"),
    (
        "row 3: a float with an exponent is refused",
        """
try:
    engine.assert_fact(compiled(r={"a": 1}), '{"sid": "s", "a": 1e22}')
except engine.error as error:
    print(error)
""",
        "Could not assert fact, error code: 204",
    ),
    (
        "row 4: more than 64 conditions at once",
        """
for many in 64, 65:
    every = {f"p{n}": 1 for n in range(many)}
    try:
        print(len(ask({f"r{n}": {f"p{n}": 1} for n in range(many)}, every)))
    except engine.error as error:
        print(error)
""",
        "64\nCould not assert facts, error code: 303",
    ),
    (
        "row 4: 256 rules on one pattern",
        'ask({f"r{n}": {"a": 1} for n in range(256)}, {"a": 1})',
        SIGSEGV,
    ),
    (
        "row 4: 512 first conditions hang",
        'ask({f"r{n}": {f"p{n}": 1} for n in range(512)}, {"p1": 1})',
        SIGXCPU,
    ),
    (
        "row 5: a pattern that the engine's own fact meets fires for ever",
        """
def act(closure):
    if next(times) == 1000:
        print("again and again", flush=True)
        os._exit(0)
import itertools
times = itertools.count()
rules = acting(act, {"$nex": {"b": 1}})
rules.do_actions(rules.assert_fact({"sid": "s", "a": 1}), lambda error, state: None)
""",
        "again and again",
    ),
    (
        "row 5: a pattern of only a negation never matches",
        'print(*ask({"r": [{"m$not": {"a": 1}}], "w": {"$ex": {"b": 1}}}, {"b": 1}))',
        "w",
    ),
    (
        "row 5: negation is judged on arrival",
        """
rules = {"r": [{"m": {"t": "p"}}, {"n$not": {"t": "q"}}]}
print(*ask(rules, {"t": "p"}, {"t": "q"}), "then", *ask(rules, {"t": "q"}, {"t": "p"}))
""",
        "r then",
    ),
    (
        "row 6: a join beside a nested `$or` is ignored",
        """
either = {"$or": [{"c": 2}, {"c": 0}]}
joined = {"$and": [{"t": "q"}, either, {"c": {"m": "a"}}]}
print(*ask({"r": [{"m": {"t": "p"}}, {"n": joined}]}, {"t": "p", "a": 1}, {"t": "q", "c": 2}))
""",
        "r",
    ),
    ("row 6: 'x' is after 'x!'", 'print(*ask({"r": {"$gt": {"a": "x!"}}}, {"a": "x"}))', "r"),
    (
        "row 6: a refused fact drops all after it",
        'print(*ask({"r": {"a": 1}}, {"a": 1}, {"b": 1e22, "a": 1}, {"a": 1}, {"a": 1}))',
        "r",
    ),
    (
        "row 7: two facts compared of which one lacks a property, and the state deleted",
        """
compared = {"$and": [{"t": "q"}, {"$neq": {"a": {"m": "a"}}}]}
handle = compiled(r=[{"m": {"t": "p"}}, {"n": compared}], w={"$ex": {"t": 1}})
try:
    told(handle, {"t": "p"}, {"t": "q", "a": 2})
except engine.error:
    engine.delete_state(handle, "s")
""",
        SIGSEGV,
    ),
    (
        "row 8: both sides of `$or` fire",
        'print(*ask({"r": {"$or": [{"a": 1}, {"b": 1}]}}, {"a": 1, "b": 1}))',
        "r r",
    ),
    (
        "row 9: what an action raises is swallowed",
        """
def act(closure):
    raise ValueError("lost")
rules = acting(act, {"a": 1})
rules.do_actions(rules.assert_fact({"sid": "s", "a": 1}), lambda error, state: print(error))
print(rules.get_state("s")["exception"][:21])
""",
        "None\nexception caught lost",
    ),
    (
        "row 10: a fact that no rule mentions stops the others",
        """
rules = acting(lambda closure: print("ran"), {"a": 1})
facts = [{"sid": "s", "a": 1}, {"sid": "s", "z": 1}]
try:
    rules.do_actions(rules.assert_facts(facts), lambda error, state: None)
except MessageNotHandledException:
    print("raised")
""",
        "raised",
    ),
    (
        "row 11: the 1,025th state",
        """
handle = compiled(r={"a": 1})
try:
    for n in range(2000):
        told(handle, {"a": 1}, sid=str(n))
except MemoryError:
    print(n)
""",
        "1024",
    ),
    (
        "row 11: rule sets are never freed",
        """
import gc
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()
def make():
    for _ in range(20):
        every = {f"r{n}": {"all": [{"m": {"a": n}}], "run": print_} for n in range(100)}
        Ruleset("rules", None, every)
    gc.collect()
def print_(closure):
    pass
make()
before = resident()
make()
print(resident() - before > 5_000_000)
""",
        "True",
    ),
    (
        "row 12: Host starts two threads",
        "import threading; Host(); print(threading.active_count() - 1)",
        "2",
    ),
]


@pytest.mark.parametrize(
    ("program", "expected"),
    [(program, expected) for _, program, expected in HABITS],
    ids=[what for what, _, _ in HABITS],
)
def test_bare_durable_rules(program: str, expected: int | str) -> None:
    assert outcome(program) == expected


def test_what_a_habit_is_shown_with_does_work_without_it() -> None:
    """Else whatever is wrong with the prelude would pass for a habit."""
    assert outcome('print(*ask({"r": {"a": 1}, "q": {"a": 2}}, {"a": 1}, {"a": 1}))') == "r r"


def test_row_1_ours_survives_a_check_in_which_no_rule_fires() -> None:
    engine = durable.DurableEngine([rule(1, {"clone": {"source": "vm"}})])
    assert [engine.matches(facts()) for _ in range(100)] == [()] * 100


def test_row_1_ours_asserts_nothing_where_there_are_no_items() -> None:
    engine = durable.DurableEngine([rule(1, {"disk": {"repeated": "yes"}})])
    assert engine.matches(facts()) == ()


def test_row_1_ours_asserts_few_properties_and_short_sids() -> None:
    assert len(durable._PROPERTIES) + len(("sid", "id", durable._NUMBER)) < 252
    assert all(len(sid) < 10 for sid in durable._SIDS)


def test_row_2_ours_has_no_two_sids_that_share_a_state() -> None:
    assert clashes(durable._SIDS) == []


def test_row_2_ours_has_no_two_properties_that_are_one() -> None:
    assert clashes([*durable._PROPERTIES, "sid", "id", "$s", durable._NUMBER]) == []


@pytest.mark.parametrize("sid", durable._SIDS)
def test_row_2_ours_has_no_two_facts_that_are_one(sid: str) -> None:
    numbers = [f"{sid}!{number}" for number in range(durable._MOST_FACTS)]
    assert clashes([*numbers, f"{sid}!sid-{sid}"]) == []


def test_row_2_the_clash_finder_finds_the_known_clashes() -> None:
    assert clashes(["declinate", "sid", "macallums"]) == [("declinate", "macallums")]
    assert clashes(["costarring", "liquid"]) == [("costarring", "liquid")]


def test_row_3_ours_is_asked_only_about_short_tokens_and_small_numbers() -> None:
    values = [v for kind in KINDS.values() for a in kind.attributes for v in domain(kind.name, a)]
    tokens = [value for value in values if isinstance(value, str)]
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z-]{0,39}", token) for token in tokens)
    assert UNKNOWN not in tokens
    assert all(0 <= value < 1000 for value in values if isinstance(value, int))


def test_row_3_ours_is_never_asked_about_both_in_one_attribute() -> None:
    for kind in KINDS.values():
        for attribute in kind.attributes:
            assert len({type(value) for value in domain(kind.name, attribute)}) == 1


def test_row_4_ours_splits_what_is_too_much_and_every_rule_fires() -> None:
    many = [rule(n, TEMPLATE) for n in range(600)]
    engine = durable.DurableEngine(many)
    assert len(engine._compiled.sets) > 1
    assert all(len(part._rules) <= MOST for part in engine._compiled.sets)
    assert [match.rule.id for match in engine.matches(facts())] == [each.id for each in many]


def test_row_5_and_8_ours_fires_once_where_several_ways_of_a_number_hold() -> None:
    odd = rule(1, {"name": {"length": {"not": [10, 20, 30]}, "raw_length": list(range(0, 20, 2))}})
    engine = durable.DurableEngine([odd])
    for values in ({}, {"name.length": UNKNOWN}, {"name.raw_length": UNKNOWN}):
        said = facts({"name.length": 9, "name.raw_length": 8, **values})
        assert [match.definite for match in engine.matches(said)] == [not values]


def test_row_5_to_8_ours_uses_flat_patterns_of_constants() -> None:
    asked = {"disk": {"repeated": "yes"}, "name": {"length": [3, 5]}, "clone": {"source": "vm"}}
    (part,) = durable.DurableEngine([rule(1, asked)])._compiled.sets
    for definition in part.get_definition().values():
        ((pattern,),) = [list(each.values()) for each in definition["all"]]
        for term in pattern.get("$and", [pattern]):
            ((operator, (compared,)),) = [(o, v.items()) for o, v in term.items()]
            assert operator in {"$neq", "$gte", "$lte", "$ex"}
            assert compared[0] in {*durable._PROPERTIES, durable._NUMBER}
            assert isinstance(compared[1], str | int)


def test_row_9_ours_runs_no_actions() -> None:
    tree = ast.parse(Path(durable.__file__).read_text("utf-8"))
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert called.isdisjoint({"do_actions", "dispatch", "update_state"})


def test_row_10_ours_counts_a_witness_for_every_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = durable.DurableEngine([rule(1, TEMPLATE)])
    original = durable._Rules._run
    with monkeypatch.context() as patched:
        patched.setattr(durable._Rules, "_run", lambda part, state: list(original(part, state))[:0])
        with pytest.raises(durable.EngineError, match="lost a fact"):
            engine.matches(facts())
    assert len(engine.matches(facts())) == 1


def test_row_11_ours_leaves_no_state_behind() -> None:
    engine = durable.DurableEngine([rule(1, TEMPLATE)])
    for _ in range(2000):
        assert len(engine.matches(facts())) == 1
    for part in engine._compiled.sets:
        for sid in durable._SIDS:
            with pytest.raises(durable.durable_rules_engine.error):
                durable.durable_rules_engine.get_state(part._handle, sid)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no way to ask for memory")
def test_row_11_ours_frees_rule_sets() -> None:
    def make() -> int:
        for _ in range(40):
            durable.DurableEngine([rule(n, TEMPLATE) for n in range(100)]).matches(facts())
        gc.collect()
        return resident()

    before = make()
    assert make() - before < 2_000_000


def test_row_12_ours_starts_no_thread() -> None:
    before = threading.active_count()
    durable.DurableEngine([rule(1, TEMPLATE)]).matches(facts())
    assert threading.active_count() == before


def test_row_13_bare_durable_rules_is_importable_as_it_is_only_before_python_3_13() -> None:
    asked = """
try:
    import durable_rules_engine
except ImportError as error:
    print("undefined symbol" in str(error))
else:
    print("imported")
"""
    wanted = "imported" if sys.version_info < (3, 13) else "True"
    assert outcome(asked, prelude="") == wanted


def test_row_13_ours_binds_lazily_and_leaves_the_flags_of_later_imports_alone() -> None:
    asked = "import sys; before = sys.getdlopenflags(); import policyguard.engine.durable\n"
    assert outcome(asked + "print(sys.getdlopenflags() == before)", prelude="") == "True"


def test_row_13_only_one_module_imports_it() -> None:
    assert [path.name for path in importers()] == ["durable.py"]


def importers() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if re.search(r"^\s*(import|from) durable", path.read_text("utf-8"), re.MULTILINE):
            yield path


def clashes(names: list[str] | tuple[str, ...]) -> list[tuple[str, str]]:
    return [pair for pair in combinations(names, 2) if fnv(pair[0]) == fnv(pair[1])]


def fnv(text: str) -> int:
    """The engine's hash: 32-bit FNV-1a."""
    value = 2166136261
    for byte in text.encode():
        value = (value ^ byte) * 16777619 % 2**32
    return value
