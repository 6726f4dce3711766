"""What something costs, told so that neither the machine nor its load matters."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from time import process_time


def calls(act: Callable[[], object], most: float = math.inf) -> int:
    """How many functions are called, of Python's and of C's.

    Raises:
        AssertionError: More than *most* are: it may run in a ring.
    """
    counted = 0

    def count(_frame: object, event: str, _given: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}
        if counted > most:
            sys.setprofile(None)
            raise AssertionError(f"more than {most:,} calls")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(before)
    return counted


def times_a_million_additions(act: Callable[[], object]) -> float:
    """The CPU time of something as a multiple of that of a loop, of some 50 ms.

    For what one call of C may do much of, which counting calls does not see.
    """
    return _seconds(act) / min(_seconds(_a_million_additions) for _ in range(3))


def _a_million_additions() -> None:
    total = 0
    for number in range(1_000_000):
        total += number


def _seconds(act: Callable[[], object]) -> float:
    start = process_time()
    act()
    return process_time() - start
