"""What runs on the source and on its vApp."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from policyguard.facts.values import Unknown
from policyguard.references import Reference
from tests.facts.kit import told
from tests.facts.source_kit import HOSTILE, VM, of_source, said

TASKS: dict[str, dict[str, Any]] = {
    "Task/task-1": {"info": {"state": "running", "descriptionId": "VirtualMachine.reconfigure"}},
    "Task/task-2": {"info": {"state": "queued", "descriptionId": "com.example.backup"}},
    "Task/task-3": {"info": {"state": "running", "descriptionId": "VirtualMachine.clone"}},
    "Task/task-4": {"info": {"state": "success", "descriptionId": "VirtualMachine.relocate"}},
    "Task/task-5": {"info": {"state": "running", "descriptionId": "vm.Snapshot.remove"}},
    "Task/task-6": {"info.state": "running"},
}


def busy(*numbers: int) -> object:
    return of_source({"recentTask": [f"Task/task-{n}" for n in numbers]}, **TASKS)["source.busy"]


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        ((), "no"),
        ((4,), "no"),
        ((3, 4), "cloning"),
        ((2, 3, 4), "other"),
        ((1, 2, 3, 4), "yes"),
        ((5, 2), "yes"),
        ((6, 2, 3), "unknown"),
        ((6, 1), "yes"),
    ],
)
def test_the_weightiest_task_counts_in_any_order(tasks: tuple[int, ...], expected: str) -> None:
    assert {busy(*order) for order in permutations(tasks)} == {expected}


@pytest.mark.parametrize(
    ("tasks", "task", "operation"),
    [
        ((3, 1), 1, "VirtualMachine.reconfigure"),
        ((1, 5), 1, "VirtualMachine.reconfigure"),
        ((5, 1), 1, "VirtualMachine.reconfigure"),
        ((3, 2), 2, "com.example.backup"),
        ((4, 3), 3, "VirtualMachine.clone"),
        ((4,), None, None),
        ((6, 3), None, None),
    ],
)
def test_the_task_that_counts_is_named(
    tasks: tuple[int, ...], task: int | None, operation: str | None
) -> None:
    facts, _ = said({VM: {"recentTask": [f"Task/task-{n}" for n in tasks]}, **TASKS})
    assert facts.details["busy_task"] == (task and Reference("Task", f"task-{task}"))
    assert facts.details["busy_operation"] == operation


@pytest.mark.parametrize(
    ("properties", "asked"),
    [
        ({}, (f"{VM}:recentTask",)),
        ({"recentTask": ["Task/task-6"]}, ("Task/task-6:info.descriptionId",)),
        (
            {"recentTask": ["Task/task-7", "Task/task-3", "Task/task-6"]},
            ("Task/task-6:info.descriptionId", "Task/task-7:info.state"),
        ),
    ],
)
def test_what_would_tell_of_a_change_is_named(
    properties: dict[str, Any], asked: tuple[str, ...]
) -> None:
    assert told(said({VM: properties, **TASKS})[0], "source.busy") == asked


def vapp(properties: dict[str, Any], **objects: Any) -> object:
    return of_source(properties, **objects)["source.vapp"]


IN_ONE = {"parentVApp": "VirtualApp/v-1"}
STATES = {
    "starting": "busy",
    "stopping": "busy",
    "started": "idle",
    "stopped": "idle",
    None: "idle",
}


@pytest.mark.parametrize(("state", "expected"), STATES.items())
def test_a_vapp_is_busy_while_it_starts_or_stops(state: str | None, expected: str) -> None:
    known: dict[str, Any] = {
        "summary.vAppState": state,
        "recentTask": [],
        "parent": "ResourcePool/p-1",
    }
    assert vapp(IN_ONE, **{"VirtualApp/v-1": known}) == expected


def test_a_vapp_is_busy_with_a_task_or_with_one_around_it() -> None:
    inner = {"summary.vAppState": "stopped", "parent": "VirtualApp/v-2", "recentTask": []}
    outer = {"summary.vAppState": "stopped", "parent": "ResourcePool/p-1", "recentTask": []}
    both = {"VirtualApp/v-1": inner, "VirtualApp/v-2": outer, **TASKS}
    assert vapp(IN_ONE, **both) == "idle"
    for number, expected in ((3, "busy"), (2, "busy"), (4, "idle")):
        tasks = {"recentTask": [f"Task/task-{number}"]}
        assert vapp(IN_ONE, **{**both, "VirtualApp/v-2": {**outer, **tasks}}) == expected
    del inner["parent"]
    assert vapp(IN_ONE, **both) == "unknown"


def test_a_machine_with_a_parent_is_in_no_vapp() -> None:
    assert vapp({"parent": "Folder/group-v3"}) == "absent"
    assert vapp({"parent": None, "parentVApp": None}) == "absent"
    assert vapp({"parent": None}) == "unknown"
    assert vapp({}) == "unknown"


STATE = "summary.vAppState"
ASKED = "VirtualApp/v-1:summary.vAppState"


@pytest.mark.parametrize(
    ("machine", "one", "asked"),
    [
        ({}, {}, (f"{VM}:parent",)),
        (IN_ONE, {STATE: None, "recentTask": []}, ("VirtualApp/v-1:parent",)),
        (IN_ONE, {"recentTask": [], "parent": None}, (ASKED,)),
        (IN_ONE, {STATE: None, "parent": None}, ("VirtualApp/v-1:recentTask",)),
        (
            IN_ONE,
            {"recentTask": ["Task/task-7"], "parent": "VirtualApp/v-2"},
            (
                "Task/task-7:info.state",
                ASKED,
                *(f"VirtualApp/v-2:{name}" for name in ("recentTask", STATE, "parent")),
            ),
        ),
    ],
)
def test_what_would_tell_of_an_operation_on_the_vapp_is_named(
    machine: dict[str, Any], one: dict[str, Any], asked: tuple[str, ...]
) -> None:
    assert told(said({VM: machine, "VirtualApp/v-1": one})[0], "source.vapp") == asked


def test_the_vapp_of_the_source_can_be_told() -> None:
    for machine, known in (
        (IN_ONE, Reference("VirtualApp", "v-1")),
        ({"parentVApp": None}, None),
        ({"parent": "Folder/group-v3"}, None),
        ({"parent": None}, Unknown((f"{VM}:parentVApp",))),
    ):
        assert said({VM: machine})[0].details["vapp"] == known


@pytest.mark.parametrize("value", HOSTILE)
def test_whatever_stands_there_is_no_definite_activity(value: Any) -> None:
    assert of_source({"recentTask": value})["source.busy"] in ("no", "unknown")
    task = {"Task/task-1": {"info.state": value, "info.descriptionId": value}}
    assert of_source({"recentTask": ["Task/task-1"]}, **task)["source.busy"] in ("no", "unknown")
    state = {"summary.vAppState": value, "recentTask": value, "parent": None}
    assert vapp(IN_ONE, **{"VirtualApp/v-1": state}) in ("idle", "unknown")
