"""The keys, ids and names by which a backing of the request means a network or a switch."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.kit import Data, deciders, facts, items
from tests.facts.network_kit import (
    BY_NAME,
    DISTRIBUTED,
    GROUP,
    LEGACY,
    OPAQUE,
    STANDARD,
    SWITCH,
    adapter,
    changed,
)

BACKING = "/spec/location/deviceChange/0/device/backing"
BACKING_PATH = "spec.location.deviceChange[0].device.backing"
UUID, KEY, ID = "50 1c", "dvportgroup-44", "5e7a"
OTHER_GROUP = "DistributedVirtualPortgroup/other"
OPAQUE_NETWORK = "OpaqueNetwork/network-o51"
ALL: Data = {"complete": ["objects"]}
PATHS = ("uuid", "key", "summary.opaqueNetworkId")


def port(**port: Any) -> Data:
    return {**DISTRIBUTED, "port": port}


def keys(backing: Any, operation: Any = "add") -> list[tuple[Any, ...]]:
    """Each key that one device change has: what it is, and where it is written."""
    found = changed(operation, adapter(backing)).items["network_key"]
    names = ("written", "key_place", "key_path")
    return [(one.values["network_key.by"], *(one.details[name] for name in names)) for one in found]


@pytest.mark.parametrize(
    ("backing", "expected"),
    [
        (
            DISTRIBUTED,
            [("switch", UUID, "port/switchUuid"), ("port-group", KEY, "port/portgroupKey")],
        ),
        (port(portgroupKey=KEY), [("port-group", KEY, "port/portgroupKey")]),
        (OPAQUE, [("opaque-network", ID, "opaqueNetworkId")]),
    ],
)
def test_a_backing_says_by_what_it_means_a_network(backing: Data, expected: list[Any]) -> None:
    assert keys(backing) == [
        (by, written, f"{BACKING}/{place}", f"{BACKING_PATH}.{place.replace('/', '.')}")
        for by, written, place in expected
    ]


@pytest.mark.parametrize(
    ("backing", "operation"),
    [
        (LEGACY, "add"),
        (BY_NAME, "add"),
        (STANDARD, "add"),
        (OPAQUE, "remove"),
        ({**OPAQUE, "opaqueNetworkId": ""}, "add"),
        ({**OPAQUE, "opaqueNetworkId": 7}, "add"),
        ({**OPAQUE, "_typeName": None}, "add"),
        ({**OPAQUE, "_typeName": {}}, "add"),
        (port(), "edit"),
        (None, "edit"),
    ],
)
def test_what_names_nothing_has_no_key(backing: Data, operation: str) -> None:
    assert keys(backing, operation) == []


def test_every_change_is_looked_at() -> None:
    removed, added = {"operation": "remove"}, {"operation": "add"}
    entries = [{**one, "device": adapter(OPAQUE)} for one in (removed, added)]
    found = facts({"config": {"deviceChange": entries}})
    places = [one.details["key_place"] for one in found.items["network_key"]]
    assert places == ["/spec/config/deviceChange/1/device/backing/opaqueNetworkId"]


@pytest.mark.parametrize(
    ("backing", "known"),
    [
        (port(switchUuid=UUID), {SWITCH: {"uuid": UUID}}),
        (port(switchUuid=UUID), {"DistributedVirtualSwitch/dvs-1": {"uuid": UUID.upper()}}),
        (port(portgroupKey=KEY), {GROUP: {}}),
        (port(portgroupKey=KEY), {OTHER_GROUP: {"key": KEY}}),
        (OPAQUE, {OPAQUE_NETWORK: {"summary.opaqueNetworkId": ID}}),
        (OPAQUE, {OPAQUE_NETWORK: {"summary.opaqueNetworkId": ID.upper()}}),
        (port(switchUuid="50 1c-6e"), {SWITCH: {"uuid": "501c6e"}}),
    ],
)
def test_what_the_inventory_has_is_there(backing: Data, known: Data) -> None:
    unread: Data = {"Network/a": {}, "OpaqueNetwork/a": {}, OTHER_GROUP: {}}
    for objects in (known, {**unread, **known}):
        for more in ({}, ALL):
            found = changed("add", adapter(backing), objects, **more)
            assert items(found, "network_key", "exists") == ["yes"]


@pytest.mark.parametrize(
    ("backing", "other", "path"),
    [
        (port(switchUuid=UUID), SWITCH, "uuid"),
        (port(portgroupKey=KEY), OTHER_GROUP, "key"),
        (OPAQUE, OPAQUE_NETWORK, "summary.opaqueNetworkId"),
    ],
)
def test_what_is_nowhere_is_not_there_if_all_is_known(backing: Data, other: str, path: str) -> None:
    def exists(known: Data, **more: Any) -> tuple[object, ...]:
        objects = {other: known, "VirtualMachine/vm-9": dict.fromkeys(PATHS, written)}
        found = changed("add", adapter(backing), objects, **more)
        return (*items(found, "network_key", "exists"), *deciders(found, "network_key", "exists"))

    written = keys(backing)[0][1]
    assert exists({path: "x"}, **ALL) == ("no",)
    assert exists({path: "x"}) == exists({}) == ("unknown", "objects")
    assert exists({}, **ALL) == exists({path: 7}, **ALL) == ("unknown", f"{other}:{path}")
    asked = "request:spec.location.service"
    assert exists({path: "x"}, **ALL, service={}) == ("unknown", asked)


def test_whatever_is_not_readable_would_tell() -> None:
    path = "summary.opaqueNetworkId"
    objects: Data = {
        "OpaqueNetwork/a": {},
        "OpaqueNetwork/b": {path: "x"},
        "OpaqueNetwork/c": {path: 7},
    }
    found = changed("add", adapter(OPAQUE), objects, **ALL)
    assert deciders(found, "network_key", "exists") == (
        f"OpaqueNetwork/a:{path}",
        f"OpaqueNetwork/c:{path}",
    )
