"""The datastores the clone is created on, and why."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Fact, Unknown
from policyguard.references import Reference
from tests.facts.kit import SOURCE, Data, facts, reference
from tests.facts.storage_kit import (
    DEVICES,
    GIB,
    LINKED,
    OTHER,
    SNAPSHOT,
    STORE,
    answers,
    change,
    disk,
)

ONE, TWO = (Reference("Datastore", f"datastore-{n}") for n in (1, 2))
HOST = reference("HostSystem", "host-1")
HOME = "/spec/location/datastore"
FIRST = "/spec/location/disk/0/datastore"
SOURCES_STORES = Unknown((f"{SOURCE}:datastore",))
OBJECTS = Unknown(("objects",))
NOT_NAMED = Unknown(("request:spec.location.datastore",))
SERVICE = Unknown(("request:spec.location.service",))
NAMES: Data = {
    "Datastore/datastore-1": {"name": "one"},
    "Datastore/datastore-2": {"name": "two"},
}
MACHINE: Data = {
    "config.files.vmPathName": "[two] web/web.vmx",
    "config.hardware.device": [disk()],
    "datastore": ["Datastore/datastore-1", "Datastore/datastore-2"],
}


def stores(
    spec: Data, machine: Data | None = None, objects: Data | None = None, **more: Any
) -> tuple[Fact, ...]:
    """What is said of each datastore; a property of the source that is `...` is not known."""
    known = {path: one for path, one in {**MACHINE, **(machine or {})}.items() if one is not ...}
    found = facts(spec, {SOURCE: known, **NAMES, **(objects or {})}, **more).items["datastore"]
    assert found is not None
    return found


def touched(*given: Any, **more: Any) -> list[tuple[Any, Any, Any]]:
    """Each datastore, why it is one, and where the request names it."""
    return [
        (one.details["datastore"], one.values["datastore.why"], one.details["datastore_place"])
        for one in stores(*given, **more)
    ]


@pytest.mark.parametrize(
    ("location", "machine", "expected"),
    [
        ({}, {}, [(TWO, "source-home", HOME), (ONE, "source-disk", HOME)]),
        ({}, {"config.files.vmPathName": "[one] web"}, [(ONE, "source-home", HOME)]),
        ({"datastore": STORE}, {}, [(ONE, "named", HOME)]),
        ({"datastore": 5}, {}, [(NOT_NAMED, "named", HOME)]),
        ({"datastore": HOST}, {}, [(NOT_NAMED, "named", HOME)]),
        (
            {"datastore": STORE, "disk": [{"diskId": 2000, "datastore": STORE}]},
            {},
            [(ONE, "named", HOME)],
        ),
        (
            {"datastore": STORE, "disk": [{"diskId": 2000, "datastore": HOST}]},
            {},
            [
                (ONE, "named", HOME),
                (Unknown(("request:spec.location.disk[0].datastore",)), "named", FIRST),
            ],
        ),
        (
            {},
            {
                "config.files.vmPathName": "[one] web",
                "config.hardware.device": [disk(datastore=None, fileName="[two] web.vmdk")],
            },
            [(ONE, "source-home", HOME), (TWO, "source-disk", HOME)],
        ),
        (
            {"datastore": STORE, "disk": [{"diskId": 2000, "datastore": OTHER}]},
            {},
            [(ONE, "named", HOME), (TWO, "named", FIRST)],
        ),
        (
            {"disk": [{"diskId": 2000, "datastore": OTHER}]},
            {},
            [(TWO, "named", FIRST)],
        ),
        (
            {"disk": [5, {"diskId": 9, "datastore": STORE}]},
            {},
            [(TWO, "source-home", HOME), (ONE, "named", "/spec/location/disk/1/datastore")],
        ),
        (
            {"disk": [{"diskId": 2000, "datastore": store} for store in (OTHER, STORE)]},
            {},
            [(TWO, "named", FIRST), (ONE, "named", "/spec/location/disk/1/datastore")],
        ),
        (
            {"deviceChange": [change("remove", {"key": 2000})]},
            {},
            [(TWO, "source-home", HOME)],
        ),
        (
            {"deviceChange": [change("edit", {"key": 2000})]},
            {"config.hardware.device": [{"_typeName": "VirtualTPM", "key": 11000}, disk()]},
            [(TWO, "source-home", HOME), (ONE, "source-disk", HOME)],
        ),
        ({"service": {}, "datastore": STORE}, {}, [(SERVICE, "named", HOME)]),
    ],
)
def test_what_no_locator_places_goes_where_the_location_says_or_stays(
    location: Data, machine: Data, expected: Any
) -> None:
    assert touched({"location": location}, machine) == expected


@pytest.mark.parametrize(
    ("machine", "expected"),
    [
        ({"config.files.vmPathName": None}, [(SOURCES_STORES, "source-home", HOME)]),
        (
            {"config.files.vmPathName": ...},
            [(Unknown((f"{SOURCE}:config.files.vmPathName",)), "source-home", HOME)],
        ),
        (
            {"config.files.vmPathName": ..., "datastore": ["Datastore/datastore-2"]},
            [(TWO, "source-home", HOME)],
        ),
        (
            {"config.files.vmPathName": ..., "datastore": ...},
            [(Unknown((f"{SOURCE}:config.files.vmPathName",)), "source-home", HOME)],
        ),
        (
            {"config.hardware.device": ...},
            [(TWO, "source-home", HOME), (Unknown(DEVICES), "source-disk", HOME)],
        ),
        (
            {"config.hardware.device": ..., "datastore": ["Datastore/datastore-1"]},
            [(ONE, "source-home", HOME)],
        ),
    ],
)
def test_where_the_source_has_its_files_may_not_be_known(machine: Data, expected: Any) -> None:
    nothing: Data = {"config.hardware.device": []}
    assert touched({"location": {}}, {**nothing, **machine}) == expected


def test_disks_that_are_not_known_go_to_a_datastore_that_is_named() -> None:
    location = {"datastore": OTHER}
    (one,) = stores({"location": location}, {"config.hardware.device": ...})
    assert (one.details["datastore"], one.details["datastore_place"]) == (TWO, HOME)
    assert answers(one, "datastore")["space"] == (
        "Datastore/datastore-2:summary.freeSpace",
        *DEVICES,
    )


CREATED = "/spec/config/deviceChange/0/device/backing"
IN_FILE = Unknown(("request:spec.config.deviceChange[0].device.backing.fileName",))


def added(operation: str = "add", file_operation: Any = "create", **backing: Any) -> Data:
    device = disk(-1, 7, **{"datastore": None, **backing})
    return {
        "location": {"datastore": STORE},
        "config": {"deviceChange": [change(operation, device, fileOperation=file_operation)]},
    }


@pytest.mark.parametrize(
    ("spec", "complete", "expected"),
    [
        (added(datastore=OTHER), [], []),
        (added(datastore=OTHER, fileName=""), [], []),
        (added(datastore=OTHER, fileName="[two]"), [], [(TWO, "added-disk", CREATED)]),
        (added(datastore=STORE, fileName="[two]"), ["objects"], [(TWO, "added-disk", CREATED)]),
        (added(datastore=OTHER, fileName="a.vmdk"), [], [(IN_FILE, "added-disk", CREATED)]),
        (added(fileName="[two] a.vmdk"), ["objects"], [(TWO, "added-disk", CREATED)]),
        (added(fileName="[two]"), ["objects"], [(TWO, "added-disk", CREATED)]),
        (added(fileName="[two] a.vmdk"), [], [(OBJECTS, "added-disk", CREATED)]),
        (added(fileName="[three] a.vmdk"), ["objects"], [(IN_FILE, "added-disk", CREATED)]),
        (added(), ["objects"], []),
        (added(fileName=""), ["objects"], []),
        (added(fileName=5), ["objects"], [(IN_FILE, "added-disk", CREATED)]),
        (added("edit", datastore=OTHER), [], []),
        (added("add", None, datastore=OTHER), [], []),
        (
            added(datastore=OTHER) | {"location": {"datastore": STORE, "service": {}}},
            ["objects"],
            [],
        ),
        (
            added(fileName="[two]") | {"location": {"datastore": STORE, "service": {}}},
            ["objects"],
            [],
        ),
    ],
)
def test_a_disk_that_is_created_goes_where_its_backing_says_or_to_the_home(
    spec: Data, complete: list[str], expected: Any
) -> None:
    _, *others = touched(spec, {"config.hardware.device": []}, complete=complete)
    assert others == expected


NIC = {"_typeName": "VirtualVmxnet3", "key": -1, "backing": {"datastore": OTHER}}


def test_only_disks_are_created_on_datastores() -> None:
    spec = {"config": {"deviceChange": [change("add", NIC, fileOperation="create")]}}
    where = touched({**spec, "location": {"datastore": STORE}}, {"config.hardware.device": []})
    assert where == [(ONE, "named", HOME)]


@pytest.mark.parametrize(
    "name", ["vmPathName", "snapshotDirectory", "suspendDirectory", "logDirectory"]
)
@pytest.mark.parametrize(
    ("path", "expected"),
    [("[two] web", [TWO]), ("[two] a]b", [TWO]), ("[three] web", [...]), ("two", []), (5, [])],
)
def test_files_are_put_on_the_datastore_their_path_begins_with(
    name: str, path: Any, expected: list[Any]
) -> None:
    spec = {"location": {"datastore": STORE}, "config": {"files": {name: path}}}
    _, *others = touched(spec, complete=["objects"])
    place = f"/spec/config/files/{name}"
    none = Unknown((f"request:spec.config.files.{name}",))
    assert others == [(none if one is ... else one, "named-file", place) for one in expected]


@pytest.mark.parametrize(
    "spec",
    [
        {"location": {"disk": [{"diskId": 2000, "datastore": STORE}]}},
        {"location": {"disk": [{"diskId": 9, "datastore": STORE}]}},
    ],
)
def test_a_datastore_is_there_once_for_its_strongest_reason(spec: Data) -> None:
    machine = {"config.files.vmPathName": "[one] web"}
    files = {"config": {"files": {"logDirectory": "[one] logs"}}}
    assert touched({**spec, **files}, machine, complete=["objects"]) == [(ONE, "named", FIRST)]


def test_memory_that_is_cloned_goes_to_the_home() -> None:
    snapshot = {"config.hardware": {"device": [disk()], "memoryMB": 1024}}
    objects = {"VirtualMachineSnapshot/snapshot-1": snapshot}
    spec = {"location": {"diskMoveType": LINKED}, "snapshot": SNAPSHOT, "memory": True}
    layout = [{"key": "VirtualMachineSnapshot/snapshot-1", "memoryKey": 5}]
    found = stores(spec, {"layoutEx.snapshot": layout}, objects)
    assert [(one.details["datastore"], one.details["needed"]) for one in found] == [
        (TWO, GIB),
        (ONE, 0),
    ]
