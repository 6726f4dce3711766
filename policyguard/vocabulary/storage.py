"""The kinds of facts about the datastores and the disks of the clone."""

from __future__ import annotations

from policyguard.vocabulary.kind import Kind, of, yes_no, yes_no_absent

DATASTORE = Kind(
    "datastore",
    "a datastore the clone is created on",
    {
        "why": of(
            "spec.location.datastore, spec.location.disk, and the source's own places",
            "named",
            "source-home",
            "source-disk",
            "added-disk",
            "named-file",
        ),
        "accessible": yes_no("Datastore: summary.accessible"),
        "maintenance": of("Datastore: summary.maintenanceMode", "normal", "entering", "in"),
        "datacenter": of(
            "parent, up to the datacenter, of the datastore and of the pool or host",
            "same",
            "other",
            "absent",
        ),
        "on_host": yes_no_absent("HostSystem: datastore; Datastore: host"),
        "mount": of(
            "Datastore: host[].mountInfo",
            "absent",
            "read-write",
            "read-only",
            "inaccessible",
            "not-mounted",
        ),
        "space": of(
            "Datastore: summary.freeSpace, the disks to be written; VirtualMachine: layoutEx",
            "enough",
            "overcommitted",
            "tight",
            "short",
        ),
        "file_size": of("Datastore: info.maxFileSize", "fits", "too-large"),
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

DISK = Kind(
    "disk",
    "an entry of spec.location.disk",
    {
        "device": of(
            "VirtualMachine: config.hardware.device",
            "disk",
            "other-device",
            "no-device",
            "not-in-snapshot",
        ),
        "repeated": yes_no("spec.location.disk[].diskId"),
        "move_type": of(
            "spec.location.disk[].diskMoveType", "absent", "full", "child", "new-child", "other"
        ),
        "backing": of("spec.location.disk[].diskBackingInfo", "absent", "flat", "sparse", "other"),
    },
    {"index": "its position in the list", "disk_id": "its diskId", "written": "as written"},
    many=True,
)
