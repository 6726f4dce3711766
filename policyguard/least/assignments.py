"""Entries as roles and permissions to set.

load → validate → facts → rules → **report**
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from policyguard.errors import InputError
from policyguard.inventory.permissions import GLOBAL, is_no_access, role_name
from policyguard.least.plan import Assignment, Existing, Overwritten, Role
from policyguard.least.replaced import replaced
from policyguard.least.trial import IMPLIED, Assignee, Entries, Entry, Trial
from policyguard.text import clean, cleaned, shown

if TYPE_CHECKING:
    from policyguard.inventory import Inventory
    from policyguard.inventory.permissions import Permission
    from policyguard.references import Reference

Content = tuple[str, ...]
"""What a role holds beyond what every role does, sorted."""

# What else an object is found as where objects are searched for by type.
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "ClusterComputeResource": ("ComputeResource",),
    "DistributedVirtualPortgroup": ("Network",),
    "OpaqueNetwork": ("Network",),
    "StoragePod": ("Folder",),
    "VirtualApp": ("ResourcePool",),
    "VmwareDistributedVirtualSwitch": ("DistributedVirtualSwitch",),
}
_READ_ONLY: Final = ("ReadOnly", -2)


def roles_of(entries: Iterable[Entry], inventory: Inventory, name: str) -> dict[Content, Role]:
    """Return one role for each set of privileges; ReadOnly where nothing is in it.

    Raises:
        InputError: The inventory has a role of the name already.
    """
    contents = list(dict.fromkeys(_content(entry) for entry in entries))
    new = [content for content in contents if content]
    names = [name] if len(new) == 1 else [f"{name}-{n}" for n in range(1, len(new) + 1)]
    taken = {role.name for role in inventory.roles.values()} & set(names)
    if taken:
        raise InputError(f"the inventory has a role `{shown(min(taken))}`: choose another name")
    roles = {
        content: Role(
            name=name, privileges=cleaned(content), alike=tuple(_alike(content, inventory))
        )
        for content, name in zip(new, names, strict=True)
    }
    if () in contents:
        roles[()] = Role(name=_READ_ONLY[0], privileges=(), role_id=_READ_ONLY[1])
    return roles


def _content(entry: Entry) -> Content:
    return tuple(sorted(entry.content - IMPLIED))


def _alike(content: Content, inventory: Inventory) -> Iterator[str]:
    for role in inventory.roles.values():
        if role.privilege is not None and tuple(sorted(role.privilege - IMPLIED)) == content:
            yield clean(role.name)


class Assignments:
    """Says what permissions to set, and what they find where they are set.

    Args:
        inventory: What is known.
        who: Who the entries are for.
        trial: Tells what they are made on.
    """

    def __init__(self, inventory: Inventory, who: Assignee, trial: Trial) -> None:
        self._inventory = inventory
        self._who = who
        self._trial = trial
        self._places = trial.places
        self._on: dict[Reference | None, list[Permission]] = {}
        for permission in inventory.permissions:
            self._on.setdefault(permission.entity, []).append(permission)
        self._named: dict[tuple[str, str | None], list[Reference]] = {}
        for one in inventory.objects():
            for type_ in (one.type, *_ALSO.get(one.type, ())):
                self._named.setdefault((type_, inventory.name(one)), []).append(one)

    def of(self, entries: Entries, roles: Mapping[Content, Role]) -> tuple[Assignment, ...]:
        """Return the permission for each entry."""
        lost = replaced(self._inventory, self._who, self._trial, entries)
        return tuple(
            Assignment(
                entity=clean(str(place)),
                name=self._name(place),
                root=self._places.is_root(place),
                namesakes=tuple(self._namesakes(place)),
                role=roles[_content(entry)].name,
                propagate=entry.propagate,
                replaces=self._existing(lost[place]),
                overwrites=self._overwritten(place, entry),
                others=self._existing(self._others(place)),
                unknown=self._places.doubt(place),
            )
            for place, entry in entries.items()
        )

    def _name(self, place: Reference) -> str | None:
        name = self._inventory.name(place)
        return None if name is None else clean(name)

    def _namesakes(self, place: Reference) -> Iterator[str]:
        name = self._inventory.name(place)
        for one in self._named.get((place.type, name), ()) if name is not None else ():
            if one != place:
                yield clean(str(one))

    def _overwritten(self, place: Reference, entry: Entry) -> Overwritten | None:
        own = self._trial.own(place)
        if own is None:
            return None
        forbids = is_no_access(own.role_id, self._inventory.roles.get(own.role_id))
        kept = entry.kept is not None and not forbids
        (listed,) = self._existing([own])
        return Overwritten(permission=listed, kept=kept)

    def _others(self, place: Reference) -> list[Permission]:
        return [one for one in self._on.get(place, ()) if not self._trial.is_own(one)]

    def _existing(self, permissions: Iterable[Permission]) -> tuple[Existing, ...]:
        roles = self._inventory.roles
        return tuple(
            Existing(
                entity=clean(str(one.entity or GLOBAL)),
                principal=clean(one.principal),
                group=one.group,
                role_id=one.role_id,
                role=cleaned(role_name(one.role_id, roles.get(one.role_id))),
                propagate=one.propagate,
            )
            for one in permissions
        )
