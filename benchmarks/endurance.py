"""Show that policyguard endures: `python -m benchmarks.endurance [CHECKS]`.

A hundredth of it, and less, is run by the tests. Memory is asked for as Linux tells it.
"""

from __future__ import annotations

import copy
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import policyguard
from policyguard import document
from policyguard.engine import available

CHECKS: Final = 200_000
THREADS: Final = 16
CHILDREN: Final = 20
DISKS: Final = (500, 5000)
MOST_GROWTH: Final = 2_000_000
# So many requests bring every cache that is bounded to its bound.
WARM_UP: Final = 5000

# So many threads ask while children are forked.
_BESIDE: Final = 4

_LAB: Final = Path(__file__).parent.parent / "examples" / "missing-privilege"


def main(arguments: Sequence[str]) -> int:
    """Run and print everything; 1 if anything is not as it should be, 2 for wrong arguments."""
    if len(arguments) > 1 or not all(each.isdecimal() for each in arguments):
        print(__doc__, file=sys.stderr)
        return 2
    checks = int(arguments[0]) if arguments else CHECKS
    # Each in a process of its own: what another freed would hide what this one takes.
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        held = pool.starmap(_report, [(each, checks) for each in available()], chunksize=1)
    return 0 if all(held) else 1


def _report(engine: str, checks: int) -> bool:
    guard = guard_of(engine)
    grown = growth(guard, checks)
    print(f"{engine}: {checks:,} checks, all different: {grown / 1e6:+.2f} MB", flush=True)
    shared = checks // 10
    wrong = wrong_in_threads(guard, THREADS, shared)
    print(f"{engine}: {shared:,} checks by {THREADS} threads sharing a guard: {wrong} wrong")
    failed = failed_children(guard, CHILDREN)
    print(f"{engine}: {CHILDREN} children forked amid the checks of others: {failed} failed")
    times = [seconds_for_disks(guard, disks) for disks in DISKS]
    for disks, seconds in zip(DISKS, times, strict=True):
        print(f"{engine}: a request with {disks:,} disks: {seconds:.2f} s", flush=True)
    return wrong == failed == 0 and grown < MOST_GROWTH


def guard_of(engine: str) -> policyguard.Guard:
    """A guard before the inventory of an example, for the principal it is about."""
    inventory = policyguard.Inventory.load(_LAB / "inventory.yaml")
    return policyguard.Guard(inventory, r"LAB\alice", engine=engine)


def request(number: int) -> dict[str, Any]:
    """The request of an example, with parts that no other number gives."""
    one: dict[str, Any] = copy.deepcopy(_example())
    body = one["body"]
    body["name"] = f"web-{number}"
    place = body["spec"]["location"]
    if number % 2:
        body["folder"]["value"] = f"group-v{number}"
    if number % 3 == 0:
        place["datastore"] = _reference("Datastore", f"datastore-{number}")
    if number % 5 == 0:
        body["spec"]["customisation"] = {"_typeName": f"Customisation{number}"}
    return one


_FIRST_KEYS: Final = count(2000)


def with_disks(disks: int, first: int = 2000) -> dict[str, Any]:
    """A request that places so many disks, of which no two are the same.

    Args:
        disks: How many.
        first: The key of the first.
    """
    one = request(0)
    one["body"]["spec"]["location"]["disk"] = [
        {
            "_typeName": "VirtualMachineRelocateSpecDiskLocator",
            "diskId": first + number,
            "datastore": _reference("Datastore", f"datastore-{number % 100}"),
        }
        for number in range(disks)
    ]
    return one


def wrong_in_threads(guard: policyguard.Guard, threads: int, checks: int) -> int:
    """How many of *checks*, spread over threads, get another answer than one thread, or none."""
    kinds = 200
    expected = [_told(guard, number) for number in range(kinds)]
    right: list[int] = []

    def ask(first: int) -> None:
        asked = range(first, checks, threads)
        right.extend(n for n in asked if _told(guard, n % kinds) == expected[n % kinds])

    with _running([partial(ask, first) for first in range(threads)]):
        pass
    return checks - len(right)


def failed_children(guard: policyguard.Guard, children: int) -> int:
    """How many forked children, and threads beside them, say another thing than before, or none."""
    expected = _told(guard, 1)
    stopped = threading.Event()
    ended: list[bool] = []

    def ask() -> None:
        right = True
        while right and not stopped.is_set():
            right = _told(guard, 1) == expected
        ended.append(right)

    with _running([ask] * _BESIDE):
        statuses = [_status(lambda: _told(guard, 1) == expected) for _ in range(children)]
        stopped.set()
    return sum(status != 0 for status in statuses) + _BESIDE - sum(ended)


def seconds_for_disks(guard: policyguard.Guard, disks: int) -> float:
    """How long one request with so many disks takes, which no other asked for."""
    one = with_disks(disks, next(_FIRST_KEYS))
    start = perf_counter()
    guard.check(one)
    return perf_counter() - start


def growth(guard: policyguard.Guard, checks: int, warm_up: int = WARM_UP) -> int:
    """By how many bytes this process grows with so many different requests."""
    for number in range(warm_up):
        guard.check(request(number))
    before = _resident()
    for number in range(warm_up, warm_up + checks):
        guard.check(request(number))
    return _resident() - before


@contextmanager
def _running(tasks: Sequence[Callable[[], None]]) -> Iterator[None]:
    """Threads that run at the same time; wait for all at the end."""
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join()


def _status(holds: Callable[[], bool]) -> int:
    """What a forked child that asks ends with: 0 if it holds. One that hangs is ended."""
    child = os.fork()
    if child == 0:  # pragma: no cover - the child's lines are not counted
        status = 1
        try:
            signal.alarm(30)
            status = 0 if holds() else 1
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1]


def _told(guard: policyguard.Guard, number: int) -> str:
    return guard.check(request(number)).model_dump_json()


@cache
def _example() -> Any:
    file = _LAB / "request.yaml"
    (part,) = document.read(file.read_bytes(), str(file))
    return part.data


def _reference(type_: str, value: str) -> dict[str, str]:
    return {"_typeName": "ManagedObjectReference", "type": type_, "value": value}


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
