"""What a request asks of all disks, of new ones and of their files."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.kit import SOURCE, Data, facts, items, reference
from tests.facts.network_kit import having

LINKED, FULL = "createNewChildDiskBacking", "moveAllDiskBackingsAndConsolidate"
STORE = reference("Datastore", "datastore-1")
POLICY = [{"_typeName": "VirtualMachineDefinedProfileSpec", "profileId": "p"}]


def disk(key: int = 2000, **more: Any) -> Data:
    return {"_typeName": "VirtualDisk", "key": key, **more}


def locator(move: str | None, key: int = 2000) -> Data:
    return {"diskId": key, "diskMoveType": move}


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ({"diskMoveType": LINKED, "disk": [locator(FULL)]}, "lost"),
        ({"diskMoveType": LINKED, "disk": [locator(LINKED)]}, "kept"),
        ({"diskMoveType": LINKED, "disk": [locator(None)]}, "kept"),
        ({"diskMoveType": LINKED, "disk": [locator("odd")]}, "kept"),
        ({"diskMoveType": LINKED, "disk": [locator(FULL, 2001)]}, "kept"),
        ({"diskMoveType": LINKED}, "kept"),
        ({"diskMoveType": "moveChildMostDiskBacking", "disk": [locator(FULL)]}, "lost"),
        ({"diskMoveType": FULL, "disk": [locator(FULL)]}, "absent"),
        ({"disk": [locator(FULL)]}, "absent"),
    ],
)
def test_a_linked_clone_is_lost_if_every_disk_is_copied(location: Data, expected: str) -> None:
    assert facts({"location": location}, having(disk())).values["clone.linked"] == expected


def test_a_disk_that_is_removed_is_not_linked() -> None:
    location = {"diskMoveType": LINKED, "disk": [locator(FULL)]}
    gone = {"deviceChange": [{"operation": "remove", "device": disk(2001)}]}
    found = facts({"location": location, "config": gone}, having(disk(), disk(2001)))
    assert found.values["clone.linked"] == "lost"
    assert facts({"location": location}, having()).values["clone.linked"] == "kept"
    assert facts({"location": location}, {}).values["clone.linked"] == "unknown"
    assert facts({"location": {"diskMoveType": LINKED}}, {}).values["clone.linked"] == "kept"


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ({"profile": POLICY}, "alone"),
        ({"profile": []}, "absent"),
        ({}, "absent"),
        ({"profile": POLICY, "disk": [{"profile": POLICY}]}, "with-disks"),
        ({"profile": POLICY, "disk": [{"profile": []}]}, "alone"),
        ({"profile": POLICY, "deviceChange": [{"profile": POLICY}]}, "with-disks"),
    ],
)
def test_a_policy_for_the_home_is_alone_or_not(location: Data, expected: str) -> None:
    assert facts({"location": location}).values["clone.home_policy"] == expected


FLAT: Data = {"_typeName": "VirtualDiskFlatVer2BackingInfo"}


def new(backing: Data, location: Data | None = None, **more: Any) -> Data:
    entry = {"operation": "add", "fileOperation": "create", **more.pop("entry", {})}
    device = disk(-1, backing=backing, **more)
    return {"location": location or {}, "config": {"deviceChange": [{**entry, "device": device}]}}


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (new(FLAT, capacityInKB=1), "positive"),
        (new(FLAT, capacityInBytes=1), "positive"),
        (new(FLAT, capacityInKB=0, capacityInBytes=1024), "not-positive"),
        (new(FLAT, capacityInKB=1, capacityInBytes=0), "not-positive"),
        (new(FLAT, capacityInKB=-1), "not-positive"),
        (new(FLAT), "unsaid"),
        (new(FLAT, capacityInKB=0, entry={"fileOperation": None}), "absent"),
        (new(FLAT, capacityInKB=0, entry={"operation": "edit"}), "absent"),
        (
            new({"_typeName": "VirtualDiskRawDiskMappingVer1BackingInfo"}, capacityInKB=0),
            "absent",
        ),
    ],
)
def test_a_new_disk_has_a_size_by_both_capacities(spec: Data, expected: str) -> None:
    assert items(facts(spec), "device_change", "size") == [expected]


def test_the_larger_capacity_of_a_new_disk_takes_its_space() -> None:
    spec = new(FLAT, {"datastore": STORE}, capacityInKB=2, capacityInBytes=1024)
    (home,) = facts(spec, having()).items["datastore"]
    assert home.details["needed"] == 2048


@pytest.mark.parametrize(
    ("backing", "location", "expected"),
    [
        ({"fileName": "[one] a.vmdk", "datastore": STORE}, {}, "same"),
        ({"fileName": "[two]", "datastore": STORE}, {}, "other"),
        ({"fileName": "[two]"}, {}, "absent"),
        ({"fileName": "a.vmdk", "datastore": STORE}, {}, "absent"),
        ({"fileName": "", "datastore": STORE}, {"datastore": STORE}, "same"),
        (
            {"fileName": "", "datastore": STORE},
            {"datastore": reference("Datastore", "datastore-2")},
            "other",
        ),
        ({"datastore": STORE}, {}, "absent"),
        ({"fileName": "[one]", "datastore": STORE}, {"service": {}}, "unknown"),
    ],
)
def test_a_datastore_beside_a_path_agrees_or_is_another(
    backing: Data, location: Data, expected: str
) -> None:
    found = facts(new({**FLAT, **backing}, location), {"Datastore/datastore-1": {"name": "one"}})
    assert items(found, "device_change", "beside") == [expected]


def test_a_backing_that_the_source_has_agrees() -> None:
    backing = {**FLAT, "fileName": "[two] a.vmdk", "datastore": STORE}
    entry = {"operation": "edit", "device": disk(backing=backing)}
    found = facts({"config": {"deviceChange": [entry]}}, having(disk(backing=backing)))
    assert items(found, "device_change", "beside") == ["same"]
    found = facts({"config": {"deviceChange": [entry]}}, {SOURCE: {}})
    assert items(found, "device_change", "beside") == ["unknown"]


def test_a_new_disk_with_a_parent_takes_what_is_written_to_it() -> None:
    parent = {**FLAT, "fileName": "[one] base.vmdk"}
    spec = new({**FLAT, "parent": parent}, {"datastore": STORE}, capacityInKB=2)
    (home,) = facts(spec, having()).items["datastore"]
    assert home.details["needed"] == 0


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ({"datastore": reference("Datastore", "datastore-9")}, "kept"),
        ({"backingObjectId": "x"}, "kept"),
        ({"fileName": "[one] b.vmdk"}, "changed"),
        ({"diskMode": "independent_persistent"}, "changed"),
    ],
)
def test_what_no_client_sets_changes_nothing(member: Data, expected: str) -> None:
    backing = {**FLAT, "fileName": "[one] a.vmdk", "datastore": STORE, "diskMode": "persistent"}
    entry = {"operation": "edit", "device": disk(backing={**backing, **member}, diskObjectId="7")}
    found = facts({"config": {"deviceChange": [entry]}}, having(disk(backing=backing)))
    assert items(found, "device_change", "properties") == [expected]


@pytest.mark.parametrize(
    ("member", "expected"),
    [("startConnected", "changed"), ("connected", "changed"), ("status", "kept")],
)
def test_what_the_server_says_of_a_connection_changes_none(member: str, expected: str) -> None:
    before = {"startConnected": True, "status": "ok", "connected": True}
    nic = {"_typeName": "VirtualVmxnet3", "key": 4000}
    entry = {"operation": "edit", "device": {**nic, "connectable": {**before, member: False}}}
    found = facts({"config": {"deviceChange": [entry]}}, having({**nic, "connectable": before}))
    assert items(found, "device_change", "connectable") == [expected]
