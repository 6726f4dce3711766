"""The least grants as tasks of Ansible's community.vmware collection.

Its module for permissions finds objects by type and name. Where that would not find the one
object that is meant, a task that fails says so: nothing is left out in silence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from policyguard.least.plan import Assignment, Plan, Role
from policyguard.render.role_words import comments, labelled, notes, preamble, printable

_TYPES: Final = (
    "ClusterComputeResource",
    "ComputeResource",
    "Datacenter",
    "Datastore",
    "DistributedVirtualPortgroup",
    "DistributedVirtualSwitch",
    "Folder",
    "HostSystem",
    "Network",
    "ResourcePool",
    "StoragePod",
    "VirtualMachine",
)
_ROOT: Final = "rootFolder"
_NOT_ALL: Final = (
    "The inventory does not claim to have all objects, and the module finds them by name: make",
    "sure first that no other object of the type has the name.",
)


def render_role_ansible(plan: Plan) -> str:
    """Render a list of tasks that creates the roles, and then sets the permissions."""
    return "".join(f"{line}\n" for line in _lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    yield from comments("#", preamble(plan))
    yield "# Connects as VMWARE_HOST, VMWARE_USER and VMWARE_PASSWORD say."
    if not plan.objects_complete and not all(one.root for one in plan.assignments):
        yield from comments("#", _NOT_ALL)
    yield "---"
    if not plan.assignments:
        yield "[]"
    for role in plan.roles:
        if role.role_id is None:
            yield from _role(role)
    for assignment in plan.assignments:
        yield from comments("#", (labelled(assignment), *notes(assignment)))
        yield from _permission(plan, assignment)


def _role(role: Role) -> Iterator[str]:
    yield f"- name: {_string(f'Role {role.name}')}"
    yield "  community.vmware.vmware_local_role_manager:"
    yield f"    local_role_name: {_string(role.name)}"
    yield "    local_privilege_ids:"
    yield from (f"      - {_string(privilege)}" for privilege in role.privileges)
    yield "    state: present"


def _permission(plan: Plan, assignment: Assignment) -> Iterator[str]:
    yield f"- name: {_string(f'Role {assignment.role} on {assignment.entity}')}"
    obstacle = _obstacle(assignment)
    if obstacle is not None:
        yield from _call("ansible.builtin.fail", {"msg": _string(obstacle)})
        return
    arguments = {
        "role": _string(assignment.role),
        "group" if plan.principal.group else "principal": _string(plan.principal.name),
        "object_type": _string(assignment.entity.partition("/")[0]),
        "object_name": _string(_ROOT if assignment.root else assignment.name or ""),
        "recursive": json.dumps(assignment.propagate),
        "state": "present",
    }
    yield from _call("community.vmware.vmware_object_role_permission", arguments)


def _call(module: str, arguments: Mapping[str, str]) -> Iterator[str]:
    yield f"  {module}:"
    yield from (f"    {name}: {value}" for name, value in arguments.items())


def _obstacle(assignment: Assignment) -> str | None:
    """Why the module would not find the object, if so."""
    set_by_hand = f"set the permission on {assignment.entity} by other means:"
    if assignment.root:
        return None
    if assignment.entity.partition("/")[0] not in _TYPES:
        return f"{set_by_hand} the module knows no objects of its type"
    if assignment.name is None:
        return f"{set_by_hand} the module wants its name, which the inventory does not have"
    if assignment.namesakes:
        return f"{set_by_hand} {', '.join(assignment.namesakes)} has the same name"
    return None


def _string(text: str) -> str:
    """A scalar that is the text, and that no template is looked for in."""
    quoted = json.dumps(printable(text), ensure_ascii=False)
    return f"!unsafe {quoted}" if "{" in text else quoted
