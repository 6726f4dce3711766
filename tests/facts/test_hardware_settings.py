"""Settings of the configuration that do not go together, or not with the source."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.hardware_kit import SOURCE, facts, hardware, open_to

ON = {"flags": {"vbsEnabled": True}}


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({**ON, "nestedHVEnabled": False}, "contradicted"),
        ({"flags": {"vbsEnabled": True, "vvtdEnabled": False}}, "contradicted"),
        ({**ON, "bootOptions": {"efiSecureBootEnabled": False}}, "contradicted"),
        ({**ON, "firmware": "bios"}, "contradicted"),
        ({**ON, "firmware": "efi"}, "sound"),
        ({**ON, "firmware": "efi", "nestedHVEnabled": "no"}, "unknown"),
        ({**ON, "firmware": 7}, "unknown"),
        ({**ON, "firmware": "bios", "nestedHVEnabled": "no"}, "contradicted"),
        ({"flags": {"vbsEnabled": "yes"}}, "unknown"),
        ({"flags": {"vbsEnabled": False}, "firmware": "bios"}, "off"),
        ({"firmware": "efi"}, "off"),
        ({}, "off"),
    ],
)
def test_security_by_virtualization_needs_four_things(config: Any, said: str) -> None:
    assert hardware("vbs", config) == said


def test_what_it_needs_may_be_turned_off_for_a_source_that_has_it() -> None:
    off = {"nestedHVEnabled": False}
    assert hardware("vbs", off, {"config.flags": {"vbsEnabled": True}}) == "contradicted"
    assert hardware("vbs", off, {"config.flags": {"vbsEnabled": None}}) == "off"
    assert open_to("vbs", off) == (f"{SOURCE}:config.flags.vbsEnabled",)
    spoilt = {"nestedHVEnabled": "no"}
    assert open_to("vbs", spoilt, {"config.flags.vbsEnabled": True}) == (
        "request:spec.config.nestedHVEnabled",
    )
    assert hardware("vbs", spoilt, {"config.flags.vbsEnabled": False}) == "off"


@pytest.mark.parametrize("name", ["createDate", "npivWorldWideNameType"])
def test_a_configuration_that_is_none_sets_nothing_that_is_known(name: str) -> None:
    attribute = {"createDate": "create_date", "npivWorldWideNameType": "wwn_type"}[name]
    assert hardware(attribute, {name: "x"}) == "given"
    assert hardware(attribute, {name: None}) == "absent"
    assert open_to(attribute, ["x"]) == ("request:spec.config",)


def test_a_change_version_is_the_source_own_or_another() -> None:
    known = {"config.changeVersion": "2"}
    assert hardware("change_version", {"changeVersion": "2"}, known) == "same"
    assert hardware("change_version", {"changeVersion": "3"}, known) == "different"
    assert open_to("change_version", {"changeVersion": 2}, known) == (
        "request:spec.config.changeVersion",
    )


CBT, CAPABLE = "changeTrackingEnabled", "capability.changeTrackingSupported"


@pytest.mark.parametrize(
    ("attribute", "config", "source", "said"),
    [
        ("change_tracking", {}, {CAPABLE: False}, "absent"),
        ("change_tracking", {CBT: True}, {CAPABLE: True}, "supported"),
        ("change_tracking", {CBT: True}, {CAPABLE: False}, "unsupported"),
        ("change_tracking", {CBT: False}, {CAPABLE: False}, "unsupported"),
        ("change_version", {}, {"config.changeVersion": "2"}, "absent"),
        ("wwn_operation", {}, {}, "absent"),
        ("wwn_operation", {"npivWorldWideNameOp": "set"}, {}, "absent"),
        ("wwn_operation", {"npivNodeWorldWideName": []}, {}, "absent"),
        ("wwn_operation", {"npivNodeWorldWideName": [5], "npivWorldWideNameOp": "set"}, {}, "set"),
        ("wwn_operation", {"npivPortWorldWideName": [5], "npivWorldWideNameOp": "set"}, {}, "set"),
        ("wwn_operation", {"npivPortWorldWideName": [5], "npivWorldWideNameOp": "x"}, {}, "other"),
        ("wwn_operation", {"npivPortWorldWideName": [5]}, {}, "other"),
        ("vbs", ON, {"config.firmware": "efi"}, "sound"),
        ("vbs", ON, {"config.firmware": "bios"}, "source-bios"),
        ("cores", {}, {}, "absent"),
        ("cores", {"numCoresPerSocket": 0}, {}, "default"),
        ("cores", {"numCoresPerSocket": 1}, {}, "positive"),
        ("cores", {"numCoresPerSocket": -1}, {}, "negative"),
        ("cores_at_version", {}, {}, "absent"),
        ("cores_at_version", {"numCoresPerSocket": 0}, {}, "absent"),
        ("cores_at_version", {"numCoresPerSocket": 64}, {"config.version": "vmx-19"}, "supported"),
        ("cores_at_version", {"numCoresPerSocket": 65}, {"config.version": "vmx-19"}, "too-many"),
    ],
)
def test_a_setting_goes_with_the_source_and_the_others(
    attribute: str, config: Any, source: Any, said: str
) -> None:
    assert hardware(attribute, config, source) == said


@pytest.mark.parametrize(
    ("automatic", "said"), [(True, "default"), (False, "uneven"), (None, "uneven")]
)
def test_sockets_of_a_source_are_whole_where_the_server_sizes_them(
    automatic: bool | None, said: str
) -> None:
    own = {"config.hardware": {"numCoresPerSocket": 2, "autoCoresPerSocket": automatic}}
    assert hardware("sockets", {"numCPUs": 7}, own) == said
    asked = {"numCPUs": 7, "numCoresPerSocket": 2}
    assert hardware("sockets", asked, own) == "uneven"


@pytest.mark.parametrize(
    ("guest", "release", "said"),
    [
        ("rhel9_64Guest", "7.0.0", "newer"),
        ("rhel9_64Guest", "7.0.1", "no-newer"),
        ("debian12_64Guest", "7.0.3", "newer"),
        ("debian12_64Guest", "8.0.0", "no-newer"),
        ("ubuntu64Guest", "6.7.0", "no-newer"),
        ("ubuntu64Guest", None, "no-newer"),
        (None, "6.7.0", "absent"),
    ],
)
def test_a_guest_came_with_a_release(guest: Any, release: Any, said: str) -> None:
    found = facts({"guestId": guest}, {}, {"config.product.version": release})
    assert found.values["hardware.guest"] == said
    since = {"rhel9_64Guest": "7.0.1", "debian12_64Guest": "8.0.0"}.get(guest)
    assert found.details["guest_since"] == since


@pytest.mark.parametrize(
    ("config", "own", "said"),
    [
        ({"swapPlacement": "vmDirectory"}, True, "supported"),
        ({"swapPlacement": "vmDirectory"}, False, "unsupported"),
        ({"swapPlacement": "vmDirectory"}, None, "unknown"),
        ({}, False, "absent"),
    ],
)
def test_the_swap_file_is_placed_where_the_source_supports_it(
    config: Any, own: Any, said: str
) -> None:
    source = {} if own is None else {"capability.swapPlacementSupported": own}
    assert hardware("swap_placement", config, source) == said


@pytest.mark.parametrize(
    ("listed", "threads", "said"),
    [
        ([0, 7], 8, "there"),
        ([8, 0], 8, "beyond"),
        ([8], None, "unknown"),
        ([], 8, "absent"),
        (None, 8, "absent"),
        ([0, "1"], 8, "unknown"),
        (7, 8, "unknown"),
    ],
)
def test_processors_of_a_host_are_counted_from_0(listed: Any, threads: Any, said: str) -> None:
    host = {} if threads is None else {"hardware.cpuInfo": {"numCpuThreads": threads}}
    assert hardware("affinity", {"cpuAffinity": {"affinitySet": listed}}, None, host) == said


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"uuid": "12345678-abcd-1234-cdef-123456789abc"}, "well-formed"),
        ({"uuid": "56 4d 20 e5 c2 df 87 29-04 1b 46 fb a2 a8 62 b9"}, "well-formed"),
        ({"instanceUuid": ""}, "well-formed"),
        ({"locationId": "564d20e5c2df8729041b46fba2a862b9"}, "well-formed"),
        ({"uuid": "12345678-abcd-1234-cdef-123456789ab"}, "malformed"),
        ({"uuid": 7, "instanceUuid": "web-01"}, "malformed"),
        ({"uuid": 7, "instanceUuid": ""}, "unknown"),
        ({}, "absent"),
    ],
)
def test_an_identifier_has_128_bits(config: Any, said: str) -> None:
    assert hardware("identifiers", config) == said


HIGH, NORMAL, LOW = ({"latencySensitivity": {"level": one}} for one in ("high", "normal", "low"))


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({**HIGH, "vcpuConfig": [HIGH, {}, NORMAL]}, "allowed"),
        ({**HIGH, "vcpuConfig": [HIGH, LOW]}, "disallowed"),
        ({**NORMAL, "vcpuConfig": [NORMAL]}, "disallowed"),
        ({"vcpuConfig": [LOW]}, "disallowed"),
        ({"vcpuConfig": [{}]}, "absent"),
        ({"vcpuConfig": [7]}, "unknown"),
        ({**HIGH, "vcpuConfig": [HIGH, {"latencySensitivity": {"level": 7}}]}, "unknown"),
        ({**NORMAL, "vcpuConfig": [HIGH, {"latencySensitivity": {"level": 7}}]}, "disallowed"),
        ({**HIGH, "vcpuConfig": []}, "absent"),
    ],
)
def test_a_virtual_cpu_is_as_sensitive_as_the_machine_allows(config: Any, said: str) -> None:
    assert hardware("vcpu_latency", config) == said


def test_a_virtual_cpu_is_as_sensitive_as_the_source_allows_where_nothing_else_is_asked() -> None:
    asked = {"vcpuConfig": [HIGH]}
    assert hardware("vcpu_latency", asked, {"config.latencySensitivity.level": "high"}) == "allowed"
    for own in ({"config.latencySensitivity.level": "normal"}, {"config.latencySensitivity": None}):
        assert hardware("vcpu_latency", asked, own) == "disallowed"
        assert hardware("vcpu_latency", {**HIGH, **asked}, own) == "allowed"
    assert open_to("vcpu_latency", asked) == (f"{SOURCE}:config.latencySensitivity.level",)
    spoilt = {"latencySensitivity": {"level": 7}, **asked}
    assert open_to("vcpu_latency", spoilt) == ("request:spec.config.latencySensitivity.level",)


def test_a_limit_on_the_network_of_all_adapters_is_given_or_not() -> None:
    assert hardware("network_shaper", {"networkShaper": {"enabled": False}}) == "given"
    assert hardware("network_shaper", {}) == "absent"
