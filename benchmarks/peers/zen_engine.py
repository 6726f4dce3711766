"""GoRules: the rules as one compiled expression of zen-engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import zen

from benchmarks.peers.conditions import Language
from benchmarks.peers.decision import Answer, Given
from benchmarks.peers.expression import Expression
from policyguard.rules import Rule

_LANGUAGE: Final = Language(" and ", "{fact} in [{values}]", own="#.")


class ZenEngine:
    """One compiled expression."""

    name = "zen-engine"
    beside = "a list of truth values: what decides them is to be found out again"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._expression = Expression(rules, _LANGUAGE, "map({kind}, {found})")
        self._compiled = zen.compile_expression(self._expression.text)

    def ask(self, given: Given) -> Any:
        """Evaluate the expression."""
        return self._compiled.evaluate(given)

    def answers(self, raw: Any) -> frozenset[Answer]:
        """Read the truth values."""
        return self._expression.answers(raw)
