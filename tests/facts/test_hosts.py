"""One of the hosts that vCenter may pick from must be good for everything at once."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import combinations, permutations
from typing import Any

import pytest

from policyguard import Guard, Report, facts
from policyguard.facts.choice import Bar, Choice
from policyguard.facts.hosts import hosts_statement
from policyguard.facts.situation import Situation
from policyguard.facts.values import Unknown
from policyguard.inventory import Inventory
from policyguard.report import Severity
from policyguard.request import CloneRequest
from policyguard.rules import builtin_rules
from tests.facts.kit import Data, reference

HOSTS = ("HostSystem/host-9", "HostSystem/host-10", "HostSystem/host-11")
CLUSTER, POOL = "ClusterComputeResource/domain-c7", "ResourcePool/resgroup-8"
STORE, GROUP = "Datastore/datastore-11", "DistributedVirtualPortgroup/dvportgroup-5"
ADAPTER: Data = {
    "_typeName": "VirtualVmxnet3",
    "key": 4000,
    "connectable": {"_typeName": "VirtualDeviceConnectInfo", "startConnected": True},
    "backing": {
        "_typeName": "VirtualEthernetCardDistributedVirtualPortBackingInfo",
        "port": {
            "_typeName": "DistributedVirtualSwitchPortConnection",
            "switchUuid": "50 1f",
            "portgroupKey": "dvportgroup-5",
        },
    },
}
SOURCE: Data = {
    "config.template": True,
    "config.keyId": None,
    "config.version": "vmx-19",
    "config.hardware": {"numCPU": 4, "memoryMB": 4096, "numCoresPerSocket": 1},
    "config.hardware.device": [ADAPTER],
    "config.files.vmPathName": "[ds] web/web.vmx",
    "runtime": {"host": "HostSystem/host-1", "featureRequirement": []},
    "datastore": [STORE],
}
MOUNT: Data = {"mounted": True, "accessible": True, "accessMode": "readWrite"}
GOOD: Data = {
    "parent": CLUSTER,
    "runtime.connectionState": "connected",
    "runtime.inMaintenanceMode": False,
    "runtime.cryptoState": "incapable",
    "capability.cryptoSupported": True,
    "capability.deltaDiskBackingsSupported": True,
    "capability.maxSupportedVMs": None,
    "capability.maxSupportedVcpus": 128,
    "capability.maxSupportedVmMemory": None,
    "capability.maxRunningVMs": None,
    "capability.maxHostSupportedVcpus": None,
    "config.product.version": "8.0.2",
    "hardware.cpuInfo": {"_typeName": "HostCpuInfo", "numCpuCores": 16, "numCpuThreads": 32},
    "datastore": [STORE],
    "network": [GROUP],
    "vm": [],
}
FLAWS: dict[str, Data] = {
    "maintenance": {"runtime.inMaintenanceMode": True},
    "disconnected": {"runtime.connectionState": "disconnected"},
    "silent": {"runtime.connectionState": "notResponding"},
    "no datastore": {"datastore": []},
    "no port group": {"network": []},
    "CPUs": {"capability.maxSupportedVcpus": 1},
    "memory": {"capability.maxSupportedVmMemory": 1024},
    "cores": {"hardware.cpuInfo": {"numCpuCores": 1, "numCpuThreads": 1}},
    "room": {"capability.maxSupportedVMs": 0},
    "release": {"config.product.version": "6.0.0"},
}
OUT = ("maintenance", "disconnected", "silent")
TO_POOL: Data = {
    "template": False,
    "powerOn": False,
    "location": {
        "pool": reference("ResourcePool", "resgroup-8"),
        "datastore": reference("Datastore", "datastore-11"),
    },
}


def report(*hosts: Mapping[str, Any], spec: Data | None = None, **cluster: Any) -> Report:
    """What is said of a clone to a pool of a cluster of some hosts."""
    named = HOSTS[: len(hosts)]
    mounts = [{"key": host, "mountInfo": MOUNT} for host in named]
    objects = {
        "VirtualMachine/vm-12": SOURCE,
        POOL: {"owner": CLUSTER},
        CLUSTER: {"host": list(named), "configurationEx.dasConfig.enabled": False, **cluster},
        STORE: {"name": "ds", "host": mounts},
        **dict(zip(named, hosts, strict=True)),
    }
    body = {"folder": reference("Folder", "group-v3"), "name": "web-1", "spec": spec or TO_POOL}
    return Guard({"objects": objects}).check({"moId": "vm-12", "body": body})


def errors(said: Report) -> list[str]:
    return [one.rule for one in said.findings if one.severity is Severity.ERROR]


def of_hosts(said: Report) -> dict[str, tuple[str, ...]]:
    rules = ("PLC032", "PLC033")
    return {one.rule: one.unknown for one in said.findings if one.rule in rules}


def test_one_host_that_is_good_for_everything_is_enough() -> None:
    for flaw in FLAWS.values():
        said = report({**GOOD, **flaw}, GOOD)
        assert errors(said) == []
        assert of_hosts(said) == {}


@pytest.mark.parametrize(("one", "other"), list(combinations(FLAWS, 2)))
def test_hosts_of_which_each_lacks_something_else_are_none(one: str, other: str) -> None:
    said = report({**GOOD, **FLAWS[one]}, {**GOOD, **FLAWS[other]})
    turned = report({**GOOD, **FLAWS[other]}, {**GOOD, **FLAWS[one]})
    both_out = one in OUT and other in OUT
    assert errors(said) == errors(turned) == (["PLC006"] if both_out else ["PLC032"])
    assert ("PLC006" in {each.rule for each in said.findings}) is both_out


@pytest.mark.parametrize("flaw", [flaw for flaw in FLAWS if flaw not in OUT])
def test_of_what_all_hosts_lack_the_rule_of_that_speaks_alone(flaw: str) -> None:
    said = report(*[{**GOOD, **FLAWS[flaw]}] * 3)
    (found,) = errors(said)
    assert found not in ("PLC032", "PLC033")
    assert of_hosts(said) == {}


def test_each_host_is_named_with_what_keeps_it() -> None:
    said = report(
        {**GOOD, **FLAWS["maintenance"], **FLAWS["no datastore"]},
        {**GOOD, **FLAWS["no datastore"], **FLAWS["CPUs"]},
        {**GOOD, **FLAWS["CPUs"]},
    )
    (found,) = (one for one in said.findings if one.rule == "PLC032")
    assert found.message == (
        "no host of ClusterComputeResource/domain-c7 can take the clone: "
        "HostSystem/host-9 is in maintenance mode; "
        "HostSystem/host-10 supports fewer virtual CPUs than the clone has and does not have "
        "`ds` (Datastore/datastore-11); "
        "HostSystem/host-11 supports fewer virtual CPUs than the clone has"
    )
    assert found.fault == {
        "_typeName": "NoCompatibleHost",
        "host": [reference("HostSystem", host.partition("/")[2]) for host in HOSTS],
        "error": [
            {"_typeName": "InvalidHostState"},
            {"_typeName": "NumVirtualCpusNotSupported"},
            {"_typeName": "NumVirtualCpusNotSupported"},
        ],
    }


def test_a_host_of_which_something_is_not_known_may_still_be_good() -> None:
    lacking = {**GOOD, **FLAWS["no datastore"]}
    for path in GOOD:
        if path in ("parent", "runtime.cryptoState", "capability.cryptoSupported"):
            continue  # no one's matter, or that of an encrypted clone
        unsure = {name: value for name, value in GOOD.items() if name != path}
        found = of_hosts(report(lacking, unsure)).get("PLC032", ())
        settled = path.startswith("capability.maxSupported")
        if settled or path.startswith("runtime"):
            assert found == (f"{HOSTS[1]}:{path}",)
    known_out = {**GOOD, **FLAWS["maintenance"]}
    without = {name: value for name, value in known_out.items() if name != "datastore"}
    assert of_hosts(report(lacking, without)) == {"PLC032": ()}


def test_a_failover_host_is_not_picked() -> None:
    policy = {
        "_typeName": "ClusterFailoverHostAdmissionControlPolicy",
        "failoverHosts": [HOSTS[0], HOSTS[1]],
    }
    das: Data = {"enabled": True, "admissionControlPolicy": policy}
    kept: dict[str, Any] = {"configurationEx.dasConfig.enabled": True}
    kept |= {f"configurationEx.dasConfig.{name}": value for name, value in das.items()}
    assert errors(report(GOOD, GOOD, GOOD, **kept)) == []
    assert errors(report(GOOD, GOOD, **kept)) == ["PLC032"]


STANDARD: Data = {
    "_typeName": "VirtualVmxnet3",
    "key": 4000,
    "connectable": {"_typeName": "VirtualDeviceConnectInfo", "startConnected": True},
    "backing": {
        "_typeName": "VirtualEthernetCardNetworkBackingInfo",
        "deviceName": "VM Network",
        "network": "Network/network-7",
    },
}


@pytest.mark.parametrize(("powers_on", "expected"), [(True, ["PLC032"]), (False, [])])
def test_a_standard_network_keeps_only_a_clone_that_is_to_connect(
    powers_on: bool,
    expected: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(SOURCE, "config.hardware.device", [STANDARD])
    objects: Data = {"network": ["Network/network-7"], "vm": []}
    spec = {**TO_POOL, "powerOn": powers_on}
    said = report({**GOOD, "network": []}, {**GOOD, **objects, **FLAWS["CPUs"]}, spec=spec)
    assert errors(said) == expected


def test_mounts_that_are_bad_in_different_ways_are_told_whatever_the_order_of_hosts() -> None:
    modes: tuple[Data, ...] = ({"accessMode": "readOnly"}, {"accessible": False})
    found = []
    for order in permutations(modes):
        mounts = [
            {"key": host, "mountInfo": {**MOUNT, **mode}}
            for host, mode in zip(HOSTS, order, strict=False)
        ]
        store = {"name": "ds", "host": mounts}
        objects: Data = {
            "VirtualMachine/vm-12": SOURCE,
            POOL: {"owner": CLUSTER},
            CLUSTER: {"host": list(HOSTS[:2]), "configurationEx.dasConfig.enabled": False},
            STORE: store,
            **dict.fromkeys(HOSTS[:2], GOOD),
        }
        said = Guard({"objects": objects}).check({"moId": "vm-12", "body": {"spec": TO_POOL}})
        found.append({one.rule for one in said.findings if one.rule[:3] in ("STO", "PLC")})
    assert found[0] == found[1]
    assert "PLC032" in found[0]
    assert not {"STO003", "STO005"} & found[0]


def bars() -> Iterator[tuple[str, Bar]]:
    """What keeps a host, as all modules of facts say it, by the value."""
    for module in pkgutil.walk_packages(facts.__path__, "policyguard.facts."):
        for value in vars(import_module(module.name)).values():
            for inner in value.values() if isinstance(value, Mapping) else ():
                yield from _bars(inner)
            yield from _bars(value)


def _bars(value: Any) -> Iterator[tuple[str, Bar]]:
    if isinstance(value, Mapping):
        yield from ((key, one) for key, one in value.items() if isinstance(one, Bar))


def test_what_keeps_a_host_is_as_sure_as_the_rule_that_speaks_of_it() -> None:
    rules = {rule.id: rule for rule in builtin_rules()}
    told = dict.fromkeys((key, bar) for key, bar in bars() if bar.rule)
    assert len(told) > 20
    for value, bar in told:
        rule = rules[str(bar.rule)]
        assert bar.firm is (rule.severity is Severity.ERROR), bar
        assert rule.fault is not None
        assert rule.predicts == bar.fault
        assert any(value in map(str, one.allowed) for one in rule.conditions), bar


def test_hosts_that_are_not_known_are_an_open_question() -> None:
    request = CloneRequest(mo_id="vm-12", body={"spec": TO_POOL})
    said = hosts_statement(
        Situation(request, Inventory.load({"objects": {POOL: {"owner": CLUSTER}}})), Choice(())
    )
    assert said.says["compatible"] == Unknown((f"{CLUSTER}:host",))
