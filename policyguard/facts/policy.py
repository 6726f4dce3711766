"""What packs ask beside the vocabulary: whether the body keeps a schema, where objects lie.

    load → validate → **facts** → rules → report

Each answer is a fact of one rule: `body.<ID>` and `within.<ID>.<target>`.

INVARIANT: no body and no inventory makes this raise; what cannot be answered is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from policyguard.facts.reading import Reading
from policyguard.facts.situation import ANY_HOST, Found, Situation
from policyguard.facts.values import Fact, Facts, Said, Unknown, union
from policyguard.rules import Rule
from policyguard.rules.breach import BodySchema, Breach
from policyguard.rules.rule import body_fact, within_fact
from policyguard.rules.within import TARGETS, Places
from policyguard.schema.plain import flaw_of
from policyguard.vocabulary import KINDS, UNKNOWN

_Answer: TypeAlias = Breach | Unknown | None
_NO_ANSWER: Final = Unknown(("body",))


class Policies:
    """What rules ask beside the vocabulary, compiled once; any number of threads may share it.

    Args:
        rules: Those that ask nothing beside it do no harm.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        rules = tuple(rules)
        self._bodies = [(rule.id, BodySchema(rule.body)) for rule in rules if rule.body is not None]
        asked = [(TARGETS[t], t, rule.id, p) for rule in rules for t, p in rule.places.items()]
        self._shared = [_Asked(*each) for each in asked if not KINDS[each[0]].many]
        self._of_items = [_Asked(*each) for each in asked if KINDS[each[0]].many]

    def added(self, facts: Facts, case: Situation) -> Facts:
        """The facts of a request, and what the rules ask beside them."""
        breaches = dict(self._breaches(case.request))
        said = {body_fact(id_): _outcome(breach) for id_, breach in breaches.items()}
        said |= {one.fact: one.of_request(case) for one in self._shared}
        values, unknown = _flat(said)
        return replace(
            facts,
            values={**facts.values, **values},
            unknown={**facts.unknown, **unknown},
            items=self._items(facts, case),
            of_rules={id_: _details(breach) for id_, breach in breaches.items()},
        )

    def _breaches(self, request: Reading) -> Iterator[tuple[str, _Answer]]:
        """What breaks the schema of each rule."""
        answers = bool(self._bodies) and (request.plain or flaw_of(request.body) is None)
        for id_, schema in self._bodies:
            yield id_, schema.breach(request.body) if answers else _NO_ANSWER

    def _items(self, facts: Facts, case: Situation) -> Mapping[str, tuple[Fact, ...]]:
        items = dict(facts.items)
        for one in self._of_items:
            items[one.kind] = tuple(one.of_item(fact, case) for fact in items[one.kind])
        return items


@dataclass(frozen=True, slots=True)
class _Asked:
    """One target of a rule, and where it is asked to lie."""

    kind: str
    target: str
    rule: str
    places: Places

    @property
    def fact(self) -> str:
        return within_fact(self.rule, self.target)

    def of_request(self, case: Situation) -> Said:
        """Where the objects lie that a request has as this target."""
        if self.target == "host":
            return _agreed([_lies(case, host, self.places) for host in _hosts(case)])
        named = {"source": case.source, "folder": case.folder, "pool": case.pool}
        return _lies(case, named[self.target], self.places)

    def of_item(self, fact: Fact, case: Situation) -> Fact:
        """An item, with where its object lies."""
        values, unknown = _flat({self.fact: _lies(case, fact.details[self.target], self.places)})
        return replace(fact, values={**fact.values, **values}, unknown={**fact.unknown, **unknown})


def _hosts(case: Situation) -> tuple[Found, ...]:
    return (case.hosts,) if isinstance(case.hosts, Unknown) else case.hosts


def _agreed(said: list[Said]) -> Said:
    """What is so of the one that is picked, whichever it is."""
    if len({*said}) <= 1:
        return said[0] if said else "absent"
    known = {one for one in said if not isinstance(one, Unknown)}
    return Unknown(union(*said, *([ANY_HOST] if len(known) > 1 else [])))


def _lies(case: Situation, start: Found, places: Places) -> Said:
    """Whether an object is one of some roots, or lies below one."""
    if start is None:
        return "absent"
    for here in case.upwards(start):
        if isinstance(here, Unknown):
            return here
        if here in places.roots:
            return "yes"
    return "no"


def _outcome(answer: _Answer) -> Said:
    if isinstance(answer, Unknown):
        return answer
    return "kept" if answer is None else "broken"


def _details(answer: _Answer) -> Mapping[str, Any]:
    breach = answer if isinstance(answer, Breach) else Breach("", "")
    return {"place": breach.place, "problem": breach.problem}


def _flat(said: Mapping[str, Said]) -> tuple[dict[str, str | int], dict[str, tuple[str, ...]]]:
    """Values and, of the unknown ones, what would decide them."""
    unknown = {fact: one.deciders for fact, one in said.items() if isinstance(one, Unknown)}
    values = {fact: UNKNOWN if isinstance(one, Unknown) else one for fact, one in said.items()}
    return values, unknown
