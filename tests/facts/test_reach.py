"""Whether a host has the network of an adapter: what tells it, and what would."""

from __future__ import annotations

import pytest

from tests.facts.kit import SOURCE, Data, deciders, facts, items
from tests.facts.network_kit import (
    BY_NAME,
    DEVICES,
    DISTRIBUTED,
    GROUP,
    HOST,
    IN_NO_GROUP,
    OPAQUE,
    OTHER,
    STANDARD,
    SWITCH,
    TO_HOST,
    adapter,
    changed,
    having,
)

HERE, THERE = "Datacenter/datacenter-2", "Datacenter/datacenter-3"
MINE, TWIN, THIRD = "Network/network-13", "Network/network-33", "Network/network-34"
OTHER_SWITCH, O51 = "VmwareDistributedVirtualSwitch/dvs-41", "OpaqueNetwork/network-o51"
NAMELESS: Data = {key: value for key, value in STANDARD.items() if key != "deviceName"}
NETWORKS, MEMBERS, BY_HOST = f"{HOST}:network", "summary.hostMember", "config.host"


def said(backing: Data, objects: Data) -> tuple[object, ...]:
    """Whether the host has the network, and what would decide it."""
    found = facts(TO_HOST, {**having(adapter(backing)), **objects})
    return (*items(found, "nic", "network"), *deciders(found, "nic", "network"))


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        ({}, ("unknown", NETWORKS)),
        ({GROUP: {"config.distributedVirtualSwitch": SWITCH}}, ("unknown", NETWORKS)),
        ({GROUP: {"config.distributedVirtualSwitch": 7}}, ("unknown", NETWORKS)),
        ({GROUP: {"config.distributedVirtualSwitch": None}}, ("unknown", NETWORKS)),
    ],
)
def test_a_port_group_is_told_by_the_networks_of_the_host(objects: Data, expected: object) -> None:
    assert said(DISTRIBUTED, objects) == expected


@pytest.mark.parametrize(
    ("switch", "expected"),
    [
        ({}, ("unknown", f"{SWITCH}:uuid")),
        ({"uuid": "99 99"}, ("unknown", "objects")),
        ({"uuid": "50 1c"}, ("unknown", f"{SWITCH}:{MEMBERS}")),
        ({"uuid": "50 1c", MEMBERS: [OTHER]}, ("not-on-host",)),
        ({"uuid": "50 1c", BY_HOST: []}, ("not-on-host",)),
        ({"uuid": "50 1c", BY_HOST: [{"config": {"host": HOST}}]}, ("on-host",)),
        ({"uuid": "50 1c", BY_HOST: [7, {"config": {"host": HOST}}]}, ("on-host",)),
        ({"uuid": "50 1c", BY_HOST: [{"config": 7}]}, ("unknown", f"{SWITCH}:{BY_HOST}")),
        ({"uuid": "50 1c", BY_HOST: [{"config": {}}]}, ("unknown", f"{SWITCH}:{BY_HOST}")),
        ({"uuid": "50 1c", BY_HOST: 7}, ("unknown", f"{SWITCH}:{MEMBERS}")),
    ],
)
def test_a_port_of_no_group_is_told_by_its_switch(switch: Data, expected: object) -> None:
    assert said(IN_NO_GROUP, {SWITCH: switch}) == expected


def test_a_switch_is_told_by_its_uuid_alone() -> None:
    other: Data = {OTHER_SWITCH: {"uuid": "50 2d", MEMBERS: []}, GROUP: {"uuid": "50 1c"}}
    assert said(IN_NO_GROUP, {SWITCH: {"uuid": "50 1c", MEMBERS: [HOST]}, **other}) == ("on-host",)
    twice: Data = {OTHER_SWITCH: {"uuid": "50 1c", MEMBERS: [HOST]}}
    assert said(IN_NO_GROUP, {SWITCH: {"uuid": "50 1c"}, **twice}) == ("unknown", "objects")
    assert said(IN_NO_GROUP, {}) == ("unknown", "objects")
    unsaid: Data = {SWITCH: {"uuid": None, MEMBERS: [HOST]}}
    for port in ({}, {"portKey": "7"}, 7):
        assert said({**IN_NO_GROUP, "port": port}, unsaid) == ("unknown", "objects")


ELSEWHERE = {"network": [TWIN], "parent": THERE}


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        ({}, ("unknown", NETWORKS)),
        ({HOST: {"network": [GROUP], "parent": THERE}, GROUP: {"name": "VM Network"}}, "not"),
        ({HOST: {"network": [TWIN, THIRD]}, TWIN: {"name": "a"}, THIRD: {"name": "b"}}, "not"),
        (
            {HOST: ELSEWHERE, TWIN: {}, MINE: {"parent": HERE}},
            ("unknown", f"{TWIN}:name"),
        ),
        (
            {HOST: {"network": [TWIN]}, TWIN: {"name": "VM Network"}, MINE: {"parent": HERE}},
            ("unknown", f"{HOST}:parent"),
        ),
        (
            {HOST: ELSEWHERE, TWIN: {"name": "VM Network"}, SOURCE: {"runtime.host": OTHER}},
            ("unknown", f"{OTHER}:parent"),
        ),
        (
            {HOST: ELSEWHERE, TWIN: {"name": "VM Network"}},
            ("unknown", f"{SOURCE}:runtime.host"),
        ),
        (
            {
                HOST: ELSEWHERE,
                TWIN: {"name": "VM Network"},
                SOURCE: {"runtime.host": OTHER},
                OTHER: {"parent": HERE},
            },
            "namesake",
        ),
        (
            {
                HOST: ELSEWHERE,
                TWIN: {"name": "VM Network"},
                SOURCE: {"runtime.host": OTHER},
                OTHER: {"parent": THERE},
            },
            "not",
        ),
        (
            {HOST: {"network": [TWIN, THIRD]}, THIRD: {"name": "b"}},
            ("unknown", f"{TWIN}:name", f"{SOURCE}:runtime.host", f"{HOST}:parent"),
        ),
        (
            {HOST: {"network": [TWIN, THIRD], "parent": HERE}, MINE: {"parent": HERE}},
            "not",
        ),
    ],
)
def test_a_namesake_is_told_by_names_and_datacenters(objects: Data, expected: object) -> None:
    centers: Data = {HERE: {"parent": None}, THERE: {"parent": None}}
    source = {**having(adapter(STANDARD))[SOURCE], **objects.get(SOURCE, {})}
    words = {"not": ("not-on-host",), "namesake": ("namesake",)}
    assert said(STANDARD, {**centers, **objects, SOURCE: source}) == words.get(
        str(expected), expected
    )


@pytest.mark.parametrize("name", [None, "", 7])
def test_a_network_that_its_backing_does_not_call_anything_has_a_name(name: object) -> None:
    centers: Data = {HERE: {"parent": None}, THERE: {"parent": None}}
    there: Data = {**centers, HOST: ELSEWHERE, TWIN: {"name": "Web"}}
    backing = {**NAMELESS, "deviceName": name}
    assert said(backing, {**there, MINE: {"parent": HERE, "name": "Web"}}) == ("namesake",)
    assert said(backing, {**there, MINE: {"parent": HERE, "name": "App"}}) == ("not-on-host",)
    assert said(backing, {**there, MINE: {"parent": HERE}}) == ("unknown", f"{MINE}:name")
    known: Data = {**there, MINE: {"parent": HERE, "name": "App"}}
    assert said(STANDARD, {**known, TWIN: {"name": "App"}}) == ("not-on-host",)


@pytest.mark.parametrize(
    ("backing", "network", "name"),
    [(BY_NAME, TWIN, "name"), (OPAQUE, O51, "summary.opaqueNetworkId")],
)
def test_what_is_named_by_no_reference_is_among_the_networks_of_the_host(
    backing: Data, network: str, name: str
) -> None:
    key = next(value for value in ("VM Network", "5e7a") if value in backing.values())
    has: Data = {HOST: {"network": [GROUP, network]}}
    assert said(backing, {}) == ("unknown", NETWORKS)
    assert said(backing, {HOST: {"network": []}}) == ("not-on-host",)
    assert said(backing, {**has, network: {name: key}}) == ("on-host",)
    assert said(backing, {**has, network: {name: "x"}, GROUP: {name: key}}) == ("not-on-host",)
    assert said(backing, {**has, GROUP: {name: key}}) == ("unknown", f"{network}:{name}")


@pytest.mark.parametrize("named", [None, "", 7])
@pytest.mark.parametrize("backing", [BY_NAME, OPAQUE])
def test_a_backing_that_names_nothing_would_have_to(backing: Data, named: object) -> None:
    none = {**backing, "deviceName": named, "opaqueNetworkId": named}
    has: Data = {HOST: {"network": [TWIN]}, TWIN: {"name": named}}
    assert said(none, has) == ("unknown", DEVICES)
    host = TO_HOST["location"]["host"]
    found = changed("add", adapter(none), {**having(), **has}, host=host)
    unsaid = "request:spec.location.deviceChange[0].device.backing"
    assert deciders(found, "nic", "network") == (unsaid,)


def test_a_name_that_is_no_text_may_be_the_one_sought() -> None:
    for name in (2024, None):
        there: Data = {HOST: {"network": [TWIN]}, TWIN: {"name": name}}
        assert said(BY_NAME, there) == ("unknown", f"{TWIN}:name")
