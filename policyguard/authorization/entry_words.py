"""How a permission reads in an explanation.

    load → validate → facts → **rules** → report

INVARIANT: whatever an inventory holds, what comes out is one short printable line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyguard.authorization.principal import Membership, Principal, way_into
from policyguard.inventory.permissions import role_name
from policyguard.text import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyguard.authorization.effective import Effective
    from policyguard.inventory import Inventory
    from policyguard.inventory.permissions import Permission
    from policyguard.references import Reference


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

    def entry(self, entry: Permission) -> str:
        """The whole entry."""
        name = role_name(entry.role_id, self._inventory.roles.get(entry.role_id))
        role = str(entry.role_id) if name is None else f"`{shown(name)}` ({entry.role_id})"
        return f"role {role} to {self.who(entry)} {self.place(entry)}"

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
