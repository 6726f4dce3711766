"""Settings of `spec.config` that the source, its capabilities or each other rule out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown, union
from policyguard.request import ABSENT, MALFORMED, CloneRequest, Missing, decider

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
_WWNS: Final = ("npivNodeWorldWideName", "npivPortWorldWideName")


def presence(request: CloneRequest, name: str) -> Said:
    """Whether `spec.config` sets a property."""
    value = request.at(*_CONFIG, name)
    if value is MALFORMED:
        return Unknown((decider(*_CONFIG),))
    return "absent" if value is ABSENT else "given"


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


def wwn_operation(request: CloneRequest) -> Said:
    """What is to be done with world wide names, where the request gives some."""
    if not any(request.entries(*_CONFIG, name) for name in _WWNS):
        return "absent"
    place = (*_CONFIG, "npivWorldWideNameOp")
    operation = request.typed(str, *place)
    if operation is MALFORMED:
        return Unknown((decider(*place),))
    return "set" if operation == "set" else "other"
