"""The network or datastore that a name means."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.meant import meant_by, same_name
from policyguard.facts.values import Unknown
from policyguard.references import Reference
from tests.facts.kit import Data, reference
from tests.facts.test_situation import case

ALL: Data = {"complete": ["objects"]}
STORE, OTHER = "Datastore/datastore-11", "Datastore/datastore-12"
HOST = "HostSystem/host-9"
NAMES: Data = {STORE: {"name": "ds-1"}, OTHER: {"name": "ds-2"}}
SERVICE = Unknown(("request:spec.location.service",))
OBJECTS = Unknown(("objects",))


@pytest.mark.parametrize(
    ("spec", "objects", "more", "expected"),
    [
        ({}, NAMES, ALL, STORE),
        ({}, {**NAMES, "Folder/x": {"name": "ds-1"}}, ALL, STORE),
        ({}, NAMES, {}, OBJECTS),
        ({}, {}, ALL, None),
        ({}, {**NAMES, "Datastore/x": {}}, ALL, Unknown(("Datastore/x:name",))),
        ({}, {"Datastore/x": {"name": None}}, ALL, Unknown(("Datastore/x:name",))),
        ({}, {"Datastore/x": {"name": 2024}}, ALL, Unknown(("Datastore/x:name",))),
        ({"location": {"service": {}}}, NAMES, ALL, SERVICE),
        ({}, {**NAMES, HOST: {"datastore": [STORE]}}, {}, STORE),
        ({}, {**NAMES, HOST: {}}, {}, OBJECTS),
        (
            {"location": {"host": reference("HostSystem", "host-8")}},
            {**NAMES, HOST: {"datastore": [STORE]}},
            {},
            OBJECTS,
        ),
        ({}, {OTHER: {"name": "ds-2"}, HOST: {"datastore": [OTHER]}}, {}, OBJECTS),
    ],
)
def test_a_name_means_an_object_if_only_one_can_have_it(
    spec: Data, objects: Data, more: Data, expected: Any
) -> None:
    found = meant_by(case(spec, objects, **more), "Datastore", "ds-1")
    assert found == (Reference.parse(expected) if isinstance(expected, str) else expected)


def test_one_in_another_datacenter_tells_nothing_of_what_is_not_described() -> None:
    there, here = "Datacenter/datacenter-9", "Datacenter/datacenter-2"
    pool, cluster = "ResourcePool/resgroup-8", "ClusterComputeResource/domain-c7"
    objects: Data = {
        STORE: {"name": "ds-1", "parent": "Folder/group-s9"},
        "Folder/group-s9": {"parent": there},
        pool: {"owner": cluster},
        cluster: {"parent": here},
        HOST: {"datastore": [STORE]},
    }
    spec = {"location": {"pool": reference("ResourcePool", "resgroup-8")}}
    assert meant_by(case(spec, objects), "Datastore", "ds-1") == OBJECTS
    whole = case(spec, objects, **ALL)
    assert meant_by(whole, "Datastore", "ds-1") == Reference.parse(STORE)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ds-1", OTHER),
        ("ds-2", STORE),
        (None, Unknown((f"{OTHER}:name",))),
        (2024, Unknown((f"{OTHER}:name",))),
        (..., Unknown((f"{OTHER}:name",))),
    ],
)
def test_what_stands_beside_a_name_tells_which_of_several_it_means(
    name: Any, expected: Any
) -> None:
    beside = Reference.parse(OTHER)
    objects: Data = {STORE: {"name": "ds-1"}, OTHER: {} if name is ... else {"name": name}}
    found = meant_by(case({}, objects, **ALL), "Datastore", "ds-1", beside)
    assert found == (Reference.parse(expected) if isinstance(expected, str) else expected)


def test_names_are_compared_as_they_are_shown() -> None:
    assert same_name("a%2fb", "a/b")
    assert not same_name("a", "A")
    assert not same_name(None, None)
