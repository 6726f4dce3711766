"""What findings say in words, where the words depend on what the request leaves to vCenter."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard import Guard
from policyguard.report import Finding

Data = dict[str, Any]
SOURCE, CLUSTER = "VirtualMachine/vm-12", "ClusterComputeResource/domain-c7"


def reference(type_: str, value: str) -> Data:
    return {"_typeName": "ManagedObjectReference", "type": type_, "value": value}


def finding(rule: str, spec: Data, objects: Data) -> Finding:
    report = Guard({"objects": objects}).check({"moId": "vm-12", "body": {"spec": spec}})
    (found,) = (one for one in report.findings if one.rule == rule)
    return found


def hosts(*each: Data) -> Data:
    """A cluster of hosts, and what is so of each."""
    named = {f"HostSystem/host-{index}": one for index, one in enumerate(each, start=1)}
    cluster = {CLUSTER: {"host": [*named]}, "ResourcePool/resgroup-8": {"owner": CLUSTER}}
    return {**cluster, **named}


ANYWHERE = {"location": {"pool": reference("ResourcePool", "resgroup-8")}}


def file_beside(path: str) -> Data:
    backing = {
        "_typeName": "VirtualDiskFlatVer2BackingInfo",
        "fileName": path,
        "datastore": reference("Datastore", "datastore-19"),
    }
    disk = {"_typeName": "VirtualDisk", "key": -1, "capacityInKB": 1024, "backing": backing}
    change = {"_typeName": "VirtualDeviceConfigSpec", "operation": "add", "device": disk}
    return {
        "location": {"datastore": reference("Datastore", "datastore-11")},
        "config": {"deviceChange": [{**change, "fileOperation": "create"}]},
    }


@pytest.mark.parametrize(
    ("path", "decides"),
    [
        ("[ssd-03]", "the path `[ssd-03]` decides"),
        ("", "without a path the home of the clone decides"),
    ],
)
def test_a_datastore_beside_a_file_is_named_once_and_so_is_what_counts(
    path: str, decides: str
) -> None:
    said = finding("STO041", file_beside(path), {"Datastore/datastore-19": {"name": "nfs-01"}})
    beside = "`nfs-01` (Datastore/datastore-19)"
    assert said.message.startswith(f"{beside} is not used for configuration: {decides}")


@pytest.mark.parametrize("name", ["primaryWINS", "secondaryWINS"])
def test_the_wins_server_that_is_no_address_is_the_one_of_the_fault(name: str) -> None:
    identity = {"_typeName": "CustomizationSysprep"}
    customization = {"identity": identity, "nicSettingMap": [{"adapter": {name: "wins"}}]}
    said = finding("CUS070", {"template": False, "customization": customization}, {})
    assert said.fault is not None
    assert said.fault["invalidProperty"] == f"spec.nicSettingMap.adapter.{name}"
    assert said.pointer == f"/spec/customization/nicSettingMap/0/adapter/{name}"


@pytest.mark.parametrize(
    ("threads", "has"), [((8, 8), "8"), ((8, 4, 6), "4 to 8"), ((8,), "8")], ids=str
)
def test_how_much_each_of_several_hosts_has_is_said(threads: tuple[int, ...], has: str) -> None:
    spec = {**ANYWHERE, "config": {"cpuAffinity": {"affinitySet": [8]}}}
    known = hosts(*({"hardware.cpuInfo.numCpuThreads": one} for one in threads))
    who = "HostSystem/host-1" if len(threads) == 1 else "any host that vCenter may pick"
    assert f"{who} has {has}, which" in finding("HWD069", spec, known).message


def test_a_fault_has_a_number_only_where_all_hosts_have_the_same() -> None:
    spec = {**ANYWHERE, "config": {"numCPUs": 16}}
    for threads, number in (((8, 8), 8), ((8, 4), None)):
        known = hosts(*({"capability.maxSupportedVcpus": one} for one in threads))
        fault = finding("HWD003", spec, known).fault
        assert fault is not None
        assert fault.get("maxSupportedVcpusDest") == number


def test_a_network_that_no_host_has_is_not_on_any_of_them() -> None:
    backing = {"_typeName": "VirtualEthernetCardNetworkBackingInfo", "deviceName": "vlan-43"}
    connectable = {"_typeName": "VirtualDeviceConnectInfo", "startConnected": True}
    nic = {"_typeName": "VirtualVmxnet3", "key": 4000}
    change = {
        "_typeName": "VirtualDeviceConfigSpec",
        "operation": "edit",
        "device": {**nic, "backing": backing, "connectable": connectable},
    }
    spec = {"location": {**ANYWHERE["location"], "deviceChange": [change]}}
    known = {
        SOURCE: {"config.hardware.device": [nic]},
        "Network/network-21": {"name": "Management"},
        **hosts({"network": ["Network/network-21"]}, {"network": ["Network/network-21"]}),
    }
    for on, rule in ((False, "NET013"), (True, "NET001")):
        said = finding(rule, {**spec, "powerOn": on, "template": False}, known).message
        assert said.startswith("`vlan-43`")
        assert "is not on any host that vCenter may pick" in said
