"""Whether a distributed port group has ports left: exactly enough is enough."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.kit import SOURCE, Data, deciders, facts, items

GROUP = "DistributedVirtualPortgroup/dvportgroup-44"
UNSAID: Any = ...
FIXED: Data = {"config.type": "earlyBinding", "config.autoExpand": False}


def machine(adapters: int, **more: Any) -> Data:
    backing = {
        "_typeName": "VirtualEthernetCardDistributedVirtualPortBackingInfo",
        "port": {"portgroupKey": "dvportgroup-44"},
    }
    devices = [
        {"_typeName": "VirtualVmxnet3", "key": 4000 + n, "backing": backing}
        for n in range(adapters)
    ]
    return {"config.hardware.device": [{"_typeName": "VirtualDisk", "key": 1}, *devices], **more}


def said(group: Data, adapters: int = 1, **machines: Data) -> str | int:
    objects = {SOURCE: machine(adapters), GROUP: group}
    objects |= {f"VirtualMachine/{name}": known for name, known in machines.items()}
    (first, *others) = items(facts({}, objects), "nic", "ports")
    assert others == [first] * (adapters - 1)
    return first


def group(ports: Any, *names: str, **more: Any) -> Data:
    listed = [SOURCE, *(f"VirtualMachine/{name}" for name in names)]
    return {**FIXED, "config.numPorts": ports, "vm": listed, **more}


@pytest.mark.parametrize(("ports", "expected"), [(3, "enough"), (2, "short"), (0, "short")])
def test_the_clone_needs_a_port_beside_those_in_use(ports: int, expected: str) -> None:
    assert said(group(ports, "a"), a=machine(1)) == expected


@pytest.mark.parametrize(("ports", "expected"), [(6, "enough"), (5, "short")])
def test_each_adapter_needs_one(ports: int, expected: str) -> None:
    assert said(group(ports, "a"), 2, a=machine(2)) == expected


@pytest.mark.parametrize(
    ("ports", "expected"), [(12, "enough"), (11, "unknown"), (3, "unknown"), (2, "short")]
)
def test_a_machine_whose_devices_are_not_known_has_one_to_ten(ports: int, expected: str) -> None:
    assert said(group(ports, "a")) == expected


def test_adapters_that_are_on_other_networks_need_no_port_here() -> None:
    elsewhere = machine(1)["config.hardware.device"]
    elsewhere[1]["backing"] = {**elsewhere[1]["backing"], "port": {"portgroupKey": "other"}}
    elsewhere[0]["backing"] = machine(1)["config.hardware.device"][1]["backing"]
    assert said(group(2, "a"), a={"config.hardware.device": [7, *elsewhere]}) == "enough"


@pytest.mark.parametrize(
    "more", [{"config.autoExpand": True}, {"config.type": "ephemeral"}, {"config.numPorts": 99}]
)
def test_what_grows_or_has_plenty_needs_no_counting(more: Data) -> None:
    assert said(group(1, "a", **more), a=machine(1)) == "enough"
    unsaid = {key: one for key, one in group(1, "a").items() if key not in FIXED}
    assert said({**unsaid, **more}, a=machine(1)) == "enough"


def test_late_binding_counts_what_is_powered_on() -> None:
    late = {"config.type": "lateBinding"}
    on, off = ({"runtime.powerState": f"powered{state}"} for state in ("On", "Off"))
    alone = {**group(1, **late), "vm": ["VirtualMachine/a"]}
    assert said(alone, a=machine(1, **off)) == "enough"
    assert said(alone, a=machine(1, **on)) == "short"
    assert said(alone, a=machine(1)) == "unknown"
    assert said(alone, a=on) == "short"
    assert said({**alone, "config.numPorts": 11}, a=on) == "enough"
    assert said({**alone, "config.numPorts": 10}, a={}) == "unknown"


@pytest.mark.parametrize("ports", [None, "x", -1, True])
def test_a_number_of_ports_that_is_none_is_not_known(ports: object) -> None:
    assert said(group(ports)) == "unknown"


def test_what_would_decide_is_named() -> None:
    found = facts({}, {SOURCE: machine(1)})
    paths = ("config.autoExpand", "config.type", "config.numPorts", "vm")
    assert deciders(found, "nic", "ports") == tuple(f"{GROUP}:{path}" for path in paths)
    full = {**group(1), "config.autoExpand": ...}
    del full["config.autoExpand"]
    found = facts({}, {SOURCE: machine(1), GROUP: full})
    assert deciders(found, "nic", "ports") == (f"{GROUP}:config.autoExpand",)


DEVICES, POWER = "config.hardware.device", "runtime.powerState"
A, B = "VirtualMachine/a", "VirtualMachine/b"


@pytest.mark.parametrize(
    ("ports", "more", "machines", "decides"),
    [
        (None, {}, {}, [f"{GROUP}:config.numPorts"]),
        (2, {"vm": 7}, {}, [f"{GROUP}:vm"]),
        (2, {"config.type": UNSAID}, {"a": machine(1)}, [f"{GROUP}:config.type"]),
        (2, {"vm": None}, {}, []),
        (4, {}, {"a": {}, "b": {}}, [f"{A}:{DEVICES}", f"{B}:{DEVICES}"]),
        (4, {}, {"a": machine(1), "b": {}}, [f"{B}:{DEVICES}"]),
        (
            2,
            {"config.type": "lateBinding", "vm": [A, B]},
            {"a": machine(2), "b": {POWER: "poweredOn"}},
            [f"{A}:{POWER}", f"{B}:{DEVICES}"],
        ),
    ],
)
def test_what_would_tell_how_many_ports_are_left_is_named(
    ports: Any, more: Data, machines: Data, decides: list[str]
) -> None:
    known = {key: one for key, one in group(ports, *machines, **more).items() if one is not UNSAID}
    objects = {f"VirtualMachine/{name}": one for name, one in machines.items()}
    found = facts({}, {SOURCE: machine(1), GROUP: known, **objects})
    assert deciders(found, "nic", "ports") == tuple(decides)
