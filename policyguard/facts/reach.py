"""Whether a host has the network that an adapter is on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from policyguard.facts.device import Device
from policyguard.facts.devices import Nic
from policyguard.facts.meant import same_identifier, same_name
from policyguard.facts.networks import (
    PORT,
    STANDARD,
    device_name_of,
    network_beside,
    port_group_of,
)
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown, in_any_order, union
from policyguard.references import Reference

_SWITCH: Final = "DistributedVirtualSwitch"
_NAMED: Final = ("Network", "name")
_IDENTIFIED: Final = ("OpaqueNetwork", "summary.opaqueNetworkId")


def reaches(case: Situation, nic: Nic, host: Reference) -> Said:
    """Whether a host has an adapter's network, or only another of its name elsewhere.

    Args:
        case: The request before the inventory.
        nic: An adapter whose backing names a network.
        host: A host that the clone may be registered on.
    """
    device, is_own = nic.device, not nic.backed_at
    group = port_group_of(device)
    if group is not None:
        return _distributed(case, group, host)
    kind, named = device.backing.get("_typeName"), device_name_of(device)
    if kind == PORT:
        return _on_switch(case, device, host)
    unsaid = case.unsaid_of(nic.backed_at, "backing")
    if kind != STANDARD:
        return _one_with(case, host, _IDENTIFIED, device.backing.get("opaqueNetworkId"), unsaid)
    beside = network_beside(device)
    # The name decides of what the request sets, for the reference beside it is not used.
    if beside is not None and (is_own or named is None):
        return _standard(case, device, beside, host, is_own=is_own)
    return _one_with(case, host, _NAMED, named, unsaid)


def _standard(
    case: Situation, nic: Device, network: Reference, host: Reference, *, is_own: bool
) -> Said:
    networks = case.links(host, "network")
    if isinstance(networks, Unknown):
        return networks
    if network in networks:
        return "on-host"
    if not is_own:
        return "not-on-host"
    name = device_name_of(nic) or case.prop(network, "name")
    return _namesake(case, _among(networks, "Network"), name, (network, host))


def _namesake(
    case: Situation,
    others: Iterable[Reference],
    name: Any,
    places: tuple[Reference, Reference],
) -> Said:
    """Whether one of some networks is called the same, in a datacenter that is another."""
    names = [case.typed(other, "name", str) for other in others]
    if not isinstance(name, Unknown) and not union(*names) and name not in names:
        return "not-on-host"
    network, host = places
    here = case.datacenter(network)
    if isinstance(here, Unknown):  # the source's host is where its network is
        here = case.datacenter(case.linked(case.source, "runtime.host"))
    there = case.datacenter(host)
    if not isinstance(here, Unknown) and here == there:
        return "not-on-host"
    unsaid = Unknown(in_any_order(*names))
    unknown = union(name, unsaid, here, there)
    return Unknown(unknown) if unknown else "namesake"


def _one_with(
    case: Situation, host: Reference, sought: tuple[str, str], value: Any, unsaid: Unknown
) -> Said:
    """Whether a host has a network of just one type of which a property has some value."""
    networks = case.links(host, "network")
    if isinstance(networks, Unknown):
        return networks
    if not isinstance(value, str) or not value:
        return unsaid
    kind, path = sought
    values = [case.typed(one, path, str) for one in _among(networks, kind)]
    is_it = same_name if sought == _NAMED else same_identifier
    if any(is_it(one, value) for one in values):
        return "on-host"
    unknown = in_any_order(*values)
    return Unknown(unknown) if unknown else "not-on-host"


def _among(networks: Iterable[Reference], kind: str) -> list[Reference]:
    return [one for one in networks if one.type == kind]


def _distributed(case: Situation, group: Reference, host: Reference) -> Said:
    """By what the host has, else by the hosts of the port group, else by those of its switch."""
    networks = case.links(host, "network")
    if not isinstance(networks, Unknown):
        return _said(group in networks)
    attached = case.links(group, "host")
    if not isinstance(attached, Unknown):
        return _said(host in attached)
    switch = case.linked(group, "config.distributedVirtualSwitch")
    member = _is_member(case, switch, host) if isinstance(switch, Reference) else networks
    return networks if isinstance(member, Unknown) else _said(member)


def _on_switch(case: Situation, nic: Device, host: Reference) -> Said:
    """A port of its own is in no port group: the switch is told by its UUID."""
    port = nic.backing.get("port")
    uuid = port.get("switchUuid") if isinstance(port, Mapping) else None
    known = {one: case.prop(one, "uuid") for one in case.inventory.objects(_SWITCH)}
    found = [one for one, of_it in known.items() if same_identifier(of_it, uuid)]
    if len(found) != 1:
        return Unknown(union(*known.values()) or ("objects",))
    member = _is_member(case, found[0], host)
    return member if isinstance(member, Unknown) else _said(member)


def _is_member(case: Situation, switch: Reference, host: Reference) -> bool | Unknown:
    members = case.links(switch, "summary.hostMember")
    if not isinstance(members, Unknown):
        return host in members
    listed = case.listed(switch, "config.host")
    if isinstance(listed, Unknown):
        return members
    hosts = [_host_of(member) for member in listed]
    if host in hosts:
        return True
    return Unknown((f"{switch}:config.host",)) if None in hosts else False


def _host_of(member: Any) -> Reference | None:
    config = member.get("config") if isinstance(member, Mapping) else None
    return Reference.of(config.get("host")) if isinstance(config, Mapping) else None


def _said(reached: bool) -> str:  # noqa: FBT001
    return "on-host" if reached else "not-on-host"
