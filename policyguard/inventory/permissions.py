"""Roles and permissions in the API's own shapes, and what vCenter's system roles hold.

INVARIANT: what a role holds is yes, no or not known, and a role that nobody described
is never taken for an empty one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
)

from policyguard.references import Reference

GLOBAL: Final = "global"

_ADMIN: Final = -1
_NO_ACCESS: Final = -5
_NO_CRYPTO_ADMIN: Final = -6

# Held with any role but NoAccess (privileges.md b.3 step 10).
ALWAYS: Final = frozenset({"System.Anonymous", "System.View", "System.Read"})

_SYSTEM_NAMES: Final[Mapping[int, str]] = {
    -1: "Admin",
    -2: "ReadOnly",
    -3: "View",
    -4: "Anonymous",
    -5: "NoAccess",
    -6: "NoCryptoAdmin",
    -7: "TrustedAdmin",
    -8: "NoTrustedAdmin",
}
# These hold nothing beside what `ALWAYS` gives.
_EMPTY: Final = frozenset({-2, -3, -4, _NO_ACCESS})

# What captured role lists take away from Admin (privileges.md b.1).
_LESS_THAN_ADMIN: Final[Mapping[int, tuple[str, ...]]] = {
    _NO_CRYPTO_ADMIN: (
        "Cryptographer.",
        "Global.Diagnostics",
        "Host.Inventory.AddHostToCluster",
        "Host.Inventory.AddStandaloneHost",
        "Host.Local.ManageUserGroups",
        "Host.Tpm.Read",
        "Host.Tpm.Unseal",
        "TrustedAdmin.",
        "VirtualMachine.Interact.GuestControl",
    ),
    -8: ("Host.Tpm.", "TrustedAdmin."),
}


def _entity(value: Any) -> Reference | None:
    if value == GLOBAL:
        return None
    found = Reference.of(value)
    if found is None:
        raise ValueError(f"`Type/moId`, a VI JSON reference or `{GLOBAL}`")
    return found


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Role(_Entry):
    """An `AuthorizationRole`.

    Attributes:
        privilege: The privilege ids; None where the file does not list them.
    """

    type_name: Literal["AuthorizationRole"] | None = Field(default=None, alias="_typeName")
    role_id: StrictInt = Field(alias="roleId", ge=-(2**31), lt=2**31)
    name: StrictStr
    privilege: frozenset[StrictStr] | None = None
    system: StrictBool | None = None
    # Only texts for people: taken in, because a live role list has it, and not kept.
    info: Annotated[None, BeforeValidator(lambda _: None)] = None


class Permission(_Entry):
    """A `Permission`: a role given to a user or a group on an entity.

    Attributes:
        entity: Where it is set; None for a global permission.
        group: Whether `principal` names a group.
        propagate: Whether it reaches what is below the entity.
    """

    type_name: Literal["Permission"] | None = Field(default=None, alias="_typeName")
    entity: Annotated[Reference | None, BeforeValidator(_entity)]
    principal: StrictStr = Field(min_length=1)
    group: StrictBool
    role_id: StrictInt = Field(alias="roleId", ge=-(2**31), lt=2**31)
    propagate: StrictBool

    @property
    def key(self) -> tuple[str, str, bool]:
        """What there is at most one permission for, and how they are ordered."""
        return (str(self.entity or GLOBAL), self.principal, self.group)


def built_in(role_id: int, described: Role | None) -> bool:
    """Whether a role is one of vCenter's own.

    `system` says so; without it only the documented ids are, and the sign of an id says
    nothing: ordinary roles of real vCenters have negative ones.
    """
    if described is not None and described.system is not None:
        return described.system
    return role_id in _SYSTEM_NAMES


def is_admin(role_id: int, described: Role | None) -> bool:
    """Whether a role is Admin, which holds every privilege."""
    return role_id == _ADMIN and built_in(role_id, described)


def is_no_access(role_id: int, described: Role | None) -> bool:
    """Whether a role is NoAccess, which holds nothing and takes away what is inherited."""
    return role_id == _NO_ACCESS and built_in(role_id, described)


def is_nearly_admin(role_id: int, described: Role | None) -> bool:
    """Whether a role is Admin but for a little, which the inventory does not list."""
    return (
        role_id in _LESS_THAN_ADMIN
        and built_in(role_id, described)
        and not (described is not None and described.privilege)
    )


def is_empty(role_id: int, described: Role | None) -> bool:
    """Whether a role is one of vCenter's own that hold no more than any role does."""
    return role_id in _EMPTY and built_in(role_id, described)


def holds(role_id: int, described: Role | None, privilege: str) -> bool | None:
    """Whether a role holds a privilege; None where its content is not known.

    vCenter's own roles are known by their id (privileges.md b.1); of -6, -7 and -8 the list
    that the inventory gives counts, because it differs between releases.
    """
    if privilege in ALWAYS:
        return not is_no_access(role_id, described)
    if is_admin(role_id, described):
        return True
    if is_empty(role_id, described):
        return False
    if is_nearly_admin(role_id, described):
        return not any(_covers(taken, privilege) for taken in _LESS_THAN_ADMIN[role_id])
    listed = described.privilege if described is not None else None
    if listed is None or (not listed and built_in(role_id, described)):
        return None
    return privilege in listed


def editable(role_id: int, described: Role | None) -> bool:
    """Whether a privilege can be added to a role: it is not vCenter's own, and is described."""
    return (
        described is not None
        and described.privilege is not None
        and not built_in(role_id, described)
    )


def is_bare(role_id: int, described: Role | None) -> bool:
    """Whether a role surely holds no more than any other role does."""
    if is_empty(role_id, described):
        return True
    listed = described.privilege if described is not None else None
    return listed is not None and listed <= ALWAYS and not built_in(role_id, described)


def is_captured(role_id: int, described: Role | None, privilege: str) -> bool:
    """Whether what a system role says of a privilege is known from captured lists only.

    That NoCryptoAdmin has no `Cryptographer` privilege, and otherwise is like Admin, is
    documented.
    """
    if not is_nearly_admin(role_id, described):
        return False
    return not privilege.startswith("Cryptographer.") and (
        role_id != _NO_CRYPTO_ADMIN or not holds(role_id, described, privilege)
    )


def _covers(taken: str, privilege: str) -> bool:
    return privilege.startswith(taken) if taken.endswith(".") else privilege == taken


def role_name(role_id: int, described: Role | None) -> str | None:
    """The name of a role, if it is described or the system's own."""
    return described.name if described is not None else _SYSTEM_NAMES.get(role_id)


def is_held(listed: frozenset[str], privilege: str) -> bool:
    """Whether a privilege is held where the server listed some.

    Whoever holds anything holds what every role does, listed or not (privileges.md b.3).
    """
    return privilege in listed or (privilege in ALWAYS and not listed <= ALWAYS)
