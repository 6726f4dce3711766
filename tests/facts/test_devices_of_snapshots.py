"""A clone of a snapshot starts from the snapshot's devices: what they do not say, it would tell."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Facts
from tests.facts.kit import SOURCE, Data, deciders, facts, reference
from tests.facts.storage_kit import GIB, MAPPING, SNAPSHOT, answers, change, disk

ASKED = ("VirtualMachineSnapshot/snapshot-1:config.hardware.device",)
STANDARD = {"_typeName": "VirtualEthernetCardNetworkBackingInfo"}
UNHEARD_OF = {"_typeName": "VirtualPCIPassthroughOddBackingInfo"}
STORE = {"summary.freeSpace": 0, "summary.capacity": GIB, "capability": {}}


def of_snapshot(device: Data, spec: Data | None = None) -> Facts:
    objects = {
        SOURCE: {"config.hardware.device": [disk()]},
        "VirtualMachineSnapshot/snapshot-1": {"config.hardware.device": [device]},
        "Datastore/datastore-1": STORE,
        "HostSystem/host-9": {"network": []},
    }
    return facts({"snapshot": SNAPSHOT, **(spec or {})}, objects)


@pytest.mark.parametrize(
    ("device", "attribute"),
    [
        (disk(diskMode="odd"), "mode"),
        (disk(diskMode=5), "redo_log"),
        (disk(), "bus"),
        (disk(parent=5), "levels"),
        (disk(_typeName=None), "mapping"),
        (disk(_typeName=MAPPING, compatibilityMode="odd"), "mapping_size"),
        (disk(_typeName=MAPPING, compatibilityMode="virtualMode"), "lun"),
    ],
)
def test_a_disk_of_a_snapshot_is_told_by_the_snapshot(device: Data, attribute: str) -> None:
    (one,) = of_snapshot(device).items["source_disk"]
    assert answers(one, "source_disk")[attribute] == ASKED


def test_the_size_of_a_disk_of_a_snapshot_is_told_by_the_snapshot() -> None:
    edit: Any = change("edit", {"_typeName": "VirtualDisk", "key": 2000, "capacityInBytes": 1})
    found = of_snapshot(disk(size=None), {"config": {"deviceChange": [edit]}})
    assert answers(found.items["disk_resize"][0], "disk_resize")["size"] == ASKED
    assert answers(found.items["datastore"][-1], "datastore")["space"] == ASKED


@pytest.mark.parametrize(
    ("device", "kind", "attribute"),
    [
        ({"_typeName": "VirtualVmxnet3", "backing": STANDARD}, "nic", "connected"),
        ({"_typeName": "VirtualVmxnet3", "backing": STANDARD}, "nic", "network"),
        ({"_typeName": "VirtualPCIPassthrough", "backing": UNHEARD_OF}, "passthrough", "on_host"),
    ],
)
def test_other_devices_of_a_snapshot_are_told_by_it_as_well(
    device: Data, kind: str, attribute: str
) -> None:
    location = {
        "host": reference("HostSystem", "host-9"),
        "pool": reference("ResourcePool", "resgroup-1"),
    }
    found = of_snapshot({"key": 4000, **device}, {"location": location})
    assert ASKED[0] in deciders(found, kind, attribute)
