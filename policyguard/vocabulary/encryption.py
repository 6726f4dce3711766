"""The kinds of facts about keys, and what is encrypted."""

from __future__ import annotations

from policyguard.vocabulary.kind import Kind, of, yes_no

_PROVIDERS = "CryptoManagerKmip: kmipServers"
_DEVICES = "VirtualMachine: config.hardware.device"

CRYPTO_CHANGE = Kind(
    "crypto_change",
    "a crypto specification of the request: of the location, the configuration, or a disk",
    {
        "asks": of(
            "its _typeName",
            "encrypt",
            "decrypt",
            "shallow-recrypt",
            "deep-recrypt",
            "register",
            "noop",
            "other",
        ),
        "of": of("its place", "machine", "disk"),
        "target": of(
            f"VirtualMachine: config.keyId; {_DEVICES}: what it is about, in the source",
            "encrypted",
            "plain",
            "new",
        ),
        "key": of("its cryptoKeyId or newKeyId: keyId", "absent", "empty", "given"),
        "provider": of(
            f"its cryptoKeyId or newKeyId: providerId; {_PROVIDERS}",
            "absent",
            "unregistered",
            "trusted",
            "other",
        ),
    },
    {
        "crypto_place": "pointer to it",
        "crypto_path": "its property path",
        "key_id_path": "the property path of its keyId",
        "provider_id": "the id of the key provider it names",
        "required_key": "the key it names",
    },
    many=True,
)

ENCRYPTION = Kind(
    "encryption",
    "the encryption of the clone, its virtual TPM, and the keys there are for both",
    {
        "new_key": of("crypto specifications, and virtual TPMs that are added", "absent", "needed"),
        "providers": of(_PROVIDERS, "none", "some"),
        "vtpm": yes_no(f"{_DEVICES}; spec.config.deviceChange"),
        "firmware": of(
            "spec.config.firmware; VirtualMachine: config.firmware, where a virtual TPM is added",
            "kept",
            "efi",
            "other",
        ),
        "version": of(
            "VirtualMachine: config.version, where a virtual TPM is added",
            "kept",
            "supported",
            "too-old",
        ),
    },
    {
        "new_key_place": "pointer to the first of what needs a key",
        "new_key_path": "its property path",
        "firmware_place": "pointer to what sets the firmware, or adds the virtual TPM",
        "firmware_path": "its property path",
        "tpm_firmware": "the firmware of the clone",
        "tpm_version": "the version of its virtual hardware",
        "tpm_place": "pointer to the device change that adds a virtual TPM",
        "tpm_path": "its property path",
    },
)

DISK_POLICY = Kind(
    "disk_policy",
    "a storage policy that the request gives a disk while it is cloned",
    {
        "data_service": of(
            "its replicationSpec, and the crypto specification beside it",
            "encryption",
            "replication",
            "none",
            "not-said",
        ),
    },
    {"policy_place": "pointer to it", "policy_path": "its property path"},
    many=True,
)

CONVERSION = Kind(
    "conversion",
    "a disk of the source for which the request names a format",
    {
        "format": of(
            f"spec.location.disk[].diskBackingInfo, spec.location.transform; {_DEVICES}",
            "kept",
            "changed",
        ),
        "encrypted": yes_no(f"{_DEVICES}: backing.keyId"),
    },
    {
        "conversion_place": "pointer to what names the format",
        "conversion_path": "its property path",
        "disk_key": "the key of the disk",
    },
    many=True,
)
