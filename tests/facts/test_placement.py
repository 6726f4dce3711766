"""The host the clone is registered on: its state, its limits, its cluster, and its keys."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Unknown
from policyguard.references import Reference
from tests.facts.kit import SOURCE, Data, facts, told
from tests.facts.places_kit import CLUSTER, HOST, ON, OTHER, POOL, TO_POOL

SAME = {True: "yes", False: "no"}
CONNECTION = {one: one for one in ("connected", "disconnected", "notResponding")}
CRYPTO = {"safe": "safe", "prepared": "not-safe"} | {
    one: one for one in ("incapable", "pendingIncapable")
}
TOKENS = [
    ("connection", "runtime.connectionState", CONNECTION),
    ("maintenance", "runtime.inMaintenanceMode", SAME),
    ("crypto", "runtime.cryptoState", CRYPTO),
    ("crypto_supported", "capability.cryptoSupported", SAME),
    ("delta_disks", "capability.deltaDiskBackingsSupported", SAME),
]


@pytest.mark.parametrize(("attribute", "path", "tokens"), TOKENS)
def test_a_host_says_what_state_it_is_in(attribute: str, path: str, tokens: dict[Any, str]) -> None:
    asked = (f"{HOST}:{path}",)
    for value, said in (*tokens.items(), ("odd", asked), (None, asked)):
        assert told(facts(ON, {HOST: {path: value}}), f"host.{attribute}") == said
    assert told(facts(ON), f"host.{attribute}") == asked


TWO: dict[str, Any] = {POOL: {"owner": CLUSTER}, CLUSTER: {"host": [HOST, OTHER]}}


@pytest.mark.parametrize("attribute", ["connection", "maintenance", "failover"])
def test_where_vcenter_picks_the_host_no_single_one_is_spoken_of(attribute: str) -> None:
    assert told(facts(TO_POOL, TWO), f"host.{attribute}") == "absent"


MACHINE = {"config.hardware": {"numCPU": 9, "memoryMB": 1025}}
NO_ROOM: dict[str, Any] = {
    "capability": {
        "maxSupportedVMs": 1,
        "maxSupportedVcpus": 8,
        "maxSupportedVmMemory": 1024,
        "cryptoSupported": False,
        "deltaDiskBackingsSupported": False,
    },
    "vm": [SOURCE],
}
LIMITED = {
    "vms": "full",
    "cpus": "too-many",
    "memory": "too-much",
    "crypto_supported": "no",
    "delta_disks": "no",
}
BOUNDLESS: dict[str, Any] = {
    "capability": {
        "maxSupportedVMs": None,
        "maxSupportedVcpus": None,
        "maxSupportedVmMemory": None,
        "cryptoSupported": True,
        "deltaDiskBackingsSupported": True,
    }
}


@pytest.mark.parametrize(("attribute", "bad"), LIMITED.items())
def test_any_host_that_can_take_the_clone_will_do(attribute: str, bad: str) -> None:
    for other, said in ((NO_ROOM, bad), (BOUNDLESS, "absent")):
        found = facts(TO_POOL, {**TWO, SOURCE: MACHINE, HOST: NO_ROOM, OTHER: other})
        assert told(found, f"host.{attribute}") == said


VMS, VCPUS, MEMORY = (
    f"capability.{name}"
    for name in ("maxSupportedVMs", "maxSupportedVcpus", "maxSupportedVmMemory")
)


@pytest.mark.parametrize(
    ("attribute", "host", "source", "said"),
    [
        ("vms", {VMS: 2, "vm": [SOURCE]}, {}, "room"),
        ("vms", {VMS: 1, "vm": [SOURCE]}, {}, "full"),
        ("vms", {VMS: None}, {}, "room"),
        ("vms", {}, {}, (f"{HOST}:{VMS}", f"{HOST}:vm")),
        ("vms", {VMS: 2}, {}, (f"{HOST}:vm",)),
        ("vms", {"vm": [SOURCE]}, {}, (f"{HOST}:{VMS}",)),
        ("cpus", {VCPUS: 9}, MACHINE, "supported"),
        ("cpus", {VCPUS: 8}, MACHINE, "too-many"),
        ("cpus", {VCPUS: None}, {}, "supported"),
        ("cpus", {VCPUS: 8}, {}, (f"{SOURCE}:config.hardware.numCPU",)),
        ("cpus", {}, MACHINE, (f"{HOST}:{VCPUS}",)),
        ("memory", {MEMORY: 1025}, MACHINE, "supported"),
        ("memory", {MEMORY: 1024}, MACHINE, "too-much"),
        ("memory", {MEMORY: None}, {}, "supported"),
        ("memory", {MEMORY: 8}, {}, (f"{SOURCE}:config.hardware.memoryMB",)),
        ("memory", {}, {}, (f"{SOURCE}:config.hardware.memoryMB", f"{HOST}:{MEMORY}")),
    ],
)
def test_a_host_bears_up_to_its_limits(
    attribute: str, host: Data, source: Data, said: str | tuple[str, ...]
) -> None:
    assert told(facts(ON, {HOST: host, SOURCE: source}), f"host.{attribute}") == said


@pytest.mark.parametrize(
    ("config", "vcpus", "memory"),
    [
        ({}, 9, 1025),
        ({"numCPUs": 4, "memoryMB": 512}, 4, 512),
        (
            {"numCPUs": "x", "memoryMB": True},
            Unknown(("request:spec.config.numCPUs",)),
            Unknown(("request:spec.config.memoryMB",)),
        ),
    ],
)
def test_the_request_and_then_the_source_say_how_large_the_clone_is(
    config: Data, vcpus: Any, memory: Any
) -> None:
    host = {"name": "esx-09.lab", **NO_ROOM}
    found = facts({**ON, "config": config}, {SOURCE: MACHINE, HOST: host}).details
    assert [found[name] for name in ("vcpus", "max_vcpus")] == [vcpus, 8]
    assert [found[name] for name in ("vm_memory", "max_memory")] == [memory, 1024]
    assert [found[name] for name in ("host", "hostname")] == [Reference.of(HOST), "esx-09.lab"]
    assert found["max_vms"] == 1


BOTH = {**ON, "location": {**ON["location"], **TO_POOL["location"]}}
IN_ONE: dict[str, Any] = {HOST: {"parent": CLUSTER}, POOL: {"owner": CLUSTER}}


@pytest.mark.parametrize(
    ("spec", "objects", "said"),
    [
        (BOTH, IN_ONE, "yes"),
        (BOTH, {**IN_ONE, POOL: {"owner": "ComputeResource/domain-s1"}}, "no"),
        (BOTH, {POOL: {"owner": CLUSTER}}, (f"{HOST}:parent",)),
        (BOTH, {HOST: {"parent": CLUSTER}}, (f"{POOL}:parent",)),
        (BOTH, {}, (f"{HOST}:parent", f"{POOL}:parent")),
        (ON, {HOST: {"parent": CLUSTER}}, "absent"),
        (TO_POOL, IN_ONE, "absent"),
    ],
)
def test_a_host_that_is_named_is_of_the_pool_that_is_named(
    spec: Data, objects: dict[str, Any], said: str | tuple[str, ...]
) -> None:
    assert told(facts(spec, objects), "host.in_pool") == said


ENABLED = "configurationEx.dasConfig.enabled"
SPARED = "configurationEx.dasConfig.admissionControlPolicy.failoverHosts"


@pytest.mark.parametrize(
    ("cluster", "said"),
    [
        ({ENABLED: True, SPARED: [OTHER, HOST]}, "yes"),
        ({ENABLED: True, SPARED: [OTHER]}, "no"),
        ({ENABLED: True, SPARED: None}, "no"),
        ({ENABLED: False, SPARED: [HOST]}, "no"),
        ({ENABLED: False}, "no"),
        ({ENABLED: True}, (f"{CLUSTER}:{SPARED}",)),
        ({SPARED: [HOST]}, (f"{CLUSTER}:{ENABLED}",)),
        ({SPARED: [OTHER]}, "no"),
    ],
)
def test_a_host_is_spared_for_failover_where_that_is_on(
    cluster: Data, said: str | tuple[str, ...]
) -> None:
    assert told(facts(ON, {HOST: {"parent": CLUSTER}, CLUSTER: cluster}), "host.failover") == said


@pytest.mark.parametrize(
    ("spec", "objects", "said"),
    [
        (ON, {}, (f"{HOST}:parent",)),
        (ON, {HOST: {"parent": None}}, "absent"),
        (ON, {HOST: {"parent": "ComputeResource/domain-s1"}}, "no"),
        (TO_POOL, {POOL: {"owner": CLUSTER}}, (f"{CLUSTER}:host",)),
        ({**ON, "location": {}}, {}, (f"{SOURCE}:runtime.host",)),
    ],
)
def test_only_hosts_of_clusters_are_spared_for_failover(
    spec: Data, objects: dict[str, Any], said: str | tuple[str, ...]
) -> None:
    assert told(facts(spec, objects), "host.failover") == said


STATE = "runtime.cryptoState"


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([], "absent"),
        (["incapable", "safe"], "safe"),
        ([None, "safe"], "safe"),
        (["incapable", "incapable"], "incapable"),
        (["incapable", "prepared"], "not-safe"),
        (["incapable", "pendingIncapable"], "not-safe"),
        (["incapable", None], ("HostSystem/h-1:runtime.cryptoState",)),
    ],
)
def test_one_host_that_keeps_keys_is_enough(states: list[Any], said: str | tuple[str, ...]) -> None:
    hosts = {f"HostSystem/h-{n}": {STATE: one} for n, one in enumerate(states)}
    objects = {POOL: {"owner": CLUSTER}, CLUSTER: {"host": list(hosts)}, **hosts}
    assert told(facts(TO_POOL, objects), "host.crypto") == said


def test_the_hosts_that_may_be_picked_are_asked_for_where_they_are_not_known() -> None:
    found = facts(TO_POOL, {POOL: {"owner": CLUSTER}})
    for attribute in ("connection", "vms", "cpus", "crypto", "crypto_supported"):
        assert told(found, f"host.{attribute}") == (f"{CLUSTER}:host",)
