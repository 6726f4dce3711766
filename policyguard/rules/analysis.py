"""Rules analysed as a set: those that can never match, that always do, that add nothing.

    load → validate → facts → **rules** → report

Exact: facts are finite, so every assignment of values to the attributes involved is
accounted for, but those that `implications` rules out. What is asked is always whether one
rule's matches lie among those of others, all facts being known:

* a rule that binds items matches once for each of them, and there may be none or just one;
  so its matches lie among those of rules that bind the same kind of items, or none
* a rule that binds none matches where there are no items; only others that bind none count
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from policyguard.rules.comparable import comparable, contradictions_of
from policyguard.rules.cover import Conditions, GivenUpError, Steps, covered
from policyguard.rules.files import PACK_FILE
from policyguard.rules.implications import CONTRADICTIONS, Contradiction
from policyguard.rules.rule import FAMILIES, Rule, Token
from policyguard.rules.statement import Statement, as_strong, says_the_same, statement

Problem: TypeAlias = Literal["never", "always", "same", "redundant", "shadowed", "undecided"]

_MOST_STEPS = 10_000


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a rule, by itself or beside others.

    Attributes:
        problem: It can `never` match, or does `always`; says the `same` as another rule;
            is `redundant`, or `shadowed` if it requires a privilege; or it is `undecided`.
        rules: The rule's id, then those of the others.
        words: What is wrong, and what to do.
    """

    problem: Problem
    rules: tuple[str, ...]
    words: str

    def __str__(self) -> str:
        return f"{self.rules[0]}: {self.words}"


def flaws(
    rules: Sequence[Rule], contradictions: Sequence[Contradiction] = CONTRADICTIONS
) -> tuple[Flaw, ...]:
    """Find every flaw of a set of rules, in its order.

    Of rules that say the same (`statement`), one that matches exactly when an earlier one
    does is the `same`. Any other is `redundant`, or `shadowed`, if one or more of the rest,
    all at least as severe and as certain, match whenever it does.

    Args:
        rules: Rules whose ids differ.
        contradictions: What no facts say.
    """
    asked = {rule.id: comparable(rule) for rule in rules}
    groups: dict[Statement, list[Rule]] = {}
    for rule in rules:
        groups.setdefault(statement(rule), []).append(rule)
    involved = {
        said: (
            *_involved(contradictions, {c.fact for rule in group for c in asked[rule.id]}),
            *(one for rule in group for one in contradictions_of(rule)),
        )
        for said, group in groups.items()
    }
    return tuple(
        flaw
        for rule in rules
        for said in [statement(rule)]
        for flaw in _Analysis(rule, groups[said], asked, involved[said]).flaws()
    )


def _involved(
    contradictions: Iterable[Contradiction], facts: Collection[str]
) -> Sequence[Contradiction]:
    """The contradictions that say anything about some facts, the others being free."""
    left = list(contradictions)
    while True:
        held: dict[str, frozenset[Token]] = {}
        for c in (condition for one in left for condition in one.conditions):
            held[c.fact] = held.get(c.fact, frozenset()) | c.allowed
        fewer = [
            one
            for one in left
            if all(c.fact in facts or c.refused <= held[c.fact] for c in one.conditions)
        ]
        if len(fewer) == len(left):
            return left
        left = fewer


class _Analysis:
    """One rule beside those that make the same statement."""

    def __init__(
        self,
        rule: Rule,
        group: Sequence[Rule],
        asked: Mapping[str, Conditions],
        contradictions: Iterable[Contradiction],
    ) -> None:
        self._rule = rule
        self._group = group
        self._asked = asked
        self._values = {c.fact: c.allowed for c in asked[rule.id]}
        self._contradictions = [c for c in contradictions if c.subject in (None, rule.subject)]
        self._impossible = [c.conditions for c in self._contradictions]
        pairs = 4 * len(group) * (1 + len(self._impossible))
        self._steps = Steps(_MOST_STEPS + pairs)

    def flaws(self) -> Iterator[Flaw]:
        """Every flaw of the rule."""
        rule = self._rule
        try:
            if self._within(rule, []):
                yield Flaw("never", (rule.id,), f"can never match ({self._why()}); mend `when`")
                return
            if covered((), [self._asked[rule.id], *self._impossible], self._steps):
                what = f"every `{rule.subject}`" if rule.subject else "every request"
                yield Flaw("always", (rule.id,), f"matches {what}; add a condition to `when`")
            yield from self._beside()
        except GivenUpError:
            words = "not decided what it adds to the rules that say the same; simplify their `when`"
            others = (other.id for other in self._group if other is not rule)
            yield Flaw("undecided", (rule.id, *others), words)

    def _within(self, rule: Rule, others: Iterable[Rule]) -> bool:
        """Whether one of the others matches whenever a rule does."""
        covers = [*(self._asked[other.id] for other in others), *self._impossible]
        return covered(self._asked[rule.id], covers, self._steps)

    def _why(self) -> str:
        unmet = [f"no value meets `{c.fact}`" for c in self._asked[self._rule.id] if not c.allowed]
        if unmet:
            return unmet[0]
        needed = self._smallest(self._impossible, [])
        return "; ".join(dict.fromkeys(self._contradictions[n].because for n in needed))

    def _beside(self) -> Iterator[Flaw]:
        rule = self._rule
        others = [
            other
            for other in self._group
            if other is not rule and says_the_same(other, rule) and self._meets(other)
        ]
        twins = [o for o in others if self._always_together(o)]
        first = next(one for one in self._group if one is rule or one in twins)
        if first is not rule:
            words = f"always matches when `{first.id}` does, and says the same; "
            remedy = _remedy(rule, [first]) or "delete one of them"
            yield Flaw("same", (rule.id, first.id), words + remedy)
            return
        left = [o for o in others if o not in twins and as_strong(o, rule)]
        if left and self._within(rule, left):
            needed = self._smallest([self._asked[other.id] for other in left], self._impossible)
            yield _redundant(rule, [left[n] for n in needed])

    def _meets(self, other: Rule) -> bool:
        """Whether both may match at once, for all that the contradictions say."""
        return all(
            c.fact not in self._values or not c.allowed.isdisjoint(self._values[c.fact])
            for c in self._asked[other.id]
        )

    def _always_together(self, other: Rule) -> bool:
        rule = self._rule
        return (
            other.subject == rule.subject
            and self._within(rule, [other])
            and self._within(other, [rule])
        )

    def _smallest(self, covers: Sequence[Conditions], also: Sequence[Conditions]) -> Sequence[int]:
        """Which of the covers, together, the rule's matches lie in; one if one suffices."""
        box = self._asked[self._rule.id]
        left = list(range(len(covers)))
        try:
            for n in left:
                if covered(box, [covers[n], *also], self._steps):
                    return [n]
            for n in range(len(covers)):
                fewer = [m for m in left if m != n]
                if covered(box, [*(covers[m] for m in fewer), *also], self._steps):
                    left = fewer
        except GivenUpError:
            pass  # more are named than need be
        return left


def _redundant(rule: Rule, others: Sequence[Rule]) -> Flaw:
    ids = tuple(other.id for other in others)
    names = _listed(others)
    which = names if len(ids) == 1 else f"one of {names}"
    remedy = _remedy(rule, others) or ("delete it" if len(ids) == 1 else "delete it, or them")
    words = f"{which} matches whenever it does, and says the same; {remedy}"
    return Flaw("shadowed" if rule.requires else "redundant", (rule.id, *ids), words)


def _remedy(rule: Rule, others: Sequence[Rule]) -> str | None:
    """What the author of a pack does about rules that are not all of packs, or all built in."""
    built_in = [other for other in others if other.family in FAMILIES]
    if rule.family in FAMILIES and len(built_in) < len(others):
        own = [other for other in others if other not in built_in]
        return f"delete {_listed(own)}, or switch `{rule.id}` off in `{PACK_FILE}`, with a reason"
    if rule.family not in FAMILIES and built_in:
        return f"delete it, or switch {_listed(built_in)} off in `{PACK_FILE}`, with a reason"
    return None


def _listed(rules: Iterable[Rule]) -> str:
    return ", ".join(f"`{rule.id}`" for rule in rules)
