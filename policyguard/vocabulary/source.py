"""The kinds of facts about the service, the source and its snapshots."""

from __future__ import annotations

from policyguard.vocabulary.kind import Kind, of, yes_no

VCENTER = Kind(
    "vcenter",
    "the service the request goes to",
    {"api": of("about.apiType", "vcenter", "host")},
)

SOURCE = Kind(
    "source",
    "the source virtual machine",
    {
        "connection": of(
            "VirtualMachine: runtime.connectionState",
            "connected",
            "disconnected",
            "orphaned",
            "inaccessible",
            "invalid",
        ),
        "config": of("VirtualMachine: config", "available", "unavailable"),
        "power": of("VirtualMachine: runtime.powerState", "on", "off", "suspended"),
        "question": of("VirtualMachine: runtime.question", "none", "pending"),
        "busy": of(
            "VirtualMachine: recentTask; Task: info.state, info.descriptionId",
            "yes",
            "other",
            "cloning",
            "no",
        ),
        "vapp": of(
            "VirtualMachine: parentVApp, parent; VirtualApp: summary.vAppState, recentTask",
            "absent",
            "idle",
            "busy",
        ),
        "files": of(
            "VirtualMachine: layoutEx.file, layoutEx.disk, layoutEx.snapshot", "reached", "lost"
        ),
        "tools_installer": of(
            "VirtualMachine: runtime.toolsInstallerMounted", "not-mounted", "mounted"
        ),
        "clone_disabled": yes_no("VirtualMachine: disabledMethod"),
        "crypto_state": of("VirtualMachine: runtime.cryptoState", "none", "unlocked", "locked"),
        "encrypted": yes_no("VirtualMachine: config.keyId, config.hardware.device"),
        "vtpm": yes_no("VirtualMachine: config.hardware.device"),
        "fault_tolerance": of(
            "VirtualMachine: runtime.faultToleranceState", "not-configured", "configured"
        ),
        "management": of(
            "VirtualMachine: config.managedBy, config.repConfig",
            "none",
            "extension",
            "replication",
        ),
        "consolidation": of("VirtualMachine: runtime.consolidationNeeded", "not-needed", "needed"),
        "snapshots": of("VirtualMachine: snapshot", "none", "some"),
        "snapshot_supported": yes_no("VirtualMachine: capability.snapshotConfigSupported"),
        "host_connection": of(
            "HostSystem: runtime.connectionState", "connected", "disconnected", "notResponding"
        ),
        "host_maintenance": yes_no("HostSystem: runtime.inMaintenanceMode"),
        "host_delta_disks": yes_no("HostSystem: capability.deltaDiskBackingsSupported"),
        "host_snapshot_clone": yes_no("HostSystem: capability.cloneFromSnapshotSupported"),
    },
    {
        "manager": "the extension that manages it",
        "source_host": "the host the source is registered on",
        "source_key_provider": "the id of the key provider of its home files, or else of a disk",
        "question_text": "the question it waits for an answer to",
        "busy_task": "the task that counts of those queued or running on it",
        "busy_operation": "what that task says it does",
        "vapp": "the vApp it is in",
        "source_keys": "the key of its home files",
        "lost_file": "the first of its files that cannot be reached",
    },
)

SNAPSHOT = Kind(
    "snapshot",
    "the snapshot to clone from",
    {
        "owner": of("VirtualMachine: snapshot.rootSnapshotList", "absent", "source", "other"),
        "memory": of("VirtualMachine: layoutEx.snapshot[].memoryKey", "absent", "with", "without"),
    },
    {"snapshot": "the snapshot"},
)
