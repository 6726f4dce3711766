"""What requests need, each privilege and object once.

load → validate → facts → rules → **report**
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from policyguard.references import Reference
from policyguard.report import Evidence, Report, RequestId, Requirement
from policyguard.text import clean

_STRONGEST_FIRST: Final = list(Evidence)
_ON_MACHINES: Final = "VirtualMachine.Interact."
_CONTAINERS: Final = ("Folder", "ResourcePool", "VirtualApp")


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """A privilege on an object."""

    entity: Reference
    privilege: str

    @property
    def is_passed_on(self) -> bool:
        """Whether it is about a virtual machine that is yet to be made in the object.

        What is done with a machine is checked on the machine (privileges.md P27), so that the
        object must pass the privilege on.
        """
        return self.entity.type in _CONTAINERS and self.privilege.startswith(_ON_MACHINES)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that requests need.

    Attributes:
        requirement: What a report says of it: of several, the one that is most sure.
        options: The grants any of which meets it, the one to prefer first; none where the
            object is not known.
        requests: The requests that need it, as they are called, in order.
    """

    requirement: Requirement
    options: tuple[Grant, ...]
    requests: tuple[str, ...]


def needs_of(reports: Iterable[Report]) -> tuple[Need, ...]:
    """Return all that requests need, in a fixed order that is not that of the requests."""
    found: dict[object, list[tuple[Requirement, str]]] = {}
    for report in reports:
        for requirement in report.requirements:
            key: object = _options(requirement)
            if not key:
                key = (requirement.rule, requirement.privilege, *requirement.unknown)
            found.setdefault(key, []).append((requirement, called(report.request)))
    needs = (_need(said) for said in found.values())
    return tuple(sorted(needs, key=lambda need: (need.options, need.requirement.rule)))


def called(request: RequestId) -> str:
    """Return how output calls a request: its file, and which document of it."""
    place = clean(request.file or request.mo_id or "request")
    return f"{place}#{request.index + 1}" if request.index else place


def is_at_least(evidence: Evidence, weakest: Evidence) -> bool:
    """Whether evidence is as strong as some other, or stronger."""
    return _STRONGEST_FIRST.index(evidence) <= _STRONGEST_FIRST.index(weakest)


def _need(said: list[tuple[Requirement, str]]) -> Need:
    requirement = min((one for one, _ in said), key=_strength)
    requests = tuple(dict.fromkeys(request for _, request in said))
    return Need(requirement, _options(requirement), requests)


def _strength(requirement: Requirement) -> tuple[bool, int]:
    return requirement.conditional, _STRONGEST_FIRST.index(requirement.evidence)


def _options(requirement: Requirement) -> tuple[Grant, ...]:
    return tuple(dict.fromkeys(_listed(requirement)))


def _listed(requirement: Requirement) -> Iterator[Grant]:
    listed = [(one.entity, one.privilege) for one in requirement.any_of]
    for named, privilege in listed or [(requirement.entity, requirement.privilege)]:
        entity = Reference.of(named)
        if entity is not None:
            yield Grant(entity, privilege)
