"""Raw device mappings: disks that stand for a LUN."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policyguard.facts.choice import Bar, Bars
from policyguard.facts.device import Device
from policyguard.facts.situation import Found, Situation
from policyguard.facts.values import Said, Unknown, union
from policyguard.references import Reference
from policyguard.text import plain_text, shown

MAPPING: Final = "VirtualDiskRawDiskMappingVer1BackingInfo"
_MAPPINGS: Final = {"virtualMode": "virtual", "physicalMode": "physical"}
_LIMITS: Final = {
    "virtual": "info.maxVirtualRDMFileSize",
    "physical": "info.maxPhysicalRDMFileSize",
}
_UNREACHED: Final[Bars] = {
    "no": Bar("SRC021", "RDMPointsToInaccessibleDisk", "does not have the LUN that {} maps")
}
_YES_NO: Final[Mapping[Any, str]] = {True: "yes", False: "no"}


class RawMapping:
    """What a disk maps, before the datastore and the hosts it goes to.

    Attributes:
        kind: `none`, `virtual` or `physical`.
    """

    def __init__(self, case: Situation, disk: Device, target: Found) -> None:
        self._case = case
        self._disk = disk
        self._target = target
        self._unsaid = case.unsaid_of_devices
        self.kind = self._kind()

    def _kind(self) -> Said:
        backing = self._disk.backing
        if not isinstance(backing.get("_typeName"), str):
            return self._unsaid
        if backing["_typeName"] != MAPPING:
            return "none"
        mode = backing.get("compatibilityMode")
        known = _MAPPINGS.get(mode) if isinstance(mode, str) else None
        return known or self._unsaid

    def lun(self, becomes: Said) -> Said:
        """Whether the host has the LUN of a mapping that stays one.

        Args:
            becomes: What becomes of the disk: a mapping that is `kept` stays one.
        """
        if self.kind == "none":
            return "absent"
        uuid = self._disk.backing.get("lunUuid")
        known = isinstance(uuid, str) and not isinstance(self.kind, Unknown)

        def tell(host: Reference) -> Said:
            return self._reaches(str(uuid), host) if known else self._unsaid

        kept = becomes if isinstance(becomes, Unknown) else "yes" if becomes == "kept" else "no"
        named = f"`{shown(plain_text(self._disk.label or self._disk.key))}`"
        said = self._case.on_hosts("yes", tell, _UNREACHED, about=named, only_if=kept)
        return said if known else self._unsaid

    def _reaches(self, uuid: str, host: Reference) -> Said:
        luns = self._case.listed(host, "config.storageDevice.scsiLun")
        if isinstance(luns, Unknown):
            return luns
        known = [lun.get("uuid") for lun in luns if isinstance(lun, Mapping)]
        if uuid in known:
            return "yes"
        whole = len(known) == len(luns) and all(isinstance(one, str) for one in known)
        return "no" if whole else Unknown((f"{host}:config.storageDevice.scsiLun",))

    def supported(self) -> Said:
        """Whether the datastore it goes to can hold mappings."""
        if self.kind == "none":
            return "absent"
        supported = self._case.token(self._target, "capability.rawDiskMappingsSupported", _YES_NO)
        return Unknown(union(self.kind, supported)) if isinstance(self.kind, Unknown) else supported

    def size(self) -> Said:
        """Whether the datastore can hold one of its size."""
        if self.kind == "none":
            return "absent"
        if isinstance(self.kind, Unknown):
            return self.kind
        size = self._disk.capacity
        limit = self._case.number(self._target, _LIMITS[str(self.kind)])
        if limit is None:
            return "fits"
        if size is None or isinstance(limit, Unknown):
            return Unknown(union(limit, None if size is not None else self._unsaid))
        return "fits" if size <= limit else "too-large"
