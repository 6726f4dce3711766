"""The parts of `spec.config`, by the privilege that reconfiguring them asks for.

Which property belongs to which part is privileges.md a.4. Device changes and crypto
specifications have facts of their own, and no source names a privilege for a storage policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policyguard.facts.devices import DEVICE_CHANGES
from policyguard.facts.reading import Reading
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Statement, Unknown
from policyguard.request import MALFORMED, Missing, decider, pointer

_CONFIG = ("spec", "config")

PARTS: Mapping[str, tuple[str, ...]] = {
    "cpus": ("numCPUs", "numCoresPerSocket", "cpuHotAddEnabled", "cpuHotRemoveEnabled"),
    "memory": ("memoryMB", "memoryHotAddEnabled"),
    "resources": (
        *("cpuAllocation", "memoryAllocation", "cpuAffinity", "memoryAffinity"),
        *("latencySensitivity", "memoryReservationLockedToMax"),
    ),
    "settings": (
        *("uuid", "instanceUuid", "guestId", "files", "tools", "flags", "bootOptions"),
        *("powerOpInfo", "nestedHVEnabled", "vPMCEnabled", "cpuFeatureMask"),
        *("npivNodeWorldWideName", "npivPortWorldWideName", "npivWorldWideNameType"),
        *("npivDesiredNodeWwns", "npivDesiredPortWwns", "npivTemporaryDisabled"),
        *("npivOnNonRdmDisks", "npivWorldWideNameOp", "consolePreferences", "firmware"),
    ),
    "advanced": ("extraConfig",),
    "swap": ("swapPlacement",),
    "change-tracking": ("changeTrackingEnabled",),
    "name": ("name",),
    "annotation": ("annotation",),
    "manager": ("managedBy",),
    "console": ("maxMksConnections", "guestAutoLockEnabled"),
    "upgrade": ("scheduledHardwareUpgradeInfo",),
    "vapp": ("vAppConfig", "vAppConfigRemoved"),
    "replication": ("repConfig",),
}
"""The properties of each part."""

UNPLACED = frozenset(
    (
        *("alternateGuestName", "createDate", "deviceGroups", "deviceSwap"),
        *("fixedPassthruHotPlugEnabled", "ftEncryptionMode", "ftInfo", "guestMonitoringModeInfo"),
        *("locationId", "messageBusTunnelEnabled", "migrateEncryption", "motherboardLayout"),
        *("metroFtEnabled", "metroFtHostGroup", "networkShaper", "pmem", "pmemFailoverEnabled"),
        *("rebootPowerOff", "sevEnabled", "sevSnpEnabled", "sgxInfo", "simultaneousThreads"),
        *("tagSpecs", "tdxEnabled", "vAssertsEnabled", "vcpuConfig", "version"),
        *("virtualICH7MPresent", "virtualNuma", "virtualSMCPresent"),
        *("vmOpNotificationTimeout", "vmOpNotificationToAppEnabled", "vmPlacementPolicies"),
        "vmxStatsCollectionEnabled",
    )
)
"""The properties that no source names a privilege for."""


def config_part_statements(case: Situation) -> Iterator[Statement]:
    """Each part of the configuration that the request sets, once."""
    asked = case.request.members(*_CONFIG)
    for part, names in PARTS.items():
        given = [name for name in names if name in asked]
        if given:
            yield Statement(
                {"part": part},
                {
                    "part_place": pointer(*_CONFIG, given[0]),
                    "part_properties": ", ".join(f"`spec.config.{name}`" for name in given),
                },
            )


def unplaced(request: Reading) -> list[str]:
    """What is set though nothing says which privilege that needs."""
    return [f"`spec.config.{name}`" for name in request.members(*_CONFIG) if name in UNPLACED]


def configured(case: Situation, path: str, kind: type) -> Any:
    """What the clone's configuration has at a path: the request's, else the source's.

    None where it is unset, `Unknown` where it is not known or of another Python type.
    """
    place = (*_CONFIG, *path.split("."))
    asked: Any = case.request.typed(kind, *place)
    if asked is MALFORMED:
        return Unknown((decider(*place),))
    if not isinstance(asked, Missing):
        return asked
    value = case.prop(case.source, f"config.{path}")
    if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    return value if value is None or isinstance(value, Unknown) else _strange(case, path)


def _strange(case: Situation, path: str) -> Unknown:
    return Unknown((f"{case.source}:config.{path}",))


def home_policy(request: Reading) -> str:
    """Whether a policy is named for the home files, and whether one is for a disk as well."""
    if not request.entries(*LOCATION, "profile"):
        return "absent"
    entries = (
        one for place in ((*LOCATION, "disk"), *DEVICE_CHANGES) for one in request.entries(*place)
    )
    of_disk = any(isinstance(one, Mapping) and one.get("profile") for one in entries)
    return "with-disks" if of_disk else "alone"
