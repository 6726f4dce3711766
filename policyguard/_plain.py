"""Tell whether a Python value is a JSON value that every later stage can take.

    load → **validate** → facts → rules → report

The limits are those of `_node.py`, which what is read from a file keeps already. Exact
types only: a subclass may answer one validator so and the other otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import isfinite
from typing import Any, Final

from policyguard._node import MAX_DEPTH, MAX_INTEGER, MAX_VALUES, MIN_INTEGER

Path = tuple[str | int, ...]

_TEXT: Final = frozenset({str})
_NUMBERS: Final = frozenset({int, float})
_CONTAINERS: Final = frozenset({dict, list})
_ALWAYS_PLAIN: Final = frozenset({str, bool, type(None)})
_PLAIN: Final = _ALWAYS_PLAIN | _NUMBERS | _CONTAINERS


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a value is no JSON value.

    Attributes:
        path: Where, in keys and indices; of the object for a key that is no string.
        reason: In words.
        too_large: Whether it is an integer too large rather than no JSON at all.
    """

    path: Path
    reason: str
    too_large: bool = False


def flaw_of(value: Any) -> Flaw | None:
    """Return the first thing in a value that is no JSON value, or None.

    A value that holds itself, or is nested or as large as no request is, has that flaw.
    """
    if _is_plain(value):
        return None
    first = (flaw for flaw in islice(_flaws(value, ()), MAX_VALUES) if flaw is not None)
    return next(first, Flaw((), f"it holds more than {MAX_VALUES} values"))


def _is_plain(value: Any) -> bool:
    """The same answer as quickly as Python gives it: a level at a time, without paths."""
    level, left = [[value]], MAX_VALUES
    for _ in range(MAX_DEPTH + 2):
        below: list[Any] = []
        for container in level:
            left -= len(container)
            if left < 0 or not _has_plain_members(container, below):
                return False
        if not below:
            return True
        level = below
    return False


def _has_plain_members(container: Any, below: list[Any]) -> bool:
    """Tell whether keys and scalars are plain; the containers in it are added to *below*."""
    if type(container) is dict:
        if not _TEXT.issuperset(map(type, container)):
            return False
        container = container.values()
    kinds = set(map(type, container))
    if kinds <= _ALWAYS_PLAIN:
        return True
    if not kinds <= _PLAIN:
        return False
    if kinds & _CONTAINERS:
        below.extend([member for member in container if type(member) in _CONTAINERS])
    return not kinds & _NUMBERS or all(
        _fits(member) for member in container if type(member) in _NUMBERS
    )


def _fits(number: float) -> bool:
    return isfinite(number) if type(number) is float else MIN_INTEGER <= number <= MAX_INTEGER


def _flaws(value: Any, path: Path) -> Iterator[Flaw | None]:
    """Each value's flaw, or None; the caller bounds how many values are looked at."""
    kind = type(value)
    if len(path) > MAX_DEPTH:
        yield Flaw(path[:-1], f"it is nested deeper than {MAX_DEPTH} levels")
    elif kind not in _PLAIN:
        yield Flaw(path, f"it is {_named(kind)}")
    elif kind in _NUMBERS and not _fits(value):
        yield _number_flaw(value, path)
    else:
        yield None
        yield from _flaws_below(value, path)


def _flaws_below(value: Any, path: Path) -> Iterator[Flaw | None]:
    if type(value) not in _CONTAINERS:
        return
    for key, member in value.items() if type(value) is dict else enumerate(value):
        if type(value) is dict and type(key) is not str:
            yield Flaw(path, f"a key of it is {_named(type(key))}")
        else:
            yield from _flaws(member, (*path, key))


def _number_flaw(value: float, path: Path) -> Flaw:
    if type(value) is float:
        return Flaw(path, f"it is `{value}`, which JSON has not")
    return Flaw(path, "it does not fit in 64 bits", too_large=True)


def _named(kind: type) -> str:
    return f"a Python `{kind.__name__}`"
