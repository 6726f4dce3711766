"""Times that can be compared: measured in turns, in one process.

Absolute times differ between machines, and on one machine between minutes. So two things
are always timed in turns, and what counts is the median of the ratios of the turns. Times are
those that the processor worked for this process and those it started, so that waiting for
others counts for neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import repeat
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from typing import Final

Action = Callable[[], object]

# Long enough for the clock, and short enough that both see the same machine.
_TURN_SECONDS: Final = 0.001


@dataclass(frozen=True, slots=True)
class Fresh:
    """An action that is made anew for each call, while the clock stands still."""

    make: Callable[[], Action]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One action measured against another.

    Attributes:
        what: The action.
        against: The other.
        actions: Both.
        at_least: The least ratio that meets the goal, if there is one.
        at_most: The greatest ratio that does.
        weight: Of the rounds, one in so many is run: for what takes long.
        beside: What must be said beside the figure.
    """

    what: str
    against: str
    actions: tuple[Action | Fresh, Action | Fresh]
    at_least: float | None = None
    at_most: float | None = None
    weight: int = 1
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What came out.

    Attributes:
        comparison: What was compared.
        micros: Median time of each action, in microseconds.
        ratio: Median of the ratios of the rounds.
    """

    comparison: Comparison
    micros: tuple[float, float]
    ratio: float

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None if there is none."""
        least, most = self.comparison.at_least, self.comparison.at_most
        if least is None and most is None:
            return None
        return (least is None or self.ratio >= least) and (most is None or self.ratio <= most)

    def within(self, bound: float | None) -> bool:
        """Whether the ratio is within a bound, if there is one: on the side of the goal."""
        if bound is None:
            return True
        least = self.comparison.at_least is not None
        return self.ratio >= bound if least else self.ratio <= bound


def measure(comparison: Comparison, rounds: int) -> Result:
    """Time both actions in turns, *rounds* times over the comparison's weight, or once."""
    first, second = comparison.actions
    calls = _calls(first), _calls(second)
    turns = [
        (_turn(first, calls[0]), _turn(second, calls[1]))
        for _ in range(max(1, rounds // comparison.weight))
    ]
    micros = median(a for a, _ in turns) * 1e6, median(b for _, b in turns) * 1e6
    return Result(comparison, micros, median(a / b for a, b in turns))


def _calls(action: Action | Fresh) -> int:
    """How often an action fits in a turn; the first call, which sets things up, is not counted."""
    _seconds(action, 1)
    return max(1, int(_TURN_SECONDS / max(_seconds(action, 1), 1e-7)))


def _turn(action: Action | Fresh, calls: int) -> float:
    """Seconds a call takes; a first one, after what the other did to caches, is not counted."""
    _seconds(action, 1)
    return _seconds(action, calls)


def _seconds(action: Action | Fresh, calls: int) -> float:
    made: Iterable[Action] = (
        [action.make() for _ in range(calls)]
        if isinstance(action, Fresh)
        else repeat(action, calls)
    )
    start = _clock()
    for each in made:
        each()
    return (_clock() - start) / calls


def _clock() -> float:
    """Seconds of work so far, with that of the processes which were started and have ended."""
    used = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)
    return sum(each.ru_utime + each.ru_stime for each in used)
