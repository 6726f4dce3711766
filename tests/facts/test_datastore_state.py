"""What is known of a datastore that the clone is created on, and whether there is room."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Fact, Unknown
from policyguard.references import Reference
from tests.facts.kit import SOURCE, Data, facts, reference
from tests.facts.storage_kit import DEVICES, GIB, POOL, STORE, answers, cluster, disk

ONE = Reference("Datastore", "datastore-1")
HOST = reference("HostSystem", "host-1")


KNOWN: Data = {
    "name": "one",
    "parent": "Datacenter/dc-1",
    "summary.accessible": True,
    "summary.maintenanceMode": "normal",
    "summary.freeSpace": 40 * GIB,
    "summary.capacity": 90 * GIB,
    "info.maxFileSize": 40 * GIB,
    "host": [{"key": "HostSystem/host-1", "mountInfo": {"accessMode": "readWrite"}}],
}
PLACED: Data = {"location": {"datastore": STORE, "host": HOST}}
AROUND: Data = {
    "HostSystem/host-1": {"parent": "ComputeResource/c-1", "datastore": ["Datastore/datastore-1"]},
    "ComputeResource/c-1": {"parent": "Datacenter/dc-1"},
    "Datacenter/dc-1": {},
}


def named(devices: list[Data], store: Data | None, **objects: Data) -> Fact:
    """The one datastore, of a name and what else is known, that some devices go to."""
    known = {"name": "one"} if store is None else store
    around = {**AROUND, "Datastore/datastore-1": known, **objects}
    (one,) = facts(PLACED, {SOURCE: {"config.hardware.device": devices}, **around}).items[
        "datastore"
    ]
    return one


def test_all_is_well_with_a_datastore_of_the_host_that_has_room() -> None:
    one = named([disk()], KNOWN)
    assert answers(one, "datastore") == {
        "why": "named",
        "accessible": "yes",
        "maintenance": "normal",
        "datacenter": "same",
        "on_host": "yes",
        "mount": "read-write",
        "space": "enough",
        "file_size": "fits",
    }
    assert one.details == {
        "datastore": ONE,
        "datastore_name": "one",
        "host": Reference("HostSystem", "host-1"),
        "datastore_place": "/spec/location/datastore",
        "datastore_path": "spec.location.datastore",
        "needed": 40 * GIB,
        "free": 40 * GIB,
        "largest_disk": 40 * GIB,
        "max_file_size": 40 * GIB,
    }


def test_what_is_not_known_of_a_datastore_is_asked_for() -> None:
    host = {"HostSystem/host-1": {"parent": "ComputeResource/c-1"}}
    one = named([disk()], None, **host)
    assert answers(one, "datastore") == {
        "why": "named",
        "accessible": (f"{ONE}:summary.accessible",),
        "maintenance": (f"{ONE}:summary.maintenanceMode",),
        "datacenter": (f"{ONE}:parent",),
        "on_host": ("HostSystem/host-1:datastore",),
        "mount": (f"{ONE}:host",),
        "space": (f"{ONE}:summary.freeSpace",),
        "file_size": (f"{ONE}:info.maxFileSize",),
    }
    printed = [one.details[name] for name in ("datastore_name", "free", "max_file_size")]
    assert printed == [
        "one",
        Unknown((f"{ONE}:summary.freeSpace",)),
        Unknown((f"{ONE}:info.maxFileSize",)),
    ]


@pytest.mark.parametrize(
    ("path", "value", "attribute", "said"),
    [
        ("summary.accessible", False, "accessible", "no"),
        ("summary.accessible", None, "accessible", (f"{ONE}:summary.accessible",)),
        ("summary.maintenanceMode", "enteringMaintenance", "maintenance", "entering"),
        ("summary.maintenanceMode", "inMaintenance", "maintenance", "in"),
        ("parent", "Datacenter/dc-2", "datacenter", "other"),
        ("host", [], "mount", "absent"),
        ("host", [{"key": HOST, "mountInfo": {"mounted": False}}], "mount", "not-mounted"),
        ("summary.freeSpace", None, "space", (f"{ONE}:summary.freeSpace",)),
        ("info.maxFileSize", None, "file_size", "fits"),
        ("info.maxFileSize", 40 * GIB - 1, "file_size", "too-large"),
        ("info.maxFileSize", -1, "file_size", (f"{ONE}:info.maxFileSize",)),
    ],
)
def test_one_thing_may_be_wrong_with_a_datastore(
    path: str, value: Any, attribute: str, said: Any
) -> None:
    one = named([disk()], {**KNOWN, path: value})
    assert answers(one, "datastore")[attribute] == said


def test_a_size_that_is_not_known_may_be_beyond_the_largest_file() -> None:
    devices = [disk(), disk(2001, None)]
    for largest, said in ((50, DEVICES), (30, "too-large")):
        store = {**KNOWN, "info.maxFileSize": largest * GIB}
        one = named(devices, store)
        assert answers(one, "datastore")["file_size"] == said


HAS: Data = {"datastore": ["Datastore/datastore-1"]}
LACKS: Data = {"datastore": []}


def mounted(*modes: str) -> Data:
    """How the datastore is mounted by each host."""
    return {
        "host": [
            {"key": f"HostSystem/host-{n}", "mountInfo": {"accessMode": mode}}
            for n, mode in enumerate(modes, 1)
        ]
    }


@pytest.mark.parametrize(
    ("hosts", "modes", "on_host", "mount"),
    [
        ((HAS, LACKS), ("readWrite", "readOnly"), "absent", "absent"),
        ((LACKS, LACKS), ("readOnly", "readOnly"), "no", "read-only"),
    ],
)
def test_one_host_that_will_do_is_enough_to_pick_from(
    hosts: tuple[Data, ...], modes: tuple[str, ...], on_host: str, mount: str
) -> None:
    machine = {SOURCE: {"config.hardware.device": []}, "Datastore/datastore-1": mounted(*modes)}
    spec = {"location": {"datastore": STORE, "pool": POOL}}
    (one,) = facts(spec, {**machine, **cluster(*hosts)}).items["datastore"]
    found = answers(one, "datastore")
    assert (found["on_host"], found["mount"]) == (on_host, mount)


THIN = {"thinProvisioned": True}
LAYOUT = (f"{SOURCE}:layoutEx",)
FREE = (f"{ONE}:summary.freeSpace",)


@pytest.mark.parametrize(
    ("devices", "free", "capacity", "said"),
    [
        ([disk(), disk(2001)], 80, 90, "enough"),
        ([disk(), disk(2001)], 79, 90, "short"),
        ([disk(), disk(2001)], ..., 79, "short"),
        ([disk(), disk(2001)], ..., 80, FREE),
        ([disk(), disk(2001)], None, None, FREE),
        ([disk(), disk(2001, None)], 39, 90, "short"),
        ([disk(), disk(2001, None)], 40, 90, DEVICES),
        ([disk(), disk(2001, None)], ..., 90, (*FREE, *DEVICES)),
        ([disk(), disk(2001, **THIN)], 40, 90, LAYOUT),
        ([disk(), disk(2001, **THIN)], 80, 90, "enough"),
        ([disk(2001, **THIN)], 39, 90, LAYOUT),
        ([disk(2001, **THIN)], 0, 9, LAYOUT),
        ([], 0, 0, "enough"),
    ],
)
def test_room_is_asked_for_only_as_far_as_it_matters(
    devices: list[Data], free: Any, capacity: Any, said: Any
) -> None:
    sizes = {"summary.freeSpace": free, "summary.capacity": capacity}
    store = {path: size and size * GIB for path, size in sizes.items() if size is not ...}
    one = named(devices, store)
    assert answers(one, "datastore")["space"] == said
