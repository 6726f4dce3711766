"""The networks of adapters: which one a backing names, and which ones a request newly names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from policyguard.facts.device import Device
from policyguard.facts.devices import (
    Change,
    changes,
    device_before,
    is_as_before,
    unless_as_before,
)
from policyguard.facts.meant import NETWORK, meant_by, same_identifier, same_name
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


def network_of(
    case: Situation, nic: Device, *, of_source: bool
) -> tuple[Said, Reference | Unknown | None]:
    """What an adapter is connected to: the network, or the port group of a switch.

    Args:
        case: The request before the inventory.
        nic: The adapter.
        of_source: Its backing is the source's, of which vCenter says name and reference both;
            in a request the name decides.
    """
    name = nic.backing.get("_typeName")
    if name == STANDARD:
        beside, named = network_beside(nic), device_name_of(nic)
        if named is None or (of_source and beside is not None):
            return "standard", beside
        return "standard", meant_by(case, NETWORK, named, beside)
    if name == PORT:
        return "distributed", port_group_of(nic)
    return ("opaque", _opaque(case, nic)) if name == OPAQUE else ("other", None)


def network_beside(nic: Device) -> Reference | None:
    """The reference that stands beside the name of a standard network."""
    return Reference.of(nic.backing.get("network"))


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
    ids = case.once(_opaque_ids)
    found = [one for one, known in ids.items() if known == wanted]
    return found[0] if len(found) == 1 else Unknown(union(*ids.values()) or ("objects",))


def _opaque_ids(case: Situation) -> Mapping[Reference, Any]:
    return {one: case.prop(one, _OPAQUE_ID) for one in case.inventory.objects("OpaqueNetwork")}


def network_change_statements(case: Situation) -> Iterator[Statement]:
    """Each adapter that the request puts on a network, or leaves on the one it is on."""
    for change in changes(case):
        if change.operation != "remove" and _is_nic(case, change) and change.device.backing:
            network = _network(case, change)
            beside = network_beside(change.device)
            place = (*change.place, "device", "backing")
            yield Statement(
                {
                    "change": _change(case, change, network),
                    "exists": _exists(network),
                    "uplink": "no" if network is None else _uplink(case, network),
                    "beside": _beside(case, change),
                    "switch": _switch(case, change.device),
                },
                {
                    "network": network,
                    "network_place": pointer(*place),
                    "name_place": pointer(*place, "deviceName"),
                    "switch_place": pointer(*place, "port", "switchUuid"),
                    "network_named": device_name_of(change.device),
                    "network_beside": beside,
                    "network_beside_name": case.prop(beside, "name"),
                    "port_group": port_group_of(change.device),
                    "switch_written": switch_uuid_of(change.device),
                    "switch_of_group": case.prop(_own_switch(case, change.device), "name"),
                },
            )


def _is_nic(case: Situation, change: Change) -> bool:
    if change.device.is_nic or names_network(change.device):
        return True
    before = None if change.operation == "add" else device_before(case, change)
    return isinstance(before, Device) and before.is_nic


def _change(case: Situation, change: Change, network: Reference | Unknown | None) -> Said:
    if network is None:
        return "nowhere"
    if change.operation == "add":
        return "added"
    if change.operation != "edit":
        return Unknown((decider(*change.place, "operation"),))
    before = None if case.elsewhere else device_before(case, change)
    if before is None:
        return "moved"
    if isinstance(before, Unknown) or isinstance(network, Unknown):
        return Unknown(union(before, network))
    now = network_of(case, before, of_source=True)[1]
    if isinstance(now, Unknown):
        return now
    # Nothing says that a backing which refers to something else counts as the same.
    beside = network_beside(change.device)
    return "kept" if now == network and beside in (None, network) else "moved"


def _exists(network: Reference | Unknown | None) -> Said:
    """Whether there is what is named."""
    if network is None:
        return "no"
    return network if isinstance(network, Unknown) else "yes"


def _uplink(case: Situation, network: Reference | Unknown) -> Said:
    """Whether what is named is the port group of a switch's uplinks."""
    if isinstance(network, Unknown):
        return network
    if network.type != _PORT_GROUP:
        return "no"
    return case.token(network, "config.uplink", _UPLINK)


def _network(case: Situation, change: Change) -> Reference | Unknown | None:
    """The object that `Network.Assign` is checked on; none where no network has the name."""
    if case.elsewhere:
        return Unknown((decider(*LOCATION, "service"),))
    as_before = is_as_before(case, change)
    if not isinstance(as_before, Unknown):
        return _network_if(case, change, of_source=as_before)
    kept, new = (_network_if(case, change, of_source=either) for either in (True, False))
    return kept if kept == new else Unknown(union(as_before, kept, new))


def _network_if(case: Situation, change: Change, *, of_source: bool) -> Reference | Unknown | None:
    backing, network = network_of(case, change.device, of_source=of_source)
    if network is None and (backing != "standard" or device_name_of(change.device) is None):
        return Unknown((decider(*change.place, "device", "backing"),))
    return network


def _beside(case: Situation, change: Change) -> Said:
    """Whether a reference that is not used, for a name is given, is that of another network."""
    nic = change.device
    beside, named = network_beside(nic), device_name_of(nic)
    if nic.backing.get("_typeName") != STANDARD or beside is None or named is None:
        return "absent"
    as_before = is_as_before(case, change)
    if as_before is True:
        return "same"
    return unless_as_before(as_before, _agrees(case, beside, named), fault="other")


def _agrees(case: Situation, beside: Reference, named: str) -> Said:
    if case.elsewhere:
        return Unknown((decider(*LOCATION, "service"),))
    its_name = case.typed(beside, "name", str)
    if isinstance(its_name, Unknown):
        return its_name
    return "same" if beside.type == NETWORK and same_name(its_name, named) else "other"


def switch_uuid_of(nic: Device) -> str | None:
    """The distributed switch that an adapter's backing names, by its UUID."""
    port = nic.backing.get("port") if nic.backing.get("_typeName") == PORT else None
    uuid = port.get("switchUuid") if isinstance(port, Mapping) else None
    return uuid if isinstance(uuid, str) and uuid else None


def _own_switch(case: Situation, nic: Device) -> Reference | Unknown | None:
    """The switch of the port group that an adapter's backing names."""
    group = port_group_of(nic)
    if group is None or case.elsewhere:
        return None if group is None else Unknown((decider(*LOCATION, "service"),))
    return case.linked(group, "config.distributedVirtualSwitch")


def _switch(case: Situation, nic: Device) -> Said:
    """Whether the port group is of the switch that is named beside it."""
    written, switch = switch_uuid_of(nic), _own_switch(case, nic)
    if written is None or switch is None:
        return "absent"
    own = case.typed(switch, "uuid", str)
    if isinstance(own, Unknown):
        return own
    return "own" if same_identifier(own, written) else "other"
