"""Print what policyguard costs, as ratios: `python -m benchmarks [--quick] [ROUNDS] [SECTION...]`.

Sections: schema, check, growth, commands, peers, scale; all of them if none is named. With
--quick only those that CI holds to their bounds, which are in bounds.toml: check, growth and
commands, in few rounds. The exit status is 1 if a ratio is beyond its bound three times.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.checks import check_comparisons
from benchmarks.commands import command_comparisons
from benchmarks.comparisons import comparisons
from benchmarks.growth import growth_comparisons
from benchmarks.peers.comparisons import peer_comparisons
from benchmarks.scale import scale
from benchmarks.timing import Comparison, Result, measure

ROUNDS: Final = 200
QUICK_ROUNDS: Final = 10
_TIMES: Final = 3
BOUNDS: Final[Mapping[str, float]] = tomllib.loads(
    (Path(__file__).parent / "bounds.toml").read_text("utf-8")
)

_ROW: Final = "{:<32} {:>12} {:<27} {:>12} {:>7} {:>8} {:>4} {:>7}"
_HEAD: Final = ("what", "median µs", "against", "median µs", "ratio", "goal", "met", "bound")
_SECTIONS: Final[Mapping[str, Callable[[Path], Iterator[Comparison | str]]]] = {
    "schema": comparisons,
    "check": lambda _: check_comparisons(),
    "growth": lambda _: growth_comparisons(),
    "commands": command_comparisons,
    "peers": lambda _: peer_comparisons(),
    "scale": lambda _: scale(),
}
_QUICK: Final = ("check", "growth", "commands")


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 if a bound is not kept, 2 if an argument is none."""
    quick = "--quick" in arguments
    rounds, names = _read([each for each in arguments if each != "--quick"], quick=quick)
    if not all(name in _SECTIONS for name in names):
        print(__doc__, file=sys.stderr)
        return 2
    print(_ROW.format(*_HEAD))
    with TemporaryDirectory() as folder:
        beyond = list(_print(names, Path(folder), rounds))
    if beyond:
        print(f"\nbeyond their bounds: {'; '.join(beyond)}")
    return 1 if beyond else 0


def _read(arguments: Sequence[str], *, quick: bool) -> tuple[int, Sequence[str]]:
    rounds, names = QUICK_ROUNDS if quick else ROUNDS, arguments
    if arguments and arguments[0].isdecimal():
        rounds, names = int(arguments[0]), arguments[1:]
    return rounds, names or (_QUICK if quick else tuple(_SECTIONS))


def _print(names: Iterable[str], folder: Path, rounds: int) -> Iterator[str]:
    """Print each section's rows; yields what is beyond its bound."""
    for name in names:
        print(f"\n{name}")
        for found in _SECTIONS[name](folder):
            if isinstance(found, str):
                print(found, flush=True)
                continue
            result = _measured(found, rounds)
            print(row(result), flush=True)
            if not result.within(BOUNDS.get(found.what)):
                yield found.what


def _measured(comparison: Comparison, rounds: int) -> Result:
    """The result; anew while it is beyond its bound: whatever else ran may have been why."""
    bound = BOUNDS.get(comparison.what)
    for _ in range(_TIMES):
        result = measure(comparison, rounds)
        if result.within(bound):
            break
    return result


def row(result: Result) -> str:
    """A result as a line of the table."""
    ours, theirs = result.micros
    least, most = result.comparison.at_least, result.comparison.at_most
    goals = [f"{sign} {goal:g}" for sign, goal in (("≥", least), ("≤", most)) if goal is not None]
    bound = BOUNDS.get(result.comparison.what)
    line = _ROW.format(
        result.comparison.what,
        f"{ours:,.1f}",
        result.comparison.against,
        f"{theirs:,.1f}",
        f"{result.ratio:.3g}",
        ", ".join(goals),
        {None: "", True: "yes", False: "no"}[result.met],
        "" if bound is None else f"{bound:g}",
    )
    return f"{line}  {result.comparison.beside}".rstrip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
