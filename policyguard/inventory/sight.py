"""References that a session may not be allowed to see: a null there is no proof of anything.

    **load** → validate → facts → rules → report

A property collector leaves out what is unset and what refers to an object that the session
has no access to, so that null may mean either (live.md 2.4). It counts as unset only where
something else says so: a template has no pool; what is in a folder is in no vApp, and the
other way round; above the root folder there is nothing.

What is in nothing has to be the root. So where a root is described, nothing else is one; an
inventory that describes none, such as one made up for a few objects, is taken at its word.
"""

from __future__ import annotations

from collections.abc import Mapping
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


def roots(objects: Mapping[Reference, Tree]) -> frozenset[Reference]:
    """Return the folders that may be the root: called as one, or else with nothing above."""
    named = frozenset(root for root in ROOTS if root in objects)
    return named or frozenset(
        one
        for one, tree in objects.items()
        if one.type == "Folder" and lookup(tree, FOLDER) is None and _may_hold_datacenters(tree)
    )


def _may_hold_datacenters(folder: Tree) -> bool:
    types = lookup(folder, "childType")
    return not isinstance(types, list) or "Datacenter" in types


def seen(
    reference: Reference, path: str, value: Any, roots: frozenset[Reference], tree: Tree
) -> Any:
    """Return what a property in `PATHS` comes to: a value, None or `UNKNOWN`.

    Args:
        reference: The object.
        path: The property.
        value: What is said of it.
        roots: The folders that may be the root, of those that are described.
        tree: What is said of the object.
    """
    if (value is not None and value is not UNKNOWN) or not _concerns(reference.type, path):
        return value
    return None if _is_none(reference, path, value, roots, tree) else UNKNOWN


def _concerns(type_: str, path: str) -> bool:
    return any(
        path == one and (owner == "ManagedEntity" or is_a(type_, owner))
        for owner, one in _REFERENCES
    )


def _is_none(
    reference: Reference, path: str, value: Any, roots: frozenset[Reference], tree: Tree
) -> bool:
    """Whether there surely is no such object; what is not said may be proved as well."""
    if path == _POOL:
        return value is None and lookup(tree, "config.template") is True
    is_machine = reference.type == "VirtualMachine"
    if is_machine and path in _OTHER and Reference.of(lookup(tree, _OTHER[path])) is not None:
        return True
    if path not in _OTHER or value is not None:
        return False
    if is_machine:
        return not roots
    return roots == {reference} if roots else _may_hold_datacenters(tree)


def way_out(tree: Tree) -> str:
    """Return which property would tell what a virtual machine is in, if that is not known."""
    said_null = lookup(tree, FOLDER) is None
    return VAPP if said_null and lookup(tree, VAPP) is UNKNOWN else FOLDER
