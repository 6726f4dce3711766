"""Whether an adapter is on a network that exists within a single host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

from policyguard.facts.device import Device
from policyguard.facts.networks import STANDARD, device_name_of
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown, say, union
from policyguard.references import Reference
from policyguard.request import Place

_PORT_GROUPS: Final = "config.network.portgroup"
_SWITCHES: Final = "config.network.vswitch"


def isolated(case: Situation, nic: Device, place: Place) -> Said:
    """Whether a clone that goes to another host keeps an adapter on such a network.

    A virtual switch without physical adapters reaches no further than its host. An adapter
    that the request sets is not the source's any more.
    """
    if place or nic.backing.get("_typeName") != STANDARD:
        return "absent"
    home, hosts = case.linked(case.source, "runtime.host"), case.hosts
    if isinstance(home, Unknown) or isinstance(hosts, Unknown):
        return Unknown(union(home, hosts))
    if home is None or home in hosts or not hosts:
        return "absent"
    return say(_name(case, nic), partial(_no_uplink, case, home))


def _name(case: Situation, nic: Device) -> str | Unknown:
    """The name of an adapter's network: as the adapter has it, else the network itself."""
    name = device_name_of(nic)
    if name is not None:
        return name
    network = Reference.of(nic.backing.get("network"))
    if network is None:
        return case.unsaid_of_devices
    own: str | Unknown = case.typed(network, "name", str)
    return own


def _no_uplink(case: Situation, host: Reference, name: str) -> Said:
    groups, switches = case.listed(host, _PORT_GROUPS), case.listed(host, _SWITCHES)
    if isinstance(groups, Unknown) or isinstance(switches, Unknown):
        return Unknown(union(groups, switches))
    specs = (_part(group, "spec") for group in groups)
    named = [spec.get("vswitchName") for spec in specs if spec.get("name") == name]
    switch = _named(switches, named[0]) if named else None
    if switch is None:
        return Unknown((f"{host}:{_PORT_GROUPS}", f"{host}:{_SWITCHES}"))
    return "no" if switch.get("pnic") else "yes"


def _named(switches: Iterable[Any], name: Any) -> Mapping[str, Any] | None:
    known = (switch for switch in switches if isinstance(switch, Mapping))
    return next((switch for switch in known if switch.get("name") == name), None)


def _part(value: Any, key: str) -> Mapping[str, Any]:
    part = value.get(key) if isinstance(value, Mapping) else None
    return part if isinstance(part, Mapping) else {}
