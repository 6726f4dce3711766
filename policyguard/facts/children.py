"""The objects in a folder, found by a name that may be like theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from policyguard import names
from policyguard.facts.values import Unknown
from policyguard.inventory import Inventory
from policyguard.references import Reference


class Children:
    """The objects of a folder, by name.

    Attributes:
        nameless: Those whose name is not known.
        unlisted: What would tell whether there are more; None if these are all.

    Args:
        named: Each with its name, which may be unknown.
        unlisted: The same as the attribute.
    """

    def __init__(self, named: Iterable[tuple[Reference, Any]], unlisted: Unknown | None) -> None:
        self.unlisted = unlisted
        alike: dict[str, list[tuple[Reference, str]]] = defaultdict(list)
        nameless = []
        for child, name in named:
            if isinstance(name, str):
                alike[names.likeness_key(name)].append((child, name))
            else:
                nameless.append(child)
        self._alike = dict(alike)
        self.nameless = tuple(nameless)

    def like(self, name: str) -> Iterable[tuple[Reference, str]]:
        """The objects, each with its name, whose names may be like another."""
        return self._alike.get(names.likeness_key(name), ())


class ChildrenOfFolders:
    """The children of each folder that an inventory describes, found once."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._found: dict[Reference, Children] = {}

    def of(self, folder: Reference, find: Callable[[Reference], Children]) -> Children:
        """The children of a folder, as *find* finds them in the inventory."""
        if folder not in self._found:
            children = find(folder)
            if not self._inventory.known(folder):
                return children
            self._found[folder] = children
        return self._found[folder]
