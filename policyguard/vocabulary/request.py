"""The kinds of facts about what the request itself says."""

from __future__ import annotations

from policyguard.vocabulary.kind import Attribute, Kind, of, yes_no

SCHEMA = Kind(
    "schema",
    "a place where the body breaks the release's schema",
    {
        "problem": of(
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

REFERENCE = Kind(
    "reference",
    "an object the request names, itself or a place of the body",
    {
        "role": of(
            "its place in the request",
            "source",
            "folder",
            "pool",
            "host",
            "datastore",
            "snapshot",
            "network",
        ),
        "exists": yes_no("objects"),
    },
    {"place": "pointer to the reference", "object": "the object"},
    many=True,
)

NETWORK_KEY = Kind(
    "network_key",
    "a network or switch that a backing of the request names, by an identifier",
    {
        "by": of(
            "the device's backing: port.portgroupKey, port.switchUuid, opaqueNetworkId",
            "port-group",
            "switch",
            "opaque-network",
        ),
        "exists": yes_no(
            "objects; DistributedVirtualPortgroup: key; DistributedVirtualSwitch: uuid; "
            "OpaqueNetwork: summary.opaqueNetworkId"
        ),
    },
    {
        "key_place": "pointer to what names it",
        "key_path": "its property path",
        "written": "as written",
    },
    many=True,
)

CHANGE_ENTRY = Kind(
    "change_entry",
    "an entry of spec.location.deviceChange or spec.config.deviceChange",
    {"operation": of("its operation", "absent", "given")},
    {"entry_place": "pointer to it", "entry_path": "its property path"},
    many=True,
)

WORD = Kind(
    "word",
    "a text of the request that stands for one of several values, of which the API has a list",
    {"listed": yes_no("the text, and the enumeration that the property's text refers to")},
    {
        "word_place": "pointer to it",
        "word_path": "its property path",
        "written": "as written",
        "allowed": "the values there are",
    },
    many=True,
)

SERVICE = Kind(
    "service",
    "the vCenter that is called, and the other one that a clone may go to",
    {
        "release": of("release; about.apiVersion", "served", "too-new"),
        "cryptography": of("about.apiVersion; release", "clone", "clone-and-access"),
        "destination": of(
            "spec.location.service: the other vCenter, which no inventory of this one describes",
            "here",
            "refuses",
        ),
        "url": of("spec.location.service.url", "absent", "well-formed", "malformed"),
        "uuid": of("spec.location.service.instanceUuid", "absent", "well-formed", "malformed"),
        "instance": of(
            "spec.location.service.instanceUuid; about.instanceUuid", "absent", "other", "itself"
        ),
        "thumbprint": of(
            "spec.location.service.sslThumbprint, and the certificate beside it",
            "absent",
            "well-formed",
            "malformed",
            "of-another",
        ),
        "certificate": of(
            "spec.location.service.sslCertificate", "absent", "well-formed", "malformed"
        ),
        "trust": of(
            "spec.location.service: sslThumbprint, sslCertificate", "absent", "none", "given"
        ),
    },
    {"api_version": "about.apiVersion of the vCenter that is called", "api_release": "release"},
)

CLONE = Kind(
    "clone",
    "what the request asks for",
    {
        "moid": of("moId", "virtual-machine", "other-type", "absent", "malformed"),
        "envelope": of("the keys beside `body`", "plain", "other-keys"),
        "source": of("VirtualMachine: config.template", "vm", "template"),
        "destination": of("spec.template", "vm", "template"),
        "customization": of("spec.customization", "absent", "present"),
        "power_on": yes_no("spec.powerOn"),
        "memory": yes_no("spec.memory"),
        "snapshot": of("spec.snapshot", "absent", "given"),
        "pool": of("spec.location.pool", "absent", "given"),
        "host": of("spec.location.host", "absent", "given"),
        "datastore": of("spec.location.datastore", "absent", "given"),
        "service": of("spec.location.service", "absent", "given"),
        "location_folder": of("spec.location.folder", "absent", "same", "different"),
        "disk_move_type": of(
            "spec.location.diskMoveType",
            "absent",
            "moveAllDiskBackingsAndAllowSharing",
            "moveAllDiskBackingsAndDisallowSharing",
            "moveChildMostDiskBacking",
            "createNewChildDiskBacking",
            "moveAllDiskBackingsAndConsolidate",
            "other",
        ),
        "disks": of("spec.location.disk", "absent", "given"),
        "beyond": of("spec.config: what stands in no table of privileges", "none", "some"),
        "transform": of("spec.location.transform", "absent", "given"),
        "tpm_policy": of("spec.tpmProvisionPolicy", "absent", "copy", "replace", "other"),
        "crypto": of(
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
        "result": of(
            "spec.location.cryptoSpec, spec.config.crypto; VirtualMachine: config.keyId, "
            "config.hardware.device",
            "encrypted",
            "plain",
        ),
        "version": of("spec.config.version", "absent", "given"),
        "config_name": of("spec.config.name", "absent", "given"),
        "cpus": of("spec.config.numCPUs", "absent", "positive", "not-positive"),
        "memory_mb": of("spec.config.memoryMB", "absent", "positive", "not-positive"),
        "home_policy": of(
            "spec.location.profile, and the profiles of disks; `alone`: no disk has one",
            "absent",
            "alone",
            "with-disks",
        ),
        "linked": of(
            "spec.location.diskMoveType, and those of spec.location.disk; VirtualMachine: "
            "config.hardware.device; `lost`: a linked clone is asked for, and a full copy by the "
            "own entry of every disk",
            "absent",
            "kept",
            "lost",
        ),
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

NAME = Kind(
    "name",
    "the name of the clone",
    {
        "is": of("name", "text", "absent"),
        "lone_percent": yes_no("name"),
        "length": Attribute(range(100), "name: code points of the stored form, 99 for more"),
        "raw_length": Attribute(range(100), "name: code points as written, 99 for more"),
        "unknown_escape": yes_no("name"),
        "needless_escape": yes_no("name"),
        "discouraged": yes_no("name"),
        "control": yes_no("name: a control character, written as it is"),
        "blank_edge": yes_no("name: blank, or a blank at one of its ends"),
        "taken": of(
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

DEVICE_LIST = Kind(
    "device_list",
    "a list of device changes, disk entries or adapter settings",
    {"length": of("its elements: those beyond 4,096 are not judged", "judged", "beyond")},
    {
        "list_place": "pointer to it",
        "list_path": "its property path",
        "list_length": "how many elements it has",
        "list_most": "how many are judged",
    },
    many=True,
)
