"""What all engines decide: which rules hold, and which of the privileges they ask for are held.

What is not known is left out of it: a rule that only may hold is none that holds. policyguard
answers both all the same, so its times are those of the larger question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias

from benchmarks.peers.conditions import asked_for, held_on
from policyguard.engine import Engine
from policyguard.engine.match import Match
from policyguard.facts.values import Facts, Values
from policyguard.rules import Rule
from policyguard.vocabulary import KINDS, UNKNOWN

Answer: TypeAlias = tuple[str, int | None, bool | None]
"""A rule that holds, the number of the item it holds for, and whether its privilege is held."""

Given: TypeAlias = dict[str, Any]
"""A case as other engines take it: flat facts, and lists of flat items."""

# Engines that compare numbers must be given numbers.
UNKNOWN_NUMBER: Final = -1
_NUMBERS: Final = frozenset(
    f"{kind.name}.{name}"
    for kind in KINDS.values()
    for name, attribute in kind.attributes.items()
    if isinstance(attribute.values, range)
)
_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """The facts of one request, and what its principal holds.

    Attributes:
        facts: The facts.
        held: The privileges held, by the object they are held on.
    """

    facts: Facts
    held: Mapping[Any, frozenset[str]]


class Peer(Protocol):
    """Another engine with the rules it can express, compiled for it.

    Attributes:
        name: What it is called where it is installed from.
        beside: What must be said beside its figure.
        rules: Those of the given rules that it can express.
    """

    name: str
    beside: str
    rules: Sequence[Rule]

    def ask(self, given: Given) -> Any:
        """Return what the engine answers, in its own form."""
        ...

    def answers(self, raw: Any) -> frozenset[Answer]:
        """Read what it answered."""
        ...


def decide(engine: Engine, case: Case) -> list[tuple[Match, bool | None]]:
    """Have an engine of policyguard decide a case."""
    return [(match, _is_held(match, case)) for match in engine.matches(case.facts)]


def answers(decided: Iterable[tuple[Match, bool | None]]) -> frozenset[Answer]:
    """What policyguard decided and is sure of."""
    return frozenset((match.rule.id, match.item, held) for match, held in decided if match.definite)


class Intake:
    """What turns cases into what other engines take: only what their rules ask for.

    `held_…` are the privileges on the objects that rules ask about.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._shared = _named(c.fact for rule in rules for c in rule.shared_conditions)
        self._held = _asked(rules, None)
        self._items = {
            kind: (
                _named(c.fact for rule in rules for c in rule.own_conditions if c.kind == kind),
                _asked(rules, kind),
            )
            for kind in dict.fromkeys(rule.subject for rule in rules)
            if kind is not None
        }

    def given(self, case: Case) -> Given:
        """A case as other engines take it."""
        facts = case.facts
        data = _given(facts.values, self._shared, facts.details, self._held, case)
        for kind, (names, held) in self._items.items():
            data[kind] = [
                _given(item.values, names, {**facts.details, **item.details}, held, case)
                for item in facts.items[kind]
            ]
        return data


def _named(facts: Iterable[str]) -> Mapping[str, str]:
    """Facts by what they are called where a dot means something."""
    return {fact.replace(".", "_"): fact for fact in facts}


def _asked(rules: Iterable[Rule], subject: str | None) -> Mapping[str, Sequence[Rule]]:
    """The rules that ask for privileges, by what those held where they ask are called."""
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.demands and rule.subject == subject:
            found.setdefault(held_on(rule), []).append(rule)
    return found


def _given(
    values: Values,
    names: Mapping[str, str],
    details: Mapping[str, Any],
    asked: Mapping[str, Sequence[Rule]],
    case: Case,
) -> Given:
    data: Given = {
        name: UNKNOWN_NUMBER if values[fact] == UNKNOWN and fact in _NUMBERS else values[fact]
        for name, fact in names.items()
    }
    for name, rules in asked.items():
        first, *more = rules[0].demands
        data[name] = (
            sorted(asked_for(rule) for rule in rules if _any_held(rule, details, case))
            if more
            else sorted(case.held.get(details.get(first.on), _NONE))
        )
    return data


def _any_held(rule: Rule, details: Mapping[str, Any], case: Case) -> bool:
    held = ((demand, case.held.get(details.get(demand.on), _NONE)) for demand in rule.demands)
    return any(demand.privilege in there for demand, there in held)


def _is_held(match: Match, case: Case) -> bool | None:
    rule = match.rule
    if rule.requires is None:
        return None
    details = case.facts.details
    if rule.subject is not None and match.item is not None:
        details = {**details, **case.facts.items[rule.subject][match.item].details}
    return _any_held(rule, details, case)
