"""The name that the guest is to have on the network, and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from policyguard import names
from policyguard.facts.customization.places import CUSTOMIZATION, IDENTITY, text_of, type_of
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown
from policyguard.request import ABSENT, Place, decider, member, pointer

_HOST: Final[tuple[str, ...]] = (*IDENTITY, "hostName")
_COMPUTER: Final[tuple[str, ...]] = (*IDENTITY, "userData", "computerName")
_FIXED: Final = "CustomizationFixedName"
_GENERATORS: Final[Mapping[str, str]] = {
    _FIXED: "fixed",
    "CustomizationVirtualMachineName": "vm-name",
    "CustomizationPrefixName": "prefix",
    "CustomizationUnknownName": "prompt",
}
# A label of a host name, as RFC 1123 has it; the domain is asked for by itself.
_LABEL: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?")
_LONGEST_LABEL: Final = 63
# As CustomizationUserData has it.
_COMPUTER_NAME: Final = re.compile(r"(?![0-9]+\Z)[A-Za-z0-9-]+")
_LONGEST_NETBIOS: Final = 15
_RULES: Final = {
    "host": (_LABEL, _LONGEST_LABEL),
    "computer": (_COMPUTER_NAME, _LONGEST_NETBIOS),
}


def host_name(generator: Any) -> Said:
    """What a fixed host name says; a name that is made up later is not there yet."""
    name = _fixed(generator, _HOST)
    return name if isinstance(name, Unknown) else _judged(name, *_RULES["host"])


def computer_name(generator: Any) -> Said:
    """What a fixed computer name says; a name that is made up later is not there yet."""
    name = _fixed(generator, _COMPUTER)
    return name if isinstance(name, Unknown) else _judged(name, *_RULES["computer"])


def _fixed(generator: Any, place: Place) -> str | Unknown | None:
    kind = type_of(generator, place)
    if isinstance(kind, Unknown) or kind != _FIXED:
        return kind if isinstance(kind, Unknown) else None
    name = text_of(member(generator, "name"), (*place, "name"))
    return Unknown((decider(*place, "name"),)) if name is None else name


def _judged(name: str | None, grammar: re.Pattern[str], longest: int) -> str:
    if name is None:
        return "absent"
    if not grammar.fullmatch(name):
        return "bad"
    return "long" if len(name) > longest else "good"


def name_generator_statements(case: Situation) -> Iterator[Statement]:
    """The host name of a Linux guest, and the computer name of a Windows one, where asked for."""
    identity = case.request.at(*IDENTITY)
    computer = member(member(identity, "userData"), "computerName")
    for role, generator, place in (
        ("host", member(identity, "hostName"), _HOST),
        ("computer", computer, _COMPUTER),
    ):
        if generator is not ABSENT:
            yield _generator(case, role, generator, place)


def _generator(case: Situation, role: str, generator: Any, place: tuple[str, ...]) -> Statement:
    kind = type_of(generator, place)
    start, least = _made_from(case, kind, generator, place)
    return Statement(
        {
            "role": role,
            "generator": kind if isinstance(kind, Unknown) else _GENERATORS.get(str(kind), "other"),
            "result": least if isinstance(least, Unknown) else _judged(least, *_RULES[role]),
        },
        {
            "generator_place": pointer(*place),
            "generator_path": ".".join(("spec", *place[len(CUSTOMIZATION) :])),
            "name_start": start,
        },
    )


def _made_from(
    case: Situation, kind: object, generator: Any, place: Place
) -> tuple[str | None, str | Unknown | None]:
    """What a name is made from, and the shortest it may become; None if that is not known yet."""
    if kind == "CustomizationPrefixName":
        base = text_of(member(generator, "base"), (*place, "base"))
        if isinstance(base, str):
            return base, f"{base}1"
        return None, base or Unknown((decider(*place, "base"),))
    if kind == "CustomizationVirtualMachineName":
        name = text_of(case.request.at("name"), ("name",))
        if isinstance(name, str):
            return names.unescape(name), names.unescape(name)
        return None, name or Unknown((decider("name"),))
    return None, kind if isinstance(kind, Unknown) else None
