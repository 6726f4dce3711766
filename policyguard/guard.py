"""The whole way of a request, on one screen.

load → validate → facts → rules → report
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from policyguard.authorization import Authorizer, Principal
from policyguard.engine import Engine, engine_of
from policyguard.engine.match import Match
from policyguard.errors import InputError
from policyguard.facts import FactFinder
from policyguard.facts.values import Facts
from policyguard.findings import finding_of, pointer_of
from policyguard.inventory import Inventory
from policyguard.report import Finding, Report, RequestId, Requirement, Status, report_of
from policyguard.request import CloneRequest
from policyguard.requirements import RequirementFinder, merged, missing_finding
from policyguard.rules import builtin_rules
from policyguard.schema import errors_of
from policyguard.text import clean


class Guard:
    """What tells, for one principal before one inventory, what vCenter would say.

    Setting it up costs once; it never changes, and any number of threads may share it.

    Args:
        inventory: What is known of the vCenter; nothing is, if none is given.
        principal: Who would send the requests. Without one no requirement is evaluated.
        groups: Groups the principal is in, besides those the inventory lists.
        engine: `durable` or `portable`; the former where it can be imported, if None.

    Raises:
        InputError: There is no such engine here, or the inventory is not one.
    """

    def __init__(
        self,
        inventory: Inventory | Mapping[str, Any] | None = None,
        principal: str | None = None,
        *,
        groups: Iterable[str] = (),
        engine: str | None = None,
    ) -> None:
        if not isinstance(principal, str | None) or isinstance(groups, str):
            raise InputError("a principal is a text, and groups are a list of texts")
        self._inventory = (
            inventory if isinstance(inventory, Inventory) else Inventory.load(inventory or {})
        )
        self._principal = principal
        authorizer = (
            None
            if principal is None
            else Authorizer(self._inventory, Principal(principal, tuple(groups)))
        )
        self._requirer = RequirementFinder(authorizer, self._inventory.label)
        self._finder = FactFinder(self._inventory)
        self._engine = _builtin_engine(engine)

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
        facts = self._finder.facts(request, errors)
        matches = self._engine.matches(facts)
        requirements, missing = self._requirements(matches, facts)
        found = [
            finding_of(m, facts, self._inventory.label) for m in matches if not m.rule.requires
        ]
        return report_of(_id(request), [*found, *missing], requirements, self._engine.name)

    def _requirements(
        self, matches: Iterable[Match], facts: Facts
    ) -> tuple[tuple[Requirement, ...], list[Finding]]:
        asked = merged(
            (self._requirer.requirement(match, facts), match)
            for match in matches
            if match.rule.requires
        )
        missing = [
            missing_finding(
                requirement,
                match.rule,
                pointer_of(match, facts),
                clean(self._principal or ""),
                self._inventory.label,
            )
            for requirement, match in asked
            if requirement.status is Status.MISSING
        ]
        return tuple(requirement for requirement, _ in asked), missing


def check(
    request: CloneRequest | Mapping[str, Any],
    *,
    inventory: Inventory | Mapping[str, Any] | None = None,
    principal: str | None = None,
    groups: Iterable[str] = (),
) -> Report:
    """Check one request; `Guard` does the same for many at less cost.

    Raises:
        InputError: The inventory is not one, or the release has no schema.
        EngineError: The rules engine failed; no answer was reached.
    """
    return Guard(inventory, principal, groups=groups).check(request)


@cache
def _builtin_engine(name: str | None) -> Engine:
    """The rule book, compiled once for all guards: what durable_rules compiles stays for ever."""
    return engine_of(builtin_rules(), name)


def _id(request: CloneRequest) -> RequestId:
    name = request.typed(str, "name")
    return RequestId(
        file=request.file,
        index=request.index,
        mo_id=clean(request.mo_id) if isinstance(request.mo_id, str) else None,
        release=request.release,
        name=clean(name) if isinstance(name, str) else None,
    )
