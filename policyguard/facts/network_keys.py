"""The networks and switches that backings of a request name by an identifier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from policyguard.facts.devices import changes
from policyguard.facts.meant import same_identifier
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Said, Statement, Unknown
from policyguard.references import Reference
from policyguard.request import Place, decider, pointer, property_path, within

_PORT_GROUP: Final = "DistributedVirtualPortgroup"
# By the type of a backing: what names a network there, and what it is called in the facts.
_NAMED: Final[Mapping[str, tuple[tuple[Place, str], ...]]] = {
    "VirtualEthernetCardDistributedVirtualPortBackingInfo": (
        (("port", "switchUuid"), "switch"),
        (("port", "portgroupKey"), "port-group"),
    ),
    "VirtualEthernetCardOpaqueNetworkBackingInfo": ((("opaqueNetworkId",), "opaque-network"),),
}
# What tells whether there is one: a property of each object of a type.
_TOLD_BY: Final[Mapping[str, tuple[str, str]]] = {
    "port-group": (_PORT_GROUP, "key"),
    "switch": ("DistributedVirtualSwitch", "uuid"),
    "opaque-network": ("OpaqueNetwork", "summary.opaqueNetworkId"),
}


def network_key_statements(case: Situation) -> Iterator[Statement]:
    """Each key or id in a backing that a device change of the request sets."""
    for change in changes(case):
        if change.operation == "remove":
            continue
        backing, place = change.device.backing, (*change.place, "device", "backing")
        name = backing.get("_typeName")
        for steps, by in _NAMED.get(name, ()) if isinstance(name, str) else ():
            written = within(backing, *steps)
            if isinstance(written, str) and written:
                yield Statement(
                    {"by": by, "exists": _exists(case, by, written)},
                    {
                        "key_place": pointer(*place, *steps),
                        "key_path": property_path(*place, *steps),
                        "written": written,
                    },
                )


def _exists(case: Situation, by: str, written: str) -> Said:
    if case.elsewhere:
        return Unknown((decider(*LOCATION, "service"),))
    if by == "port-group" and case.inventory.known(Reference(_PORT_GROUP, written)):
        return "yes"
    kind, path = _TOLD_BY[by]
    told = ((f"{one}:{path}", case.prop(one, path)) for one in case.inventory.objects(kind))
    return _among(case, written, told)


def _among(case: Situation, written: str, told: Iterable[tuple[str, Any]]) -> Said:
    """Whether one of some texts is the one that is written, each with what would tell it."""
    unsaid = []
    for who, text in told:
        if isinstance(text, str):
            if same_identifier(text, written):
                return "yes"
        else:
            unsaid.append(who)
    if "objects" not in case.inventory.complete:
        return Unknown(("objects",))
    return Unknown(tuple(unsaid)) if unsaid else "no"
