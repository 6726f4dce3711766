"""The kinds of facts about powering on, and about what the cluster and the vApp ask."""

from __future__ import annotations

from policyguard.vocabulary.kind import Kind, of

POWER = Kind(
    "power",
    "what counts only where the clone powers on",
    {
        "host_room": of(
            "HostSystem: vm, capability.maxRunningVMs; VirtualMachine: runtime.powerState",
            "absent",
            "room",
            "full",
        ),
        "failover": of(
            "ClusterComputeResource: configurationEx.dasConfig, summary.admissionControlInfo, "
            "summary.currentFailoverLevel",
            "absent",
            "enough",
            "short",
        ),
        "graphics": of(
            "HostSystem: config.sharedPassthruGpuTypes; VirtualMachine: config.hardware.device",
            "absent",
            "available",
            "unavailable",
        ),
    },
    {
        "host": "the host the clone is registered on",
        "max_running": "the most virtual machines the host runs",
        "failover_cluster": "the cluster the clone goes to",
        "failover_left": "what the cluster has left for failover, in words",
        "failover_wanted": "what it is to have left",
        "graphics_profile": "a vGPU profile that the clone asks for and the host lacks",
    },
)

DESTINATION = Kind(
    "destination",
    "the compute resource the clone goes to, beside where the source is",
    {
        "drs": of(
            "ClusterComputeResource: configurationEx.drsConfig.enabled, or of configuration",
            "absent",
            "on",
            "off",
        ),
        "crossing": of(
            "parent, up to the datacenter, of the host, datastore and folder named and of the "
            "source's host; spec.location.pool",
            "absent",
            "same",
            "other",
        ),
        "datacenter": of(
            "parent, up to the datacenter, of the host or pool named and of the source's host",
            "absent",
            "same",
            "other",
        ),
        "own_pool": of(
            "HostSystem: parent; VirtualMachine: resourcePool; ResourcePool: owner",
            "absent",
            "serves",
            "elsewhere",
        ),
        "registered": of("HostSystem: vm, capability.maxRegisteredVMs", "absent", "room", "over"),
        "vapp": of(
            "VirtualApp: summary.vAppState, recentTask; Task: info.state", "absent", "idle", "busy"
        ),
    },
    {
        "cluster": "the compute resource",
        "target_vapp": "the vApp that is named as the pool",
        "own_pool": "the pool the clone runs in where it is the source's own",
        "host": "the host the clone is registered on",
        "max_registered": "the most virtual machines the host registers without a complaint",
    },
)

ALLOCATION = Kind(
    "allocation",
    "an allocation of CPU or memory in spec.config that sets a reservation or a limit",
    {
        "order": of(
            "reservation and limit of spec.config.cpuAllocation or memoryAllocation, else those "
            "of the source",
            "kept",
            "reversed",
        ),
        "capacity": of(
            "HostSystem: summary.hardware, hardware.memorySize; the reservation",
            "absent",
            "fits",
            "beyond",
        ),
        "of_cpus": of(
            "spec.config.numCPUs; VirtualMachine: config.hardware.numCPU; HostSystem: "
            "summary.hardware; the reservation of CPU",
            "absent",
            "fits",
            "beyond",
        ),
    },
    {
        "allocation_place": "pointer to the reservation, or to the limit where only that is set",
        "allocation_path": "the property there",
        "reservation": "what is reserved",
        "limit": "the limit",
        "unit": "MHz or MB",
        "allocated_cpus": "virtual CPUs of the clone",
        "host": "the host the clone is registered on",
    },
    many=True,
)
