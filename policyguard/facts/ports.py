"""Whether a distributed port group has ports left for the adapters of the clone.

Ports of hosts are not counted, only those of virtual machines: so a group may be full that
is not found to be.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from policyguard.facts.device import Device
from policyguard.facts.networks import port_group_of
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown, in_any_order, union
from policyguard.references import Reference

_DEVICES: Final = "config.hardware.device"
# A virtual machine has no more adapters (configuration maximums).
_MOST_ADAPTERS: Final = 10


def ports(case: Situation, group: Reference, needed: int) -> Said:
    """Whether a port group has as many free ports as adapters of the clone are on it."""
    expands, binding = case.prop(group, "config.autoExpand"), case.prop(group, "config.type")
    if expands is True or binding == "ephemeral":
        return "enough"
    room = _room(case, group, needed, late=binding == "lateBinding")
    unsettled = union(expands, binding)
    if room == "enough" or not unsettled:
        return room
    return Unknown((*unsettled, *union(room)))


def _room(case: Situation, group: Reference, needed: int, *, late: bool) -> Said:
    number, machines = case.figure(group, "config.numPorts"), case.links(group, "vm")
    if isinstance(number, Unknown) or isinstance(machines, Unknown):
        return Unknown(union(number, machines))
    used = [_used(case, machine, group, late=late) for machine in machines]
    if number - sum(least for least, _, _ in used) < needed:
        return "short"
    if number - sum(most for _, most, _ in used) >= needed:
        return "enough"
    return Unknown(in_any_order(*(unknown for _, _, unknown in used)))


def _used(
    case: Situation, machine: Reference, group: Reference, *, late: bool
) -> tuple[int, int, Unknown | None]:
    """How many ports a virtual machine has at least and at most, and what would tell."""
    devices = case.listed(machine, _DEVICES)
    if isinstance(devices, Unknown):
        told: tuple[int, int, Unknown | None] = (1, _MOST_ADAPTERS, devices)
    else:
        count = _on_group(devices, group)
        told = (count, count, None)
    if not late:
        return told
    power = case.prop(machine, "runtime.powerState")
    if isinstance(power, Unknown):
        return 0, told[1], power
    return told if power == "poweredOn" else (0, 0, None)


def _on_group(devices: Iterable[Any], group: Reference) -> int:
    found = (Device(one) for one in devices if isinstance(one, dict))
    return sum(device.is_nic and port_group_of(device) == group for device in found)
