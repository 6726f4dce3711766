"""A cell that is granted → the fewest permissions that it takes, as the shortest explanation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from policyguard.decision import Decision, Effect, Step
from policyguard.matrix.table import Cell
from policyguard.report import Requirement, Status

# Any permission brings it along, so it says nothing beside another privilege.
_VIEW: Final = "System.View"


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission, and the privileges that it gives; more than one object may share it."""

    step: Step
    privileges: tuple[str, ...]


def grants(cell: Cell) -> tuple[Grant, ...]:
    """Permissions that together give everything, the one that gives most first.

    There are few of them: as long as something is left to give, the one that gives most of it
    is taken.
    """
    left = {
        number: set(_granting(requirement)) for number, requirement in enumerate(cell.requirements)
    }
    steps = [step for granting in left.values() for step in sorted(granting, key=str)]
    chosen = []
    while steps := [step for step in steps if any(step in one for one in left.values())]:
        best = max(steps, key=lambda step: sum(step in one for one in left.values()))
        given = [number for number, one in left.items() if best in one]
        chosen.append(Grant(best, _privileges(cell.requirements[number] for number in given)))
        for number in given:
            del left[number]
    return tuple(chosen)


def answered(cell: Cell) -> tuple[str, ...]:
    """The privileges that are held though no permission is known to give them.

    The server itself answered that they are.
    """
    return _privileges(
        one for one in cell.requirements if one.status is Status.GRANTED and not any(_granting(one))
    )


def _granting(requirement: Requirement) -> Iterator[Step]:
    for decision in _decisions(requirement):
        yield from (step for step in decision.steps if step.effect is Effect.GRANTS)


def _decisions(requirement: Requirement) -> Iterator[Decision]:
    """What gives it; of alternatives, what gives those that are held."""
    for one in requirement.any_of or (requirement,):
        if one.status is Status.GRANTED and one.access is not None:
            yield one.access


def _privileges(requirements: Iterator[Requirement]) -> tuple[str, ...]:
    found = dict.fromkeys(requirement.privilege for requirement in requirements)
    return tuple(one for one in found if one != _VIEW) or tuple(found)
