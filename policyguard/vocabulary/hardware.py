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
        "properties": of(f"{_EDITED}: all but media", "kept", "changed"),
        "connectable": of(_EDITED, "kept", "changed"),
        "media": of(f"{_EDITED}: backing of a CD-ROM or floppy drive", "kept", "changed"),
        "shares": of(_EDITED, "kept", "changed"),
    },
    {"device_place": "pointer to it", "device_named": "the device's type and key"},
    many=True,
)
