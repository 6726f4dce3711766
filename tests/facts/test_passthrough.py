"""Devices of a host that the clone has passed through, and which hosts have them."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.situation import ANY_HOST
from policyguard.references import Reference
from tests.facts.hardware_kit import ELSEWHERE, HOME, HOST, SOURCE, changes, choice, facts
from tests.facts.kit import deciders, items

FIXED = "VirtualPCIPassthroughDeviceBackingInfo"
DYNAMIC = {"_typeName": "VirtualPCIPassthroughDynamicBackingInfo"}
CLASS = {"_typeName": "VirtualPCIPassthroughDvxBackingInfo", "deviceClass": "acme.nic"}
NAMED = {"_typeName": FIXED, "id": "0000:3b:00.0"}
READY = [{"id": "0000:3b:00.0", "passthruEnabled": True}]
CARD = {"id": "0000:3b:00.0", "vendorId": 4318, "deviceId": 7864}
ENABLED, PRESENT = "config.pciPassthruInfo", "hardware.pciDevice"
ON_HOST = ("passthrough", "on_host")
OWN = f"{SOURCE}:config.hardware.device"


def device(backing: Any = None, **members: Any) -> dict[str, Any]:
    return {"_typeName": "VirtualPCIPassthrough", "key": 13000, "backing": backing, **members}


def having(*devices: Any, home: Any = None) -> dict[str, Any]:
    return {"config.hardware.device": list(devices), **(home or ELSEWHERE)}


def passed(backing: Any, enabled: Any, present: Any) -> list[str | int]:
    host = {ENABLED: enabled, PRESENT: present}
    known = {path: value for path, value in host.items() if value is not ...}
    return items(facts(None, having(device(backing)), known), *ON_HOST)


@pytest.mark.parametrize(
    ("backing", "said"),
    [
        ({"vendorId": 4318, "deviceId": "1eb8"}, "yes"),
        ({"vendorId": 4318, "deviceId": "0x1EB8"}, "yes"),
        ({"vendorId": 4319, "deviceId": "1eb8"}, "no"),
        ({"vendorId": 4318, "deviceId": "1eb9"}, "no"),
        ({"id": "0000:3c:00.0"}, "no"),
        ({}, "yes"),
    ],
)
def test_a_device_is_known_by_its_address_and_make(backing: Any, said: str) -> None:
    assert passed({**NAMED, **backing}, READY, [7, CARD]) == [said]
    mouse = {"_typeName": "VirtualPointingDevice", "key": 700}
    both = having(mouse, device({**NAMED, **backing}))
    assert items(facts(None, both, {ENABLED: READY, PRESENT: [CARD]}), *ON_HOST) == [said]


def test_numbers_with_and_without_a_sign_are_the_same_make() -> None:
    backing = {"_typeName": FIXED, "id": "a", "vendorId": 32902, "deviceId": "ffff"}
    there = {"id": "a", "vendorId": 32902 - 0x10000, "deviceId": -1}
    assert passed(backing, [{"id": "a", "passthruEnabled": True}], [there]) == ["yes"]


@pytest.mark.parametrize(
    ("enabled", "present", "said"),
    [
        ([], ..., "no"),
        (READY, [], "no"),
        ([{"id": "0000:3b:00.0", "passthruEnabled": False}], [CARD], "no"),
        ([{"id": "0000:3c:00.0", "passthruEnabled": True}], ..., "no"),
        (..., [], "no"),
        (..., [{**CARD, "id": "0000:3c:00.0"}], "no"),
        ([7, *READY], [CARD], "yes"),
        (READY, ..., (PRESENT,)),
        (READY, 7, (PRESENT,)),
        (..., [7, CARD], (ENABLED,)),
        (..., ..., (ENABLED, PRESENT)),
    ],
)
def test_what_is_known_of_a_host_may_be_enough(enabled: Any, present: Any, said: Any) -> None:
    host = {ENABLED: enabled, PRESENT: present}
    known = {path: value for path, value in host.items() if value is not ...}
    found = facts(None, having(device(NAMED)), known)
    (on_host,) = items(found, *ON_HOST)
    asked = deciders(found, *ON_HOST)
    assert (tuple(one.removeprefix(f"{HOST}:") for one in asked) or on_host) == said


MAKE = {"vendorId": 4318, "deviceId": 7864, "subVendorId": 4318, "subDeviceId": 5000}


@pytest.mark.parametrize(
    ("allowed", "said"),
    [
        ([MAKE], "yes"),
        ([{"vendorId": 4318, "deviceId": 7864}], "yes"),
        ([{**MAKE, "subVendorId": 4318 - 0x10000}], "yes"),
        ([{**MAKE, "vendorId": 1}], "no"),
        ([{**MAKE, "deviceId": 1}], "no"),
        ([{**MAKE, "subVendorId": 1}], "no"),
        ([{**MAKE, "subDeviceId": 1}], "no"),
        ([7, {**MAKE, "vendorId": 1}, MAKE], "yes"),
        ([], "no"),
        (None, "no"),
        (7, "no"),
    ],
)
def test_any_device_of_a_make_that_is_allowed_will_do(allowed: Any, said: str) -> None:
    backing = {**DYNAMIC, "allowedDevice": allowed}
    there = [7, {"id": "a", "vendorId": 1}, {**MAKE, "id": "b"}]
    ready = [{"id": one, "passthruEnabled": True} for one in "ab"]
    assert passed(backing, ready, there) == [said]
    assert passed(backing, ready[:1], there) == ["no"]
    assert passed(backing, ..., there) == ["no" if said == "no" else "unknown"]


def test_shared_graphics_are_no_device_of_a_host() -> None:
    for kind in ("Vmiop", "Plugin"):
        backing = {"_typeName": f"VirtualPCIPassthrough{kind}BackingInfo", "vgpu": "a"}
        assert passed(backing, [], []) == ["absent"]


def test_a_device_that_rests_on_nothing_asks_nothing_of_a_host() -> None:
    assert passed(None, [], []) == passed({}, [], []) == ["absent"]
    assert items(facts(None, having({**device(NAMED), "_typeName": "VirtualUSB"})), *ON_HOST) == []


def test_a_class_of_devices_is_known_by_its_name() -> None:
    for classes, said in (([7, {"deviceClass": "acme.nic"}], "yes"), ([{}], "no"), ([], "no")):
        found = facts(None, having(device(CLASS)), {"hardware.dvxClasses": classes})
        assert items(found, *ON_HOST) == [said]
    assert deciders(facts(None, having(device(CLASS))), *ON_HOST) == (
        f"{HOST}:hardware.dvxClasses",
    )


def test_an_adapter_for_sriov_rests_on_a_physical_function() -> None:
    def of(sriov: Any) -> list[str | int]:
        card = {"_typeName": "VirtualSriovEthernetCard", "key": 4000, "sriovBacking": sriov}
        there = {ENABLED: READY, PRESENT: [CARD]}
        return items(facts(None, having({**card, "backing": NAMED}), there), *ON_HOST)

    assert of({"physicalFunctionBacking": NAMED}) == ["yes"]
    assert of({"physicalFunctionBacking": {"id": NAMED["id"]}}) == ["yes"]
    assert of({"physicalFunctionBacking": {"id": "0000:3c:00.0"}}) == ["no"]
    assert of({"physicalFunctionBacking": 7}) == of({}) == of(7) == of(None) == ["absent"]


def test_what_a_device_rests_on_is_for_its_owner_to_say() -> None:
    strange = device({"_typeName": "VirtualPCIPassthroughOtherBackingInfo"})
    assert deciders(facts(None, having(strange)), *ON_HOST) == (OWN,)
    added = facts(changes(("add", {**strange, "key": -1})), having())
    assert deciders(added, *ON_HOST) == ("request:spec.config.deviceChange[0].device",)


def test_devices_that_the_source_has_are_on_the_host_that_it_is_on() -> None:
    nowhere: dict[str, Any] = {ENABLED: []}
    at_home = {"runtime.host": HOST}
    assert items(facts(None, having(device(NAMED), home=at_home), nowhere), *ON_HOST) == ["yes"]
    unsaid = {"config.hardware.device": [device(NAMED)]}
    assert deciders(facts(None, unsaid, nowhere), *ON_HOST) == (HOME,)
    new = changes(("add", {**device(NAMED), "key": -1}))
    assert items(facts(new, having(home=at_home), nowhere), *ON_HOST) == ["no"]


def test_devices_not_known_of_are_on_the_host_of_their_source() -> None:
    assert items(facts(None, {"runtime.host": HOST}), *ON_HOST) == ["yes"]
    assert deciders(facts(None, ELSEWHERE), *ON_HOST) == (OWN,)
    assert deciders(facts(None), *ON_HOST) == (OWN, HOME)


def test_of_hosts_to_pick_from_one_that_has_the_device_is_enough() -> None:
    asked: tuple[Any, ...] = (None, having(device(NAMED)), {ENABLED: []})
    able = choice({ENABLED: READY, PRESENT: [CARD]})
    found = facts(*asked, **able)
    assert items(found, *ON_HOST) == ["absent"]
    assert found.items["passthrough"][0].details["target_host"] == ANY_HOST
    assert items(facts(*asked, **choice({ENABLED: []})), *ON_HOST) == ["no"]
    assert items(facts(None, {"runtime.host": HOST}, **able), *ON_HOST) == ["absent"]


@pytest.mark.parametrize(
    ("one", "label"),
    [
        (device(NAMED, deviceInfo={"label": "PCI device 0"}), "PCI device 0"),
        (device(NAMED), "device 0000:3b:00.0"),
        (device(CLASS), "device acme.nic"),
        (device({**DYNAMIC, "allowedDevice": []}), "device 13000"),
    ],
)
def test_a_device_is_called_by_its_label_or_by_what_it_rests_on(one: Any, label: str) -> None:
    (own,) = facts(None, having(one)).items["passthrough"]
    assert own.details["passthrough"] == label
    assert own.details["passthrough_place"] == ""
    assert own.details["target_host"] == Reference.of(HOST)
    (new,) = facts(changes(("add", one)), having()).items["passthrough"]
    assert new.details["passthrough_place"] == "/spec/config/deviceChange/0"


def test_devices_that_are_not_known_of_have_no_name() -> None:
    (found,) = facts(None).items["passthrough"]
    assert found.details["passthrough"] is None
    assert found.details["passthrough_place"] == ""
    assert found.details["target_host"] == Reference.of(HOST)


LOCK, RESERVED = "config.memoryReservationLockedToMax", "config.memoryAllocation.reservation"
HAS_4_GB = {"config.hardware.memoryMB": 4096}
SHARED = device({"_typeName": "VirtualPCIPassthroughVmiopBackingInfo", "vgpu": "grid_p4"})
SRIOV = {"_typeName": "VirtualSriovEthernetCard", "key": 4000}


@pytest.mark.parametrize("one", [device(NAMED), device(CLASS), device(None), SHARED, SRIOV])
@pytest.mark.parametrize(
    ("config", "own", "said"),
    [
        ({}, {RESERVED: 4096, LOCK: False}, "whole"),
        ({}, {RESERVED: 4096}, "whole"),
        ({}, {RESERVED: 4095, LOCK: False}, "part"),
        ({}, {RESERVED: 0, LOCK: True}, "whole"),
        ({}, {LOCK: True}, "whole"),
        ({}, {RESERVED: 0}, "unknown"),
        ({"memoryMB": 8192}, {RESERVED: 4096, LOCK: False}, "part"),
        ({"memoryMB": 8192}, {RESERVED: 4096, LOCK: True}, "whole"),
        ({"memoryAllocation": {"reservation": 0}}, {RESERVED: 4096, LOCK: False}, "part"),
        ({"memoryReservationLockedToMax": False}, {RESERVED: 0, LOCK: True}, "part"),
        ({"memoryReservationLockedToMax": True}, {}, "whole"),
    ],
)
def test_a_device_passed_through_has_all_memory_reserved(
    one: Any, config: dict[str, Any], own: dict[str, Any], said: str
) -> None:
    source = {**having(one), **HAS_4_GB, **own}
    assert items(facts(config, source), "passthrough", "memory") == [said]


def test_devices_not_known_of_may_ask_for_all_memory_but_where_it_is_reserved() -> None:
    assert deciders(facts(None), "passthrough", "memory") == (OWN,)
    assert items(facts(None, {LOCK: True}), "passthrough", "memory") == ["whole"]
