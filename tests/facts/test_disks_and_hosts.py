"""What the hosts that the clone may go to say of a disk: its parent, and its flash cache."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.situation import ANY_HOST
from policyguard.facts.values import Unknown
from policyguard.references import Reference
from tests.facts.kit import SOURCE, Data, facts, reference
from tests.facts.storage_kit import LINKED, POOL, answers, cluster, disk, disks

HOST = reference("HostSystem", "host-1")
STORE_1, STORE_2 = Reference("Datastore", "datastore-1"), Reference("Datastore", "datastore-2")
CHILD = "moveChildMostDiskBacking"
MOVE = ("request:spec.location.diskMoveType",)
FLASH = ("HostSystem/host-1:capability.vFlashSupported",)
PARENT = {"fileName": "[two] base.vmdk", "datastore": "Datastore/datastore-2"}


@pytest.mark.parametrize(
    ("move", "parent", "store"),
    [
        (LINKED, None, STORE_1),
        (LINKED, PARENT, STORE_1),
        (CHILD, PARENT, STORE_2),
        (CHILD, None, None),
        (CHILD, "[two] base.vmdk", None),
        (None, PARENT, None),
        (5, PARENT, Unknown(MOVE)),
    ],
)
def test_a_child_of_a_disk_reads_its_parent(move: Any, parent: Any, store: Any) -> None:
    location = {"diskMoveType": move, "host": HOST}
    host = {"datastore": ["Datastore/datastore-2"]}
    (one,) = disks({"location": location}, disk(parent=parent), HostSystem_host=host)
    found = answers(one, "source_disk")
    assert one.details["parent_datastore"] == store
    expected = {STORE_1: "no", STORE_2: "yes", None: "absent"}.get(store, MOVE)
    assert found["parent_on_host"] == expected
    assert found["parent"] == ("none" if parent is None else "some")


@pytest.mark.parametrize("move", [LINKED, CHILD])
def test_files_are_found_by_the_datastore_their_path_begins_with(move: str) -> None:
    file: Data = {"datastore": None, "fileName": "[one] web.vmdk"}
    device = disk(2000, 40, **file, parent=file)
    (one,) = disks(
        {"location": {"diskMoveType": move}}, device, Datastore_datastore={"name": "one"}
    )
    assert one.details["parent_datastore"] == one.details["target_datastore"] == STORE_1


FLASHLESS = {"capability.vFlashSupported": False}
FLASHY = {"capability.vFlashSupported": True}
HAS: Data = {"datastore": ["Datastore/datastore-1"]}
LACKS: Data = {"datastore": []}


@pytest.mark.parametrize(
    ("hosts", "attribute", "expected"),
    [
        ((HAS, LACKS), "parent_on_host", "absent"),
        ((LACKS, LACKS), "parent_on_host", "no"),
        ((LACKS, {}), "parent_on_host", ("HostSystem/host-2:datastore",)),
        ((FLASHLESS, FLASHY), "cache", "absent"),
        ((FLASHLESS, FLASHLESS), "cache", "unsupported"),
    ],
)
def test_one_host_that_will_do_is_enough_to_pick_from(
    hosts: tuple[Data, ...], attribute: str, expected: Any
) -> None:
    device = {**disk(), "vFlashCacheConfigInfo": {"reservationInMB": 1}}
    objects = {SOURCE: {"config.hardware.device": [device]}, **cluster(*hosts)}
    spec = {"location": {"pool": POOL, "diskMoveType": LINKED}}
    (one,) = facts(spec, objects).items["source_disk"]
    assert answers(one, "source_disk")[attribute] == expected
    assert one.details["host"] == ANY_HOST


@pytest.mark.parametrize(
    ("asked", "supported", "expected"),
    [
        (None, False, "absent"),
        (5, False, "absent"),
        ({"reservationInMB": 0}, False, "absent"),
        ({"reservationInMB": 1}, False, "unsupported"),
        ({"reservationInMB": 1}, None, "unsupported"),
        ({"reservationInMB": 1}, True, "supported"),
        ({"reservationInMB": 1}, 5, FLASH),
    ],
)
def test_a_cache_asks_the_host_for_flash(asked: Any, supported: Any, expected: Any) -> None:
    host = {"capability.vFlashSupported": supported}
    device = {**disk(), "vFlashCacheConfigInfo": asked}
    (one,) = disks({"location": {"host": HOST}}, device, HostSystem_host=host)
    assert answers(one, "source_disk")["cache"] == expected
