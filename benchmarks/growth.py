"""How the cost of one check grows with what is in the request and in the inventory.

Each row is a check of what has many of something against a check of what has few of it. Every
request asks for an amount of memory that none before it asked for, so none has been answered
before. Both pass or fail alike: what is measured is the number alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, Final

from benchmarks import vcenter
from benchmarks.checks import whole, with_new
from benchmarks.samples import MISTAKES, read_reference, with_mistakes
from benchmarks.timing import Comparison, Fresh
from benchmarks.vcenter_objects import FOLDERS, HOSTS
from policyguard import Guard

# A cost of n^1.15 for ten times as much; the same cost whatever there is; 1,000 mistakes.
_LINEAR: Final = 10**1.15
_FLAT: Final = 1.2
_MISTAKES: Final = 25.0

_SOURCE: Final = "VirtualMachine/vm-1042"
_DISK: Final = 2000
_UNIT_OF_CONTROLLER: Final = 7
_MEGABYTES: Final = count(4096, 4)

_Json = dict[str, Any]


@dataclass(slots=True)
class Case:
    """A request before an inventory, as data that a dimension may change."""

    request: _Json
    inventory: _Json

    @property
    def spec(self) -> _Json:
        """The request's `spec`."""
        spec: _Json = self.request["body"]["spec"]
        return spec

    @property
    def devices(self) -> list[_Json]:
        """The source's devices."""
        devices: list[_Json] = self.inventory["objects"][_SOURCE]["config"]["hardware"]["device"]
        return devices


_Grow = Callable[[Case, int], None]


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something of which there may be few or many.

    Attributes:
        what: It, in the plural.
        few: The lesser number.
        many: The greater.
        grow: Gives a case so many of it.
        at_most: The goal for the ratio.
    """

    what: str
    few: int
    many: int
    grow: _Grow
    at_most: float


def growth_comparisons() -> Iterator[Comparison]:
    """A comparison for each dimension."""
    for dimension in DIMENSIONS:
        few, many = (case_of(dimension, number) for number in (dimension.few, dimension.many))
        yield Comparison(
            f"{dimension.many:,} {dimension.what}",
            f"{dimension.few:,}",
            (_checks(many), _checks(few)),
            at_most=round(dimension.at_most, 1),
            weight=4,
        )
    plain = case_of(DIMENSIONS[0], DIMENSIONS[0].few)
    mistaken = Case(with_mistakes(plain.request), plain.inventory)
    yield Comparison(
        f"{MISTAKES:,} mistakes",
        "none",
        (_checks(mistaken), _checks(plain)),
        at_most=_MISTAKES,
        weight=4,
    )


def case_of(dimension: Dimension, number: int) -> Case:
    """The reference request before its vCenter, with so many of something."""
    case = Case(deepcopy(read_reference()[1]), deepcopy(vcenter.inventory()))
    dimension.grow(case, number)
    return case


def _checks(case: Case) -> Fresh:
    guard = Guard(case.inventory, vcenter.PRINCIPAL, engine="portable")
    return with_new(partial(whole, guard), contents(case.request))


def contents(request: Mapping[str, Any]) -> Iterator[bytes]:
    """The request as bytes, each time with an amount of memory of its own."""
    case = deepcopy(request)
    case["body"]["spec"]["config"]["memoryMB"] = "@"
    before, after = json.dumps(case).encode().split(b'"@"')
    for megabytes in _MEGABYTES:
        yield b"%b%d%b" % (before, megabytes, after)


def _disks(case: Case, number: int) -> None:
    """So many disks of the source, each with its own locator."""
    first = next(device for device in case.devices if device["key"] == _DISK)
    locator = case.spec["location"]["disk"][0]
    # A ParaVirtualSCSIController takes units 0 to 63, but for its own.
    units = [unit for unit in range(64) if unit != _UNIT_OF_CONTROLLER]
    case.devices[:] = [
        *(each for each in case.devices if each["_typeName"] != "VirtualDisk"),
        *(_controller(bus) for bus in range(1, number // len(units) + 1)),
        *(_disk(first, each, units) for each in range(number)),
    ]
    case.spec["location"]["disk"] = [{**locator, "diskId": _DISK + each} for each in range(number)]


def _controller(bus: int) -> _Json:
    return {"_typeName": "ParaVirtualSCSIController", "key": 1000 + bus, "busNumber": bus}


def _disk(like: _Json, number: int, units: list[int]) -> _Json:
    bus, unit = divmod(number, len(units))
    name = f"[ds-1] ubuntu-web/disk-{_DISK + number}.vmdk"
    return {
        **like,
        "key": _DISK + number,
        "controllerKey": 1000 + bus,
        "unitNumber": units[unit],
        "backing": {**like["backing"], "fileName": name},
    }


def _adapters(case: Case, number: int) -> None:
    """So many network adapters that the request adds, each with its own setting."""
    edit, add = case.spec["config"]["deviceChange"]
    mapping = case.spec["customization"]["nicSettingMap"]
    case.spec["config"]["deviceChange"] = [
        edit,
        *({**add, "device": {**add["device"], "key": -101 - each}} for each in range(number)),
    ]
    case.spec["customization"]["nicSettingMap"] = [mapping[0], *[mapping[1]] * number]


def _devices(case: Case, number: int) -> None:
    """So many devices of the source of which the request says nothing."""
    case.devices.extend(
        {"_typeName": "VirtualUSB", "key": 11000 + each, "controllerKey": 7000}
        for each in range(number)
    )


def _changes(case: Case, number: int) -> None:
    """So many of the source's devices, each edited by the request."""
    _devices(case, number)
    case.spec["config"]["deviceChange"] += [
        {
            "_typeName": "VirtualDeviceConfigSpec",
            "operation": "edit",
            "device": {"_typeName": "VirtualUSB", "key": 11000 + each, "connected": False},
        }
        for each in range(number)
    ]


def _hosts(case: Case, number: int) -> None:
    """So many hosts of the cluster, all of which mount every datastore; none is named."""
    objects = case.inventory["objects"]
    names = [f"HostSystem/host-{100 + each}" for each in range(number)]
    like = objects[f"HostSystem/{HOSTS[0]}"]
    objects["ClusterComputeResource/domain-c7"]["host"] = names
    objects |= {name: {**like, "name": name, "vm": []} for name in names}
    del case.spec["location"]["host"]
    for name, each in objects.items():
        if name.startswith("Datastore/"):
            info = each["host"][0]["mountInfo"]
            each["host"] += [
                {"_typeName": "DatastoreHostMount", "key": host, "mountInfo": info}
                for host in names
            ]


def _children(case: Case, number: int) -> None:
    """So many virtual machines in the folder of the clone."""
    objects = case.inventory["objects"]
    folder = objects[f"Folder/{FOLDERS[0]}"]
    like = objects[folder["childEntity"][0]]
    machines = {
        f"VirtualMachine/vm-{100_000 + each}": {**like, "name": f"more-{each}"}
        for each in range(number)
    }
    objects |= machines
    folder["childEntity"] = [*folder["childEntity"], *machines]


def _permissions(case: Case, number: int) -> None:
    """So many permissions, of as many principals, on the folder of the clone."""
    case.inventory["permissions"] += [
        {
            "entity": f"Folder/{FOLDERS[0]}",
            "principal": f"LAB\\user-{each}",
            "group": False,
            "roleId": 102,
            "propagate": True,
        }
        for each in range(number)
    ]


def _open(case: Case, number: int) -> None:
    """So many disks before an inventory that says nothing of any."""
    _disks(case, number)
    case.inventory.clear()


DIMENSIONS: Final = (
    Dimension("disks", 24, 240, _disks, _LINEAR),
    Dimension("open questions", 24, 240, _open, _LINEAR),
    Dimension("adapters added", 24, 240, _adapters, _LINEAR),
    Dimension("devices", 24, 240, _devices, _LINEAR),
    Dimension("devices edited", 24, 240, _changes, _LINEAR),
    Dimension("hosts, none named", 8, 80, _hosts, _LINEAR),
    Dimension("children of the folder", 5, 5_000, _children, _FLAT),
    Dimension("permissions", 20, 2_000, _permissions, _FLAT),
)
