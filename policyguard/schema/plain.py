"""Tell whether a Python value is a JSON value that every later stage can take.

    load → **validate** → facts → rules → report

The limits are those of `node.py`, which what is read from a file keeps already. Exact
types only: a subclass may answer one validator so and the other otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import Any, Final, NamedTuple

from policyguard.document.node import MAX_DEPTH, MAX_INTEGER, MAX_VALUES, MIN_INTEGER
from policyguard.schema.error import Path
from policyguard.text import shown

_END: Final = object()
_SCALARS: Final = (str, bool, type(None))


class Flaw(NamedTuple):
    """Why a value is no JSON value.

    Attributes:
        path: Where, in keys and indices; of the object for a key that is no string.
        reason: What is there, in words.
        too_large: Whether it is an integer too large rather than no JSON at all.
    """

    path: Path
    reason: str
    too_large: bool = False


_TOO_MUCH: Final = Flaw((), f"more than {MAX_VALUES} values")


def flaw_of(value: Any) -> Flaw | None:
    """Return the first thing in a value that is no JSON value, or None.

    A value that holds itself, or is nested or as large as no request is, has that flaw.
    """
    plain = _is_plain(value)
    if plain is None:
        return _TOO_MUCH
    return None if plain else _first_flaw(value)


def _is_plain(value: Any) -> bool | None:
    """The same answer as quickly as Python gives it: a level at a time, without paths.

    None if there is more of it than is looked at.
    """
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
                return None
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


def _first_flaw(value: Any) -> Flaw:
    """Walk a value that is not plain, in the order in which it reads."""
    path: list[Any] = [None]
    unfinished: list[Iterator[tuple[Any, Any]]] = [iter([(None, value)])]
    left = MAX_VALUES  # what is shared may stand for any number
    while unfinished and left:
        path[-1], member = next(unfinished[-1], (_END, None))
        if path[-1] is _END:
            unfinished.pop()
            path.pop()
            continue
        reason = _reason(member, len(path) - 1)
        if reason is not None:
            return Flaw(tuple(path[1 : MAX_DEPTH + 1]), reason, too_large=type(member) is int)
        if type(member) is dict:
            unfinished.append(iter(member.items()))
            path.append(None)
        elif type(member) is list:
            unfinished.append(iter(enumerate(member)))
            path.append(None)
        left -= 1
    return _TOO_MUCH


def _reason(value: Any, depth: int) -> str | None:
    """What is wrong with one value and its keys."""
    kind = type(value)
    if depth > MAX_DEPTH:
        return f"nested deeper than {MAX_DEPTH} levels"
    if kind is dict:
        keys = (_named(type(key)) for key in value if type(key) is not str)
        return next((f"a key that is {key}, where JSON has strings" for key in keys), None)
    if kind is list or kind in _SCALARS or _fits(value):
        return None
    if kind is int:
        return "an integer of more than 64 bits"
    what = f"`{value}`" if kind is float else _named(kind)
    return f"{what}, which is no JSON value"


def _named(kind: type) -> str:
    return f"a Python `{shown(kind.__name__)}`"
