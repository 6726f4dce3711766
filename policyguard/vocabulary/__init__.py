"""The facts there are, the values they take, and what decides each one.

    load → validate → **facts** → rules → report

Rules may only say what stands here, and `facts/` must say all that stands here: every
kind that holds once is always there with every attribute, and *absence is a value*. Any
attribute may also be `unknown`.

INVARIANT: values are short ASCII tokens or small integers. Nothing a user wrote ever
becomes a value; it goes into a fact's details, which rules only print.
"""

from __future__ import annotations

from collections.abc import Mapping

from policyguard.vocabulary.compatibility import EXTRA_CONFIG, HARDWARE, PASSTHROUGH, WWN
from policyguard.vocabulary.customization import (
    ADAPTER,
    CUSTOMIZATION,
    GUEST,
    IPV6_ADDRESS,
    LINUX_IDENTITY,
    NAME_GENERATOR,
    SYSPREP,
)
from policyguard.vocabulary.disks import DISK_FORMAT, DISK_RESIZE, HOME, SOURCE_DISK, SWAP
from policyguard.vocabulary.encryption import (
    CONVERSION,
    CRYPTO_CHANGE,
    DISK_POLICY,
    ENCRYPTION,
)
from policyguard.vocabulary.hardware import (
    CONFIG_PART,
    DEVICE_CHANGE,
    DEVICE_IDENTITY,
    MEMORY,
    NUMBER,
)
from policyguard.vocabulary.kind import Attribute, Kind
from policyguard.vocabulary.network import LOCATION_CHANGE, NETWORK_CHANGE, NIC
from policyguard.vocabulary.placement import FOLDER, HOST, HOSTS, POOL
from policyguard.vocabulary.power import ALLOCATION, DESTINATION, POWER
from policyguard.vocabulary.request import (
    CHANGE_ENTRY,
    CLONE,
    DEVICE_LIST,
    NAME,
    NETWORK_KEY,
    REFERENCE,
    SCHEMA,
    SERVICE,
    WORD,
)
from policyguard.vocabulary.source import SNAPSHOT, SOURCE, VCENTER
from policyguard.vocabulary.storage import DATASTORE, DISK
from policyguard.vocabulary.vapp import VAPP_PROPERTY

__all__ = ["KINDS", "UNKNOWN", "Attribute", "Kind", "domain", "qualified"]

UNKNOWN = "unknown"

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        SCHEMA,
        REFERENCE,
        NETWORK_KEY,
        CHANGE_ENTRY,
        DEVICE_LIST,
        WORD,
        SERVICE,
        CLONE,
        NAME,
        VCENTER,
        SOURCE,
        SNAPSHOT,
        FOLDER,
        POOL,
        HOST,
        HOSTS,
        DESTINATION,
        POWER,
        ALLOCATION,
        VAPP_PROPERTY,
        DATASTORE,
        DISK,
        SOURCE_DISK,
        DISK_FORMAT,
        DISK_RESIZE,
        SWAP,
        HOME,
        NIC,
        NETWORK_CHANGE,
        LOCATION_CHANGE,
        CRYPTO_CHANGE,
        ENCRYPTION,
        DISK_POLICY,
        CONVERSION,
        CONFIG_PART,
        DEVICE_CHANGE,
        DEVICE_IDENTITY,
        HARDWARE,
        MEMORY,
        NUMBER,
        PASSTHROUGH,
        WWN,
        EXTRA_CONFIG,
        GUEST,
        CUSTOMIZATION,
        SYSPREP,
        LINUX_IDENTITY,
        NAME_GENERATOR,
        ADAPTER,
        IPV6_ADDRESS,
    )
}
"""Every kind of fact, by name."""


def domain(kind: str, attribute: str) -> tuple[str | int, ...]:
    """Every value of an attribute besides `unknown`."""
    return tuple(KINDS[kind].attributes[attribute].values)


def qualified(kind: str, attribute: str) -> str:
    """How a flat fact calls an attribute of a kind."""
    return f"{kind}.{attribute}"
