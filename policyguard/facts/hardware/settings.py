"""Settings of `spec.config` that the source, its capabilities or each other rule out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from policyguard.facts.config import configured
from policyguard.facts.reading import Reading
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown, integer, union
from policyguard.references import Reference
from policyguard.request import (
    ABSENT,
    MALFORMED,
    Missing,
    decider,
    pointer,
    property_path,
    typed,
    within,
)

_CONFIG: Final = ("spec", "config")
_VBS: Final = (*_CONFIG, "flags", "vbsEnabled")
_OFF: Final = (
    (*_CONFIG, "nestedHVEnabled"),
    (*_CONFIG, "flags", "vvtdEnabled"),
    (*_CONFIG, "bootOptions", "efiSecureBootEnabled"),
)
_FIRMWARE: Final = (*_CONFIG, "firmware")
_FIRMWARES: Final[Mapping[Any, str]] = {"bios": "source-bios", "efi": "sound"}
_SUPPORTED: Final[Mapping[Any, str]] = {True: "supported", False: "unsupported"}
_LEVEL: Final = ("latencySensitivity", "level")
_OF_VCPUS: Final = {"high", "normal"}
_AFFINITY: Final = (*_CONFIG, "cpuAffinity", "affinitySet")
_IDENTIFIERS: Final = ("uuid", "instanceUuid", "locationId")
# Sixteen bytes; in configuration files they are written with blanks between them.
_IDENTIFIER: Final = re.compile(r"(?:[0-9a-fA-F]{2}[ -]?){15}[0-9a-fA-F]{2}")
_WWNS: Final = ("npivNodeWorldWideName", "npivPortWorldWideName")


def presence(request: Reading, name: str) -> Said:
    """Whether `spec.config` sets a property."""
    missing = request.missing(*_CONFIG, name)
    if missing is MALFORMED:
        return Unknown((decider(*_CONFIG),))
    return "absent" if missing is ABSENT else "given"


class Vbs:
    """Virtualization-based security, and what it does not go with.

    VirtualMachineFlagInfo.vbsEnabled sets what it needs where that is unset, and is refused
    where that is off.
    """

    def __init__(self, case: Situation) -> None:
        self._case = case
        request = case.request
        asked = {place: request.typed(bool, *place) for place in _OFF}
        firmware = request.typed(str, *_FIRMWARE)
        self._firmware = firmware
        self.off = [".".join(place) for place, value in asked.items() if value is False]
        self.off += [".".join(_FIRMWARE)] if firmware == "bios" else []
        both = {**asked, _FIRMWARE: firmware}
        self._open = Unknown(tuple(decider(*p) for p, v in both.items() if v is MALFORMED))

    @property
    def said(self) -> Said:
        """Whether the clone can have it, if it is to."""
        asked = self._case.request.typed(bool, *_VBS)
        if asked is MALFORMED:
            return Unknown((decider(*_VBS),))
        if asked is ABSENT:
            return self._of_source()
        if asked is False:
            return "off"
        if self.off:
            return "contradicted"
        return self._open if self._open.deciders else self._of_firmware()

    def _of_source(self) -> Said:
        """The source may have it on, and the request turn off what it needs."""
        if not self.off and not self._open.deciders:
            return "off"
        tokens: Mapping[Any, str] = {True: "contradicted", False: "off", None: "off"}
        said = self._case.token(self._case.source, "config.flags.vbsEnabled", tokens)
        if self.off or said == "off":
            return said
        return Unknown(union(said, self._open))

    def _of_firmware(self) -> Said:
        if isinstance(self._firmware, str):
            return "sound"
        return self._case.token(self._case.source, "config.firmware", _FIRMWARES)


def change_tracking(case: Situation) -> Said:
    """Whether the source can have its changed blocks tracked, where the request says so."""
    said = presence(case.request, "changeTrackingEnabled")
    if said != "given":
        return said
    return case.token(case.source, "capability.changeTrackingSupported", _SUPPORTED)


def swap_placement(case: Situation) -> Said:
    """Whether the source can have its swap file placed, where the request says so."""
    said = presence(case.request, "swapPlacement")
    if said != "given":
        return said
    return case.token(case.source, "capability.swapPlacementSupported", _SUPPORTED)


def vcpu_latency(case: Situation) -> Said:
    """Whether the virtual CPUs have latency sensitivities that the whole machine's allows.

    The source's counts where the request leaves the machine's out.
    """
    each = case.request.entries(*_CONFIG, "vcpuConfig")
    asked = [typed(within(one, *_LEVEL), str) for one in each]
    levels = {level for level in asked if isinstance(level, str)}
    if not levels <= _OF_VCPUS:
        return "disallowed"
    unread = Unknown((decider(*_CONFIG, "vcpuConfig"),)) if MALFORMED in asked else None
    if not levels:
        return unread or "absent"
    whole: str | Unknown | None = configured(case, ".".join(_LEVEL), str)
    if isinstance(whole, Unknown):
        return whole
    return (unread or "allowed") if whole == "high" else "disallowed"


class Affinity:
    """The processors of a host that the clone is to be bound to."""

    def __init__(self, case: Situation) -> None:
        self._case = case
        listed = case.request.at(*_AFFINITY)
        self._asked = () if listed is ABSENT or listed == [] else listed
        whole = isinstance(self._asked, list) and all(integer(n) is not None for n in self._asked)
        self.highest: int | None = max(self._asked) if whole else None

    @property
    def said(self) -> Said:
        """Whether a host has them; it counts them from 0."""
        if self._asked == ():
            return "absent"
        if self.highest is None:
            return Unknown((decider(*_AFFINITY),))
        return self._case.on_hosts("there", partial(self._on, self.highest))

    def _on(self, highest: int, host: Reference) -> Said:
        threads = self._case.figure(host, "hardware.cpuInfo.numCpuThreads")
        if isinstance(threads, Unknown):
            return threads
        return "there" if highest < threads else "beyond"


class Identifiers:
    """The 128-bit identifiers that the request gives the clone, in hexadecimal.

    An empty one asks vCenter for another (VirtualMachineConfigSpec.instanceUuid, locationId).
    """

    def __init__(self, request: Reading) -> None:
        given = {name: request.typed(str, *_CONFIG, name) for name in _IDENTIFIERS}
        self._given = {name: text for name, text in given.items() if text is not ABSENT}
        self.malformed: str | None = next(
            (name for name, text in self._given.items() if _is_malformed(text)), None
        )

    @property
    def path(self) -> str | None:
        """The property that gives what is none."""
        return property_path(*_CONFIG, self.malformed) if self.malformed else None

    @property
    def pointer(self) -> str:
        """Where it stands."""
        return pointer(*_CONFIG, self.malformed) if self.malformed else ""

    @property
    def said(self) -> Said:
        """Whether each is one."""
        if self.malformed is not None or not self._given:
            return "malformed" if self._given else "absent"
        unread = [name for name, text in self._given.items() if text is MALFORMED]
        unknown = tuple(decider(*_CONFIG, name) for name in unread)
        return Unknown(unknown) if unknown else "well-formed"


def _is_malformed(text: object) -> bool:
    return isinstance(text, str) and bool(text) and not _IDENTIFIER.fullmatch(text)


def change_version(case: Situation) -> Said:
    """Whether the source is still as it was when the request was made."""
    place = (*_CONFIG, "changeVersion")
    asked = case.request.typed(str, *place)
    if isinstance(asked, Missing):
        return "absent" if asked is ABSENT else Unknown((decider(*place),))
    now = case.typed(case.source, "config.changeVersion", str)
    if isinstance(now, Unknown):
        return now
    return "same" if now == asked else "different"


def wwn_operation(request: Reading) -> Said:
    """What is to be done with world wide names, where the request gives some."""
    if not any(request.entries(*_CONFIG, name) for name in _WWNS):
        return "absent"
    place = (*_CONFIG, "npivWorldWideNameOp")
    operation = request.typed(str, *place)
    if operation is MALFORMED:
        return Unknown((decider(*place),))
    return "set" if operation == "set" else "other"
