"""An open question names only what is not known.

What the inventory gives decides nothing any more, unless it is malformed: of a type that the
property cannot have, unset where vCenter always sets it, a device that leaves out what
vCenter always says of its kind, a text whose form nobody knows. Such a value counts as not
known, so the property is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyguard import Guard, Report
from policyguard.errors import InputError
from policyguard.inventory import UNKNOWN, Inventory
from policyguard.references import Reference
from policyguard.request import CloneRequest
from tests.case_kit import NAMES, case
from tests.property.clone_requests import random_of
from tests.property.mixtures import Data, examples
from tests.property.test_orders import cluster

seeds = st.integers(0, 2**32)

_HOST: Final = "request:spec.location.host"
# What has more to say than is written: (path, why what is there tells nothing).
_UNREADABLE: Final[Mapping[str, str]] = {
    "config.product.version": "a release that the tables of hardware versions do not hold yet",
    "config.vAppConfig.property": "a type of a property that is misspelt",
}
# What vCenter always says of a device, by the kinds whose examples here leave some of it out.
_ALWAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "VirtualDisk": ("backing", "controllerKey", "capacityInBytes"),
    "VirtualVmxnet3": ("backing", "connectable"),
    "VirtualE1000": ("backing", "connectable"),
    "VirtualPCNet32": ("backing", "connectable"),
}


def deciders(report: Report) -> Iterator[tuple[str, str]]:
    """Each rule or requirement that is open, with each thing that would decide it."""
    for finding in report.findings:
        yield from ((finding.rule, one) for one in finding.unknown)
    for requirement in report.requirements:
        yield from ((requirement.rule, one) for one in requirement.unknown)


def is_malformed(path: str, value: Any) -> bool:
    """Whether a value that is given tells nothing."""
    if value is None:  # of these vCenter always sets each
        return path in ("config.template", "config.hardware.memoryMB")
    if path == "config.hardware.device":
        return not isinstance(value, list) or not _is_whole(value)
    return path in _UNREADABLE


def _is_whole(devices: list[Any]) -> bool:
    keys = {device.get("key") for device in devices if isinstance(device, dict)}
    for device in devices:
        if not isinstance(device, dict) or not isinstance(device.get("key"), int):
            return False
        if any(device.get(name) is None for name in _ALWAYS.get(str(device.get("_typeName")), ())):
            return False
        if device.get("controllerKey") not in (None, *keys):
            return False
        if "backing" in device and "_typeName" not in device["backing"]:
            return False
    return True


def known_deciders(request: CloneRequest, data: Any) -> list[tuple[str, str]]:
    """What a report names as not known though the inventory gives it."""
    try:
        inventory = Inventory.load(data)
    except InputError:
        return []
    found = []
    for rule, decider in deciders(Guard(inventory, "LAB\\alice", engine="portable").check(request)):
        owner, colon, path = decider.partition(":")
        reference = Reference.of(owner) if colon and owner != "request" else None
        value = UNKNOWN if reference is None else inventory.get(reference, path)
        if value is not UNKNOWN and not is_malformed(path, value):
            found.append((rule, decider))
    return found


@pytest.mark.parametrize("part", range(8))
def test_no_example_leaves_open_what_its_inventory_gives(part: int) -> None:
    for example in examples()[part::8]:
        assert known_deciders(CloneRequest.of(example.request), example.inventory) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_report_leaves_open_what_its_inventory_gives(name: str) -> None:
    for each in (case(name), case(name).mended()):
        assert known_deciders(CloneRequest.of(each.request), each.inventory) == []


def reference(kind: str, value: str) -> Data:
    return {"_typeName": "ManagedObjectReference", "type": kind, "value": value}


SPEC: Final[Data] = {
    "template": False,
    "powerOn": True,
    "location": {"pool": reference("ResourcePool", "resgroup-8")},
}
REQUEST: Final = CloneRequest(
    mo_id="vm-12",
    body={"folder": reference("Folder", "group-v3"), "name": "web-1", "spec": SPEC},
)


@given(seed=seeds)
def test_no_choice_of_hosts_leaves_open_what_is_given(seed: int) -> None:
    assert known_deciders(REQUEST, cluster(random_of(seed))) == []


_OF_HOSTS: Final = ("PLC006", "PLC032", "PLC033", "STO035", "STO036")
_NAMES: Final = {"Datastore/datastore-1": "one", "Datastore/datastore-2": "two"}
_PLAUSIBLE: Final[Mapping[str, Any]] = {
    "runtime.connectionState": "connected",
    "runtime.inMaintenanceMode": False,
    "config.localSwapDatastore": None,
    "config.product.version": "8.0.2",
    "config.product.build": "22380479",
    "runtime.powerState": "poweredOff",
    "runtime.host": "HostSystem/host-9",
    "summary.freeSpace": 10 * 2**40,
    "summary.capacity": 20 * 2**40,
    "summary.accessible": True,
    "summary.maintenanceMode": "normal",
    "configurationEx.dasConfig.enabled": False,
    "configurationEx.vmSwapPlacement": "vmDirectory",
    "hardware.cpuInfo.numCpuThreads": 64,
    "hardware.cpuInfo.numCpuCores": 32,
    "config.hardware.numCPU": 2,
}


@given(seed=seeds)
def test_to_give_all_that_is_named_of_hosts_leaves_nothing_of_them_open(seed: int) -> None:
    """What a choice of hosts depends on is named, so that in the end there is an answer."""
    data = cluster(random_of(seed))
    for _ in range(20):
        inventory = Inventory.load(data)
        report = Guard(inventory, engine="portable").check(REQUEST)
        asked = {
            one for f in report.findings if f.rule in _OF_HOSTS for one in f.unknown if ":" in one
        }
        if not asked:
            return
        for decider in asked:
            owner, _, path = decider.partition(":")
            value = _NAMES.get(owner) if path == "name" else _PLAUSIBLE.get(path)
            data["objects"].setdefault(owner, {})[path] = value
    pytest.fail(f"still open: {sorted(asked)}")
