"""What is computed of a request's words, networks, changes and services."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard import Inventory
from policyguard.facts.network_keys import network_key_statements
from policyguard.facts.service import change_entry_statements, service_statement
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Unknown
from policyguard.facts.words import OF_CHANGE, OF_CONFIG, OF_DISK, word_statements
from policyguard.request import CloneRequest, Place
from policyguard.schema import RELEASES
from tools.typeinfo import catalogue

Data = dict[str, Any]

CONFIG = "VirtualMachineConfigSpec"
CHANGE = "VirtualDeviceConfigSpec"
DISK = "VirtualMachineRelocateSpecDiskLocator"
# Which enumeration the text of each property refers to; type information does not say.
ENUMERATIONS = {
    (CONFIG, "firmware"): "GuestOsDescriptorFirmwareType",
    (CONFIG, "swapPlacement"): "VirtualMachineConfigInfoSwapPlacementType",
    (CONFIG, "migrateEncryption"): "VirtualMachineConfigSpecEncryptedVMotionModes",
    (CONFIG, "ftEncryptionMode"): "VirtualMachineConfigSpecEncryptedFtModes",
    (CONFIG, "npivWorldWideNameOp"): "VirtualMachineConfigSpecNpivWwnOp",
    (CONFIG, "motherboardLayout"): "VirtualHardwareMotherboardLayout",
    (CONFIG, "monitorType"): "VirtualMachineFlagInfoMonitorType",
    (CONFIG, "htSharing"): "VirtualMachineHtSharing",
    (CONFIG, "virtualMmuUsage"): "VirtualMachineFlagInfoVirtualMmuUsage",
    (CONFIG, "virtualExecUsage"): "VirtualMachineFlagInfoVirtualExecUsage",
    (CONFIG, "snapshotPowerOffBehavior"): "VirtualMachinePowerOffBehavior",
    (CONFIG, "faultToleranceType"): "VirtualMachineFaultToleranceType",
    (CONFIG, "powerOffType"): "VirtualMachinePowerOpType",
    (CONFIG, "suspendType"): "VirtualMachinePowerOpType",
    (CONFIG, "resetType"): "VirtualMachinePowerOpType",
    (CONFIG, "defaultPowerOffType"): "VirtualMachinePowerOpType",
    (CONFIG, "defaultSuspendType"): "VirtualMachinePowerOpType",
    (CONFIG, "defaultResetType"): "VirtualMachinePowerOpType",
    (CONFIG, "standbyAction"): "VirtualMachineStandbyActionType",
    (CONFIG, "toolsUpgradePolicy"): "UpgradePolicy",
    (CONFIG, "networkBootProtocol"): "VirtualMachineBootOptionsNetworkBootProtocolType",
    (CONFIG, "upgradePolicy"): "ScheduledHardwareUpgradeInfoHardwareUpgradePolicy",
    (CONFIG, "flcMode"): "VirtualMachineSgxInfoFlcModes",
    (CHANGE, "changeMode"): "VirtualDeviceConfigSpecChangeMode",
    (CHANGE, "addressType"): "VirtualEthernetCardMacType",
    (CHANGE, "diskMode"): "VirtualDiskMode",
    (CHANGE, "sharing"): "VirtualDiskSharing",
    (CHANGE, "compatibilityMode"): "VirtualDiskCompatibilityMode",
    (DISK, "diskMode"): "VirtualDiskMode",
    (DISK, "sharing"): "VirtualDiskSharing",
}
WORDS = [
    (type_, steps, values)
    for type_, known in ((CONFIG, OF_CONFIG), (CHANGE, OF_CHANGE), (DISK, OF_DISK))
    for steps, values in known.items()
]


def situation(
    spec: Any, objects: Data | None = None, *, complete: bool = False, about: Data | None = None
) -> Situation:
    data = {"objects": objects or {}, "complete": ["objects"] if complete else []}
    request = CloneRequest.of({"moId": "vm-12", "body": {"spec": spec}})
    return Situation(request, Inventory.load({**data, "about": about or {}}))


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize(("type_", "steps", "values"), WORDS)
def test_the_values_of_a_word_are_those_of_its_enumeration(
    release: str, type_: str, steps: Place, values: tuple[str, ...]
) -> None:
    known, name = catalogue(release).enums, ENUMERATIONS[type_, str(steps[-1])]
    assert known.get(name, values) == values
    assert name in known or release < "8.0.1"


@pytest.mark.parametrize(("type_", "steps", "values"), WORDS)
def test_a_word_is_declared_as_a_text(type_: str, steps: Place, values: tuple[str, ...]) -> None:
    """What is declared as an enumeration, the schema refuses."""
    known = catalogue("8.0.2.0")
    types = [type_]
    for step in steps:
        below = [name for one in types if one in known.data for name in known.subtypes(one)]
        types = [p.type for name in below for p in known.properties(name) if p.name == step]
    assert set(types) == {"string"}, values


def test_each_enumeration_is_used() -> None:
    assert {(type_, steps[-1]) for type_, steps, _ in WORDS} == ENUMERATIONS.keys()


def words(spec: Any) -> dict[str, Said]:
    found = word_statements(situation(spec))
    return {one.details["word_path"]: one.says["listed"] for one in found}


def test_words_are_found_wherever_they_stand() -> None:
    nic = {"device": {"addressType": "Manual"}, "changeMode": "skip"}
    spec = {
        "config": {"firmware": "EFI", "flags": {"htSharing": "any"}, "deviceChange": [nic]},
        "location": {
            "disk": [{}, {"diskBackingInfo": {"diskMode": "independent"}}],
            "deviceChange": [nic],
        },
    }
    assert words(spec) == {
        "spec.location.disk[1].diskBackingInfo.diskMode": "no",
        "spec.location.deviceChange[0].changeMode": "yes",
        "spec.location.deviceChange[0].device.addressType": "no",
        "spec.config.deviceChange[0].changeMode": "yes",
        "spec.config.deviceChange[0].device.addressType": "no",
        "spec.config.firmware": "no",
        "spec.config.flags.htSharing": "yes",
    }


def test_a_device_that_is_removed_has_no_words() -> None:
    entry = {"operation": "remove", "changeMode": "skip", "device": {"addressType": "Manual"}}
    found = words({"config": {"deviceChange": [entry]}})
    assert found == {"spec.config.deviceChange[0].changeMode": "yes"}


def test_a_word_is_printed_with_its_place_and_the_values_there_are() -> None:
    edit = {"device": {"backing": {"sharing": "none"}}}
    (found,) = word_statements(situation({"config": {"deviceChange": [{}, edit]}}))
    assert found.details == {
        "word_place": "/spec/config/deviceChange/1/device/backing/sharing",
        "word_path": "spec.config.deviceChange[1].device.backing.sharing",
        "written": "none",
        "allowed": "`sharingNone`, `sharingMultiWriter`",
    }


PORT = "VirtualEthernetCardDistributedVirtualPortBackingInfo"
OPAQUE = "VirtualEthernetCardOpaqueNetworkBackingInfo"
STANDARD = "VirtualEthernetCardNetworkBackingInfo"


def on(backing: Any, operation: str = "edit") -> Data:
    device = {"_typeName": "VirtualVmxnet3", "key": 4000, "backing": backing}
    return {"location": {"deviceChange": [{"operation": operation, "device": device}]}}


def named(backing: Any, objects: Data, *, complete: bool = True) -> dict[Said, Said]:
    found = network_key_statements(situation(on(backing), objects, complete=complete))
    return {one.says["by"]: one.says["exists"] for one in found}


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        ({}, "no"),
        ({"DistributedVirtualPortgroup/p-1": {}}, "yes"),
        ({"DistributedVirtualPortgroup/x": {"key": "p-1"}}, "yes"),
        ({"DistributedVirtualPortgroup/x": {"key": "p-2"}}, "no"),
        (
            {"DistributedVirtualPortgroup/x": {}},
            Unknown(("DistributedVirtualPortgroup/x:key",)),
        ),
        (
            {"DistributedVirtualPortgroup/x": {"key": ["p-1"]}},
            Unknown(("DistributedVirtualPortgroup/x:key",)),
        ),
        ({"Network/p-1": {"name": "p-1"}}, "no"),
    ],
)
def test_a_port_group_is_known_by_its_key(objects: Data, expected: Said) -> None:
    backing = {"_typeName": PORT, "port": {"portgroupKey": "p-1"}}
    assert named(backing, objects) == {"port-group": expected}
    if expected == "no":
        assert named(backing, objects, complete=False) == {"port-group": Unknown(("objects",))}


def test_a_switch_is_known_by_its_uuid() -> None:
    backing = {"_typeName": PORT, "port": {"switchUuid": "50 1C"}}
    assert named(backing, {"VmwareDistributedVirtualSwitch/d": {"uuid": "50 1c"}}) == {
        "switch": "yes"
    }
    assert named(backing, {"DistributedVirtualSwitch/d": {"uuid": "50 2d"}}) == {"switch": "no"}


def test_an_opaque_network_is_known_by_its_id_and_a_standard_one_has_none() -> None:
    backing = {"_typeName": OPAQUE, "opaqueNetworkId": "o"}
    inside = {"OpaqueNetwork/n": {"summary": {"opaqueNetworkId": "o"}}}
    assert named(backing, inside) == {"opaque-network": "yes"}
    assert named(backing, {}) == {"opaque-network": "no"}
    named_so = {"_typeName": STANDARD, "deviceName": "a/b"}
    assert named(named_so, {}) == {}


def test_what_is_removed_is_on_no_network_and_elsewhere_none_is_known() -> None:
    backing = {"_typeName": OPAQUE, "opaqueNetworkId": "o"}
    assert not list(network_key_statements(situation(on(backing, "remove"), complete=True)))
    spec = on(backing)
    spec["location"]["service"] = {}
    (found,) = network_key_statements(situation(spec, complete=True))
    assert found.says["exists"] == Unknown(("request:spec.location.service",))


@pytest.mark.parametrize(
    ("release", "version", "expected"),
    [
        ("8.0.2.0", "8.0.2.0", "served"),
        ("8.0.2.0", "8.0.2", "served"),
        ("8.0.2.0", "8.0.1.9", "too-new"),
        ("8.0.10.0", "8.0.9.0", "too-new"),
        ("9.0.0.0", "8.0.3.0", "too-new"),
        ("8.0.2.0", "9.0.0.0", "served"),
        ("8.0.2.0", None, Unknown(("about.apiVersion",))),
        ("8.0.2.0", "eight", Unknown(("about.apiVersion",))),
        ("x", "8.0.2.0", Unknown(("release",))),
        ("9" * 5000, "8.0.2.0", Unknown(("release",))),
    ],
)
def test_a_vcenter_has_its_own_release_and_older_ones(
    release: str, version: Any, expected: Said
) -> None:
    about = {} if version is None else {"apiVersion": version}
    request = CloneRequest(mo_id="vm-12", release=release)
    case = Situation(request, Inventory.load({"about": about}))
    assert service_statement(case).says["release"] == expected


SHA1 = ":".join(["6E"] * 20)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (SHA1, "well-formed"),
        (SHA1.lower().replace(":", ""), "well-formed"),
        (":".join(["6E"] * 32), "well-formed"),
        (":".join(["6E"] * 19), "malformed"),
        (":".join(["6E"] * 21), "malformed"),
        (SHA1[:-1] + "G", "malformed"),
        (f" {SHA1}", "malformed"),
        (f"{SHA1}\n", "malformed"),
        ("", "malformed"),
        (None, "absent"),
        (5, Unknown(("request:spec.location.service.sslThumbprint",))),
    ],
)
def test_a_thumbprint_is_a_digest(written: Any, expected: Said) -> None:
    spec = {"location": {"service": {"sslThumbprint": written}}}
    assert service_statement(situation(spec)).says["thumbprint"] == expected


def test_a_change_says_what_is_to_be_done_or_does_not() -> None:
    spec = {
        "location": {"deviceChange": [{"operation": "edit"}, {"operation": None}, 5, None]},
        "config": {"deviceChange": [{}]},
    }
    found = change_entry_statements(situation(spec))
    assert {one.details["entry_path"]: one.says["operation"] for one in found} == {
        "spec.location.deviceChange[0]": "given",
        "spec.location.deviceChange[1]": "absent",
        "spec.config.deviceChange[0]": "absent",
    }


@pytest.mark.parametrize("junk", [None, True, 7, "x", [], [None], {}, {"_typeName": ["x"]}])
def test_nothing_that_is_written_raises(junk: Any) -> None:
    kinds = [{"_typeName": name, "port": junk, "deviceName": junk} for name in (PORT, STANDARD)]
    specs = [junk, {"location": junk, "config": junk}, *map(on, [junk, *kinds])]
    specs += [{"config": {"flags": junk, "deviceChange": junk}}, {"location": {"disk": junk}}]
    specs += [{"location": {"service": junk}}]
    for spec in specs:
        case = situation(spec, {"Network/n": {"name": junk}}, complete=True)
        list(word_statements(case))
        list(network_key_statements(case))
        list(change_entry_statements(case))
        service_statement(case)
