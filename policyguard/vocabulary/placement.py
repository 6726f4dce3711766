"""The kinds of facts about where the clone lands."""

from __future__ import annotations

from policyguard.vocabulary.kind import Kind, of, yes_no, yes_no_absent

FOLDER = Kind(
    "folder",
    "the folder the clone lands in: spec.location.folder, else folder",
    {
        "holds_vms": yes_no("Folder: childType"),
        "datacenter": of(
            "parent, up to the datacenter, of the folder and of the pool or host",
            "same",
            "other",
            "absent",
        ),
        "source_datacenter": of(
            "parent, up to the datacenter, of the folder and of the source",
            "same",
            "other",
            "absent",
        ),
        "server": of(
            "serverGuid of the reference to it; about.instanceUuid", "absent", "same", "other"
        ),
    },
    {
        "folder": "the folder",
        "folder_place": "pointer to it",
        "folder_path": "the property that names it",
    },
)

POOL = Kind(
    "pool",
    "the resource pool the clone runs in: spec.location.pool, else the source's own",
    {
        "type": of("the reference", "absent", "resource-pool", "vapp", "other-type"),
        "owner_hosts": of("ComputeResource: host", "absent", "none", "some"),
        "usable_hosts": of(
            "HostSystem: runtime.connectionState, runtime.inMaintenanceMode",
            "absent",
            "none",
            "some",
        ),
        "cpu": of(
            "ResourcePool: runtime.cpu.unreservedForVm; the reservation",
            "absent",
            "enough",
            "short",
        ),
        "memory": of(
            "ResourcePool: runtime.memory.unreservedForVm; the reservation, or the memory it is "
            "locked to",
            "absent",
            "enough",
            "short",
        ),
    },
    {
        "pool": "the resource pool",
        "cluster": "the pool's compute resource",
        "pool_hosts": "the hosts of that",
        "cpu_reservation": "MHz the clone reserves",
        "cpu_unreserved": "MHz the pool has left for virtual machines",
        "memory_reservation": "bytes of memory the clone reserves",
        "memory_unreserved": "bytes of memory the pool has left for virtual machines",
    },
)

HOST = Kind(
    "host",
    "the host the clone is registered on: named, or the only one that can be picked",
    {
        "connection": of(
            "HostSystem: runtime.connectionState",
            "absent",
            "connected",
            "disconnected",
            "notResponding",
        ),
        "maintenance": yes_no_absent("HostSystem: runtime.inMaintenanceMode"),
        "in_pool": yes_no_absent("HostSystem: parent; ResourcePool: owner"),
        "failover": yes_no_absent("ClusterComputeResource: configurationEx.dasConfig"),
        "vms": of("HostSystem: vm, capability.maxSupportedVMs", "room", "full", "absent"),
        "cpus": of("HostSystem: capability.maxSupportedVcpus", "supported", "too-many", "absent"),
        "memory": of(
            "HostSystem: capability.maxSupportedVmMemory", "supported", "too-much", "absent"
        ),
        "crypto": of(
            "HostSystem: runtime.cryptoState",
            "safe",
            "not-safe",
            "incapable",
            "pendingIncapable",
            "absent",
        ),
        "crypto_supported": yes_no_absent("HostSystem: capability.cryptoSupported"),
        "delta_disks": yes_no_absent("HostSystem: capability.deltaDiskBackingsSupported"),
    },
    {
        "host": "the host",
        "hostname": "its name",
        "vcpus": "virtual CPUs of the clone",
        "max_vcpus": "the most the host supports in one virtual machine",
        "vm_memory": "MB of memory of the clone",
        "max_memory": "MB, the most the host supports in one virtual machine",
        "max_vms": "the most virtual machines the host supports",
    },
)

HOSTS = Kind(
    "hosts",
    "the hosts that vCenter may pick from, where there are several: one must be good for all",
    {
        "compatible": of(
            "everything that keeps a host from taking the clone and is predicted as an error",
            "absent",
            "some",
            "none-alike",
            "none",
        ),
        "likely": of(
            "everything that keeps a host from taking the clone, what is only inferred included",
            "absent",
            "some",
            "none-alike",
            "none",
        ),
    },
    {
        "candidates": "the hosts, where none of them can take the clone",
        "candidate_cluster": "the compute resource of the pool",
        "candidate_faults": "what vCenter says of each, in the same order",
        "reasons": "what keeps each, in words",
    },
)
