"""The MAC addresses in `nicSettingMap`, beside those of the clone's network adapters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from policyguard.facts.customization.places import ADAPTERS
from policyguard.facts.device import Device
from policyguard.facts.devices import clone_nics
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown, number_in
from policyguard.lazy import cached_property
from policyguard.request import Missing, decider, member, typed

_MAC: Final = re.compile(r"[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}")


class Macs:
    """The MAC addresses that the entries of a `nicSettingMap` name."""

    def __init__(self, case: Situation, entries: Sequence[Any]) -> None:
        self._case = case
        self._named = [typed(member(entry, "macAddress"), str) for entry in entries]

    def known(self, index: int) -> Said:
        """Whether an entry's address is that of an adapter of the clone."""
        named, slots = self._named[index], self._slots
        if isinstance(named, Missing):
            unsaid = Unknown((decider(*ADAPTERS, index, "macAddress"),))
            return "absent" if named is Missing.ABSENT else unsaid
        mac = _mac(named)
        if mac is None or (not isinstance(slots, Unknown) and mac not in slots):
            return "of-none"
        return slots if isinstance(slots, Unknown) else "of-adapter"

    def order(self, index: int) -> Said:
        """Whether an entry's adapter comes after those of the entries before it, by PCI slot."""
        slots = self._slots
        here = self._mac_at(index)
        if here is None:
            return "absent"
        if isinstance(slots, Unknown):
            return slots
        slot, highest = slots.get(here), self._highest_before[index]
        later = slot is not None and highest is not None and highest > slot
        return "out-of-order" if later else "in-order"

    def _mac_at(self, index: int) -> str | None:
        return _mac(self._named[index])

    @cached_property
    def _highest_before(self) -> Sequence[int | None]:
        """Of each entry, the highest PCI slot of those before it; None where none has one."""
        slots = {} if isinstance(self._slots, Unknown) else self._slots
        found: list[int | None] = [None]
        for index in range(len(self._named)):
            mac, highest = self._mac_at(index), found[-1]
            slot = None if mac is None else slots.get(mac)
            known = [one for one in (slot, highest) if one is not None]
            found.append(max(known, default=None))
        return found

    @cached_property
    def _slots(self) -> Mapping[str, int | None] | Unknown:
        """The PCI slot of each adapter, by address; None for one that has no slot yet."""
        if all(named is Missing.ABSENT for named in self._named):
            return {}
        nics = clone_nics(self._case)
        if isinstance(nics, Unknown):
            return nics
        found = ((_mac(nic.device.data.get("macAddress")), _slot(nic.device)) for nic in nics)
        return {mac: slot for mac, slot in found if mac is not None}


def _mac(text: Any) -> str | None:
    """An address in the one way all are compared in; None if the value is none."""
    lower = text.lower() if isinstance(text, str) else ""
    return lower.replace("-", ":") if _MAC.fullmatch(lower) else None


def _slot(nic: Device) -> int | None:
    return number_in(nic.data.get("slotInfo"), "pciSlotNumber")
