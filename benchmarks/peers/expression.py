"""The rules as one expression, for engines that evaluate expressions.

Its value is a list of truth values for the rules that bind no items, and for each kind of
items a list of such lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.peers.conditions import Language, by_subject, truths
from benchmarks.peers.decision import Answer
from policyguard.rules import Rule


class Expression:
    """The expression of some rules in a language.

    Args:
        rules: The rules.
        language: How conditions are written.
        each: How something is found of each item: a template with `{kind}` and `{found}`.
    """

    def __init__(self, rules: Sequence[Rule], language: Language, each: str) -> None:
        self._parts = by_subject(rules)
        parts = [
            truths(language, part)
            if kind is None
            else each.format(kind=kind, found=truths(language, part))
            for kind, part in self._parts.items()
        ]
        self.text = f"[{', '.join(parts)}]"

    def answers(self, value: Any) -> frozenset[Answer]:
        """What a value of the expression says."""
        return frozenset(self._answers(value))

    def _answers(self, value: Any) -> Iterator[Answer]:
        for (kind, rules), found in zip(self._parts.items(), value, strict=True):
            if kind is None:
                yield from _holding(rules, found, None)
            else:
                for number, one in enumerate(found):
                    yield from _holding(rules, one, number)


def _holding(rules: Sequence[Rule], found: Sequence[bool], item: int | None) -> Iterator[Answer]:
    truth = iter(found)
    for rule in rules:
        holds = next(truth)
        held = None if rule.requires is None else next(truth)
        if holds:
            yield rule.id, item, held
