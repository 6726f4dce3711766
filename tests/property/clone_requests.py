"""Valid request bodies, written from the type information and not from the schema.

And ways to spoil them. A seed says everything: hypothesis only picks it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any, Final

from tools.typeinfo import Catalogue, Property, catalogue, method

RELEASE: Final = "8.0.2.0"
TYPES: Final[Catalogue] = catalogue(RELEASE)

_DEEPEST: Final = 7
_BITS: Final = {"byte": 8, "short": 16, "int": 32, "long": 64}
_TEXTS: Final = ("", "web-01", "50%25 off", "ä€😀", "a/b~c", "\x00", "[ds] x/x.vmx", "A" * 200)
_TEXTUAL: Final = {
    "string",
    "dateTime",
    "anyURI",
    "binary",
    "TypeName",
    "MethodName",
    "PropertyPath",
}

Steps = tuple[str | int, ...]


def random_of(seed: int) -> Random:
    """The same random choices for the same seed."""
    return Random(seed)  # noqa: S311 - nothing is secret


@cache
def reachable(release: str) -> tuple[str, ...]:
    """Every data object type that a request can hold where a type is declared."""
    types, found = catalogue(release), set[str]()
    waiting = [each.type for each in method(release, "VirtualMachine", "CloneVM_Task").parameters]
    while waiting:
        declared = waiting.pop()
        for name in types.subtypes(declared) if declared in types.data else ():
            if name not in found:
                found.add(name)
                waiting.extend(each.type for each in types.properties(name))
    return tuple(sorted(found))


class Writer:
    """Writes valid values of any declared type of a release."""

    def __init__(self, random: Random, release: str = RELEASE) -> None:
        self._random = random
        self._release = release
        self._types = catalogue(release)

    def body(self) -> dict[str, Any]:
        """A body of CloneVM_Task."""
        parameters = method(self._release, "VirtualMachine", "CloneVM_Task").parameters
        return {each.name: self._property(each, 0) for each in parameters}

    def instance(self, name: str, depth: int = 0, *, whole: bool = False) -> dict[str, Any]:
        """A data object of exactly this type; all its properties, if *whole*."""
        properties = list(self._types.properties(name))
        kept = [p for p in properties if whole or not p.optional or self._wants(depth)]
        self._random.shuffle(kept)
        members = {p.name: self._property(p, depth + 1) for p in kept}
        return (
            {"_typeName": name, **members}
            if self._random.random() < 0.9
            else {
                **members,
                "_typeName": name,
            }
        )

    def value(self, type_: str, depth: int) -> Any:
        """A value of a declared type."""
        if type_ == "Any":
            return self._any(depth)
        if type_ in self._types.enums:
            return self._random.choice(self._types.enums[type_])
        if type_ in self._types.data:
            deep = depth > _DEEPEST
            return self.instance(
                type_ if deep else self._random.choice(self._types.subtypes(type_)), depth
            )
        return (
            self._primitive(type_)
            if type_[0].islower() or type_ in _TEXTUAL
            else self.reference(type_)
        )

    def reference(self, type_: str) -> dict[str, Any]:
        """A reference to a managed object of this type or one derived from it."""
        chosen = self._random.choice(self._types.subtypes(type_))
        return {"_typeName": "ManagedObjectReference", "type": chosen, "value": f"{chosen}-1"}

    def _property(self, property_: Property, depth: int) -> Any:
        if not property_.many:
            return self.value(property_.type, depth)
        return [self.value(property_.type, depth) for _ in range(self._random.randrange(3))]

    def _wants(self, depth: int) -> bool:
        return depth <= _DEEPEST and self._random.random() < 1.5 / (depth + 2)

    def _primitive(self, type_: str) -> Any:
        if type_ == "boolean":
            return self._random.random() < 0.5
        if type_ in _BITS:
            most = 2 ** (_BITS[type_] - 1)
            return self._random.choice(
                (0, 1, -1, most - 1, -most, self._random.randrange(-most, most))
            )
        if type_ in {"float", "double"}:
            return self._random.choice((0, 1.5, -2.25e-30, 3e38, 7))
        return self._random.choice(_TEXTS)

    def _any(self, depth: int) -> Any:
        name = self._random.choice(
            (*_BITS, *_TEXTUAL, "boolean", "double", "OptionValue", "HostSystem", "any", "any")
        )
        if name == "any":
            name = self._random.choice(reachable(self._release))
        if name in self._types.data:
            return self.instance(name, depth + 1)
        if name in self._types.managed:
            return self.reference(name)
        if self._random.random() < 0.5:
            return {"_typeName": name, "_value": self._primitive(name)}
        items = [self._primitive(name) for _ in range(self._random.randrange(3))]
        return {"_typeName": f"ArrayOf{name[0].upper()}{name[1:]}", "_value": items}


def places(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Every place of a value, in the order in which it reads, with what is there."""
    yield steps, value
    if isinstance(value, dict):
        for key, member in value.items():
            yield from places(member, (*steps, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*steps, index))


def replaced(value: Any, steps: Steps, new: Any) -> Any:
    """A copy with another value at a place."""
    if not steps:
        return new
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[steps[0]] = replaced(value[steps[0]], steps[1:], new) if len(steps) > 1 else new
    return copy


def without(value: Any, steps: Steps) -> Any:
    """A copy without a member or an item."""
    parent = at(value, steps[:-1])
    if isinstance(parent, dict):
        kept: Any = {key: member for key, member in parent.items() if key != steps[-1]}
    else:
        kept = [item for index, item in enumerate(parent) if index != steps[-1]]
    return replaced(value, steps[:-1], kept)


def at(value: Any, steps: Steps) -> Any:
    """What is at a place."""
    for step in steps:
        value = value[step]
    return value


def spoilt(body: Any, random: Random) -> Any:
    """A copy with something else somewhere, which may be valid still."""
    steps, value = random.choice(list(places(body)))
    kind = random.randrange(4)
    if kind == 0 and steps:
        return without(body, steps)
    if kind == 1 and isinstance(value, dict):
        return replaced(body, steps, {**value, random.choice(_KEYS): random.choice(_VALUES)})
    if kind == 2 and isinstance(value, dict) and "_typeName" in value:
        name = random.choice((*_NAMES, *TYPES.data))
        return replaced(body, steps, {**value, "_typeName": name})
    return replaced(body, steps, random.choice((*_VALUES, [value], {"_value": value})))


_KEYS: Final = ("", "name", "key", "type", "_typeName", "_value", "device", "ä", "/~", "value")
_NAMES: Final = ("", "string", "ManagedObjectReference", "Folder", "ArrayOfString", "Nonsense")
_VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, 1, -1, 1.0, 1.5, -0.0, 1e22, 2**31, -(2**31) - 1, 2**63 - 1, 128),
    *(-(2**63), 9.3e18, "", "x", "flat", "add", "Folder", "ManagedObjectReference"),
    *([], [[]], [1], ["x"], {}, {"_typeName": "string", "_value": "x"}, {"_typeName": 5}),
    {"_typeName": "ManagedObjectReference", "type": "ResourcePool", "value": "resgroup-8"},
)
