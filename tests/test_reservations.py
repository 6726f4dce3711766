"""What is reserved and does not fit what there is, as users met it; and other sizes of memory.

Their machines were reconfigured or powered on; that a clone meets the same is inferred, so each
is a warning.
"""

from __future__ import annotations

from typing import Any

import pytest

from policyguard import Report, Verdict
from tests.shipped import check, inventory_of, request_of

GPU = {
    "_typeName": "VirtualPCIPassthrough",
    "key": 13000,
    "backing": {"_typeName": "VirtualPCIPassthroughVmiopBackingInfo", "vgpu": "grid_p4-4q"},
}
LOCKED = {"config.memoryReservationLockedToMax": True}
UNLOCKED = {"config.memoryReservationLockedToMax": False}
ALLOCATION = "ResourceAllocationInfo"
FREED = {"memoryAllocation": {"_typeName": ALLOCATION, "reservation": 0}}
MORE = {"memoryMB": 2048, "memoryAllocation": {"_typeName": ALLOCATION, "reservation": 4096}}


def put(owner: dict[str, Any], path: str, value: Any) -> None:
    """Say what a property is, whichever way the inventory has written what it is in."""
    steps = path.split(".")
    for end in range(len(steps), 0, -1):
        written = ".".join(steps[:end])
        if written in owner:
            if end == len(steps):
                break
            put(owner[written], ".".join(steps[end:]), value)
            return
    owner[path] = value


def report_of(config: dict[str, Any], own: dict[str, Any], added: Any = None) -> Report:
    """A template deployed with some configuration, of which some more is known."""
    request, inventory = request_of("deploy-template"), inventory_of("deploy-template")
    request["body"]["spec"]["config"] = {"_typeName": "VirtualMachineConfigSpec", **config}
    source = inventory["objects"][f"VirtualMachine/{request['moId']}"]
    known = {"config.memoryAllocation.reservation": 0, "config.hardware.memoryMB": 4096, **own}
    for path, value in known.items():
        put(source, path, value)
    if added is not None:
        put(source, "config.hardware.device", [added])
    return check(request, inventory)


@pytest.mark.parametrize(
    ("rule", "config", "own", "mended"),
    [
        # terraform-provider-vsphere#652
        ("PLC040", MORE, UNLOCKED, {**MORE, "memoryMB": 4096}),
        # govmomi#1871, ManageIQ PR 12450
        ("PLC042", FREED, LOCKED, {**FREED, "memoryReservationLockedToMax": False}),
        # OpenNebula/one#1105
        ("HWD060", {"memoryMB": 1027}, UNLOCKED, {"memoryMB": 1028}),
    ],
)
def test_what_does_not_fit_is_a_warning_and_its_mend_gets_none(
    rule: str, config: dict[str, Any], own: dict[str, Any], mended: dict[str, Any]
) -> None:
    (found,) = (one for one in report_of(config, own).findings if one.rule == rule)
    assert (found.severity, found.unknown) == ("warning", ())
    assert rule not in {one.rule for one in report_of(mended, own).findings}


def test_shared_graphics_need_all_memory_reserved() -> None:
    """bosh-vsphere-cpi-release PR 372."""
    (found,) = (one for one in report_of({}, UNLOCKED, GPU).findings if one.rule == "HWD061")
    assert (found.severity, found.unknown) == ("warning", ())
    assert "HWD061" not in {one.rule for one in report_of({}, LOCKED, GPU).findings}


@pytest.mark.parametrize(
    ("config", "rule"),
    [
        ({"numCPUs": 0}, "HWD001"),
        ({"memoryMB": 0}, "HWD002"),
        ({"numCoresPerSocket": -1}, "HWD007"),
        ({"bootOptions": {"_typeName": "VirtualMachineBootOptions", "bootDelay": -1}}, "HWD064"),
    ],
)
def test_numbers_that_no_machine_has_fail(config: dict[str, Any], rule: str) -> None:
    report = report_of(config, UNLOCKED)
    assert report.verdict is Verdict.FAIL
    assert rule in {one.rule for one in report.findings if one.severity == "error"}


@pytest.mark.parametrize(("state", "rule"), [("disconnected", "SRC003"), ("orphaned", "SRC004")])
def test_a_source_that_its_host_does_not_have_fails(state: str, rule: str) -> None:
    request, inventory = request_of("deploy-template"), inventory_of("deploy-template")
    put(inventory["objects"][f"VirtualMachine/{request['moId']}"], "runtime.connectionState", state)
    report = check(request, inventory)
    assert report.verdict is Verdict.FAIL
    assert rule in {one.rule for one in report.findings if one.severity == "error"}


@pytest.mark.parametrize(
    "runtime",
    [
        {"connectionState": "connected", "inMaintenanceMode": True},
        {"connectionState": "disconnected", "inMaintenanceMode": False},
        {"connectionState": "notResponding", "inMaintenanceMode": False},
    ],
)
def test_a_cluster_without_a_host_to_run_on_fails(runtime: dict[str, Any]) -> None:
    request, inventory = request_of("deploy-template"), inventory_of("deploy-template")
    for name, host in inventory["objects"].items():
        if name.startswith("HostSystem/"):
            for name_of, value in runtime.items():
                put(host, f"runtime.{name_of}", value)
    request["body"]["spec"]["location"].pop("host", None)
    assert check(request, inventory).verdict is Verdict.FAIL
