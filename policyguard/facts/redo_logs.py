"""What a disk of the source has written beside its base: redo logs, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from policyguard.facts.device import Device
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said

MOST_LEVELS: Final = 99
_DISCARDED: Final = frozenset(("nonpersistent", "independent_nonpersistent"))
_KEPT: Final = frozenset(("undoable", "append"))
_RUNNING: Final = {"poweredOn": "uncommitted", "suspended": "uncommitted", "poweredOff": "none"}


def backings(disk: Device) -> Iterator[Mapping[str, Any]]:
    """The backing of a disk, its parent, and so on; as many as are counted."""
    here: Any = disk.backing
    for _ in range(MOST_LEVELS):
        if not isinstance(here, Mapping):
            return
        yield here
        here = here.get("parent")


def levels(case: Situation, disk: Device) -> Said:
    """How many files in a row a disk consists of, its base included."""
    found = list(backings(disk))
    whole = disk.backing and (len(found) == MOST_LEVELS or found[-1].get("parent") is None)
    return len(found) if whole else case.unsaid_of_devices


def redo_log(case: Situation, disk: Device) -> Said:
    """Whether a disk has changes that are neither part of it nor of a snapshot.

    What is nonpersistent writes them while the machine runs and discards them after; what is
    undoable keeps them until they are committed or discarded (VirtualDiskMode).
    """
    mode = disk.backing.get("diskMode")
    if not isinstance(mode, str):
        said = mode is None and isinstance(disk.backing.get("_typeName"), str)
        return "none" if said else case.unsaid_of_devices
    if mode in _KEPT and disk.is_delta:
        return "uncommitted"
    if mode not in _KEPT | _DISCARDED or case.is_template is True:
        return "none"
    return case.token(case.source, "runtime.powerState", _RUNNING)
