"""References that are null, or absent, perhaps only because a session does not see their target.

    **load** → validate → facts → rules → report

Of `VirtualMachine.resourcePool` the API says so: null "if the virtual machine is a template or
the session has no access to the resource pool". Of the others it is inferred (live.md 2.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from policyguard.inventory import declared
from policyguard.inventory.properties import Tree, lookup
from policyguard.references import Reference

# A virtual machine has one of them (VirtualMachine.parentVApp).
_EITHER: Final[Mapping[str, str]] = {"parent": "parentVApp", "parentVApp": "parent"}

# The root folder, which alone has nothing above it, as vCenter and ESXi number it.
_ROOTS: Final = frozenset({"group-d1", "ha-folder-root"})


def may_be_hidden(reference: Reference, path: str, tree: Tree) -> bool:
    """Whether a reference may be absent because the session does not see its target."""
    if not _refers_to_one(reference.type, path):
        return False
    if path == "resourcePool":  # "a template, or the session has no access" (VirtualMachine)
        return lookup(tree, "config.template") is not True
    if path in _EITHER and Reference.of(tree.get(_EITHER[path])) is not None:
        return False
    return not (path == "parent" and reference.type == "Folder" and reference.value in _ROOTS)


@lru_cache(maxsize=4096)
def _refers_to_one(type_: str, path: str) -> bool:
    way = declared.way(type_, path)
    return way is not None and bool(way) and way[-1].refers and not way[-1].many
