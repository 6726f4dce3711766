"""Adapters, the networks they are on, and the hosts that have these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policyguard.facts.values import Facts
from tests.facts.kit import SOURCE, Data, facts, reference

HOST, OTHER = "HostSystem/host-9", "HostSystem/host-10"
GROUP = "DistributedVirtualPortgroup/dvportgroup-44"
SWITCH = "VmwareDistributedVirtualSwitch/dvs-40"
DEVICES = f"{SOURCE}:config.hardware.device"
TO_HOST: Data = {"location": {"host": reference("HostSystem", "host-9")}}
CLUSTER, IN_CLUSTER = "ClusterComputeResource/domain-c7", reference("ResourcePool", "resgroup-8")
OF_CLUSTER: Data = {"ResourcePool/resgroup-8": {"owner": CLUSTER}, CLUSTER: {"host": [HOST, OTHER]}}

STANDARD: Data = {
    "_typeName": "VirtualEthernetCardNetworkBackingInfo",
    "deviceName": "VM Network",
    "network": "Network/network-13",
}
BY_NAME: Data = {"_typeName": STANDARD["_typeName"], "deviceName": "VM Network"}
DISTRIBUTED: Data = {
    "_typeName": "VirtualEthernetCardDistributedVirtualPortBackingInfo",
    "port": {"portgroupKey": "dvportgroup-44", "switchUuid": "50 1c"},
}
IN_NO_GROUP: Data = {**DISTRIBUTED, "port": {"portKey": "7", "switchUuid": "50 1c"}}
OPAQUE: Data = {
    "_typeName": "VirtualEthernetCardOpaqueNetworkBackingInfo",
    "opaqueNetworkId": "5e7a",
    "opaqueNetworkType": "nsx.LogicalSwitch",
}
LEGACY: Data = {"_typeName": "VirtualEthernetCardLegacyNetworkBackingInfo", "deviceName": "old"}


def adapter(backing: Data | None, key: int = 4000, **more: Any) -> Data:
    """A network adapter on some backing."""
    return {"_typeName": "VirtualVmxnet3", "key": key, "backing": backing, **more}


def having(*devices: Data, **more: Any) -> dict[str, Data]:
    """The source with some devices."""
    return {SOURCE: {"config.hardware.device": list(devices), **more}}


def changed(
    operation: Any, device: Data, objects: Mapping[str, Any] | None = None, **more: Any
) -> Facts:
    """What is said of a clone with one device change; more stands beside it in the location."""
    inventory = {key: more.pop(key) for key in ("complete",) if key in more}
    entry = {"operation": operation, "device": device}
    return facts({"location": {"deviceChange": [entry], **more}}, objects, **inventory)
