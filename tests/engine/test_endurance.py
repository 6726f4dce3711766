"""Short runs of `benchmarks.endurance`, which the founding figures come from."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from benchmarks import endurance
from policyguard.engine import available

on_linux = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="memory is asked for as Linux tells it"
)
may_fork = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
each_engine = pytest.mark.parametrize("engine", available())


@each_engine
def test_threads_that_share_a_guard_get_the_answers_of_one(engine: str) -> None:
    assert endurance.wrong_in_threads(endurance.guard_of(engine), 16, 480) == 0


class _Failing:
    """A guard that fails wherever it is asked by any thread but the main one."""

    def __init__(self) -> None:
        self._guard = endurance.guard_of("portable")

    def check(self, request: Any) -> Any:
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("asked by a thread")
        return self._guard.check(request)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_a_thread_is_never_told_counts_as_wrong() -> None:
    failing: Any = _Failing()
    assert endurance.wrong_in_threads(failing, 16, 480) == 480


@may_fork
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_threads_that_fail_beside_children_count_as_failed() -> None:
    failing: Any = _Failing()
    assert endurance.failed_children(failing, 1) >= 4


@each_engine
@may_fork
def test_children_forked_amid_checks_answer(engine: str) -> None:
    assert endurance.failed_children(endurance.guard_of(engine), 4) == 0


@pytest.mark.nightly
@each_engine
@on_linux
def test_memory_does_not_grow_with_the_checks(engine: str) -> None:
    """A leak of two kilobytes for each check is above this."""
    assert endurance.growth(endurance.guard_of(engine), 1000, warm_up=1200) < 2_000_000


@each_engine
def test_four_thousand_disks_get_a_report_that_names_them_all(engine: str) -> None:
    report = endurance.guard_of(engine).check(endurance.with_disks(4000))
    named = {f"/spec/location/disk/{number}/datastore" for number in range(4000)}
    assert len(named & {finding.pointer for finding in report.findings}) > 3900


@each_engine
def test_of_more_disks_than_any_machine_has_room_for_the_number_is_told(engine: str) -> None:
    report = endurance.guard_of(engine).check(endurance.with_disks(5000))
    (found,) = (finding for finding in report.findings if finding.rule == "REQ028")
    assert (found.severity, found.pointer) == ("error", "/spec/location/disk")
    assert "5000" in found.message


@each_engine
def test_time_grows_with_the_disks_and_no_faster(engine: str) -> None:
    """Ten times as many may take thirty times as long, were it ten thousand times: a hundred."""
    guard = endurance.guard_of(engine)
    endurance.seconds_for_disks(guard, 500)
    few, many = (min(endurance.seconds_for_disks(guard, n) for _ in "12") for n in (400, 4000))
    assert many < 30 * few


def test_an_argument_that_is_no_number_is_a_usage_error() -> None:
    assert endurance.main(["many"]) == 2
