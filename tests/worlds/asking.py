"""Worlds with requests and callers, and what the product says to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from policyguard import Finding, Guard, Inventory, Report, Severity
from policyguard.engine import available
from tests.worlds.deployments import Deployment, deployments
from tests.worlds.machines import populate
from tests.worlds.privileges import Caller
from tests.worlds.spoiling import COMPLETE, Case
from tests.worlds.values import Data
from tests.worlds.vcenter import World

PER_WORLD = 20
# Sorted, so that what is drawn is the same wherever both are there.
ENGINES = sorted(available())


@dataclass(frozen=True, eq=False)
class Asked:
    """One request of a world, and who sends it."""

    seed: int
    deployment: Deployment
    caller: Caller

    def __str__(self) -> str:
        return f"world {self.seed}, request {self.deployment.number}"


@dataclass(frozen=True, eq=False)
class Asking:
    """A world whose inventory is loaded once for all of its requests."""

    inventory: Inventory
    asked: tuple[Asked, ...]
    _guards: dict[tuple[str, str], Guard] = field(default_factory=dict)

    def report(self, principal: str, request: Data, engine: str) -> Report:
        """What one of those who may is told; what a guard remembers serves the next request."""
        guard = self._guards.get((principal, engine))
        if guard is None:
            guard = Guard(self.inventory, principal, engine=engine)
            self._guards[principal, engine] = guard
        return guard.check(request)

    def answers(self, asked: Asked, case: Case, engines: Sequence[str]) -> list[Report]:
        """What each of some engines says to what is spoilt; loads only what is another vCenter."""
        given, request = Case(asked.deployment, asked.caller), case.request()
        data, principal = case.inventory(), case.principal
        if principal == given.principal and principal and data == given.inventory():
            return [self.report(principal, request, engine) for engine in engines]
        inventory = Inventory.load(data)
        return [report(inventory, principal, request, engine) for engine in engines]


def world(seed: int) -> Asking:
    """The same world for the same seed."""
    random = Random(seed)  # noqa: S311 - nothing is secret
    vcenter = World(random)
    found = [
        Asked(seed, each, Caller(vcenter.objects, each.needs, each.number, random))
        for each in deployments(populate(vcenter), PER_WORLD)
    ]
    callers = [one.caller for one in found]
    data: Data = {
        "about": vcenter.about,
        "objects": vcenter.objects,
        "roles": [role for one in callers for role in one.roles],
        "permissions": [entry for one in callers for entry in one.permissions],
        "groups": {name: members for one in callers for name, members in one.groups.items()},
        "complete": list(COMPLETE),
    }
    return Asking(Inventory.load(data), tuple(found))


def report(inventory: Inventory, principal: str | None, request: Data, engine: str) -> Report:
    return Guard(inventory, principal, engine=engine).check(request)


def agree(one: Report, other: Report) -> bool:
    """Whether two reports differ in nothing but who made them."""
    return one.model_copy(update={"engine": other.engine}) == other


def ungranted(one: Report) -> set[frozenset[tuple[str, str | None]]]:
    """The privileges that a report says are not held, each with what would do as well."""
    return {
        frozenset((each.privilege, each.entity) for each in (requirement.any_of or (requirement,)))
        for requirement in one.requirements
        if requirement.status.value != "granted"
    }


def loud(one: Report) -> Iterator[Finding]:
    """What is certain of a report's errors and warnings."""
    return (
        each for each in one.findings if each.severity is not Severity.NOTE and not each.unknown
    )
