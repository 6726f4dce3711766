"""What a clone writes of each disk: surely, at most, and what there must be room for at once."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Fact
from tests.facts.kit import SOURCE, Data, facts
from tests.facts.storage_kit import (
    DEVICES,
    GIB,
    LINKED,
    MAPPING,
    SNAPSHOT,
    STORE,
    answers,
    change,
    disk,
)

CHILD = {"parent": {"fileName": "[one] base.vmdk"}}
THIN = {"thinProvisioned": True}
MAPPED = {"_typeName": MAPPING, "compatibilityMode": "virtualMode"}
FLAT: Data = {"_typeName": "VirtualDiskFlatVer2BackingInfo"}
SPARSE: Data = {"_typeName": "VirtualDiskSeSparseBackingInfo"}
LAYOUT: Data = {
    "file": [{"key": 1, "uniqueSize": 30 * GIB}, {"key": 2, "uniqueSize": 0}],
    "disk": [
        {"key": 1999, "chain": [{"fileKey": [9]}]},
        {"key": 2000, "chain": [{"fileKey": [1]}, {"fileKey": [2]}]},
    ],
}
SOME = (f"{SOURCE}:layoutEx",)


def store(
    spec: Data, devices: Any, layout: Any = None, snapshot: Data | None = None, free: int = 0
) -> Fact:
    """What is said of the datastore all goes to, where some GiB are free."""
    known = {} if devices is ... else {"config.hardware.device": devices}
    objects = {
        SOURCE: {**known, "layoutEx": layout},
        "VirtualMachineSnapshot/snapshot-1": {**known, **(snapshot or {})},
        "Datastore/datastore-1": {"summary.freeSpace": free * GIB, "summary.capacity": 200 * GIB},
    }
    location = {"datastore": STORE, **spec.pop("location", {})}
    (found,) = facts({"location": location, **spec}, objects).items["datastore"]
    return found


def written(*given: Any, **more: Any) -> tuple[int, int, Any]:
    """GiB surely and at most written; what is said of the space where nothing is free."""
    found = store(*given, **more)
    sizes = [found.details[name] // GIB for name in ("needed", "largest_disk")]
    return sizes[0], sizes[1], answers(found, "datastore")["space"]


THICK = (40, 40, "short")
NOTHING = (0, 0, "enough")
OPEN = (0, 40, SOME)
TIGHT = (0, 40, "tight")


@pytest.mark.parametrize(
    ("location", "source", "expected"),
    [
        ({}, {}, THICK),
        ({}, {"thinProvisioned": False}, THICK),
        ({}, THIN, (30, 30, "overcommitted")),
        ({}, CHILD, TIGHT),
        ({}, CHILD | THIN, (0, 30, "tight")),
        ({"transform": "flat"}, THIN, THICK),
        ({"transform": "sparse"}, {}, TIGHT),
        ({"transform": "sparse"}, THIN, (30, 30, "overcommitted")),
        ({"diskMoveType": LINKED}, {}, NOTHING),
        ({"diskMoveType": "moveChildMostDiskBacking"}, {}, THICK),
        ({}, MAPPED, NOTHING),
        ({"transform": "flat"}, MAPPED, THICK),
        ({}, {"_typeName": None}, (0, 0, DEVICES)),
    ],
)
def test_a_disk_that_no_locator_places_takes_what_the_location_makes_of_it(
    location: Data, source: Data, expected: Any
) -> None:
    assert written({"location": location}, [disk(**source)], LAYOUT) == expected


def locator(backing: Any = None, **more: Any) -> Data:
    entry = {"diskId": 2000, "datastore": STORE, "diskBackingInfo": backing, **more}
    return {"disk": [{"diskId": 1999, "diskBackingInfo": SPARSE}, entry]}


@pytest.mark.parametrize(
    ("location", "source", "expected"),
    [
        (locator(), {}, THICK),
        (locator(), THIN, (30, 30, "overcommitted")),
        (locator() | {"transform": "sparse"}, {}, TIGHT),
        (locator(FLAT), {}, THICK),
        (locator(FLAT), THIN, THICK),
        (locator(FLAT) | {"transform": "sparse"}, THIN, THICK),
        (locator(FLAT | THIN), {}, TIGHT),
        (locator(FLAT | THIN), THIN, (30, 30, "overcommitted")),
        (locator(SPARSE), {}, TIGHT),
        (locator(diskMoveType=LINKED), {}, NOTHING),
        (locator() | {"diskMoveType": LINKED}, {}, THICK),
        (locator(), MAPPED, NOTHING),
        (locator() | {"transform": "flat"}, MAPPED, THICK),
        (locator(FLAT), MAPPED, THICK),
        (locator({"_typeName": MAPPING}) | {"transform": "flat"}, MAPPED, NOTHING),
        (locator(), {"_typeName": None}, (0, 0, DEVICES)),
    ],
)
def test_a_locator_alone_says_what_becomes_of_its_disk(
    location: Data, source: Data, expected: Any
) -> None:
    assert written({"location": location}, [disk(**source)], LAYOUT) == expected


def test_a_locator_that_comes_again_is_written_once() -> None:
    entry = {"diskId": 2000, "datastore": STORE}
    assert written({"location": {"disk": [entry, entry]}}, [disk()], LAYOUT) == THICK


def test_a_locator_takes_what_the_devices_would_tell_and_one_of_no_disk_nothing() -> None:
    location = {"disk": [{"diskId": 9, "datastore": STORE}]}
    assert written({"location": location}, [], LAYOUT) == NOTHING
    assert written({"location": location}, ..., LAYOUT) == (0, 0, DEVICES)


def test_a_disk_without_a_size_takes_what_the_devices_would_tell() -> None:
    assert written({}, [disk(size=None)], LAYOUT) == (0, 0, DEVICES)
    of_snapshot = ("VirtualMachineSnapshot/snapshot-1:config.hardware.device",)
    assert written({"snapshot": SNAPSHOT}, None, LAYOUT)[2] == "enough"
    for location in ({}, locator()):
        spec: Data = {"snapshot": SNAPSHOT, "location": location}
        assert written(spec, 5, LAYOUT) == (0, 0, of_snapshot)


def test_a_disk_of_no_size_takes_nothing() -> None:
    assert written({}, [disk(size=0)], LAYOUT) == NOTHING


def sized(operation: str, key: int, size: int | None) -> Data:
    return change(
        operation, {"_typeName": "VirtualDisk", "key": key, "capacityInKB": size and size << 20}
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([sized("edit", 2000, 80)], (80, 80, "short")),
        ([sized("edit", 2000, 80), sized("edit", 2000, 60)], (60, 60, "short")),
        ([sized("edit", 2000, 80), sized("edit", 2000, None)], (80, 80, "short")),
        ([sized("edit", 2000, 20)], THICK),
        ([sized("edit", 2001, 80)], THICK),
        ([sized("add", 2000, 80)], THICK),
    ],
)
def test_the_last_edit_that_gives_a_size_may_grow_a_disk(changes: Any, expected: Any) -> None:
    assert written({"config": {"deviceChange": changes}}, [disk()], LAYOUT) == expected


@pytest.mark.parametrize(
    ("size", "thin", "expected"),
    [
        (7, False, (7, 7, "short")),
        (7, True, (0, 7, "enough")),
        (None, False, (0, 0, ("request:spec.config.deviceChange[0].device",))),
    ],
)
def test_a_disk_that_is_created_takes_its_size(size: Any, thin: bool, expected: Any) -> None:
    device = disk(-1, size, thinProvisioned=thin)
    creation = change("add", device, fileOperation="create")
    assert written({"config": {"deviceChange": [creation]}}, []) == expected


def test_a_new_thin_disk_needs_no_room_beside_what_is_cloned() -> None:
    creation = change("add", disk(-1, 200, thinProvisioned=True), fileOperation="create")
    spec: Data = {"config": {"deviceChange": [creation]}}
    found = store(spec, [disk(2000, 80)], free=190)
    assert answers(found, "datastore")["space"] == "enough"


def layout(files: Any, disks: Any) -> Data:
    return {"file": files, "disk": disks}


FILES, DISKS = LAYOUT["file"], LAYOUT["disk"]


@pytest.mark.parametrize(
    ("files", "disks"),
    [
        (FILES, []),
        (FILES, [{"key": 1999, "chain": [{"fileKey": [1]}]}]),
        (FILES, [{"key": 2000, "chain": []}]),
        (FILES, [{"key": 2000, "chain": [{"fileKey": [1, 3]}]}]),
        (FILES, [{"key": 2000, "chain": [{"fileKey": [1]}, {"fileKey": None}]}]),
        (FILES, [{"key": 2000, "chain": [{"fileKey": [1]}, {"fileKey": [True]}]}]),
        (FILES, [{"key": 2000, "chain": [{"fileKey": [1]}, 5]}]),
        ([{"key": 1, "uniqueSize": -1}], [{"key": 2000, "chain": [{"fileKey": [1]}]}]),
        ([{"key": 1}], [{"key": 2000, "chain": [{"fileKey": [1]}]}]),
        (FILES, 5),
        (5, DISKS),
    ],
)
def test_a_thin_disk_whose_files_are_not_all_described_takes_up_to_its_size(
    files: Any, disks: Any
) -> None:
    assert written({}, [disk(**THIN)], layout(files, disks)) == OPEN


@pytest.mark.parametrize(
    ("files", "disks", "needed"),
    [
        (FILES, DISKS, 30),
        ([5, *FILES], [5, *DISKS], 30),
        ([{"key": 1, "uniqueSize": 0}], [{"key": 2000, "chain": [{"fileKey": [1]}]}], 0),
        ([{"key": k, "uniqueSize": k * GIB} for k in (1, 2, 4)], DISKS, 3),
    ],
)
def test_a_thin_disk_takes_what_its_files_take(files: Any, disks: Any, needed: int) -> None:
    found = written({}, [disk(**THIN)], layout(files, disks))
    assert found[:2] == (needed, needed)


def test_what_files_take_now_says_nothing_of_a_snapshot() -> None:
    assert written({"snapshot": SNAPSHOT}, [disk(**THIN)], LAYOUT) == TIGHT


MEMORY = ("VirtualMachineSnapshot/snapshot-1:config.hardware.memoryMB",)


@pytest.mark.parametrize(
    ("memory", "key", "size", "expected"),
    [
        (True, 7, 2048, (2, 2, "short")),
        (True, -1, 2048, NOTHING),
        (True, None, 2048, (0, 2, SOME)),
        (True, 7, None, (0, 0, MEMORY)),
        (True, 7, "x", (0, 0, MEMORY)),
        (False, 7, 2048, NOTHING),
        (None, 7, 2048, NOTHING),
        ("x", 7, 2048, NOTHING),
    ],
)
def test_the_memory_of_a_snapshot_is_written_where_it_is_cloned(
    memory: Any, key: int | None, size: Any, expected: Any
) -> None:
    layouts = [{"key": "VirtualMachineSnapshot/snapshot-1", "memoryKey": key}]
    spec = {"snapshot": SNAPSHOT, "memory": memory}
    found = written(spec, [], {"snapshot": layouts}, {"config.hardware.memoryMB": size})
    assert found == expected


def test_memory_of_what_is_no_snapshot_is_not_written() -> None:
    assert written({"memory": True}, [], LAYOUT) == NOTHING
    asked = (0, 0, ("request:spec.snapshot",))
    assert written({"memory": True, "snapshot": STORE}, [], LAYOUT) == asked
