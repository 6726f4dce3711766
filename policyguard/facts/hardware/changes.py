"""Each device change of `spec.config`, by whether the clone has room for what it asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from policyguard.facts.devices import Change
from policyguard.facts.hardware import limits, versions
from policyguard.facts.hardware.tree import Part, Tree
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown
from policyguard.request import decider

_PLACES: Final = ("controllerKey", "unitNumber")
_ON_STORAGE: Final = frozenset(("VirtualDisk", "VirtualCdrom", "VirtualSCSIPassthrough"))


class Fitting:
    """Whether device changes fit, one by one."""

    def __init__(self, case: Situation) -> None:
        self._tree = case.once(Tree)
        self._version = versions.version_of(case)
        self._in_groups = Counter(limits.group_of(part.device) for part in self._tree.parts)

    def says(self, change: Change) -> Mapping[str, Said]:
        """What is so of one change."""
        return {
            "target": self._target(change),
            "controller": self._controller(change),
            "unit": self._unit(change),
            "room": self._room(change),
            "version": self._needed(change),
        }

    def details(self, change: Change) -> Mapping[str, Any]:
        """What may be printed of one change."""
        part = self._tree.changed.get(change.place, Part(None, change.device))
        group = limits.group_of(part.device)
        needed = limits.version_for(part.device)
        own = self._version
        return {
            "change_index": change.place[-1],
            "device_key": change.device.key,
            "controller_key": part.controller_key,
            "unit_number": part.unit,
            "controller_room": self._number(part),
            "group": limits.named(group) if group else None,
            "most_of_group": limits.most_of(group) if group else None,
            "version_needed": versions.written(needed) if needed else None,
            "version_there": own if isinstance(own, Unknown) else versions.written(own),
        }

    def _target(self, change: Change) -> Said:
        if change.operation == "add":
            return "absent"
        if change.operation not in ("edit", "remove"):
            return Unknown((decider(*change.place, "operation"),))
        there = self._tree.named(change)
        return there if isinstance(there, Unknown) else "exists" if there else "missing"

    def _controller(self, change: Change) -> Said:
        """What the key of a controller names, where a device is added or put elsewhere."""
        written = change.device.data.get("controllerKey")
        if change.operation == "remove" or (written is None and change.operation == "edit"):
            return "kept"
        if written is None:
            return "unset"
        key = Part(None, change.device).controller_key
        if key is None:
            return Unknown((decider(*change.place, "device", "controllerKey"),))
        found = self._tree.find(key)
        if found is None or isinstance(found, Unknown):
            return found or "missing"
        name = found.device.data.get("_typeName")
        if isinstance(name, str):
            return "given" if name.endswith("Controller") else "other-device"
        # The server's own devices say what they are: a change has said something else.
        place = self._tree.last_change_of(found) or change.place
        return Unknown((decider(*place, "device", "_typeName"),))

    def _storage(self, part: Part) -> tuple[limits.Units, limits.Units, int] | Unknown | None:
        """The units of the storage controller that a device is on."""
        key = part.controller_key
        found = None if key is None else self._tree.find(key)
        if isinstance(found, Unknown):
            return found if limits.type_of(part.device) in _ON_STORAGE else None
        return None if found is None else limits.units_of(found.device)

    def _unit(self, change: Change) -> Said:
        """Whether the place that a device is put at is free."""
        part = self._tree.changed.get(change.place)
        if part is None or change.device.data.keys().isdisjoint(_PLACES):
            return "absent"
        units = self._storage(part)
        if units is None or isinstance(units, Unknown):
            return units or "absent"
        if part.device.data.get("unitNumber") is None:
            return self._any_unit(part, *units)
        if part.unit is None:
            return Unknown((decider(*change.place, "device", "unitNumber"),))
        return self._this_unit(part, part.unit, *units)

    def _this_unit(
        self, part: Part, unit: int, few: limits.Units, many: limits.Units, since: int
    ) -> Said:
        if not many.has(unit):
            return "beyond"
        if not few.has(unit):
            if isinstance(self._version, Unknown):
                return self._version
            if self._version < since:
                return "beyond"
        if unit == many.own or self._tree.others_at(part) > 0:
            return "taken"
        return self._tree.open or "free"

    def _any_unit(self, part: Part, few: limits.Units, many: limits.Units, since: int) -> Said:
        others = self._tree.others_on(part)
        if others >= many.number:
            return "none-left"
        if self._tree.open:
            return self._tree.open
        if others < few.number:
            return "free"
        if isinstance(self._version, Unknown):
            return self._version
        return "none-left" if self._version < since else "free"

    def _number(self, part: Part) -> int | None:
        """How many devices the controller of one has room for."""
        units = self._storage(part)
        if units is None or isinstance(units, Unknown):
            return None
        few, many, since = units
        is_many = isinstance(self._version, int) and self._version >= since
        return many.number if is_many else few.number

    def _room(self, change: Change) -> Said:
        """Whether there may be one more device of a kind of which there may be only so many."""
        group = limits.group_of(change.device)
        if change.operation != "add" or group is None:
            return "absent"
        if self._in_groups[group] > limits.most_of(group):
            return "too-many"
        return self._tree.open or "enough"

    def _needed(self, change: Change) -> Said:
        """Whether the hardware version of the clone has such a device."""
        needed = limits.version_for(change.device) if change.operation == "add" else 0
        if needed == 0:
            return "met"
        if isinstance(self._version, Unknown):
            return self._version
        return "met" if self._version >= needed else "too-old"
