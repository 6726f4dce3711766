"""The crypto specifications of a request: each place that has one, and what it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policyguard.facts.devices import DEVICE_CHANGES
from policyguard.facts.providers import provider_id, providers
from policyguard.facts.reading import Reading
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.source import encrypted
from policyguard.facts.values import Said, Statement, Unknown, say
from policyguard.request import (
    ABSENT,
    Missing,
    Place,
    decider,
    pointer,
    property_path,
)

OF_LOCATION: Place = (*LOCATION, "cryptoSpec")
OF_CONFIG: Place = ("spec", "config", "crypto")

# Lists whose entries may have a `backing.crypto`, for one disk.
_DISKS: Place = (*LOCATION, "disk")
_OF_DISKS: tuple[Place, ...] = (_DISKS, *DEVICE_CHANGES)
_ASKED: Mapping[str, str] = {
    "CryptoSpecEncrypt": "encrypt",
    "CryptoSpecDecrypt": "decrypt",
    "CryptoSpecShallowRecrypt": "shallow-recrypt",
    "CryptoSpecDeepRecrypt": "deep-recrypt",
    "CryptoSpecRegister": "register",
    "CryptoSpecNoOp": "noop",
}
_KEYS: Mapping[str | int, str] = {
    "encrypt": "cryptoKeyId",
    "register": "cryptoKeyId",
    "shallow-recrypt": "newKeyId",
    "deep-recrypt": "newKeyId",
}


def asked_at(request: Reading, place: Place) -> Said:
    """What a crypto specification asks for; `absent` where there is none."""
    if request.missing(*place) is ABSENT:
        return "absent"
    name = request.type_name(*place)
    return Unknown((decider(*place),)) if isinstance(name, Missing) else _ASKED.get(name, "other")


def crypto_specs(request: Reading) -> Iterator[tuple[Place, Said]]:
    """Each place that has a crypto specification, and what it asks for."""
    places = [OF_LOCATION, OF_CONFIG]
    for listed in _OF_DISKS:
        entries = enumerate(request.entries(*listed))
        places += [
            (*listed, index, "backing", "crypto") for index, one in entries if _has_backing(one)
        ]
    for place in places:
        asked = asked_at(request, place)
        if asked != "absent":
            yield place, asked


def crypto_statements(case: Situation) -> Iterator[Statement]:
    """Each crypto specification of the request, in its order."""
    for place, asked in crypto_specs(case.request):
        key = _Key(case, place, asked)
        yield Statement(
            {
                "asks": asked,
                "of": "machine" if place in (OF_LOCATION, OF_CONFIG) else "disk",
                "target": _target(case, place),
                "key": key.said,
                "provider": key.provider,
            },
            {
                "crypto_place": pointer(*place),
                "crypto_path": property_path(*place),
                "key_id_path": property_path(*key.place, "keyId"),
                "provider_id": key.provider_id,
                "required_key": key.required,
            },
        )


class _Key:
    """The key that a crypto specification names."""

    def __init__(self, case: Situation, place: Place, asked: Said) -> None:
        self._case, self._asked = case, asked
        member = "cryptoKeyId" if isinstance(asked, Unknown) else _KEYS.get(asked, "cryptoKeyId")
        self.place: Place = (*place, member)
        self.provider_id = provider_id(case.request.at(*self.place, "providerId"))

    @property
    def _named(self) -> Said:
        """Whether a key is named at all: `given`, or `absent` where it has no place."""
        if isinstance(self._asked, Unknown):
            return self._asked
        if self._asked not in _KEYS or self._case.request.missing(*self.place) is ABSENT:
            return "absent"
        return "given"

    @property
    def said(self) -> Said:
        """Whether it has an id."""
        if self._named != "given":
            return self._named
        id_ = self._case.request.typed(str, *self.place, "keyId")
        if isinstance(id_, Missing):
            return Unknown((decider(*self.place, "keyId"),))
        return "given" if id_ else "empty"

    @property
    def provider(self) -> Said:
        """What is known of the key provider it names."""
        if self._named != "given":
            return self._named
        if self._case.request.missing(*self.place, "providerId") is ABSENT:
            return "absent"
        if self.provider_id is None:
            return Unknown((decider(*self.place, "providerId"),))
        known = providers(self._case)
        if isinstance(known, Unknown):
            return known
        if self.provider_id not in known:
            return "unregistered"
        return say(known[self.provider_id], lambda trusted: "trusted" if trusted else "other")

    @property
    def required(self) -> tuple[dict[str, Any], ...] | None:
        """The key, as faults list it."""
        id_ = self._case.request.typed(str, *self.place, "keyId")
        if isinstance(id_, Missing) or not id_ or self.provider_id is None:
            return None
        provider = {"_typeName": "KeyProviderId", "id": self.provider_id}
        return ({"_typeName": "CryptoKeyId", "keyId": id_, "providerId": provider},)


def _target(case: Situation, place: Place) -> Said:
    """Whether what a crypto specification is about is encrypted in the source."""
    if place in (OF_LOCATION, OF_CONFIG):
        return say(encrypted(case), lambda it: "encrypted" if it == "yes" else "plain")
    entry = place[:-2]
    if entry[:-1] != _DISKS:
        operation = case.request.at(*entry, "operation")
        if operation == "add":
            return "new"
        if operation != "edit":
            return Unknown((decider(*entry, "operation"),))
    of_key = (*entry, "diskId") if entry[:-1] == _DISKS else (*entry, "device", "key")
    key, devices = case.request.typed(int, *of_key), case.devices_by_key
    if isinstance(devices, Unknown):
        return devices
    disk = None if isinstance(key, Missing) else devices.get(key)
    if disk is None or not disk.is_disk:
        return Unknown((decider(*of_key),))
    return "encrypted" if disk.is_encrypted else "plain"


def _has_backing(entry: object) -> bool:
    return isinstance(entry, Mapping) and isinstance(entry.get("backing"), Mapping)
