"""The conditions of rules as text, in whichever language spells *equal*, *any of* and *and*."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policyguard.rules import Condition, Rule


@dataclass(frozen=True, slots=True)
class Language:
    """How a language writes conditions.

    Attributes:
        both: What joins two of them.
        any_of: A template with `{fact}` and `{values}`.
        shared: What stands before a fact there is one of.
        own: What stands before a fact of an item.
    """

    both: str
    any_of: str
    shared: str = ""
    own: str = ""

    def conditions(self, rule: Rule) -> str:
        """All that must hold for a rule to hold; what takes no item first."""
        parts = self.of_request(rule), self.of_item(rule)
        return self.both.join(part for part in parts if part)

    def of_request(self, rule: Rule) -> str:
        """What must hold of the request."""
        return self._joined(rule.shared_conditions, self.shared)

    def of_item(self, rule: Rule) -> str:
        """What must hold of the item."""
        return self._joined(rule.own_conditions, self.own)

    def held(self, rule: Rule) -> str | None:
        """That the privilege a rule asks for is held; None if it asks for none."""
        if rule.requires is None:
            return None
        prefix = self.shared if rule.subject is None else self.own
        return f"{json.dumps(asked_for(rule))} in {prefix}{held_on(rule)}"

    def _joined(self, conditions: Iterable[Condition], prefix: str) -> str:
        return self.both.join(self._condition(one, prefix) for one in conditions)

    def _condition(self, condition: Condition, prefix: str) -> str:
        fact = prefix + condition.fact.replace(".", "_")
        numbers = sorted(value for value in condition.allowed if isinstance(value, int))
        if len(numbers) > 1 and numbers[-1] - numbers[0] == len(numbers) - 1:
            return f"{fact} >= {numbers[0]}{self.both}{fact} <= {numbers[-1]}"
        values = [json.dumps(value) for value in sorted(condition.allowed, key=str)]
        if len(values) == 1:
            return f"{fact} == {values[0]}"
        return self.any_of.format(fact=fact, values=", ".join(values))


def asked_for(rule: Rule) -> str:
    """What a rule asks for: a privilege, or several of which any one will do."""
    return " or ".join(demand.privilege for demand in rule.demands)


def held_on(rule: Rule) -> str:
    """How what is held is called where a rule asks for it."""
    return f"held_{'_or_'.join(demand.on for demand in rule.demands)}"


def by_subject(rules: Iterable[Rule]) -> dict[str | None, list[Rule]]:
    """Rules by the kind of items they bind, those that bind none first."""
    found: dict[str | None, list[Rule]] = {None: []}
    for rule in rules:
        found.setdefault(rule.subject, []).append(rule)
    return found


def truths(language: Language, rules: Sequence[Rule]) -> str:
    """A list of truth values: whether each rule holds and, where it asks, whether it is held."""
    texts = (text for rule in rules for text in (language.conditions(rule), language.held(rule)))
    return f"[{', '.join(text for text in texts if text is not None)}]"
