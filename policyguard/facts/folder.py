"""The folder the clone lands in: what it may hold, and where it lies."""

from __future__ import annotations

from policyguard.facts.situation import Situation, compared
from policyguard.facts.values import Said, Statement, Unknown
from policyguard.request import ABSENT, MALFORMED, decider, pointer


def folder_statement(case: Situation) -> Statement:
    """The folder that counts."""
    return Statement(
        {
            "holds_vms": _holds_vms(case),
            "datacenter": case.same_datacenter(case.folder),
            "source_datacenter": compared(
                case.datacenter(case.folder), case.datacenter(case.source)
            ),
            "server": _server(case),
        },
        {
            "folder": case.folder,
            "folder_place": pointer(*case.folder_place),
            "folder_path": ".".join(map(str, case.folder_place)),
        },
    )


def _holds_vms(case: Situation) -> Said:
    types = case.typed(case.folder, "childType", list)
    if isinstance(types, Unknown):
        return types
    return "yes" if "VirtualMachine" in types else "no"


def _server(case: Situation) -> Said:
    """Whether the reference is to an object of this vCenter, where it says of which it is."""
    place = (*case.folder_place, "serverGuid")
    asked = case.request.typed(str, *place)
    if asked is MALFORMED:
        return Unknown((decider(*place),))
    if asked is ABSENT:
        return "absent"
    own = case.inventory.about.get("instanceUuid")
    if not isinstance(own, str):
        return Unknown(("about.instanceUuid",))
    return "same" if own.casefold() == asked.casefold() else "other"
