"""The network adapters of the clone, and what the host it goes to has for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from policyguard.facts.choice import Bar, Bars
from policyguard.facts.device import Device
from policyguard.facts.devices import Nic, clone_nics
from policyguard.facts.intranet import isolated
from policyguard.facts.networks import (
    OPAQUE,
    PORT,
    STANDARD,
    device_name_of,
    names_network,
    network_of,
    port_group_of,
)
from policyguard.facts.ports import ports
from policyguard.facts.reach import reaches
from policyguard.facts.situation import Found, Situation
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.references import Reference
from policyguard.request import Place, pointer
from policyguard.text import plain_text, shown

# What VMware calls vlance or flexible.
_LEGACY_ADAPTER: Final = "VirtualPCNet32"
_FAULT: Final = "CannotAccessNetwork"
_NOT_CONNECTED: Final[Bars] = {"not-on-host": Bar("NET001", _FAULT, "does not have {}")}
_OFF_SWITCH: Final[Bars] = {"not-on-host": Bar("NET002", _FAULT, "does not have {}")}
_BARS: Final[Mapping[str, Bars]] = {
    STANDARD: _NOT_CONNECTED,
    PORT: _OFF_SWITCH,
    OPAQUE: {"not-on-host": Bar("NET010", _FAULT, "does not have {}", firm=False)},
}
_LEGACY_BACKING: Final = "VirtualEthernetCardLegacyNetworkBackingInfo"


def nic_statements(case: Situation) -> Iterator[Statement]:
    """Each network adapter the clone will have; where they are not known, one of no known kind."""
    nics = clone_nics(case)
    if isinstance(nics, Unknown):
        yield _some_nic(case, nics)
        return
    groups = Counter(port_group_of(nic.device) for nic in nics)
    free = {g: ports(case, g, number) for g, number in groups.items() if g is not None}
    for nic in nics:
        yield _statement(case, nic, free)


def _statement(case: Situation, nic: Nic, free: Mapping[Reference, Said]) -> Statement:
    device, place = nic.device, nic.place
    backing, network = network_of(case, device, of_source=not nic.backed_at)
    group, connected = port_group_of(device), _connected(device, case, place)
    reached = _at_best(case, nic, network, connected)
    return Statement(
        {
            "backing": backing,
            "network": reached,
            "connected": connected,
            "starts": case.powers_on,
            "interface": _interface(device),
            "ports": "absent" if group is None else free[group],
            "intranet": isolated(case, device, place),
        },
        {
            "network": network,
            "nic_network": _called(case, device, network),
            "nic_place": pointer(*place),
            "label": _label(device),
            "host": _told_of(case, nic, reached),
            "nic_type": device.data.get("_typeName"),
            "nic_backing": _backing_name(case, device, network),
            "nic_connected": {"yes": True, "no": False}.get(str(connected), connected),
        },
    )


def _some_nic(case: Situation, devices: Unknown) -> Statement:
    """Stands for the adapters that the devices would tell of, so that no rule passes over them."""
    return Statement(
        {
            "backing": devices,
            "network": case.on_hosts("on-host", partial(_some_network, case, devices), _OFF_SWITCH),
            "connected": devices,
            "starts": case.powers_on,
            "interface": devices,
            "ports": devices,
            "intranet": devices,
        },
        {
            "network": devices,
            "nic_network": devices,
            "nic_place": "",
            "label": None,
            "host": case.chosen_host,
            "nic_type": None,
            "nic_backing": None,
            "nic_connected": None,
        },
    )


def _some_network(case: Situation, devices: Unknown, host: Reference) -> Said:
    return Unknown(union(case.links(host, "network"), devices))


def _at_best(
    case: Situation, nic: Nic, network: Reference | Unknown | None, connected: Said
) -> Said:
    """Whether a host that the clone may be registered on has the adapter's network.

    Where vCenter may pick one of several hosts, the best counts.
    """
    if not names_network(nic.device) or not case.hosts:
        return "absent"
    bars = _BARS[nic.device.backing["_typeName"]]
    named = network if isinstance(network, Reference) else None
    said = case.each_host(
        partial(reaches, case, nic),
        bars,
        about=named or f"the network of `{shown(_label(nic.device))}`",
        only_if=_counts(case, connected) if bars is _NOT_CONNECTED else "yes",
    )
    if isinstance(said, Unknown):
        return said
    if "on-host" in said:
        return "on-host"
    unknown = union(*said)
    if unknown:
        return Unknown(unknown)
    return "namesake" if "namesake" in said else "not-on-host"


def _told_of(case: Situation, nic: Nic, reached: Said) -> Found:
    """The host to tell of: where not each has a namesake, the first of those that have."""
    if reached != "namesake" or isinstance(case.hosts, Unknown):
        return case.chosen_host
    having = [host for host in case.hosts if reaches(case, nic, host) == reached]
    return case.chosen_host if len(having) == len(case.hosts) else having[0]


def _counts(case: Situation, connected: Said) -> Said:
    """Whether a standard network that is not there counts: the adapter would connect to it."""
    if "no" in (connected, case.powers_on):
        return "no"
    unknown = union(connected, case.powers_on)
    return Unknown(unknown) if unknown else "yes"


def _interface(nic: Device) -> str:
    """Whether its connection cannot be told because it is of the old kind."""
    if nic.backing.get("_typeName") == _LEGACY_BACKING:
        return "legacy"
    old = nic.data.get("_typeName") == _LEGACY_ADAPTER
    return "legacy" if old and port_group_of(nic) is not None else "current"


def _connected(nic: Device, case: Situation, place: Place) -> Said:
    connected = nic.starts_connected
    if connected is None:
        return case.unsaid_of(place, "connectable")
    return "yes" if connected else "no"


def _label(nic: Device) -> str:
    return f"device {plain_text(nic.key)}" if nic.label is None else nic.label


def _backing_name(case: Situation, nic: Device, network: Reference | Unknown | None) -> Any:
    """What the client shows as the network of an adapter."""
    named = device_name_of(nic)
    if named is not None:
        return named
    return case.prop(network, "name") if isinstance(network, Reference) else None


def _called(case: Situation, nic: Device, network: Reference | Unknown | None) -> Any:
    """What tells a reader which network is meant: its name, else the object."""
    name = _backing_name(case, nic, network)
    return name if isinstance(name, str) else network
