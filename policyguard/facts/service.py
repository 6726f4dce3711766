"""What a request says of services, and of changes that say too little to be made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from policyguard.facts import other_vcenter
from policyguard.facts.devices import DEVICE_CHANGES
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown
from policyguard.request import BOUNDED_LISTS, MOST_ELEMENTS, pointer, property_path

_MOST_NUMBERS: Final = 8
_ACCESS_SINCE: Final = (9,)
_RELEASE: Final = re.compile(rf"[0-9]{{1,9}}(?:\.[0-9]{{1,9}}){{0,{_MOST_NUMBERS - 1}}}")


def service_statement(case: Situation) -> Statement:
    """The vCenter that is called, and the one that the clone goes to."""
    return Statement(
        {
            "release": _release(case),
            "cryptography": _cryptography(case),
            **other_vcenter.says(case),
        },
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


def _cryptography(case: Situation) -> Said:
    """Whether the vCenter also asks for access to what an encrypted source has encrypted.

    It does so from 9.0 on. Which release a call is made with is no matter: privileges are the
    vCenter's, but no vCenter serves a release that is newer than itself.
    """
    known = _numbers(case.inventory.about.get("apiVersion"))
    asked = _numbers(case.request.release)
    if any(one is not None and one >= _ACCESS_SINCE for one in (known, asked)):
        return "clone-and-access"
    return "clone" if known is not None else Unknown(("about.apiVersion",))


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
        length = beyond.get(place) or case.request.length(*place)
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
