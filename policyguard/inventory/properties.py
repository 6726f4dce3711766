"""The properties of one managed object, as a tree that any property path can be read from.

    **load** → validate → facts → rules → report

INVARIANT: absent is unknown and null is known to be unset, except inside a data object
(a mapping with `_typeName`), where absent is unset, as on the wire.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import Any, Final, NoReturn, TypeAlias

from policyguard.references import Reference

# A key of an array, as in `device[4000]` or `extraConfig["a.b"]`, may hold dots.
_NAME: Final = re.compile(r"(?:[^.\[]|\[[^\]]*\]?)+")

Tree: TypeAlias = dict[str, Any]
_Seen: TypeAlias = dict[tuple[int, int], Any]


class Unknown(Enum):
    """The type of `UNKNOWN`, so that a type checker can tell it from a value."""

    UNKNOWN = "unknown"

    def __bool__(self) -> NoReturn:
        raise TypeError("unknown is neither true nor false: ask with `is UNKNOWN`")


UNKNOWN: Final = Unknown.UNKNOWN


class Unusable(Exception):
    """A value that no property can have.

    Attributes:
        reason: What is wrong, in words without a place.
        path: Where, from the value that was handed in.
    """

    def __init__(self, reason: str, path: tuple[str, ...] = ()) -> None:
        super().__init__(reason, path)
        self.reason = reason
        self.path = path

    def under(self, name: str) -> Unusable:
        """Return the same, seen from the value that holds this one as *name*."""
        return type(self)(self.reason, (name, *self.path))


class Contradiction(Unusable):
    """One property with two values."""

    def __init__(self, reason: str = "has two values", path: tuple[str, ...] = ()) -> None:
        super().__init__(reason, path)


def merge(old: Any, new: Any, seen: _Seen | None = None) -> Any:
    """Return what two statements about one property say together.

    Raises:
        Contradiction: They cannot both be true.
    """
    if old is new:
        return old
    if isinstance(old, dict | list) and type(old) is type(new):
        seen = {} if seen is None else seen
        pair = (id(old), id(new))
        if pair not in seen:
            seen[pair] = _merged(old, new, seen)
        return seen[pair]
    if _same(old, new):
        return None if new is None else old
    raise Contradiction


def _merged(old: Any, new: Any, seen: _Seen) -> Any:
    if isinstance(old, list):
        if len(old) != len(new):
            raise Contradiction
        both = enumerate(zip(old, new, strict=True))
        return [_member(str(index), *pair, seen) for index, pair in both]
    result = {}
    for name in (*old, *(name for name in new if name not in old)):
        # What a data object leaves out is unset there.
        a = old.get(name, _absent(old, name))
        b = new.get(name, _absent(new, name))
        result[name] = b if a is UNKNOWN else a if b is UNKNOWN else _member(name, a, b, seen)
    return result


def _absent(node: Tree, name: str) -> Any:
    return None if "_typeName" in node and name != "_typeName" else UNKNOWN


def _member(name: str, old: Any, new: Any, seen: _Seen) -> Any:
    try:
        return merge(old, new, seen)
    except Contradiction as problem:
        raise problem.under(name) from None


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, dict | list) or isinstance(new, dict | list):
        reference = Reference.of(old)
        return (reference is not None and reference == Reference.of(new)) or _both_unset(old, new)
    if isinstance(old, bool) is not isinstance(new, bool):
        return False
    return bool(old == new) or (old != old and new != new)  # noqa: PLR0124 - not a number


def _both_unset(old: Any, new: Any) -> bool:
    """Whether one is null and the other an empty array, or a mapping of nothing but such."""
    if old is None:
        old, new = new, old
    if new is not None:
        return False
    if isinstance(old, list):  # on the wire, an array without elements is not there
        return not old
    return isinstance(old, dict) and all(
        member is None or _both_unset(member, None) for member in old.values()
    )


@lru_cache(maxsize=4096)
def segments(path: str) -> tuple[str, ...]:
    """Split a property path into names; a key in brackets stays with its array."""
    if "[" not in path:
        return tuple(path.split("."))
    names: list[str] = []
    rest: str | None = path
    while rest is not None:
        first, rest = split(rest)
        names.append(first)
    return tuple(names)


def split(path: str) -> tuple[str, str | None]:
    """Split a property path into its first name and the rest, None if there is none."""
    if "[" not in path:
        first, dot, rest = path.partition(".")
        return first, rest if dot else None
    found = _NAME.match(path)
    end = found.end() if found else 0
    return path[:end], path[end + 1 :] if end < len(path) else None


def lookup(tree: Tree, path: str) -> Any:
    """Return the value at a property path, None if it is unset, or `UNKNOWN`."""
    first, *names = segments(path)
    # A managed object is no data object, whatever its mapping says.
    node = tree.get(first, UNKNOWN)
    for name in names:
        if node is None:
            return None
        if not isinstance(node, dict):
            return UNKNOWN
        node = node.get(name, _absent(node, name))
    return node
