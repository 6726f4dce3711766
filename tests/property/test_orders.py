"""Lists that have no order of their own: permuting them changes nothing in a report."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyguard import Guard, Report
from policyguard.errors import InputError
from policyguard.request import CloneRequest
from tests.case_kit import NAMES, case
from tests.property.clone_requests import random_of
from tests.property.mixtures import Data, examples, mixture

seeds = st.integers(0, 2**32)

# What an inventory lists in an order that says something: devices, and bytes of a key.
_ORDERED = frozenset(("device", "encryptionKey"))


def shuffled(value: Any, random: Random, key: str = "") -> Any:
    """A copy, the items of each list in any order, but for those that have an order."""
    if isinstance(value, Mapping):
        return {name: shuffled(member, random, name) for name, member in value.items()}
    if not isinstance(value, list):
        return value
    items = [shuffled(item, random) for item in value]
    if key.rpartition(".")[2] not in _ORDERED:
        random.shuffle(items)
    return items


def report(request: CloneRequest, inventory: Data) -> Report | None:
    """None if the inventory is refused."""
    try:
        return Guard(inventory, "LAB\\alice", engine="portable").check(request)
    except InputError:
        return None


def obeys(request: CloneRequest, inventory: Data, random: Random) -> None:
    assert report(request, shuffled(inventory, random)) == report(request, inventory)


@given(seed=seeds)
def test_the_order_of_what_has_none_changes_nothing_of_a_mixture(seed: int) -> None:
    random = random_of(seed)
    obeys(*mixture(random), random)


@given(number=st.integers(0, len(examples()) - 1), seed=seeds)
def test_it_changes_nothing_of_an_example(number: int, seed: int) -> None:
    example = examples()[number]
    obeys(CloneRequest.of(example.request), dict(example.inventory), random_of(seed))


@pytest.mark.parametrize("name", NAMES)
def test_it_changes_nothing_of_what_was_reported(name: str) -> None:
    for seed in range(3):
        obeys(CloneRequest.of(case(name).request), case(name).inventory, random_of(seed))


_HOSTS = tuple(f"HostSystem/host-{n}" for n in (7, 8, 9, 10))
_NETWORKS = tuple(f"Network/network-{n}" for n in (1, 2, 3))
_MACHINES = tuple(f"VirtualMachine/vm-{n}" for n in (21, 22, 23))
_STORES = tuple(f"Datastore/datastore-{n}" for n in (1, 2))
_BY_NAME = {"_typeName": "VirtualEthernetCardNetworkBackingInfo", "deviceName": "VM Network"}


def cluster(random: Random) -> Data:
    """A cluster whose hosts have any of what a clone may need, some of it not known."""

    def some(among: tuple[str, ...]) -> list[str]:
        return random.sample(among, random.randint(0, len(among)))

    def host() -> Data:
        told = {
            "runtime.connectionState": random.choice(("connected", "connected", "disconnected")),
            "runtime.inMaintenanceMode": random.random() < 0.3,
            "datastore": some(_STORES),
            "network": some(_NETWORKS),
            "vm": some(_MACHINES),
            "config.localSwapDatastore": random.choice((None, *_STORES)),
            "config.product.version": random.choice(("6.7.0", "8.0.2")),
            **{
                f"capability.{name}": random.choice((None, 1, 2, 8))
                for name in ("maxSupportedVMs", "maxRunningVMs", "maxHostSupportedVcpus")
            },
        }
        return {path: value for path, value in told.items() if random.random() < 0.85}

    def named(names: tuple[str, ...]) -> Data:
        return {"name": random.choice(names)} if random.random() < 0.7 else {}

    return {
        "objects": {
            "VirtualMachine/vm-12": {
                "config.template": random.random() < 0.5,
                "config.swapPlacement": "hostLocal",
                "config.hardware": {"numCPU": 2, "memoryMB": 4096},
                "config.version": "vmx-19",
                "config.files.vmPathName": "[one] web/web.vmx",
                "config.hardware.device": [
                    {"_typeName": "VirtualVmxnet3", "key": 4000, "backing": _BY_NAME}
                ],
                "datastore": list(_STORES),
                "recentTask": ["Task/task-1", "Task/task-2"],
            },
            "ResourcePool/resgroup-8": {"owner": "ClusterComputeResource/domain-c7"},
            "ClusterComputeResource/domain-c7": {"host": some(_HOSTS)},
            "Folder/group-v3": {"childEntity": some(_MACHINES)},
            **{one: host() for one in _HOSTS},
            **{one: named(("VM Network", "Web")) for one in _NETWORKS},
            **{one: named((name,)) for one, name in zip(_STORES, ("one", "two"), strict=True)},
            **{one: named(("web-1", "web-2")) for one in _MACHINES},
        }
    }


def reference(kind: str, value: str) -> Data:
    return {"_typeName": "ManagedObjectReference", "type": kind, "value": value}


_SPEC: Data = {
    "template": False,
    "powerOn": True,
    "location": {"pool": reference("ResourcePool", "resgroup-8")},
}


@given(seed=seeds)
def test_it_changes_nothing_where_vcenter_picks_a_host(seed: int) -> None:
    random = random_of(seed)
    body = {"folder": reference("Folder", "group-v3"), "name": "web-1", "spec": _SPEC}
    obeys(CloneRequest(mo_id="vm-12", body=body), cluster(random), random)
