"""What properties managed objects have, as pyVmomi's type information declares them.

    **load** → validate → facts → rules → report

A path is followed through the declared types and everything derived from them: what any of
these has is a property. Members of what an array holds are not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from policyguard.data_files import read_data
from policyguard.inventory.properties import segments

_TOKEN: Final = re.compile(r"(\w+?)(\??)(\*?)(@?)(?:=(\d+))?")


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a managed or a data object.

    Attributes:
        optional: It may be unset.
        many: It is an array.
        refers: It refers to managed objects.
        data: The number of what the data object in it has; None if that is not told.
    """

    optional: bool
    many: bool
    refers: bool
    data: int | None

    def members(self) -> Mapping[str, Property] | None:
        """What the data object in it has; None if that is not told."""
        return None if self.data is None else _data(self.data)


def newest() -> str:
    """The release whose properties these are."""
    release: str = _file()["release"]
    return release


@cache
def type_names() -> frozenset[str]:
    """Every managed object type."""
    return frozenset(_file()["managed"])


@lru_cache(maxsize=4096)
def properties(type_: str) -> Mapping[str, Property] | None:
    """What a managed object type has, by name; None if there is no such type."""
    entry = _file()["managed"].get(type_)
    if entry is None:
        return None
    parent, own = entry
    return {**(properties(parent) or {}), **_read(own)}


def members(has: str | int) -> Mapping[str, Property]:
    """What a managed object type that there is, or a data object by its number, has."""
    return _data(has) if isinstance(has, int) else properties(has) or {}


@lru_cache(maxsize=4096)
def lineage(type_: str) -> tuple[str, ...]:
    """A managed object type and everything it derives from."""
    parent = _file()["managed"].get(type_, ("",))[0]
    return (type_, *(lineage(parent) if parent else ()))


@lru_cache(maxsize=4096)
def way(type_: str, path: str) -> tuple[Property, ...] | None:
    """The properties along a path, outermost first.

    They end where an array begins or what a data object has is not told; None if there is
    no such property.
    """
    found: list[Property] = []
    has = properties(type_)
    for name in segments(path):
        if has is None:
            break
        one = has.get(name.partition("[")[0])
        if one is None:
            return None
        found.append(one)
        has = None if one.many else one.members()
    return tuple(found)


def paths(has: Mapping[str, Property], depth: int) -> Iterator[str]:
    """Every path that begins with one of *has*, so many names long at most."""
    for name, one in has.items():
        yield name
        inner = one.members() if depth > 1 and not one.many else None
        yield from (f"{name}.{path}" for path in paths(inner or {}, depth - 1))


@cache
def _data(number: int) -> Mapping[str, Property]:
    return _read(_file()["data"][number])


def _read(text: str) -> dict[str, Property]:
    found = {}
    for token in text.split():
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise ValueError(token)
        name, optional, many, refers, data = match.groups()
        number = int(data) if data else None
        found[name] = Property(bool(optional), bool(many), bool(refers), number)
    return found


@cache
def _file() -> dict[str, Any]:
    content: dict[str, Any] = read_data("managed.json")
    return content
