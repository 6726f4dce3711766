"""Who would send a request, and the groups that speak for them too.

    load → validate → facts → **rules** → report

INVARIANT: names compare exactly. Whether vCenter ignores case is not documented, so a name
that differs in case only is another principal, and can be told of.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyguard.inventory import Inventory


@dataclass(frozen=True, slots=True)
class Principal:
    r"""A user, and groups the user is known to be in besides those the inventory lists.

    Attributes:
        name: The login name as vCenter has it, such as `LAB\alice`; None if there is none.
        groups: Names of groups.
    """

    name: str | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """How a principal comes to be in a group.

    Attributes:
        through: The member group that the principal is in; None if in the group itself.
        given: It was given with the principal, and is not in the inventory.
    """

    through: str | None = None
    given: bool = False


def memberships(inventory: Inventory, principal: Principal) -> Mapping[str, Membership]:
    """Return every group of a principal, groups of groups included, by a shortest way.

    Groups may contain each other.
    """
    found: dict[str, Membership] = {}
    own = () if principal.name is None else inventory.groups_of(principal.name)
    found.update(dict.fromkeys(own, Membership()))
    for group in sorted(principal.groups):
        found.setdefault(group, Membership(given=True))
    waiting = deque(found)
    while waiting:
        member = waiting.popleft()
        for group in inventory.groups_of(member):
            if group not in found:
                found[group] = Membership(through=member)
                waiting.append(group)
    return found


def way_into(group: str, found: Mapping[str, Membership]) -> tuple[Membership, tuple[str, ...]]:
    """Return how the way into a group begins, and the groups on it, the first one first."""
    groups: list[str] = []
    membership = found[group]
    while membership.through is not None:
        groups.append(membership.through)
        membership = found[membership.through]
    return membership, tuple(reversed(groups))


def case_only_match(inventory: Inventory, name: str) -> str | None:
    """Return how the inventory writes a name that it knows in another case only."""
    known = inventory.spellings(name)
    return None if name in known else min(known, default=None)
