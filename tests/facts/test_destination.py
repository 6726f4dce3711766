"""How far a clone goes, and whether the host and the vApp it goes to may take it."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Facts
from policyguard.references import Reference
from tests.facts.kit import SOURCE, Data, facts, reference, told
from tests.facts.places_kit import CLUSTER, HOST, ON, OTHER, POOL, TO_POOL

FROM, NEAR, FAR = "HostSystem/host-1", "Datacenter/datacenter-2", "Datacenter/datacenter-3"
TOP = "Folder/group-d1"
TO_STORE = {"location": {"datastore": reference("Datastore", "datastore-1")}}
PLACES: dict[str, Any] = {
    SOURCE: {"runtime.host": FROM},
    FROM: {"parent": NEAR},
    HOST: {"parent": CLUSTER},
    CLUSTER: {"parent": NEAR},
    "Datastore/datastore-1": {"parent": NEAR},
}


@pytest.mark.parametrize(
    ("spec", "places", "said"),
    [
        (ON, {}, "same"),
        (ON, {CLUSTER: {"parent": FAR}}, "other"),
        (ON, {CLUSTER: {"parent": None}}, "absent"),
        (ON, {CLUSTER: {"parent": None}, TOP: {"parent": None}}, (f"{CLUSTER}:parent",)),
        (ON, {CLUSTER: {}}, (f"{CLUSTER}:parent",)),
        (ON, {FROM: {}}, (f"{FROM}:parent",)),
        (ON, {SOURCE: {}}, (f"{SOURCE}:runtime.host",)),
        (ON, {FROM: {"parent": None}}, "absent"),
        (ON, {CLUSTER: {"parent": TOP}, TOP: {"parent": None}}, "absent"),
        (TO_STORE, {}, "same"),
        (TO_STORE, {"Datastore/datastore-1": {"parent": FAR}}, "other"),
        (
            {"location": {**ON["location"], **TO_STORE["location"]}},
            {CLUSTER: {"parent": TOP}, TOP: {"parent": None}},
            "same",
        ),
        ({"location": {"host": 7}}, {}, ("request:spec.location.host",)),
        ({"location": {"datastore": 7}}, {}, ("request:spec.location.datastore",)),
        (
            {"location": {"host": reference("Datastore", "datastore-1")}},
            {},
            ("request:spec.location.host",),
        ),
        (
            {"location": {"folder": reference("Datacenter", "datacenter-2")}},
            {},
            ("request:spec.location.folder",),
        ),
        ({"location": {}}, {}, "absent"),
        ({"location": {**ON["location"], "pool": 7}}, {CLUSTER: {"parent": FAR}}, "absent"),
    ],
)
def test_what_is_named_is_in_the_datacenter_of_the_source_or_in_another(
    spec: Data, places: dict[str, Any], said: str | tuple[str, ...]
) -> None:
    assert told(facts(spec, {**PLACES, **places}), "destination.crossing") == said


MOST = "capability.maxRegisteredVMs"


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ({MOST: 1, "vm": [SOURCE]}, "over"),
        ({MOST: 2, "vm": [SOURCE]}, "room"),
        ({MOST: None}, "room"),
        ({MOST: 2}, (f"{HOST}:vm",)),
        ({"vm": [SOURCE]}, (f"{HOST}:{MOST}",)),
    ],
)
def test_a_host_registers_up_to_its_limit(host: Data, said: str | tuple[str, ...]) -> None:
    assert told(facts(ON, {HOST: host}), "destination.registered") == said


def test_any_host_that_may_register_one_more_will_do() -> None:
    over = {MOST: 0, "vm": []}
    cluster = {POOL: {"owner": CLUSTER}, CLUSTER: {"host": [HOST, OTHER]}, HOST: over}
    for other, said in ((over, "over"), ({MOST: None}, "absent")):
        assert told(facts(TO_POOL, {**cluster, OTHER: other}), "destination.registered") == said


DRS = "configurationEx.drsConfig.enabled"


@pytest.mark.parametrize(
    ("objects", "said"),
    [
        ({POOL: {"owner": CLUSTER}}, (f"{CLUSTER}:{DRS}",)),
        ({POOL: {"owner": CLUSTER}, CLUSTER: {"configuration.drsConfig.enabled": True}}, "on"),
        ({POOL: {"owner": CLUSTER}, CLUSTER: {DRS: False}}, "off"),
        ({}, (f"{POOL}:parent",)),
        ({POOL: {"owner": None}}, (f"{POOL}:parent",)),
    ],
)
def test_what_would_tell_of_drs_is_named(
    objects: dict[str, Any], said: str | tuple[str, ...]
) -> None:
    assert told(facts(TO_POOL, objects), "destination.drs") == said


OWN = "ResourcePool/resgroup-1"
KEPT: dict[str, Any] = {
    SOURCE: {"config.template": False, "resourcePool": OWN},
    OWN: {"owner": CLUSTER},
    HOST: {"parent": CLUSTER},
}


@pytest.mark.parametrize(
    ("spec", "objects", "said"),
    [
        (ON, {}, "serves"),
        (ON, {HOST: {"parent": "ComputeResource/domain-s1"}}, "elsewhere"),
        (ON, {HOST: {"parent": None}}, "absent"),
        (
            ON,
            {SOURCE: {"config.template": False, "resourcePool": None}},
            (f"{SOURCE}:resourcePool",),
        ),
        (ON, {SOURCE: {"config.template": True}, HOST: {}}, "absent"),
        (TO_POOL, {POOL: {}}, "absent"),
        ({"location": {**ON["location"], "pool": 7}}, {}, "absent"),
        ({"location": {}}, {OWN: {}}, "absent"),
        (ON, {HOST: {}}, (f"{HOST}:parent",)),
        (ON, {OWN: {}}, (f"{OWN}:parent",)),
        (ON, {SOURCE: {"config.template": False}}, (f"{SOURCE}:resourcePool",)),
        # What has a pool is no template (VirtualMachine.resourcePool).
        (ON, {SOURCE: {"resourcePool": OWN}}, "serves"),
        (ON, {SOURCE: {"resourcePool": None}}, (f"{SOURCE}:config.template",)),
    ],
)
def test_the_pool_a_source_keeps_serves_the_host_named(
    spec: Data, objects: dict[str, Any], said: str | tuple[str, ...]
) -> None:
    assert told(facts(spec, {**KEPT, **objects}), "destination.own_pool") == said


VAPP, STATE = "VirtualApp/resgroup-v5", "summary.vAppState"


def into(kind: str, vapp: Data) -> Facts:
    spec = {"location": {"pool": reference(kind, "resgroup-v5")}}
    return facts(spec, {f"{kind}/resgroup-v5": vapp, "Task/task-1": {"info.state": "running"}})


@pytest.mark.parametrize(
    ("vapp", "said"),
    [
        ({STATE: "started", "recentTask": []}, "idle"),
        ({STATE: "stopping"}, "busy"),
        ({"recentTask": ["Task/task-1"]}, "busy"),
        ({STATE: "started"}, (f"{VAPP}:recentTask",)),
        ({"recentTask": []}, (f"{VAPP}:{STATE}",)),
        ({"recentTask": ["Task/task-2"]}, ("Task/task-2:info.state", f"{VAPP}:{STATE}")),
    ],
)
def test_the_vapp_the_clone_is_to_be_in_is_busy_or_idle(
    vapp: Data, said: str | tuple[str, ...]
) -> None:
    found = into("VirtualApp", vapp)
    assert told(found, "destination.vapp") == said
    assert found.details["target_vapp"] == Reference.of(VAPP)


def test_only_a_pool_that_is_a_vapp_is_busy() -> None:
    assert told(into("ResourcePool", {STATE: "stopping"}), "destination.vapp") == "absent"
    assert told(facts(ON), "destination.vapp") == "absent"
    malformed = facts({"location": {"pool": 7}})
    assert told(malformed, "destination.vapp") == ("request:spec.location.pool",)


def test_the_places_the_clone_goes_to_can_be_told() -> None:
    objects = {POOL: {"owner": CLUSTER}, HOST: {MOST: 9}}
    found = facts({"location": {**ON["location"], **TO_POOL["location"]}}, objects)
    names = ("cluster", "target_vapp", "own_pool", "host", "max_registered")
    places = [Reference.of(one) for one in (CLUSTER, POOL, POOL, HOST)]
    assert [found.details[name] for name in names] == [*places, 9]


@pytest.mark.parametrize(
    ("spec", "places", "said"),
    [
        (ON, {}, "same"),
        (ON, {CLUSTER: {"parent": FAR}}, "other"),
        (TO_POOL, {POOL: {"owner": CLUSTER}}, "same"),
        (TO_POOL, {POOL: {"owner": CLUSTER}, CLUSTER: {"parent": FAR}}, "other"),
        (ON, {SOURCE: {}}, (f"{SOURCE}:runtime.host",)),
        (TO_STORE, {}, "absent"),
        ({"location": {"host": 7}}, {}, ("request:spec.location.host",)),
    ],
)
def test_the_host_or_pool_that_is_named_is_in_a_datacenter(
    spec: Data, places: dict[str, Any], said: str | tuple[str, ...]
) -> None:
    assert told(facts(spec, {**PLACES, **places}), "destination.datacenter") == said
