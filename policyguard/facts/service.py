"""What a request says of services, and of changes that say too little to be made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from policyguard.facts.devices import DEVICE_CHANGES
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Said, Statement, Unknown
from policyguard.request import (
    ABSENT,
    BOUNDED_LISTS,
    MOST_ELEMENTS,
    Missing,
    Place,
    decider,
    pointer,
    property_path,
)

_THUMBPRINT: Final[Place] = (*LOCATION, "service", "sslThumbprint")
# SHA-1, SHA-256 and SHA-512, with colons between the bytes or without.
_DIGITS: Final = frozenset((40, 64, 128))
_HEX: Final = re.compile(r"[0-9A-Fa-f]{2}(?::?[0-9A-Fa-f]{2})*")
_MOST_NUMBERS: Final = 8
_RELEASE: Final = re.compile(rf"[0-9]{{1,9}}(?:\.[0-9]{{1,9}}){{0,{_MOST_NUMBERS - 1}}}")


def service_statement(case: Situation) -> Statement:
    """The vCenter that is called, and the one that the clone goes to."""
    return Statement(
        {"release": _release(case), "thumbprint": _thumbprint(case)},
        {
            "api_version": case.inventory.about.get("apiVersion"),
            "api_release": case.request.release,
        },
    )


def _release(case: Situation) -> Said:
    """Whether the vCenter can know the release that is called."""
    asked = _numbers(case.request.release)
    if asked is None:
        return Unknown(("release",))
    known = _numbers(case.inventory.about.get("apiVersion"))
    if known is None:
        return Unknown(("about.apiVersion",))
    return "served" if asked <= known else "too-new"


def _numbers(release: object) -> tuple[int, ...] | None:
    """The numbers of a release, as many as one may have: 8.0.2 is 8.0.2.0."""
    if not isinstance(release, str) or not _RELEASE.fullmatch(release):
        return None
    numbers = tuple(map(int, release.split(".")))
    return numbers + (0,) * (_MOST_NUMBERS - len(numbers))


def _thumbprint(case: Situation) -> Said:
    """Whether the thumbprint of the other vCenter can be that of any certificate."""
    written = case.request.typed(str, *_THUMBPRINT)
    if isinstance(written, Missing):
        return "absent" if written is ABSENT else Unknown((decider(*_THUMBPRINT),))
    whole = _HEX.fullmatch(written) and len(written.replace(":", "")) in _DIGITS
    return "well-formed" if whole else "malformed"


def change_entry_statements(case: Situation) -> Iterator[Statement]:
    """Each entry of a list of device changes."""
    for listed in DEVICE_CHANGES:
        for index, entry in enumerate(case.request.entries(*listed)):
            if isinstance(entry, Mapping):
                place = (*listed, index)
                given = entry.get("operation") is not None
                yield Statement(
                    {"operation": "given" if given else "absent"},
                    {"entry_place": pointer(*place), "entry_path": property_path(*place)},
                )


def device_list_statements(case: Situation) -> Iterator[Statement]:
    """Each list of which a virtual machine has room for some hundred elements."""
    beyond = dict(case.request.cut)
    for place in BOUNDED_LISTS:
        length = beyond.get(place) or len(case.request.entries(*place))
        if length:
            yield Statement(
                {"length": "beyond" if place in beyond else "judged"},
                {
                    "list_place": pointer(*place),
                    "list_path": property_path(*place),
                    "list_length": length,
                    "list_most": MOST_ELEMENTS,
                },
            )
