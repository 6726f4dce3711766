"""CEL: the rules as one compiled expression, on the interpreter in C++."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cel_expr_python import cel

from benchmarks.peers.cel_rust import EACH, LANGUAGE
from benchmarks.peers.conditions import held_on
from benchmarks.peers.decision import Answer, Given
from benchmarks.peers.expression import Expression
from policyguard.rules import Rule
from policyguard.vocabulary import KINDS


class CelCpp:
    """One compiled expression; facts are declared as of any type, so nothing is converted."""

    name = "cel-expr-python"
    beside = "a list of truth values: what decides them is to be found out again"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._expression = Expression(rules, LANGUAGE, EACH)
        facts = {c.fact.replace(".", "_") for rule in rules for c in rule.shared_conditions}
        held = {held_on(rule) for rule in rules if rule.requires is not None}
        names = {*facts, *held, *KINDS}
        environment = cel.NewEnv(variables=dict.fromkeys(names, cel.Type.DYN))
        self._compiled = environment.compile(self._expression.text)

    def ask(self, given: Given) -> Any:
        """Evaluate the expression."""
        return self._compiled.eval(data=given).plain_value()

    def answers(self, raw: Any) -> frozenset[Answer]:
        """Read the truth values."""
        return self._expression.answers(raw)
