"""The kinds of facts about the guest, and what is asked of it."""

from __future__ import annotations

from policyguard.vocabulary.kind import Kind, of

CUSTOMIZATION = Kind(
    "customization",
    "the guest customization asked for, and the guest it is for",
    {
        "identity": of(
            "spec.customization.identity",
            "absent",
            "linux",
            "cloud-init",
            "windows",
            "other",
        ),
        "guest": of(
            "VirtualMachine: config.guestId", "windows", "linux", "uncustomizable", "other"
        ),
        "tools": of(
            "VirtualMachine: guest.toolsVersionStatus2, guest.toolsStatus",
            "installed",
            "not-installed",
        ),
        "adapters": of(
            "spec.customization.nicSettingMap; VirtualMachine: config.hardware.device",
            "match",
            "mismatch",
            "mismatch-after-change",
        ),
        "disks": of("VirtualMachine: config.hardware.device", "none", "some"),
        "host_name": of("spec.customization.identity.hostName.name", "absent", "good", "bad"),
        "computer_name": of(
            "spec.customization.identity.userData.computerName.name",
            "absent",
            "good",
            "long",
            "bad",
        ),
        "full_name": of(
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

ADAPTER = Kind(
    "adapter",
    "an entry of spec.customization.nicSettingMap",
    {
        "ip": of(
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
