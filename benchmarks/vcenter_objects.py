"""The objects of the vCenter that the reference request is sent to: some 190, all of them known.

One datacenter with two clusters, a template, and four folders with thirty virtual machines each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

# Where a clone may go: any of them fits any other.
FOLDERS: Final = tuple(f"group-v{n}" for n in range(203, 207))
POOLS: Final = ("resgroup-82", "resgroup-83")
HOSTS: Final = ("host-27", "host-28")
DATASTORES: Final = ("datastore-31", "datastore-33")
GB: Final = 1024**3

Objects = dict[str, dict[str, Any]]

_VMS_IN_A_FOLDER: Final = 30
_ALL_HOSTS: Final = tuple(f"HostSystem/host-{n}" for n in range(25, 41))
_NETWORKS: Final = (
    *(f"DistributedVirtualPortgroup/dvportgroup-{n}" for n in range(60, 68)),
    *(f"Network/network-{n}" for n in range(44, 48)),
)
_ALL_DATASTORES: Final = tuple(f"Datastore/datastore-{n}" for n in range(30, 42))
# What the reference request calls the network of the adapter that it adds.
_NAMES: Final = {"Network/network-45": "backup"}
_DVS: Final = "VmwareDistributedVirtualSwitch/dvs-60"
_SWITCH: Final = "50 2e 1d 2b 77 0c 9a 6e-0d 31 3f 19 40 1b 5e 07"


def objects() -> Objects:
    """Every object with what is known of it."""
    source = {"VirtualMachine/vm-1042": _template()}
    return {**_folders(), **_compute(), **_storage(), **_networks(), **_machines(), **source}


def _folders() -> Objects:
    vm_types = ["Folder", "VirtualMachine"]
    return {
        "Folder/group-d1": _in(None, "Datacenters", childType=["Folder", "Datacenter"]),
        "Datacenter/datacenter-2": _in("Folder/group-d1", "sofia"),
        "Folder/group-v3": _in("Datacenter/datacenter-2", "vm", childType=vm_types),
        "Folder/group-h4": _in("Datacenter/datacenter-2", "host", childType=["ComputeResource"]),
        "Folder/group-s5": _in("Datacenter/datacenter-2", "datastore", childType=["Datastore"]),
        "Folder/group-n6": _in("Datacenter/datacenter-2", "network", childType=["Network"]),
        "Folder/group-v201": _in(
            "Folder/group-v3",
            "templates",
            childType=vm_types,
            childEntity=["VirtualMachine/vm-1042"],
        ),
        "Folder/group-v202": _in(
            "Folder/group-v3",
            "web",
            childType=vm_types,
            childEntity=[f"Folder/{folder}" for folder in FOLDERS],
        ),
        **{
            f"Folder/{folder}": _in(
                "Folder/group-v202",
                f"web-{number}",
                childType=vm_types,
                childEntity=[vm for vm, _ in _machines_of(number)],
            )
            for number, folder in enumerate(FOLDERS)
        },
    }


def _compute() -> Objects:
    half = len(_ALL_HOSTS) // 2
    clusters = {"domain-c7": _ALL_HOSTS[:half], "domain-c8": _ALL_HOSTS[half:]}
    objects: Objects = {}
    for number, (name, hosts) in enumerate(clusters.items()):
        cluster, first = f"ClusterComputeResource/{name}", 80 + 10 * number
        root = f"ResourcePool/resgroup-{first}"
        objects[cluster] = _in(
            "Folder/group-h4",
            f"cluster-{number}",
            host=list(hosts),
            resourcePool=root,
            configurationEx={
                "dasConfig": {
                    "enabled": True,
                    "admissionControlEnabled": True,
                    "admissionControlPolicy": {
                        "_typeName": "ClusterFailoverLevelAdmissionControlPolicy",
                        "failoverLevel": 1,
                    },
                },
                "drsConfig": {"enabled": True},
            },
            summary={"currentFailoverLevel": 1},
        )
        objects |= {host: _host(cluster, host) for host in hosts}
        objects[root] = _pool(cluster, cluster, "Resources")
        for pool in range(first + 1, first + 6):
            objects[f"ResourcePool/resgroup-{pool}"] = _pool(root, cluster, f"pool-{pool}")
    return objects


def _host(cluster: str, host: str) -> dict[str, Any]:
    return _in(
        cluster,
        f"{host.rpartition('/')[2]}.lab.example",
        runtime={
            "connectionState": "connected",
            "inMaintenanceMode": False,
            "cryptoState": "incapable",
        },
        capability={
            "cloneFromSnapshotSupported": True,
            "cryptoSupported": True,
            "deltaDiskBackingsSupported": True,
            "maxSupportedVMs": 1024,
            "maxRunningVMs": 1024,
            "maxRegisteredVMs": 4096,
            "maxHostSupportedVcpus": 4096,
            "maxSupportedVcpus": 768,
            "maxSupportedVmMemory": 25_165_824,
        },
        summary={"hardware": {"cpuMhz": 2600, "numCpuCores": 64}},
        hardware={"cpuInfo": {"numCpuPackages": 2, "numCpuCores": 64, "numCpuThreads": 128}},
        config={"product": {"version": "8.0.2"}, "maskedFeatureCapability": []},
        vm=[vm for number in range(len(FOLDERS)) for vm, on in _machines_of(number) if on == host],
        datastore=list(_ALL_DATASTORES),
        network=list(_NETWORKS),
    )


def _pool(parent: str, cluster: str, name: str) -> dict[str, Any]:
    left = {"cpu": {"unreservedForVm": 48_000}, "memory": {"unreservedForVm": 512 * GB}}
    return _in(parent, name, owner=cluster, runtime=left)


def _storage() -> Objects:
    mount = {
        "_typeName": "HostMountInfo",
        "accessMode": "readWrite",
        "mounted": True,
        "accessible": True,
    }
    return {
        store: _in(
            "Folder/group-s5",
            f"ds-{number}",
            summary={"accessible": True, "maintenanceMode": "normal", "freeSpace": 4096 * GB},
            info={"maxFileSize": 64 * 1024 * GB},
            capability={"perFileThinProvisioningSupported": True, "seSparseSupported": True},
            host=[
                {"_typeName": "DatastoreHostMount", "key": host, "mountInfo": mount}
                for host in _ALL_HOSTS
            ],
        )
        for number, store in enumerate(_ALL_DATASTORES)
    }


def _networks() -> Objects:
    ports = {
        "autoExpand": True,
        "type": "earlyBinding",
        "uplink": False,
        "distributedVirtualSwitch": _DVS,
    }
    nets = {
        net: _in("Folder/group-n6", _NAMES.get(net, f"net-{n}"), **_ports(net, ports))
        for n, net in enumerate(_NETWORKS)
    }
    switch = _in("Folder/group-n6", "switch", uuid=_SWITCH)
    keys: dict[str, Any] = {"kmipServers": []}
    return {
        **nets,
        _DVS: switch,
        "CryptoManagerKmip/CryptoManager": keys,
    }


def _ports(net: str, ports: Mapping[str, Any]) -> dict[str, Any]:
    return {"config": dict(ports)} if net.startswith("DistributedVirtualPortgroup/") else {}


def _machines_of(folder: int) -> list[tuple[str, str]]:
    """The virtual machines of a folder, each with its host."""
    first = 2000 + folder * _VMS_IN_A_FOLDER
    return [
        (f"VirtualMachine/vm-{number}", _ALL_HOSTS[number % len(_ALL_HOSTS)])
        for number in range(first, first + _VMS_IN_A_FOLDER)
    ]


def _machines() -> Objects:
    return {
        vm: _in(
            f"Folder/{folder}",
            f"app-{vm.rpartition('-')[2]}",
            config={"template": False, "guestId": "ubuntu64Guest", "hardware": {"numCPU": 2}},
            runtime={"host": host, "connectionState": "connected", "powerState": "poweredOn"},
        )
        for number, folder in enumerate(FOLDERS)
        for vm, host in _machines_of(number)
    }


def _template() -> dict[str, Any]:
    return _in(
        "Folder/group-v201",
        "ubuntu-web",
        resourcePool=None,
        datastore=["Datastore/datastore-31"],
        snapshot=None,
        recentTask=[],
        disabledMethod=[],
        runtime={
            "host": "HostSystem/host-26",
            "connectionState": "connected",
            "powerState": "poweredOff",
            "question": None,
            "cryptoState": None,
            "faultToleranceState": "notConfigured",
            "consolidationNeeded": False,
            "toolsInstallerMounted": False,
            "featureRequirement": [],
        },
        capability={"snapshotConfigSupported": True},
        guest={
            "toolsVersionStatus2": "guestToolsCurrent",
            "customizationInfo": {"customizationStatus": "TOOLSDEPLOYPKG_IDLE"},
        },
        layoutEx={"file": [], "disk": []},
        config={
            "template": True,
            "guestId": "ubuntu64Guest",
            "version": "vmx-19",
            "keyId": None,
            "managedBy": None,
            "vAppConfig": None,
            "repConfig": None,
            "swapPlacement": "vmDirectory",
            "memoryReservationLockedToMax": False,
            "files": {"vmPathName": "[ds-1] ubuntu-web/ubuntu-web.vmtx"},
            "cpuAllocation": {"reservation": 0},
            "memoryAllocation": {"reservation": 0},
            "hardware": {
                "numCPU": 2,
                "memoryMB": 4096,
                "device": [
                    {"_typeName": "ParaVirtualSCSIController", "key": 1000, "busNumber": 0},
                    _disk(2000, 40 * GB),
                    _disk(2001, 100 * GB),
                    _nic(),
                ],
            },
        },
    )


def _disk(key: int, size: int) -> dict[str, Any]:
    return {
        "_typeName": "VirtualDisk",
        "key": key,
        "controllerKey": 1000,
        "unitNumber": key - 2000,
        "capacityInBytes": size,
        "backing": {
            "_typeName": "VirtualDiskFlatVer2BackingInfo",
            "fileName": f"[ds-1] ubuntu-web/disk-{key}.vmdk",
            "datastore": "Datastore/datastore-31",
            "diskMode": "persistent",
            "thinProvisioned": True,
        },
    }


def _nic() -> dict[str, Any]:
    return {
        "_typeName": "VirtualVmxnet3",
        "key": 4000,
        "controllerKey": 100,
        "unitNumber": 7,
        "connectable": {"_typeName": "VirtualDeviceConnectInfo", "startConnected": True},
        "backing": {
            "_typeName": "VirtualEthernetCardDistributedVirtualPortBackingInfo",
            "port": {
                "_typeName": "DistributedVirtualSwitchPortConnection",
                "switchUuid": _SWITCH,
                "portgroupKey": "dvportgroup-61",
            },
        },
    }


def _in(parent: str | None, name: str, **properties: Any) -> dict[str, Any]:
    return {"name": name, "parent": parent, **properties}
