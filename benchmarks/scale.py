"""How what policyguard costs grows with the inventory, and with the checks: a table with ratios.

Growth is what one object or one check costs over what it costs in the first row of its block,
where there are fewest: 1 is linear growth of the whole, and less is better. What is timed is
the processor's work for this process, and each figure is the least of a few rounds, for
whatever else the machine does only adds to it.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from time import process_time
from typing import Final

from benchmarks.estate import Estate
from policyguard import CloneRequest, Guard, Inventory
from policyguard.matrix import Matrix, Who, matrix_of, principals_of

SIZES: Final = (2_000, 6_000, 20_000)
# Principals by requests.
CHECKS: Final = ((10, 10), (15, 20), (25, 40))
_ROUNDS: Final = 3

_ROW: Final = "{:<18} {:>9} {:>9} {:>9} {:>9} {:>7}"
_HEAD: Final = ("what", "machines", "how many", "seconds", "µs each", "growth")

_Ask = Callable[[Sequence[CloneRequest], int], object]


@dataclass(frozen=True, slots=True)
class Figure:
    """What was timed before a vCenter of so many virtual machines, and of how many it was."""

    what: str
    machines: int
    count: int
    seconds: float

    @property
    def each(self) -> float:
        """Seconds for one."""
        return self.seconds / self.count


def scale() -> Iterator[str]:
    """Measure, and yield the lines of the table."""
    yield _ROW.format(*_HEAD)
    for block in blocks(SIZES, CHECKS):
        yield from rows(block)


def rows(block: Iterable[Figure]) -> Iterator[str]:
    """Each figure as a line, against the first."""
    first = None
    for one in block:
        first = first or one
        numbers = f"{one.machines:,}", f"{one.count:,}", f"{one.seconds:.2f}"
        growth = f"{one.each / first.each:.2f}"
        yield _ROW.format(one.what, *numbers, f"{one.each * 1e6:,.0f}", growth)


def blocks(sizes: Sequence[int], checks: Sequence[tuple[int, int]]) -> Iterator[Iterable[Figure]]:
    """What belongs together: loading each size, then each way of checking before each size."""
    written = {size: json.dumps(Estate(size).inventory()).encode() for size in sizes}
    yield (_loading(size, content) for size, content in written.items())
    for size, content in written.items():
        inventory = Inventory.load(content)
        for what, ask in WAYS.items():
            yield (_checking(what, size, partial(ask, inventory), *each) for each in checks)


def _loading(size: int, content: bytes) -> Figure:
    objects = sum(1 for _ in Inventory.load(content).objects())
    return Figure("load", size, objects, least_seconds(partial(Inventory.load, content)))


def _checking(what: str, size: int, ask: _Ask, principals: int, requests: int) -> Figure:
    act = partial(ask, requests_of(size, requests), principals)
    return Figure(what, size, principals * requests, least_seconds(act))


def requests_of(size: int, number: int) -> tuple[CloneRequest, ...]:
    """So many requests to the vCenter of a size."""
    return tuple(CloneRequest.of(Estate(size).request(one)) for one in range(number))


def by_guards(inventory: Inventory, requests: Sequence[CloneRequest], principals: int) -> None:
    """Check each request for each principal, with a guard for each of them."""
    for who in _spread(inventory, principals):
        guard = Guard(inventory, who.name, engine="portable")
        for request in requests:
            guard.check(request)


def by_matrix(inventory: Inventory, requests: Sequence[CloneRequest], principals: int) -> Matrix:
    """Make the matrix of so many principals."""
    some = _spread(inventory, principals)
    return matrix_of(Guard(inventory, engine="portable"), requests, some)


def _spread(inventory: Inventory, principals: int) -> list[Who]:
    """So many users, from all over the list of them: what they hold differs along it."""
    users = [who for who in principals_of(inventory) if not who.group]
    return [users[number * len(users) // principals] for number in range(principals)]


WAYS: Final[dict[str, Callable[[Inventory, Sequence[CloneRequest], int], object]]] = {
    "a guard for each": by_guards,
    "the matrix": by_matrix,
}


def least_seconds(act: Callable[[], object]) -> float:
    """The processor time of the shortest of a few rounds; rubbish of others is put away first."""
    found = []
    for _ in range(_ROUNDS):
        gc.collect()
        start = process_time()
        act()
        found.append(process_time() - start)
    return min(found)
