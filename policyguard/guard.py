"""The whole way of a request, on one screen.

load → validate → facts → rules → report
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from policyguard.answers import Answerer, Answers, in_order
from policyguard.authorization import Authorizer, Principal
from policyguard.errors import InputError
from policyguard.facts.parts import standing_facts, whole_facts
from policyguard.facts.situation import Situation
from policyguard.facts.values import Facts
from policyguard.in_force import RulesInForce
from policyguard.inventory import Inventory
from policyguard.report import PRINCIPAL, Report, RequestId, report_of
from policyguard.request import CloneRequest
from policyguard.requirements import Asker, Need
from policyguard.rules import Rule
from policyguard.rules.pack import Pack
from policyguard.schema import errors_of
from policyguard.text import clean

_MOST_PRINCIPALS: Final = 64


class _Known(NamedTuple):
    """What is known of a request.

    Attributes:
        standing: What does not follow from its name and customization.
        facts: All of it.
        of_packs: The same, with what packs ask beside the vocabulary.
    """

    standing: Facts
    facts: Facts
    of_packs: Facts


class _Shared:
    """What all guards of one inventory remember together."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self.asker = lru_cache(_MOST_PRINCIPALS)(self._asker)

    def _asker(self, principal: Principal) -> Asker:
        authorizer = Authorizer(self._inventory, principal)
        return Asker(authorizer, clean(principal.name or ""), self._inventory.label)


class Guard:
    """What tells, for one principal before one inventory, what vCenter would say.

    Setting it up costs once; it never changes, and any number of threads may share it.

    Args:
        inventory: What is known of the vCenter; nothing is, if none is given.
        principal: Who would send the requests. Without one no requirement is evaluated, and
            what needs a privilege is undetermined.
        groups: Groups the principal is in, besides those the inventory lists.
        engine: `durable` or `portable`; the former where it can be imported, if None.
        rules: Packs, or their directories, whose rules hold besides the built-in ones.
        permissions: Whether requirements count: with False and no principal they are listed,
            and none of them is an open question.

    Raises:
        InputError: There is no such engine here, the inventory is not one, or there is a
            principal whose permissions are not to be checked.
        RuleError: A pack cannot be read, or does not go with another.
    """

    def __init__(  # noqa: PLR0913 - all but two by name
        self,
        inventory: Inventory | Mapping[str, Any] | None = None,
        principal: str | None = None,
        *,
        groups: Iterable[str] = (),
        engine: str | None = None,
        rules: Iterable[Pack | str | Path] = (),
        permissions: bool = True,
    ) -> None:
        named = _texts(groups)
        if named is None or not isinstance(principal, str | None):
            raise InputError("a principal is a text, and groups are a list of texts")
        if principal is not None and not permissions:
            raise InputError("a principal is named, but no permissions are to be checked")
        self._permissions = permissions
        self._inventory = (
            inventory if isinstance(inventory, Inventory) else Inventory.load(inventory or {})
        )
        self._shared = self._inventory.once(_Shared)
        book = self._rules = RulesInForce(rules, engine)
        label = self._inventory.label
        asker = self.asker(None if principal is None else Principal(principal, named))
        self._of_standing = Answerer(book.builtin.standing, book, asker, label)
        self._of_others = Answerer(book.builtin.other, book, asker, label)
        self._of_packs = Answerer(book.own, book, asker, label) if book.own else None
        # As long as these facts are remembered with the inventory, and no longer.
        self._standing_answers: WeakKeyDictionary[Facts, Answers] = WeakKeyDictionary()

    @property
    def inventory(self) -> Inventory:
        """What is known of the vCenter."""
        return self._inventory

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in force: the built-in ones that no pack switches off, then the packs' own."""
        return self._rules.rules

    def check(
        self,
        request: CloneRequest | Mapping[str, Any],
        *,
        keep: Callable[[str], bool] | None = None,
    ) -> Report:
        """Say everything about one request.

        Reads nothing and sends nothing: the same request always gives the same report.

        Args:
            request: A request in either shape of a request file.
            keep: Which rules count, by id; all, if None.

        Raises:
            UnknownRelease: The request's release has no schema. Nothing else that a
                request says raises.
            EngineError: The rules engine failed; no answer was reached.
        """
        request = _read(request)
        known = self._known(request)
        answers = self._answers_to(known.standing).joined(self._of_others.answers(known.facts))
        if self._of_packs is not None:
            answers = answers.joined(self._of_packs.answers(known.of_packs))
        if keep is not None:
            answers = answers.kept(keep)
        return report_of(
            _id(request),
            answers.judgement,
            self._rules.builtin.other.name,
            self._rules.overrides(answers.overridden),
        )

    def needs(self, request: CloneRequest | Mapping[str, Any]) -> tuple[Need, ...]:
        """Find what a request needs, whoever sends it, to ask of many whether they hold it.

        Raises:
            UnknownRelease: The request's release has no schema.
            EngineError: The rules engine failed; no answer was reached.
        """
        known = self._known(_read(request))
        found = [*self._of_standing.needs(known.standing)]
        found += self._of_others.needs(known.facts)
        if self._of_packs is not None:
            found += self._of_packs.needs(known.of_packs)
        return in_order(found)

    def asker(self, principal: Principal | None) -> Asker:
        """What says whether a principal holds what requests need."""
        if principal is None:
            unchecked = (PRINCIPAL,) if self._permissions else ()
            return Asker(None, "", self._inventory.label, unchecked)
        return self._shared.asker(principal)

    def _answers_to(self, standing: Facts) -> Answers:
        answers = self._standing_answers.get(standing)
        if answers is None:
            answers = self._standing_answers[standing] = self._of_standing.answers(standing)
        return answers

    def _known(self, request: CloneRequest) -> _Known:
        request = request.bounded()
        errors = errors_of(request.body, request.release, plain=request.plain)
        case = Situation(request, self._inventory)
        standing = standing_facts(case)
        facts = whole_facts(case, standing, errors)
        policies = self._rules.policies
        of_packs = facts if policies is None else policies.added(facts, case)
        return _Known(standing, facts, of_packs)


def check(  # noqa: PLR0913 - all but one by name
    request: CloneRequest | Mapping[str, Any],
    *,
    inventory: Inventory | Mapping[str, Any] | None = None,
    principal: str | None = None,
    groups: Iterable[str] = (),
    rules: Iterable[Pack | str | Path] = (),
    permissions: bool = True,
) -> Report:
    """Check one request; `Guard` does the same for many at less cost.

    Raises:
        InputError: The inventory is not one, or the release has no schema.
        RuleError: A pack cannot be read, or does not go with another.
        EngineError: The rules engine failed; no answer was reached.
    """
    guard = Guard(inventory, principal, groups=groups, rules=rules, permissions=permissions)
    return guard.check(request)


def _texts(listed: Any) -> tuple[str, ...] | None:
    """A list of texts; None for what is none."""
    if isinstance(listed, str) or not isinstance(listed, Iterable):
        return None
    texts = tuple(listed)
    return texts if all(isinstance(one, str) for one in texts) else None


def _read(request: CloneRequest | Mapping[str, Any]) -> CloneRequest:
    return request if isinstance(request, CloneRequest) else CloneRequest.of(request)


def _id(request: CloneRequest) -> RequestId:
    name = request.typed(str, "name")
    return RequestId(
        file=request.file,
        index=request.index,
        mo_id=clean(request.mo_id) if isinstance(request.mo_id, str) else None,
        release=request.release,
        name=clean(name) if isinstance(name, str) else None,
    )
