"""The snapshot to clone from, and the snapshots of the source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policyguard.facts.situation import Found, Situation
from policyguard.facts.values import Said, Statement, Unknown, integer
from policyguard.references import Reference


def snapshot_statement(case: Situation) -> Statement:
    """Whether the snapshot to clone from is one of the source's."""
    snapshot = case.named("VirtualMachineSnapshot", "spec", "snapshot")
    return Statement(
        {"owner": _owner(case, snapshot), "memory": snapshot_memory(case, snapshot)},
        {"snapshot": snapshot if isinstance(snapshot, Reference) else None},
    )


def _owner(case: Situation, snapshot: Found) -> Said:
    if snapshot is None or isinstance(snapshot, Unknown):
        return snapshot or "absent"
    tree = snapshot_tree(case)
    if isinstance(tree, Unknown):
        return tree
    return "source" if snapshot in tree else "other"


def snapshot_memory(case: Situation, snapshot: Found) -> Said:
    """Whether a snapshot was taken with memory: the layout of the files has a key for it."""
    if snapshot is None or isinstance(snapshot, Unknown):
        return snapshot or "absent"
    layouts = case.listed(case.source, "layoutEx.snapshot")
    if isinstance(layouts, Unknown):
        return layouts
    for one in layouts:
        if isinstance(one, Mapping) and Reference.of(one.get("key")) == snapshot:
            key = integer(one.get("memoryKey"))
            if key is not None:
                return "with" if key >= 0 else "without"
    return Unknown((f"{case.source}:layoutEx.snapshot",))


def snapshot_tree(case: Situation) -> frozenset[Reference] | Unknown:
    """Every snapshot of the source."""
    roots = case.listed(case.source, "snapshot.rootSnapshotList")
    return roots if isinstance(roots, Unknown) else frozenset(_snapshots(roots))


def _snapshots(roots: list[Any]) -> Iterator[Reference]:
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            snapshot = Reference.of(node.get("snapshot"))
            if snapshot is not None:
                yield snapshot
            children = node.get("childSnapshotList")
            waiting.extend(children if isinstance(children, list) else [])
