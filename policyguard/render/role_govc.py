"""The least grants as commands of govc, for a POSIX shell.

govc takes `Type:moId` wherever it takes an inventory path, so that no name has to be unique.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from policyguard.least.plan import Assignment, Plan
from policyguard.render.role_words import comments, labelled, notes, preamble, printable


def render_role_govc(plan: Plan) -> str:
    """Render a script that creates the roles, and then sets the permissions."""
    return "".join(f"{line}\n" for line in _lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    yield "#!/bin/sh"
    yield from comments("#", preamble(plan))
    yield "set -e"
    for role in plan.roles:
        if role.role_id is None:
            yield _command("govc", "role.create", "--", role.name, *role.privileges)
    for assignment in plan.assignments:
        yield ""
        yield from comments("#", (labelled(assignment), *notes(assignment)))
        yield _permission(plan, assignment)


def _permission(plan: Plan, assignment: Assignment) -> str:
    return _command(
        "govc",
        "permissions.set",
        f"-principal={plan.principal.name}",
        f"-group={_word(plan.principal.group)}",
        f"-propagate={_word(assignment.propagate)}",
        f"-role={assignment.role}",
        assignment.entity.replace("/", ":", 1),
    )


def _command(*words: str) -> str:
    return " ".join(shlex.quote(printable(word)) for word in words)


def _word(value: bool) -> str:  # noqa: FBT001 - it is the value
    return "true" if value else "false"
