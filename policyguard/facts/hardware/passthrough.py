"""Devices of a host that the clone is to have passed through, and whether the host has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from policyguard.facts.choice import Bar, Bars
from policyguard.facts.device import Device
from policyguard.facts.hardware.hosts import away_from_home
from policyguard.facts.hardware.tree import Part, Tree
from policyguard.facts.memory import Memory
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown, integer, union
from policyguard.references import Reference
from policyguard.request import Place, pointer
from policyguard.text import plain_text, shown

_FIXED: Final = "VirtualPCIPassthroughDeviceBackingInfo"
_DYNAMIC: Final = "VirtualPCIPassthroughDynamicBackingInfo"
_DVX: Final = "VirtualPCIPassthroughDvxBackingInfo"
# Profiles of shared graphics are no devices of a host (M02).
_PROFILES: Final = (
    "VirtualPCIPassthroughPluginBackingInfo",
    "VirtualPCIPassthroughVmiopBackingInfo",
)
_ENABLED: Final = "config.pciPassthruInfo"
_PRESENT: Final = "hardware.pciDevice"
_CLASSES: Final = "hardware.dvxClasses"
_NOT_PASSED: Final[Bars] = {"no": Bar("HWD036", "DeviceNotSupported", "cannot pass through {}")}
_SHORT: Final = 0x10000
_HEX: Final = re.compile(r"-?(?:0x)?[0-9a-fA-F]{1,8}")


def passthrough_statements(case: Situation) -> Iterator[Statement]:
    """Each device of a host that the clone has passed through, as far as its devices are known."""
    tree = case.once(Tree)
    for part in tree.parts:
        name, backing = part.device.data.get("_typeName"), part.device.backing
        if name == "VirtualSriovEthernetCard":
            sriov = part.device.data.get("sriovBacking")
            inner = sriov.get("physicalFunctionBacking") if isinstance(sriov, Mapping) else None
            backing = inner if isinstance(inner, Mapping) else {}
        elif name != "VirtualPCIPassthrough":
            continue
        yield _statement(case, part, backing, case.once(Memory))
    if tree.open:
        memory = case.once(Memory)
        reserved = "whole" if memory.whole is True else tree.open
        yield Statement(
            {"on_host": _somewhere(case, tree.open), "memory": reserved},
            {"passthrough": None, "passthrough_place": "", **_printed(case, memory)},
        )


def _statement(
    case: Situation, part: Part, backing: Mapping[str, Any], memory: Memory
) -> Statement:
    place = part.identity if isinstance(part.identity, tuple) else ()
    whole = memory.whole
    return Statement(
        {
            "on_host": _on_host(case, part.device, backing, place),
            "memory": whole if isinstance(whole, Unknown) else "whole" if whole else "part",
        },
        {
            "passthrough": _label(part.device, backing),
            "passthrough_place": pointer(*place),
            **_printed(case, memory),
        },
    )


def _on_host(case: Situation, device: Device, backing: Mapping[str, Any], place: Place) -> Said:
    if not backing or backing.get("_typeName") in _PROFILES:
        return "absent"
    tell = partial(_has, case, backing, case.unsaid_of(place))
    told = tell if place else away_from_home(case, "yes", tell)
    return _passed(case, told, _label(device, backing))


def _printed(case: Situation, memory: Memory) -> Mapping[str, Any]:
    return {
        "target_host": case.chosen_host,
        "reserved_memory": memory.reservation,
        "whole_memory": memory.size,
    }


def _somewhere(case: Situation, devices: Unknown) -> Said:
    """Devices that are not known of are on the host that the source is registered on."""
    return _passed(case, away_from_home(case, "yes", lambda _: devices), "a device of the source")


def _passed(case: Situation, tell: Callable[[Reference], Said], label: str) -> Said:
    return case.on_hosts(
        "yes", tell, _NOT_PASSED, about=f"`{shown(label)}`", only_if=case.powers_on
    )


def _label(device: Device, backing: Mapping[str, Any]) -> str:
    if device.label is not None:
        return device.label
    name = backing.get("id") or backing.get("deviceClass") or device.key
    return f"device {plain_text(name)}"


def _has(case: Situation, backing: Mapping[str, Any], unsaid: Unknown, host: Reference) -> Said:
    """Whether a host has what a device rests on, ready to be passed through."""
    kind = backing.get("_typeName", _FIXED)
    if kind == _DVX:
        return _has_class(case, backing, host)
    if kind not in (_FIXED, _DYNAMIC):
        return unsaid
    enabled, present = case.listed(host, _ENABLED), case.listed(host, _PRESENT)
    fits = _is_it if kind == _FIXED else _is_allowed
    if isinstance(enabled, Unknown):
        open_ = Unknown(union(enabled, present))
        known = present if isinstance(present, list) else None
        return open_ if known is None or any(fits(backing, one) for one in known) else "no"
    ready = [
        one.get("id")
        for one in enabled
        if isinstance(one, Mapping) and one.get("passthruEnabled") is True
    ]
    if not ready or (kind == _FIXED and backing.get("id") not in ready):
        return "no"
    if isinstance(present, Unknown):
        return present
    found = (one for one in present if isinstance(one, Mapping) and one.get("id") in ready)
    return "yes" if any(fits(backing, one) for one in found) else "no"


def _has_class(case: Situation, backing: Mapping[str, Any], host: Reference) -> Said:
    classes = case.listed(host, _CLASSES)
    if isinstance(classes, Unknown):
        return classes
    names = [one.get("deviceClass") for one in classes if isinstance(one, Mapping)]
    return "yes" if backing.get("deviceClass") in names else "no"


def _is_it(backing: Mapping[str, Any], device: Any) -> bool:
    """Whether a device of the host is the one named, by its address, vendor and product."""
    if not isinstance(device, Mapping) or device.get("id") != backing.get("id"):
        return False
    vendor, product = _unsigned(backing.get("vendorId")), _of_hex(backing.get("deviceId"))
    return vendor in (None, _unsigned(device.get("vendorId"))) and product in (
        None,
        _unsigned(device.get("deviceId")),
    )


def _is_allowed(backing: Mapping[str, Any], device: Any) -> bool:
    """Whether a device of the host is of one of the makes that will do."""
    allowed = backing.get("allowedDevice")
    if not isinstance(device, Mapping) or not isinstance(allowed, list):
        return False
    makes = [one for one in allowed if isinstance(one, Mapping)]
    return any(
        all(
            one.get(name) is None or _unsigned(one[name]) == _unsigned(device.get(name))
            for name in ("vendorId", "deviceId", "subVendorId", "subDeviceId")
        )
        for one in makes
    )


def _unsigned(written: Any) -> int | None:
    """A 16-bit number, which the API writes with a sign in some places."""
    number = integer(written)
    return None if number is None else number % _SHORT


def _of_hex(text: Any) -> int | None:
    return int(text, 16) % _SHORT if isinstance(text, str) and _HEX.fullmatch(text) else None
