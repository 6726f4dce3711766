"""Two matrices of the same requests → what each principal gains and loses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from policyguard.authorization.everyone import Who
from policyguard.matrix.table import Cell, Matrix
from policyguard.report import Requirement, Status

_Key: TypeAlias = tuple[object, ...]


class Effect(StrEnum):
    """What a change comes to for one principal and one request."""

    GAINS = "gains"
    LOSES = "loses"
    DIFFERS = "differs"
    """They may send it as little or as much as before, but for another reason."""


@dataclass(frozen=True, slots=True)
class RequirementChange:
    """A requirement before and after; None where the request does not have it."""

    was: Requirement | None
    now: Requirement | None

    @property
    def either(self) -> Requirement:
        """The requirement as it is now, or else as it was."""
        found = self.now or self.was
        assert found is not None  # noqa: S101 - one of the two is there
        return found


@dataclass(frozen=True, slots=True)
class Change:
    """What is otherwise for one principal and one request.

    Attributes:
        column: The number of the request, from 0.
        requirements: Those that are otherwise.
    """

    who: Who
    column: int
    was: Status
    now: Status
    requirements: tuple[RequirementChange, ...]

    @property
    def effect(self) -> Effect:
        """Whether the principal may now, or may no longer, send the request."""
        if self.was is self.now or Status.GRANTED not in (self.was, self.now):
            return Effect.DIFFERS
        return Effect.GAINS if self.now is Status.GRANTED else Effect.LOSES


def changes_between(old: Matrix, new: Matrix) -> tuple[Change, ...]:
    """What is otherwise in *new*, which has the requests and the principals of *old*."""
    asked = [
        {_key(one) for one in was.requirements} & {_key(one) for one in now.requirements}
        for was, now in zip(old.columns, new.columns, strict=True)
    ]
    return tuple(
        change
        for before, after in zip(old.rows, new.rows, strict=True)
        for column, cells in enumerate(zip(before.cells, after.cells, strict=True))
        if (change := _change(after.who, column, *cells, asked[column])) is not None
    )


def _change(who: Who, column: int, was: Cell, now: Cell, asked: set[_Key]) -> Change | None:
    requirements = tuple(_requirements(was, now, asked))
    if was.status is now.status and not requirements:
        return None
    return Change(who, column, was.status, now.status, requirements)


def _requirements(was: Cell, now: Cell, asked: set[_Key]) -> Iterator[RequirementChange]:
    """What is otherwise; of what is *asked* both times, only where both cells speak of it.

    A cell leaves out what goes without saying beside something else that is missing.
    """
    before = {_key(one): one for one in was.requirements}
    after = {_key(one): one for one in now.requirements}
    for key in {**after, **before}:
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            if key not in asked:
                yield RequirementChange(old, new)
        elif old.status is not new.status:
            yield RequirementChange(old, new)


def _key(requirement: Requirement) -> _Key:
    """What is asked for, whatever became of it."""
    if requirement.any_of:
        return tuple((one.privilege, one.entity) for one in requirement.any_of)
    return requirement.privilege, requirement.entity or requirement.rule
