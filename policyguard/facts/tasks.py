"""What runs on the source, and on the vApp it is in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from policyguard.facts.situation import Found, Situation
from policyguard.facts.values import Said, Unknown, in_any_order, union
from policyguard.references import Reference, is_a

_ACTIVE: Final = frozenset(("queued", "running"))
_CLONE: Final = "VirtualMachine.clone"
# How vCenter names what it does to a virtual machine; solutions name tasks of their own.
_OF_MACHINES: Final = ("VirtualMachine.", "vm.Snapshot.")
_STATES: Final = {
    "starting": "busy",
    "stopping": "busy",
    "started": "idle",
    "stopped": "idle",
    None: "idle",
}


@dataclass(frozen=True, slots=True)
class Activity:
    """What tasks come to, and the one that counts.

    Attributes:
        said: `yes` for a change of the machine, `other` for what is not known to be one,
            `cloning`, which many do at once (D11), or `no`.
        task: The task it is; None where there is none.
        operation: What the task says it does.
    """

    said: Said
    task: Reference | None = None
    operation: str | None = None


def activity(case: Situation) -> Activity:
    """The weightiest of the tasks of the source."""
    tasks = case.links(case.source, "recentTask")
    if isinstance(tasks, Unknown):
        return Activity(tasks)
    found = [_activity(case, task) for task in tasks]
    unknown = in_any_order(*(one.said for one in found))
    found.sort(key=lambda one: str(one.task))
    change = next((one for one in found if one.said == "yes"), None)
    if change is not None:
        return change
    if unknown:
        return Activity(Unknown(unknown))
    lesser = (one for said in ("other", "cloning") for one in found if one.said == said)
    return next(lesser, Activity("no"))


def _activity(case: Situation, task: Reference) -> Activity:
    active = _is_active(case, task)
    if active is False or isinstance(active, Unknown):
        return Activity(active or "no")
    what = case.typed(task, "info.descriptionId", str)
    if isinstance(what, Unknown):
        return Activity(what)
    if what == _CLONE:
        return Activity("cloning", task, what)
    return Activity("yes" if what.startswith(_OF_MACHINES) else "other", task, what)


def _is_active(case: Situation, task: Reference) -> bool | Unknown:
    state = case.typed(task, "info.state", str)
    return state if isinstance(state, Unknown) else state in _ACTIVE


def vapp_of(case: Situation) -> Found:
    """The vApp the source is in: a machine that has a parent is in none (ManagedEntity.parent)."""
    source = case.source
    found = case.linked(source, "parentVApp")
    if isinstance(found, Unknown) and isinstance(source, Reference):
        return case.way_out(source)  # a parent would tell as well
    return found


def vapp_activity(case: Situation) -> Said:
    """Whether an operation runs on the vApp of the source, or on one around that."""
    if vapp_of(case) is None:
        return "absent"
    said = [vapp_state(case, vapp) for vapp in _vapps(case)]
    if "busy" in said:
        return "busy"
    unknown = union(*said)
    return Unknown(unknown) if unknown else "idle"


def _vapps(case: Situation) -> Iterator[Reference | Unknown]:
    for one in case.upwards(vapp_of(case)):
        if isinstance(one, Reference) and not is_a(one.type, "VirtualApp"):
            return
        yield one


def vapp_state(case: Situation, vapp: Reference | Unknown) -> Said:
    """Whether an operation runs on a vApp: `busy` or `idle`."""
    if isinstance(vapp, Unknown):
        return vapp
    state = case.token(vapp, "summary.vAppState", _STATES)
    tasks = case.links(vapp, "recentTask")
    active = [tasks] if isinstance(tasks, Unknown) else [_is_active(case, task) for task in tasks]
    if state == "busy" or True in active:
        return "busy"
    unknown = in_any_order(*active, state)
    return Unknown(unknown) if unknown else "idle"
