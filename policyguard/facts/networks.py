"""The networks of adapters: which one a backing names, and which ones a request newly names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from policyguard.facts.device import Device
from policyguard.facts.devices import Change, changes, device_before
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.references import Reference
from policyguard.request import decider, pointer

STANDARD: Final = "VirtualEthernetCardNetworkBackingInfo"
PORT: Final = "VirtualEthernetCardDistributedVirtualPortBackingInfo"
OPAQUE: Final = "VirtualEthernetCardOpaqueNetworkBackingInfo"
_OPAQUE_ID: Final = "summary.opaqueNetworkId"
_PORT_GROUP: Final = "DistributedVirtualPortgroup"
_UPLINK: Final[Mapping[Any, str]] = {True: "yes", False: "no", None: "no"}


def network_of(case: Situation, nic: Device) -> tuple[Said, Reference | Unknown | None]:
    """What an adapter is connected to: the network, or the port group of a switch."""
    name = nic.backing.get("_typeName")
    if name == STANDARD:
        network = Reference.of(nic.backing.get("network"))
        named = nic.backing.get("deviceName")
        return "standard", network or case.only_one_named("Network", named)
    if name == PORT:
        return "distributed", port_group_of(nic)
    return ("opaque", _opaque(case, nic)) if name == OPAQUE else ("other", None)


def device_name_of(nic: Device) -> str | None:
    """What an adapter's backing calls its network; None if it does not say."""
    name = nic.backing.get("deviceName")
    return name if isinstance(name, str) and name else None


def port_group_of(nic: Device) -> Reference | None:
    """The distributed port group that an adapter is in; a port may be in none."""
    port = nic.backing.get("port") if nic.backing.get("_typeName") == PORT else None
    key = port.get("portgroupKey") if isinstance(port, Mapping) else None
    return Reference(_PORT_GROUP, key) if isinstance(key, str) and key else None


def names_network(nic: Device) -> bool:
    """An adapter's backing is of a kind that names a network."""
    return nic.backing.get("_typeName") in (STANDARD, PORT, OPAQUE)


def _opaque(case: Situation, nic: Device) -> Reference | Unknown | None:
    wanted = nic.backing.get("opaqueNetworkId")
    if not isinstance(wanted, str) or not wanted:
        return None
    ids = {one: case.prop(one, _OPAQUE_ID) for one in case.inventory.objects("OpaqueNetwork")}
    found = [one for one, known in ids.items() if known == wanted]
    return found[0] if len(found) == 1 else Unknown(union(*ids.values()) or ("objects",))


def network_change_statements(case: Situation) -> Iterator[Statement]:
    """Each adapter that the request puts on a network, or leaves on the one it is on."""
    for change in changes(case):
        if change.operation != "remove" and _is_nic(case, change) and change.device.backing:
            network = _network(case, change)
            yield Statement(
                {"change": _change(case, change, network), "uplink": _uplink(case, network)},
                {"network": network, "network_place": pointer(*change.place, "device", "backing")},
            )


def _is_nic(case: Situation, change: Change) -> bool:
    if change.device.is_nic or names_network(change.device):
        return True
    before = None if change.operation == "add" else device_before(case, change)
    return isinstance(before, Device) and before.is_nic


def _change(case: Situation, change: Change, network: Reference | Unknown) -> Said:
    if change.operation == "add":
        return "added"
    if change.operation != "edit":
        return Unknown((decider(*change.place, "operation"),))
    if case.elsewhere:
        return "moved"
    before = device_before(case, change)
    if before is None:
        return "moved"
    now = before if isinstance(before, Unknown) else network_of(case, before)[1]
    if isinstance(now, Unknown) or isinstance(network, Unknown):
        return Unknown(union(now, network))
    return "kept" if now == network else "moved"


def _uplink(case: Situation, network: Reference | Unknown) -> Said:
    """Whether what is named is the port group of a switch's uplinks."""
    if isinstance(network, Unknown):
        return network
    if network.type != _PORT_GROUP:
        return "no"
    return case.token(network, "config.uplink", _UPLINK)


def _network(case: Situation, change: Change) -> Reference | Unknown:
    """The object that `Network.Assign` is checked on."""
    if case.elsewhere:
        return Unknown((decider(*LOCATION, "service"),))
    unnamed = decider(*change.place, "device", "backing")
    return network_of(case, change.device)[1] or Unknown((unnamed,))
