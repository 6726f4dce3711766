"""Principals by requests → who may send what.

INVARIANT: a cell is never better than what is known. It is *granted* where every
requirement is, *missing* where one is whose rule is an error, else *unknown*: also where
what is missing may not be asked for, because that is inferred or conditional.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from policyguard.authorization.everyone import Who, perhaps_groups
from policyguard.guard import Guard
from policyguard.report import Finding, Report, Requirement, Severity, Status
from policyguard.request import CloneRequest
from policyguard.requirements import Asked, Asker, Need, merged
from policyguard.wording import Label

# Only where these are complete does the inventory name all who may send a request.
_COMPLETE: Final = ("permissions", "roles", "groups")


@dataclass(frozen=True, slots=True)
class Cell:
    """Whether one principal may send one request, and each privilege it takes.

    Attributes:
        doubtful: Of the requirements those that are missing and settle nothing, for they may
            not be asked for, or their rules are no errors.
    """

    status: Status
    requirements: tuple[Requirement, ...]
    doubtful: tuple[Requirement, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What one principal may send: a cell for each request."""

    who: Who
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who may send what.

    Attributes:
        columns: What is said of each request, whoever sends it.
        rows: Of each principal.
        incomplete: What the inventory does not claim to hold completely, so that there may
            be others who may send the requests.
        label: How a message calls an object.
        perhaps_groups: Of the rows, who is taken for a user, but is known only as a member
            of a group, and may be one whose members the inventory does not list.
    """

    columns: tuple[Report, ...]
    rows: tuple[Row, ...]
    incomplete: tuple[str, ...]
    label: Label
    perhaps_groups: tuple[Who, ...] = ()

    def column(self, number: int) -> tuple[tuple[Who, Cell], ...]:
        """The cell of every principal for one request."""
        return tuple((row.who, row.cells[number]) for row in self.rows)


def matrix_of(
    guard: Guard,
    requests: Sequence[CloneRequest],
    principals: Iterable[Who],
    groups: Iterable[str] = (),
) -> Matrix:
    """Ask of every principal whether they may send every request.

    Args:
        guard: One with the inventory, the rules, and `permissions=False`: who may send a request
            is for the cells to say.
        requests: Of releases that have a schema.
        principals: Who is asked about.
        groups: Groups that all of them are in, besides those the inventory lists.

    Raises:
        UnknownRelease: A request's release has no schema.
        EngineError: The rules engine failed; no answer was reached.
    """
    needs = [guard.needs(request) for request in requests]
    columns = tuple(map(guard.check, requests))
    groups = tuple(groups)
    rows = tuple(_row(guard.asker(who.principal(groups)), who, needs) for who in principals)
    incomplete = tuple(one for one in _COMPLETE if one not in guard.inventory.complete)
    doubtful = perhaps_groups(guard.inventory, (row.who for row in rows))
    return Matrix(columns, rows, incomplete, guard.inventory.label, doubtful)


def _row(asker: Asker, who: Who, needs: Iterable[Sequence[Need]]) -> Row:
    return Row(who, tuple(_cell(merged(asker.asked(*need) for need in those)) for those in needs))


def _cell(asked: Sequence[Asked]) -> Cell:
    doubtful = tuple(one.requirement for one in asked if one.finding and not _settles(one.finding))
    return Cell(_status(asked), tuple(one.requirement for one in asked), doubtful)


def _status(asked: Sequence[Asked]) -> Status:
    missing = [one.finding for one in asked if one.finding is not None]
    if any(map(_settles, missing)):
        return Status.MISSING
    unknown = any(one.requirement.status is Status.UNKNOWN for one in asked)
    return Status.UNKNOWN if missing or unknown or not asked else Status.GRANTED


def _settles(missing: Finding) -> bool:
    """Whether the request surely fails for it."""
    return missing.severity is Severity.ERROR and not missing.unknown
