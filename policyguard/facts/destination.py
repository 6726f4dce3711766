"""The compute resource the clone goes to: whether it places machines, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from policyguard.facts.placement import room
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.tasks import vapp_state
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.references import Reference, is_a

_REGISTERED: Final = "capability.maxRegisteredVMs"
_DRS: Final = "configurationEx.drsConfig.enabled"
_SWITCH: Final[Mapping[Any, str]] = {True: "on", False: "off"}


def destination_statement(case: Situation) -> Statement:
    """What is so of the compute resource, the host and the vApp the clone goes to."""
    return Statement(
        {
            "drs": _drs(case),
            "crossing": _crossing(case),
            "registered": case.on_hosts("room", partial(room, case, _REGISTERED, "over")),
            "vapp": _vapp(case),
        },
        {
            "placing_cluster": case.pool_owner,
            "busy_vapp": case.pool,
            "host": case.chosen_host,
            "max_registered": case.prop(case.host, _REGISTERED),
        },
    )


def _drs(case: Situation) -> Said:
    owner = case.pool_owner
    if owner is None or isinstance(owner, Unknown):
        return owner or "absent"
    if not is_a(owner.type, "ClusterComputeResource"):
        return "absent"
    return case.token(owner, _DRS, _SWITCH)


def _crossing(case: Situation) -> Said:
    """Whether the host or the datastore that is named is in another datacenter than the source."""
    named = [
        case.named(kind, *LOCATION, name)
        for kind, name in (("HostSystem", "host"), ("Datastore", "datastore"))
    ]
    places = [place for place in named if place is not None]
    if not places:
        return "absent"
    source = case.datacenter(case.linked(case.source, "runtime.host"))
    said = [_compared(case, place, source) for place in places]
    if "other" in said:
        return "other"
    unknown = union(*said)
    return Unknown(unknown) if unknown else "same" if "same" in said else "absent"


def _compared(case: Situation, place: Reference | Unknown, source: Any) -> Said:
    there = case.datacenter(place)
    if there is None or source is None:
        return "absent"
    if isinstance(there, Unknown) or isinstance(source, Unknown):
        return Unknown(union(there, source))
    return "same" if there == source else "other"


def _vapp(case: Situation) -> Said:
    """Whether an operation runs on the vApp that the clone is to be in."""
    pool = case.named("ResourcePool", *LOCATION, "pool")
    if pool is None or isinstance(pool, Unknown):
        return pool or "absent"
    return vapp_state(case, pool) if is_a(pool.type, "VirtualApp") else "absent"
