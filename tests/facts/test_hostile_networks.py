"""Whatever an inventory says of networks, and a request of adapters, it is judged."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.kit import JUNK, SOURCE, Data, facts, places, reference, spoilt, strange

GROUP = "DistributedVirtualPortgroup/dvportgroup-44"
SWITCH = "VmwareDistributedVirtualSwitch/dvs-40"
HOST, HOME = "HostSystem/host-9", "HostSystem/host-8"


def port(**port: Any) -> Data:
    name = "VirtualEthernetCardDistributedVirtualPortBackingInfo"
    return {"_typeName": name, "port": {"switchUuid": "50 1c", **port}}


def nic(key: int, backing: Data) -> Data:
    return {
        "_typeName": "VirtualPCNet32",
        "key": key,
        "deviceInfo": {"label": "Network adapter"},
        "connectable": {"startConnected": True},
        "backing": backing,
    }


STANDARD: Data = {
    "_typeName": "VirtualEthernetCardNetworkBackingInfo",
    "deviceName": "VM Network",
    "network": "Network/network-13",
}
OPAQUE: Data = {
    "_typeName": "VirtualEthernetCardOpaqueNetworkBackingInfo",
    "opaqueNetworkId": "5e7a",
}
ADAPTERS = [
    nic(4000, STANDARD),
    nic(4001, port(portgroupKey="dvportgroup-44")),
    nic(4002, port(portKey="7")),
    nic(4003, OPAQUE),
]
OBJECTS: Data = {
    SOURCE: {"runtime.host": HOME, "config.hardware.device": ADAPTERS},
    HOME: {
        "config.network.portgroup": [{"spec": {"name": "VM Network", "vswitchName": "vSwitch1"}}],
        "config.network.vswitch": [{"name": "vSwitch1", "pnic": ["vmnic1"]}],
    },
    HOST: {"network": ["Network/network-33", "OpaqueNetwork/network-o51"]},
    "Network/network-33": {"name": "VM Network"},
    "OpaqueNetwork/network-o51": {"summary.opaqueNetworkId": "5e7a"},
    GROUP: {
        "config.type": "earlyBinding",
        "config.autoExpand": False,
        "config.numPorts": 8,
        "config.uplink": False,
        "config.distributedVirtualSwitch": SWITCH,
        "host": [HOST],
        "vm": [SOURCE],
    },
    SWITCH: {"uuid": "50 1c", "config.host": [{"config": {"host": HOST}}]},
}
SPEC: Data = {
    "location": {
        "host": reference("HostSystem", "host-9"),
        "deviceChange": [
            {"operation": "add", "device": nic(-1, OPAQUE)},
            {"operation": "edit", "device": nic(4002, STANDARD)},
            {"operation": "remove", "device": {"key": 4003}},
        ],
    }
}
# A reference that is none is refused when an inventory is loaded.
IN_OBJECTS = [p for p in places(OBJECTS) if len(p) > 1 and p[1:] != ("runtime.host",)]


@pytest.mark.parametrize("place", IN_OBJECTS, ids=str)
def test_junk_in_an_inventory_is_not_known(place: tuple[str | int, ...]) -> None:
    for junk in JUNK:
        assert strange(facts(SPEC, spoilt(OBJECTS, place, junk))) == [], junk


@pytest.mark.parametrize("place", [p for p in places(SPEC) if p], ids=str)
def test_junk_in_a_request_is_not_known(place: tuple[str | int, ...]) -> None:
    for junk in JUNK:
        assert strange(facts(spoilt(SPEC, place, junk), OBJECTS)) == [], junk
