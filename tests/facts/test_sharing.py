"""How many hosts would have a disk's files open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.kit import reference
from tests.facts.source_kit import HOSTILE, VM, disk, said

STORE = "Datastore/ds-1"
EIGHT = "capability.eightPlusHostVmfsSharedAccessSupported"
BASE = {"fileName": "[vmfs-01] base/base.vmdk", "datastore": STORE}
HOST = reference("HostSystem", "h-0")
LINKED: dict[str, Any] = {
    "spec": {
        "location": {"diskMoveType": "createNewChildDiskBacking", "host": HOST},
        "powerOn": True,
        "template": False,
    }
}


def running(number: int, power: Any = "poweredOn", **backing: Any) -> dict[str, Any]:
    device = disk(fileName=f"[vmfs-01] c{number}/c.vmdk", parent={**BASE, **backing})
    return {
        "runtime": {"host": f"HostSystem/h-{number}", "powerState": power},
        "config.hardware.device": [device],
    }


def readers(
    others: dict[str, Any], body: Any = None, supported: Any = False, **more: Any
) -> tuple[object, tuple[str, ...]]:
    source = {"config.hardware.device": [disk(**BASE)], "runtime.powerState": "poweredOff"}
    host = {} if supported is ... else {EIGHT: supported}
    objects = {VM: source, "HostSystem/h-0": host, **others}
    facts, _ = said(objects, body or LINKED, **{"complete": ["objects"], **more})
    (one,) = facts.items["source_disk"]
    return one.values["source_disk.readers"], one.unknown.get("source_disk.readers", ())


def clones(hosts: int, power: Any = "poweredOn", **backing: Any) -> dict[str, Any]:
    found: dict[str, Any] = {f"HostSystem/h-{n}": {} for n in range(1, 20)}
    for number in range(1, hosts + 1):
        found[f"VirtualMachine/vm-c{number}"] = running(number, power, **backing)
    return found


@pytest.mark.parametrize(("hosts", "expected"), [(0, "few"), (7, "few"), (8, "many"), (9, "many")])
def test_eight_hosts_are_the_most_with_that_of_the_clone(hosts: int, expected: str) -> None:
    assert readers(clones(hosts)) == (expected, ())


def test_a_host_that_reads_the_file_already_is_no_other() -> None:
    others = clones(8)
    others["VirtualMachine/vm-c8"] = running(0)
    assert readers(others)[0] == "few"


def test_files_that_are_closed_or_others_do_not_count() -> None:
    assert readers(clones(9, "poweredOff"))[0] == "few"
    assert readers(clones(9, "suspended"))[0] == "few"
    assert readers(clones(9, fileName="[vmfs-01] base/other.vmdk"))[0] == "few"
    assert readers(clones(9, datastore="Datastore/ds-2"))[0] == "few"


def test_hosts_may_bear_more() -> None:
    assert readers(clones(9), supported=True) == ("few", ())
    assert readers(clones(9), supported=None)[0] == "many"
    assert readers(clones(9), supported=...) == ("unknown", (f"HostSystem/h-0:{EIGHT}",))


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"powerOn": False}, "absent"),
        ({"template": True}, "absent"),
        ({"powerOn": "x"}, "unknown"),
        ({"location": {"host": HOST}}, "absent"),
        ({"location": {"host": HOST, "diskMoveType": "moveChildMostDiskBacking"}}, "absent"),
        ({"location": {"host": HOST, "diskMoveType": 7}}, "unknown"),
    ],
)
def test_only_linked_clones_that_are_to_run_are_counted(spec: Any, expected: str) -> None:
    assert readers(clones(9), {"spec": {**LINKED["spec"], **spec}})[0] == expected


def test_any_host_that_bears_more_will_do() -> None:
    cluster = "ClusterComputeResource/c-1"
    pool = reference("ResourcePool", "p-1")
    location = {"diskMoveType": "createNewChildDiskBacking", "pool": pool}
    two = {
        "ResourcePool/p-1": {"owner": cluster},
        cluster: {"host": ["HostSystem/h-0", "HostSystem/h-19"]},
    }
    for bears_more, expected in ((True, "absent"), (False, "many")):
        others = {**clones(9), **two, "HostSystem/h-19": {EIGHT: bears_more}}
        assert readers(others, {"spec": {**LINKED["spec"], "location": location}})[0] == expected


POWER, MOVE = "request:spec.powerOn", "request:spec.location.diskMoveType"
ANY_MOVE = {"location": {"host": HOST, "diskMoveType": 7}}


@pytest.mark.parametrize(
    ("spec", "asked"),
    [
        ({"powerOn": "x"}, (POWER,)),
        ({"template": "x"}, ("request:spec.template",)),
        (ANY_MOVE, (MOVE,)),
        ({**ANY_MOVE, "powerOn": "x"}, (MOVE, POWER)),
    ],
)
def test_what_would_tell_of_a_linked_clone_that_runs_is_named(
    spec: Any, asked: tuple[str, ...]
) -> None:
    assert readers(clones(9), {"spec": {**LINKED["spec"], **spec}}) == ("unknown", asked)


def test_where_eight_hosts_are_all_there_are_nothing_is_asked() -> None:
    open_question: dict[str, Any] = {"VirtualMachine/vm-x": {}}
    for more, expected in ((7, "few"), (8, "unknown")):
        hosts: dict[str, Any] = {f"HostSystem/h-{n}": {} for n in range(1, more + 1)}
        assert readers({**hosts, **open_question}, supported=...)[0] == expected


def test_what_is_not_known_of_others_is_asked_for() -> None:
    assert readers(clones(7), complete=[]) == ("unknown", ("objects",))
    assert readers(clones(8), complete=[])[0] == "many"
    others = clones(7)
    others["VirtualMachine/vm-x"] = {"runtime.powerState": "poweredOn"}
    said_of, asked = readers(others)
    assert said_of == "unknown"
    assert asked == (
        "VirtualMachine/vm-x:config.hardware.device",
        "VirtualMachine/vm-x:runtime.host",
    )
    others["VirtualMachine/vm-x"] = {"runtime.powerState": "poweredOff"}
    assert readers(others)[0] == "few"


@pytest.mark.parametrize(
    ("runtime", "devices", "asked"),
    [
        ({"host": "HostSystem/h-8"}, [disk(**BASE)], "runtime.powerState"),
        ({"powerState": "poweredOn"}, [disk(**BASE)], "runtime.host"),
        (running(8)["runtime"], "x", "config.hardware.device"),
        ({"powerState": "suspended"}, "x", None),
        ({"powerState": "poweredOn"}, [], None),
        ({"powerState": "poweredOn", "host": None}, [disk(**BASE)], "runtime.host"),
        ({}, [7, {"_typeName": "VirtualCdrom"}], None),
    ],
)
def test_another_that_may_read_the_file_is_neither_counted_nor_forgotten(
    runtime: Any, devices: Any, asked: str | None
) -> None:
    other = {"runtime": runtime, "config.hardware.device": devices}
    others = {**clones(7), "VirtualMachine/vm-x": other}
    open_to = () if asked is None else (f"VirtualMachine/vm-x:{asked}",)
    assert readers(others) == ("unknown" if open_to else "few", open_to)
    if open_to:
        bears_more = (f"HostSystem/h-0:{EIGHT}",)
        assert readers(others, supported=...) == ("unknown", bears_more + open_to)


@pytest.mark.parametrize("value", HOSTILE)
def test_whatever_stands_there_does_not_make_many(value: Any) -> None:
    others = clones(7)
    runtime = {"powerState": value, "host": None}
    others["VirtualMachine/vm-x"] = {"runtime": runtime, "config.hardware.device": value}
    assert readers(others)[0] in ("few", "unknown")
    assert readers(clones(7), supported=value)[0] == "few"
