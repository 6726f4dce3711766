"""The kinds of facts about the clone's virtual hardware and who is to carry it."""

from __future__ import annotations

from policyguard.vocabulary.kind import Kind, of, yes_no_absent

_CPUS = "spec.config.numCPUs; VirtualMachine: config.hardware.numCPU"
_CORES = "spec.config.numCoresPerSocket"

HARDWARE = Kind(
    "hardware",
    "the virtual hardware of the clone, and whether its source and its hosts allow it",
    {
        "cores": of(_CORES, "absent", "default", "positive", "negative"),
        "sockets": of(
            f"{_CPUS}, config.hardware.numCoresPerSocket, config.hardware.autoCoresPerSocket; "
            f"{_CORES}",
            "kept",
            "default",
            "whole",
            "uneven",
        ),
        "cores_at_version": of(
            f"{_CORES}; VirtualMachine: config.version", "absent", "supported", "too-many"
        ),
        "cores_on_host": of(
            f"{_CORES}; HostSystem: config.product.version", "absent", "supported", "too-many"
        ),
        "processors": of(
            f"{_CPUS}, runtime.host; HostSystem: hardware.cpuInfo",
            "absent",
            "enough",
            "too-few-cores",
            "too-few-threads",
        ),
        "running": of(
            f"{_CPUS}, runtime.powerState; HostSystem: capability.maxHostSupportedVcpus, vm; "
            "spec.powerOn",
            "absent",
            "within",
            "exceeded",
        ),
        "version": of(
            "VirtualMachine: config.version, runtime.host; HostSystem: config.product.version, "
            "config.product.build",
            "absent",
            "supported",
            "too-new",
        ),
        "features": of(
            "VirtualMachine: runtime.featureRequirement, runtime.host; HostSystem: "
            "config.maskedFeatureCapability, config.featureCapability; spec.powerOn",
            "absent",
            "met",
            "unmet",
        ),
        "guest": of(
            "spec.config.guestId; HostSystem: config.product.version",
            "absent",
            "no-newer",
            "newer",
        ),
        "ide_disks": of(
            "VirtualMachine: config.version, config.hardware.device; spec.config.deviceChange",
            "supported",
            "unsupported",
        ),
        "vbs": of(
            "spec.config.flags.vbsEnabled, and what it needs; VirtualMachine: config.flags, "
            "config.firmware",
            "off",
            "sound",
            "contradicted",
            "source-bios",
        ),
        "change_tracking": of(
            "spec.config.changeTrackingEnabled; VirtualMachine: capability.changeTrackingSupported",
            "absent",
            "supported",
            "unsupported",
        ),
        "change_version": of(
            "spec.config.changeVersion; VirtualMachine: config.changeVersion",
            "absent",
            "same",
            "different",
        ),
        "swap_placement": of(
            "spec.config.swapPlacement; VirtualMachine: capability.swapPlacementSupported",
            "absent",
            "supported",
            "unsupported",
        ),
        "affinity": of(
            "spec.config.cpuAffinity; HostSystem: hardware.cpuInfo.numCpuThreads",
            "absent",
            "there",
            "beyond",
        ),
        "identifiers": of(
            "spec.config.uuid, instanceUuid, locationId", "absent", "well-formed", "malformed"
        ),
        "vcpu_latency": of(
            "spec.config.vcpuConfig, latencySensitivity, else that of the source",
            "absent",
            "allowed",
            "disallowed",
        ),
        "network_shaper": of("spec.config.networkShaper", "absent", "given"),
        "create_date": of("spec.config.createDate", "absent", "given"),
        "wwn_type": of("spec.config.npivWorldWideNameType", "absent", "given"),
        "wwn_operation": of(
            "spec.config.npivWorldWideNameOp, beside npivNodeWorldWideName or "
            "npivPortWorldWideName",
            "absent",
            "set",
            "other",
        ),
    },
    {
        "source_machine": "the source",
        "target_host": "the host the clone is registered on",
        "target_host_name": "its name",
        "virtual_cpus": "virtual CPUs of the clone",
        "cores_per_socket": "cores of each of its sockets",
        "hardware_version": "its hardware version",
        "newest_version": "the newest hardware version the host supports",
        "most_cores_at_version": "the most cores of a socket at the clone's hardware version",
        "most_cores_on_host": "the most cores of a socket at the host's newest hardware version",
        "host_cores": "processor cores of the host",
        "host_threads": "logical processors of the host",
        "max_running_vcpus": "the most virtual CPUs that run on the host",
        "unmet_features": "the CPU features the host lacks",
        "guest_asked": "spec.config.guestId",
        "guest_since": "the release of ESXi that came with it",
        "target_release": "the release of ESXi that the host runs",
        "ide_disk": "the key of a disk on IDE",
        "vbs_off": "the properties that turn off what security by virtualization needs",
        "highest_affinity": "the highest processor that the clone is to be bound to",
        "malformed_identifier": "the property that is no identifier",
        "malformed_identifier_place": "pointer to it",
        "source_change_version": "the source's changeVersion",
    },
)

PASSTHROUGH = Kind(
    "passthrough",
    "a device of a host that the clone has passed through",
    {
        "on_host": yes_no_absent(
            "VirtualMachine: config.hardware.device, runtime.host; HostSystem: "
            "config.pciPassthruInfo, hardware.pciDevice, hardware.dvxClasses"
        ),
        "memory": of(
            "VirtualMachine: config.hardware.device, config.memoryAllocation, "
            "config.memoryReservationLockedToMax; those of spec.config",
            "whole",
            "part",
        ),
    },
    {
        "passthrough": "its label",
        "passthrough_place": "pointer to where it is added",
        "reserved_memory": "MB of memory that are reserved",
        "whole_memory": "MB of memory of the clone",
        "target_host": "the host the clone is registered on",
    },
    many=True,
)

WWN = Kind(
    "wwn",
    "a world wide name that the request gives the clone",
    {
        "used": of(
            "VirtualMachine: config.npivNodeWorldWideName, config.npivPortWorldWideName; "
            "HostSystem: config.storageDevice.hostBusAdapter",
            "no",
            "by-vm",
            "by-host",
        ),
    },
    {
        "wwn": "the name, as a number",
        "wwn_place": "pointer to it",
        "wwn_path": "the property that gives it",
        "wwn_machine": "the virtual machine that has it",
        "wwn_host": "the host that has it",
        "wwn_holder": "the name of what has it",
    },
    many=True,
)

EXTRA_CONFIG = Kind(
    "extra_config",
    "an entry of spec.config.extraConfig",
    {
        "key": of("its key", "of-property", "other"),
        "value": of("its value", "given", "empty"),
    },
    {
        "extra_place": "pointer to it",
        "extra_key": "its key",
        "extra_property": "the property that its key stands for",
    },
    many=True,
)
