"""The kinds of facts about the guest, and what is asked of it."""

from __future__ import annotations

from policyguard.vocabulary.kind import Kind, of, yes_no, yes_no_absent

_IDENTITY = "spec.customization.identity"
_SETTINGS = "spec.customization.nicSettingMap[].adapter"

CUSTOMIZATION = Kind(
    "customization",
    "the guest customization asked for, and the guest it is for",
    {
        "identity": of(_IDENTITY, "absent", "linux", "cloud-init", "windows", "other"),
        "options": of("spec.customization.options", "absent", "linux", "windows", "other"),
        "change_sid": yes_no_absent("spec.customization.options.changeSID"),
        "guest": of(
            "VirtualMachine: config.guestId",
            "windows",
            "linux",
            "esxi",
            "uncustomizable",
            "other",
            "unlisted",
        ),
        "tools": of(
            "VirtualMachine: guest.toolsVersionStatus2, guest.toolsStatus",
            "installed",
            "not-installed",
            "unset",
        ),
        "adapters": of(
            "spec.customization.nicSettingMap; VirtualMachine: config.hardware.device; "
            "`mismatch-after-change`: they fit before the changes asked for",
            "match",
            "mismatch",
            "mismatch-after-change",
        ),
        "gateways": of(
            f"{_SETTINGS}.gateway: `missing` if all addresses are fixed and none has one",
            "unneeded",
            "given",
            "missing",
        ),
        "disks": of("VirtualMachine: config.hardware.device", "none", "some"),
        "host_name": of(f"{_IDENTITY}.hostName.name", "absent", "good", "long", "bad"),
        "computer_name": of(
            f"{_IDENTITY}.userData.computerName.name", "absent", "good", "long", "bad"
        ),
        "full_name": of(f"{_IDENTITY}.userData.fullName", "absent", "given", "empty"),
        "passwords": of(
            "spec.customization.encryptionKey, and plainText of each password; "
            "CustomizationSpecManager: encryptionKey",
            "none",
            "plain",
            "encrypted",
            "encrypted-without-key",
            "encrypted-for-another",
        ),
        "encryption_key": of("spec.customization.encryptionKey", "absent", "given"),
        "dns_servers": of(
            "spec.customization.globalIPSettings.dnsServerList", "absent", "malformed", "good"
        ),
        "generator_command": of(
            "custom generators of spec.customization; OptionManager: setting",
            "unneeded",
            "set",
            "unset",
        ),
    },
    {
        "guest_id": "the source's guestId",
        "adapters_in_spec": "entries of nicSettingMap",
        "adapters_in_vm": "network adapters of the clone",
        "adapters_in_source": "network adapters of the source",
        "host_name": "the host name as written",
        "computer_name": "the computer name as written",
        "tools_status": "the state of VMware Tools",
        "wrong_dns_server": "the first DNS server for all adapters that is no address",
    },
)

GUEST = Kind(
    "guest",
    "the guest of the source",
    {
        "id": of("VirtualMachine: config.guestId", "unset", "unlisted", "listed"),
        "windows": of(
            "VirtualMachine: config.guestId",
            "absent",
            "client-before-vista",
            "server-before-vista",
            "client",
            "server",
        ),
        "customization": of(
            "VirtualMachine: guest.customizationInfo.customizationStatus",
            "none",
            "pending",
            "running",
        ),
    },
    {
        "guest_os": "the source's guestId",
        "customization_status": "how far its customization is",
    },
)

SYSPREP = Kind(
    "sysprep",
    "what CustomizationSysprep asks of a Windows guest",
    {
        "admin_password": of(f"{_IDENTITY}.guiUnattended.password", "blank", "empty", "given"),
        "auto_logon": yes_no(f"{_IDENTITY}.guiUnattended.autoLogon"),
        "auto_logon_count": of(
            f"{_IDENTITY}.guiUnattended.autoLogonCount", "absent", "negative", "zero", "counted"
        ),
        "time_zone": of(f"{_IDENTITY}.guiUnattended.timeZone", "absent", "listed", "unlisted"),
        "product_id": of(f"{_IDENTITY}.userData.productId", "absent", "empty", "given"),
        "license": of(f"{_IDENTITY}.licenseFilePrintData", "absent", "given"),
        "license_users": of(
            f"{_IDENTITY}.licenseFilePrintData.autoUsers, and autoMode",
            "absent",
            "per-server",
            "per-seat",
            "other",
        ),
        "membership": of(
            f"{_IDENTITY}.identification",
            "absent",
            "neither",
            "workgroup",
            "workgroup-with-account",
            "domain",
            "domain-without-account",
            "both",
        ),
    },
    {
        "time_zone_index": "the time zone as written",
        "auto_logon_count": "the number of logons as written",
    },
)

LINUX_IDENTITY = Kind(
    "linux_identity",
    "what CustomizationLinuxPrep or CustomizationCloudinitPrep asks of a Linux guest",
    {
        "domain": of(f"{_IDENTITY}.domain", "absent", "empty", "malformed", "good"),
        "time_zone": of(
            f"{_IDENTITY}.timeZone", "absent", "area-location", "single-name", "malformed"
        ),
        "metadata": of(f"{_IDENTITY}.metadata", "absent", "fits", "long"),
        "userdata": of(f"{_IDENTITY}.userdata", "absent", "fits", "long"),
    },
    {
        "guest_domain": "the domain as written",
        "linux_time_zone": "the time zone as written",
        "metadata_bytes": "bytes of the metadata",
        "userdata_bytes": "bytes of the user data",
    },
)

NAME_GENERATOR = Kind(
    "name_generator",
    "how the host name of a Linux guest, or the computer name of a Windows one, comes about",
    {
        "role": of("hostName or computerName", "host", "computer"),
        "generator": of("its _typeName", "fixed", "vm-name", "prefix", "prompt", "other"),
        "result": of(
            "name, or the generator's base with a digit: what is made of it at least",
            "absent",
            "good",
            "long",
            "bad",
        ),
    },
    {
        "generator_place": "pointer to it",
        "generator_path": "its property path in the customization",
        "name_start": "what the name is made from",
    },
    many=True,
)

ADAPTER = Kind(
    "adapter",
    "an entry of spec.customization.nicSettingMap",
    {
        "ip": of(
            f"{_SETTINGS}.ip: `no-host` for a fixed address that no host has",
            "absent",
            "dhcp",
            "fixed",
            "no-host",
            "not-an-address",
            "unknown-generator",
            "other",
        ),
        "mask": of(
            f"{_SETTINGS}.subnetMask, of a fixed address",
            "absent",
            "missing",
            "malformed",
            "good",
        ),
        "host_part": of(
            f"{_SETTINGS}.ip.ipAddress and subnetMask: `reserved` for the subnet itself or its "
            "broadcasts",
            "absent",
            "host",
            "reserved",
        ),
        "gateway": of(
            f"{_SETTINGS}.gateway, of a fixed address", "absent", "malformed", "outside", "good"
        ),
        "gateway_v6": of(f"{_SETTINGS}.ipV6Spec.gateway", "absent", "malformed", "outside", "good"),
        "repeated": of(
            f"{_SETTINGS}.ip.ipAddress, of this entry and those before it", "absent", "no", "yes"
        ),
        "dns": of(f"{_SETTINGS}.dnsServerList", "absent", "malformed", "good"),
        "wins": of(f"{_SETTINGS}.primaryWINS, secondaryWINS", "absent", "malformed", "good"),
        "mac": of(
            "spec.customization.nicSettingMap[].macAddress; VirtualMachine: config.hardware.device",
            "absent",
            "of-adapter",
            "of-none",
        ),
        "mac_order": of(
            "spec.customization.nicSettingMap[].macAddress; VirtualMachine: "
            "config.hardware.device: slotInfo.pciSlotNumber",
            "absent",
            "in-order",
            "out-of-order",
        ),
    },
    {
        "adapter_index": "its position in the list",
        "ip_address": "the address as written",
        "subnet_mask": "the subnet mask as written",
        "wrong_gateway": "the first gateway that is no address, or outside",
        "wrong_gateway_v6": "the same of its IPv6 gateways",
        "wrong_dns": "the first of its DNS servers that is no address",
        "wrong_wins": "the first of its WINS servers that is no address",
        "wins_place": "pointer to it",
        "wins_path": "its property, as a fault calls it",
        "first_index": "the position of the entry that has its address first",
        "mac_address": "the MAC address as written",
    },
    many=True,
)

IPV6_ADDRESS = Kind(
    "ipv6_address",
    "an entry of ipV6Spec.ip, of an entry of spec.customization.nicSettingMap",
    {
        "generator": of("its _typeName", "fixed", "unknown-generator", "other"),
        "address": of("its ipAddress, if fixed", "absent", "malformed", "good"),
        "repeated": of("its ipAddress, and those before it", "absent", "no", "yes"),
        "prefix": of("its subnetMask, if fixed", "absent", "out-of-range", "good"),
    },
    {
        "adapter_index": "position of the entry of nicSettingMap",
        "ipv6_index": "its position in ipV6Spec.ip",
        "ipv6_address": "the address as written",
        "prefix_length": "the length of the prefix as written",
        "ipv6_first_index": "position of the entry of nicSettingMap that has its address first",
    },
    many=True,
)
