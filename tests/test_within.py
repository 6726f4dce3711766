"""Rules of packs that ask where the objects of a request lie."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard import Finding
from policyguard.engine import available
from tests.pack_kit import ask, body

each_engine = pytest.mark.parametrize("engine", available())

OBJECTS: dict[str, Any] = {
    "Folder/group-d1": {"parent": None},
    "Datacenter/datacenter-2": {"parent": "Folder/group-d1"},
    "Folder/group-v3": {"parent": "Datacenter/datacenter-2"},
    "Folder/group-v4": {"parent": "Folder/group-v3"},
    "Folder/group-v5": {"parent": "Folder/group-v4"},
    "Folder/group-v6": {"parent": "Folder/group-v3"},
    "Folder/group-h1": {"parent": "Datacenter/datacenter-2"},
    "ClusterComputeResource/domain-c1": {
        "parent": "Folder/group-h1",
        "host": ["HostSystem/host-1", "HostSystem/host-2"],
    },
    "ClusterComputeResource/domain-c2": {
        "parent": "Folder/group-h1",
        "host": ["HostSystem/host-3"],
    },
    "HostSystem/host-1": {"parent": "ClusterComputeResource/domain-c1"},
    "HostSystem/host-2": {"parent": "ClusterComputeResource/domain-c1"},
    "HostSystem/host-3": {"parent": "ClusterComputeResource/domain-c2"},
    "ResourcePool/resgroup-1": {
        "parent": "ClusterComputeResource/domain-c1",
        "owner": "ClusterComputeResource/domain-c1",
    },
    "ResourcePool/resgroup-2": {
        "parent": "ResourcePool/resgroup-1",
        "owner": "ClusterComputeResource/domain-c1",
    },
    "StoragePod/group-p1": {"parent": "Folder/group-s1"},
    "Folder/group-s1": {"parent": "Datacenter/datacenter-2"},
    "Datastore/datastore-1": {"parent": "StoragePod/group-p1"},
    "Datastore/datastore-2": {"parent": "Folder/group-s1"},
    "Folder/group-n1": {"parent": "Datacenter/datacenter-2"},
    "Folder/group-n2": {"parent": "Folder/group-n1"},
    "Network/network-1": {"parent": "Folder/group-n2"},
    "Network/network-2": {"parent": "Folder/group-n1"},
    "VirtualMachine/vm-1": {
        "parent": "Folder/group-v6",
        "config": {
            "template": True,
            "hardware": {
                "device": [
                    {
                        "_typeName": "VirtualVmxnet3",
                        "key": 4000 + n,
                        "backing": {
                            "_typeName": "VirtualEthernetCardNetworkBackingInfo",
                            "network": f"Network/network-{n}",
                        },
                    }
                    for n in (1, 2)
                ]
            },
        },
        "datastore": [],
    },
}


def reference(text: str) -> dict[str, str]:
    type_, _, value = text.partition("/")
    return {"_typeName": "ManagedObjectReference", "type": type_, "value": value}


def placed(folder: str = "Folder/group-v5", **location: str) -> dict[str, Any]:
    named = {key: reference(value) for key, value in location.items()}
    return body(folder=reference(folder), name="n", spec={"location": named})


CASES: dict[str, tuple[dict[str, Any], str, Any, str]] = {
    "the folder itself": (placed(), "folder", "Folder/group-v5", "yes"),
    "a folder above": (placed(), "folder", "Folder/group-v4", "yes"),
    "a datacenter": (placed(), "folder", "Datacenter/datacenter-2", "yes"),
    "a folder beside": (placed(), "folder", "Folder/group-v6", "no"),
    "a folder below": (placed("Folder/group-v4"), "folder", "Folder/group-v5", "no"),
    "the folder that wins": (placed(folder="Folder/group-v5"), "folder", "Folder/group-v4", "yes"),
    "a folder that is not described": (
        placed("Folder/group-v9"),
        "folder",
        "Folder/group-v4",
        "Folder/group-v9:parent",
    ),
    "the very folder, not described": (
        placed("Folder/group-v9"),
        "folder",
        "Folder/group-v9",
        "yes",
    ),
    "no folder named": (body(name="n"), "folder", "Folder/group-v4", "request:folder"),
    "the source": (placed(), "source", "Folder/group-v6", "yes"),
    "the source elsewhere": (placed(), "source", "Folder/group-v4", "no"),
    "the pool": (
        placed(pool="ResourcePool/resgroup-2"),
        "pool",
        "ResourcePool/resgroup-1",
        "yes",
    ),
    "the pool's cluster": (
        placed(pool="ResourcePool/resgroup-2"),
        "pool",
        "ClusterComputeResource/domain-c1",
        "yes",
    ),
    "another pool": (
        placed(pool="ResourcePool/resgroup-1"),
        "pool",
        "ResourcePool/resgroup-2",
        "no",
    ),
    "no pool": (placed(), "pool", "ResourcePool/resgroup-2", "absent"),
    "the host": (
        placed(host="HostSystem/host-3"),
        "host",
        "ClusterComputeResource/domain-c2",
        "yes",
    ),
    "another host": (
        placed(host="HostSystem/host-1"),
        "host",
        "ClusterComputeResource/domain-c2",
        "no",
    ),
    "any host of the pool, all inside": (
        placed(pool="ResourcePool/resgroup-1"),
        "host",
        "ClusterComputeResource/domain-c1",
        "yes",
    ),
    "any host of the pool, one inside": (
        placed(pool="ResourcePool/resgroup-1"),
        "host",
        "HostSystem/host-2",
        "request:spec.location.host",
    ),
    "any host of the pool, none inside": (
        placed(pool="ResourcePool/resgroup-1"),
        "host",
        "HostSystem/host-3",
        "no",
    ),
    "the datastore": (
        placed(datastore="Datastore/datastore-1"),
        "datastore",
        "StoragePod/group-p1",
        "yes",
    ),
    "another datastore": (
        placed(datastore="Datastore/datastore-2"),
        "datastore",
        "StoragePod/group-p1",
        "no",
    ),
    "a datastore that is not described": (
        placed(datastore="Datastore/datastore-9"),
        "datastore",
        "StoragePod/group-p1",
        "Datastore/datastore-9:parent",
    ),
}


@each_engine
@pytest.mark.parametrize(("request_", "target", "root", "said"), CASES.values(), ids=CASES)
def test_where_an_object_lies_is_known_unknown_or_there_is_none(
    engine: str, request_: dict[str, Any], target: str, root: str, said: str
) -> None:
    inside = ask(request_, {"objects": OBJECTS}, engine, within={target: [root]})
    outside = ask(request_, {"objects": OBJECTS}, engine, within={target: {"not": [root]}})
    assert (_told(inside), _told(outside)) == {
        "yes": ("holds", "does not"),
        "no": ("does not", "holds"),
        "absent": ("does not", "does not"),
    }.get(said, (said, said))


def _told(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return "does not"
    return ", ".join(", ".join(finding.unknown) or "holds" for finding in findings)


def test_it_is_enough_to_lie_below_one_of_several() -> None:
    roots = ["Folder/group-v6", "Folder/group-v4"]
    assert len(ask(placed(), {"objects": OBJECTS}, within={"folder": roots})) == 1
    assert ask(placed(), {"objects": OBJECTS}, within={"folder": {"not": roots}}) == ()


def test_all_targets_must_lie_where_they_are_asked_to() -> None:
    within = {"folder": ["Folder/group-v4"], "source": ["Folder/group-v4"]}
    assert ask(placed(), {"objects": OBJECTS}, within=within) == ()
    within["source"] = ["Folder/group-v6"]
    assert len(ask(placed(), {"objects": OBJECTS}, within=within)) == 1


@each_engine
def test_of_many_networks_each_that_lies_there_gives_a_finding(engine: str) -> None:
    found = ask(
        placed(),
        {"objects": OBJECTS},
        engine,
        within={"network": {"not": ["Folder/group-n2"]}},
        message="{network}",
    )
    assert [finding.message for finding in found] == ["Network/network-2"]


def test_where_the_networks_are_not_known_it_is_not_known_where_they_lie() -> None:
    (finding,) = ask(placed(), within={"network": {"not": ["Folder/group-n2"]}})
    assert finding.unknown == ("VirtualMachine/vm-1:config.hardware.device",)


def test_knowing_more_of_the_way_upwards_settles_the_question() -> None:
    objects: dict[str, Any] = {"Folder/group-v5": {"parent": "Folder/group-v4"}}
    within = {"folder": ["Folder/group-v3"]}
    (finding,) = ask(placed(), {"objects": objects}, within=within)
    assert finding.unknown == ("Folder/group-v4:parent",)
    objects["Folder/group-v4"] = {"parent": "Folder/group-v3"}
    (finding,) = ask(placed(), {"objects": objects}, within=within)
    assert finding.unknown == ()
