"""The formats that locators ask for, and the sizes that edits of devices give to disks."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Facts
from policyguard.references import Reference
from tests.facts.kit import SOURCE, Data, facts, reference
from tests.facts.storage_kit import DEVICES, GIB, OTHER, STORE, answers, change, disk

STORE_1 = "Datastore/datastore-1"
EXPAND = (f"{STORE_1}:capability.vmdkExpandSupported",)
FLAT: Data = {"_typeName": "VirtualDiskFlatVer2BackingInfo"}
SPARSE: Data = {"_typeName": "VirtualDiskSeSparseBackingInfo"}
PLACE = "spec.location.disk[0].diskBackingInfo"


def formats(*locators: Any, **capability: Any) -> Facts:
    store = {f"capability.{name}": value for name, value in capability.items()}
    return facts({"location": {"disk": list(locators)}}, {STORE_1: store})


@pytest.mark.parametrize(
    ("backing", "said"),
    [
        (FLAT, "thick"),
        (FLAT | {"thinProvisioned": False}, "thick"),
        (FLAT | {"thinProvisioned": None}, "thick"),
        (FLAT | {"thinProvisioned": True}, "thin"),
        (FLAT | {"thinProvisioned": "yes"}, (f"request:{PLACE}.thinProvisioned",)),
        (SPARSE, "sparse"),
        (SPARSE | {"thinProvisioned": False}, "sparse"),
    ],
)
def test_a_backing_asks_for_a_format(backing: Data, said: Any) -> None:
    (one,) = formats({"diskBackingInfo": backing}).items["disk_format"]
    assert answers(one, "disk_format")["format"] == said


@pytest.mark.parametrize(
    "backing", [None, 5, {}, {"_typeName": "VirtualDiskRawDiskVer2BackingInfo"}]
)
def test_other_backings_ask_for_no_format(backing: Any) -> None:
    found = formats({"diskBackingInfo": backing}, {"diskId": 7, "diskBackingInfo": FLAT})
    (one,) = found.items["disk_format"]
    assert (one.details["format_index"], one.details["disk_key"]) == (1, 7)


@pytest.mark.parametrize(
    ("supported", "per_file", "sparse"),
    [
        (True, "yes", "yes"),
        (False, "no", "no"),
        (None, (f"{STORE_1}:capability.perFileThinProvisioningSupported",), "no"),
        (
            ...,
            (f"{STORE_1}:capability.perFileThinProvisioningSupported",),
            (f"{STORE_1}:capability.seSparseSupported",),
        ),
    ],
)
def test_the_datastore_says_which_formats_it_has(
    supported: Any, per_file: Any, sparse: Any
) -> None:
    names = ("perFileThinProvisioningSupported", "seSparseSupported")
    capability = {} if supported is ... else dict.fromkeys(names, supported)
    (one,) = formats({"datastore": STORE, "diskBackingInfo": FLAT}, **capability).items[
        "disk_format"
    ]
    assert answers(one, "disk_format") == {
        "format": "thick",
        "per_file": per_file,
        "sparse_supported": sparse,
    }
    assert one.details["target_datastore"] == Reference("Datastore", "datastore-1")


@pytest.mark.parametrize(
    ("named", "said"),
    [(None, "absent"), (reference("Folder", "f-1"), ("request:spec.location.disk[0].datastore",))],
)
def test_without_a_datastore_nothing_is_asked_of_one(named: Any, said: Any) -> None:
    (one,) = formats({"datastore": named, "diskBackingInfo": SPARSE}).items["disk_format"]
    found = answers(one, "disk_format")
    assert (found["per_file"], found["sparse_supported"]) == (said, said)


def edit(size: Any = 80, key: Any = 2000, **device: Any) -> Data:
    known = {"_typeName": "VirtualDisk", "key": key, "capacityInBytes": size and size * GIB}
    return change("edit", {**known, **device})


def resized(*edits: Any, devices: Any = (), location: Any = None, store: Any = None) -> Facts:
    spec = {"location": location or {}, "config": {"deviceChange": list(edits)}}
    known = {} if devices is None else {"config.hardware.device": list(devices)}
    return facts(spec, {SOURCE: known, STORE_1: store or {}})


def test_an_edit_resizes_the_disk_of_its_key() -> None:
    devices = [disk(1999, 10), {**disk(), "deviceInfo": {"label": "Hard disk 1"}}]
    (one,) = resized({"operation": "edit"}, edit(), devices=devices).items["disk_resize"]
    assert answers(one, "disk_resize") == {"size": "grown", "linked": "no", "expandable": EXPAND}
    assert one.details == {
        "device_index": 1,
        "resize_place": "/spec/config/deviceChange/1/device/capacityInBytes",
        "resize_path": "spec.config.deviceChange[1].device.capacityInBytes",
        "disk": "Hard disk 1 (2000)",
        "old_size": 40 * GIB,
        "new_size": 80 * GIB,
        "target_datastore": Reference("Datastore", "datastore-1"),
    }


def test_a_size_in_kilobytes_is_pointed_at_where_it_stands() -> None:
    (one,) = resized(edit(None, capacityInKB=40 * 2**20), devices=[disk()]).items["disk_resize"]
    assert answers(one, "disk_resize")["size"] == "kept"
    assert one.details["resize_path"] == "spec.config.deviceChange[0].device.capacityInKB"


@pytest.mark.parametrize(
    ("of_edit", "devices", "said"),
    [
        (edit(), [disk()], ["grown"]),
        (edit(_typeName="VirtualDevice"), [disk()], ["grown"]),
        (edit(_typeName="VirtualFloppy"), [{**disk(), "_typeName": "VirtualFloppy"}], []),
        (edit(_typeName="VirtualDevice"), None, []),
        (edit(), None, [DEVICES]),
        (edit(), [disk(size=None)], [DEVICES]),
        (edit(None), [disk()], []),
        (edit(key=9), [disk()], []),
        (edit() | {"operation": "add"}, [disk()], []),
    ],
)
def test_an_edit_resizes_what_is_a_disk_of_the_source(
    of_edit: Data, devices: Any, said: list[Any]
) -> None:
    found = resized(of_edit, devices=devices).items["disk_resize"]
    assert [answers(one, "disk_resize")["size"] for one in found] == said


def test_edits_of_the_location_resize_nothing() -> None:
    found = resized(devices=[disk()], location={"deviceChange": [edit()]})
    assert found.items["disk_resize"] == ()


def test_devices_that_are_not_known_decide_all_of_a_resize() -> None:
    (one,) = resized(edit(), devices=None).items["disk_resize"]
    assert answers(one, "disk_resize") == dict.fromkeys(("size", "linked", "expandable"), DEVICES)
    assert one.details["disk"] == "disk 2000"


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ({}, EXPAND),
        ({"datastore": OTHER}, ("Datastore/datastore-2:capability.vmdkExpandSupported",)),
        (
            {"datastore": STORE, "disk": [{"diskId": 2000, "datastore": OTHER}]},
            ("Datastore/datastore-2:capability.vmdkExpandSupported",),
        ),
        ({"datastore": 5}, ("request:spec.location.datastore",)),
    ],
)
def test_a_disk_grows_where_it_goes(location: Data, said: Any) -> None:
    (one,) = resized(edit(), devices=[disk()], location=location).items["disk_resize"]
    assert answers(one, "disk_resize")["expandable"] == said


@pytest.mark.parametrize(("known", "said"), [(True, "yes"), (False, "no"), (None, "absent")])
def test_a_datastore_may_not_say_whether_disks_grow_there(known: Any, said: str) -> None:
    store = {"capability.vmdkExpandSupported": known}
    (one,) = resized(edit(), devices=[disk()], store=store).items["disk_resize"]
    assert answers(one, "disk_resize")["expandable"] == said


@pytest.mark.parametrize(
    ("move", "parent", "said"),
    [
        ("moveAllDiskBackingsAndConsolidate", {"fileName": "[x] y"}, "no"),
        (5, None, ("request:spec.location.diskMoveType",)),
    ],
)
def test_the_move_says_whether_a_disk_has_a_parent_in_the_clone(
    move: Any, parent: Any, said: Any
) -> None:
    location = {"diskMoveType": move}
    found = resized(edit(), devices=[disk(parent=parent)], location=location)
    assert answers(found.items["disk_resize"][0], "disk_resize")["linked"] == said
