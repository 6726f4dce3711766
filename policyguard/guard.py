"""The whole way of a request, on one screen.

load → validate → facts → rules → report
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from policyguard.answers import Answerer, Answers, Matched
from policyguard.authorization import Authorizer, Principal
from policyguard.errors import InputError
from policyguard.facts.outline import outline_of, request_of
from policyguard.facts.parts import standing_facts, whole_facts
from policyguard.facts.situation import Situation
from policyguard.facts.values import Facts
from policyguard.in_force import RulesInForce
from policyguard.inventory import Inventory
from policyguard.report import Report, RequestId, report_of
from policyguard.request import CloneRequest
from policyguard.requirements import Asker
from policyguard.rules import Rule
from policyguard.rules.pack import Pack
from policyguard.schema import errors_of
from policyguard.text import clean

# Each may be some hundred kilobytes.
_MOST_OUTLINES: Final = 64


class _Outlined(NamedTuple):
    """What follows from the outline of a request, whoever sends it."""

    case: Situation
    facts: Facts
    matched: Matched


class _Standing(NamedTuple):
    """What follows from the outline of a request for one principal."""

    case: Situation
    facts: Facts
    answers: Answers


class Guard:
    """What tells, for one principal before one inventory, what vCenter would say.

    Setting it up costs once; it never changes, and any number of threads may share it.

    Args:
        inventory: What is known of the vCenter; nothing is, if none is given.
        principal: Who would send the requests. Without one no requirement is evaluated.
        groups: Groups the principal is in, besides those the inventory lists.
        engine: `durable` or `portable`; the former where it can be imported, if None.
        rules: Packs, or their directories, whose rules hold besides the built-in ones.

    Raises:
        InputError: There is no such engine here, or the inventory is not one.
        RuleError: A pack cannot be read, or does not go with another.
    """

    def __init__(
        self,
        inventory: Inventory | Mapping[str, Any] | None = None,
        principal: str | None = None,
        *,
        groups: Iterable[str] = (),
        engine: str | None = None,
        rules: Iterable[Pack | str | Path] = (),
    ) -> None:
        if not isinstance(principal, str | None) or isinstance(groups, str):
            raise InputError("a principal is a text, and groups are a list of texts")
        self._inventory = (
            inventory if isinstance(inventory, Inventory) else Inventory.load(inventory or {})
        )
        self._rules = RulesInForce(rules, engine)
        self._outlined = lru_cache(_MOST_OUTLINES)(self._outlined_of)
        self._ask_for(None if principal is None else Principal(principal, tuple(groups)))

    def for_principal(self, principal: Principal) -> Guard:
        """Return a guard for another principal, with the same inventory and rules.

        It shares with this one what it finds of requests, but for who may send them: to ask
        for many principals in turn costs much less than a `Guard` for each.
        """
        other = copy(self)
        other._ask_for(principal)  # noqa: SLF001 - one of its own kind, and no one has it yet
        return other

    def _ask_for(self, principal: Principal | None) -> None:
        """Set up what depends on who would send the requests."""
        authorizer = None if principal is None else Authorizer(self._inventory, principal)
        label, book = self._inventory.label, self._rules
        who = None if principal is None else principal.name
        asker = Asker(authorizer, clean(who or ""), label)
        self._of_outlines = Answerer(book.builtin.standing, book, asker, label)
        self._of_requests = Answerer(book.builtin.other, book, asker, label)
        self._of_packs = Answerer(book.own, book, asker, label) if book.own else None
        self._remembered = lru_cache(_MOST_OUTLINES)(self._standing_of)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in force: the built-in ones that no pack switches off, then the packs' own."""
        return self._rules.rules

    def check(self, request: CloneRequest | Mapping[str, Any]) -> Report:
        """Say everything about one request.

        Reads nothing and sends nothing: the same request always gives the same report.

        Args:
            request: A request in either shape of a request file.

        Raises:
            UnknownRelease: The request's release has no schema. Nothing else that a
                request says raises.
            EngineError: The rules engine failed; no answer was reached.
        """
        if not isinstance(request, CloneRequest):
            request = CloneRequest.of(request)
        errors = errors_of(request.body, request.release, plain=request.plain)
        outline = outline_of(request)
        standing = (
            self._standing(self._outline(request))
            if outline is None
            else self._remembered(outline)
        )
        case = standing.case.with_request(request)
        facts = whole_facts(case, standing.facts, errors)
        answers = standing.answers.joined(self._of_requests.answers(facts))
        if self._of_packs is not None:
            answers = answers.joined(
                self._of_packs.answers(self._rules.policies.added(facts, case))
            )
        return report_of(
            _id(request),
            answers.judgement,
            self._rules.builtin.other.name,
            self._rules.overrides(answers.overridden),
        )

    def _standing_of(self, outline: bytes) -> _Standing:
        return self._standing(self._outlined(outline))

    def _standing(self, outlined: _Outlined) -> _Standing:
        case, facts, matched = outlined
        return _Standing(case, facts, self._of_outlines.answers(facts, matched))

    def _outlined_of(self, outline: bytes) -> _Outlined:
        return self._outline(request_of(outline))

    def _outline(self, request: CloneRequest) -> _Outlined:
        case = Situation(request, self._inventory)
        facts = standing_facts(case)
        return _Outlined(case, facts, self._of_outlines.matched(facts))


def check(
    request: CloneRequest | Mapping[str, Any],
    *,
    inventory: Inventory | Mapping[str, Any] | None = None,
    principal: str | None = None,
    groups: Iterable[str] = (),
    rules: Iterable[Pack | str | Path] = (),
) -> Report:
    """Check one request; `Guard` does the same for many at less cost.

    Raises:
        InputError: The inventory is not one, or the release has no schema.
        RuleError: A pack cannot be read, or does not go with another.
        EngineError: The rules engine failed; no answer was reached.
    """
    return Guard(inventory, principal, groups=groups, rules=rules).check(request)


def _id(request: CloneRequest) -> RequestId:
    name = request.typed(str, "name")
    return RequestId(
        file=request.file,
        index=request.index,
        mo_id=clean(request.mo_id) if isinstance(request.mo_id, str) else None,
        release=request.release,
        name=clean(name) if isinstance(name, str) else None,
    )
