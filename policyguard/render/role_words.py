"""Words that all formats of the least grants share, and what a script must not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policyguard.errors import InputError
from policyguard.least.plan import Assignment, Existing, Open, Overwritten, Plan
from policyguard.text import one_line, shown

_REASONS = {
    "condition": "it is needed only if what is not known turns out so",
    "entity": "on which object it is checked is not known",
    "evidence": "its evidence is weaker than was asked for",
}


def labelled(assignment: Assignment) -> str:
    """The object of an assignment: `ds-2` (Datastore/datastore-12)."""
    entity = one_line(assignment.entity)
    return entity if assignment.name is None else f"`{shown(assignment.name)}` ({entity})"


def existing(permission: Existing) -> str:
    """A permission: role `Cloner` (101) to group `ops` on Folder/group-v3, propagating."""
    name = permission.role
    role = f"`{shown(name)}` ({permission.role_id})" if name is not None else permission.role_id
    who = f"{'group ' if permission.group else ''}`{shown(permission.principal)}`"
    how = ", propagating" if permission.propagate else ""
    return f"role {role} to {who} on {one_line(permission.entity)}{how}"


def notes(assignment: Assignment) -> Iterator[str]:
    """What to know before an assignment is made."""
    if assignment.overwrites is not None:
        yield _overwrites(assignment.overwrites, assignment.propagate)
    for permission in assignment.replaces:
        if assignment.overwrites is None or permission != assignment.overwrites.permission:
            yield f"replaces there: {existing(permission)}"
    for unknown in assignment.unknown:
        yield f"whether vCenter takes permissions there depends on {one_line(unknown)}"


def _overwrites(overwritten: Overwritten, propagate: bool) -> str:  # noqa: FBT001 - a fact
    old = overwritten.permission
    below = ", which also reached everything below" if old.propagate else ""
    if not overwritten.kept:
        return f"overwrites {existing(old)}{below}: what it gave is not kept"
    wider = "; that reaches everything below from now on" if propagate and not old.propagate else ""
    return f"overwrites {existing(old)}{below}: all that it gave is kept{wider}"


def left_open(need: Open) -> str:
    """A need that the assignments do not see to, and why."""
    on = "" if need.entity is None else f" on {one_line(need.entity)}"
    what = f"{one_line(need.privilege)}{on} ({need.evidence}): {_REASONS[need.reason]}"
    unknown = ", ".join(one_line(one) for one in need.unknown)
    return f"{what}; it takes {unknown} to tell" if unknown else what


def preamble(plan: Plan) -> Iterator[str]:
    """What stands at the head of a script, as lines without a mark of a comment."""
    yield f"The least grants for {', '.join(one_line(one) for one in plan.requests)}."
    if plan.principal.placeholder:
        yield f"Put the user or group they are for in place of {plan.principal.name}."
    if not plan.assignments:
        yield "Nothing is to be granted."
    if plan.open:
        yield "These grants may not suffice: what is listed as not granted may be needed too."
    for need in plan.open:
        yield f"Not granted: {left_open(need)}."


def comments(mark: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines behind the mark of a comment."""
    return (f"{mark} {line}" for line in lines)


def printable(text: str) -> str:
    """A text that goes into a script, as it is.

    Raises:
        InputError: It holds what does not print, which no name or id of a vCenter needs and
            scripts and terminals may take for something else.
    """
    if not text.isprintable():
        raise InputError(f"`{shown(text)}` cannot be put into a script; --format json has it")
    return text
