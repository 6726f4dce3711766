"""The compute resource the clone goes to: whether it places machines, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from policyguard.facts.placement import room
from policyguard.facts.situation import LOCATION, Situation, compared
from policyguard.facts.tasks import vapp_state
from policyguard.facts.values import Said, Statement, Unknown, union
from policyguard.references import is_a
from policyguard.request import ABSENT

_REGISTERED: Final = "capability.maxRegisteredVMs"
# The second is what the first replaced, and says the same.
_DRS: Final = ("configurationEx.drsConfig.enabled", "configuration.drsConfig.enabled")
_COMPUTE: Final = (("HostSystem", "host"), ("ResourcePool", "pool"))
_NAMED: Final = (("HostSystem", "host"), ("Datastore", "datastore"))
_SWITCH: Final[Mapping[Any, str]] = {True: "on", False: "off"}


def destination_statement(case: Situation) -> Statement:
    """What is so of the compute resource, the host and the vApp the clone goes to."""
    return Statement(
        {
            "drs": _drs(case),
            "crossing": _crossing(case),
            "datacenter": _datacenter(case),
            "own_pool": _own_pool(case),
            "registered": case.on_hosts("room", partial(room, case, _REGISTERED, "over")),
            "vapp": _vapp(case),
        },
        {
            "cluster": case.pool_owner,
            "target_vapp": case.named("ResourcePool", *LOCATION, "pool"),
            "own_pool": case.pool,
            "host": case.chosen_host,
            "max_registered": case.figures(_REGISTERED),
        },
    )


def _drs(case: Situation) -> Said:
    owner = case.pool_owner
    if owner is None or isinstance(owner, Unknown):
        return owner or "absent"
    if not is_a(owner.type, "ClusterComputeResource"):
        return "absent"
    said = [case.token(owner, path, _SWITCH) for path in _DRS]
    return next((one for one in said if not isinstance(one, Unknown)), said[0])


def _crossing(case: Situation) -> Said:
    """Whether what is named for the clone is in another datacenter than the source.

    A pool that is named is none of it: with one, the clone may go there.
    """
    named = [case.named(kind, *LOCATION, name) for kind, name in _NAMED]
    places = [place for place in (*named, case.named("Folder", *case.folder_place)) if place]
    if not places or case.request.missing(*LOCATION, "pool") is not ABSENT:
        return "absent"
    said = [compared(case.datacenter(place), case.source_datacenter) for place in places]
    if "other" in said:
        return "other"
    unknown = union(*said)
    return Unknown(unknown) if unknown else "same" if "same" in said else "absent"


def _datacenter(case: Situation) -> Said:
    """Whether the host or pool that is named is in the datacenter of the source's host."""
    named = (case.named(kind, *LOCATION, name) for kind, name in _COMPUTE)
    if not any(named):
        return "absent"
    return compared(case.target_datacenter, case.source_datacenter)


def _own_pool(case: Situation) -> Said:
    """Whether a source that keeps its pool has one that divides the named host's resources."""
    named = case.request.missing(*LOCATION, "pool") is not ABSENT
    if named or case.request.missing(*LOCATION, "host") is ABSENT or case.is_template is True:
        return "absent"
    here, there = case.compute, case.pool_owner
    if isinstance(here, Unknown) or isinstance(there, Unknown):
        return Unknown(union(here, there))
    if here is None or there is None:
        return "absent"
    return "serves" if here == there else "elsewhere"


def _vapp(case: Situation) -> Said:
    """Whether an operation runs on the vApp that the clone is to be in."""
    pool = case.named("ResourcePool", *LOCATION, "pool")
    if pool is None or isinstance(pool, Unknown):
        return pool or "absent"
    return vapp_state(case, pool) if is_a(pool.type, "VirtualApp") else "absent"
