"""The kinds of facts about what `spec.config` changes of the virtual hardware."""

from __future__ import annotations

from policyguard.vocabulary.kind import Kind, of

CONFIG_PART = Kind(
    "config_part",
    "a part of spec.config that the request sets, by the privilege it may need",
    {
        "part": of(
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

MEMORY = Kind(
    "memory",
    "the memory of the clone, and what is reserved and limited of it",
    {
        "step": of("spec.config.memoryMB", "absent", "whole", "uneven"),
        "reserved": of(
            "spec.config.memoryMB, memoryAllocation, memoryReservationLockedToMax, else those of "
            "the source",
            "absent",
            "within",
            "beyond",
        ),
        "lock": of(
            "spec.config.memoryReservationLockedToMax, or that of the source; the reservation "
            "asked for, and memoryMB",
            "absent",
            "kept",
            "part",
        ),
        "limit": of(
            "spec.config.memoryAllocation.limit, memoryMB, memoryReservationLockedToMax, else "
            "those of the source",
            "absent",
            "enough",
            "short",
            "below-reserved",
        ),
        "latency": of(
            "spec.config.latencySensitivity.level; what is reserved", "absent", "whole", "part"
        ),
        "hot_plug": of(
            "spec.config.fixedPassthruHotPlugEnabled; what is reserved", "absent", "whole", "part"
        ),
    },
    {
        "memory_size": "MB of memory of the clone",
        "reserved_of_memory": "MB that are reserved of it",
        "memory_limit": "MB, the most of it that is used",
        "memory_place": "pointer to the reservation, or to the size where only that is set",
    },
)

NUMBER = Kind(
    "number",
    "a number of spec.config, or of a device, of which the reference says what it may be",
    {
        "range": of(
            "the number, and what else says whether it counts: level, bootRetryEnabled, "
            "useAutoDetect",
            "within",
            "negative",
            "outside",
            "ignored",
            "unneeded",
        ),
    },
    {
        "number_place": "pointer to it",
        "number_path": "its property path",
        "number": "the number",
        "allowed_numbers": "which numbers it may be, in words",
    },
    many=True,
)

_EDITED = "spec.config.deviceChange; VirtualMachine: config.hardware.device"

DEVICE_CHANGE = Kind(
    "device_change",
    "an entry of spec.config.deviceChange",
    {
        "operation": of("its operation", "add", "edit", "remove"),
        "device": of(
            _EDITED,
            "disk",
            "raw-disk",
            "scsi-passthrough",
            "host-usb",
            "cdrom",
            "floppy",
            "other",
        ),
        "file_operation": of("its fileOperation", "absent", "given"),
        "capacity": of(_EDITED, "kept", "grown"),
        "size": of(
            "capacityInBytes and capacityInKB of a disk that is made",
            "absent",
            "unsaid",
            "positive",
            "not-positive",
        ),
        "properties": of(f"{_EDITED}: all but media", "kept", "changed"),
        "connectable": of(_EDITED, "kept", "changed"),
        "media": of(f"{_EDITED}: backing of a CD-ROM or floppy drive", "kept", "changed"),
        "shares": of(_EDITED, "kept", "changed"),
        "target": of(f"{_EDITED}: what is edited or removed", "absent", "exists", "missing"),
        "controller": of(
            f"{_EDITED}: what controllerKey names",
            "kept",
            "unset",
            "given",
            "missing",
            "other-device",
        ),
        "unit": of(
            f"{_EDITED}: unitNumber, on storage controllers",
            "absent",
            "free",
            "taken",
            "beyond",
            "none-left",
        ),
        "room": of(f"{_EDITED}: how many there are of its kind", "absent", "enough", "too-many"),
        "version": of("VirtualMachine: config.version; the device's type", "met", "too-old"),
        "beside": of(
            "the reference beside a file's path, which is not used; Datastore: name; without a "
            "path: spec.location.datastore, the source's home",
            "absent",
            "same",
            "other",
        ),
        "file": of(
            "the file of a new disk; VirtualMachine: layoutEx.file",
            "unnamed",
            "not-listed",
            "there",
        ),
        "store": of(
            "the datastore that the path of a file set anew names; Datastore: name, parent",
            "absent",
            "known",
            "not-known",
        ),
    },
    {
        "device_place": "pointer to it",
        "device_named": "the device's type and key",
        "change_index": "its position in the list",
        "device_key": "the device's key",
        "controller_key": "the key of the controller it names",
        "unit_number": "the unit number it names",
        "controller_room": "how many devices that controller has room for",
        "group": "what devices of its kind are called",
        "most_of_group": "how many of them there may be",
        "version_needed": "the hardware version it needs",
        "version_there": "the hardware version of the clone",
        "device_file": "the file it names",
        "device_store": "the datastore that it names",
        "datastore_beside": "the reference beside the file",
        "datastore_beside_name": "the name of what it refers to",
        "file_decider": "what the file is placed by: its path, or the home of the clone",
    },
    many=True,
)

DEVICE_IDENTITY = Kind(
    "device_identity",
    "a device that an entry of a deviceChange adds or edits, and what tells it from others",
    {
        "key": of(
            "the key of a device that is added; `repeated`: one before it in the list has it",
            "absent",
            "own",
            "repeated",
        ),
        "source_key": of(
            f"{_EDITED}: what has the key of a device that is added",
            "absent",
            "of-its-type",
            "of-other-type",
        ),
        "bus": of(f"{_EDITED}: busNumber of a controller", "absent", "own", "taken"),
        "mac": of(
            f"{_EDITED}: macAddress of an adapter, where addressType is manual",
            "absent",
            "own",
            "taken",
        ),
    },
    {
        "key_place": "pointer to its key",
        "bus_place": "pointer to its bus number",
        "mac_place": "pointer to its MAC address",
        "identity_path": "property path of the device",
        "identity_index": "the position of the entry in its list",
        "identity_key": "the device's key",
        "identity_type": "the device's type",
        "key_path": "the key, as vCenter writes it",
        "key_holder": "the type of the source's device with that key",
        "bus_number": "the controller's bus number",
        "mac_address": "the adapter's address",
    },
    many=True,
)
