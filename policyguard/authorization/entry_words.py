"""How a permission reads in an explanation.

    load → validate → facts → **rules** → report

INVARIANT: whatever an inventory holds, what comes out is one short printable line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyguard.authorization.principal import Membership, Principal, way_into
from policyguard.decision import Action
from policyguard.inventory.permissions import GLOBAL, role_name
from policyguard.references import is_a
from policyguard.text import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policyguard.authorization.changes import Edit
    from policyguard.authorization.layers import Effective
    from policyguard.inventory import Inventory
    from policyguard.inventory.permissions import Permission
    from policyguard.references import Reference

_MOST_NAMES: Final = 3
# Nothing inherits from these.
_LEAVES: Final = ("Datastore", "Network", "VirtualMachine")


class EntryWords:
    """Puts permissions of one principal into words."""

    def __init__(
        self, inventory: Inventory, principal: Principal, groups: Mapping[str, Membership]
    ) -> None:
        self._inventory = inventory
        self._groups = groups
        self.name = "the principal" if principal.name is None else f"`{shown(principal.name)}`"

    def object(self, reference: Reference) -> str:
        """An object: Datastore `ds-2` (datastore-12)."""
        name = self._inventory.name(reference)
        value = shown(reference.value)
        return f"{reference.type} {value if name is None else f'`{shown(name)}` ({value})'}"

    def who(self, entry: Permission) -> str:
        """Whom an entry is for."""
        return f"{'group ' if entry.group else ''}`{shown(entry.principal)}`"

    def place(self, entry: Permission) -> str:
        """Where an entry is."""
        return "globally" if entry.entity is None else f"on {self.object(entry.entity)}"

    def role(self, role_id: int) -> str:
        """A role: `Cloner` (101)."""
        name = role_name(role_id, self._inventory.roles.get(role_id))
        return str(role_id) if name is None else f"`{shown(name)}` ({role_id})"

    def entry(self, entry: Permission) -> str:
        """The whole entry."""
        return f"role {self.role(entry.role_id)} to {self.who(entry)} {self.place(entry)}"

    def short(self, entry: Permission) -> str:
        """An entry without its role."""
        if entry.entity is None:
            return f"the {GLOBAL} entry for {self.who(entry)}"
        return f"the entry {self.place(entry)} for {self.who(entry)}"

    def reach(self, entry: Permission, effective: Effective) -> str:
        """How an entry reaches the object asked about, to stand after it."""
        if entry.entity in (None, effective.subject):
            return ""
        if effective.local:
            return f", which shares its permissions with {self.object(effective.subject)}"
        return ", propagating"

    def membership(self, entry: Permission) -> str:
        """How the principal comes to be in the group of an entry, to stand at its end."""
        if not entry.group:
            return ""
        first, groups = way_into(entry.principal, self._groups)
        given = " as given" if first.given else ""
        way = ", ".join(f"`{shown(group)}`" for group in groups)
        return f"; {self.name} is a member{given}{f' through {way}' if way else ''}"

    def edit(self, edit: Edit) -> str:
        """A change that would settle it, and whom else it is for."""
        entry = edit.entry
        if edit.action is Action.ADD_ENTRY:
            roles = self._roles(edit.silenced)
            keep = f" and what {roles} holds, which it replaces there" if roles else ""
            return f"an entry {self.place(entry)} for {self.who(entry)}, its role holding it{keep}"
        return f"{self._alone(edit)}{self._extent(edit)}"

    def _alone(self, edit: Edit) -> str:
        entry = edit.entry
        if edit.action is Action.ADD_PRIVILEGE:
            return f"add it to role {self.role(entry.role_id)}"
        if edit.action is Action.CHANGE_ROLE:
            return f"give {self.short(entry)} a role that holds it too"
        if edit.action is Action.SET_PROPAGATE:
            return f"let {self.short(entry)} propagate"
        return f"remove {self.short(entry)}"

    def _extent(self, edit: Edit) -> str:
        """For whom else a change is, and on what, to stand after it."""
        entry = edit.entry
        parts = [f"for everybody in `{shown(entry.principal)}`"] if entry.group else []
        if entry.entity is None:
            parts.append("everywhere")
        elif (entry.propagate or edit.action is Action.SET_PROPAGATE) and _has_below(entry.entity):
            parts.append(f"on everything below {self.object(entry.entity)}")
        also = _few([f"`{shown(one)}`" for one in edit.others])
        if also:
            parts.append(f"and for {also} where they have the role")
        return "".join(f", {part}" for part in parts)

    def places(
        self,
        places: Sequence[Reference | None],
        effective: Effective,
        replaced: Sequence[Permission],
    ) -> str:
        """Where one grant would do, the nearest place first, and what it replaces there."""
        nearest, *above = ("the global root" if one is None else self.object(one) for one in places)
        roles = self._roles(replaced)
        lost = f"; on {nearest} it replaces what {roles} holds" if roles else ""
        if effective.local:
            more = ", one above it would not"
        else:
            more = f", or one that propagates from {', '.join(above)}" if above else ""
        return f"a grant to {self.name} on {nearest} would do{more}{lost}"

    def _roles(self, entries: Sequence[Permission]) -> str:
        return _few([*dict.fromkeys(self.role(one.role_id) for one in entries)])


def _has_below(place: Reference) -> bool:
    return not any(is_a(place.type, leaf) for leaf in _LEAVES)


def _few(words: Sequence[str]) -> str:
    listed = ", ".join(words[:_MOST_NAMES])
    return listed if len(words) <= _MOST_NAMES else f"{listed} and {len(words) - _MOST_NAMES} more"
