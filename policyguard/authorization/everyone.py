"""Everyone whom an inventory names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyguard.authorization.principal import Principal

if TYPE_CHECKING:
    from policyguard.inventory import Inventory


@dataclass(frozen=True, slots=True, order=True)
class Who:
    """A user; or a group, which stands for a member who is in nothing else."""

    group: bool
    name: str

    def principal(self, groups: Iterable[str] = ()) -> Principal:
        """Who would send the requests, in *groups* besides those the inventory lists."""
        if self.group:
            return Principal(None, (self.name, *groups))
        return Principal(self.name, tuple(groups))


def principals_of(inventory: Inventory) -> tuple[Who, ...]:
    """Everyone whom permissions, groups or answers of an inventory name, users first."""
    found = _told(inventory)
    groups = {who.name for who in found if who.group}
    users = (_members(inventory) - groups) | inventory.asked_of
    return tuple(sorted(found | {Who(group=False, name=name) for name in users}))


def perhaps_groups(inventory: Inventory, everyone: Iterable[Who]) -> tuple[Who, ...]:
    """Who is taken for a user, but is known only as a member of a group, and may be one."""
    if "groups" in inventory.complete:
        return ()
    told, members = _told(inventory), _members(inventory)
    users = (who for who in everyone if not who.group)
    return tuple(who for who in users if who.name in members and who not in told)


def named(inventory: Inventory, names: Iterable[str]) -> tuple[Who, ...]:
    """Those of an inventory who have these names; a name it does not know is a user's."""
    known = principals_of(inventory)
    found = (
        [who for who in known if who.name == name] or [Who(group=False, name=name)]
        for name in dict.fromkeys(names)
    )
    return tuple(who for those in found for who in those)


def _told(inventory: Inventory) -> set[Who]:
    """Those of whom the inventory tells whether they are groups."""
    found = {Who(one.group, one.principal) for one in inventory.permissions}
    return found | {Who(group=True, name=name) for name in inventory.groups}


def _members(inventory: Inventory) -> set[str]:
    return {member for those in inventory.groups.values() for member in those}
