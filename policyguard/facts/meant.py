"""The network or datastore that a request names by its name.

A backing has a name and a reference beside it, and vCenter configures by the name: the
reference is not used for configuration (VirtualEthernetCardNetworkBackingInfo.network,
VirtualDeviceFileBackingInfo.datastore). It tells which is meant where several have the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from policyguard import names
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Unknown, union
from policyguard.references import Reference
from policyguard.request import decider

NETWORK: Final = "Network"
DATASTORE: Final = "Datastore"
_SEPARATORS: Final = str.maketrans("", "", " -:")
_OF_HOST: Final[Mapping[str, str]] = {NETWORK: "network", DATASTORE: "datastore"}


@dataclass(frozen=True, slots=True)
class _Named:
    """Some objects by their names, and what would tell of more."""

    found: Mapping[str, tuple[Reference, ...]]
    open: tuple[str, ...]


def same_name(one: Any, other: Any) -> bool:
    """Whether two names are one, whichever of both is escaped."""
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    return names.unescape(one) == names.unescape(other)


def same_identifier(one: Any, other: Any) -> bool:
    """Whether two keys, ids or UUIDs are one: what stands between their digits differs."""
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    here, there = (text.translate(_SEPARATORS).casefold() for text in (one, other))
    return here == there


def meant_by(
    case: Situation, kind: str, name: str, beside: Reference | None = None
) -> Reference | Unknown | None:
    """The object of just this type that a name means where the clone goes; None if there is none.

    Args:
        case: The request before the inventory.
        kind: `NETWORK`, a standard one, or `DATASTORE`.
        name: As written.
        beside: The reference that stands beside the name.
    """
    if case.elsewhere:
        return Unknown((decider(*LOCATION, "service"),))
    is_of_kind = beside is not None and beside.type == kind
    its_name = case.typed(beside, "name", str) if is_of_kind else None
    if same_name(its_name, name):
        return beside
    if isinstance(its_name, Unknown):
        return its_name
    key = names.unescape(name)
    there, everywhere = case.once(_NAMES_ON_HOSTS[kind]), case.once(_NAMES[kind])
    of_hosts = there.found.get(key, ())
    if len(of_hosts) == 1 and not there.open:
        return of_hosts[0]
    if everywhere.open:
        return Unknown(everywhere.open)
    return _only_one(case, kind, everywhere.found.get(key, ()))


def _only_one(
    case: Situation, kind: str, found: tuple[Reference, ...]
) -> Reference | Unknown | None:
    """The one of all objects with a name that is in the datacenter of the clone."""
    complete = "objects" in case.inventory.complete
    if not found and complete:
        return None
    if not (complete or _known_by_hosts(case, kind)) or not found:
        return Unknown(("objects",))
    if len(found) == 1:
        # What is known to be elsewhere tells nothing of one that is not known.
        elsewhere = not complete and case.same_datacenter(found[0]) == "other"
        return Unknown(("objects",)) if elsewhere else found[0]
    said = {one: case.same_datacenter(one) for one in found}
    near = [one for one in found if said[one] == "same"]
    unknown = union(*said.values())
    return near[0] if len(near) == 1 and not unknown else Unknown(unknown or ("objects",))


def _known_by_hosts(case: Situation, kind: str) -> bool:
    """Whether every host that is known of, and that the clone may go to, lists what it has.

    A host that nobody described may have another network of the name: that is taken as not so,
    since else a name would mean nothing without `complete: [objects]`.
    """
    hosts = [*case.inventory.objects("HostSystem")]
    hosts += () if isinstance(case.hosts, Unknown) else case.hosts
    listed = (case.links(host, _OF_HOST[kind]) for host in dict.fromkeys(hosts))
    return bool(hosts) and not any(isinstance(some, Unknown) for some in listed)


def _networks(case: Situation) -> _Named:
    return _named(case, NETWORK, case.inventory.objects(NETWORK))


def _datastores(case: Situation) -> _Named:
    return _named(case, DATASTORE, case.inventory.objects(DATASTORE))


def _networks_of_hosts(case: Situation) -> _Named:
    return _of_hosts(case, NETWORK)


def _datastores_of_hosts(case: Situation) -> _Named:
    return _of_hosts(case, DATASTORE)


def _of_hosts(case: Situation, kind: str) -> _Named:
    hosts = case.hosts
    if isinstance(hosts, Unknown):
        return _Named({}, hosts.deciders)
    listed = [case.links(host, _OF_HOST[kind]) for host in hosts]
    known = [one for some in listed if not isinstance(some, Unknown) for one in some]
    named = _named(case, kind, dict.fromkeys(known))
    return _Named(named.found, (*union(*listed), *named.open))


def _named(case: Situation, kind: str, objects: Iterable[Reference]) -> _Named:
    found: dict[str, tuple[Reference, ...]] = {}
    unsaid: list[Any] = []
    for one in objects:
        if one.type == kind:
            name = case.typed(one, "name", str)
            if isinstance(name, str):
                key = names.unescape(name)
                found[key] = (*found.get(key, ()), one)
            else:
                unsaid.append(name)
    return _Named(found, union(*unsaid))


_NAMES: Final = {NETWORK: _networks, DATASTORE: _datastores}
_NAMES_ON_HOSTS: Final = {NETWORK: _networks_of_hosts, DATASTORE: _datastores_of_hosts}
