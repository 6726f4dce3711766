"""The rules in force: the built-in ones as packs change them, and the packs' own.

load → validate → facts → **rules** → report
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from policyguard.engine import Engine, engine_of
from policyguard.engine.match import Match
from policyguard.errors import DuplicateRule, InputError
from policyguard.facts.parts import is_standing
from policyguard.report import Override, Severity
from policyguard.rules import Rule, builtin_rules
from policyguard.rules.pack import Pack
from policyguard.text import one_line

if TYPE_CHECKING:
    from policyguard.facts.policy import Policies


class _Builtin(NamedTuple):
    """The built-in rules, compiled.

    Attributes:
        standing: Those that say the same of clones that differ in name and customization alone.
        other: The others.
    """

    standing: Engine
    other: Engine


class RulesInForce:
    """The built-in rules as packs change them, and the packs' own, compiled.

    An override changes what follows from a match and never what matches, so what is compiled
    of the built-in rules serves all. It never changes; any number of threads may share it.

    Args:
        packs: Each read already, or its directory.
        engine: By which engine; the best there is, if None.

    Attributes:
        rules: The built-in ones that are not off, and after them the packs' own.
        positions: Where each rule stands in the book, by id.
        builtin: The built-in rules, compiled.
        own: The packs' own, compiled; None where they have none.
        policies: What these ask beside the vocabulary; None where they have none.

    Raises:
        RuleError: A pack cannot be read, or two claim one id or override one rule.
        InputError: There is no such engine here, or a pack is none.
    """

    def __init__(self, packs: Iterable[Pack | str | Path], engine: str | None = None) -> None:
        loaded = _distinct(map(_loaded, _listed(packs)))
        own = tuple(_own_rules(loaded))
        self._overrides = {one.rule: one for one in _overrides(loaded)}
        book = builtin_rules()
        self._changed = {rule.id: self._rule(rule) for rule in book if rule.id in self._overrides}
        changed = (self._changed.get(rule.id, rule) for rule in book)
        self.rules = (*(rule for rule in changed if rule is not None), *own)
        self.positions = {rule.id: number for number, rule in enumerate((*book, *own))}
        if not isinstance(engine, str | None):
            raise InputError(
                f"an engine is named by a text, not a Python `{type(engine).__name__}`"
            )
        self.builtin = _builtin(engine)
        self.own = engine_of(own, engine) if own else None
        self.policies = _policies(own) if own else None

    def enforced(self, match: Match) -> Match | None:
        """A match of a built-in rule as the packs change it; None if its rule is off."""
        if match.rule.id not in self._changed:
            return match
        rule = self._changed[match.rule.id]
        return None if rule is None else Match(rule, match.item, match.definite)

    def overrides(self, ids: Iterable[str]) -> tuple[Override, ...]:
        """The overrides of some rules, each once, in book order."""
        return tuple(self._overrides[id_] for id_ in sorted({*ids}, key=self.positions.__getitem__))

    def _rule(self, rule: Rule) -> Rule | None:
        now = self._overrides[rule.id].now
        return rule.model_copy(update={"severity": now}) if isinstance(now, Severity) else None


def _policies(own: tuple[Rule, ...]) -> Policies:
    # Most checks have no pack.
    from policyguard.facts.policy import Policies  # noqa: PLC0415

    return Policies(own)


@cache
def _builtin(name: str | None) -> _Builtin:
    """The built-in rules, compiled once for all guards."""
    standing: list[Rule] = []
    other: list[Rule] = []
    for rule in builtin_rules():
        (standing if is_standing(rule) else other).append(rule)
    return _Builtin(engine_of(standing, name), engine_of(other, name))


def _listed(packs: Iterable[Pack | str | Path]) -> Iterable[Pack | str | Path]:
    if isinstance(packs, str | Path | Pack) or not isinstance(packs, Iterable):
        raise InputError("rules are a list of packs or of their directories")
    return packs


def _loaded(pack: Pack | str | Path) -> Pack:
    if isinstance(pack, Pack):
        return pack
    if isinstance(pack, str | Path):
        return Pack.load(pack)
    raise InputError(f"a pack is a `Pack` or its directory, not a Python `{type(pack).__name__}`")


def _distinct(packs: Iterable[Pack]) -> tuple[Pack, ...]:
    """The packs, none of which is another one."""
    seen: list[Pack] = []
    for pack in packs:
        if pack in seen:
            raise DuplicateRule(f"the pack {_named(pack)} is given twice")
        seen.append(pack)
    return tuple(seen)


def _own_rules(packs: Iterable[Pack]) -> Iterator[Rule]:
    taken: dict[str, Pack] = {}
    for pack in packs:
        for rule in pack.rules:
            if rule.id in taken:
                both = f"{_named(taken[rule.id], rule)}, {_named(pack, rule)}"
                raise DuplicateRule(f"rule id `{rule.id}` is in two packs: {both}")
            taken[rule.id] = pack
            yield rule


def _overrides(packs: Iterable[Pack]) -> Iterator[Override]:
    taken: dict[str, Pack] = {}
    for pack in packs:
        for override in pack.overrides:
            if override.rule in taken:
                both = f"{_named(taken[override.rule])}, {_named(pack)}"
                raise DuplicateRule(f"two packs override `{override.rule}`: {both}")
            taken[override.rule] = pack
            yield override


def _named(pack: Pack, rule: Rule | None = None) -> str:
    """What a pack is called, and where it, or a rule of it, was read."""
    place = pack.folder if rule is None else pack.place_of(rule, "/id")
    return one_line(f"{pack.name} ({place})" if place else pack.name)
