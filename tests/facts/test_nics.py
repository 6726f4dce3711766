"""What the host that a clone goes to has for the clone's network adapters."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.kit import SOURCE, Data, deciders, facts, items
from tests.facts.network_kit import (
    BY_NAME,
    DISTRIBUTED,
    GROUP,
    HOST,
    IN_CLUSTER,
    IN_NO_GROUP,
    LEGACY,
    OF_CLUSTER,
    OPAQUE,
    OTHER,
    STANDARD,
    SWITCH,
    TO_HOST,
    adapter,
    having,
)


def source(*backings: Data, **more: Any) -> dict[str, Data]:
    return having(*(adapter(one, 4000 + n) for n, one in enumerate(backings)), **more)


def reached(backing: Data, objects: dict[str, Data], spec: Data | None = None) -> list[str | int]:
    return items(facts(spec or TO_HOST, {**source(backing), **objects}), "nic", "network")


@pytest.mark.parametrize(
    ("objects", "said"),
    [
        ({HOST: {"network": [GROUP]}}, "on-host"),
        ({HOST: {"network": []}}, "not-on-host"),
        ({GROUP: {"host": [HOST]}}, "on-host"),
        ({GROUP: {"host": [OTHER]}}, "not-on-host"),
        ({HOST: {"network": [GROUP]}, GROUP: {"host": [OTHER]}}, "on-host"),
        ({GROUP: {"config.distributedVirtualSwitch": SWITCH}}, "unknown"),
        (
            {
                GROUP: {"config.distributedVirtualSwitch": SWITCH},
                SWITCH: {"summary.hostMember": [HOST]},
            },
            "on-host",
        ),
        (
            {
                GROUP: {"config.distributedVirtualSwitch": SWITCH},
                SWITCH: {"config.host": [{"config": {"host": OTHER}}]},
            },
            "not-on-host",
        ),
        (
            {
                GROUP: {"config.distributedVirtualSwitch": SWITCH},
                SWITCH: {"config.host": [{"config": 7}, {"config": {"host": OTHER}}]},
            },
            "unknown",
        ),
        ({HOST: {"network": "junk"}, GROUP: {"host": 7}}, "unknown"),
    ],
)
def test_a_port_group_is_where_its_switch_is(objects: dict[str, Data], said: str) -> None:
    assert reached(DISTRIBUTED, objects) == [said]


@pytest.mark.parametrize(
    ("switch", "said"),
    [
        ({"uuid": "50 1c", "summary.hostMember": [HOST]}, "on-host"),
        ({"uuid": "50 1c", "summary.hostMember": []}, "not-on-host"),
        ({"uuid": "99 99", "summary.hostMember": [HOST]}, "unknown"),
        ({"summary.hostMember": [HOST]}, "unknown"),
    ],
)
def test_a_port_of_no_group_is_where_its_switch_is(switch: Data, said: str) -> None:
    assert reached(IN_NO_GROUP, {SWITCH: switch}) == [said]


HERE, THERE = "Datacenter/datacenter-2", "Datacenter/datacenter-3"
TWO: dict[str, Data] = {HERE: {"parent": None}, THERE: {"parent": None}}
MINE, TWIN = "Network/network-13", "Network/network-33"


@pytest.mark.parametrize(
    ("objects", "said"),
    [
        ({HOST: {"network": [MINE]}}, "on-host"),
        ({HOST: {"network": []}}, "not-on-host"),
        ({HOST: {"network": [TWIN]}, TWIN: {"name": "Backup"}}, "not-on-host"),
        ({HOST: {"network": [TWIN]}}, "unknown"),
        (
            {
                **TWO,
                MINE: {"parent": HERE},
                TWIN: {"name": "VM Network"},
                HOST: {"network": [TWIN], "parent": THERE},
            },
            "namesake",
        ),
        (
            {
                **TWO,
                MINE: {"parent": HERE},
                TWIN: {"name": "VM Network"},
                HOST: {"network": [TWIN], "parent": HERE},
            },
            "not-on-host",
        ),
        (
            {**TWO, TWIN: {"name": "VM Network"}, HOST: {"network": [TWIN], "parent": THERE}},
            "unknown",
        ),
    ],
)
def test_a_network_of_the_same_name_counts_in_another_datacenter(
    objects: dict[str, Data], said: str
) -> None:
    assert reached(STANDARD, objects) == [said]


def test_a_network_that_the_request_names_is_what_has_the_name_there() -> None:
    edit = {"operation": "edit", "device": {"key": 4000, "backing": STANDARD}}
    spec = {"location": {**TO_HOST["location"], "deviceChange": [edit]}}
    objects: dict[str, Data] = {
        **TWO,
        MINE: {"parent": HERE},
        TWIN: {"name": "VM Network"},
        HOST: {"network": [TWIN], "parent": THERE},
    }
    assert reached(DISTRIBUTED, objects, spec) == ["on-host"]
    named_otherwise: Data = {**objects, TWIN: {"name": "Other"}}
    assert reached(DISTRIBUTED, named_otherwise, spec) == ["not-on-host"]


def test_a_network_without_a_reference_is_looked_for_by_its_name() -> None:
    there: Data = {HOST: {"network": [TWIN]}}
    assert reached(BY_NAME, {**there, TWIN: {"name": "VM Network"}}) == ["on-host"]
    assert reached(BY_NAME, {**there, TWIN: {"name": "Other"}}) == ["not-on-host"]
    assert reached(BY_NAME, there) == ["unknown"]
    nameless = {"_typeName": STANDARD["_typeName"]}
    assert reached(nameless, {HOST: {"network": [TWIN]}, TWIN: {"name": "Other"}}) == ["unknown"]


def test_the_best_of_several_hosts_counts() -> None:
    spec = {"location": {"pool": IN_CLUSTER}}
    one: Data = {**OF_CLUSTER, HOST: {"network": [GROUP]}}
    assert reached(DISTRIBUTED, one, spec) == ["on-host"]
    assert reached(DISTRIBUTED, {**OF_CLUSTER, HOST: {"network": []}}, spec) == ["unknown"]
    both: dict[str, Data] = {HOST: {"network": []}, OTHER: {"network": []}}
    assert reached(DISTRIBUTED, {**OF_CLUSTER, **both}, spec) == ["not-on-host"]


def test_what_names_no_network_is_on_none() -> None:
    assert reached(LEGACY, {}) == ["absent"]
    assert reached({"_typeName": {}}, {}) == ["absent"]


@pytest.mark.parametrize(
    ("has", "said"), [("5e7a", "on-host"), ("5E7A", "on-host"), ("9999", "not-on-host")]
)
def test_an_opaque_network_is_told_by_its_id(has: str, said: str) -> None:
    network = "OpaqueNetwork/network-o51"
    objects: dict[str, Data] = {
        HOST: {"network": [network]},
        network: {"summary.opaqueNetworkId": has},
    }
    assert reached(OPAQUE, objects) == [said]


def test_devices_that_are_not_known_ask_for_themselves_and_the_networks() -> None:
    found = facts(TO_HOST)
    assert items(found, "nic", "network") == ["unknown"]
    assert deciders(found, "nic", "network") == (
        f"{HOST}:network",
        f"{SOURCE}:config.hardware.device",
    )


def test_an_edit_keeps_what_it_leaves_out_or_sets_to_null() -> None:
    device = {"_typeName": None, "key": 4000, "backing": None, "connectable": None}
    spec = {**TO_HOST, "config": {"deviceChange": [{"operation": "edit", "device": device}]}}
    assert reached(DISTRIBUTED, {HOST: {"network": [GROUP]}}, spec) == ["on-host"]


@pytest.mark.parametrize(
    ("name", "backing", "said"),
    [
        ("VirtualPCNet32", DISTRIBUTED, "legacy"),
        ("VirtualPCNet32", STANDARD, "current"),
        ("VirtualVmxnet3", DISTRIBUTED, "current"),
        ("VirtualE1000", LEGACY, "legacy"),
    ],
)
def test_legacy_is_an_old_adapter_on_a_new_switch_or_an_old_backing(
    name: str, backing: Data, said: str
) -> None:
    device = {"_typeName": name, "key": 4000, "backing": backing}
    found = facts({}, {SOURCE: {"config.hardware.device": [device]}})
    assert items(found, "nic", "interface") == [said]


GROUPS = [{"spec": {"name": "VM Network", "vswitchName": "vSwitch1"}}, 7]


@pytest.mark.parametrize(
    ("home", "said"),
    [
        ({"portgroup": GROUPS, "vswitch": [{"name": "vSwitch1"}]}, "yes"),
        ({"portgroup": GROUPS, "vswitch": [{"name": "vSwitch1", "pnic": []}]}, "yes"),
        ({"portgroup": GROUPS, "vswitch": [{"name": "vSwitch1", "pnic": ["x"]}]}, "no"),
        ({"portgroup": GROUPS, "vswitch": [{"name": "vSwitch0"}]}, "unknown"),
        ({"portgroup": [], "vswitch": []}, "unknown"),
        ({"portgroup": 7}, "unknown"),
    ],
)
def test_a_switch_without_physical_adapters_stays_within_its_host(home: Data, said: str) -> None:
    objects = {
        **source(STANDARD, **{"runtime.host": OTHER}),
        OTHER: {f"config.network.{key}": value for key, value in home.items()},
    }
    assert items(facts(TO_HOST, objects), "nic", "intranet") == [said]


def test_an_intranet_matters_only_to_who_leaves_its_host() -> None:
    at_home = source(STANDARD, **{"runtime.host": HOST})
    assert items(facts(TO_HOST, at_home), "nic", "intranet") == ["absent"]
    away = source(DISTRIBUTED, **{"runtime.host": OTHER})
    assert items(facts(TO_HOST, away), "nic", "intranet") == ["absent"]
    entry = {"operation": "edit", "device": {"key": 4000, "backing": STANDARD}}
    spec = {"location": {**TO_HOST["location"], "deviceChange": [entry]}}
    assert items(facts(spec, away), "nic", "intranet") == ["absent"]


@pytest.mark.parametrize(
    ("uplink", "said"), [(True, "yes"), (False, "no"), (None, "no"), ("x", "unknown")]
)
def test_an_uplink_port_group_is_told_by_its_configuration(uplink: object, said: str) -> None:
    device = {"_typeName": "VirtualVmxnet3", "key": -1, "backing": DISTRIBUTED}
    spec = {"location": {"deviceChange": [{"operation": "add", "device": device}]}}
    found = facts(spec, {GROUP: {"config.uplink": uplink}})
    assert items(found, "network_change", "uplink") == [said]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("VirtualVmxnet3", "nic"),
        ("VirtualDisk", "disk"),
        ("VirtualCdrom", "other"),
        ("VirtualDevice", "unknown"),
        ({}, "unknown"),
        (None, "unknown"),
    ],
)
def test_a_change_of_the_location_says_what_it_is_for(name: object, said: str) -> None:
    change = {"operation": "add", "device": {"_typeName": name, "key": 1}}
    found = facts({"location": {"deviceChange": [change]}})
    assert items(found, "location_change", "device") == [said]
