"""What an inventory that does not claim to be complete may leave out.

    load → validate → facts → **rules** → report

An entry that nobody listed may be closer than the one that grants, and a group that nobody
listed may have one. Only an entry of the principal's own on the object itself comes before
all others there, and another of its own, on what shares its permissions, would add to it
(privileges.md b.3 steps 4 to 7). A principal without a name has only groups, whose entries
on one object add.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from policyguard.authorization.layers import Effective
    from policyguard.inventory import Inventory

_LISTED: Final = ("permissions", "groups")


def unlisted(inventory: Inventory, effective: Effective, *, named: bool) -> tuple[str, ...]:
    """Return the sections that may leave out what replaces the entries that count.

    Args:
        inventory: What is known.
        effective: What decides as far as it is listed.
        named: Whether the principal has a name, and with it entries of its own.
    """
    if comes_first(effective, named=named):
        return ()
    return tuple(one for one in _LISTED if one not in inventory.complete)


def comes_first(effective: Effective, *, named: bool) -> bool:
    """Whether no entry that is not listed could come before those that count."""
    return effective.local and not (named and effective.counting[0].group)
