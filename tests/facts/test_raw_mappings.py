"""Raw device mappings: their LUN on the hosts, and the datastore that is to hold them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.kit import SOURCE, Data, facts, reference
from tests.facts.storage_kit import (
    DEVICES,
    GIB,
    MAPPING,
    POOL,
    STORE,
    Answers,
    answers,
    cluster,
    disk,
)

HOST = reference("HostSystem", "host-1")
LUNS = ("HostSystem/host-1:config.storageDevice.scsiLun",)
SUPPORTED = ("Datastore/datastore-1:capability.rawDiskMappingsSupported",)
LIMIT = ("Datastore/datastore-1:info.maxVirtualRDMFileSize",)
PHYSICAL_LIMIT = ("Datastore/datastore-1:info.maxPhysicalRDMFileSize",)


def mapped(mode: Any = "virtualMode", size: int | None = 40, **backing: Any) -> Data:
    known = {"_typeName": MAPPING, "compatibilityMode": mode, "lunUuid": "0200", **backing}
    return disk(2000, size, **known)


def told(device: Data, store: Data | None = None, luns: Any = ...) -> Answers:
    objects = {
        SOURCE: {"config.hardware.device": [device]},
        "Datastore/datastore-1": store or {},
        "HostSystem/host-1": {} if luns is ... else {"config.storageDevice.scsiLun": luns},
    }
    found = facts({"location": {"datastore": STORE, "host": HOST}}, objects)
    return answers(found.items["source_disk"][0], "source_disk")


@pytest.mark.parametrize(
    ("device", "kind", "supported", "size", "lun"),
    [
        (disk(), "none", "absent", "absent", "absent"),
        (mapped("virtualMode"), "virtual", SUPPORTED, LIMIT, LUNS),
        (mapped("physicalMode"), "physical", SUPPORTED, PHYSICAL_LIMIT, LUNS),
        (mapped(lunUuid=None), "virtual", SUPPORTED, LIMIT, DEVICES),
        (mapped("odd"), DEVICES, (*DEVICES, *SUPPORTED), DEVICES, DEVICES),
        (mapped([]), DEVICES, (*DEVICES, *SUPPORTED), DEVICES, DEVICES),
        (disk(_typeName=None), DEVICES, (*DEVICES, *SUPPORTED), DEVICES, DEVICES),
    ],
)
def test_a_mapping_asks_the_host_and_the_datastore(
    device: Data, kind: Any, supported: Any, size: Any, lun: Any
) -> None:
    found = told(device)
    assert (found["mapping"], found["mapping_supported"]) == (kind, supported)
    assert (found["mapping_size"], found["lun"]) == (size, lun)


@pytest.mark.parametrize(
    ("luns", "said"),
    [
        ([{"uuid": "0100"}, {"uuid": "0200"}], "yes"),
        ([{"uuid": None}, 5, {"uuid": "0200"}], "yes"),
        ([{"uuid": "0100"}], "no"),
        ([], "no"),
        (None, "no"),
        ([{"uuid": "0100"}, {}], LUNS),
        ([{"uuid": "0100"}, 5], LUNS),
        (5, LUNS),
    ],
)
def test_a_host_has_the_lun_of_its_uuid(luns: Any, said: Any) -> None:
    assert told(mapped(), luns=luns)["lun"] == said


@pytest.mark.parametrize(
    ("luns", "others", "said"),
    [(["0200"], [], "absent"), ([], [], "no"), (["0100"], ["0200"], "absent")],
)
def test_one_host_with_the_lun_is_enough_to_pick_from(
    luns: list[str], others: list[str], said: str
) -> None:
    hosts = [
        {"config.storageDevice.scsiLun": [{"uuid": one} for one in uuids]}
        for uuids in (luns, others)
    ]
    objects = {SOURCE: {"config.hardware.device": [mapped()]}, **cluster(*hosts)}
    (one,) = facts({"location": {"pool": POOL}}, objects).items["source_disk"]
    assert answers(one, "source_disk")["lun"] == said


@pytest.mark.parametrize(("known", "said"), [(True, "yes"), (False, "no"), (None, SUPPORTED)])
def test_a_datastore_says_whether_it_holds_mappings(known: Any, said: Any) -> None:
    store = {"capability.rawDiskMappingsSupported": known}
    assert told(mapped(), store)["mapping_supported"] == said
    if said != SUPPORTED:
        assert told(mapped("odd"), store)["mapping_supported"] == DEVICES


@pytest.mark.parametrize(
    ("mode", "size", "virtual", "physical", "said"),
    [
        ("virtualMode", 40, 40 * GIB, 0, "fits"),
        ("virtualMode", 40, 40 * GIB - 1, 2**60, "too-large"),
        ("physicalMode", 40, 0, 40 * GIB, "fits"),
        ("physicalMode", 40, 2**60, 40 * GIB - 1, "too-large"),
        ("virtualMode", 40, None, 0, "fits"),
        ("virtualMode", None, None, 0, "fits"),
        ("virtualMode", None, 1, 1, DEVICES),
        ("virtualMode", None, -1, 1, (*LIMIT, *DEVICES)),
        ("virtualMode", 40, -1, 1, LIMIT),
        ("odd", 40, 1, 1, DEVICES),
    ],
)
def test_a_mapping_fits_up_to_the_limit_of_its_mode(
    mode: str, size: int | None, virtual: Any, physical: Any, said: Any
) -> None:
    store = {"info.maxVirtualRDMFileSize": virtual, "info.maxPhysicalRDMFileSize": physical}
    assert told(mapped(mode, size), store)["mapping_size"] == said
