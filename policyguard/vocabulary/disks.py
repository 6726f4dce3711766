"""The kinds of facts about each virtual disk: of the source, reformatted, resized."""

from __future__ import annotations

from policyguard.vocabulary.kind import Attribute, Kind, of, yes_no_absent

_DEVICES = "VirtualMachine: config.hardware.device"
_LOCATOR = "spec.location.disk"

SOURCE_DISK = Kind(
    "source_disk",
    "a virtual disk that the clone starts from",
    {
        "listed": of(_LOCATOR, "yes", "no", "none-is"),
        "mapping": of(f"{_DEVICES}: backing.compatibilityMode", "none", "virtual", "physical"),
        "becomes": of(
            f"{_LOCATOR}[].diskBackingInfo, spec.location.transform", "kept", "flat", "sparse"
        ),
        "move": of(
            "diskMoveType of its locator, else of spec.location",
            "full",
            "sharing",
            "child",
            "new-child",
            "other",
        ),
        "parent": of(f"{_DEVICES}: backing.parent", "none", "some"),
        "parent_on_host": yes_no_absent(f"HostSystem: datastore; {_DEVICES}: backing"),
        "mode": of(
            f"{_DEVICES}: backing.diskMode", "dependent", "independent", "nonpersistent", "undoable"
        ),
        "bus": of(f"{_DEVICES}: sharedBus of its controller", "unshared", "shared"),
        "lun": yes_no_absent("HostSystem: config.storageDevice.scsiLun"),
        "mapping_supported": yes_no_absent("Datastore: capability.rawDiskMappingsSupported"),
        "mapping_size": of(
            "Datastore: info.maxPhysicalRDMFileSize, info.maxVirtualRDMFileSize",
            "absent",
            "fits",
            "too-large",
        ),
        "hot": of(
            f"{_DEVICES}: backing.diskMode, backing.compatibilityMode, backing.sharing: whether a "
            "snapshot of it can be taken",
            "possible",
            "independent",
            "physical-mapping",
            "multi-writer",
        ),
        "cache": of(
            "HostSystem: capability.vFlashSupported; the disk's vFlashCacheConfigInfo",
            "absent",
            "supported",
            "unsupported",
        ),
        "redo_log": of(
            f"{_DEVICES}: backing.diskMode, backing.parent; runtime.powerState",
            "none",
            "uncommitted",
        ),
        "levels": Attribute(
            range(100), f"{_DEVICES}: backing and its parents, 99 for that many or more"
        ),
        "readers": of(
            "VirtualMachine: config.hardware.device, runtime.host, runtime.powerState; "
            "HostSystem: capability.eightPlusHostVmfsSharedAccessSupported",
            "absent",
            "few",
            "many",
        ),
    },
    {
        "disk": "its label and key",
        "disk_key": "its key",
        "disk_file": "its file",
        "disk_mode": "its mode",
        "disk_levels": "how many files in a row it consists of",
        "disk_capacity": "bytes of its capacity",
        "locator_place": "pointer to its locator, else to the location",
        "target_datastore": "the datastore it goes to",
        "target_name": "the name of that datastore",
        "parent_datastore": "the datastore of its parent, or of itself where it becomes one",
        "host": "the host the clone is registered on",
        "flash_module": "the flash module it asks for",
        "virtual_machine_name": "the name of the source",
    },
    many=True,
)

DISK_FORMAT = Kind(
    "disk_format",
    "a format that an entry of spec.location.disk asks for",
    {
        "format": of(f"{_LOCATOR}[].diskBackingInfo", "thick", "thin", "sparse"),
        "per_file": yes_no_absent("Datastore: capability.perFileThinProvisioningSupported"),
        "sparse_supported": yes_no_absent("Datastore: capability.seSparseSupported"),
    },
    {
        "format_index": "the position of the entry in the list",
        "disk_key": "the key of the disk",
        "target_datastore": "the datastore it goes to",
    },
    many=True,
)

DISK_RESIZE = Kind(
    "disk_resize",
    "an edit of spec.config.deviceChange that gives a disk of the source a size",
    {
        "size": of(f"spec.config.deviceChange; {_DEVICES}", "kept", "grown", "shrunk"),
        "linked": of(f"{_DEVICES}: backing.parent; its diskMoveType", "yes", "no"),
        "expandable": yes_no_absent("Datastore: capability.vmdkExpandSupported"),
    },
    {
        "device_index": "the position of the edit in the list",
        "resize_place": "pointer to the size",
        "resize_path": "the property that gives the size",
        "disk": "the disk's label and key",
        "old_size": "bytes it has",
        "new_size": "bytes it is to have",
        "target_datastore": "the datastore it goes to",
    },
    many=True,
)

SWAP = Kind(
    "swap",
    "the swap file of a clone that powers on",
    {
        "placement": of(
            "spec.config.swapPlacement, the source's, and the cluster's",
            "absent",
            "with-machine",
            "on-host",
        ),
        "space": of(
            "Datastore: summary.freeSpace; memory and its reservation", "absent", "enough", "short"
        ),
        "writable": yes_no_absent("HostSystem: config.localSwapDatastore; Datastore: host"),
    },
    {
        "swap_datastore": "the datastore it goes to",
        "swap_name": "the name of that datastore",
        "swap_bytes": "bytes of the swap file",
        "swap_needed": "bytes of the swap file and of all else the clone writes there",
        "swap_free": "bytes free there",
        "host": "the host the clone is registered on",
    },
)

HOME = Kind(
    "home",
    "where spec.config.files puts the files of the clone",
    {
        "path": of("spec.config.files.vmPathName", "absent", "well-formed", "malformed"),
        "datastore": of("Datastore: name", "absent", "known", "not-known"),
        "agrees": yes_no_absent("spec.location.datastore; Datastore: name"),
    },
    {
        "path_written": "vmPathName as written",
        "path_datastore": "the name of a datastore in it",
        "location_datastore": "the datastore of spec.location",
    },
)
