"""Properties of hosts, clusters, pools, datastores and port groups."""

from __future__ import annotations

from random import Random
from typing import Final

from tests.worlds.values import GB, MB, TB, Data, typed

_FEATURES: Final = ("cpuid.lm", "cpuid.avx2", "cpuid.aes", "hv.capable")


def host(random: Random, version: str, crypto: str) -> Data:
    """A host with room: 64 cores, 1 TB of memory."""
    features = [
        {"_typeName": "HostFeatureCapability", "key": key, "featureName": key, "value": "1"}
        for key in _FEATURES
    ]
    return {
        "capability": _capability(),
        "config": typed(
            "HostConfigInfo",
            featureCapability=features,
            maskedFeatureCapability=[dict(one) for one in features],
            network=_network(),
            pciPassthruInfo=[],
            product=typed("AboutInfo", version=version, build="22380479"),
            sharedPassthruGpuTypes=[],
            storageDevice=_storage(random),
        ),
        "datastore": [],
        "network": [],
        "hardware": typed(
            "HostHardwareInfo",
            cpuInfo=typed("HostCpuInfo", numCpuCores=64, numCpuThreads=128),
            memorySize=TB,
            pciDevice=[],
            dvxClasses=[],
        ),
        "runtime": typed(
            "HostRuntimeInfo",
            connectionState="connected",
            cryptoState=crypto,
            inMaintenanceMode=False,
            powerState="poweredOn",
        ),
        "summary.hardware": typed(
            "HostHardwareSummary", cpuMhz=2600, memorySize=TB, numCpuCores=64
        ),
    }


def _capability() -> Data:
    return typed(
        "HostCapability",
        cloneFromSnapshotSupported=True,
        cryptoSupported=True,
        deltaDiskBackingsSupported=True,
        eightPlusHostVmfsSharedAccessSupported=True,
        maxHostSupportedVcpus=4096,
        maxRegisteredVMs=4096,
        maxRunningVMs=1024,
        maxSupportedVMs=1024,
        maxSupportedVcpus=768,
        maxSupportedVmMemory=24 * TB // MB,
        vFlashSupported=True,
    )


def _network() -> Data:
    return typed(
        "HostNetworkInfo",
        portgroup=[
            {
                "_typeName": "HostPortGroup",
                "key": "key-vim.host.PortGroup-VM Network",
                "spec": {
                    "_typeName": "HostPortGroupSpec",
                    "name": "VM Network",
                    "vlanId": 0,
                    "vswitchName": "vSwitch0",
                },
            }
        ],
        vswitch=[
            {
                "_typeName": "HostVirtualSwitch",
                "name": "vSwitch0",
                "key": "key-vim.host.VirtualSwitch-vSwitch0",
                "pnic": ["key-vim.host.PhysicalNic-vmnic0"],
            }
        ],
    )


def _storage(random: Random) -> Data:
    lun = f"0200000000{random.getrandbits(88):022x}"
    return typed(
        "HostStorageDeviceInfo",
        hostBusAdapter=[
            {
                "_typeName": "HostFibreChannelHba",
                "device": "vmhba2",
                "nodeWorldWideName": random.getrandbits(60),
                "portWorldWideName": random.getrandbits(60),
            }
        ],
        scsiLun=[{"_typeName": "HostScsiDisk", "uuid": lun, "lunType": "disk"}],
    )


def cluster(random: Random, drs: bool, hosts: list[str]) -> Data:
    """DRS on or off, high availability without, or with a policy that leaves room."""
    level, kind = 1, random.choice(("off", "level", "percent", "hosts"))
    if kind == "hosts" and len(hosts) < 2:
        kind = "level"
    return {
        "host": list(hosts),
        "configuration.drsConfig": typed("ClusterDrsConfigInfo", enabled=drs),
        "configurationEx": typed(
            "ClusterConfigInfoEx",
            dasConfig=_das(kind),
            drsConfig=typed("ClusterDrsConfigInfo", enabled=drs),
            vmSwapPlacement=random.choice(("vmDirectory", "vmDirectory", "hostLocal")),
        ),
        "summary": typed(
            "ClusterComputeResourceSummary",
            currentFailoverLevel=level,
            admissionControlInfo=_admission(kind),
        ),
    }


def _das(kind: str) -> Data:
    policy = {
        "level": typed("ClusterFailoverLevelAdmissionControlPolicy", failoverLevel=1),
        "percent": typed(
            "ClusterFailoverResourcesAdmissionControlPolicy",
            cpuFailoverResourcesPercent=25,
            memoryFailoverResourcesPercent=25,
        ),
        "hosts": typed("ClusterFailoverHostAdmissionControlPolicy", failoverHosts=[]),
    }.get(kind)
    on = kind != "off"
    return typed(
        "ClusterDasConfigInfo",
        enabled=on,
        admissionControlEnabled=on,
        admissionControlPolicy=policy,
    )


def _admission(kind: str) -> Data | None:
    return {
        "level": typed("ClusterFailoverLevelAdmissionControlInfo", currentFailoverLevel=2),
        "percent": typed(
            "ClusterFailoverResourcesAdmissionControlInfo",
            currentCpuFailoverResourcesPercent=80,
            currentMemoryFailoverResourcesPercent=75,
        ),
        "hosts": typed("ClusterFailoverHostAdmissionControlInfo"),
    }.get(kind)


def standalone(hosts: list[str]) -> Data:
    return {
        "host": list(hosts),
        "configurationEx": typed("ComputeResourceConfigInfo", vmSwapPlacement="vmDirectory"),
        "summary": typed("ComputeResourceSummary", numHosts=1),
    }


def pool_runtime() -> Data:
    usage = {"unreservedForVm": 120_000, "unreservedForPool": 120_000, "maxUsage": 160_000}
    memory = {**usage, "unreservedForVm": 700 * GB, "maxUsage": TB}
    return typed(
        "ResourcePoolRuntimeInfo",
        cpu=typed("ResourcePoolResourceUsage", **usage),
        memory=typed("ResourcePoolResourceUsage", **memory),
        overallStatus="green",
    )


def datastore(name: str, hosts: list[str], capacity: int, *, nfs: bool) -> Data:
    """An accessible datastore with most of it free, mounted by some hosts."""
    return {
        "capability": typed(
            "DatastoreCapability",
            perFileThinProvisioningSupported=not nfs,
            rawDiskMappingsSupported=not nfs,
            seSparseSupported=not nfs,
            vmdkExpandSupported=True,
        ),
        "host": [
            typed(
                "DatastoreHostMount",
                key=host,
                mountInfo=typed(
                    "HostMountInfo",
                    accessMode="readWrite",
                    accessible=True,
                    mounted=True,
                    path=f"/vmfs/volumes/{name}",
                ),
            )
            for host in hosts
        ],
        "info": typed(
            "NasDatastoreInfo" if nfs else "VmfsDatastoreInfo",
            name=name,
            maxFileSize=64 * TB,
            maxPhysicalRDMFileSize=64 * TB,
            maxVirtualRDMFileSize=62 * TB,
        ),
        "summary": typed(
            "DatastoreSummary",
            name=name,
            accessible=True,
            capacity=capacity,
            freeSpace=capacity * 3 // 4,
            maintenanceMode="normal",
            type="NFS" if nfs else "VMFS",
        ),
    }


def switch_member(host: str) -> Data:
    return typed(
        "DistributedVirtualSwitchHostMember",
        config=typed("DistributedVirtualSwitchHostMemberConfigInfo", host=host),
    )


def port_group(random: Random, name: str, switch: str) -> Data:
    binding = random.choice(("earlyBinding", "earlyBinding", "ephemeral"))
    return typed(
        "DVPortgroupConfigInfo",
        name=name,
        autoExpand=binding == "earlyBinding" and random.random() < 0.7,
        distributedVirtualSwitch=switch,
        numPorts=0 if binding == "ephemeral" else 128,
        type=binding,
        uplink=False,
    )


def provider(name: str, kind: str) -> Data:
    return typed(
        "KmipClusterInfo",
        clusterId=typed("KeyProviderId", id=name),
        managementType=kind,
        useAsDefault=kind == "vCenter",
    )
