"""The device changes of `spec.location`, which is for disks and network adapters alone."""

from __future__ import annotations

from collections.abc import Iterator

from policyguard.facts.device import Device
from policyguard.facts.devices import Change, changes, device_before
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown
from policyguard.request import decider, pointer
from policyguard.text import plain_text


def location_change_statements(case: Situation) -> Iterator[Statement]:
    """Each device change of `spec.location`."""
    for change in changes(case):
        if change.place[1] == "location":
            yield Statement(
                {"device": _kind_of(case, change)},
                {
                    "location_change_place": pointer(*change.place),
                    "location_device": plain_text(change.device.data.get("_typeName", "device")),
                },
            )


def _kind_of(case: Situation, change: Change) -> Said:
    """What a device is; what the change leaves out, the source's device says."""
    kind = _kind(change.device)
    if kind is not None:
        return kind
    before = None if change.operation == "add" else device_before(case, change)
    if isinstance(before, Unknown):
        return before
    kind = _kind(before) if before else None
    return kind or Unknown((decider(*change.place, "device", "_typeName"),))


def _kind(device: Device) -> str | None:
    name = device.data.get("_typeName")
    if not isinstance(name, str) or name == "VirtualDevice":
        return None
    if device.is_nic:
        return "nic"
    return "disk" if device.is_disk else "other"
