"""Each entry of `spec.config.extraConfig`.

Keys of the configuration file that stand for a property of VirtualMachineConfigSpec are
silently ignored, and keys with an empty value are removed (VirtualMachineConfigSpec). Listed
are those that name nothing but such a property; that all others take effect is not said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown
from policyguard.request import Missing, Place, decider, member, pointer, typed

_PLACE: Final = ("spec", "config", "extraConfig")
_PROPERTIES: Final[Mapping[str, str]] = {
    "annotation": "annotation",
    "cpuid.corespersocket": "numCoresPerSocket",
    "displayname": "name",
    "firmware": "firmware",
    "guestos": "guestId",
    "memsize": "memoryMB",
    "numvcpus": "numCPUs",
    "uuid.bios": "uuid",
    "vc.uuid": "instanceUuid",
    "virtualhw.version": "version",
}


def extra_config_statements(case: Situation) -> Iterator[Statement]:
    """Each entry: what its key stands for, and whether its value is empty."""
    for index, entry in enumerate(case.request.entries(*_PLACE)):
        place = (*_PLACE, index)
        key = typed(member(entry, "key"), str)
        named = None if isinstance(key, Missing) else _PROPERTIES.get(key.lower())
        yield Statement(
            {"key": _key(key, named, place), "value": _value(entry, place)},
            {
                "extra_place": pointer(*place),
                "extra_key": key,
                "extra_property": named and f"spec.config.{named}",
            },
        )


def _key(key: object, named: str | None, place: Place) -> Said:
    if isinstance(key, Missing):
        return Unknown((decider(*place, "key"),))
    return "of-property" if named else "other"


def _value(entry: Any, place: Place) -> Said:
    value = member(entry, "value")
    # A value of any type may stand in a box that names its type.
    value = member(value, "_value") if isinstance(value, Mapping) and "_value" in value else value
    if isinstance(value, Missing):
        return Unknown((decider(*place, "value"),))
    return "empty" if value == "" else "given"
