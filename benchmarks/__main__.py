"""Print what policyguard costs, as ratios: `python -m benchmarks [ROUNDS]`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.comparisons import comparisons
from benchmarks.timing import Result, measure

ROUNDS: Final = 200

_ROW: Final = "{:<32} {:>12} {:<27} {:>12} {:>7} {:>8} {:>4}"
_HEAD: Final = ("what", "median µs", "against", "median µs", "ratio", "goal", "met")


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 2 if the argument is no number of rounds."""
    if len(arguments) > 1 or not all(each.isdecimal() for each in arguments):
        print(__doc__, file=sys.stderr)
        return 2
    rounds = int(arguments[0]) if arguments else ROUNDS
    print(_ROW.format(*_HEAD))
    with TemporaryDirectory() as folder:
        for comparison in comparisons(Path(folder)):
            print(row(measure(comparison, rounds)), flush=True)
    return 0


def row(result: Result) -> str:
    """A result as a line of the table."""
    ours, theirs = result.micros
    least, most = result.comparison.at_least, result.comparison.at_most
    goals = [f"{sign} {goal:g}" for sign, goal in (("≥", least), ("≤", most)) if goal is not None]
    return _ROW.format(
        result.comparison.what,
        f"{ours:,.1f}",
        result.comparison.against,
        f"{theirs:,.1f}",
        f"{result.ratio:.3g}",
        ", ".join(goals),
        {None: "", True: "yes", False: "no"}[result.met],
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
