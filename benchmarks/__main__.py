"""Print what policyguard costs, as ratios: `python -m benchmarks [ROUNDS] [SECTION...]`.

Sections: schema, check, peers, scale; all of them if none is named.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.checks import check_comparisons
from benchmarks.comparisons import comparisons
from benchmarks.peers.comparisons import peer_comparisons
from benchmarks.scale import scale
from benchmarks.timing import Comparison, Result, measure

ROUNDS: Final = 200

_ROW: Final = "{:<38} {:>12} {:<27} {:>12} {:>7} {:>8} {:>4}"
_HEAD: Final = ("what", "median µs", "against", "median µs", "ratio", "goal", "met")
_SECTIONS: Final[Mapping[str, Callable[[Path], Iterator[Comparison | str]]]] = {
    "schema": comparisons,
    "check": lambda _: check_comparisons(),
    "peers": lambda _: peer_comparisons(),
    "scale": lambda _: scale(),
}


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 2 if an argument is neither a number of rounds nor a section."""
    rounds, names = _read(arguments)
    if not all(name in _SECTIONS for name in names):
        print(__doc__, file=sys.stderr)
        return 2
    print(_ROW.format(*_HEAD))
    with TemporaryDirectory() as folder:
        for name in names or _SECTIONS:
            print(f"\n{name}")
            for found in _SECTIONS[name](Path(folder)):
                line = found if isinstance(found, str) else row(measure(found, rounds))
                print(line, flush=True)
    return 0


def _read(arguments: Sequence[str]) -> tuple[int, Sequence[str]]:
    if arguments and arguments[0].isdecimal():
        return int(arguments[0]), arguments[1:]
    return ROUNDS, arguments


def row(result: Result) -> str:
    """A result as a line of the table."""
    ours, theirs = result.micros
    least, most = result.comparison.at_least, result.comparison.at_most
    goals = [f"{sign} {goal:g}" for sign, goal in (("≥", least), ("≤", most)) if goal is not None]
    line = _ROW.format(
        result.comparison.what,
        f"{ours:,.1f}",
        result.comparison.against,
        f"{theirs:,.1f}",
        f"{result.ratio:.3g}",
        ", ".join(goals),
        {None: "", True: "yes", False: "no"}[result.met],
    )
    return f"{line}  {result.comparison.beside}".rstrip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
