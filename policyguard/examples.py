"""What the rules say of their own examples: the tests that every rule carries.

    facts → rules → **examples**

The examples of the built-in rules stand beside the book, since checking a request needs
none of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from policyguard.engine import engine_of
from policyguard.engine.match import Match
from policyguard.errors import InputError
from policyguard.facts import facts_of
from policyguard.facts.policy import Policies
from policyguard.facts.situation import Situation
from policyguard.facts.values import Facts
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest
from policyguard.rules import Example, Rule
from policyguard.schema import errors_of
from policyguard.text import one_line


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule says of one of its examples.

    Attributes:
        said: In the words of `expect`; or why there is no answer.
    """

    rule: Rule
    example: Example
    said: str

    @property
    def is_mistaken(self) -> bool:
        """The example expects something else."""
        return self.said != self.example.expect

    def __str__(self) -> str:
        expected = f"expected {self.example.expect}, got {self.said}"
        return f"{self.rule.id}: {one_line(self.example.name)}: {expected}"


def outcomes(rules: Sequence[Rule], engine: str | None = None) -> Iterator[Outcome]:
    """What each rule says of each of its examples.

    Args:
        rules: With their examples.
        engine: By which engine; the best there is, if None.

    """
    compiled, policies = engine_of(rules, engine), Policies(rules)
    for rule in rules:
        for example in rule.examples:
            try:
                facts = policies.added(*_facts(example))
            except InputError as error:
                yield Outcome(rule, example, f"no answer: {error}")
            else:
                yield Outcome(rule, example, _said(rule, compiled.matches(facts)))


def with_examples(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules with their examples, which the built-in book leaves out."""
    return tuple(
        rule
        if rule.examples
        else rule.model_copy(update={"examples": _builtin_examples().get(rule.id, ())})
        for rule in rules
    )


@cache
def _builtin_examples() -> Mapping[str, tuple[Example, ...]]:
    path = resources.files("policyguard").joinpath("data", "rule_examples.json")
    listed = json.loads(path.read_text("utf-8"))
    return {id_: tuple(map(Example.model_validate, each)) for id_, each in listed.items()}


def _facts(example: Example) -> tuple[Facts, Situation]:
    request = CloneRequest.of(example.request)
    case = Situation(request, Inventory.load(example.inventory))
    return facts_of(case, errors_of(request.body, request.release)), case


def _said(rule: Rule, matches: Iterable[Match]) -> str:
    """What a rule says, in the words of `expect`."""
    found = [match.definite for match in matches if match.rule.id == rule.id]
    if not found:
        return "none"
    if not any(found):
        return "undetermined"
    return "requirement" if rule.requires else "finding"
