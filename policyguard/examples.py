"""What the rules say of their own examples: the tests that every rule carries.

    facts → rules → **examples**

The examples of the built-in rules stand beside the book, since checking a request needs
none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from policyguard.data_files import read_data
from policyguard.engine import engine_of
from policyguard.engine.match import Match
from policyguard.errors import InputError
from policyguard.facts import facts_of
from policyguard.facts.policy import Policies
from policyguard.facts.situation import Situation
from policyguard.facts.values import Facts
from policyguard.findings import deciders_of
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest
from policyguard.rules import Example, Rule
from policyguard.rules.repeated import written_out
from policyguard.schema import errors_of
from policyguard.text import one_line


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule says of one of its examples.

    Attributes:
        rule: Whose example it is.
        number: Which of its examples, from 0.
        said: In the words of `expect`; or why there is no answer.
        unknown: What would decide what is undetermined.
    """

    rule: Rule
    number: int
    said: str
    unknown: tuple[str, ...] = ()

    @property
    def example(self) -> Example:
        """What it is about."""
        return self.rule.examples[self.number]

    @property
    def is_mistaken(self) -> bool:
        """The example expects something else."""
        return self.said != self.example.expect

    def __str__(self) -> str:
        unknown = f" (not known: {', '.join(self.unknown)})" if self.unknown else ""
        expected = f"expected {self.example.expect}, got {self.said}{unknown}"
        return one_line(f"{self.rule.id}: {self.example.name}: {expected}")


def outcomes(rules: Sequence[Rule], engine: str | None = None) -> Iterator[Outcome]:
    """What each rule, by itself, says of each of its examples.

    Args:
        rules: With their examples.
        engine: By which engine; the best there is, if None.
    """
    for rule in rules:
        compiled, policies = engine_of([rule], engine), Policies([rule])
        for number, example in enumerate(rule.examples):
            try:
                facts = policies.added(*_facts(example))
            except InputError as error:
                yield Outcome(rule, number, f"no answer: {error}")
            else:
                matches = compiled.matches(facts)
                yield Outcome(rule, number, _said(rule, matches), _unknown(matches, facts))


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
    listed = read_data("rule_examples.json")
    return {id_: tuple(map(Example.model_validate, each)) for id_, each in listed.items()}


def _facts(example: Example) -> tuple[Facts, Situation]:
    request = CloneRequest.of(written_out(example.request)).bounded()
    case = Situation(request, Inventory.load(example.inventory))
    return facts_of(case, errors_of(request.body, request.release)), case


def _said(rule: Rule, matches: Sequence[Match]) -> str:
    """What a rule says, in the words of `expect`."""
    if not matches:
        return "none"
    if not any(match.definite for match in matches):
        return "undetermined"
    return "requirement" if rule.requires else "finding"


def _unknown(matches: Sequence[Match], facts: Facts) -> tuple[str, ...]:
    """What would decide what no match settles."""
    if any(match.definite for match in matches):
        return ()
    return tuple(dict.fromkeys(each for match in matches for each in deciders_of(match, facts)))
