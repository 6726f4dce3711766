"""The guest of the source, as a customization would meet it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policyguard.facts.devices import count_of_nics
from policyguard.facts.guest_ids import GUEST_IDS, family, windows_kind
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown, say

_GUEST_ID: Final = "config.guestId"
_TOOLS_STATUS_2: Final = "guest.toolsVersionStatus2"
_TOOLS_STATUS: Final = "guest.toolsStatus"
_CUSTOMIZED: Final = "guest.customizationInfo.customizationStatus"
_NOT_INSTALLED: Final = ("guestToolsNotInstalled", "toolsNotInstalled")
# Of both a customization has been asked for and is not done.
_UNFINISHED: Final[Mapping[str, str]] = {
    "TOOLSDEPLOYPKG_PENDING": "pending",
    "TOOLSDEPLOYPKG_RUNNING": "running",
}


def guest_statement(case: Situation) -> Statement:
    """The guest that a customization would meet, whichever it is."""
    guest_id, tools = _text(case, _GUEST_ID), _tools_status(case)
    return Statement(
        {
            "guest": say(guest_id, family),
            "tools": say(tools, _installed),
            "disks": _disks(case),
        },
        {
            "guest_id": guest_id,
            "adapters_in_vm": count_of_nics(case),
            "tools_status": tools,
        },
    )


def guest_state_statement(case: Situation) -> Statement:
    """What else is known of the guest."""
    guest_id, status = _text(case, _GUEST_ID), _text(case, _CUSTOMIZED)
    return Statement(
        {
            "id": say(guest_id, _listed),
            "windows": say(guest_id, windows_kind),
            "customization": say(status, _pending),
        },
        {"guest_os": guest_id, "customization_status": status},
    )


def _listed(guest_id: str) -> str:
    if not guest_id:
        return "unset"
    return "listed" if guest_id in GUEST_IDS else "unlisted"


def _tools_status(case: Situation) -> str | Unknown:
    """What the guest's tools are said to be, empty where nothing is said of them."""
    newer, older = (_text(case, path) for path in (_TOOLS_STATUS_2, _TOOLS_STATUS))
    if isinstance(newer, str) and newer:
        return newer
    if isinstance(older, str) and older:
        return older
    return newer if isinstance(newer, Unknown) else older


def _installed(status: str) -> str:
    if not status:
        return "unset"
    return "not-installed" if status in _NOT_INSTALLED else "installed"


def _pending(status: str) -> str:
    return _UNFINISHED.get(status, "none")


def _text(case: Situation, path: str) -> str | Unknown:
    """A property of the source that is a text, empty where it is unset."""
    value: str | Unknown | None = case.prop(case.source, path)
    if value is None or isinstance(value, (str, Unknown)):
        return value or ""
    return Unknown((f"{case.source}:{path}",))


def _disks(case: Situation) -> Said:
    devices = case.devices
    if isinstance(devices, Unknown):
        return devices
    own = [device.has_own_file for device in devices if device.is_disk]
    if True in own:
        return "some"
    return case.unsaid_of_devices if None in own else "none"
