"""What kind of pool the clone runs in, whose it is, and whether its hosts can take a clone."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Unknown
from policyguard.references import Reference
from tests.facts.kit import SOURCE, Data, facts, reference, told
from tests.facts.places_kit import CLUSTER, HOST, ON, OTHER, POOL, TO_POOL

OWN = "ResourcePool/resgroup-1"
VAPP = {"location": {"pool": reference("VirtualApp", "resgroup-v5")}}
KEPT: Data = {"location": {}}
ELSEWHERE = {"location": {"service": {"url": "https://other.example"}}}


@pytest.mark.parametrize(
    ("spec", "source", "said", "pool"),
    [
        (TO_POOL, {}, "resource-pool", POOL),
        (VAPP, {}, "vapp", "VirtualApp/resgroup-v5"),
        (KEPT, {"config.template": True}, "absent", None),
        (KEPT, {"config.template": False, "resourcePool": OWN}, "resource-pool", OWN),
        (
            KEPT,
            {"config.template": False, "resourcePool": None},
            (f"{SOURCE}:resourcePool",),
            ...,
        ),
        (KEPT, {"resourcePool": OWN}, "resource-pool", OWN),
        (KEPT, {"resourcePool": None}, (f"{SOURCE}:config.template",), ...),
        (KEPT, {"config.template": False}, (f"{SOURCE}:resourcePool",), ...),
        (KEPT, {}, (f"{SOURCE}:config.template",), ...),
        (ELSEWHERE, {"resourcePool": OWN}, ("request:spec.location.service",), ...),
        ({"location": {"pool": 7}}, {"resourcePool": OWN}, ("request:spec.location.pool",), ...),
    ],
)
def test_the_pool_is_the_one_named_or_that_of_the_source(
    spec: Data, source: Data, said: str | tuple[str, ...], pool: Any
) -> None:
    found = facts(spec, {SOURCE: source})
    assert told(found, "pool.type") == said
    known = Unknown(said) if isinstance(said, tuple) else pool and Reference.of(pool)
    assert found.details["pool"] == known


@pytest.mark.parametrize(
    ("objects", "said", "hosts"),
    [
        ({POOL: {"owner": CLUSTER}, CLUSTER: {"host": [HOST, OTHER]}}, "some", (HOST, OTHER)),
        ({POOL: {"owner": CLUSTER}, CLUSTER: {"host": []}}, "none", ()),
        ({POOL: {"owner": CLUSTER}, CLUSTER: {"host": None}}, "none", ()),
        ({POOL: {"owner": CLUSTER}}, (f"{CLUSTER}:host",), None),
        ({}, (f"{POOL}:parent",), None),
        ({POOL: {"owner": None}}, (f"{POOL}:parent",), None),
    ],
)
def test_the_compute_resource_of_a_pool_has_hosts_or_none(
    objects: dict[str, Any], said: str | tuple[str, ...], hosts: Any
) -> None:
    found = facts(TO_POOL, objects)
    assert told(found, "pool.owner_hosts") == said
    assert found.details["pool_hosts"] == (hosts and tuple(map(Reference.of, hosts)))
    if hosts:
        assert found.details["cluster"] == Reference.of(CLUSTER)


STATE, MAINTENANCE = "runtime.connectionState", "runtime.inMaintenanceMode"
GOOD: Data = {STATE: "connected", MAINTENANCE: False}
RESTING: Data = {STATE: "connected", MAINTENANCE: True}
GONE: Data = {STATE: "disconnected"}
SILENT: Data = {STATE: "notResponding", MAINTENANCE: False}


@pytest.mark.parametrize(
    ("host", "other", "said"),
    [
        (GOOD, {}, "some"),
        ({}, GOOD, "some"),
        (RESTING, GOOD, "some"),
        (GONE, GOOD, "some"),
        (RESTING, GONE, "none"),
        (SILENT, {MAINTENANCE: True}, "none"),
        (RESTING, {STATE: "connected"}, (f"{OTHER}:{MAINTENANCE}",)),
        ({MAINTENANCE: False}, RESTING, (f"{HOST}:{STATE}",)),
        (
            {STATE: "odd", MAINTENANCE: False},
            {STATE: "connected", MAINTENANCE: 7},
            (f"{HOST}:{STATE}", f"{OTHER}:{MAINTENANCE}"),
        ),
        (GONE, {}, (f"{OTHER}:{STATE}", f"{OTHER}:{MAINTENANCE}")),
    ],
)
def test_a_host_that_is_connected_and_works_can_take_a_clone(
    host: Data, other: Data, said: str | tuple[str, ...]
) -> None:
    cluster = {POOL: {"owner": CLUSTER}, CLUSTER: {"host": [HOST, OTHER]}}
    found = facts(TO_POOL, {**cluster, HOST: host, OTHER: other})
    assert told(found, "pool.usable_hosts") == said


@pytest.mark.parametrize(
    ("spec", "objects", "said"),
    [
        (TO_POOL, {POOL: {"owner": CLUSTER}}, (f"{CLUSTER}:host",)),
        (TO_POOL, {POOL: {"owner": CLUSTER}, CLUSTER: {"host": []}}, "absent"),
        (KEPT, {SOURCE: {"config.template": True}}, "absent"),
        (ON, {}, (f"{SOURCE}:config.template",)),
    ],
)
def test_where_no_host_may_be_picked_none_is_asked(
    spec: Data, objects: dict[str, Any], said: str | tuple[str, ...]
) -> None:
    assert told(facts(spec, objects), "pool.usable_hosts") == said
