"""What decides, as the data of a report.

    load → validate → facts → **rules** → report

INVARIANT: whatever an inventory holds, what comes out can be written as UTF-8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyguard.authorization.principal import Membership, way_into
from policyguard.decision import Change, Decision, Step
from policyguard.inventory.permissions import GLOBAL, role_name
from policyguard.text import clean, cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from policyguard.authorization.chain import Link
    from policyguard.authorization.changes import Edit
    from policyguard.inventory import Inventory
    from policyguard.inventory.permissions import Permission
    from policyguard.references import Reference


class Recorder:
    """Turns what was found into data, for one principal."""

    def __init__(self, inventory: Inventory, groups: Mapping[str, Membership]) -> None:
        self._inventory = inventory
        self._groups = groups

    def decision(
        self,
        subject: Reference,
        links: Iterable[Link],
        documentation: tuple[str, ...],
        places: Iterable[Reference | None] = (),
        edits: Iterable[Edit] = (),
    ) -> Decision:
        """Return everything together."""
        return Decision(
            subject=clean(str(subject)),
            steps=tuple(map(self._step, links)),
            documentation=documentation,
            places=tuple(map(_place, places)),
            changes=tuple(map(self._change, edits)),
        )

    def _step(self, link: Link) -> Step:
        entry = link.entry
        return Step(
            effect=link.effect,
            entity=_place(entry.entity),
            principal=clean(entry.principal),
            group=entry.group,
            role_id=entry.role_id,
            role=self._role(entry.role_id),
            propagate=entry.propagate,
            holds=link.held,
            via=self._via(entry),
        )

    def _change(self, edit: Edit) -> Change:
        entry, new = edit.entry, edit.is_new
        return Change(
            action=edit.action,
            entity=_place(entry.entity),
            principal=clean(entry.principal),
            group=entry.group,
            role_id=None if new else entry.role_id,
            role=None if new else self._role(entry.role_id),
            steps=edit.steps,
            entries=edit.entries,
            others=cleaned(edit.others),
            silenced=tuple(dict.fromkeys(one.role_id for one in edit.silenced)),
        )

    def _via(self, entry: Permission) -> tuple[str, ...]:
        """The groups on the way into that of an entry, if the principal surely is in it."""
        if not entry.group or entry.principal not in self._groups:
            return ()
        way = way_into(entry.principal, self._groups)[1]
        return tuple(map(clean, way))

    def _role(self, role_id: int) -> str | None:
        name = role_name(role_id, self._inventory.roles.get(role_id))
        return None if name is None else clean(name)


def _place(entity: Reference | None) -> str:
    return GLOBAL if entity is None else clean(str(entity))
