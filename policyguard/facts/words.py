"""The texts of a request that stand for one of several values.

Their properties are declared as texts, so the schema lets anything pass; which values there
are, the API lists in an enumeration beside the property.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from policyguard.facts.devices import DEVICE_CHANGES
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Statement
from policyguard.request import Place, pointer, property_path, within

_CONFIG: Final[Place] = ("spec", "config")
_DISKS: Final[Place] = (*LOCATION, "disk")

_POWER_OPERATION: Final = ("soft", "hard", "preset")
_DISK_MODE: Final = (
    *("persistent", "nonpersistent", "undoable"),
    *("independent_persistent", "independent_nonpersistent", "append"),
)
_SHARING: Final = ("sharingNone", "sharingMultiWriter")

OF_CONFIG: Final[Mapping[Place, tuple[str, ...]]] = {
    ("firmware",): ("bios", "efi", "csm"),
    ("swapPlacement",): ("inherit", "vmDirectory", "hostLocal"),
    ("migrateEncryption",): ("disabled", "opportunistic", "required"),
    ("ftEncryptionMode",): (
        *("ftEncryptionDisabled", "ftEncryptionOpportunistic", "ftEncryptionRequired"),
    ),
    ("npivWorldWideNameOp",): ("generate", "set", "remove", "extend"),
    ("motherboardLayout",): ("i440bxHostBridge", "acpiHostBridges"),
    ("flags", "monitorType"): ("release", "debug", "stats"),
    ("flags", "htSharing"): ("any", "none", "internal"),
    ("flags", "virtualMmuUsage"): ("automatic", "on", "off"),
    ("flags", "virtualExecUsage"): ("hvAuto", "hvOn", "hvOff"),
    ("flags", "snapshotPowerOffBehavior"): ("powerOff", "revert", "prompt", "take"),
    ("flags", "faultToleranceType"): ("unset", "recordReplay", "checkpointing"),
    ("powerOpInfo", "powerOffType"): _POWER_OPERATION,
    ("powerOpInfo", "suspendType"): _POWER_OPERATION,
    ("powerOpInfo", "resetType"): _POWER_OPERATION,
    ("powerOpInfo", "defaultPowerOffType"): _POWER_OPERATION,
    ("powerOpInfo", "defaultSuspendType"): _POWER_OPERATION,
    ("powerOpInfo", "defaultResetType"): _POWER_OPERATION,
    ("powerOpInfo", "standbyAction"): ("checkpoint", "powerOnSuspend"),
    ("tools", "toolsUpgradePolicy"): ("manual", "upgradeAtPowerCycle"),
    ("bootOptions", "networkBootProtocol"): ("ipv4", "ipv6"),
    ("scheduledHardwareUpgradeInfo", "upgradePolicy"): ("never", "onSoftPowerOff", "always"),
    ("sgxInfo", "flcMode"): ("locked", "unlocked"),
}
"""The values of each text of `spec.config`."""
_CONFIG_MEMBERS: Final = tuple(dict.fromkeys(str(steps[0]) for steps in OF_CONFIG))

OF_CHANGE: Final[Mapping[Place, tuple[str, ...]]] = {
    ("changeMode",): ("fail", "skip"),
    ("device", "addressType"): ("manual", "generated", "assigned"),
    ("device", "backing", "diskMode"): _DISK_MODE,
    ("device", "backing", "sharing"): _SHARING,
    ("device", "backing", "compatibilityMode"): ("virtualMode", "physicalMode"),
}
"""The values of each text of an entry of a `deviceChange`."""

# A removal configures nothing of the device.
_OF_REMOVAL: Final = {steps: known for steps, known in OF_CHANGE.items() if steps[0] != "device"}

OF_DISK: Final[Mapping[Place, tuple[str, ...]]] = {
    ("diskBackingInfo", "diskMode"): _DISK_MODE,
    ("diskBackingInfo", "sharing"): _SHARING,
}
"""The values of each text of an entry of `spec.location.disk`."""


def word_statements(case: Situation) -> Iterator[Statement]:
    """Each such text that the request has."""
    for listed, known in ((_DISKS, OF_DISK), *((place, OF_CHANGE) for place in DEVICE_CHANGES)):
        for index, entry in enumerate(case.request.entries(*listed)):
            counts = _OF_REMOVAL if within(entry, "operation") == "remove" else known
            yield from _words(entry, (*listed, index), counts)
    yield from _words(case.request.only(_CONFIG_MEMBERS, *_CONFIG), _CONFIG, OF_CONFIG)


def _words(start: Any, place: Place, known: Mapping[Place, tuple[str, ...]]) -> Iterator[Statement]:
    for steps, allowed in known.items():
        written = within(start, *steps)
        if isinstance(written, str):
            yield Statement(
                {"listed": "yes" if written in allowed else "no"},
                {
                    "word_place": pointer(*place, *steps),
                    "word_path": property_path(*place, *steps),
                    "written": written,
                    "allowed": ", ".join(f"`{one}`" for one in allowed),
                },
            )
