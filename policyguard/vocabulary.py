"""The facts there are, the values they take, and what decides each one.

    load → validate → **facts** → rules → report

Rules may only say what stands here, and `facts/` must say all that stands here: every
kind that holds once is always there with every attribute, and *absence is a value*. Any
attribute may also be `unknown`.

INVARIANT: values are short ASCII tokens or small integers. Nothing a user wrote ever
becomes a value; it goes into a fact's details, which rules only print.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing a fact says, with every value it may take besides `unknown`.

    Attributes:
        values: Tokens; or 0, 1, 2 … up to a last number that means *that or more*.
        reads: What decides it, by property path or by place in the request.
    """

    values: tuple[str, ...] | range
    reads: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact.

    Attributes:
        name: How rules call it.
        summary: What one such fact is about.
        attributes: What it says.
        details: What messages, places and faults may print from it, with its meaning.
        many: There is one for each item; else there is exactly one for a request.
    """

    name: str
    summary: str
    attributes: Mapping[str, Attribute]
    details: Mapping[str, str] = field(default_factory=dict)
    many: bool = False


def _of(reads: str, *values: str) -> Attribute:
    return Attribute(values, reads)


def _yes_no(reads: str) -> Attribute:
    return _of(reads, "yes", "no")


def _yes_no_absent(reads: str) -> Attribute:
    return _of(reads, "yes", "no", "absent")


_SCHEMA = Kind(
    "schema",
    "a place where the body breaks the release's schema",
    {
        "problem": _of(
            "the body",
            "missing",
            "type",
            "unknown-property",
            "newer",
            "type-name-missing",
            "type-name-advised",
            "type-name-wrong",
            "value",
            "range",
            "reference-type",
            "not-json",
            "more",
        ),
    },
    {"place": "pointer to the place", "problem": "what is wrong there", "property": "its path"},
    many=True,
)

_REFERENCE = Kind(
    "reference",
    "an object the request names, itself or a place of the body",
    {
        "role": _of(
            "its place in the request",
            "source",
            "folder",
            "pool",
            "host",
            "datastore",
            "snapshot",
            "network",
        ),
        "exists": _yes_no("objects"),
    },
    {"place": "pointer to the reference", "object": "the object"},
    many=True,
)

_CLONE = Kind(
    "clone",
    "what the request asks for",
    {
        "moid": _of("moId", "virtual-machine", "other-type", "absent", "malformed"),
        "envelope": _of("the keys beside `body`", "plain", "other-keys"),
        "source": _of("VirtualMachine: config.template", "vm", "template"),
        "destination": _of("spec.template", "vm", "template"),
        "customization": _of("spec.customization", "absent", "present"),
        "power_on": _yes_no("spec.powerOn"),
        "memory": _yes_no("spec.memory"),
        "snapshot": _of("spec.snapshot", "absent", "given"),
        "pool": _of("spec.location.pool", "absent", "given"),
        "host": _of("spec.location.host", "absent", "given"),
        "datastore": _of("spec.location.datastore", "absent", "given"),
        "service": _of("spec.location.service", "absent", "given"),
        "location_folder": _of("spec.location.folder", "absent", "same", "different"),
        "disk_move_type": _of(
            "spec.location.diskMoveType",
            "absent",
            "moveAllDiskBackingsAndAllowSharing",
            "moveAllDiskBackingsAndDisallowSharing",
            "moveChildMostDiskBacking",
            "createNewChildDiskBacking",
            "moveAllDiskBackingsAndConsolidate",
            "other",
        ),
        "disks": _of("spec.location.disk", "absent", "given"),
        "beyond": _of("spec.config: what stands in no table of privileges", "none", "some"),
        "transform": _of("spec.location.transform", "absent", "given"),
        "tpm_policy": _of("spec.tpmProvisionPolicy", "absent", "copy", "replace", "other"),
        "crypto": _of(
            "spec.location.cryptoSpec",
            "absent",
            "encrypt",
            "decrypt",
            "shallow-recrypt",
            "deep-recrypt",
            "register",
            "noop",
            "other",
        ),
        "result": _of(
            "spec.location.cryptoSpec, spec.config.crypto; VirtualMachine: config.keyId, "
            "config.hardware.device",
            "encrypted",
            "plain",
        ),
        "version": _of("spec.config.version", "absent", "given"),
        "config_name": _of("spec.config.name", "absent", "given"),
        "cpus": _of("spec.config.numCPUs", "absent", "positive", "not-positive"),
        "memory_mb": _of("spec.config.memoryMB", "absent", "positive", "not-positive"),
        "profile": _of(
            "profile of spec.location, of its disks, of device changes; spec.config.vmProfile",
            "absent",
            "given",
        ),
        "release": _of("release", "before-nine", "since-nine"),
    },
    {
        "source": "the source virtual machine or template",
        "requested_move_type": "spec.location.diskMoveType as written",
        "requested_tpm_policy": "spec.tpmProvisionPolicy as written",
        "beyond": "what nothing names the privileges of",
        "moid_text": "moId as written",
        "other_keys": "the keys beside `moId`, `release` and `body`",
        "folder_place": "pointer to the folder the clone lands in",
    },
)

_NAME = Kind(
    "name",
    "the name of the clone",
    {
        "is": _of("name", "text", "absent"),
        "lone_percent": _yes_no("name"),
        "length": Attribute(range(100), "name: code points of the stored form, 99 for more"),
        "raw_length": Attribute(range(100), "name: code points as written, 99 for more"),
        "unknown_escape": _yes_no("name"),
        "needless_escape": _yes_no("name"),
        "discouraged": _yes_no("name"),
        "control": _yes_no("name: a control character, written as it is"),
        "blank_edge": _yes_no("name: blank, or a blank at one of its ends"),
        "taken": _of(
            "Folder: childEntity, and each child's name",
            "no",
            "by-vm",
            "by-other",
            "by-case",
            "by-space",
            "by-normalization",
        ),
    },
    {
        "name": "the name as written",
        "displayed": "the name as the client shows it",
        "stored_name": "the name as vCenter stores it",
        "normalized": "the name with its lone percent signs escaped",
        "stored_length": "code points of the stored form",
        "written_length": "code points as written",
        "unknown_escapes": "the escape sequences with no known meaning",
        "discouraged_characters": "the characters advised against",
        "namesake": "the object that has the name already",
    },
)

_VCENTER = Kind(
    "vcenter",
    "the service the request goes to",
    {"api": _of("about.apiType", "vcenter", "host")},
)

_SOURCE = Kind(
    "source",
    "the source virtual machine",
    {
        "connection": _of(
            "VirtualMachine: runtime.connectionState",
            "connected",
            "disconnected",
            "orphaned",
            "inaccessible",
            "invalid",
        ),
        "config": _of("VirtualMachine: config", "available", "unavailable"),
        "power": _of("VirtualMachine: runtime.powerState", "on", "off", "suspended"),
        "question": _of("VirtualMachine: runtime.question", "none", "pending"),
        "busy": _of(
            "VirtualMachine: recentTask; Task: info.state, info.descriptionId",
            "yes",
            "cloning",
            "no",
        ),
        "clone_disabled": _yes_no("VirtualMachine: disabledMethod"),
        "crypto_state": _of("VirtualMachine: runtime.cryptoState", "none", "unlocked", "locked"),
        "encrypted": _yes_no("VirtualMachine: config.keyId, config.hardware.device"),
        "vtpm": _yes_no("VirtualMachine: config.hardware.device"),
        "fault_tolerance": _of(
            "VirtualMachine: runtime.faultToleranceState", "not-configured", "configured"
        ),
        "consolidation": _of("VirtualMachine: runtime.consolidationNeeded", "not-needed", "needed"),
        "snapshots": _of("VirtualMachine: snapshot", "none", "some"),
        "snapshot_supported": _yes_no("VirtualMachine: capability.snapshotConfigSupported"),
        "host_connection": _of(
            "HostSystem: runtime.connectionState", "connected", "disconnected", "notResponding"
        ),
        "host_maintenance": _yes_no("HostSystem: runtime.inMaintenanceMode"),
        "host_snapshot_clone": _yes_no("HostSystem: capability.cloneFromSnapshotSupported"),
    },
    {"source_host": "the host the source is registered on"},
)

_SNAPSHOT = Kind(
    "snapshot",
    "the snapshot to clone from",
    {
        "owner": _of("VirtualMachine: snapshot.rootSnapshotList", "absent", "source", "other"),
    },
    {"snapshot": "the snapshot"},
)

_FOLDER = Kind(
    "folder",
    "the folder the clone lands in: spec.location.folder, else folder",
    {
        "holds_vms": _yes_no("Folder: childType"),
        "datacenter": _of(
            "parent, up to the datacenter, of the folder and of the pool or host",
            "same",
            "other",
            "absent",
        ),
    },
    {"folder": "the folder", "folder_place": "pointer to it"},
)

_POOL = Kind(
    "pool",
    "the resource pool the clone runs in: spec.location.pool, else the source's own",
    {
        "type": _of("the reference", "absent", "resource-pool", "vapp", "other-type"),
        "owner_hosts": _of("ComputeResource: host", "absent", "none", "some"),
        "usable_hosts": _of(
            "HostSystem: runtime.connectionState, runtime.inMaintenanceMode",
            "absent",
            "none",
            "some",
        ),
        "cpu": _of(
            "ResourcePool: runtime.cpu.unreservedForVm; the reservation",
            "absent",
            "enough",
            "short",
        ),
        "memory": _of(
            "ResourcePool: runtime.memory.unreservedForVm; the reservation",
            "absent",
            "enough",
            "short",
        ),
    },
    {
        "pool": "the resource pool",
        "cluster": "the pool's compute resource",
        "cpu_reservation": "MHz the clone reserves",
        "cpu_unreserved": "MHz the pool has left for virtual machines",
        "memory_reservation": "bytes of memory the clone reserves",
        "memory_unreserved": "bytes of memory the pool has left for virtual machines",
    },
)

_HOST = Kind(
    "host",
    "the host the clone is registered on: named, or the only one that can be picked",
    {
        "connection": _of(
            "HostSystem: runtime.connectionState",
            "absent",
            "connected",
            "disconnected",
            "notResponding",
        ),
        "maintenance": _yes_no_absent("HostSystem: runtime.inMaintenanceMode"),
        "in_pool": _yes_no_absent("HostSystem: parent; ResourcePool: owner"),
        "failover": _yes_no_absent("ClusterComputeResource: configurationEx.dasConfig"),
        "vms": _of("HostSystem: vm, capability.maxSupportedVMs", "room", "full", "absent"),
        "cpus": _of("HostSystem: capability.maxSupportedVcpus", "supported", "too-many", "absent"),
        "memory": _of(
            "HostSystem: capability.maxSupportedVmMemory", "supported", "too-much", "absent"
        ),
        "crypto": _of(
            "HostSystem: runtime.cryptoState",
            "safe",
            "not-safe",
            "incapable",
            "pendingIncapable",
            "absent",
        ),
        "crypto_supported": _yes_no_absent("HostSystem: capability.cryptoSupported"),
        "delta_disks": _yes_no_absent("HostSystem: capability.deltaDiskBackingsSupported"),
    },
    {
        "host": "the host",
        "vcpus": "virtual CPUs of the clone",
        "max_vcpus": "the most the host supports in one virtual machine",
        "vm_memory": "MB of memory of the clone",
        "max_memory": "MB, the most the host supports in one virtual machine",
        "max_vms": "the most virtual machines the host supports",
    },
)

_DATASTORE = Kind(
    "datastore",
    "a datastore the clone is created on",
    {
        "why": _of(
            "spec.location.datastore, spec.location.disk, and the source's own places",
            "named",
            "source-home",
            "source-disk",
            "added-disk",
            "named-file",
        ),
        "accessible": _yes_no("Datastore: summary.accessible"),
        "maintenance": _of("Datastore: summary.maintenanceMode", "normal", "entering", "in"),
        "datacenter": _of(
            "parent, up to the datacenter, of the datastore and of the pool or host",
            "same",
            "other",
            "absent",
        ),
        "on_host": _yes_no_absent("HostSystem: datastore; Datastore: host"),
        "mount": _of(
            "Datastore: host[].mountInfo",
            "absent",
            "read-write",
            "read-only",
            "inaccessible",
            "not-mounted",
        ),
        "space": _of("Datastore: summary.freeSpace, the disks to be written", "enough", "short"),
        "file_size": _of("Datastore: info.maxFileSize", "fits", "too-large"),
    },
    {
        "datastore": "the datastore",
        "datastore_name": "its name",
        "host": "the host the clone is registered on",
        "datastore_place": "pointer to where it is named",
        "datastore_path": "the property that names it, as vCenter writes it",
        "needed": "bytes the clone writes there",
        "free": "bytes free there",
        "largest_disk": "bytes of the largest disk to be written there",
        "max_file_size": "bytes of the largest file it can hold",
    },
    many=True,
)

_DISK = Kind(
    "disk",
    "an entry of spec.location.disk",
    {
        "device": _of(
            "VirtualMachine: config.hardware.device",
            "disk",
            "other-device",
            "no-device",
            "not-in-snapshot",
        ),
        "repeated": _yes_no("spec.location.disk[].diskId"),
        "move_type": _of(
            "spec.location.disk[].diskMoveType", "absent", "full", "child", "new-child", "other"
        ),
        "backing": _of("spec.location.disk[].diskBackingInfo", "absent", "flat", "sparse", "other"),
    },
    {"index": "its position in the list", "disk_id": "its diskId", "written": "as written"},
    many=True,
)

_NIC = Kind(
    "nic",
    "a network adapter of the clone",
    {
        "backing": _of("the device's backing", "standard", "distributed", "other"),
        "network": _of("HostSystem: network", "absent", "on-host", "not-on-host"),
        "connected": _yes_no("connectable.startConnected"),
    },
    {
        "network": "the network",
        "nic_place": "pointer to where it is named",
        "label": "its label",
        "host": "the host the clone is registered on",
    },
    many=True,
)

_NETWORK_CHANGE = Kind(
    "network_change",
    "a network that a device change of the request names for an adapter",
    {
        "change": _of(
            "deviceChange; VirtualMachine: config.hardware.device", "added", "moved", "kept"
        ),
    },
    {"network": "the network, or the port group", "network_place": "pointer to the backing"},
    many=True,
)

_CRYPTO_CHANGE = Kind(
    "crypto_change",
    "a crypto specification of the request: of the location, the configuration, or a disk",
    {
        "asks": _of(
            "its _typeName",
            "encrypt",
            "decrypt",
            "shallow-recrypt",
            "deep-recrypt",
            "register",
            "noop",
            "other",
        ),
    },
    {"crypto_place": "pointer to it", "crypto_path": "its property path"},
    many=True,
)

_CONFIG_PART = Kind(
    "config_part",
    "a part of spec.config that the request sets, by the privilege it may need",
    {
        "part": _of(
            "spec.config",
            "cpus",
            "memory",
            "resources",
            "settings",
            "advanced",
            "swap",
            "change-tracking",
            "name",
            "annotation",
            "manager",
            "console",
            "upgrade",
            "vapp",
            "replication",
        ),
    },
    {
        "part_place": "pointer to its first property",
        "part_properties": "the properties of it that are set",
    },
    many=True,
)

_EDITED = "spec.config.deviceChange; VirtualMachine: config.hardware.device"

_DEVICE_CHANGE = Kind(
    "device_change",
    "an entry of spec.config.deviceChange",
    {
        "operation": _of("its operation", "add", "edit", "remove"),
        "device": _of(
            _EDITED,
            "disk",
            "raw-disk",
            "scsi-passthrough",
            "host-usb",
            "cdrom",
            "floppy",
            "other",
        ),
        "file_operation": _of("its fileOperation", "absent", "given"),
        "capacity": _of(_EDITED, "kept", "grown"),
        "properties": _of(f"{_EDITED}: all but media", "kept", "changed"),
        "connectable": _of(_EDITED, "kept", "changed"),
        "media": _of(f"{_EDITED}: backing of a CD-ROM or floppy drive", "kept", "changed"),
        "shares": _of(_EDITED, "kept", "changed"),
    },
    {"device_place": "pointer to it", "device_named": "the device's type and key"},
    many=True,
)

_CUSTOMIZATION = Kind(
    "customization",
    "the guest customization asked for, and the guest it is for",
    {
        "identity": _of(
            "spec.customization.identity",
            "absent",
            "linux",
            "cloud-init",
            "windows",
            "other",
        ),
        "guest": _of(
            "VirtualMachine: config.guestId", "windows", "linux", "uncustomizable", "other"
        ),
        "tools": _of(
            "VirtualMachine: guest.toolsVersionStatus2, guest.toolsStatus",
            "installed",
            "not-installed",
        ),
        "adapters": _of(
            "spec.customization.nicSettingMap; VirtualMachine: config.hardware.device",
            "match",
            "mismatch",
            "mismatch-after-change",
        ),
        "disks": _of("VirtualMachine: config.hardware.device", "none", "some"),
        "host_name": _of("spec.customization.identity.hostName.name", "absent", "good", "bad"),
        "computer_name": _of(
            "spec.customization.identity.userData.computerName.name",
            "absent",
            "good",
            "long",
            "bad",
        ),
        "full_name": _of(
            "spec.customization.identity.userData.fullName", "absent", "given", "empty"
        ),
    },
    {
        "guest_id": "the source's guestId",
        "adapters_in_spec": "entries of nicSettingMap",
        "adapters_in_vm": "network adapters of the clone",
        "host_name": "the host name as written",
        "computer_name": "the computer name as written",
        "tools_status": "the state of VMware Tools",
    },
)

_ADAPTER = Kind(
    "adapter",
    "an entry of spec.customization.nicSettingMap",
    {
        "ip": _of(
            "spec.customization.nicSettingMap[].adapter.ip",
            "absent",
            "dhcp",
            "fixed",
            "not-an-address",
            "unknown-generator",
            "other",
        ),
    },
    {"adapter_index": "its position in the list", "ip_address": "the address as written"},
    many=True,
)

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        _SCHEMA,
        _REFERENCE,
        _CLONE,
        _NAME,
        _VCENTER,
        _SOURCE,
        _SNAPSHOT,
        _FOLDER,
        _POOL,
        _HOST,
        _DATASTORE,
        _DISK,
        _NIC,
        _NETWORK_CHANGE,
        _CRYPTO_CHANGE,
        _CONFIG_PART,
        _DEVICE_CHANGE,
        _CUSTOMIZATION,
        _ADAPTER,
    )
}
"""Every kind of fact, by name."""


def domain(kind: str, attribute: str) -> tuple[str | int, ...]:
    """Every value of an attribute besides `unknown`."""
    return tuple(KINDS[kind].attributes[attribute].values)


def qualified(kind: str, attribute: str) -> str:
    """How a flat fact calls an attribute of a kind."""
    return f"{kind}.{attribute}"
