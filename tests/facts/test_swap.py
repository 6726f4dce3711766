"""The swap file of a clone that powers on: where it goes, how large it is, and what would tell."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Facts, Unknown
from policyguard.references import Reference
from policyguard.vocabulary import UNKNOWN
from tests.facts.kit import SOURCE, Data, facts, told
from tests.facts.places_kit import CLUSTER, HOST, ON, OTHER, POOL, TO_POOL

GIB = 2**30
HOME, DISKS, OWN = (f"Datastore/datastore-{n}" for n in (1, 2, 3))
OWN_STORE = "config.localSwapDatastore"
DISK: Data = {
    "_typeName": "VirtualDisk",
    "key": 2000,
    "capacityInBytes": 40 * GIB,
    "backing": {"_typeName": "VirtualDiskFlatVer2BackingInfo", "datastore": DISKS},
}


def swap(
    spec: Data,
    source: Data | None = None,
    host: Data | None = None,
    objects: dict[str, Any] | None = None,
) -> Facts:
    """What is said of a clone onto a host of a cluster; a property that is `...` is not known."""
    machine = {
        "config.hardware.memoryMB": 4096,
        "config.memoryAllocation.reservation": 1024,
        "config.memoryReservationLockedToMax": False,
        "config.swapPlacement": "vmDirectory",
        "config.files.vmPathName": "[home] a/a.vmx",
        "config.hardware.device": [DISK],
        "datastore": [HOME, DISKS],
        **(source or {}),
    }
    known = {
        HOME: {"name": "home", "summary.freeSpace": 3 * GIB},
        DISKS: {"name": "disks", "summary.freeSpace": 50 * GIB},
        OWN: {"name": "own", "summary.freeSpace": 4 * GIB, "host": mounts(HOST, "readWrite")},
        POOL: {"owner": CLUSTER},
        CLUSTER: {"host": [HOST, OTHER], "configurationEx.vmSwapPlacement": "vmDirectory"},
        **(objects or {}),
        SOURCE: {name: value for name, value in machine.items() if value is not ...},
        HOST: {"parent": CLUSTER, **(host or {})},
    }
    return facts(spec, known)


def mounts(host: str, mode: str) -> list[Data]:
    info = {"mounted": True, "accessible": True, "accessMode": mode}
    return [{"key": host, "mountInfo": info}]


def printed(found: Facts) -> list[Any]:
    names = ("swap_datastore", "swap_name", "swap_bytes", "swap_needed", "swap_free")
    return [found.details[name] for name in names]


def test_the_swap_file_is_with_the_home_of_the_machine_or_where_the_host_keeps_its_own() -> None:
    found = swap(ON)
    assert printed(found) == [Reference.of(HOME), "home", 3 * GIB, 3 * GIB, 3 * GIB]
    assert found.details["host"] == Reference.of(HOST)
    found = swap(ON, {"config.swapPlacement": "hostLocal"}, {OWN_STORE: OWN})
    assert printed(found) == [Reference.of(OWN), "own", 3 * GIB, 3 * GIB, 4 * GIB]
    found = swap(ON, {"config.swapPlacement": "hostLocal"}, {OWN_STORE: None})
    assert printed(found)[0] == Reference.of(HOME)


def test_only_what_is_written_beside_the_swap_file_counts_with_it() -> None:
    local = {"config.swapPlacement": "hostLocal"}
    found = swap(ON, local, {OWN_STORE: DISKS})
    assert printed(found) == [Reference.of(DISKS), "disks", 3 * GIB, 43 * GIB, 50 * GIB]


def test_a_clone_that_stays_off_has_no_swap_file() -> None:
    found = swap({**ON, "powerOn": False}, {"config.swapPlacement": "hostLocal"}, {OWN_STORE: OWN})
    assert [found.values[f"swap.{one}"] for one in ("placement", "space", "writable")] == (
        ["absent"] * 3
    )
    assert printed(found) == [None, None, 0, 0, None]


PLACEMENT = "config.swapPlacement"
OF_CLUSTER = "configurationEx.vmSwapPlacement"
ASKED = ("request:spec.config.swapPlacement",)


@pytest.mark.parametrize(
    ("asked", "source", "cluster", "said"),
    [
        ("vmDirectory", "hostLocal", "hostLocal", "with-machine"),
        ("hostLocal", ..., ..., "on-host"),
        (None, "hostLocal", "vmDirectory", "on-host"),
        (None, "inherit", "hostLocal", "on-host"),
        (None, None, "hostLocal", "on-host"),
        ("inherit", "vmDirectory", "hostLocal", "on-host"),
        (7, "vmDirectory", "vmDirectory", ASKED),
        ("odd", "vmDirectory", "vmDirectory", "absent"),
        (None, "odd", "vmDirectory", (f"{SOURCE}:{PLACEMENT}",)),
        (None, [], "vmDirectory", (f"{SOURCE}:{PLACEMENT}",)),
        (None, ..., "vmDirectory", (f"{SOURCE}:{PLACEMENT}",)),
        ("inherit", "vmDirectory", ..., (f"{CLUSTER}:{OF_CLUSTER}",)),
        ("inherit", "vmDirectory", None, "with-machine"),
    ],
)
def test_the_request_and_then_the_source_and_then_the_cluster_say_where(
    asked: Any, source: Any, cluster: Any, said: str | tuple[str, ...]
) -> None:
    in_cluster = {CLUSTER: {} if cluster is ... else {OF_CLUSTER: cluster}}
    found = swap({**ON, "config": {"swapPlacement": asked}}, {PLACEMENT: source}, None, in_cluster)
    assert told(found, "swap.placement") == said
    if said == "with-machine":
        assert told(found, "swap.writable") == "absent"
    if isinstance(said, tuple):
        assert told(found, "swap.writable") == told(found, "swap.space") == said
        not_known = Unknown(said)
        assert printed(found) == [not_known, not_known, 3 * GIB, not_known, not_known]


MEMORY, RESERVED = "config.hardware.memoryMB", "config.memoryAllocation.reservation"
LOCKED = "config.memoryReservationLockedToMax"


@pytest.mark.parametrize(
    ("config", "source", "size"),
    [
        ({}, {}, 3 * GIB),
        ({}, {RESERVED: None}, 4 * GIB),
        ({}, {RESERVED: 4095}, 2**20),
        ({}, {RESERVED: 5000}, 0),
        ({}, {LOCKED: None}, 3 * GIB),
        ({}, {LOCKED: True, MEMORY: ..., RESERVED: ...}, 0),
        ({"memoryReservationLockedToMax": True}, {}, 0),
        ({"memoryMB": 1025, "memoryReservationLockedToMax": False}, {LOCKED: True}, 2**20),
        ({"memoryAllocation": {"reservation": 0}}, {}, 4 * GIB),
        ({}, {MEMORY: ...}, Unknown((f"{SOURCE}:{MEMORY}",))),
        ({}, {RESERVED: ...}, Unknown((f"{SOURCE}:{RESERVED}",))),
        ({}, {LOCKED: ...}, Unknown((f"{SOURCE}:{LOCKED}",))),
        ({"memoryMB": "x"}, {}, Unknown(("request:spec.config.memoryMB",))),
    ],
)
def test_the_swap_file_is_as_large_as_the_memory_that_is_not_reserved(
    config: Data, source: Data, size: Any
) -> None:
    found = swap({**ON, "config": config}, source)
    assert printed(found)[2:4] == [size, size]
    if isinstance(size, Unknown):
        assert found.unknown["swap.space"] == size.deciders


@pytest.mark.parametrize(
    ("spec", "free", "said"),
    [
        (ON, 3 * GIB, "enough"),
        (ON, 3 * GIB - 1, "short"),
        (ON, None, (f"{HOME}:summary.freeSpace",)),
        (ON, "much", (f"{HOME}:summary.freeSpace",)),
        ({**ON, "powerOn": None}, 3 * GIB, "enough"),
        ({**ON, "powerOn": None}, 0, ("request:spec.powerOn",)),
        ({**ON, "template": 7}, 0, ("request:spec.template",)),
        ({**ON, "config": {"memoryMB": 1024}}, None, "enough"),
    ],
)
def test_there_is_room_for_it_or_what_would_tell_is_named(
    spec: Data, free: Any, said: str | tuple[str, ...]
) -> None:
    found = swap(spec, objects={HOME: {"name": "home", "summary.freeSpace": free}})
    assert told(found, "swap.space") == said


FULL = "Datastore/datastore-4"


@pytest.mark.parametrize(
    ("own", "others", "said", "printed_store"),
    [
        (OWN, FULL, "absent", OWN),
        (FULL, OWN, "absent", OWN),
        (FULL, None, "short", HOME),
        (FULL, FULL, "short", HOME),
        (FULL, ..., (f"{OTHER}:{OWN_STORE}",), None),
        (OWN, ..., "absent", None),
        (..., FULL, (f"{HOST}:{OWN_STORE}",), None),
        (..., ..., (f"{HOST}:{OWN_STORE}", f"{OTHER}:{OWN_STORE}"), None),
    ],
)
def test_where_vcenter_picks_the_host_room_on_the_datastore_of_one_is_enough(
    own: Any, others: Any, said: str | tuple[str, ...], printed_store: str | None
) -> None:
    stores = {
        FULL: {"name": "full", "summary.freeSpace": 2 * GIB},
        HOME: {"name": "home", "summary.freeSpace": GIB},
    }
    here = {} if own is ... else {OWN_STORE: own}
    there = {} if others is ... else {OWN_STORE: others}
    found = swap(TO_POOL, {PLACEMENT: "hostLocal"}, here, {**stores, OTHER: there})
    assert told(found, "swap.space") == said
    if printed_store is not None:
        assert printed(found)[0] == Reference.of(printed_store)


@pytest.mark.parametrize(
    ("store", "mounted", "said"),
    [
        (OWN, mounts(HOST, "readWrite"), "yes"),
        (OWN, mounts(HOST, "readOnly"), "no"),
        (OWN, mounts(OTHER, "readWrite"), "no"),
        (OWN, mounts(HOST, "odd"), (f"{OWN}:host",)),
        (None, mounts(HOST, "readOnly"), "yes"),
        ("junk", mounts(HOST, "readWrite"), (f"{HOST}:{OWN_STORE}",)),
    ],
)
def test_a_host_writes_to_its_own_datastore(
    store: Any, mounted: Any, said: str | tuple[str, ...]
) -> None:
    found = swap(ON, {PLACEMENT: "hostLocal"}, {OWN_STORE: store}, {OWN: {"host": mounted}})
    assert told(found, "swap.writable") == said


def test_what_a_host_cannot_write_counts_only_if_the_clone_powers_on() -> None:
    read_only = {OWN: {"host": mounts(HOST, "readOnly")}}
    perhaps = {**ON, "powerOn": None}
    found = swap(perhaps, {PLACEMENT: "hostLocal"}, {OWN_STORE: OWN}, read_only)
    assert found.unknown["swap.writable"] == ("request:spec.powerOn",)


@pytest.mark.parametrize("good", [{OWN_STORE: DISKS}, {OWN_STORE: None}])
def test_any_host_that_can_write_its_swap_files_will_do(good: Data) -> None:
    stores = {
        OWN: {"host": [*mounts(HOST, "readOnly"), *mounts(OTHER, "readOnly")]},
        DISKS: {"host": mounts(OTHER, "readWrite")},
    }
    for other, said in (({OWN_STORE: OWN}, "no"), (good, "absent"), ({}, UNKNOWN)):
        objects = {**stores, OTHER: other}
        found = swap(TO_POOL, {PLACEMENT: "hostLocal"}, {OWN_STORE: OWN}, objects)
        assert found.values["swap.writable"] == said
