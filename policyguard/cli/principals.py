"""Users and groups that are named on the command line, and that no inventory has."""

from __future__ import annotations

from collections.abc import Iterable

from policyguard.cli.exits import say
from policyguard.inventory import Inventory
from policyguard.text import shown


def tell_of_unknown(names: Iterable[str], *inventories: Inventory) -> None:
    """Say of each name that none of some inventories knows which one is nearest.

    Such a principal is one like any other, and may be misspelt. Where an inventory names
    nobody there is nothing to compare with.
    """
    known = [inventory.spellings for inventory in inventories if inventory.spellings]
    for name in dict.fromkeys(names):
        if known and not any(spellings.knows(name) for spellings in known):
            nearest = next((near for one in known if (near := one.nearest(name))), None)
            also = f": the nearest name is `{shown(nearest)}`" if nearest else ", nor one like it"
            say(f"the inventory does not have `{shown(name)}`{also}")
