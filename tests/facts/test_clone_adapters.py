"""What may be printed of the clone's adapters, and what would tell what is not known of them."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.situation import ANY_HOST
from policyguard.facts.values import Unknown
from policyguard.references import Reference
from tests.facts.kit import SOURCE, Data, deciders, facts, items
from tests.facts.network_kit import (
    BY_NAME,
    CLUSTER,
    DEVICES,
    DISTRIBUTED,
    GROUP,
    HOST,
    IN_CLUSTER,
    LEGACY,
    OF_CLUSTER,
    OPAQUE,
    OTHER,
    STANDARD,
    TO_HOST,
    adapter,
    changed,
    having,
)

MINE, TWIN = "Network/network-13", "Network/network-33"
NAMELESS: Data = {key: value for key, value in STANDARD.items() if key != "deviceName"}
TO_POOL: Data = {"location": {"pool": IN_CLUSTER}}
CONNECTED: Data = {"connectable": {"startConnected": True}}
APART: Data = {"connectable": {"startConnected": False}}


def printed(name: str, device: Data, objects: Data | None = None, spec: Data | None = None) -> Any:
    found = facts(spec or TO_HOST, {**having(device), **(objects or {})})
    (nic,) = found.items["nic"]
    return nic.details[name]


@pytest.mark.parametrize(
    ("backing", "kind", "network"),
    [
        (STANDARD, "standard", Reference.parse(MINE)),
        (BY_NAME, "standard", Unknown(("objects",))),
        (DISTRIBUTED, "distributed", Reference.parse(GROUP)),
        ({**DISTRIBUTED, "port": {"portgroupKey": ""}}, "distributed", None),
        ({**DISTRIBUTED, "port": {"portgroupKey": 7}}, "distributed", None),
        ({**LEGACY, "port": DISTRIBUTED["port"]}, "other", None),
        (OPAQUE, "opaque", Unknown(("objects",))),
        (None, "other", None),
    ],
)
def test_a_backing_names_a_network_or_none(backing: Data | None, kind: str, network: Any) -> None:
    assert printed("network", adapter(backing)) == network
    assert items(facts({}, having(adapter(backing))), "nic", "backing") == [kind]


@pytest.mark.parametrize(
    ("device", "label"),
    [
        (adapter(STANDARD, deviceInfo={"label": "Network adapter 1"}), "Network adapter 1"),
        (adapter(STANDARD, deviceInfo={"label": ""}), ""),
        (adapter(STANDARD, deviceInfo={"label": 7}), "device 4000"),
        (adapter(STANDARD, 4001), "device 4001"),
    ],
)
def test_an_adapter_is_called_by_its_label_or_its_key(device: Data, label: str) -> None:
    assert printed("label", device) == label
    assert printed("nic_type", device) == "VirtualVmxnet3"


@pytest.mark.parametrize(
    ("backing", "shown"),
    [
        (STANDARD, "VM Network"),
        (NAMELESS, "Web"),
        ({**STANDARD, "deviceName": ""}, "Web"),
        ({**STANDARD, "deviceName": 7}, "Web"),
        (DISTRIBUTED, "dv-web"),
        ({**NAMELESS, "network": TWIN}, Unknown((f"{TWIN}:name",))),
        (OPAQUE, None),
    ],
)
def test_its_network_is_shown_by_the_name_in_the_backing_or_its_own(
    backing: Data, shown: Any
) -> None:
    objects = {MINE: {"name": "Web"}, GROUP: {"name": "dv-web"}}
    assert printed("nic_backing", adapter(backing), objects) == shown


@pytest.mark.parametrize(
    ("connectable", "said", "shown"),
    [
        (CONNECTED, "yes", True),
        (APART, "no", False),
        ({}, "unknown", Unknown((DEVICES,))),
        ({"connectable": {"startConnected": 1}}, "unknown", Unknown((DEVICES,))),
    ],
)
def test_an_adapter_says_whether_it_is_connected(connectable: Data, said: str, shown: Any) -> None:
    device = adapter(STANDARD, **connectable)
    assert printed("nic_connected", device) == shown
    assert items(facts({}, having(device)), "nic", "connected") == [said]


def test_what_the_request_sets_is_told_by_the_request() -> None:
    found = changed("edit", {"key": 4000}, having(adapter(BY_NAME, **CONNECTED)))
    (nic,) = found.items["nic"]
    assert nic.details["nic_place"] == "/spec/location/deviceChange/0"
    assert nic.values["nic.connected"] == "yes"
    found = changed("add", adapter(STANDARD, -1), having())
    unsaid = "request:spec.location.deviceChange[0].device.connectable"
    assert deciders(found, "nic", "connected") == (unsaid,)


def test_an_adapter_of_the_source_is_nowhere_in_the_request() -> None:
    assert printed("nic_place", adapter(STANDARD)) == ""


@pytest.mark.parametrize(
    ("spec", "objects", "host"),
    [
        (TO_HOST, {}, Reference.parse(HOST)),
        (TO_POOL, OF_CLUSTER, ANY_HOST),
        (TO_POOL, {**OF_CLUSTER, CLUSTER: {"host": [OTHER]}}, Reference.parse(OTHER)),
        (TO_POOL, {**OF_CLUSTER, CLUSTER: {"host": []}}, None),
        (TO_POOL, {**OF_CLUSTER, CLUSTER: {}}, Unknown((f"{CLUSTER}:host",))),
    ],
)
def test_the_host_that_needs_the_network_is_named(spec: Data, objects: Data, host: Any) -> None:
    assert printed("host", adapter(STANDARD), objects, spec) == host
    (unseen,) = facts(spec, {SOURCE: {}, **objects}).items["nic"]
    assert unseen.details["host"] == host


def test_adapters_that_are_not_known_are_one_of_which_nothing_is() -> None:
    (nic,) = facts(TO_POOL, {SOURCE: {}, **OF_CLUSTER}).items["nic"]
    of_hosts = (f"{HOST}:network", DEVICES, f"{OTHER}:network")
    said = ("backing", "connected", "interface", "ports", "intranet")
    assert set(nic.values.values()) == {"unknown"}
    starts = ("request:spec.powerOn", "request:spec.template")
    assert nic.unknown == {
        **{f"nic.{n}": (DEVICES,) for n in said},
        "nic.network": of_hosts,
        "nic.starts": starts,
    }
    unsaid = dict.fromkeys(("label", "nic_type", "nic_backing", "nic_connected"))
    unknown = Unknown((DEVICES,))
    known = {"network": unknown, "nic_network": unknown, "nic_place": "", "host": ANY_HOST}
    assert nic.details == {**unsaid, **known}


@pytest.mark.parametrize(
    ("cluster", "said"),
    [
        ({"host": []}, ("absent", ())),
        ({}, ("unknown", (f"{CLUSTER}:host",))),
        ({"host": [HOST, OTHER]}, ("unknown", (f"{HOST}:network", f"{OTHER}:network"))),
    ],
)
def test_the_hosts_tell_whether_one_has_the_network(cluster: Data, said: object) -> None:
    objects: Data = {**having(adapter(DISTRIBUTED)), **OF_CLUSTER, CLUSTER: cluster}
    found = facts(TO_POOL, objects)
    assert (*items(found, "nic", "network"), deciders(found, "nic", "network")) == said


def test_a_namesake_is_better_than_none() -> None:
    here, there = "Datacenter/datacenter-2", "Datacenter/datacenter-3"
    objects = {
        **having(adapter(STANDARD)),
        **OF_CLUSTER,
        MINE: {"parent": here},
        TWIN: {"name": "VM Network"},
        HOST: {"network": [], "parent": there},
        OTHER: {"network": [TWIN], "parent": there},
    }
    assert items(facts(TO_POOL, objects), "nic", "network") == ["namesake"]


@pytest.mark.parametrize("backing", [STANDARD, {**LEGACY, "port": DISTRIBUTED["port"]}])
def test_only_adapters_on_port_groups_need_ports(backing: Data) -> None:
    assert items(facts({}, having(adapter(backing))), "nic", "ports") == ["absent"]
