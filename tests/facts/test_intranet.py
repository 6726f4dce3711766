"""Whether an adapter stays behind on a network within the host that its clone leaves."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Facts
from tests.facts.kit import SOURCE, Data, deciders, facts, items, reference

HOME, THERE = "HostSystem/host-8", "HostSystem/host-9"
POOL, CLUSTER = "ResourcePool/resgroup-8", "ClusterComputeResource/domain-c7"
NETWORK = "Network/network-13"
SNAPSHOT = "VirtualMachineSnapshot/snapshot-1"
GROUPS, SWITCHES = "config.network.portgroup", "config.network.vswitch"
DEVICES = "config.hardware.device"
TO_HOST: Data = {"location": {"host": reference("HostSystem", "host-9")}}
TO_POOL: Data = {"location": {"pool": reference("ResourcePool", "resgroup-8")}}
STANDARD: Data = {
    "_typeName": "VirtualEthernetCardNetworkBackingInfo",
    "deviceName": "Backup",
    "network": NETWORK,
}
GROUP = {"spec": {"name": "Backup", "vswitchName": "vSwitch1"}}
SWITCH = {"name": "vSwitch1", "pnic": []}
LINKED: Data = {GROUPS: [GROUP], SWITCHES: [SWITCH]}


def on(backing: Data) -> Data:
    return {"_typeName": "VirtualVmxnet3", "key": 4000, "backing": backing}


def leaving(
    objects: Data, spec: Data = TO_HOST, backing: Data = STANDARD, home: Any = HOME
) -> Facts:
    """What is said of a clone whose source has one adapter, on another host."""
    source = {DEVICES: [on(backing)], **({} if home is ... else {"runtime.host": home})}
    return facts(spec, {SOURCE: source, **objects})


@pytest.mark.parametrize(
    ("home", "said"),
    [
        (LINKED, "yes"),
        (
            {GROUPS: [{"spec": {"name": "Other", "vswitchName": "x"}}, GROUP], SWITCHES: [SWITCH]},
            "yes",
        ),
        ({GROUPS: [{}, {"spec": 7}, GROUP], SWITCHES: [7, {"name": "vSwitch0"}, SWITCH]}, "yes"),
        ({GROUPS: [GROUP], SWITCHES: [{**SWITCH, "pnic": ["key-vmnic0"]}]}, "no"),
    ],
)
def test_the_switch_of_its_port_group_counts(home: Data, said: str) -> None:
    assert items(leaving({HOME: home}), "nic", "intranet") == [said]


@pytest.mark.parametrize(
    ("home", "by"),
    [
        ({}, (GROUPS, SWITCHES)),
        ({GROUPS: [GROUP]}, (SWITCHES,)),
        ({SWITCHES: [SWITCH]}, (GROUPS,)),
        ({GROUPS: 7, SWITCHES: [SWITCH]}, (GROUPS,)),
        ({GROUPS: [], SWITCHES: [SWITCH]}, (GROUPS, SWITCHES)),
        ({GROUPS: [GROUP], SWITCHES: []}, (GROUPS, SWITCHES)),
    ],
)
def test_the_host_says_which_switch_it_is(home: Data, by: tuple[str, ...]) -> None:
    found = leaving({HOME: home})
    assert deciders(found, "nic", "intranet") == tuple(f"{HOME}:{path}" for path in by)


@pytest.mark.parametrize("name", [None, "", 7])
def test_a_network_that_the_adapter_does_not_name_has_its_own_name(name: object) -> None:
    backing = {**STANDARD, "deviceName": name}
    named = leaving({HOME: LINKED, NETWORK: {"name": "Backup"}}, backing=backing)
    assert items(named, "nic", "intranet") == ["yes"]
    for known in ({}, {"name": None}, {"name": 7}):
        found = leaving({HOME: LINKED, NETWORK: known}, backing=backing)
        assert deciders(found, "nic", "intranet") == (f"{NETWORK}:name",)


@pytest.mark.parametrize("home", [LINKED, {GROUPS: [{}], SWITCHES: [{}]}])
def test_an_adapter_of_no_network_is_for_its_devices_to_say(home: Data) -> None:
    backing = {"_typeName": STANDARD["_typeName"]}
    found = leaving({HOME: home}, backing=backing)
    assert deciders(found, "nic", "intranet") == (f"{SOURCE}:{DEVICES}",)
    spec = {**TO_HOST, "snapshot": reference(*SNAPSHOT.split("/"))}
    objects = {HOME: home, SNAPSHOT: {DEVICES: [on(backing)]}}
    assert deciders(leaving(objects, spec), "nic", "intranet") == (f"{SNAPSHOT}:{DEVICES}",)


ADDED = {"operation": "add", "device": on(STANDARD)}
MOVED = {"operation": "edit", "device": {"key": 4000, "backing": STANDARD}}


@pytest.mark.parametrize(
    ("spec", "home", "hosts"),
    [
        (TO_HOST, THERE, []),
        (TO_POOL, HOME, []),
        (TO_POOL, HOME, [THERE, HOME]),
        ({"location": {**TO_HOST["location"], "deviceChange": [MOVED]}}, HOME, []),
    ],
)
def test_who_stays_or_is_moved_by_the_request_leaves_nothing_behind(
    spec: Data, home: str, hosts: list[str]
) -> None:
    objects = {HOME: LINKED, THERE: LINKED, POOL: {"owner": CLUSTER}, CLUSTER: {"host": hosts}}
    assert items(leaving(objects, spec, home=home), "nic", "intranet") == ["absent"]


def test_only_the_sources_own_adapters_are_left_behind() -> None:
    spec = {"location": {**TO_HOST["location"], "deviceChange": [ADDED]}}
    assert items(leaving({HOME: LINKED}, spec), "nic", "intranet") == ["yes", "absent"]
    other = {**STANDARD, "_typeName": "VirtualEthernetCardOpaqueNetworkBackingInfo"}
    assert items(leaving({HOME: LINKED}, backing=other), "nic", "intranet") == ["absent"]


def test_a_clone_that_may_leave_says_from_where_and_where_to() -> None:
    assert deciders(leaving({}, home=...), "nic", "intranet") == (f"{SOURCE}:runtime.host",)
    away = leaving({POOL: {"owner": CLUSTER}, HOME: LINKED}, TO_POOL)
    assert deciders(away, "nic", "intranet") == (f"{CLUSTER}:host",)
    both = leaving({POOL: {"owner": CLUSTER}}, TO_POOL, home=...)
    assert deciders(both, "nic", "intranet") == (f"{SOURCE}:runtime.host", f"{CLUSTER}:host")
