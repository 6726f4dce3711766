"""The network that a device change of the request puts an adapter on, or leaves it on."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Unknown
from policyguard.references import Reference
from tests.facts.kit import SOURCE, Data, deciders, facts, items, reference
from tests.facts.network_kit import (
    BY_NAME,
    CLUSTER,
    DEVICES,
    DISTRIBUTED,
    GROUP,
    IN_NO_GROUP,
    LEGACY,
    OPAQUE,
    STANDARD,
    SWITCH,
    adapter,
    changed,
    having,
)

ENTRY = "request:spec.location.deviceChange[0]"
BACKING, OPERATION = f"{ENTRY}.device.backing", f"{ENTRY}.operation"
SERVICE: Data = {"service": {"_typeName": "ServiceLocator"}}
MINE, TWIN, WEB = "Network/network-13", "Network/network-33", "Network/network-5"
O51, O52 = "OpaqueNetwork/network-o51", "OpaqueNetwork/network-o52"
ID = "summary.opaqueNetworkId"
ALL: Data = {"complete": ["objects"]}
CALLED: Data = {"name": "VM Network"}


@pytest.mark.parametrize(
    ("backing", "objects", "network"),
    [
        (STANDARD, {MINE: {"name": "VM Network"}}, MINE),
        (STANDARD, {MINE: {"name": "VM Network"}, TWIN: {"name": "VM Network"}}, MINE),
        (STANDARD, {MINE: {"name": "Web"}, TWIN: {"name": "VM Network"}}, TWIN),
        ({**STANDARD, "deviceName": ""}, {MINE: {"name": "Web"}}, MINE),
        ({**STANDARD, "deviceName": None}, {}, MINE),
        (DISTRIBUTED, {}, GROUP),
        (BY_NAME, {TWIN: {"name": "VM Network"}, WEB: {"name": "Web"}}, TWIN),
        (BY_NAME, {TWIN: {"name": "VM Network"}, GROUP: {"name": "VM Network"}}, TWIN),
        (OPAQUE, {O51: {ID: "5e7a"}, O52: {ID: "9999"}}, O51),
        (OPAQUE, {O51: {}, O52: {ID: "5e7a"}}, O52),
    ],
)
def test_a_new_adapter_is_on_the_network_that_its_backing_names(
    backing: Data, objects: Data, network: str
) -> None:
    found = changed("add", adapter(backing), {SOURCE: {}, **objects}, **ALL)
    assert items(found, "network_change", "change") == ["added"]
    details = found.items["network_change"][0].details
    assert details["network"] == Reference.parse(network)
    assert details["network_place"] == "/spec/location/deviceChange/0/device/backing"


@pytest.mark.parametrize(
    ("backing", "objects", "more", "decides"),
    [
        (IN_NO_GROUP, {}, ALL, BACKING),
        (LEGACY, {}, ALL, BACKING),
        ({**OPAQUE, "opaqueNetworkId": None}, {O51: {ID: None}}, ALL, BACKING),
        ({**OPAQUE, "opaqueNetworkId": ""}, {O51: {ID: ""}}, ALL, BACKING),
        (OPAQUE, {}, {}, "objects"),
        (OPAQUE, {O51: {ID: "9999"}}, {}, "objects"),
        (OPAQUE, {O51: {ID: "5e7a"}, O52: {ID: "5e7a"}}, {}, "objects"),
        (OPAQUE, {O51: {}, O52: {ID: "9999"}}, {}, f"{O51}:{ID}"),
        (BY_NAME, {TWIN: {"name": "VM Network"}}, {}, "objects"),
        (STANDARD, {}, ALL, f"{MINE}:name"),
        (STANDARD, {MINE: {"name": "Web"}}, {}, "objects"),
        (BY_NAME, {TWIN: {"name": "VM Network"}, WEB: {}}, ALL, f"{WEB}:name"),
        (STANDARD, {}, SERVICE, "request:spec.location.service"),
    ],
)
def test_what_would_tell_the_network_is_named(
    backing: Data, objects: Data, more: Data, decides: str
) -> None:
    found = changed("add", adapter(backing), {SOURCE: {}, **objects}, **more)
    assert found.items["network_change"][0].details["network"] == Unknown((decides,))
    assert deciders(found, "network_change", "uplink") == (decides,)


def test_of_several_networks_with_a_name_that_of_the_datacenter_is_meant() -> None:
    here, there = "Datacenter/datacenter-2", "Datacenter/datacenter-3"
    two: Data = {
        TWIN: {"name": "VM Network", "parent": there},
        WEB: {"name": "VM Network", "parent": here},
    }
    centers: Data = {here: {"parent": None}, there: {"parent": None}}
    host: Data = {"HostSystem/host-9": {"parent": CLUSTER}, CLUSTER: {"parent": here}}
    to_host = {"host": reference("HostSystem", "host-9")}
    found = changed("add", adapter(BY_NAME), {**two, **centers, **host}, **to_host, **ALL)
    assert found.items["network_change"][0].details["network"] == Reference.parse(WEB)
    found = changed("add", adapter(BY_NAME), {**two, **centers}, **to_host, **ALL)
    assert deciders(found, "network_change", "uplink") == ("HostSystem/host-9:parent",)


def test_what_the_host_has_tells_the_network_without_all_objects() -> None:
    there: Data = {
        "HostSystem/host-9": {"network": [TWIN, WEB]},
        TWIN: {"name": "VM Network"},
        WEB: {"name": "Web"},
        MINE: {"name": "VM Network"},
    }
    found = changed("add", adapter(BY_NAME), there, host=reference("HostSystem", "host-9"))
    assert found.items["network_change"][0].details["network"] == Reference.parse(TWIN)


def test_a_name_that_no_network_has_puts_an_adapter_nowhere() -> None:
    found = changed("add", adapter(BY_NAME), {TWIN: {"name": "Web"}}, **ALL)
    assert items(found, "network_change", "change") == ["nowhere"]


@pytest.mark.parametrize(
    ("backing", "name", "said"),
    [
        (STANDARD, "VM Network", "same"),
        (STANDARD, "VM%20Network", "same"),
        (STANDARD, "Web", "other"),
        (STANDARD, None, "unknown"),
        (STANDARD, 2024, "unknown"),
        (BY_NAME, "Web", "absent"),
        ({**STANDARD, "deviceName": ""}, "Web", "absent"),
        (DISTRIBUTED, "Web", "absent"),
    ],
)
def test_a_reference_beside_a_name_agrees_or_is_another_networks(
    backing: Data, name: str | int | None, said: str
) -> None:
    found = changed("add", adapter(backing), {MINE: {"name": name}})
    assert items(found, "network_change", "beside") == [said]


def test_a_reference_that_the_source_has_beside_the_name_agrees() -> None:
    found = changed("edit", adapter(STANDARD), having(adapter(STANDARD)))
    assert items(found, "network_change", "beside") == ["same"]
    found = changed("edit", adapter(STANDARD), having(adapter(BY_NAME)))
    assert deciders(found, "network_change", "beside") == (f"{MINE}:name",)


@pytest.mark.parametrize(
    ("written", "uuid", "said"),
    [
        ("50 1c", "50 1c", "own"),
        ("50 1C", "50-1c", "own"),
        ("50 1c", "50 1d", "other"),
    ],
)
def test_a_switch_is_that_of_the_port_group_or_another(written: str, uuid: str, said: str) -> None:
    backing = {**DISTRIBUTED, "port": {"portgroupKey": "dvportgroup-44", "switchUuid": written}}
    objects: Data = {
        GROUP: {"config": {"distributedVirtualSwitch": SWITCH}},
        SWITCH: {"uuid": uuid},
    }
    for place in ("location", "config"):
        spec = {place: {"deviceChange": [{"operation": "add", "device": adapter(backing)}]}}
        assert items(facts(spec, objects), "network_change", "switch") == [said]


def test_a_switch_without_a_port_group_is_not_compared() -> None:
    found = changed("add", adapter(IN_NO_GROUP), {SWITCH: {"uuid": "x"}})
    assert items(found, "network_change", "switch") == ["absent"]
    found = changed("add", adapter(DISTRIBUTED), {GROUP: {}})
    assert deciders(found, "network_change", "switch") == (
        f"{GROUP}:config.distributedVirtualSwitch",
    )


def test_an_uplink_is_a_matter_of_port_groups() -> None:
    mine = {"name": "VM Network", "config.uplink": True}
    found = changed("add", adapter(STANDARD), {MINE: mine})
    assert items(found, "network_change", "uplink") == ["no"]
    found = changed("add", adapter(DISTRIBUTED), {})
    assert deciders(found, "network_change", "uplink") == (f"{GROUP}:config.uplink",)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (adapter(STANDARD), adapter(STANDARD), "kept"),
        (adapter(STANDARD), adapter({**STANDARD, "network": TWIN}), "moved"),
        (adapter(STANDARD), adapter({**STANDARD, "deviceName": "Web", "network": TWIN}), "moved"),
        (adapter(DISTRIBUTED), adapter(DISTRIBUTED), "kept"),
        (adapter(DISTRIBUTED), adapter(STANDARD), "moved"),
        (adapter(LEGACY), adapter(STANDARD), "moved"),
        (adapter(STANDARD, 4001), adapter(STANDARD), "moved"),
        ({"_typeName": "VirtualDisk", "key": 4000}, adapter(STANDARD), "moved"),
        (adapter(STANDARD), {"key": 4000, "backing": STANDARD}, "kept"),
        (adapter(STANDARD), {"key": 4000, "backing": {"_typeName": "?"}}, "unknown"),
    ],
)
def test_an_edit_moves_an_adapter_or_keeps_it_where_it_is(
    before: Data, after: Data, change: str
) -> None:
    named: Data = {MINE: {"name": "VM Network"}, TWIN: {"name": "VM Network"}}
    objects = {**having(before), **named}
    if after["backing"].get("deviceName") == "Web":
        objects[TWIN] = {"name": "Web"}
    assert items(changed("edit", after, objects), "network_change", "change") == [change]


@pytest.mark.parametrize(
    ("operation", "device", "objects", "decides"),
    [
        (None, adapter(STANDARD), having(), OPERATION),
        ("move", adapter(STANDARD), having(), OPERATION),
        ("edit", adapter(STANDARD), {MINE: CALLED}, DEVICES),
        (
            "edit",
            {"_typeName": "VirtualDevice", "key": 4000, "backing": STANDARD},
            {MINE: CALLED},
            DEVICES,
        ),
        ("edit", adapter(STANDARD), {MINE: CALLED, **having(adapter(BY_NAME))}, "objects"),
        ("edit", adapter(BY_NAME), having(adapter(STANDARD)), "objects"),
        ("edit", adapter(IN_NO_GROUP), having(adapter(STANDARD)), BACKING),
    ],
)
def test_what_would_tell_whether_an_adapter_moves_is_named(
    operation: Any, device: Data, objects: Data, decides: str
) -> None:
    found = changed(operation, device, objects)
    assert deciders(found, "network_change", "change") == (decides,)


def test_both_networks_tell_whether_an_adapter_moves() -> None:
    found = changed("edit", adapter(OPAQUE), having(adapter(BY_NAME)), **SERVICE)
    assert items(found, "network_change", "change") == ["moved"]
    found = changed("edit", adapter(OPAQUE), {O51: {}})
    assert deciders(found, "network_change", "change") == (DEVICES, f"{O51}:{ID}")


@pytest.mark.parametrize(
    ("operation", "device"),
    [
        ("remove", adapter(STANDARD)),
        ("add", {"_typeName": "VirtualVmxnet3", "key": 4000}),
        ("edit", {"_typeName": "VirtualVmxnet3", "key": 4000, "backing": {}}),
        ("edit", {"_typeName": "VirtualCdrom", "key": 3000, "backing": {"_typeName": "Iso"}}),
        ("add", {"key": 4000, "backing": {"_typeName": "Iso"}}),
    ],
)
def test_a_change_that_names_no_network_is_none_of_networks(operation: str, device: Data) -> None:
    iso = {"_typeName": "VirtualCdrom", "key": 3000}
    found = changed(operation, device, having(adapter(STANDARD), iso))
    assert found.items["network_change"] == ()


def test_the_changes_of_the_location_come_first() -> None:
    entries = [{"operation": "add", "device": adapter(one)} for one in (STANDARD, DISTRIBUTED)]
    spec = {
        "config": {"deviceChange": [7, entries[1]]},
        "location": {"deviceChange": [{"operation": "add"}, entries[0]]},
    }
    places = [one.details["network_place"] for one in facts(spec).items["network_change"]]
    assert places == [
        "/spec/location/deviceChange/1/device/backing",
        "/spec/config/deviceChange/1/device/backing",
    ]


@pytest.mark.parametrize("backing", [STANDARD, {**STANDARD, "deviceName": "gone"}])
def test_an_edit_of_an_unread_adapter_may_leave_it_on_its_network(backing: Data) -> None:
    there: Data = {SOURCE: {}, MINE: {"name": "Web"}}
    found = changed("edit", adapter(backing), there, **ALL)
    for attribute in ("beside", "exists", "change"):
        assert deciders(found, "network_change", attribute) == (DEVICES,)
    found = changed("edit", adapter(backing), {**there, **having(adapter(backing))}, **ALL)
    assert items(found, "network_change", "beside") == ["same"]
    assert items(found, "network_change", "exists") == ["yes"]


def test_a_reference_that_agrees_needs_no_adapter_of_the_source() -> None:
    found = changed("edit", adapter(STANDARD), {SOURCE: {}, MINE: CALLED}, **ALL)
    assert items(found, "network_change", "beside") == ["same"]
    assert items(found, "network_change", "exists") == ["yes"]
