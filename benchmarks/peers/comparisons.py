"""The rule step and the whole check, against other engines that decide the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle
from typing import Any, Final

from benchmarks import vcenter
from benchmarks.checks import engines, experienced, whole, with_new
from benchmarks.guards import guard_with
from benchmarks.peers import load
from benchmarks.peers.cases import unusual, usual
from benchmarks.peers.decision import Case, Intake, Peer, answers, decide
from benchmarks.requests import strangers, variants
from benchmarks.timing import Comparison, Fresh
from policyguard import Guard, Inventory
from policyguard.engine import Engine, engine_of
from policyguard.rules import builtin_rules

CASES: Final = 256
_STEP: Final = "rule step, {}"
_AT_LEAST: Final = {"zen-engine": 4.0}
_ANY_FASTER: Final = 1.0
# Of usual requests policyguard remembers most answers, whichever engine gave them; of strangers
# every rule is asked about, so there the engines are compared.
_REQUESTS: Final = {"": variants, ", strangers": strangers}
# What takes milliseconds is run in fewer rounds.
_WEIGHTS: Final = {"regopy": 4}


def peer_comparisons() -> Iterator[Comparison | str]:
    """Every comparison with another engine; a line for each that is not installed."""
    rules = builtin_rules()
    portable = engine_of(rules, "portable")
    cases = usual(CASES)
    decided = _on_each(partial(decide, portable), cases)
    for engine in engines():
        if engine != "portable":
            own = _on_each(partial(decide, engine_of(rules, engine)), cases)
            yield Comparison(_STEP.format(engine), _STEP.format("portable"), (own, decided))
    for name, make in load().items():
        if make is None:
            yield f"{name} is not installed: pip install 'policyguard[bench]'"
            continue
        peer = make(rules)
        check_agreement(peer, portable, (*cases, *unusual(CASES)))
        intake = Intake(peer.rules)
        yield Comparison(
            _STEP.format(name),
            _STEP.format("portable"),
            (_on_each(peer.ask, [intake.given(case) for case in cases]), decided),
            at_least=_AT_LEAST.get(name, _ANY_FASTER),
            weight=_WEIGHTS.get(name, 1),
            beside=peer.beside,
        )
        if name == "regopy":
            asked = _on_each(peer.ask, [intake.given(case) for case in cases])
            yield from _against_whole_checks(asked, peer.beside)
            yield from _whole_checks(peer.beside)


def check_agreement(peer: Peer, engine: Engine, cases: Sequence[Case]) -> None:
    """Find that a peer answers what an engine of policyguard is sure of, in every case.

    Raises:
        DisagreementError: It does not, so that there is nothing to compare.
    """
    intake = Intake(peer.rules)
    able = {rule.id for rule in peer.rules}
    for number, case in enumerate(cases):
        expected = {one for one in answers(decide(engine, case)) if one[0] in able}
        given = peer.answers(peer.ask(intake.given(case)))
        if given != expected:
            msg = (
                f"{peer.name} decides case {number} otherwise: {sorted(given ^ expected, key=str)}"
            )
            raise DisagreementError(msg)


class DisagreementError(Exception):
    """Another engine decides otherwise."""


def _against_whole_checks(asked: Fresh, beside: str) -> Iterator[Comparison]:
    """What regopy takes to decide, against a whole check: reading, schema and report included."""
    inventory = Inventory.load(vcenter.inventory())
    for engine in engines():
        for what, requests in _REQUESTS.items():
            guard = experienced(Guard(inventory, vcenter.PRINCIPAL, engine=engine))
            yield Comparison(
                _STEP.format("regopy"),
                f"check, {engine}{what}",
                (asked, with_new(partial(whole, guard), requests())),
                at_least=10 if (engine, requests) == ("durable", variants) else None,
                weight=4,
                beside=beside,
            )


def _whole_checks(beside: str) -> Iterator[Comparison]:
    from benchmarks.peers.opa import OpaEngine  # noqa: PLC0415 - where it is installed

    inventory = Inventory.load(vcenter.inventory())
    for engine in engines():
        for what, requests in _REQUESTS.items():
            # Guards of its own for each row: what one row has them remember is no other's.
            guards = (
                guard_with("regopy", OpaEngine, inventory, vcenter.PRINCIPAL),
                Guard(inventory, vcenter.PRINCIPAL, engine=engine),
            )
            rego, guard = (partial(whole, experienced(one)) for one in guards)
            yield Comparison(
                f"check, regopy{what}",
                f"check, {engine}{what}",
                (with_new(rego, requests()), with_new(guard, requests())),
                weight=4,
                beside=beside,
            )


def _on_each(act: Callable[[Any], object], given: Sequence[Any]) -> Fresh:
    """An action that takes what is given in turns."""
    source = cycle(given)
    return Fresh(lambda: partial(act, next(source)))
