"""Other engines are timed only on the decision that policyguard makes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import pytest

from benchmarks import peers
from benchmarks.__main__ import main
from benchmarks.peers import comparisons
from benchmarks.peers.cases import reference, unusual, usual
from benchmarks.peers.comparisons import DisagreementError, check_agreement
from benchmarks.peers.decision import Answer, Given, Peer, answers, decide
from policyguard.engine.portable import PortableEngine
from policyguard.rules import Rule, builtin_rules

RULES = builtin_rules()
PORTABLE = PortableEngine(RULES)
# All are loaded at once, in the order that they can stand.
LOADED = peers.load()

each_peer = pytest.mark.parametrize("name", LOADED)


def _made(name: str) -> Peer:
    make = LOADED[name]
    if make is None:
        pytest.skip(f"{name} is not installed")
    return make(RULES)


@each_peer
def test_a_peer_decides_as_policyguard_does(name: str) -> None:
    check_agreement(_made(name), PORTABLE, (*usual(60), *unusual(len(RULES))))


@each_peer
def test_a_peer_leaves_out_nothing_but_what_is_said_beside_it(name: str) -> None:
    peer = _made(name)
    left_out = [rule for rule in RULES if rule not in peer.rules]
    assert bool(left_out) == (name == "cedarpy")
    assert not left_out or f"without the {len(left_out)} rules on items" in peer.beside
    assert all(rule.subject for rule in left_out)


def test_the_cases_have_every_rule_hold_and_every_privilege_both_held_and_missing() -> None:
    found = [answers(decide(PORTABLE, case)) for case in unusual(4 * len(RULES))]
    assert {rule for each in found for rule, _, _ in each} == {rule.id for rule in RULES}
    asking = {rule.id for rule in RULES if rule.requires is not None}
    for status in (True, False):
        assert {rule for each in found for rule, _, held in each if held is status} >= asking
    some_unknown = [match for case in unusual(20) for match in PORTABLE.matches(case.facts)]
    assert not all(match.definite for match in some_unknown)


def test_the_usual_cases_are_all_known_and_differ() -> None:
    cases = usual(100)
    assert all(m.definite for case in cases for m in PORTABLE.matches(case.facts))
    assert len({str(case.facts) for case in cases}) > 80
    assert all(held for _, held in decide(PORTABLE, reference()) if held is not None)


class _Hasty:
    """A peer that finds nothing, whatever it is given."""

    name = "hasty"
    beside = "wrong"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules

    def ask(self, given: Given) -> Any:
        return bool(given)

    def answers(self, raw: Any) -> frozenset[Answer]:
        assert raw is True
        return frozenset()


def test_a_peer_that_decides_otherwise_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparisons, "load", lambda: {"hasty": _Hasty})
    with pytest.raises(DisagreementError, match=r"hasty decides case 0 otherwise: .*PRV003"):
        list(comparisons.peer_comparisons())


def test_a_peer_that_is_not_there_is_named_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    none: Mapping[str, Callable[[Sequence[Rule]], Peer] | None] = dict.fromkeys(LOADED)
    monkeypatch.setattr(comparisons, "load", lambda: none)
    assert main(["1", "peers"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for name in LOADED:
        assert f"{name} is not installed: pip install 'policyguard[bench]'" in lines


def test_one_round_prints_each_peer_with_what_is_to_be_said_beside_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(comparisons, "CASES", 2)
    assert main(["1", "peers"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for name, make in LOADED.items():
        if make is not None:
            (line,) = [one for one in lines if one.startswith(f"rule step, {name} ")]
            assert re.search(r" ≥ [14] +(yes|no)  ", line)
            assert line.endswith(make(RULES).beside)


def test_a_check_with_regopy_as_its_engine_gives_the_same_report() -> None:
    _made("regopy")
    engine = import_module("benchmarks.peers.opa").OpaEngine(RULES)
    for case in (reference(), *usual(20)):
        assert engine.matches(case.facts) == PORTABLE.matches(case.facts)
