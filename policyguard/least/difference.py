"""A role of the inventory, compared with what requests need.

load → validate → facts → rules → **report**
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from policyguard.errors import InputError
from policyguard.inventory.permissions import holds, role_name
from policyguard.least.plan import Difference
from policyguard.least.trial import IMPLIED
from policyguard.text import clean, shown

if TYPE_CHECKING:
    from policyguard.inventory import Inventory
    from policyguard.least.needs import Need


def difference(inventory: Inventory, role: str, needs: Iterable[Need]) -> Difference:
    """Compare a role, by its id or its name, with all that is needed on any object.

    Raises:
        InputError: The inventory has no such role.
    """
    id_ = _id_of(inventory, role)
    described = inventory.roles.get(id_)
    missing, used, unsure = set(), set(), False
    for need in needs:
        privileges = [option.privilege for option in need.options] or [need.requirement.privilege]
        held = {one: holds(id_, described, one) for one in privileges}
        have = [one for one in privileges if held[one]]
        used.update(have[:1])
        if not have and None in held.values():
            unsure = True
        elif not have:
            missing.add(privileges[0])
    listed = described.privilege if described is not None else None
    return Difference(
        role=clean(role_name(id_, described) or role),
        role_id=id_,
        missing=tuple(sorted(missing)),
        extra=tuple(clean(one) for one in sorted((listed or frozenset()) - used - IMPLIED)),
        unknown=("roles",) if unsure or (listed is None and id_ not in _BARE) else (),
    )


# Vcenter's own roles that hold nothing beyond what every role does.
_BARE = frozenset({-2, -3, -4, -5})


def _id_of(inventory: Inventory, role: str) -> int:
    named = [one.role_id for one in inventory.roles.values() if one.name == role]
    if len(named) == 1:
        return named[0]
    if role.lstrip("-").isdecimal() and role.isascii() and int(role) in inventory.roles:
        return int(role)
    known = ", ".join(f"`{shown(one.name)}` ({one.role_id})" for one in inventory.roles.values())
    what = "has several roles named" if named else "has no role"
    raise InputError(f"the inventory {what} `{shown(role)}`; there are: {known or 'none'}")
