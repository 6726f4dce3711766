"""Run the compiled rules on durable_rules, held so that it cannot hurt its host.

The only module that imports `durable`. The engine has habits a guard cannot afford; each
is answered here once, and pinned by a test:

* deleting a state in which nothing fired kills the interpreter, and a fact that no rule
  mentions mutes the others → the witness rule mentions every fact and always fires
* values are compared loosely and hostile strings do harm → only tokens and small integers
  of the vocabulary enter; no text of a request ever does
* two properties of one hash are one → in every set they have names of ours, which differ
* more than 64 conditions true at once on one fact are refused, 256 rules on one pattern kill,
  512 properties hang → patterns are split into sets by family and by what they bind, none
  with more than `MOST_TERMS`; a rule whose one pattern has more is refused
* negated patterns, joins and `$or` go wrong in places → flat `$and` of `$neq` constants
* a state costs as much as the rules → a set of which no rule can hold is not asked, nor is
  one twice about the same facts: which rules fired is kept
* facts equal in 32 bits are taken for one → equal items are asked about once, each named
  by a small number, in batches that are deleted at once
* two `sid`s of one hash share a state, and states are never freed → a few fixed ones, handed
  out one at a time, deleted in `finally`; what was interrupted is compiled anew
* rule sets are never freed → they go with the object that holds them
* what an action raises is swallowed, and one that takes ten seconds is lost → no action
  runs: `_Rules.fired` reads what fired, and counts the witnesses
* `Host` polls from two threads → there is no host
* the 3.13 build of the extension has symbols that are never there → lazy binding
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from policyguard.engine.match import Match, deciding, grouped
from policyguard.engine.patterns import UNKNOWN_NUMBER, Terms, split
from policyguard.errors import EngineError
from policyguard.facts.values import Facts, Values
from policyguard.rules import Rule
from policyguard.rules.burden import MOST_TERMS
from policyguard.vocabulary import UNKNOWN

if hasattr(sys, "setdlopenflags"):
    _flags = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_LAZY)
try:
    import durable_rules_engine
    from durable.engine import Ruleset
finally:
    if hasattr(sys, "setdlopenflags"):
        sys.setdlopenflags(_flags)

Fired: TypeAlias = list[tuple[Rule, int]]
"""Rules that may hold, each with the number of the fact it holds for."""

_Said: TypeAlias = tuple[str | int, ...]
"""What is said of one fact's subject: the value of each attribute that a set asks for."""

_SIDS = tuple(f"check-{n}" for n in range(16))
_MOST_FACTS = 250
# For each set of rules. There are few ways to say anything, since every fact has few values.
_MOST_REMEMBERED = 512
_WITNESS = "witness"
_NUMBER = "number"
_PROPERTIES = tuple(f"p{n}" for n in range(MOST_TERMS))


class DurableEngine:
    """A compiled rule set; any number of threads may ask it, sixteen at a time.

    Raises:
        InvalidRule: A rule rules out more values than durable_rules can tell apart at once.
    """

    name = "durable"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)
        self._order = {rule.id: n for n, rule in enumerate(self._rules)}
        self._lock = threading.Lock()
        self._compiled = _Compiled(self._rules)

    def matches(self, facts: Facts) -> tuple[Match, ...]:
        """Every match that holds or may hold, by rule in book order, then by item.

        Raises:
            EngineError: durable_rules did not give a whole answer.
        """
        compiled = self._fresh()
        try:
            found = list(compiled.matches(facts))
        except BaseException:
            self._replace(compiled)
            raise
        return tuple(sorted(found, key=lambda m: (self._order[m.rule.id], m.item or 0)))

    def _fresh(self) -> _Compiled:
        """What was compiled in this process.

        A forked child compiles anew, and trusts no lock: at the fork another thread may
        have held that, or a `sid` whose state the child can neither finish nor delete.
        """
        if self._compiled.process != os.getpid():
            self._lock = threading.Lock()
            self._compiled = _Compiled(self._rules)
        return self._compiled

    def _replace(self, spoilt: _Compiled) -> None:
        """Compile anew, once, what may hold a state that nobody can delete."""
        with self._lock:
            if self._compiled is spoilt:
                self._compiled = _Compiled(self._rules)


class _Compiled:
    """The rules as durable_rules holds them, and the `sid`s that are free."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.process = os.getpid()
        self.sets = tuple(_Rules(f"rules-{n}", part) for n, part in enumerate(split(rules)))
        self._sids: queue.SimpleQueue[str] = queue.SimpleQueue()
        for sid in _SIDS:
            self._sids.put(sid)

    def matches(self, facts: Facts) -> Iterator[Match]:
        """Every match, in no particular order."""
        sid = self._sids.get()
        try:
            for part in self.sets:
                yield from _matches(part, facts, sid)
        finally:
            self._sids.put(sid)


class _Rules(Ruleset):  # type: ignore[misc]
    """Patterns of rules of one family that bind the same kind of items, or none."""

    def __init__(self, name: str, patterns: Sequence[tuple[Rule, Terms]]) -> None:
        self.subject = patterns[0][0].subject
        facts = sorted({fact for _, terms in patterns for _, fact, _ in terms})
        self.properties = dict(zip(facts, _PROPERTIES, strict=False))
        self._numbers = {fact for _, terms in patterns for how, fact, _ in terms if how == "$gte"}
        self._rules = {f"rule-{n}": rule for n, (rule, _) in enumerate(patterns)}
        definition: dict[str, dict[str, Any]] = {
            f"rule-{n}": {"all": [{"m": self._pattern(terms)}]}
            for n, (_, terms) in enumerate(patterns)
        }
        definition[_WITNESS] = {"all": [{"m": {"$ex": {_NUMBER: 1}}}]}
        self._needed = _needed_by_all([terms for _, terms in patterns])
        self._remembered: dict[_Said, tuple[Rule, ...]] = {}
        for one in definition.values():
            one["run"] = _never_run
        super().__init__(name, None, definition)
        weakref.finalize(self, durable_rules_engine.delete_ruleset, self._handle).atexit = False

    def _pattern(self, terms: Terms) -> Mapping[str, Any]:
        each = [{operator: {self.properties[fact]: constant}} for operator, fact, constant in terms]
        return each[0] if len(each) == 1 else {"$and": each}

    def is_idle(self, values: Values) -> bool:
        """Whether none of the rules can hold, by what all of them ask of the one request."""
        return any(values.get(fact) == token for fact, token in self._needed)

    def fired(self, facts: Sequence[Values], sid: str) -> Fired:
        """Which rules may hold for which of *facts*."""
        said = [tuple([values[fact] for fact in self.properties]) for values in facts]
        # Taken out at once: another thread may forget or learn meanwhile.
        found = {one: self._remembered.get(one) for one in said}
        new = [one for one, fired in found.items() if fired is None]
        for start in range(0, len(new), _MOST_FACTS):
            for one, fired in self._batch(new[start : start + _MOST_FACTS], sid):
                found[one] = fired
                if len(self._remembered) < _MOST_REMEMBERED:
                    self._remembered[one] = fired
        return [(rule, n) for n, one in enumerate(said) for rule in found[one] or ()]

    def _batch(self, said: Sequence[_Said], sid: str) -> Iterator[tuple[_Said, tuple[Rule, ...]]]:
        messages = [self._message(one, n, sid) for n, one in enumerate(said)]
        state = self._assert(messages)
        try:
            fired = list(self._run(state))
        except BaseException:
            # Interrupted perhaps before anything fired, and then to delete would kill.
            durable_rules_engine.start_action_for_state(self._handle, state)
            raise
        finally:
            durable_rules_engine.delete_state(self._handle, sid)
        if sum(name == _WITNESS for name, _ in fired) != len(said):
            raise EngineError("durable_rules lost a fact")
        rules: list[list[Rule]] = [[] for _ in said]
        for name, number in fired:
            if name != _WITNESS:
                rules[number].append(self._rules[name])
        return zip(said, map(tuple, rules), strict=True)

    def _assert(self, messages: Sequence[Mapping[str, str | int]]) -> int:
        try:
            code, state = durable_rules_engine.assert_facts(self._handle, json.dumps(messages))
        except Exception as error:
            raise EngineError(f"durable_rules refused {len(messages)} facts: {error}") from error
        if code != 0:
            raise EngineError(f"durable_rules took {len(messages)} facts with status {code}")
        return int(state)

    def _message(self, said: _Said, number: int, sid: str) -> dict[str, str | int]:
        message: dict[str, str | int] = {"sid": sid, "id": number, _NUMBER: number}
        for (fact, property_), value in zip(self.properties.items(), said, strict=True):
            unknown = fact in self._numbers and value == UNKNOWN
            message[property_] = UNKNOWN_NUMBER if unknown else value
        return message

    def _run(self, state: int) -> Iterator[tuple[str, int]]:
        """The name of each rule that fires, with the number of the fact it fires for."""
        action = durable_rules_engine.start_action_for_state(self._handle, state)
        message = action[1] if action else None
        while message:
            ((name, bound),) = json.loads(message).items()
            yield name, bound["m"][_NUMBER]
            message = durable_rules_engine.complete_and_start_action(self._handle, state)


def _needed_by_all(patterns: Sequence[Terms]) -> tuple[tuple[str, str | int], ...]:
    """The tokens that every pattern rules out."""
    shared = set.intersection(*(set(terms) for terms in patterns))
    return tuple((fact, token) for how, fact, token in shared if how == "$neq")


def _matches(part: _Rules, facts: Facts, sid: str) -> Iterator[Match]:
    if part.is_idle(facts.values):
        return
    if part.subject is None:
        for rule, _ in part.fired([facts.values], sid):
            yield Match(rule, None, not deciding(rule.conditions, facts.values))
        return
    groups = list(grouped(facts, part.subject).items())
    every = [{**facts.values, **dict(own)} for own, _ in groups]
    for rule, number in part.fired(every, sid):
        definite = not deciding(rule.conditions, every[number])
        for index in groups[number][1]:
            yield Match(rule, index, definite)


def _never_run(closure: Any) -> None:  # pragma: no cover
    """Stand where durable_rules wants an action; `_Rules._run` reads what fired instead."""
