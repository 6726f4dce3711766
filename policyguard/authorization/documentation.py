"""What an answer rests on although vSphere's documentation is silent or old.

    load → validate → facts → **rules** → report

The evidence is that of privileges.md b.1 to b.3. A note stands only where the answer would
be another if what it says did not hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyguard.authorization.outcome import DENIED, GRANTED, of_layer, of_side
from policyguard.decision import Effect
from policyguard.inventory.permissions import is_captured
from policyguard.references import Reference, is_a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from policyguard.authorization.chain import Link
    from policyguard.authorization.effective import Resolver
    from policyguard.authorization.layers import Effective, Side
    from policyguard.authorization.outcome import Holds
    from policyguard.inventory import Inventory
    from policyguard.inventory.permissions import Permission

TWO_PARENTS: Final = "that a virtual machine's two parents add up is documented up to 6.5"
CLOSEST: Final = "the closest entry wins over a global one: inferred, the documentation is silent"
TEMPLATE: Final = "a template inherits from the compute resource of its host: inferred"
WITHHELD: Final = "an entry that does not propagate hides no other from what is below it: inferred"
CAPTURED: Final = "what the system role holds is from a captured role list, not from documentation"
SWITCH: Final = (
    "whether a port group also inherits from its switch is not documented:"
    " its parent is followed, entries on the switch are not"
)


class Notes:
    """Says what answers rest on, for one principal."""

    def __init__(self, inventory: Inventory, resolver: Resolver) -> None:
        self._inventory = inventory
        self._resolver = resolver

    def of_grant(
        self,
        effective: Effective,
        side: Side | None,
        entry: Permission,
        privilege: str,
        holds: Holds,
    ) -> tuple[str, ...]:
        """Return what the grant by an entry rests on, which came by one way, or globally."""
        found = [*self._captured([entry], privilege)]
        if side is not None:
            found += [*self._of_way(effective, side, holds), *self._switch(effective)]
        return tuple(found)

    def _of_way(self, effective: Effective, side: Side, holds: Holds) -> Iterator[str]:
        if any(of_side(other, holds) == DENIED for other in effective.sides if other is not side):
            yield TWO_PARENTS
        if side.start is not None and _is_host_side(effective, side.start):
            yield TEMPLATE
        if side.start is not None and any(True for _ in self._resolver.withheld(side.start)):
            yield WITHHELD
        if effective.everywhere and of_layer(effective.global_layer, holds) != GRANTED:
            yield CLOSEST

    def of_denial(
        self, effective: Effective, links: Sequence[Link], privilege: str, holds: Holds
    ) -> tuple[str, ...]:
        """Return what it rests on that no entry grants it."""
        lacking = (link.entry for link in links if link.effect in (Effect.LACKS, Effect.REPLACES))
        found = [*self._captured(lacking, privilege)]
        reached = any(side.layer for side in effective.sides)
        if reached and of_layer(effective.global_layer, holds) & GRANTED:
            found.append(CLOSEST)
        return (*found, *self._switch(effective))

    def _captured(self, entries: Iterable[Permission], privilege: str) -> Iterator[str]:
        roles = self._inventory.roles
        if any(is_captured(one.role_id, roles.get(one.role_id), privilege) for one in entries):
            yield CAPTURED

    def _switch(self, effective: Effective) -> Iterator[str]:
        group = effective.subject
        if group.type != "DistributedVirtualPortgroup" or effective.local:
            return
        switch = self._inventory.get_reference(group, "config.distributedVirtualSwitch")
        if isinstance(switch, Reference) and self._resolver.effective(switch).local:
            yield SWITCH


def _is_host_side(effective: Effective, start: Reference) -> bool:
    # Only a template has a compute resource for a parent; other machines have a pool.
    return effective.subject.type == "VirtualMachine" and is_a(start.type, "ComputeResource")
