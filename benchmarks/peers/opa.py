"""OPA: the rules as a Rego module, built once into a bundle and run by rego-cpp."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import regopy

from benchmarks.peers.conditions import Language
from benchmarks.peers.decision import Answer, Case, Given, Intake
from policyguard.engine.match import Match
from policyguard.facts.values import Facts
from policyguard.rules import Rule

_LANGUAGE: Final = Language("; ", "{fact} in [{values}]", shared="input.", own="item.")
_NO_ITEM: Final = -1


class Opa:
    """A bundle, and the interpreter that runs it; not to be shared by threads."""

    name = "regopy"
    beside = "rego-cpp: the only Rego that pip gives in-process, not OPA's own engine"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._interpreter = regopy.Interpreter()
        self._interpreter.add_module("clone.rego", _module(rules))
        self._bundle = self._interpreter.build("found=data.clone.found", [])

    def ask(self, given: Given) -> Any:
        """Query the bundle."""
        self._interpreter.set_input(given)
        return self._interpreter.query_bundle(self._bundle)[0]["found"]

    def answers(self, raw: Any) -> frozenset[Answer]:
        """Read the set of what was found."""
        return frozenset(
            (rule, None if item == _NO_ITEM else item, *(held or [None]))
            for rule, item, *held in raw
        )


class OpaEngine:
    """The same behind policyguard's protocol, so that all else of a check is the same."""

    name = "regopy"

    def __init__(self, rules: Sequence[Rule]) -> None:
        # What is held is not asked of an engine of policyguard.
        bare = [rule.model_copy(update={"requires": None}) for rule in rules]
        self._opa, self._intake = Opa(bare), Intake(bare)
        self._by_id = {rule.id: rule for rule in rules}
        self._order = {rule.id: number for number, rule in enumerate(rules)}

    def matches(self, facts: Facts) -> tuple[Match, ...]:
        """The matches of facts that are all known."""
        found = self._opa.ask(self._intake.given(Case(facts, {})))
        answers = sorted(
            self._opa.answers(found), key=lambda one: (self._order[one[0]], one[1] or 0)
        )
        return tuple(Match(self._by_id[rule], item, definite=True) for rule, item, _ in answers)


def _module(rules: Sequence[Rule]) -> str:
    return "\n".join(("package clone", "import rego.v1", *map(_found, rules)))


def _found(rule: Rule) -> str:
    held = _LANGUAGE.held(rule)
    parts = (
        _LANGUAGE.of_request(rule),
        f"some number, item in input.{rule.subject}" if rule.subject else "",
        _LANGUAGE.of_item(rule),
        f"held := {held}" if held else "",
    )
    said = [
        f'"{rule.id}"',
        "number" if rule.subject else str(_NO_ITEM),
        *(["held"] if held else []),
    ]
    return f"found contains [{', '.join(said)}] if {{ {'; '.join(filter(None, parts))} }}"
