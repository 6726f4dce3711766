"""The least grants for some requests, as a value: roles, where they go, and what is left open.

    load → validate → facts → rules → **report**

The words here are those of `policyguard role --format json`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from policyguard.decision import Value
from policyguard.report import Evidence


class Existing(Value):
    """A permission that the inventory has.

    `entity` is `global` for a global permission. `role` is None where the inventory does not
    name the role.
    """

    entity: str
    principal: str
    group: bool
    role_id: int = Field(alias="roleId")
    role: str | None
    propagate: bool


class Overwritten(Value):
    """The permission that the principal has on the very object of an assignment.

    `kept` says whether the new role holds all that the old one does, and propagates if that
    does; not so where the inventory does not list what it holds, or where it forbids.
    """

    permission: Existing
    kept: bool


class Role(Value):
    """A role to create; or one of vCenter's own, if `roleId` is there.

    `privileges` leaves out System.Anonymous, System.View and System.Read, which every role
    holds. `alike` names roles of the inventory that hold exactly the same.
    """

    name: str
    privileges: tuple[str, ...]
    role_id: int | None = Field(default=None, alias="roleId")
    alike: tuple[str, ...] = ()


class Assignment(Value):
    """A permission to set: a role for the principal on one object.

    Attributes:
        name: What the inventory calls the object.
        root: Whether it is the root folder.
        namesakes: Other objects of the same name, and of its type or of one derived from it.
        replaces: The permissions that count on it now, and will not with this one.
        overwrites: The one of these that the principal has on the object itself.
        others: The permissions that others have on it, and keep.
        unknown: What would tell whether vCenter takes permissions there, if that is not known.
    """

    entity: str
    name: str | None
    root: bool = False
    namesakes: tuple[str, ...] = ()
    role: str
    propagate: bool
    replaces: tuple[Existing, ...] = ()
    overwrites: Overwritten | None = None
    others: tuple[Existing, ...] = ()
    unknown: tuple[str, ...] = ()


class Met(Value):
    """A need that is met.

    `grantedOn` is the object of the assignment that meets it; None where it is held without
    one. Of several privileges that would do, it is the one that is held in the end.
    """

    privilege: str
    entity: str
    granted_on: str | None = Field(alias="grantedOn")
    rule: str
    evidence: Evidence
    conditional: bool
    because: str
    requests: tuple[str, ...]


class Open(Value):
    """A need that the assignments do not see to, and why.

    `reason`: `condition` (it stands only if what `unknown` lists is settled one way), `entity`
    (which object it is checked on is not known) or `evidence` (weaker than was asked for).
    """

    privilege: str
    entity: str | None
    reason: Literal["condition", "entity", "evidence"]
    rule: str
    evidence: Evidence
    because: str
    unknown: tuple[str, ...]
    requests: tuple[str, ...]


class Difference(Value):
    """What a role lacks for the requests, and what it holds beyond what they need.

    `possible` is what it holds that may be needed: what is open, under a condition or by weaker
    evidence. `holds` is `all` for Admin and `nearly all` for what vCenter makes of Admin with a
    few privileges less: then it holds much beyond, and `extra` is only what the inventory lists.
    `unknown` is `roles` where the inventory does not say all the role holds; what is listed
    is so nevertheless.
    """

    role: str
    role_id: int = Field(alias="roleId")
    missing: tuple[str, ...]
    possible: tuple[str, ...] = ()
    extra: tuple[str, ...]
    holds: Literal["all", "nearly all"] | None = None
    unknown: tuple[str, ...] = ()


class Assigned(Value):
    """Who the roles are for; `placeholder` if nobody was named."""

    name: str
    group: bool
    placeholder: bool


class Plan(Value):
    """The least grants that suffice for some requests.

    `permissionsComplete` says whether the inventory claims to list all permissions there are,
    `objectsComplete` whether all objects.
    """

    requests: tuple[str, ...]
    principal: Assigned
    permissions_complete: bool = Field(alias="permissionsComplete")
    objects_complete: bool = Field(default=False, alias="objectsComplete")
    roles: tuple[Role, ...]
    assignments: tuple[Assignment, ...]
    met: tuple[Met, ...]
    open: tuple[Open, ...]
    difference: Difference | None = None

    def role(self, assignment: Assignment) -> Role:
        """Return the role of an assignment."""
        return next(role for role in self.roles if role.name == assignment.role)
