"""What messages may print of the clone's virtual hardware."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from policyguard.facts.situation import ANY_HOST
from policyguard.facts.values import Unknown
from policyguard.references import Reference
from policyguard.vocabulary import KINDS
from tests.facts.hardware_kit import ELSEWHERE, HOST, SOURCE, changes, choice, facts

ASKED = {
    "numCPUs": 12,
    "numCoresPerSocket": 6,
    "guestId": "rhel9_64Guest",
    "flags": {"vvtdEnabled": False},
    "nestedHVEnabled": False,
    "bootOptions": {"efiSecureBootEnabled": False},
    "firmware": "bios",
    "cpuAffinity": {"affinitySet": [1, 3, 2]},
    "uuid": "web-01",
}
OWN = {
    "config.version": "vmx-21",
    "config.changeVersion": "2026-01-01T00:00:00Z",
    "config.hardware": {"numCPU": 4, "numCoresPerSocket": 2},
    "runtime.featureRequirement": [
        {"key": "cpuid.x", "value": "Bool:Min:1"},
        {"key": "cpuid.y", "value": "Num:Min:2"},
        {"key": "cpuid.z", "value": "Bool:Min:1"},
        {"key": "cpuid.v", "value": "Val:1"},
    ],
    **ELSEWHERE,
}
THERE = {
    "name": "esx-9",
    "config.product.version": "5.0.0",
    "hardware.cpuInfo": {"numCpuCores": 16, "numCpuThreads": 32},
    "capability.maxHostSupportedVcpus": 100,
    "config.maskedFeatureCapability": [
        {"key": "cpuid.x", "value": "0"},
        {"key": "cpuid.y", "value": "2"},
    ],
}
ALL: Mapping[str, Any] = {
    "source_machine": Reference.of(SOURCE),
    "target_host": Reference.of(HOST),
    "target_host_name": "esx-9",
    "virtual_cpus": 12,
    "cores_per_socket": 6,
    "hardware_version": "vmx-21",
    "newest_version": "vmx-08",
    "most_cores_at_version": 256,
    "most_cores_on_host": 32,
    "host_cores": 16,
    "host_threads": 32,
    "max_running_vcpus": 100,
    "unmet_features": "`cpuid.x`, `cpuid.z`",
    "guest_asked": "rhel9_64Guest",
    "guest_since": "7.0.1",
    "target_release": "5.0.0",
    "ide_disk": None,
    "vbs_off": "`spec.config.nestedHVEnabled`, `spec.config.flags.vvtdEnabled`, "
    "`spec.config.bootOptions.efiSecureBootEnabled`, `spec.config.firmware`",
    "highest_affinity": 3,
    "malformed_identifier": "spec.config.uuid",
    "malformed_identifier_place": "/spec/config/uuid",
    "source_change_version": "2026-01-01T00:00:00Z",
}


def printed(*args: Any, **more: Any) -> dict[str, Any]:
    details = facts(*args, **more).details
    return {name: details[name] for name in KINDS["hardware"].details}


def test_all_is_printed_that_is_known() -> None:
    assert printed(ASKED, OWN, THERE) == ALL


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("virtual_cpus", 4),
        ("cores_per_socket", 2),
        ("guest_asked", None),
        ("guest_since", None),
        ("vbs_off", ""),
    ],
)
def test_what_is_not_asked_for_is_the_source_own_or_nothing(name: str, value: Any) -> None:
    found = printed({}, OWN, THERE)[name]
    assert (found if isinstance(found, int | str) else None) == value


def test_what_is_not_known_is_not_printed() -> None:
    found = printed({})
    assert found["hardware_version"] == Unknown((f"{SOURCE}:config.version",))
    assert found["most_cores_at_version"] == Unknown((f"{SOURCE}:config.version",))
    assert found["target_release"] == Unknown((f"{HOST}:config.product.version",))
    for name in ("newest_version", "most_cores_on_host", "unmet_features", "ide_disk"):
        assert found[name] is None


def test_of_several_hosts_none_is_printed() -> None:
    found = printed(ASKED, OWN, THERE, **choice({}))
    assert found["target_host"] == ANY_HOST
    of_hosts = (
        *("target_host_name", "newest_version", "most_cores_on_host"),
        *("unmet_features", "target_release"),
    )
    assert [found[name] for name in of_hosts] == [None] * len(of_hosts)


@pytest.mark.parametrize(
    ("disks", "key"),
    [
        ([(2000, 1000), (3000, 200), (3001, 201)], 3000),
        ([(3001, 201)], 3001),
        ([(2000, 1000)], None),
        ([(2000, None)], None),
        ([(2000, 400)], None),
    ],
)
def test_the_first_disk_on_ide_is_printed(disks: list[tuple[int, Any]], key: int | None) -> None:
    devices = [{"_typeName": "VirtualLsiLogicController", "key": 1000}]
    devices += [{"_typeName": "VirtualDisk", "key": k, "controllerKey": on} for k, on in disks]
    devices += [{"_typeName": "VirtualCdrom", "key": 3002, "controllerKey": 200}]
    for version, said in (("vmx-06", key), ("vmx-07", None)):
        found = facts({}, {"config.version": version, "config.hardware.device": devices})
        assert found.details["ide_disk"] == said
        expected = "supported" if said is None else "unsupported"
        assert found.values["hardware.ide_disks"] == expected


def test_a_new_disk_is_on_an_ide_controller_that_every_machine_has() -> None:
    asked = changes(("add", {"_typeName": "VirtualDisk", "key": -1, "controllerKey": 201}))
    assert printed(asked, {"config.version": "vmx-06"})["ide_disk"] == -1
