"""A role of the inventory, compared with what requests need.

load → validate → facts → rules → **report**
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from policyguard.errors import InputError
from policyguard.inventory.permissions import holds, is_admin, is_empty, is_nearly_admin, role_name
from policyguard.least.plan import Difference
from policyguard.least.trial import IMPLIED
from policyguard.text import clean, shown

if TYPE_CHECKING:
    from policyguard.inventory import Inventory
    from policyguard.inventory.permissions import Role
    from policyguard.least.needs import Need


def difference(
    inventory: Inventory, role: str, needs: Iterable[Need], possible: Iterable[Need]
) -> Difference:
    """Compare a role, by its id or its name, with all that is needed on any object.

    Args:
        inventory: What has the role.
        role: Its name, or its id.
        needs: What is surely needed.
        possible: What may be needed, or not.

    Raises:
        InputError: The inventory has no such role.
    """
    id_ = _id_of(inventory, role)
    described = inventory.roles.get(id_)
    missing, used, unsure = set(), set(), False
    for need in needs:
        privileges = _privileges(need)
        held = {one: holds(id_, described, one) for one in privileges}
        have = [one for one in privileges if held[one]]
        used.update(have[:1])
        if not have and None in held.values():
            unsure = True
        elif not have:
            missing.add(privileges[0])
    useful = {
        privilege
        for need in possible
        for privilege in _privileges(need)
        if holds(id_, described, privilege)
    } - used
    listed = described.privilege if described is not None else None
    whole = _whole(id_, described)
    known = listed is not None or whole is not None or is_empty(id_, described)
    return Difference(
        role=clean(role_name(id_, described) or role),
        role_id=id_,
        missing=tuple(sorted(missing)),
        possible=tuple(sorted(useful - IMPLIED)),
        extra=tuple(
            clean(one) for one in sorted((listed or frozenset()) - used - useful - IMPLIED)
        ),
        holds=whole,
        unknown=("roles",) if unsure or not known else (),
    )


def _privileges(need: Need) -> list[str]:
    return [option.privilege for option in need.options] or [need.requirement.privilege]


def _whole(id_: int, described: Role | None) -> Literal["all", "nearly all"] | None:
    """How much a role of vCenter's own holds by its id, whatever is listed of it."""
    if is_admin(id_, described):
        return "all"
    return "nearly all" if is_nearly_admin(id_, described) else None


def _id_of(inventory: Inventory, role: str) -> int:
    named = [one.role_id for one in inventory.roles.values() if one.name == role]
    numbered = [id_ for id_ in inventory.roles if str(id_) == role]
    if len(named) == 1 or numbered:
        return named[0] if len(named) == 1 else numbered[0]
    known = ", ".join(f"`{shown(one.name)}` ({one.role_id})" for one in inventory.roles.values())
    what = "has several roles named" if named else "has no role"
    raise InputError(f"the inventory {what} `{shown(role)}`; there are: {known or 'none'}")
