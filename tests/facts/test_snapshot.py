"""The snapshot to clone from: whether the source has it, and whether it has memory."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Facts
from policyguard.references import Reference
from tests.facts.kit import SOURCE, Data, facts
from tests.facts.storage_kit import SNAPSHOT, STORE, answers

KEY = "VirtualMachineSnapshot/snapshot-1"
ELSE = {"snapshot": "VirtualMachineSnapshot/snapshot-9"}
HERE = {"snapshot": SNAPSHOT, "childSnapshotList": None}
TREE = (f"{SOURCE}:snapshot.rootSnapshotList",)
LAYOUT = (f"{SOURCE}:layoutEx.snapshot",)
PLACE = ("request:spec.snapshot",)


def found(properties: Data, snapshot: Any = SNAPSHOT) -> Facts:
    return facts({"snapshot": snapshot}, {SOURCE: properties})


@pytest.mark.parametrize(
    ("roots", "said"),
    [
        ([HERE], "source"),
        ([ELSE, HERE], "source"),
        ([{**ELSE, "childSnapshotList": [ELSE, {**ELSE, "childSnapshotList": [HERE]}]}], "source"),
        ([{"snapshot": 5, "childSnapshotList": [HERE]}], "source"),
        ([HERE, {**ELSE, "childSnapshotList": 5}, 5], "source"),
        ([ELSE], "other"),
        ([], "other"),
        (None, "other"),
        (5, TREE),
        (..., TREE),
    ],
)
def test_a_snapshot_is_the_sources_wherever_it_stands_in_the_tree(roots: Any, said: Any) -> None:
    known = {} if roots is ... else {"snapshot.rootSnapshotList": roots}
    assert answers(found(known), "snapshot")["owner"] == said


@pytest.mark.parametrize(
    ("layouts", "said"),
    [
        ([{"key": KEY, "memoryKey": 0}], "with"),
        ([{"key": KEY, "memoryKey": 7}], "with"),
        ([{"key": KEY, "memoryKey": -1}], "without"),
        ([5, {"key": ELSE["snapshot"], "memoryKey": 7}, {"key": KEY, "memoryKey": -1}], "without"),
        ([{"key": ELSE["snapshot"], "memoryKey": 7}], LAYOUT),
        ([{"key": KEY, "memoryKey": True}], LAYOUT),
        ([{"key": KEY}], LAYOUT),
        (None, LAYOUT),
        (..., LAYOUT),
    ],
)
def test_a_snapshot_has_memory_if_its_layout_has_a_file_for_it(layouts: Any, said: Any) -> None:
    known = {} if layouts is ... else {"layoutEx.snapshot": layouts}
    assert answers(found(known), "snapshot")["memory"] == said


@pytest.mark.parametrize(("named", "said"), [(None, "absent"), (STORE, PLACE), (5, PLACE)])
def test_what_names_no_snapshot_is_asked_for_nothing_else(named: Any, said: Any) -> None:
    told = found({}, named)
    assert answers(told, "snapshot") == {"owner": said, "memory": said}
    assert told.details["snapshot"] is None


def test_the_snapshot_may_be_printed() -> None:
    assert found({}).details["snapshot"] == Reference("VirtualMachineSnapshot", "snapshot-1")
