"""What the server must have for names and addresses that a command of its own makes up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown
from policyguard.references import Reference
from policyguard.request import decider, member

_OPTIONS: Final = Reference("OptionManager", "VpxSettings")
_SETTING: Final = "setting"
# `vpxd/name-ip-generator` of vpxd.cfg, as an advanced setting shows what stands in that file.
_COMMAND: Final = "config.vpxd.name-ip-generator"


_CUSTOM: Final = frozenset(
    (
        "CustomizationCustomName",
        "CustomizationCustomIpGenerator",
        "CustomizationCustomIpV6Generator",
    )
)


def generator_command(case: Situation, asked: Any) -> Said:
    """Whether the server's settings show the command that a customization asks for."""
    if not any(_is_custom(one) for one in _generators(asked)):
        return "unneeded"
    if case.elsewhere:
        return Unknown((decider("spec", "location", "service"),))
    listed = case.listed(_OPTIONS, _SETTING)
    if isinstance(listed, Unknown):
        return listed
    return "set" if any(_key(option).startswith(_COMMAND) for option in listed) else "unset"


def _generators(asked: Any) -> Iterator[Any]:
    """Whatever makes up a name or an address."""
    identity = member(asked, "identity")
    yield member(identity, "hostName")
    yield member(member(identity, "userData"), "computerName")
    for entry in _entries(member(asked, "nicSettingMap")):
        settings = member(entry, "adapter")
        yield member(settings, "ip")
        yield from _entries(member(member(settings, "ipV6Spec"), "ip"))


def _is_custom(generator: Any) -> bool:
    name = member(generator, "_typeName")
    return isinstance(name, str) and name in _CUSTOM


def _entries(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _key(option: Any) -> str:
    key = option.get("key") if isinstance(option, Mapping) else None
    return key if isinstance(key, str) else ""
