"""Redo logs of disks, and how many files in a row there are."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.source_kit import HOSTILE, VM, disk, said
from tests.facts.storage_kit import answers

RUNNING, OFF, SUSPENDED = "poweredOn", "poweredOff", "suspended"
CHILD = {"parent": {"fileName": "[nfs-01] vm/vm.vmdk"}}


def of_disk(device: Any, **properties: Any) -> dict[str, Any]:
    known = {"config.hardware.device": [device], "config.template": False, **properties}
    facts, _ = said({VM: known})
    (one,) = facts.items["source_disk"]
    return {name.partition(".")[2]: value for name, value in one.values.items()}


@pytest.mark.parametrize(
    ("mode", "power", "child", "expected"),
    [
        ("persistent", RUNNING, True, "none"),
        ("independent_persistent", RUNNING, False, "none"),
        ("independent_nonpersistent", RUNNING, False, "uncommitted"),
        ("independent_nonpersistent", SUSPENDED, False, "uncommitted"),
        ("independent_nonpersistent", OFF, True, "none"),
        ("nonpersistent", RUNNING, False, "uncommitted"),
        ("undoable", RUNNING, False, "uncommitted"),
        ("undoable", OFF, False, "none"),
        ("undoable", OFF, True, "uncommitted"),
        ("append", OFF, True, "uncommitted"),
    ],
)
def test_a_log_is_there_by_mode_and_power(
    mode: str, power: str, child: bool, expected: str
) -> None:
    device = disk(diskMode=mode, **(CHILD if child else {}))
    assert of_disk(device, **{"runtime.powerState": power})["redo_log"] == expected


def test_only_what_has_a_log_while_it_runs_asks_whether_it_runs() -> None:
    assert of_disk(disk(diskMode="persistent"))["redo_log"] == "none"
    assert of_disk(disk())["redo_log"] == "none"
    assert of_disk(disk(diskMode="nonpersistent"))["redo_log"] == "unknown"
    assert of_disk(disk(diskMode="undoable", **CHILD))["redo_log"] == "uncommitted"
    template = {"config.template": True}
    assert of_disk(disk(diskMode="nonpersistent"), **template)["redo_log"] == "none"


DEVICES = (f"{VM}:config.hardware.device",)


@pytest.mark.parametrize(
    ("backing", "redo_log", "levels"),
    [
        ({"diskMode": 5}, DEVICES, 1),
        ({"diskMode": 5, "_typeName": None}, DEVICES, 1),
        ({"_typeName": None}, DEVICES, 1),
        ({"parent": 5}, "none", DEVICES),
        ({"diskMode": "nonpersistent"}, (f"{VM}:runtime.powerState",), 1),
    ],
)
def test_what_would_tell_of_a_log_and_the_levels_is_named(
    backing: dict[str, Any], redo_log: Any, levels: Any
) -> None:
    known = {"config.hardware.device": [disk(**backing)], "config.template": False}
    found = answers(said({VM: known})[0].items["source_disk"][0], "source_disk")
    assert (found["redo_log"], found["levels"]) == (redo_log, levels)


@pytest.mark.parametrize(("parents", "expected"), [(0, 1), (1, 2), (31, 32), (32, 33), (90, 91)])
def test_every_parent_is_a_level(parents: int, expected: int) -> None:
    parent: dict[str, Any] | None = None
    for _ in range(parents):
        parent = {"fileName": "x", **({} if parent is None else {"parent": parent})}
    assert of_disk(disk(**({} if parent is None else {"parent": parent})))["levels"] == expected


@pytest.mark.parametrize("value", HOSTILE)
def test_whatever_stands_there_is_no_log(value: Any) -> None:
    assert of_disk(disk(diskMode=value))["redo_log"] in ("none", "unknown")
    assert of_disk({**disk(), "backing": value})["redo_log"] in ("none", "unknown")
    assert of_disk(disk(diskMode="nonpersistent"), **{"runtime.powerState": value})["redo_log"] == (
        "unknown"
    )


@pytest.mark.parametrize("value", [True, 0, "x", [], [{}]])
def test_a_parent_that_is_none_leaves_the_levels_open(value: Any) -> None:
    assert of_disk(disk(parent=value))["levels"] == "unknown"
