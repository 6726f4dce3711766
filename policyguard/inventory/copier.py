"""Copies of what a caller hands in, as JSON values that nothing outside can change.

    **load** → validate → facts → rules → report

Dotted property names and nested mappings come out the same, and so do boxed values and
plain ones, and both ways of writing a reference.

INVARIANT: whatever is handed in, endless and shared structures included, gives a copy or
`Unusable`, in time and space that grow with what is there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from policyguard.inventory.properties import Tree, Unusable, merge, split
from policyguard.references import Reference
from policyguard.text import shown

# As deep as a document may be. Values are walked by recursion, a few frames a level, and
# half of Python's stack stays for the caller.
MAX_DEPTH: Final = 100

_SCALARS: Final = frozenset({str, int, float, bool, type(None)})
_BOX: Final = frozenset({"_typeName", "_value"})
_OPEN: Final = object()


class Copier:
    """Copies the values of one source; what is shared there is shared in the copy.

    Args:
        properties: The values are properties: dotted names unfold, boxes are opened.
        foreign: What copies the values that are marked so.
        mark: The key that marks them.
    """

    def __init__(self, *, properties: bool, foreign: Copier | None = None, mark: str = "") -> None:
        self._properties = properties
        self._foreign = foreign
        self._mark = mark
        self._copies: dict[int, Any] = {}
        # Originals are kept, so that nothing else takes over the id of one.
        self._originals: list[Any] = []

    def value(self, raw: Any, depth: int = 0) -> Any:
        """Copy any value.

        Raises:
            Unusable: It holds itself, is nested too deep, or is of no JSON type.
        """
        if type(raw) in _SCALARS:
            return raw
        copy = self._copies.get(id(raw))
        if copy is _OPEN:
            raise Unusable("holds itself")
        if copy is None:
            _limit(depth)
            self._originals.append(raw)
            self._copies[id(raw)] = _OPEN
            try:
                copy = self._container(raw, depth + 1)
            except Unusable:
                del self._copies[id(raw)]
                raise
            self._copies[id(raw)] = copy
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
            if type(raw) in _SCALARS and type(name) is str and "." not in name and name not in tree:
                tree[name] = raw  # what most are, the short way
                continue
            first, rest = self._first(name)
            if rest is not None:
                dotted.setdefault(first, []).append((rest, raw))
            else:
                _put(tree, first, raw, self.value, depth)
        for first, inner in dotted.items():
            _put(tree, first, inner, self.members, depth + 1)
        return tree

    def _container(self, raw: Any, depth: int) -> Any:
        if isinstance(raw, Mapping):
            if self._foreign is not None and self._mark in raw:
                return self._foreign.value(raw, depth)
            if self._properties and raw.keys() == _BOX:
                return self.value(raw["_value"], depth)
            if self._properties and raw.get("_typeName") == "ManagedObjectReference":
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
        first, rest = split(name)
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
