"""The encryption of the clone: the keys it needs, its virtual TPM, and its disks' policies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from policyguard.facts.crypto import asked_at, crypto_specs
from policyguard.facts.devices import Change, changes
from policyguard.facts.providers import providers
from policyguard.facts.situation import LOCATION, Found, Situation
from policyguard.facts.values import Said, Statement, Unknown, say, union
from policyguard.request import ABSENT, Missing, Place, decider, pointer, property_path

_FIRMWARE: Final[Place] = ("spec", "config", "firmware")
_DISKS: Final[Place] = (*LOCATION, "disk")
_NEW_KEYS: Final = frozenset(("encrypt", "shallow-recrypt", "deep-recrypt"))
_OLDEST_WITH_TPM: Final = 14
_VERSION: Final = re.compile(r"vmx-([0-9]{1,4})")
_POLICIES: Final[Mapping[str, str]] = {
    "VirtualMachineEmptyProfileSpec": "none",
    "VirtualMachineDefaultProfileSpec": "none",
    "VirtualMachineDefinedProfileSpec": "not-said",
}


def encryption_statement(case: Situation) -> Statement:
    """The keys that the clone needs, and its virtual TPM."""
    added = _added_tpm(case)
    needs, key_place = _new_key(case, added)
    known = providers(case)
    firmware_place = _FIRMWARE if case.request.missing(*_FIRMWARE) is not ABSENT else added
    return Statement(
        {
            "new_key": needs,
            "providers": say(known, lambda some: "some" if some else "none"),
            "vtpm": _vtpm(case, added),
            "firmware": _firmware(case, added),
            "version": _version(case, added),
        },
        {
            "new_key_place": pointer(*key_place),
            "new_key_path": property_path(*key_place),
            "firmware_place": pointer(*(firmware_place or ())),
            "firmware_path": property_path(*(firmware_place or ())),
            "tpm_firmware": _config(case, "firmware")
            if case.request.missing(*_FIRMWARE) is ABSENT
            else case.request.at(*_FIRMWARE),
            "tpm_version": _config(case, "version"),
            "tpm_place": pointer(*(added or ())),
            "tpm_path": property_path(*((*added, "device") if added else ())),
        },
    )


def _new_key(case: Situation, tpm: Place | None) -> tuple[Said, Place]:
    """Whether the request asks for a key that the source does not have, and where first."""
    specs = list(crypto_specs(case.request))
    asking = [place for place, asked in specs if asked in _NEW_KEYS]
    asking += [tpm] if tpm else []
    if asking:
        return "needed", asking[0]
    unknown = union(*(asked for _, asked in specs))
    return (Unknown(unknown) if unknown else "absent"), ()


def _added_tpm(case: Situation) -> Place | None:
    """The device change that gives the clone a virtual TPM of its own."""
    return next((c.place for c in _tpm_changes(case) if c.operation == "add"), None)


def _tpm_changes(case: Situation) -> Iterator[Change]:
    """Changes of virtual TPMs; a location changes nothing but disks and network adapters."""
    return (c for c in changes(case) if c.place[1] == "config" and c.device.is_tpm)


def _vtpm(case: Situation, added: Place | None) -> Said:
    """Whether the clone has a virtual TPM."""
    if added:
        return "yes"
    devices = case.devices
    if isinstance(devices, Unknown):
        return devices
    removed = {
        change.device.key
        for change in changes(case)
        if change.place[1] == "config" and change.operation == "remove"
    }
    return "yes" if any(one.is_tpm and one.key not in removed for one in devices) else "no"


def _config(case: Situation, name: str) -> Any:
    """A property of the configuration that the clone starts from."""
    owner: Found = case.named("VirtualMachineSnapshot", "spec", "snapshot") or case.source
    return case.typed(owner, f"config.{name}", str)


def _firmware(case: Situation, added: Place | None) -> Said:
    """The firmware that a virtual TPM would meet; `kept` if nothing of both is changed."""
    asked: Any = case.request.typed(str, *_FIRMWARE)
    if asked is ABSENT:
        if added is None:
            return "kept"
        asked = _config(case, "firmware")
    if isinstance(asked, Missing):
        return Unknown((decider(*_FIRMWARE),))
    return say(asked, lambda firmware: "efi" if firmware == "efi" else "other")


def _version(case: Situation, added: Place | None) -> Said:
    """Whether the hardware is new enough for the virtual TPM that is added.

    The clone has the version of its source: `spec.config.version` changes nothing.
    """
    if added is None:
        return "kept"
    version = _config(case, "version")
    if isinstance(version, Unknown):
        return version
    found = _VERSION.fullmatch(version)
    if found is None:
        return Unknown((f"{case.source}:config.version",))
    return "supported" if int(found[1]) >= _OLDEST_WITH_TPM else "too-old"


def disk_policy_statements(case: Situation) -> Iterator[Statement]:
    """Each storage policy that a disk is to have when it is cloned."""
    for listed in (_DISKS, (*LOCATION, "deviceChange")):
        for index, entry in enumerate(case.request.entries(*listed)):
            profiles = entry.get("profile") if isinstance(entry, Mapping) else None
            for number in range(len(profiles) if isinstance(profiles, list) else 0):
                place = (*listed, index, "profile", number)
                yield Statement(
                    {"data_service": _data_service(case, place)},
                    {"policy_place": pointer(*place), "policy_path": property_path(*place)},
                )


def _data_service(case: Situation, place: Place) -> Said:
    """The data service that a policy is known to bring: what it holds, vCenter alone knows."""
    name = case.request.type_name(*place)
    said = None if isinstance(name, Missing) else _POLICIES.get(name)
    if said is None:
        return Unknown((decider(*place),))
    if said == "none":
        return said
    asked = asked_at(case.request, (*place[:-2], "backing", "crypto"))
    if asked in _NEW_KEYS:
        return "encryption"
    if case.request.missing(*place, "replicationSpec") is not ABSENT:
        return "replication"
    return asked if isinstance(asked, Unknown) else said
