"""The adapters that the clone has after the changes, and the datastores of the source's files."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Unknown
from policyguard.references import Reference
from tests.facts.kit import SOURCE, Data, facts, items
from tests.facts.network_kit import STANDARD, adapter, having

DISK: Data = {"_typeName": "VirtualDisk", "key": 2000}


def change(operation: Any, device: Any) -> Data:
    return {"operation": operation, "device": device}


def edit(key: int, **members: Any) -> Data:
    return change("edit", {"key": key, **members})


def called(label: str) -> Data:
    return {"deviceInfo": {"label": label}}


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ([], [], [("a", ""), ("b", "")]),
        ([change("remove", {"key": 4000})], [], [("b", "")]),
        ([change("remove", {"key": 4009})], [], [("a", ""), ("b", "")]),
        (
            [change("add", adapter(None, -1, **called("c")))],
            [],
            [("a", ""), ("b", ""), ("c", "l0")],
        ),
        ([change("add", {**DISK, "key": -1})], [], [("a", ""), ("b", "")]),
        ([change("assign", adapter(None, -1))], [], [("a", ""), ("b", "")]),
        ([edit(4000, **called("c"))], [], [("c", "l0"), ("b", "")]),
        ([edit(4000, deviceInfo=None)], [], [("a", "l0"), ("b", "")]),
        ([edit(2000, **called("c")), edit(4009)], [], [("a", ""), ("b", "")]),
        ([edit(4000, **called("c"))], [edit(4000)], [("c", "c0"), ("b", "")]),
        ([change("remove", {"key": 4000})], [edit(4000)], [("b", "")]),
        ([edit(4000)], [change("remove", {"key": 4000})], [("b", "")]),
        (
            [change("add", adapter(None, -1, **called("c")))],
            [7, change("add", adapter(None, -1, **called("d")))],
            [("a", ""), ("b", ""), ("c", "l0"), ("d", "c1")],
        ),
        ([change("add", 7), change("add", None)], [], [("a", ""), ("b", "")]),
    ],
)
def test_changes_are_made_one_after_the_other_those_of_the_location_first(
    first: list[Any], then: list[Any], expected: list[tuple[str, str]]
) -> None:
    device = [adapter(STANDARD, 4000, **called("a")), DISK, adapter(STANDARD, 4001, **called("b"))]
    spec = {"location": {"deviceChange": first}, "config": {"deviceChange": then}}
    found = [one.details for one in facts(spec, having(*device)).items["nic"]]
    places = {"/spec/location/deviceChange/": "l", "/spec/config/deviceChange/": "c", "": ""}
    shown = [
        (one["label"], places[place.rstrip("0123456789")] + place.rpartition("/")[2])
        for one, place in ((one, one["nic_place"]) for one in found)
    ]
    assert shown == expected


FIRST, SECOND = "Datastore/datastore-11", "Datastore/datastore-12"
NAMED: Data = {FIRST: {"name": "ds-1"}, SECOND: {"name": "ds-2"}}
HALF: Data = {FIRST: {"name": "ds-1"}, SECOND: {}}


def home(path: Any, listed: Any, stores: Data) -> Any:
    """The datastore that the source's home files are said to be on."""
    source: Data = {"config.files.vmPathName": path}
    if listed is not None:
        source["datastore"] = listed
    found = facts({}, {SOURCE: source, **stores})
    return found.items["datastore"][0].details["datastore"]


@pytest.mark.parametrize(
    ("path", "listed", "stores", "expected"),
    [
        ("[ds-1] web/web.vmx", [FIRST, SECOND], NAMED, FIRST),
        ("[ds-2] web/web.vmx", [FIRST, SECOND], NAMED, SECOND),
        ("[ds-2]", [FIRST, SECOND], NAMED, SECOND),
        ("[ds-2] a]b", [FIRST, SECOND], NAMED, SECOND),
        ("[ds-1] web/web.vmx", [SECOND, FIRST], HALF, FIRST),
        ("[ds-9] web/web.vmx", [FIRST], NAMED, FIRST),
        (7, [FIRST], NAMED, FIRST),
        ("[ds-3] web/web.vmx", [FIRST, SECOND], NAMED, (f"{SOURCE}:datastore",)),
        ("[ds-3] web/web.vmx", [FIRST, SECOND], HALF, (f"{SECOND}:name",)),
        ("[ds-3] x", [FIRST, SECOND], {}, (f"{FIRST}:name", f"{SECOND}:name")),
        ("[ds-1] web/web.vmx", None, NAMED, (f"{SOURCE}:datastore",)),
        ("ds-1] web/web.vmx", [FIRST, SECOND], {FIRST: {"name": "s-1"}, SECOND: {"name": "x"}}, ()),
        ("[ds-1 web/web.vmx", [FIRST, SECOND], NAMED, ()),
        (7, [FIRST, SECOND], {FIRST: {"name": None}, SECOND: {"name": None}}, ()),
        ("", [FIRST, SECOND], NAMED, ()),
    ],
)
def test_a_file_is_on_the_datastore_that_its_path_names(
    path: Any, listed: Any, stores: Data, expected: Any
) -> None:
    if isinstance(expected, str):
        assert home(path, listed, stores) == Reference.parse(expected)
    else:
        assert home(path, listed, stores) == Unknown(expected or (f"{SOURCE}:datastore",))


@pytest.mark.parametrize(
    ("backing", "expected"),
    [
        ({"datastore": SECOND, "fileName": "[ds-1] web/web.vmdk"}, SECOND),
        ({"fileName": "[ds-1] web/web.vmdk"}, FIRST),
        ({"datastore": 7, "fileName": "[ds-2] web/web.vmdk"}, SECOND),
    ],
)
def test_a_disk_is_on_the_datastore_that_its_backing_refers_to_or_names(
    backing: Data, expected: str
) -> None:
    source: Data = {"datastore": [FIRST, SECOND], "config.files.vmPathName": "[ds-3] x"}
    found = facts({}, {**having({**DISK, "backing": backing}, **source), **NAMED})
    assert found.items["datastore"][1].details["datastore"] == Reference.parse(expected)


@pytest.mark.parametrize(
    ("more", "reasons"),
    [
        ({"fileOperation": "create"}, ["source-home", "added-disk"]),
        ({"fileOperation": "replace"}, ["source-home"]),
        ({}, ["source-home"]),
    ],
)
def test_a_file_that_is_created_is_somewhere(more: Data, reasons: list[str]) -> None:
    disk = {**DISK, "key": -1, "backing": {"fileName": "[ds-2]", "datastore": SECOND}}
    spec = {"config": {"deviceChange": [{**change("add", disk), **more}]}}
    found = facts(spec, having(datastore=[FIRST], **{"config.files.vmPathName": "[ds-1] x"}))
    assert items(found, "datastore", "why") == reasons
