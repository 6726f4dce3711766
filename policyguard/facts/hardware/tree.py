"""The devices of the clone once every change is made, and what stands on which controller."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from policyguard.facts.device import Device
from policyguard.facts.devices import Change, changes, edited
from policyguard.facts.situation import Situation
from policyguard.facts.values import Unknown, integer, union
from policyguard.lazy import cached_property
from policyguard.request import Place, decider

Identity: TypeAlias = int | Place | None
"""A device of the source by its key, and one that is added by the place that adds it."""

# Every virtual machine has these controllers, and by these keys.
_BUILT_IN: Final[Mapping[int, Device]] = {
    key: Device({"_typeName": name, "key": key})
    for key, name in (
        (100, "VirtualPCIController"),
        (200, "VirtualIDEController"),
        (201, "VirtualIDEController"),
        (300, "VirtualPS2Controller"),
        (400, "VirtualSIOController"),
    )
}
_OPERATIONS: Final = ("add", "edit", "remove")


@dataclass(frozen=True, slots=True)
class Part:
    """A device of the clone, and what tells it from the others."""

    identity: Identity
    device: Device

    @property
    def controller_key(self) -> int | None:
        """The key of what it is on, if it says one."""
        return integer(self.device.data.get("controllerKey"))

    @property
    def unit(self) -> int | None:
        """Its place on its controller, if it says one."""
        return integer(self.device.data.get("unitNumber"))


class Tree:
    """What becomes of the devices by both lists of changes, the one of the location first.

    Devices that a client adds have keys only the request knows; the server's own are never
    negative (VirtualDevice.key).

    Attributes:
        changed: By the place of a change, the device that it adds, or edits, as it will be
            when all changes are made, if it is still there.
    """

    def __init__(self, case: Situation) -> None:
        self._source = case.devices
        own = () if isinstance(self._source, Unknown) else self._source
        self._parts: dict[Identity, Part] = {d.key: Part(d.key, d) for d in own}
        self._added: dict[int | None, Place] = {}
        self._removed: set[int | None] = set()
        self._named: dict[Place, Part | Unknown | None] = {}
        self.changed: dict[Place, Part] = {}
        self._unclear: Unknown | None = None
        for change in changes(case):
            if change.operation in _OPERATIONS:
                self._apply(change)
            else:
                says_nothing = Unknown((decider(*change.place, "operation"),))
                self._unclear = Unknown(union(self._unclear, says_nothing))
        left = {place: self._parts.get(part.identity) for place, part in self.changed.items()}
        self.changed = {place: part for place, part in left.items() if part is not None}

    @property
    def open(self) -> Unknown | None:
        """What would tell the other devices, and what malformed changes do; None if all is told."""
        deciders = union(self._source, self._unclear)
        return Unknown(deciders) if deciders else None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The devices of the clone that are known of."""
        return tuple(self._parts.values())

    def _apply(self, change: Change) -> None:
        key, place = change.device.key, change.place
        if change.operation == "add":
            self.changed[place] = self._parts[place] = Part(place, change.device)
            self._added.setdefault(key, place)
            return
        says_nothing = Unknown((decider(*place, "device", "key"),))
        self._named[place] = says_nothing if key is None else self.find(key)
        identity = key if key in self._parts else self._added.get(key)
        if change.operation == "remove":
            self._parts.pop(identity, None)
            self._removed.add(key)
        elif identity in self._parts:
            after = edited(self._parts[identity].device, change.device)
            self.changed[place] = self._parts[identity] = Part(identity, after)

    def named(self, change: Change) -> Part | Unknown | None:
        """The device that is edited or removed, if it is there when its turn comes."""
        return self._named[change.place]

    def find(self, key: int) -> Part | Unknown | None:
        """The device that a key names, be it the server's or the request's own; None if none."""
        part = self._parts.get(key) or self._parts.get(self._added.get(key))
        if part is not None:
            return part
        if key in _BUILT_IN and key not in self._removed:
            return Part(key, _BUILT_IN[key])
        return self._possible(key)

    def _possible(self, key: int) -> Unknown | None:
        """What would tell whether a device that is not known of is there."""
        return self._unclear if key < 0 or key in self._removed else self.open

    def others_on(self, part: Part) -> int:
        """How many other devices are on the controller of a device of the clone."""
        return self._on_controllers[part.controller_key] - 1

    def others_at(self, part: Part) -> int:
        """How many of these are at its place there."""
        return self._at_units[part.controller_key, part.unit] - 1

    def last_change_of(self, part: Part) -> Place | None:
        """Where the request speaks last of a device of the clone."""
        return self._last_changes.get(part.identity)

    @cached_property
    def _on_controllers(self) -> Counter[int | None]:
        return Counter(part.controller_key for part in self.parts)

    @cached_property
    def _at_units(self) -> Counter[tuple[int | None, int | None]]:
        return Counter((part.controller_key, part.unit) for part in self.parts)

    @cached_property
    def _last_changes(self) -> Mapping[Identity, Place]:
        return {part.identity: place for place, part in self.changed.items()}
