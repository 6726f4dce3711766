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

_CONTAINERS: Final = (dict, list)
_SCALARS: Final = (str, bool, type(None))


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
    level, left = [value], MAX_VALUES
    for _ in range(MAX_DEPTH + 1):
        below: list[Any] = []
        for each in level:
            kind = type(each)
            if kind is str or kind is bool:
                continue
            if kind is dict:
                if not _has_text_keys(each):
                    return False
                below += each.values()
            elif kind is list:
                below += each
            elif each is not None and not _fits(each):
                return False
            if len(below) > left:
                return False
        if not below:
            return True
        left -= len(below)
        level = below
    return False


def _has_text_keys(mapping: dict[Any, Any]) -> bool:
    for key in mapping:  # noqa: SIM110 - `all` takes twice as long
        if type(key) is not str:
            return False
    return True


def _fits(number: Any) -> bool:
    if type(number) is int:
        return MIN_INTEGER <= number <= MAX_INTEGER
    return type(number) is float and isfinite(number)


def _flaws(value: Any, path: Path) -> Iterator[Flaw | None]:
    """Each value's flaw, or None; the caller bounds how many values are looked at."""
    kind = type(value)
    if len(path) > MAX_DEPTH:
        yield Flaw(path[:-1], f"it is nested deeper than {MAX_DEPTH} levels")
    elif kind in _CONTAINERS:
        yield None
        yield from _flaws_below(value, path)
    elif kind in _SCALARS or _fits(value):
        yield None
    elif kind in (int, float):
        yield _number_flaw(value, path)
    else:
        yield Flaw(path, f"it is {_named(kind)}")


def _flaws_below(value: Any, path: Path) -> Iterator[Flaw | None]:
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
