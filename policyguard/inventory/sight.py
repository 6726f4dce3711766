"""References that a session may not be allowed to see: a null there is no proof of anything.

    **load** → validate → facts → rules → report

A property collector leaves out what is unset and what refers to an object that the session
has no access to, so that null may mean either (live.md 2.4). It counts as unset only where
something else says so: a template has no pool; what is in a folder is in no vApp, and the
other way round; above the root folder there is nothing.

INVARIANT: every answer is drawn from what an object says of itself, but for which folder is
the root: that is the one which is called as vCenter and ESXi call theirs, if it is described.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any, Final

from policyguard.inventory.properties import UNKNOWN, Tree, lookup
from policyguard.references import Reference, is_a

FOLDER: Final = "parent"
VAPP: Final = "parentVApp"
_POOL: Final = "resourcePool"
_OTHER: Final = {FOLDER: VAPP, VAPP: FOLDER}

# By type, the references that an object has unless it cannot be seen, or unless something
# else says that it has none. A pool's `resourcePool` lists its children.
_REFERENCES: Final = (
    ("ManagedEntity", FOLDER),
    ("VirtualMachine", VAPP),
    ("VirtualMachine", _POOL),
    ("VirtualMachine", "runtime.host"),
    ("ResourcePool", "owner"),
    ("DistributedVirtualPortgroup", "config.distributedVirtualSwitch"),
)
PATHS: Final = frozenset(path for _, path in _REFERENCES)

ROOTS: Final = (Reference("Folder", "group-d1"), Reference("Folder", "ha-folder-root"))


def seen(
    reference: Reference, path: str, value: Any, objects: Container[Reference], tree: Tree
) -> Any:
    """Return what a property in `PATHS` comes to: a value, None or `UNKNOWN`.

    Args:
        reference: The object.
        path: The property.
        value: What is said of it.
        objects: All that are described.
        tree: What is said of the object.
    """
    if (value is not None and value is not UNKNOWN) or not _concerns(reference.type, path):
        return value
    if _is_none(reference, path, value, objects, tree):
        return None
    return UNKNOWN


def _concerns(type_: str, path: str) -> bool:
    return any(
        path == one and (owner == "ManagedEntity" or is_a(type_, owner))
        for owner, one in _REFERENCES
    )


def _is_none(
    reference: Reference, path: str, value: Any, objects: Container[Reference], tree: Tree
) -> bool:
    """Whether there surely is no such object; what is not said may be proved as well."""
    if path == _POOL:
        return value is None and lookup(tree, "config.template") is True
    if reference.type == "Folder":
        return path == FOLDER and value is None and _is_root(reference, objects, tree)
    if reference.type != "VirtualMachine" or path not in _OTHER:
        return False
    return Reference.of(lookup(tree, _OTHER[path])) is not None


def _is_root(folder: Reference, objects: Container[Reference], tree: Tree) -> bool:
    """Whether a folder of which nothing is seen above may be the root, and no other is."""
    if folder in ROOTS:
        return True
    holds = lookup(tree, "childType")
    other = isinstance(holds, list) and "Datacenter" not in holds
    return not other and not any(root in objects for root in ROOTS)


def way_out(tree: Tree) -> str:
    """Return which property would tell what a virtual machine is in, if that is not known."""
    said_null = lookup(tree, FOLDER) is None
    return VAPP if said_null and lookup(tree, VAPP) is UNKNOWN else FOLDER
