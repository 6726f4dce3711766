"""Who would send a request, and the groups that speak for them too.

    load → validate → facts → **rules** → report

INVARIANT: what is sure rests on names that are the same to the letter. How vCenter compares
them is not documented, so what another spelling of a name has is possible, and no more.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from policyguard.inventory import Inventory
    from policyguard.inventory.permissions import Permission

SPELLING: Final = "principal"
"""What a report's `unknown` has where it takes the right spelling of a name to tell."""


@dataclass(frozen=True, slots=True)
class Principal:
    r"""A user, and groups the user is known to be in besides those the inventory lists.

    Attributes:
        name: The login name as vCenter has it, such as `LAB\alice`; None if there is none.
        groups: Names of groups.
    """

    name: str | None = None
    groups: tuple[str, ...] = ()


class Membership(NamedTuple):
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


class Claims(NamedTuple):
    """The permissions that speak of a principal.

    Attributes:
        sure: The principal's own and those of all its groups.
        possible: Those that do if other spellings of names mean the same.
        groups: The groups that the principal surely is in.
        spellings: The other spellings of the principal's name, and of groups that were given
            with it, of which the inventory says something.
    """

    sure: tuple[Permission, ...]
    possible: tuple[Permission, ...]
    groups: Mapping[str, Membership]
    spellings: tuple[str, ...]


def claims(inventory: Inventory, principal: Principal) -> Claims:
    """Return all permissions that speak of a principal, or may."""
    groups = memberships(inventory, principal)
    users = () if principal.name is None else (principal.name,)
    others = tuple(one for name in users for one in inventory.spellings.alike(name))
    possible = _possible_groups(inventory, (*users, *others), groups) - groups.keys()
    spelt = [one for one in others if _says(inventory, one)]
    for given in principal.groups:
        alike = inventory.spellings.alike(given)
        spelt += [one for one in alike if one in possible and _says_group(inventory, one)]
    return Claims(
        tuple(_permissions(inventory, users, groups)),
        tuple(_permissions(inventory, others, sorted(possible))),
        groups,
        tuple(dict.fromkeys(spelt)),
    )


def _permissions(
    inventory: Inventory, users: Iterable[str], groups: Iterable[str]
) -> Iterator[Permission]:
    for name in users:
        yield from inventory.permissions_of(name, group=False)
    for name in groups:
        yield from inventory.permissions_of(name, group=True)


def _possible_groups(inventory: Inventory, users: Iterable[str], groups: Iterable[str]) -> set[str]:
    """The groups that are reached where every other spelling is taken for the same."""
    alike = inventory.spellings.alike
    found = {one for name in groups for one in (name, *alike(name))}
    waiting = deque((*users, *found))
    while waiting:
        for group in inventory.groups_of(waiting.popleft()):
            more = {group, *alike(group)} - found
            found |= more
            waiting.extend(more)
    return found


def _says(inventory: Inventory, name: str) -> bool:
    """Whether the inventory says anything of a user."""
    listed = inventory.permissions_of(name, group=False) or inventory.groups_of(name)
    return bool(listed) or name in inventory.asked_of


def _says_group(inventory: Inventory, name: str) -> bool:
    listed = inventory.permissions_of(name, group=True) or inventory.groups_of(name)
    return bool(listed) or name in inventory.groups
