"""Where a clone goes, and what it starts from, by what the request names and leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.situation import ANY_HOST
from policyguard.facts.values import Unknown
from policyguard.references import Reference
from tests.facts.kit import SOURCE, Data, reference
from tests.facts.test_situation import SERVICE, case

POOL, OWN_POOL = "ResourcePool/resgroup-8", "ResourcePool/resgroup-1"
CLUSTER, OWN_CLUSTER = "ClusterComputeResource/domain-c7", "ComputeResource/domain-s1"
HOST, OWN_HOST, THIRD = "HostSystem/host-9", "HostSystem/host-1", "HostSystem/host-10"
LAB: Data = {
    SOURCE: {"config.template": False, "resourcePool": OWN_POOL, "runtime.host": OWN_HOST},
    POOL: {"owner": CLUSTER},
    OWN_POOL: {"owner": OWN_CLUSTER},
    CLUSTER: {"host": [HOST, THIRD], "parent": "Folder/group-h2"},
    OWN_CLUSTER: {"host": [OWN_HOST], "parent": "Folder/group-h1"},
    HOST: {"parent": CLUSTER},
    THIRD: {"parent": CLUSTER},
    OWN_HOST: {"parent": OWN_CLUSTER},
    "Folder/group-h2": {"parent": "Datacenter/dc-2"},
    "Folder/group-h1": {"parent": "Datacenter/dc-1"},
}
TO_POOL, TO_HOST = (
    {"pool": reference("ResourcePool", "resgroup-8")},
    {"host": reference("HostSystem", "host-9")},
)


def known(value: Any) -> Any:
    """References in place of their texts."""
    if isinstance(value, tuple):
        return tuple(known(one) for one in value)
    return Reference.parse(value) if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("location", "pool", "compute", "hosts", "center"),
    [
        ({}, OWN_POOL, OWN_CLUSTER, (OWN_HOST,), "Datacenter/dc-1"),
        (TO_POOL, POOL, CLUSTER, (HOST, THIRD), "Datacenter/dc-2"),
        (TO_HOST, OWN_POOL, CLUSTER, (HOST,), "Datacenter/dc-2"),
        ({**TO_HOST, **TO_POOL}, POOL, CLUSTER, (HOST,), "Datacenter/dc-2"),
        ({"service": {}}, SERVICE, SERVICE, SERVICE, SERVICE),
    ],
)
def test_what_is_not_named_is_where_the_source_is(
    location: Data, pool: Any, compute: Any, hosts: Any, center: Any
) -> None:
    found = case({"location": location}, LAB)
    assert found.pool == known(pool)
    assert found.compute == known(compute)
    assert found.hosts == known(hosts)
    assert found.target_datacenter == known(center)


@pytest.mark.parametrize(
    ("location", "objects", "host", "chosen"),
    [
        ({}, {}, OWN_HOST, OWN_HOST),
        (TO_HOST, {}, HOST, HOST),
        (TO_POOL, {}, None, ANY_HOST),
        (TO_POOL, {CLUSTER: {"host": [THIRD]}}, THIRD, THIRD),
        (TO_POOL, {CLUSTER: {"host": []}}, None, None),
        (TO_POOL, {CLUSTER: {}}, *[Unknown((f"{CLUSTER}:host",))] * 2),
    ],
)
def test_a_host_is_named_or_the_only_one_there_is(
    location: Data, objects: Data, host: Any, chosen: Any
) -> None:
    found = case({"location": location}, {**LAB, **objects})
    assert (found.host, found.chosen_host) == (known(host), known(chosen))


@pytest.mark.parametrize(
    ("source", "pool"),
    [
        ({"config.template": True, "resourcePool": OWN_POOL}, None),
        ({"config.template": False, "resourcePool": None}, Unknown((f"{SOURCE}:resourcePool",))),
        ({"config.template": True, "resourcePool": None}, None),
        ({"config.template": False}, Unknown((f"{SOURCE}:resourcePool",))),
        ({"resourcePool": OWN_POOL}, known(OWN_POOL)),  # a template would have none
        ({"resourcePool": None}, Unknown((f"{SOURCE}:config.template",))),
    ],
)
def test_a_template_has_no_pool_of_its_own(source: Data, pool: Any) -> None:
    assert case({}, {SOURCE: source}).pool == pool


@pytest.mark.parametrize(
    ("objects", "owner"),
    [
        ({OWN_POOL: {"owner": CLUSTER, "parent": OWN_CLUSTER}}, CLUSTER),
        ({OWN_POOL: {"owner": None, "parent": OWN_CLUSTER}}, OWN_CLUSTER),
        ({OWN_POOL: {"parent": OWN_CLUSTER}}, OWN_CLUSTER),
        ({OWN_POOL: {}}, Unknown((f"{OWN_POOL}:parent",))),
    ],
)
def test_a_pool_divides_its_owner_else_what_is_above_it(objects: Data, owner: Any) -> None:
    assert case({}, {**LAB, **objects}).pool_owner == known(owner)


@pytest.mark.parametrize(
    ("source", "hosts"),
    [
        ({"runtime.host": None, "resourcePool": OWN_POOL}, Unknown((f"{SOURCE}:runtime.host",))),
        ({"resourcePool": OWN_POOL}, Unknown((f"{SOURCE}:runtime.host",))),
    ],
)
def test_a_source_on_no_host_leaves_the_choice_to_its_pool(source: Data, hosts: Any) -> None:
    objects = {**LAB, SOURCE: {"config.template": False, **source}}
    assert case({}, objects).hosts == known(hosts)


DISK, NIC = {"_typeName": "VirtualDisk", "key": 1}, {"_typeName": "VirtualE1000", "key": 2}
SNAPSHOT = "VirtualMachineSnapshot/s-1"
PATH = "config.hardware.device"


@pytest.mark.parametrize(
    ("spec", "of_source", "of_snapshot", "expected"),
    [
        ({}, [DISK, NIC], [NIC], [DISK, NIC]),
        ({}, [], [NIC], []),
        ({"snapshot": reference("VirtualMachineSnapshot", "s-1")}, [DISK, NIC], [NIC], [NIC]),
        ({}, [DISK, 7], [], f"{SOURCE}:{PATH}"),
        ({}, [DISK, {"_typeName": "VirtualDisk"}], [], f"{SOURCE}:{PATH}"),
        ({}, [DISK, {"key": 2}], [], f"{SOURCE}:{PATH}"),
        ({}, 7, [], f"{SOURCE}:{PATH}"),
        ({"snapshot": reference("VirtualMachineSnapshot", "s-1")}, [], [7], f"{SNAPSHOT}:{PATH}"),
        ({"snapshot": 7}, [DISK], [], "request:spec.snapshot"),
    ],
)
def test_a_clone_starts_from_the_devices_of_its_source_or_of_a_snapshot(
    spec: Data, of_source: Any, of_snapshot: Any, expected: Any
) -> None:
    objects: Data = {SOURCE: {PATH: of_source}, SNAPSHOT: {PATH: of_snapshot}}
    devices = case(spec, objects).devices
    if isinstance(devices, Unknown):
        assert devices.deciders == (expected,)
    else:
        assert [one.data for one in devices] == expected


POWER, TEMPLATE = "request:spec.powerOn", "request:spec.template"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"powerOn": True, "template": False}, "yes"),
        ({"powerOn": False}, "no"),
        ({"template": True}, "no"),
        ({"powerOn": True, "template": True}, "no"),
        ({"powerOn": True}, Unknown((TEMPLATE,))),
        ({"template": False}, Unknown((POWER,))),
        ({"powerOn": 7, "template": "x"}, Unknown((POWER, TEMPLATE))),
        ({}, Unknown((POWER, TEMPLATE))),
    ],
)
def test_a_virtual_machine_powers_on_if_it_is_asked_to(spec: Data, expected: Any) -> None:
    assert case(spec).powers_on == expected


INNER = {"location": {"folder": reference("Folder", "group-v4")}}
NO_FOLDER = Unknown(("request:folder",))


@pytest.mark.parametrize(
    ("spec", "outer", "folder", "place"),
    [
        ({}, reference("Folder", "group-v3"), "Folder/group-v3", ("folder",)),
        (INNER, reference("Folder", "group-v3"), "Folder/group-v4", ("spec", "location", "folder")),
        ({}, None, NO_FOLDER, ("folder",)),
        ({}, reference("HostSystem", "host-9"), NO_FOLDER, ("folder",)),
        (
            {"location": {"folder": 7}},
            reference("Folder", "group-v3"),
            Unknown(("request:spec.location.folder",)),
            ("spec", "location", "folder"),
        ),
    ],
)
def test_the_folder_of_the_location_is_the_one_that_counts(
    spec: Data, outer: Any, folder: Any, place: Any
) -> None:
    found = case(spec, folder=outer)
    assert (found.folder, found.folder_place) == (known(folder), place)


@pytest.mark.parametrize(
    ("location", "start", "expected"),
    [
        ({}, "Folder/group-h1", "same"),
        (TO_HOST, "Folder/group-h1", "other"),
        (TO_HOST, "Folder/group-h2", "same"),
        (TO_HOST, "Folder/group-h3", Unknown(("Folder/group-h3:parent",))),
        ({"service": {}}, "Folder/group-h1", SERVICE),
    ],
)
def test_an_object_is_in_the_datacenter_that_the_clone_goes_to_or_in_another(
    location: Data, start: str, expected: Any
) -> None:
    assert case({"location": location}, LAB).same_datacenter(Reference.parse(start)) == expected
