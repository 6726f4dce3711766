"""How the host that a clone goes to has a datastore."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.kit import Data, deciders, facts, items, reference

HOST, OTHER = "HostSystem/host-9", "HostSystem/host-8"
STORE, ELSEWHERE = "Datastore/datastore-11", "Datastore/datastore-12"
SPEC: Data = {
    "location": {
        "host": reference("HostSystem", "host-9"),
        "datastore": reference("Datastore", "datastore-11"),
    }
}
GOOD: Data = {"mounted": True, "accessible": True, "accessMode": "readWrite"}
DATASTORES, HOSTS = f"{HOST}:datastore", f"{STORE}:host"


def mounted(key: Any = HOST, info: Any = None) -> Data:
    return {"_typeName": "DatastoreHostMount", "key": key, "mountInfo": info}


def said(attribute: str, objects: Data, spec: Data = SPEC) -> tuple[object, ...]:
    found = facts(spec, objects)
    first = items(found, "datastore", attribute)[0]
    return (first, *deciders(found, "datastore", attribute))


@pytest.mark.parametrize(
    ("host", "store", "expected"),
    [
        ({"datastore": [STORE]}, {}, ("yes",)),
        ({"datastore": [ELSEWHERE]}, {}, ("no",)),
        ({"datastore": []}, {"host": [mounted()]}, ("no",)),
        ({}, {"host": [7, mounted(OTHER), mounted()]}, ("yes",)),
        ({}, {"host": [mounted(OTHER, GOOD)]}, ("no",)),
        ({}, {"host": []}, ("no",)),
        ({}, {}, ("unknown", DATASTORES)),
        ({"datastore": 7}, {"host": 7}, ("unknown", DATASTORES)),
    ],
)
def test_a_host_lists_its_datastores_or_a_datastore_its_hosts(
    host: Data, store: Data, expected: object
) -> None:
    assert said("on_host", {HOST: host, STORE: store}) == expected


@pytest.mark.parametrize(
    ("mounts", "expected"),
    [
        ([mounted(HOST, GOOD)], ("read-write",)),
        ([mounted(reference("HostSystem", "host-9"), GOOD)], ("read-write",)),
        ([mounted(OTHER), 7, mounted(HOST, {**GOOD, "accessMode": "readOnly"})], ("read-only",)),
        ([mounted(HOST, {"accessMode": "readOnly"})], ("read-only",)),
        ([mounted(HOST, {**GOOD, "mounted": False})], ("not-mounted",)),
        ([mounted(HOST, {**GOOD, "accessible": False})], ("inaccessible",)),
        ([mounted(HOST, {"mounted": False, "accessible": False})], ("not-mounted",)),
        ([mounted(HOST, {**GOOD, "accessMode": "else"})], ("unknown", HOSTS)),
        ([mounted(HOST, {**GOOD, "accessMode": []})], ("unknown", HOSTS)),
        ([mounted(HOST, 7)], ("unknown", HOSTS)),
        ([mounted(HOST, GOOD), mounted(HOST, GOOD)], ("read-write",)),
        ([mounted(HOST, GOOD), mounted(HOST, {**GOOD, "accessible": False})], ("unknown", HOSTS)),
        ([mounted(HOST, {**GOOD, "mounted": False}), mounted(HOST, 7)], ("unknown", HOSTS)),
        ([mounted(OTHER, GOOD)], ("absent",)),
        ([], ("absent",)),
        (7, ("unknown", HOSTS)),
    ],
)
def test_a_datastore_says_how_it_is_mounted(mounts: Any, expected: object) -> None:
    assert said("mount", {STORE: {"host": mounts}}) == expected


@pytest.mark.parametrize("attribute", ["on_host", "mount"])
def test_a_datastore_that_is_not_known_would_have_to_be(attribute: str) -> None:
    spec: Data = {"location": {**SPEC["location"], "datastore": reference("HostSystem", "x")}}
    asked = "request:spec.location.datastore"
    objects: Data = {HOST: {"datastore": [STORE]}}
    assert said(attribute, objects, spec) == ("unknown", asked)
