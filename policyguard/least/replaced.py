"""Which permissions stop counting where entries are made, and for whom.

load → validate → facts → rules → **report**
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from policyguard.authorization import Principal
from policyguard.authorization.effective import Resolver
from policyguard.authorization.principal import claims
from policyguard.least.trial import Assignee, Entries, Trial

if TYPE_CHECKING:
    from policyguard.inventory import Inventory
    from policyguard.inventory.permissions import Permission
    from policyguard.references import Reference

Replaced = dict["Reference", tuple["Permission", ...]]


def replaced(inventory: Inventory, who: Assignee, trial: Trial, entries: Entries) -> Replaced:
    """Return, for each entry, the permissions that count there now and will not with all.

    For a group that is what stops counting for anybody in it whom the inventory names.
    """
    found: dict[Reference, dict[tuple[str, str, bool], Permission]] = {}
    made = tuple(trial.permissions(entries))
    keys = {one.key for one in made}
    for permissions in _holders(inventory, who):
        now = Resolver(inventory, permissions)
        kept = (one for one in permissions if one.key not in keys)
        then = Resolver(inventory, (*kept, *made))
        for place in entries:
            will = {one.key for one in then.effective(place).counting} - keys
            for one in now.effective(place).counting:
                if one.key not in will:
                    found.setdefault(place, {})[one.key] = one
    return {
        place: tuple(one for _, one in sorted(found.get(place, {}).items())) for place in entries
    }


def _holders(inventory: Inventory, who: Assignee) -> Iterable[tuple[Permission, ...]]:
    """The permissions of an assignee, and of all in it if it is a group; each set once."""
    principals = [who.principal]
    if who.is_group:
        members = sorted(_members(inventory, who.name))
        principals += [Principal(name, (who.name, *who.groups)) for name in members]
    listed = (claims(inventory, one).sure for one in principals)
    return {frozenset(one.key for one in each): each for each in listed}.values()


def _members(inventory: Inventory, group: str) -> set[str]:
    """All who are in a group, also by another one, and are no group themselves."""
    found, waiting = {group}, [group]
    while waiting:
        for member in inventory.groups.get(waiting.pop(), ()):
            if member not in found:
                found.add(member)
                waiting.append(member)
    return found - inventory.groups.keys()
