"""The properties of one managed object, as a tree that any property path can be read from.

    **load** → validate → facts → rules → report

Dotted paths and nested mappings are the same thing, and so are boxed values and plain
ones, and both ways of writing a reference. A tree is a copy: nothing a caller does to
what was handed in reaches it.

INVARIANT: absent is unknown and null is known to be unset, except inside a data object
(a mapping with `_typeName`), where absent is unset, as on the wire.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, Final, NoReturn, TypeAlias

from policyguard._text import shown
from policyguard.references import Reference

# As deep as a document may be. Values are walked by recursion, a few frames a level, and
# half of Python's stack stays for the caller.
MAX_DEPTH: Final = 100

_SCALARS: Final = frozenset({str, int, float, bool, type(None)})
_BOX: Final = frozenset({"_typeName", "_value"})
_OPEN: Final = object()
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


class Unusable(Exception):  # noqa: N818
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


class Copier:
    """Copies the values of one source; what is shared there is shared in the copy.

    Args:
        properties: The values are properties: dotted names unfold, boxes are opened.
    """

    def __init__(self, *, properties: bool) -> None:
        self._properties = properties
        # The original is kept beside its copy, so that nothing else takes over its id.
        self._copies: dict[int, tuple[Any, Any]] = {}

    def value(self, raw: Any, depth: int = 0) -> Any:
        """Copy any value.

        Raises:
            Unusable: It holds itself, is nested too deep, or is of no JSON type.
        """
        if type(raw) in _SCALARS:
            return raw
        copy = self._copies.get(id(raw), (raw, None))[1]
        if copy is _OPEN:
            raise Unusable("holds itself")
        if copy is None:
            _limit(depth)
            self._copies[id(raw)] = (raw, _OPEN)
            copy = self._container(raw, depth + 1)
            self._copies[id(raw)] = (raw, copy)
        return copy

    def members(self, items: Iterable[tuple[Any, Any]], depth: int = 0) -> Tree:
        """Copy named values; a name may come twice if it says the same.

        Raises:
            Contradiction: A name comes with two values.
            Unusable: As from `value`, or a name is no property path.
        """
        _limit(depth)
        tree: Tree = {}
        dotted: dict[str, list[tuple[str, Any]]] = {}
        for name, raw in items:
            first, rest = self._first(name)
            if rest is not None:
                dotted.setdefault(first, []).append((rest, raw))
            elif type(raw) in _SCALARS and first not in tree:
                tree[first] = raw
            else:
                _put(tree, first, raw, self.value, depth)
        for first, inner in dotted.items():
            _put(tree, first, inner, self.members, depth + 1)
        return tree

    def _container(self, raw: Any, depth: int) -> Any:
        if isinstance(raw, Mapping):
            if self._properties and raw.keys() == _BOX:
                return self.value(raw["_value"], depth)
            if self._properties and "_typeName" in raw:
                reference = Reference.of(raw)
                if reference is not None:
                    return str(reference)
            return self.members(raw.items(), depth)
        if isinstance(raw, list | tuple):
            return self._items(raw, depth)
        return _scalar(raw)

    def _items(self, raw: Iterable[Any], depth: int) -> list[Any]:
        copies = []
        for index, item in enumerate(raw):
            try:
                copies.append(self.value(item, depth))
            except Unusable as problem:
                raise problem.under(str(index)) from None
        return copies

    def _first(self, name: Any) -> tuple[str, str | None]:
        if not isinstance(name, str):
            raise Unusable(f"has the key `{shown(repr(name))}`, which is not a text")
        if not self._properties or "." not in name:
            return name, None
        first, rest = _split(name)
        if not first or rest == "":
            raise Unusable(f"has the key `{shown(name)}`, which is not a property path")
        return first, rest


def _put(tree: Tree, name: str, raw: Any, copy: Callable[[Any, int], Any], depth: int) -> None:
    try:
        value = copy(raw, depth)
        tree[name] = merge(tree[name], value) if name in tree else value
    except Unusable as problem:
        raise problem.under(name) from None


def _limit(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Unusable(f"is nested more than {MAX_DEPTH} levels deep")


def _scalar(raw: Any) -> Any:
    for kind in (str, int, float):
        if isinstance(raw, kind):
            return kind(raw)
    if isinstance(raw, Reference):
        return str(raw)
    if isinstance(raw, dt.date):  # what YAML loaders make of a timestamp
        return raw.isoformat()
    raise Unusable(f"is a Python `{type(raw).__name__}`, which is not JSON")


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
        return old
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
    """Whether one is null and the other a mapping that says nothing but null."""
    if old is None:
        old, new = new, old
    return (
        new is None
        and isinstance(old, dict)
        and all(member is None or _both_unset(member, None) for member in old.values())
    )


@lru_cache(maxsize=4096)
def segments(path: str) -> tuple[str, ...]:
    """Split a property path into names; a key in brackets stays with its array."""
    if "[" not in path:
        return tuple(path.split("."))
    names: list[str] = []
    rest: str | None = path
    while rest is not None:
        first, rest = _split(rest)
        names.append(first)
    return tuple(names)


def _split(path: str) -> tuple[str, str | None]:
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
