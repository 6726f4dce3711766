"""Words that every rendering of who can run what shares."""

from __future__ import annotations

from typing import Final

from policyguard.matrix import Matrix, Who
from policyguard.references import Reference
from policyguard.report import Evidence, Finding, Report, Requirement, Severity
from policyguard.text import one_line
from policyguard.wording import Label, printed

_MOST_NAMES: Final = 8


def who_words(who: Who) -> str:
    """A principal on one line; of a group it is said that it is one."""
    return f"{one_line(who.name)} (group)" if who.group else one_line(who.name)


def failing(report: Report) -> tuple[Finding, ...]:
    """What fails a request, whoever sends it."""
    found = (one for one in report.findings if one.severity is Severity.ERROR)
    return tuple(one for one in found if not one.unknown)


def failures(report: Report) -> tuple[str, ...]:
    """The same in words."""
    return tuple(f"{one.rule}: {one.message}" for one in failing(report))


def entity_words(entity: str | None, label: Label) -> str:
    """What a privilege is checked on, as *label* calls it."""
    if entity is None:
        return "an object that is not known"
    reference = Reference.of(entity)
    return one_line(entity) if reference is None else label(reference)


def requirement_words(requirement: Requirement, label: Label) -> str:
    """What is asked for, all of what would do, whether it is sure to be, and how that is known."""
    condition = " (if it is needed)" if requirement.conditional else ""
    ways = " or ".join(ways_words(requirement, label))
    return f"{ways}{condition} [{requirement.evidence}]"


def ways_words(requirement: Requirement, label: Label) -> tuple[str, ...]:
    """Each privilege that would do, and on what."""
    ways = requirement.any_of or (requirement,)
    return tuple(f"{one.privilege} on {entity_words(one.entity, label)}" for one in ways)


def doubt_words(requirement: Requirement) -> str:
    """Why nobody is unable for want of it alone; for what a cell calls doubtful."""
    if requirement.conditional or requirement.evidence is Evidence.INFERRED:
        return f"which may not be asked for: {requirement.because}"
    return f"which its rule makes no error: {requirement.because}"


def reason_lines(requirement: Requirement, label: Label) -> tuple[str, ...]:
    """Of each privilege that would do, the one line of its explanation that says most."""
    starts = [
        f"`{one.privilege}` on {printed(Reference.of(one.entity), label)}: "
        for one in requirement.any_of
    ]
    found = (
        next((line for line in requirement.explanation if line.startswith(start)), None)
        for start in starts
    )
    return tuple(filter(None, found)) or requirement.explanation[:1]


def notes(matrix: Matrix) -> tuple[str, ...]:
    """What there may be that the inventory does not tell."""
    found = []
    if matrix.incomplete:
        listed = ", ".join(f"`{section}`" for section in matrix.incomplete)
        found.append(
            f"The inventory does not claim to hold all {listed}: there may be others who can."
        )
    if names := [f"`{one_line(who.name)}`" for who in matrix.perhaps_groups]:
        more = len(names) - _MOST_NAMES
        few = ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
        found.append(
            f"Known only as members of groups: {few}. Each may itself be a group, whose members "
            "the inventory does not list."
        )
    return tuple(found)
