"""What would decide what is not known of the clone's virtual hardware."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.hardware_kit import (
    ELSEWHERE,
    HOME,
    HOST,
    SOURCE,
    STARTS,
    changes,
    hardware,
    open_to,
)

Known = dict[str, Any]
CONFIG = "request:spec.config"
DEVICES, VERSION = f"{SOURCE}:config.hardware.device", f"{SOURCE}:config.version"
RELEASE = f"{HOST}:config.product.version"
CPUS, THREADS = f"{SOURCE}:config.hardware.numCPU", f"{HOST}:hardware.cpuInfo.numCpuThreads"
MOST = f"{HOST}:capability.maxHostSupportedVcpus"
POWER, TEMPLATE = "request:spec.powerOn", "request:spec.template"
MACHINE = "VirtualMachine/vm-40"
OLD = {"config.version": "vmx-06"}
ON_IDE = {"_typeName": "VirtualDisk", "key": 3000, "controllerKey": 200, "unitNumber": 0}
THREE = {"numCoresPerSocket": 3}
ODD, WIDE = {"numCoresPerSocket": "3"}, {"numCoresPerSocket": 257}
VBS = {"flags": {"vbsEnabled": True}}


@pytest.mark.parametrize(
    ("attribute", "config", "source", "host", "expected"),
    [
        ("cores", ODD, {}, {}, (f"{CONFIG}.numCoresPerSocket",)),
        ("sockets", THREE, {}, {}, (CPUS,)),
        ("sockets", ODD, {}, {}, (f"{CONFIG}.numCoresPerSocket", CPUS)),
        ("sockets", {"numCPUs": 8}, {}, {}, (f"{SOURCE}:config.hardware.numCoresPerSocket",)),
        ("sockets", {**THREE, "numCPUs": "8"}, {}, {}, (f"{CONFIG}.numCPUs",)),
        (
            "sockets",
            {"numCPUs": 7},
            {"config.hardware.numCoresPerSocket": 2},
            {},
            (f"{SOURCE}:config.hardware.autoCoresPerSocket",),
        ),
        ("cores_at_version", THREE, {}, {}, (VERSION,)),
        ("cores_at_version", THREE, {"config.version": "vmx-3"}, {}, (VERSION,)),
        ("cores_at_version", WIDE, {"config.version": "vmx-22"}, {}, (VERSION,)),
        ("cores_at_version", ODD, {}, {}, (f"{CONFIG}.numCoresPerSocket",)),
        ("cores_on_host", THREE, {}, {}, (RELEASE,)),
        ("cores_on_host", WIDE, {}, {"config.product.version": "9.0.0"}, (RELEASE,)),
        ("cores_on_host", ODD, {}, {}, (f"{CONFIG}.numCoresPerSocket",)),
        ("processors", {"numCPUs": 2}, {}, {}, (THREADS,)),
        ("processors", {"numCPUs": "2"}, {}, {}, (f"{CONFIG}.numCPUs", THREADS)),
        ("processors", {}, ELSEWHERE, {}, (CPUS, THREADS)),
        ("processors", {}, {"config.hardware.numCPU": 2}, {}, (THREADS, HOME)),
        (
            "processors",
            {"numCPUs": 3},
            {},
            {"hardware.cpuInfo": {"numCpuThreads": 2}},
            (f"{HOST}:hardware.cpuInfo.numCpuCores",),
        ),
        ("version", {}, {}, {}, (VERSION, RELEASE, HOME)),
        ("version", {}, ELSEWHERE, {"config.product.version": "7.0.3"}, (VERSION,)),
        ("version", {}, {"config.version": "vmx-19", **ELSEWHERE}, {}, (RELEASE,)),
        (
            "version",
            {},
            {"config.version": "vmx-15", **ELSEWHERE},
            {"config.product.version": "6.7.0"},
            (f"{HOST}:config.product.build",),
        ),
        (
            "version",
            {},
            {"config.version": "vmx-23", **ELSEWHERE},
            {"config.product.version": "9.0.1"},
            (RELEASE,),
        ),
        ("guest", {"guestId": 7}, {}, {}, (f"{CONFIG}.guestId",)),
        ("guest", {"guestId": "debian12_64Guest"}, {}, {}, (RELEASE,)),
        ("ide_disks", {}, {}, {}, (VERSION, DEVICES)),
        ("ide_disks", {}, OLD, {}, (DEVICES,)),
        ("ide_disks", {}, {"config.hardware.device": [ON_IDE]}, {}, (VERSION,)),
        (
            "ide_disks",
            changes((None, {"key": 5})),
            {"config.hardware.device": [], **OLD},
            {},
            (f"{CONFIG}.deviceChange[0].operation",),
        ),
        ("vbs", {"flags": {"vbsEnabled": "on"}}, {}, {}, (f"{CONFIG}.flags.vbsEnabled",)),
        ("vbs", VBS, {}, {}, (f"{SOURCE}:config.firmware",)),
        ("vbs", VBS, {"config.firmware": 7}, {}, (f"{SOURCE}:config.firmware",)),
        (
            "vbs",
            {
                "flags": {"vbsEnabled": True, "vvtdEnabled": 1},
                "bootOptions": {"efiSecureBootEnabled": "on"},
                "firmware": 7,
            },
            {},
            {},
            (
                f"{CONFIG}.flags.vvtdEnabled",
                f"{CONFIG}.bootOptions.efiSecureBootEnabled",
                f"{CONFIG}.firmware",
            ),
        ),
        (
            "vbs",
            {"firmware": 7},
            {},
            {},
            (f"{SOURCE}:config.flags.vbsEnabled", f"{CONFIG}.firmware"),
        ),
        (
            "change_tracking",
            {"changeTrackingEnabled": True},
            {},
            {},
            (f"{SOURCE}:capability.changeTrackingSupported",),
        ),
        ("change_version", {"changeVersion": "2"}, {}, {}, (f"{SOURCE}:config.changeVersion",)),
        (
            "wwn_operation",
            {"npivNodeWorldWideName": [5], "npivWorldWideNameOp": 7},
            {},
            {},
            (f"{CONFIG}.npivWorldWideNameOp",),
        ),
    ],
)
def test_what_is_not_known_is_for_these_to_decide(
    attribute: str, config: Known, source: Known, host: Known, expected: tuple[str, ...]
) -> None:
    assert open_to(attribute, config, source, host) == expected


@pytest.mark.parametrize(
    ("spec", "host", "others", "expected"),
    [
        (STARTS, {}, {}, (MOST,)),
        ({}, {}, {}, (MOST, POWER, TEMPLATE)),
        ({"powerOn": True}, {}, {}, (MOST, TEMPLATE)),
        ({"template": False}, {"capability.maxHostSupportedVcpus": 3}, {}, (POWER,)),
        (STARTS, {"capability.maxHostSupportedVcpus": 4}, {}, (f"{HOST}:vm",)),
        (
            STARTS,
            {"capability.maxHostSupportedVcpus": 4, "vm": [MACHINE, "VirtualMachine/vm-41"]},
            {MACHINE: {"runtime.powerState": "poweredOn"}, "VirtualMachine/vm-41": {}},
            (f"{MACHINE}:config.hardware.numCPU", "VirtualMachine/vm-41:runtime.powerState"),
        ),
    ],
)
def test_what_runs_is_for_these_to_decide(
    spec: Known, host: Known, others: Known, expected: tuple[str, ...]
) -> None:
    assert open_to("running", {"numCPUs": 4}, {}, host, others, spec=spec) == expected


def test_cpus_that_are_not_known_leave_open_what_runs() -> None:
    assert open_to("running", {}, {}, {}, spec=STARTS) == (CPUS, MOST)
    unlimited = {"capability.maxHostSupportedVcpus": None}
    assert hardware("running", {}, {}, unlimited, spec=STARTS) == "within"
