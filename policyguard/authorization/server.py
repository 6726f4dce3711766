"""What the server itself answered of one principal.

    load → validate → facts → **rules** → report

INVARIANT: an answer for the name to the letter decides; one for another spelling of it never
does, and is never passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyguard.inventory.permissions import is_held

if TYPE_CHECKING:
    from policyguard.inventory import Inventory
    from policyguard.references import Reference


class Server:
    """Knows what was answered.

    Args:
        inventory: What has the answers.
        name: The principal's name; nothing was answered of who has none.
    """

    def __init__(self, inventory: Inventory, name: str | None) -> None:
        self._inventory = inventory
        asked = inventory.asked_of
        self._name = name if name in asked else None
        alike = () if name is None or not asked else inventory.spellings.alike(name)
        self._others = tuple(one for one in alike if one in asked)

    def held(self, entity: Reference, privilege: str) -> bool | None:
        """Whether the principal holds a privilege; None if the server was not asked."""
        if self._name is None:
            return None
        listed = self._inventory.answered(self._name, entity)
        return None if listed is None else is_held(listed, privilege)

    def possibly_held(self, entity: Reference, privilege: str) -> frozenset[bool]:
        """Return what was answered for other spellings of the name."""
        listed = (self._inventory.answered(one, entity) for one in self._others)
        return frozenset(is_held(one, privilege) for one in listed if one is not None)

    @property
    def when(self) -> str:
        """That the server answered, and when if that is known."""
        at = getattr(getattr(self._inventory, "taken", None), "at", None)
        said = "the server itself answered so"
        return said if at is None else f"{said} at {at}"
