"""The least grants as a script of VMware PowerCLI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policyguard.least.plan import Assignment, Plan, Role
from policyguard.render.role_words import comments, labelled, notes, preamble, printable

# PowerShell takes all of these for a single quote.
_QUOTES: Final = re.compile("['\u2018\u2019\u201a\u201b]")


def render_role_powercli(plan: Plan) -> str:
    """Render a script that creates the roles, and then sets the permissions."""
    return "".join(f"{line}\n" for line in _lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    yield from comments("#", preamble(plan))
    yield "$ErrorActionPreference = 'Stop'"
    variables = {role.name: f"$role{number}" for number, role in enumerate(plan.roles, start=1)}
    for role in plan.roles:
        yield f"{variables[role.name]} = {_role(role)}"
    for assignment in plan.assignments:
        yield ""
        yield from comments("#", (labelled(assignment), *notes(assignment)))
        id_ = _string(assignment.entity.replace("/", "-", 1))
        yield f"$entity = Get-View -Id {id_} | Get-VIObjectByVIView"
        yield from _permission(plan, assignment, variables[assignment.role])


def _role(role: Role) -> str:
    if role.role_id is not None:
        return f"Get-VIRole -Name {_string(role.name)}"
    privileges = ", ".join(_string(privilege) for privilege in role.privileges)
    return f"New-VIRole -Name {_string(role.name)} -Privilege (Get-VIPrivilege -Id {privileges})"


def _permission(plan: Plan, assignment: Assignment, role: str) -> Iterator[str]:
    who, how = _string(plan.principal.name), f"-Propagate:${str(assignment.propagate).lower()}"
    if not _is_set_anew(plan, assignment):
        yield f"New-VIPermission -Entity $entity -Principal {who} -Role {role} {how}"
        return
    found = f"Get-VIPermission -Entity $entity -Principal {who}"
    own = "Where-Object { $_.EntityId -eq $entity.Id }"
    yield f"$permission = {found} | {own}"
    message = _string(f"{plan.principal.name} has no permission on {assignment.entity} to change")
    yield f"if (-not $permission) {{ throw {message} }}"
    yield f"$permission | Set-VIPermission -Role {role} {how}"


def _is_set_anew(plan: Plan, assignment: Assignment) -> bool:
    """Whether the principal has a permission on the object already."""
    own = (assignment.entity, plan.principal.name, plan.principal.group)
    return own in {(one.entity, one.principal, one.group) for one in assignment.replaces}


def _string(text: str) -> str:
    return f"'{_QUOTES.sub(lambda quote: quote[0] * 2, printable(text))}'"
