"""Write what properties managed objects have, and how pyVmomi calls types.

From pyVmomi's type information of its newest release. A property path is followed through
declared types and everything derived from them, since a file need not say which of these a
value is: what any of them has is a property.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from tools.typeinfo import Catalogue, Property, catalogue, managed_properties, vmodl_names

FILE: Final = Path("policyguard/data/managed.json")
NAMES: Final = Path("policyguard/data/pyvmomi_names.json")
RELEASE: Final = "9.1.1.0"

# Events and faults come in hundreds, and nobody writes their members by hand.
_TOO_MANY: Final = 100

# What RetrievePropertiesEx returns is no property of anything.
_RESULTS: Final = ("RetrieveResult",)

_Types: TypeAlias = frozenset[str]


class Members:
    """The members of the data objects that properties lead to, each set of types once."""

    def __init__(self, types: Catalogue) -> None:
        self._types = types
        self._listed: dict[_Types, dict[str, list[Property]]] = {}

    def add(self, listed: Mapping[str, list[Property]]) -> None:
        """Follow properties as far down as they go."""
        waiting = [*self._below(listed)]
        while waiting:
            types = waiting.pop()
            if types not in self._listed:
                self._listed[types] = self._members(types)
                waiting += self._below(self._listed[types])

    def numbered(self) -> dict[_Types, int]:
        """A number for each set of types, the same for those with the same members."""
        return {types: number for number, types in enumerate(sorted(self._listed, key=sorted))}

    def of(self, types: _Types) -> Mapping[str, list[Property]]:
        """The members of a set of types, by name."""
        return self._listed[types]

    def data_types(self, of: list[Property]) -> _Types:
        """The data object types that a property is declared with."""
        return frozenset(one.type for one in of if one.type in self._types.data)

    def _below(self, listed: Mapping[str, list[Property]]) -> Iterator[_Types]:
        for properties in listed.values():
            types = self.data_types(properties)
            # An index into an array is for updates only: nobody writes paths below one.
            many = any(one.many for one in properties)
            if types and not many and not any(_is_crowd(self._types, one) for one in types):
                yield types

    def _members(self, types: _Types) -> dict[str, list[Property]]:
        found: dict[str, list[Property]] = {}
        derived = sorted({below for one in types for below in self._types.subtypes(one)})
        for each in derived:
            for one in self._types.properties(each):
                found.setdefault(one.name, []).append(one)
        # What some of them do not have may be absent.
        return {
            name: listed
            if len(listed) == len(derived)
            else [replace(one, optional=True) for one in listed]
            for name, listed in found.items()
        }


def generate() -> dict[Path, bytes]:
    """The managed object types with their properties, and the names of types in pyVmomi."""
    types = catalogue(RELEASE)
    own = {name: managed_properties(RELEASE, name) for name in sorted(types.managed)}
    members = Members(types)
    by_name = {name: {one.name: [one] for one in listed} for name, listed in own.items()}
    for listed in by_name.values():
        members.add(listed)
    numbers = members.numbered()
    written = {
        "release": RELEASE,
        "managed": {
            name: [types.managed[name] or "", _text(listed, members, numbers, types)]
            for name, listed in by_name.items()
        },
        "data": [_text(members.of(one), members, numbers, types) for one in numbers],
    }
    return {FILE: _lines(written).encode(), NAMES: _lines(_spellings(types)).encode()}


def _text(
    listed: Mapping[str, list[Property]],
    members: Members,
    numbers: Mapping[_Types, int],
    types: Catalogue,
) -> str:
    """Members as one text: `?` may be unset, `*` is an array, `@` refers, `=N` has data N."""
    return " ".join(name + _marks(listed[name], members, numbers, types) for name in sorted(listed))


def _marks(
    properties: list[Property],
    members: Members,
    numbers: Mapping[_Types, int],
    types: Catalogue,
) -> str:
    optional = "?" if any(one.optional for one in properties) else ""
    many = "*" if any(one.many for one in properties) else ""
    refers = "@" if any(one.type in types.managed for one in properties) else ""
    number = numbers.get(members.data_types(properties))
    return f"{optional}{many}{refers}{'' if number is None or many else f'={number}'}"


def _spellings(types: Catalogue) -> dict[str, Any]:
    """How pyVmomi's name of a type becomes the API's: by its package, or as listed."""
    wanted = types.managed.keys() | _reachable(types)
    names = {vmodl: wsdl for vmodl, wsdl in vmodl_names(RELEASE).items() if wsdl in wanted}
    counted: dict[str, dict[str, int]] = {}
    for vmodl, wsdl in names.items():
        package, last = _parted(vmodl)
        if wsdl.endswith(last):
            prefix = wsdl.removesuffix(last)
            counted.setdefault(package, {}).setdefault(prefix, 0)
            counted[package][prefix] += 1
    prefixes = {
        package: max(sorted(found), key=found.__getitem__) for package, found in counted.items()
    }
    irregular = {
        vmodl: wsdl
        for vmodl, wsdl in names.items()
        if prefixes.get(_parted(vmodl)[0], "") + _parted(vmodl)[1] != wsdl
    }
    return {
        "prefixes": dict(sorted(prefixes.items())),
        "irregular": dict(sorted(irregular.items())),
        "naming": sorted(_naming(types)),
    }


def _naming(types: Catalogue) -> Iterator[str]:
    """The properties of managed objects whose values are names of types."""
    for name in types.managed:
        for one in managed_properties(RELEASE, name):
            if one.type == "TypeName":
                yield one.name


def _reachable(types: Catalogue) -> frozenset[str]:
    """Every data object type that the value of a property can hold, and what results are."""
    waiting = [*_RESULTS]
    for name in types.managed:
        waiting += [one.type for one in managed_properties(RELEASE, name)]
    found = set[str]()
    while waiting:
        name = waiting.pop()
        if name in types.data and name not in found and not _is_crowd(types, name):
            found.add(name)
            waiting += types.subtypes(name)
            waiting += [one.type for one in types.properties(name)]
    return frozenset(found)


def _is_crowd(types: Catalogue, name: str) -> bool:
    return len(types.subtypes(name)) > _TOO_MANY


def _parted(vmodl: str) -> tuple[str, str]:
    parts = vmodl.split(".")
    first = next((i for i, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
    return ".".join(parts[:first]), "".join(parts[first:])


def _lines(written: Mapping[str, Any]) -> str:
    """JSON with one entry of a section a line, so that a change is seen as one."""
    return json.dumps(written, indent=0, ensure_ascii=False) + "\n"
