"""The least grants with which some requests may be sent.

    load → validate → facts → rules → **report**

What the requests need comes from their reports, and what grants come to from the authorizer;
here is only the search between the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from policyguard.errors import InputError
from policyguard.least import plan
from policyguard.least.assignments import Assignments, roles_of
from policyguard.least.difference import difference
from policyguard.least.needs import Grant, Need, called, is_at_least, needs_of
from policyguard.least.places import Places
from policyguard.least.plan import Difference, Plan
from policyguard.least.search import Search, Target
from policyguard.least.trial import IMPLIED, Assignee, Trial
from policyguard.report import PRINCIPAL, Evidence, Report
from policyguard.text import clean, is_unicode, shown

if TYPE_CHECKING:
    from policyguard.inventory import Inventory
    from policyguard.references import Reference

__all__ = ["COMMON", "IMPLIED", "PLACEHOLDER", "Assignee", "Options", "Plan", "plan_of"]

PLACEHOLDER: Final = "DOMAIN\\principal"
COMMON: Final = "common"


@dataclass(frozen=True, slots=True)
class Options:
    """What is to be planned.

    Attributes:
        name: What a role to create is called; if there are several they are numbered.
        at: Where grants may be made: on the objects themselves if None; on the lowest place
            above all objects that need the same privilege if `COMMON`; else on the nearest of
            these places that is at or above the object, or on the object if none is.
        evidence: The weakest evidence of what is seen to.
        conditional: Whether to see to what is needed only if an unknown is settled one way.
        diff: A role of the inventory to compare with, by its id or its name.
    """

    name: str = "policyguard"
    at: Sequence[Reference] | Literal["common"] | None = None
    evidence: Evidence = Evidence.INFERRED
    conditional: bool = False
    diff: str | None = None


def plan_of(
    reports: Sequence[Report],
    inventory: Inventory,
    assignee: Assignee | None = None,
    options: Options | None = None,
) -> Plan:
    """Return the least grants that suffice for requests.

    Args:
        reports: What the requests need; who would send them does not matter.
        inventory: What is known of the vCenter.
        assignee: Who is to send them, whose permissions count; somebody new, if None.
        options: What is to be planned.

    Raises:
        InputError: A role of that name is there already, or the one to compare with is not;
            or a name is no text that could be written.
    """
    options = options or Options()
    who = assignee or Assignee(PLACEHOLDER)
    for name in (who.name, options.name):
        if not is_unicode(name):
            raise InputError(f"`{shown(name)}` is no name: it holds half of a character")
    judged = [(need, _reason(need, options)) for need in needs_of(reports)]
    needs = [need for need, reason in judged if reason is None]
    trial = Trial(inventory, who, needs)
    search = Search(trial, needs)
    entries = search.entries(_target(options.at, search, trial.places))
    roles = roles_of(entries.values(), inventory, options.name)
    return Plan(
        requests=tuple(dict.fromkeys(called(report.request) for report in reports)),
        principal=plan.Assigned(name=who.name, group=who.is_group, placeholder=assignee is None),
        permissions_complete="permissions" in inventory.complete,
        objects_complete="objects" in inventory.complete,
        roles=tuple(roles.values()),
        assignments=Assignments(inventory, who, trial).of(entries, roles),
        met=tuple(_met(*one) for one in trial.meeting(needs, entries)),
        open=tuple(_open(need, reason) for need, reason in judged if reason is not None),
        difference=(
            None if options.diff is None else _difference(inventory, options.diff, judged, options)
        ),
    )


_Reason = Literal["condition", "entity", "evidence"]


def _reason(need: Need, options: Options) -> _Reason | None:
    """Why a need is not seen to, if it is not."""
    if not is_at_least(need.requirement.evidence, options.evidence):
        return "evidence"
    if not need.options:
        return "entity"
    return "condition" if need.requirement.conditional and not options.conditional else None


def _difference(
    inventory: Inventory,
    role: str,
    judged: Iterable[tuple[Need, _Reason | None]],
    options: Options,
) -> Difference:
    """Compare a role with what is needed, also where the object is not known."""
    sure: list[Need] = []
    possible: list[Need] = []
    for need, reason in judged:
        depends = need.requirement.conditional and not options.conditional
        certain = reason is None or (reason == "entity" and not depends)
        (sure if certain else possible).append(need)
    return difference(inventory, role, sure, possible)


def _target(
    at: Sequence[Reference] | Literal["common"] | None, search: Search, places: Places
) -> Target:
    if at is None:
        return lambda grant: places.place(grant.entity)
    if at == COMMON:
        return _common(search.lacking(), places)
    allowed = {places.place(one) for one in at}

    def nearest(grant: Grant) -> Reference:
        place = places.place(grant.entity)
        return next((one for one in places.above(place) if one in allowed), place)

    return nearest


def _common(lacking: Iterable[Grant], places: Places) -> Target:
    """The lowest place above all objects on which one privilege is lacking."""
    lacked: dict[str, set[Reference]] = {}
    for grant in lacking:
        lacked.setdefault(grant.privilege, set()).add(places.place(grant.entity))
    common = {privilege: places.lowest_common(there) for privilege, there in lacked.items()}

    def target(grant: Grant) -> Reference:
        place = places.place(grant.entity)
        found = common.get(grant.privilege)
        return found if found is not None and found in places.above(place) else place

    return target


def _met(need: Need, grant: Grant, place: Reference | None) -> plan.Met:
    requirement = need.requirement
    return plan.Met(
        privilege=grant.privilege,
        entity=clean(str(grant.entity)),
        granted_on=None if place is None else clean(str(place)),
        rule=requirement.rule,
        evidence=requirement.evidence,
        conditional=requirement.conditional,
        because=requirement.because,
        requests=need.requests,
    )


def _open(need: Need, reason: _Reason) -> plan.Open:
    requirement = need.requirement
    return plan.Open(
        privilege=requirement.privilege,
        entity=requirement.entity,
        reason=reason,
        rule=requirement.rule,
        evidence=requirement.evidence,
        because=requirement.because,
        unknown=tuple(one for one in requirement.unknown if one != PRINCIPAL),
        requests=need.requests,
    )
