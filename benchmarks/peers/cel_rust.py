"""CEL: the rules as one compiled expression, on the interpreter in Rust."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import cel

from benchmarks.peers.conditions import Language
from benchmarks.peers.decision import Answer, Given
from benchmarks.peers.expression import Expression
from policyguard.rules import Rule

LANGUAGE: Final = Language(" && ", "{fact} in [{values}]", own="item.")
EACH: Final = "{kind}.map(item, {found})"


class CelRust:
    """One compiled expression."""

    name = "common-expression-language"
    beside = "a list of truth values: what decides them is to be found out again"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._expression = Expression(rules, LANGUAGE, EACH)
        self._program = cel.compile(self._expression.text)

    def ask(self, given: Given) -> Any:
        """Evaluate the expression."""
        return self._program.execute(given)

    def answers(self, raw: Any) -> frozenset[Answer]:
        """Read the truth values."""
        return self._expression.answers(raw)
