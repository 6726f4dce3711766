"""How far a clone goes, and whether the host it goes to may register it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.test_disks import HOST, ON, facts

SPEC = ON | {"location": {"host": HOST}}


def said(fact: str, spec: Any = None, **properties: Any) -> object:
    objects = {
        "VirtualMachine/vm-1": {"config.hardware.device": [], **properties.pop("machine", {})},
        "HostSystem/host-1": {
            "parent": "ClusterComputeResource/c-1",
            **properties.pop("host", {}),
        },
        "ClusterComputeResource/c-1": {"parent": None, **properties.pop("cluster", {})},
        **properties.pop("others", {}),
    }
    assert not properties
    return facts(SPEC if spec is None else spec, objects).values[fact]


PLACES = {
    "HostSystem/host-0": {"parent": "ComputeResource/s-0"},
    "ComputeResource/s-0": {"parent": "Datacenter/dc-0"},
    "Datacenter/dc-0": {"parent": None},
    "Datacenter/dc-1": {"parent": None},
    "Datastore/datastore-1": {"parent": "Datacenter/dc-0"},
}


@pytest.mark.parametrize(
    ("datacenter", "expected"),
    [("Datacenter/dc-0", "same"), ("Datacenter/dc-1", "other"), (None, "absent")],
)
def test_a_host_is_in_the_datacenter_of_the_source_or_in_another(
    datacenter: str | None, expected: str
) -> None:
    machine = {"runtime.host": "HostSystem/host-0"}
    cluster = {"parent": datacenter}
    assert said("destination.crossing", machine=machine, cluster=cluster, others=PLACES) == expected
    nowhere = SPEC | {"location": {}}
    assert said("destination.crossing", nowhere, machine=machine, others=PLACES) == "absent"


@pytest.mark.parametrize(("most", "expected"), [(1, "over"), (2, "room"), (None, "room")])
def test_a_host_registers_up_to_its_limit(most: int | None, expected: str) -> None:
    host = {"capability.maxRegisteredVMs": most, "vm": ["VirtualMachine/m-0"]}
    assert said("destination.registered", host=host) == expected
