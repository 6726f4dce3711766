"""What is said beside the vocabulary because rules of packs ask it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from policyguard.facts import facts_of
from policyguard.facts.policy import Policies
from policyguard.facts.situation import Situation
from policyguard.facts.values import Facts
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest
from policyguard.rules import Rule
from tests.facts.kit import SOURCE, Data, reference, told
from tests.pack_kit import policy

DATACENTER, CLUSTER = "Datacenter/dc-1", "ClusterComputeResource/c-1"
HOSTS = tuple(f"HostSystem/host-{number}" for number in (1, 2, 3))
POOL, FOLDER, STORE = "ResourcePool/pool-1", "Folder/group-v3", "Datastore/store-1"
OBJECTS: Mapping[str, Any] = {
    SOURCE: {"parent": FOLDER, "config.template": True},
    FOLDER: {"parent": DATACENTER},
    CLUSTER: {"parent": DATACENTER, "host": list(HOSTS)},
    POOL: {"parent": CLUSTER, "owner": CLUSTER},
    STORE: {"parent": DATACENTER},
    DATACENTER: {"parent": None},
    **{host: {"parent": CLUSTER} for host in HOSTS},
}


def named(text: str) -> Data:
    return reference(*text.split("/"))


def asked(
    rules: list[Rule], body: Any, objects: Mapping[str, Any] = OBJECTS, **more: Any
) -> tuple[Facts, Facts]:
    """The facts of a request without and with what some rules ask."""
    request = CloneRequest(mo_id=SOURCE, body=body, **more)
    case = Situation(request, Inventory.load({"objects": dict(objects)}))
    found = facts_of(case, ())
    return found, Policies(rules).added(found, case)


def lying(
    target: str, root: str, location: Data, objects: Mapping[str, Any] = OBJECTS
) -> str | int | tuple[str, ...]:
    """Whether a target lies below an object."""
    body = {"folder": named(FOLDER), "spec": {"location": location}}
    found = asked([policy(within={target: [root]})], body, objects)[1]
    return told(found, f"within.ACME001.{target}")


NAMED_X = policy(body={"properties": {"name": {"const": "x"}}})


def test_a_body_keeps_the_schema_of_a_rule_or_breaks_it() -> None:
    kept = policy(3, body={"properties": {"folder": {"const": None}}})
    _, found = asked([NAMED_X, policy(2, when={"clone": {"memory": "yes"}}), kept], {"name": "y"})
    assert told(found, "body.ACME001") == "broken"
    assert told(found, "body.ACME003") == "kept"
    assert found.of_rules == {
        "ACME001": {"place": "/name", "problem": '"x" was expected'},
        "ACME003": {"place": "", "problem": ""},
    }


def test_of_what_is_no_json_value_it_is_not_known_whether_it_keeps_a_schema() -> None:
    _, found = asked([NAMED_X], {"name": {1, 2}})
    assert told(found, "body.ACME001") == ("body",)
    assert found.of_rules == {"ACME001": {"place": "", "problem": ""}}


def test_a_body_that_was_looked_through_is_not_looked_through_again() -> None:
    """So its reader must have refused what no schema can judge."""
    deep: list[Any] = []
    for _ in range(200):
        deep = [deep]
    for plain, expected in ((False, ("body",)), (True, "broken")):
        _, found = asked([NAMED_X], {"name": "y", "more": deep}, plain=plain)
        assert told(found, "body.ACME001") == expected


def test_what_the_vocabulary_says_stays_beside_what_rules_ask() -> None:
    within = {"folder": [FOLDER], "datastore": [FOLDER], "host": [CLUSTER]}
    body = {"folder": named(FOLDER), "spec": {"location": {"datastore": named(STORE)}}}
    before, after = asked([policy(within=within), policy(2, body={"minProperties": 9})], body)
    assert {fact for fact in after.values if fact not in before.values} == {
        "body.ACME002",
        "within.ACME001.folder",
        "within.ACME001.host",
    }
    assert before.values.items() <= after.values.items()
    assert before.unknown.items() <= after.unknown.items()
    assert before.details == after.details
    assert {kind for kind in before.items if before.items[kind] != after.items[kind]} == {
        "datastore"
    }
    (was,), (now,) = before.items["datastore"], after.items["datastore"]
    assert now.values == {**was.values, "within.ACME001.datastore": "no"}
    assert (now.unknown, now.details) == (was.unknown, was.details)


@pytest.mark.parametrize(
    ("target", "location", "root", "expected"),
    [
        ("source", {}, SOURCE, "yes"),
        ("source", {}, DATACENTER, "yes"),
        ("source", {}, "Folder/group-v4", "no"),
        ("folder", {}, FOLDER, "yes"),
        ("folder", {}, "Folder/group-v4", "no"),
        ("pool", {"pool": named(POOL)}, CLUSTER, "yes"),
        ("pool", {"pool": named(POOL)}, "ResourcePool/pool-2", "no"),
        ("pool", {}, CLUSTER, "absent"),
        ("host", {"host": named(HOSTS[1])}, HOSTS[1], "yes"),
        ("host", {"host": named(HOSTS[1])}, HOSTS[0], "no"),
        ("host", {"pool": named(POOL)}, CLUSTER, "yes"),
        ("host", {"pool": named(POOL)}, "HostSystem/host-4", "no"),
        ("host", {"pool": named(POOL)}, HOSTS[0], ("request:spec.location.host",)),
        ("host", {}, CLUSTER, (f"{SOURCE}:runtime.host",)),
    ],
)
def test_a_target_lies_where_it_is_or_where_all_that_it_may_be_lie(
    target: str, location: Data, root: str, expected: object
) -> None:
    assert lying(target, root, location) == expected


def test_a_pool_of_no_hosts_puts_the_clone_on_none() -> None:
    objects = {**OBJECTS, CLUSTER: {"parent": DATACENTER, "host": []}}
    assert lying("host", CLUSTER, {"pool": named(POOL)}, objects) == "absent"


@pytest.mark.parametrize(
    ("unknown", "root", "expected"),
    [
        # The cluster lists them, and so tells what is above them.
        ([0, 1], "Datacenter/dc-2", "no"),
        ([1], "Datacenter/dc-2", "no"),
        ([1], HOSTS[1], ("request:spec.location.host",)),
        ([1], CLUSTER, "yes"),
        ([2], HOSTS[0], ("request:spec.location.host",)),
    ],
)
def test_where_the_host_lies_depends_on_each_that_may_be_picked(
    unknown: list[int], root: str, expected: object
) -> None:
    objects = {**OBJECTS, **{HOSTS[number]: {} for number in unknown}}
    assert lying("host", root, {"pool": named(POOL)}, objects) == expected


def test_where_the_way_upwards_ends_in_the_dark_it_is_not_known() -> None:
    objects = {**OBJECTS, FOLDER: {}}
    assert lying("source", DATACENTER, {}, objects) == (f"{FOLDER}:parent",)
    assert lying("source", FOLDER, {}, objects) == "yes"


def test_each_item_says_where_its_own_object_lies() -> None:
    stores = [STORE, "Datastore/store-2", "Datastore/store-3"]
    disks = [{"diskId": 2000 + n, "datastore": named(one)} for n, one in enumerate(stores)]
    objects = {**OBJECTS, stores[1]: {"parent": "Folder/group-s1"}, "Folder/group-s1": {}}
    found = asked(
        [policy(within={"datastore": [DATACENTER]})],
        {"spec": {"location": {"disk": disks}}},
        objects,
    )[1]
    said = {
        str(one.details["datastore"]): told(one, "within.ACME001.datastore")
        for one in found.items["datastore"]
    }
    assert {one: said[one] for one in stores} == {
        stores[0]: "yes",
        stores[1]: ("Folder/group-s1:parent",),
        stores[2]: ("Datastore/store-3:parent",),
    }


def test_each_network_of_the_clone_says_where_it_lies() -> None:
    name = "VirtualEthernetCardNetworkBackingInfo"
    backing = {"_typeName": name, "network": "Network/network-1"}
    nic = {"_typeName": "VirtualVmxnet3", "key": 4000, "backing": backing}
    source = {**OBJECTS[SOURCE], "config.hardware.device": [nic]}
    objects = {**OBJECTS, SOURCE: source, "Network/network-1": {"parent": DATACENTER}}
    for root, expected in ((DATACENTER, "yes"), (FOLDER, "no")):
        found = asked([policy(within={"network": [root]})], {}, objects)[1]
        (one,) = found.items["nic"]
        assert told(one, "within.ACME001.network") == expected
