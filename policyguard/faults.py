"""The fault hierarchy: which faults there are, what they derive from, what they carry.

    load → validate → facts → **rules** → report

Names and properties are those of pyVmomi's type information, read once when first asked
for (`tools/faults.py` writes them).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from policyguard.data_files import read_data


class Channel(StrEnum):
    """How a fault reaches the caller."""

    CALL = "call"
    """As the answer to the call; there is no task."""
    TASK = "task"
    """As `Task.info.error`, after the call has returned the task."""


class Stage(StrEnum):
    """When a fault is raised, the earliest first, as far as that is known.

    Only that the first three come on the call, before there is a task, is known or inferred;
    in which order the server checks within a stage is not documented.
    """

    SHAPE = "shape"
    REFERENCES = "references"
    PERMISSIONS = "permissions"
    TASK = "task"


_STAGES = {
    "InvalidRequest": Stage.SHAPE,
    "ManagedObjectNotFound": Stage.REFERENCES,
    "SecurityError": Stage.PERMISSIONS,
}


class _Fault(NamedTuple):
    parent: str | None
    own: Mapping[str, str]
    meaning: str | None


def exists(name: str) -> bool:
    """Tell whether there is a fault type of this name, `MethodFault` itself included."""
    return name in _hierarchy()


def names() -> tuple[str, ...]:
    """Every fault type, sorted."""
    return tuple(_hierarchy())


@cache
def parents(name: str) -> tuple[str, ...]:
    """What a fault derives from, the nearest first and `MethodFault` last.

    Raises:
        KeyError: There is no such fault.
    """
    parent = _hierarchy()[name].parent
    return () if parent is None else (parent, *parents(parent))


def is_a(name: str, ancestor: str) -> bool:
    """Tell whether a fault is *ancestor* or derives from it.

    Raises:
        KeyError: There is no fault *name*.
    """
    return ancestor in (name, *parents(name))


def properties(name: str) -> Mapping[str, str]:
    """The properties of a fault, inherited ones included, each with its declared type.

    A type in `[]` is an array. A managed object type stands for a reference.

    Raises:
        KeyError: There is no such fault.
    """
    line = (*reversed(parents(name)), name)
    return {key: type_ for each in line for key, type_ in _hierarchy()[each].own.items()}


def meaning(name: str) -> str:
    """What a fault means, as a clause; where that is not written down, what its parent does.

    Raises:
        KeyError: There is no such fault.
    """
    found = (_hierarchy()[each].meaning for each in (name, *parents(name)))
    return next(words for words in found if words is not None)


def declared() -> tuple[str, ...]:
    """The faults CloneVM_Task declares.

    Any method may also raise a subtype of `RuntimeFault`; every other fault comes as the
    error of the task (faults.md, "Channel, order, shape").
    """
    return _data()[0]


@cache
def stage(name: str) -> Stage:
    """When a fault is raised.

    Raises:
        KeyError: There is no such fault.
    """
    line = (name, *parents(name))
    return next((_STAGES[each] for each in line if each in _STAGES), Stage.TASK)


@cache
def channel(name: str) -> Channel | None:
    """How a fault reaches the caller; None where that is not known.

    NoPermission comes on the call and InvalidArgument in the task (observed); what breaks the
    shape or names no object, on the call (inferred); what derives from no RuntimeFault, in the
    task. Of other kinds of RuntimeFault it is not known (faults.md, "Channel, order, shape").

    Raises:
        KeyError: There is no such fault.
    """
    if stage(name) is not Stage.TASK:
        return Channel.CALL
    if is_a(name, "RuntimeFault") and not is_a(name, "InvalidArgument"):
        return None
    return Channel.TASK


def _hierarchy() -> Mapping[str, _Fault]:
    return _data()[1]


@cache
def _data() -> tuple[tuple[str, ...], Mapping[str, _Fault]]:
    content = read_data("faults.json")
    faults = {
        name: _Fault(fault["parent"], fault["properties"], fault.get("meaning"))
        for name, fault in content["faults"].items()
    }
    return tuple(content["declared"]), faults
