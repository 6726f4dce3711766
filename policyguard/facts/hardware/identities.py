"""What tells the devices of a request apart: from each other, and from those of the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from policyguard.facts.device import Device
from policyguard.facts.devices import Change, changes
from policyguard.facts.hardware import limits
from policyguard.facts.hardware.tree import Part, Tree
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown, integer
from policyguard.request import Place, decider, pointer, property_path
from policyguard.text import plain_text

_OPERATIONS: Final = ("add", "edit")


def identity_statements(case: Situation) -> Iterator[Statement]:
    """Each device that a change adds or edits, in both lists."""
    asked = [change for change in changes(case) if change.operation in _OPERATIONS]
    if not asked:
        return
    identities = _Identities(case)
    for change in asked:
        place = (*change.place, "device")
        yield Statement(
            {
                "key": identities.key(change),
                "source_key": identities.source_key(change),
                "bus": identities.bus(change),
                "mac": identities.mac(change),
            },
            {
                "key_place": pointer(*place, "key"),
                "bus_place": pointer(*place, "busNumber"),
                "mac_place": pointer(*place, "macAddress"),
                "key_path": f"deviceChange[{change.place[-1]}].device.key",
                "identity_index": change.place[-1],
                "identity_path": property_path(*place),
                "identity_key": change.device.key,
                "identity_type": plain_text(change.device.data.get("_typeName", "device")),
                "key_holder": identities.holder(change),
                "bus_number": change.device.data.get("busNumber"),
                "mac_address": change.device.data.get("macAddress"),
            },
        )


class _Identities:
    """The keys, bus numbers and addresses of the clone's devices."""

    def __init__(self, case: Situation) -> None:
        self._case = case
        self._tree = case.once(Tree)
        self._buses = Counter(_bus(part.device) for part in self._tree.parts)
        self._macs = Counter(_mac(part.device) for part in self._tree.parts)
        self._repeated = frozenset(_repeated(case))
        self._gone = {one.device.key for one in changes(case) if one.operation == "remove"}

    def key(self, change: Change) -> Said:
        """Whether a device is added by a key that another one is added by before it."""
        if change.operation != "add":
            return "absent"
        if change.device.key is None:
            return Unknown((decider(*change.place, "device", "key"),))
        return "repeated" if change.place in self._repeated else "own"

    def source_key(self, change: Change) -> Said:
        """Whether a device is added by the key of a device of the source that stays."""
        key = change.device.key
        if change.operation != "add" or key is None or key < 0 or key in self._gone:
            return "absent"
        devices = self._case.devices_by_key
        if isinstance(devices, Unknown):
            return devices
        there = devices.get(key)
        if there is None:
            return "absent"
        # One of the same type gets another key.
        same = limits.type_of(there) == limits.type_of(change.device)
        return "of-its-type" if same else "of-other-type"

    def holder(self, change: Change) -> str | None:
        """The type of the source's device that has the key of one."""
        devices = self._case.devices_by_key
        there = None if isinstance(devices, Unknown) else devices.get(change.device.key)
        return None if there is None else limits.type_of(there)

    def bus(self, change: Change) -> Said:
        """Whether a controller's bus number is that of another one of its kind."""
        part = self._part(change, "busNumber")
        return "absent" if part is None else self._taken(self._buses, _bus(part.device))

    def mac(self, change: Change) -> Said:
        """Whether an address that is set by hand is that of another adapter."""
        part = self._part(change, "macAddress")
        return "absent" if part is None else self._taken(self._macs, _mac(part.device))

    def _part(self, change: Change, member: str) -> Part | None:
        """What becomes of a device, where the change says of it what tells it apart."""
        written = change.device.data.get(member) is not None
        return self._tree.changed.get(change.place) if written else None

    def _taken(self, counted: Counter[Any], one: object) -> Said:
        if one is None:
            return "absent"
        return "taken" if counted[one] > 1 else self._tree.open or "own"


def _repeated(case: Situation) -> Iterator[Place]:
    """Where a device is added by a key that one before it in the list is added by."""
    seen: set[tuple[Place, int | None]] = set()
    for change in changes(case):
        if change.operation == "add" and change.device.key is not None:
            key = (change.place[:-1], change.device.key)
            if key in seen:
                yield change.place
            seen.add(key)


def _bus(device: Device) -> tuple[str, int] | None:
    kind, number = limits.group_of(device), integer(device.data.get("busNumber"))
    return None if kind is None or kind == "nic" or number is None else (kind, number)


def _mac(device: Device) -> str | None:
    """The address that a network adapter is given by hand, and keeps."""
    data: Mapping[str, Any] = device.data
    kind, mac = data.get("addressType"), data.get("macAddress")
    if not device.is_nic or not isinstance(kind, str) or not isinstance(mac, str):
        return None
    return mac.lower().replace("-", ":") if kind.lower() == "manual" and mac else None
