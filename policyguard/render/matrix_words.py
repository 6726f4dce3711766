"""Words that every rendering of who can run what shares."""

from __future__ import annotations

from policyguard.matrix import Matrix, Who
from policyguard.references import Reference
from policyguard.report import Finding, Report, Severity
from policyguard.text import one_line
from policyguard.wording import Label


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


def not_complete(matrix: Matrix) -> str:
    """That there may be others than those named; nothing where there are none."""
    if not matrix.incomplete:
        return ""
    listed = ", ".join(f"`{section}`" for section in matrix.incomplete)
    return f"The inventory does not claim to hold all {listed}: there may be others who can."
