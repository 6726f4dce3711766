"""The objects that a request names: where, as what, and whether they exist."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.references import Reference
from tests.facts.kit import SOURCE, Data, deciders, facts, reference, told

SNAPSHOT = reference("VirtualMachineSnapshot", "snapshot-3")


def changed(network: int, datastore: int) -> Data:
    backing = {
        "network": reference("Network", f"network-{network}"),
        "datastore": reference("Datastore", f"datastore-{datastore}"),
    }
    return {"operation": "add", "device": {"key": -1, "backing": backing}}


SPEC: Data = {
    "location": {
        "folder": reference("Folder", "group-v4"),
        "pool": reference("ResourcePool", "resgroup-1"),
        "host": reference("HostSystem", "host-1"),
        "datastore": reference("Datastore", "datastore-1"),
        "disk": [{}, {"datastore": reference("Datastore", "datastore-2")}],
        "deviceChange": [{}, changed(1, 3)],
    },
    "snapshot": SNAPSHOT,
    "config": {"deviceChange": [changed(2, 4)]},
}
PLACES = [
    ("source", SOURCE, ""),
    ("folder", "Folder/group-v3", "/folder"),
    ("folder", "Folder/group-v4", "/spec/location/folder"),
    ("pool", "ResourcePool/resgroup-1", "/spec/location/pool"),
    ("host", "HostSystem/host-1", "/spec/location/host"),
    ("datastore", "Datastore/datastore-1", "/spec/location/datastore"),
    ("datastore", "Datastore/datastore-2", "/spec/location/disk/1/datastore"),
    ("snapshot", "VirtualMachineSnapshot/snapshot-3", "/spec/snapshot"),
    *(
        (role, f"{kind}-{number}", f"{changes}/device/backing/{role}")
        for changes, network, datastore in (
            ("/spec/location/deviceChange/1", 1, 3),
            ("/spec/config/deviceChange/0", 2, 4),
        )
        for role, kind, number in (
            ("network", "Network/network", network),
            ("datastore", "Datastore/datastore", datastore),
        )
    ),
]


def test_each_object_is_told_of_where_it_is_named() -> None:
    found = facts(SPEC, folder=reference("Folder", "group-v3")).items["reference"]
    assert [
        (one.values["reference.role"], str(one.details["object"]), one.details["place"])
        for one in found
    ] == PLACES


@pytest.mark.parametrize(("role", "object_", "place"), PLACES)
def test_an_object_exists_if_it_is_described_and_not_if_all_others_are(
    role: str, object_: str, place: str
) -> None:
    def exists(objects: Data, *complete: str) -> Any:
        folder = reference("Folder", "group-v3")
        found = facts(SPEC, objects, folder=folder, complete=list(complete)).items["reference"]
        (one,) = (one for one in found if one.details["place"] == place)
        return told(one, "reference.exists")

    assert exists({object_: {"name": "x"}}) == "yes"
    if role != "snapshot":
        assert exists({}) == ("objects",)
        assert exists({}, "objects") == "no"


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ([{"snapshot": "VirtualMachineSnapshot/snapshot-3"}], "yes"),
        ([{"snapshot": "VirtualMachineSnapshot/snapshot-4"}], "no"),
        (None, "no"),
    ],
)
def test_the_source_tells_whether_a_snapshot_exists(tree: Any, expected: str) -> None:
    source = {SOURCE: {"snapshot.rootSnapshotList": tree}}
    (found,) = (
        one
        for one in facts({"snapshot": SNAPSHOT}, source).items["reference"]
        if one.values["reference.role"] == "snapshot"
    )
    assert found.values["reference.exists"] == expected


def test_a_list_of_all_objects_does_not_tell_whether_a_snapshot_exists() -> None:
    found = facts({"snapshot": SNAPSHOT}, complete=["objects"]).items["reference"]
    assert found[1].unknown == {"reference.exists": (f"{SOURCE}:snapshot.rootSnapshotList",)}


def test_what_is_no_reference_to_its_type_is_no_object_that_is_named() -> None:
    host = reference("HostSystem", "host-1")
    location = {"folder": host, "pool": host, "host": {"type": "HostSystem"}, "datastore": 7}
    found = facts({"location": location, "snapshot": host}, folder=host)
    assert [one.details["object"] for one in found.items["reference"]] == [Reference.of(SOURCE)]


def test_what_goes_to_another_vcenter_is_not_named_here() -> None:
    found = facts({"location": {**SPEC["location"], "service": {}}, "snapshot": SNAPSHOT})
    roles = [one.values["reference.role"] for one in found.items["reference"]]
    assert roles == ["source", "snapshot"]
    assert deciders(found, "reference", "exists") == ("objects",)
