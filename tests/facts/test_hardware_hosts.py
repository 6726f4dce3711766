"""What hosts can carry: processors, hardware versions."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.hardware import versions
from policyguard.facts.hardware.versions import Newest, newest_of
from policyguard.references import Reference
from tests.facts.hardware_kit import ELSEWHERE, HOME, HOST, STARTS, case, hardware, open_to

MACHINE = "VirtualMachine/vm-40"


def newest(release: Any, build: Any = None) -> Any:
    product = {"version": release, **({} if build is None else {"build": build})}
    return newest_of(case(host={"config.product": product}), Reference.of(HOST))


@pytest.mark.parametrize(
    ("release", "least", "most"),
    [
        ("5.0.0", 8, 8),
        ("6.0.3", 11, 11),
        ("6.5.0", 13, 13),
        ("6.5.9", 13, 13),
        ("7.0.0", 17, 17),
        ("7.0.1", 18, 18),
        ("7.0.2", 19, 19),
        ("7.0.3", 19, 19),
        ("8.0.0", 20, 20),
        ("8.0.1", 20, 20),
        ("8.0.2", 21, 21),
        ("8.0.3", 21, 21),
        ("9.0.0", 22, 22),
        ("9.0.1", 22, None),
        ("12.3.4", 22, None),
    ],
)
def test_the_release_of_a_host_says_its_newest_hardware_version(
    release: str, least: int, most: int | None
) -> None:
    assert newest(release) == Newest(least, most)


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        ("13006602", Newest(14, 14)),
        ("13006603", Newest(15, 15)),
        (None, Newest(14, 15)),
        (13006603, Newest(14, 15)),
        ("9" * 99, Newest(14, 15)),
    ],
)
def test_of_release_6_7_the_build_says_it(build: Any, expected: Newest) -> None:
    assert newest("6.7.0", build) == expected


@pytest.mark.parametrize("release", ["4.1.0", "8.0", "8.0.2.1", "eight", "", None, 8, ["8.0.2"]])
def test_what_is_no_known_release_says_nothing(release: Any) -> None:
    assert newest(release).deciders == (f"{HOST}:config.product.version",)


@pytest.mark.parametrize(
    ("version", "host", "said"),
    [
        ("vmx-19", "7.0.3", "supported"),
        ("vmx-20", "7.0.3", "too-new"),
        ("VMX-08", "7.0.3", "supported"),
        ("vmx-14", "6.7.0", "supported"),
        ("vmx-15", "6.7.0", "unknown"),
        ("vmx-16", "6.7.0", "too-new"),
        ("vmx-22", "10.0.0", "supported"),
        ("vmx-23", "10.0.0", "unknown"),
        ("vmx-", "8.0.2", "unknown"),
        (None, "8.0.2", "unknown"),
        (19, "8.0.2", "unknown"),
    ],
)
def test_a_host_supports_versions_up_to_its_newest(version: Any, host: str, said: str) -> None:
    source = {"config.version": version, **ELSEWHERE}
    assert hardware("version", None, source, {"config.product.version": host}) == said


def test_a_host_known_to_lack_a_version_may_yet_be_the_source_own() -> None:
    source, host = {"config.version": "vmx-21"}, {"config.product.version": "7.0.3"}
    assert open_to("version", None, source, host) == (HOME,)
    assert hardware("version", None, {**source, "runtime.host": HOST}, host) == "supported"


@pytest.mark.parametrize(
    ("version", "cores", "holds"),
    [
        (3, 1, None),
        (4, 1, True),
        (4, 2, False),
        (7, 8, True),
        (7, 9, False),
        (8, 32, True),
        (8, 33, False),
        (19, 64, True),
        (19, 65, False),
        (20, 256, True),
        (21, 257, False),
        (22, 256, True),
        (22, 257, None),
    ],
)
def test_a_version_has_sockets_of_so_many_cores(
    version: int, cores: int, holds: bool | None
) -> None:
    assert versions.holds_cores(version, cores) is holds


@pytest.mark.parametrize(
    ("config", "own", "said"),
    [
        ({"numCPUs": 4, "numCoresPerSocket": 4}, {}, "whole"),
        ({"numCPUs": 4, "numCoresPerSocket": 3}, {}, "uneven"),
        ({"numCPUs": 4, "numCoresPerSocket": 8}, {}, "uneven"),
        ({"numCPUs": 4, "numCoresPerSocket": 1}, {}, "whole"),
        ({"numCPUs": 4, "numCoresPerSocket": 0}, {}, "default"),
        ({"numCPUs": 4, "numCoresPerSocket": -2}, {}, "default"),
        ({"numCoresPerSocket": 3}, {"config.hardware.numCPU": 9}, "whole"),
        ({"numCoresPerSocket": 3}, {"config.hardware.numCPU": 8}, "uneven"),
        ({"numCoresPerSocket": 3}, {}, "unknown"),
        ({"numCPUs": 7}, {"config.hardware.numCoresPerSocket": 1}, "whole"),
        ({"numCPUs": 7}, {"config.hardware.numCoresPerSocket": 2}, "unknown"),
        ({"numCPUs": 7}, {"config.hardware.numCoresPerSocket": None}, "whole"),
        ({"numCPUs": 8}, {"config.hardware.numCoresPerSocket": 2}, "whole"),
        ({"numCPUs": "8", "numCoresPerSocket": 2}, {}, "unknown"),
        ({"numCPUs": 8, "numCoresPerSocket": True}, {}, "unknown"),
        ({}, {"config.hardware": {"numCPU": 3, "numCoresPerSocket": 2}}, "kept"),
    ],
)
def test_cpus_fill_sockets(config: Any, own: dict[str, Any], said: str) -> None:
    assert hardware("sockets", config, own) == said


@pytest.mark.parametrize(
    ("cpus", "cores", "threads", "said"),
    [
        (16, 16, 16, "enough"),
        (17, 16, 16, "too-few-cores"),
        (32, 16, 32, "enough"),
        (33, 16, 32, "too-few-threads"),
        (33, None, 32, "unknown"),
        (33, 16, "many", "unknown"),
        (1, None, None, "enough"),
    ],
)
def test_each_virtual_cpu_needs_a_processor(cpus: int, cores: Any, threads: Any, said: str) -> None:
    host = {"hardware.cpuInfo": {"numCpuCores": cores, "numCpuThreads": threads}}
    assert hardware("processors", {"numCPUs": cpus}, ELSEWHERE, host) == said


def test_a_source_that_stays_where_it_is_has_its_processors() -> None:
    own = {"config.hardware.numCPU": 64, "runtime.host": HOST}
    assert hardware("processors", None, own) == "enough"
    assert open_to("processors", {"numCPUs": 64}, own) == (
        f"{HOST}:hardware.cpuInfo.numCpuThreads",
    )


def running(cpus: int, most: Any, *machines: dict[str, Any], spec: Any = None) -> str | int:
    names = [f"VirtualMachine/vm-{40 + n}" for n in range(len(machines))]
    host = {"capability.maxHostSupportedVcpus": most, "vm": names}
    others = dict(zip(names, machines, strict=True))
    return hardware("running", {"numCPUs": cpus}, {}, host, others, spec=spec or STARTS)


def machine(cpus: Any, state: str = "poweredOn") -> dict[str, Any]:
    return {"runtime.powerState": state, "config.hardware.numCPU": cpus}


def test_what_runs_counts_together() -> None:
    assert running(4, 12, machine(5), machine(3)) == "within"
    assert running(4, 11, machine(5), machine(3)) == "exceeded"
    assert running(4, 9, machine(5), machine(3, "poweredOff")) == "within"
    assert running(4, 9, machine(5), machine(3, "suspended")) == "within"


def test_what_is_known_to_run_may_be_too_much_already() -> None:
    assert running(4, 8, machine(5), {}) == "exceeded"
    assert running(4, 12, machine(5), {}) == "unknown"
    assert running(4, 12, machine(5), machine(None)) == "unknown"
    assert running(4, 12, machine(5), machine(-9)) == "unknown"
    assert running(4, 3) == "exceeded"


def test_only_a_clone_that_starts_runs() -> None:
    assert running(4, 3, spec={"template": False, "powerOn": False}) == "absent"
    assert running(4, 3, spec={"template": True, "powerOn": True}) == "absent"
    assert running(4, 3, spec={"template": False}) == "unknown"
    assert running(4, 4, spec={"template": False}) == "within"
