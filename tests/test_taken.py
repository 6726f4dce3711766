"""When an inventory was taken, and what each of its files says of that."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from policyguard import Inventory
from policyguard.errors import InvalidInventory

UTC = dt.UTC
TEN = dt.datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


def taken(at: Any, **more: Any) -> dict[str, Any]:
    return {"taken": {"at": at, **more}}


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("2026-11-30T10:00:00Z", TEN),
        ("2026-11-30t10:00:00z", TEN),
        ("2026-11-30T11:00:00+01:00", TEN),
        ("2026-11-30T10:00:00", TEN),
        ("2026-11-30 10:00:00", TEN),
        ("2026-11-30 11:00:00 +01:00", TEN),
        ("2026-11-30T10:00:00.123456789Z", TEN.replace(microsecond=123456)),
        (TEN, TEN),
        (TEN.replace(tzinfo=None), TEN),
    ],
)
def test_a_time_is_read_as_people_and_yaml_write_it(at: Any, moment: dt.datetime) -> None:
    found = Inventory.load(taken(at)).taken
    assert found is not None
    assert found.moment == moment
    assert isinstance(found.at, str)


@pytest.mark.parametrize(
    "at", ["", "today", "2026-11-30", "2026-13-30T10:00:00Z", "2026-11-30T25:00:00Z", 3, None, []]
)
def test_what_is_no_time_is_refused(at: Any) -> None:
    with pytest.raises(InvalidInventory, match=r"`taken.at` is"):
        Inventory.load(taken(at))


def test_everything_that_a_snapshot_says_is_kept() -> None:
    gap = {"type": "VirtualMachine", "path": "config", "fault": "NoPermission", "count": 3}
    given = taken("2026-11-30T10:00:00Z", by="LAB\\reader", gaps=[gap])
    given["taken"]["from"] = "vc.lab.example"
    found = Inventory.load(given).taken
    assert found is not None
    assert (found.from_, found.by) == ("vc.lab.example", "LAB\\reader")
    assert [(one.type, one.path, one.fault, one.count) for one in found.gaps] == [
        ("VirtualMachine", "config", "NoPermission", 3)
    ]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"taken": {}}, "`taken.at` is missing"),
        ({"taken": {"at": "2026-11-30T10:00:00Z", "form": "x"}}, "did you mean `from`"),
        (taken("2026-11-30T10:00:00Z", gaps=[{"type": "x"}]), r"`taken.gaps\[0\].path` is missing"),
        ({"asked": ["name"]}, "`asked` is a list, expected a mapping"),
        ({"asked": {"VirtualMachine": "name"}}, "expected a list"),
    ],
)
def test_mistakes_are_named(given: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidInventory, match=reason):
        Inventory.load(given)


def test_of_several_files_each_keeps_its_own_and_the_oldest_counts(tmp_path: Path) -> None:
    old, new, bare = (tmp_path / name for name in ("old.yaml", "new.yaml", "bare.yaml"))
    old.write_text("taken: {at: 2026-11-29T10:00:00Z}\n---\ncomplete: [roles]\n")
    new.write_text("taken: {at: 2026-11-30T10:00:00Z}\n")
    bare.write_text("complete: [groups]\n")
    inventory = Inventory.load([new, bare, old])
    assert [one.file for one in inventory.files] == [str(new), str(bare), str(old)]
    assert [one.taken and one.taken.at for one in inventory.files] == [
        "2026-11-30T10:00:00Z",
        None,
        "2026-11-29T10:00:00Z",
    ]
    assert inventory.taken is not None
    assert inventory.taken.at == "2026-11-29T10:00:00Z"
    joined = Inventory.load(new).merged(Inventory.load(old))
    assert joined.taken == inventory.taken
    assert len(joined.files) == 2


def test_an_inventory_need_not_say_when_it_was_taken() -> None:
    assert Inventory.load({}).taken is None
