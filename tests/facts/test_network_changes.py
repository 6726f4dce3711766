"""The network that a device change of the request puts an adapter on, or leaves it on."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Unknown
from policyguard.references import Reference
from tests.facts.kit import SOURCE, Data, deciders, facts, items
from tests.facts.network_kit import (
    BY_NAME,
    DEVICES,
    DISTRIBUTED,
    GROUP,
    IN_NO_GROUP,
    LEGACY,
    OPAQUE,
    STANDARD,
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


@pytest.mark.parametrize(
    ("backing", "objects", "network"),
    [
        (STANDARD, {}, MINE),
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
    assert found.items["network_change"][0].details == {
        "network": Reference.parse(network),
        "network_place": "/spec/location/deviceChange/0/device/backing",
    }


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
        (BY_NAME, {TWIN: {"name": "Web"}}, ALL, "objects"),
        (BY_NAME, {TWIN: {"name": "VM Network"}, WEB: {"name": "VM Network"}}, ALL, "objects"),
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


def test_an_uplink_is_a_matter_of_port_groups() -> None:
    found = changed("add", adapter(STANDARD), {MINE: {"config.uplink": True}})
    assert items(found, "network_change", "uplink") == ["no"]
    found = changed("add", adapter(DISTRIBUTED), {})
    assert deciders(found, "network_change", "uplink") == (f"{GROUP}:config.uplink",)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (adapter(STANDARD), adapter(STANDARD), "kept"),
        (adapter(STANDARD), adapter({**STANDARD, "network": TWIN}), "moved"),
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
    assert items(changed("edit", after, having(before)), "network_change", "change") == [change]


@pytest.mark.parametrize(
    ("operation", "device", "objects", "decides"),
    [
        (None, adapter(STANDARD), having(), OPERATION),
        ("move", adapter(STANDARD), having(), OPERATION),
        ("edit", adapter(STANDARD), {}, DEVICES),
        ("edit", {"_typeName": "VirtualDevice", "key": 4000, "backing": STANDARD}, {}, DEVICES),
        ("edit", adapter(STANDARD), having(adapter(BY_NAME)), "objects"),
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
