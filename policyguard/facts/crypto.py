"""The crypto specifications of a request: each place that has one, and what it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Said, Statement, Unknown
from policyguard.request import ABSENT, CloneRequest, Missing, Place, decider, pointer

OF_LOCATION: Place = (*LOCATION, "cryptoSpec")
OF_CONFIG: Place = ("spec", "config", "crypto")

# Lists whose entries may have a `backing.crypto`, for one disk.
_OF_DISKS: tuple[Place, ...] = (
    (*LOCATION, "disk"),
    (*LOCATION, "deviceChange"),
    ("spec", "config", "deviceChange"),
)
_ASKED: Mapping[str, str] = {
    "CryptoSpecEncrypt": "encrypt",
    "CryptoSpecDecrypt": "decrypt",
    "CryptoSpecShallowRecrypt": "shallow-recrypt",
    "CryptoSpecDeepRecrypt": "deep-recrypt",
    "CryptoSpecRegister": "register",
    "CryptoSpecNoOp": "noop",
}


def asked_at(request: CloneRequest, place: Place) -> Said:
    """What a crypto specification asks for; `absent` where there is none."""
    if request.at(*place) is ABSENT:
        return "absent"
    name = request.type_name(*place)
    return Unknown((decider(*place),)) if isinstance(name, Missing) else _ASKED.get(name, "other")


def crypto_statements(case: Situation) -> Iterator[Statement]:
    """Each crypto specification of the request, in its order."""
    request = case.request
    places = [OF_LOCATION, OF_CONFIG]
    for listed in _OF_DISKS:
        entries = enumerate(request.entries(*listed))
        places += [
            (*listed, index, "backing", "crypto") for index, one in entries if _has_backing(one)
        ]
    for place in places:
        asked = asked_at(request, place)
        if asked != "absent":
            yield Statement(
                {"asks": asked},
                {
                    "crypto_place": pointer(*place),
                    "crypto_path": decider(*place).removeprefix("request:"),
                },
            )


def _has_backing(entry: object) -> bool:
    return isinstance(entry, Mapping) and isinstance(entry.get("backing"), Mapping)
