"""The least grants as resources of Terraform's vSphere provider."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from policyguard.least.plan import Assignment, Existing, Plan, Role
from policyguard.render.role_words import comments, labelled, notes, preamble, printable

_AUTHORITATIVE = (
    "A vsphere_entity_permissions owns ALL permissions on its object: those that are not in it",
    "are removed when it is next applied. Those of others that the inventory has are in it.",
)
_NOT_ALL = "The inventory does not claim to have all permissions: compare with vCenter first."


def render_role_terraform(plan: Plan) -> str:
    """Render a resource for each role, and one for each object."""
    return "".join(f"{line}\n" for line in _lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    yield from comments("#", preamble(plan))
    if plan.assignments:
        yield from comments("#", _AUTHORITATIVE)
        if not plan.permissions_complete:
            yield f"# {_NOT_ALL}"
    roles = _identifiers(role.name for role in plan.roles)
    for role in plan.roles:
        if role.role_id is None:
            yield from _role(role, roles[role.name])
    places = _identifiers(assignment.entity for assignment in plan.assignments)
    for assignment in plan.assignments:
        yield from _permissions(plan, assignment, places[assignment.entity], roles)


def _role(role: Role, identifier: str) -> Iterator[str]:
    yield ""
    yield f'resource "vsphere_role" "{identifier}" {{'
    yield f"  name = {_string(role.name)}"
    yield "  role_privileges = ["
    yield from (f"    {_string(privilege)}," for privilege in role.privileges)
    yield "  ]"
    yield "}"


def _permissions(
    plan: Plan, assignment: Assignment, identifier: str, roles: Mapping[str, str]
) -> Iterator[str]:
    type_, _, mo_id = assignment.entity.partition("/")
    role = plan.role(assignment)
    created = f"vsphere_role.{roles[role.name]}.id"
    yield ""
    yield from comments("#", (labelled(assignment), *notes(assignment)))
    yield f'resource "vsphere_entity_permissions" "{identifier}" {{'
    yield f"  entity_id   = {_string(mo_id)}"
    yield f"  entity_type = {_string(type_)}"
    own = created if role.role_id is None else _string(str(role.role_id))
    yield from _block(
        plan.principal.name, own, group=plan.principal.group, propagate=assignment.propagate
    )
    for other in assignment.others:
        yield from _other(other)
    yield "}"


def _other(other: Existing) -> Iterator[str]:
    yield ""
    yield "  # as it is"
    role = _string(str(other.role_id))
    yield from _block(other.principal, role, group=other.group, propagate=other.propagate)


def _block(who: str, role: str, *, group: bool, propagate: bool) -> Iterator[str]:
    yield "  permissions {"
    yield f"    user_or_group = {_string(who)}"
    yield f"    is_group      = {json.dumps(group)}"
    yield f"    propagate     = {json.dumps(propagate)}"
    yield f"    role_id       = {role}"
    yield "  }"


def _string(text: str) -> str:
    """A quoted template that is the text: no interpolation, no directive."""
    quoted = json.dumps(printable(text), ensure_ascii=False)
    return quoted.replace("${", "$${").replace("%{", "%%{")


def _identifiers(texts: Iterable[str]) -> dict[str, str]:
    """An identifier for each text, readable where the text is, and never one for two."""
    found: dict[str, str] = {}
    for text in texts:
        plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
        wanted = plain if plain[:1].isalpha() else f"role_{plain}".rstrip("_")
        number, identifier = 1, wanted
        while identifier in found.values():
            number += 1
            identifier = f"{wanted}_{number}"
        found[text] = identifier
    return found
