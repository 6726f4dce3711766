"""The objects of one inventory document, whichever way they are written.

    **load** → validate → facts → rules → report

A mapping from `Type/moId` to properties, or what RetrievePropertiesEx returned: a list of
`ObjectContent`, alone or in its `RetrieveResult`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from policyguard.inventory.copier import Copier
from policyguard.inventory.mistakes import Source, Steps, dotted, value_shown
from policyguard.inventory.properties import UNKNOWN, Tree, Unusable, lookup, segments
from policyguard.references import Reference, is_a
from policyguard.text import shown

# What authorization follows, up to what is above an object: a mistake here would read as
# an object that nobody described.
_UPWARDS: Final = ("parent", "parentVApp", "resourcePool", "runtime.host")
_PRIMARY: Final = "config.ftInfo.primaryVM"
_CONTENT_KEYS: Final = frozenset({"_typeName", "obj", "propSet", "missingSet"})
_REFERENCE: Final = "`Type/moId` or a VI JSON reference"


@dataclass(frozen=True, slots=True)
class Described:
    """What one source says about one object.

    Attributes:
        reference: The object.
        tree: Its properties.
        source: Who says so.
        at: Where the object stands in the source.
        raw: Its properties as written: a mapping, or the `propSet` of an `ObjectContent`.
    """

    reference: Reference
    tree: Tree
    source: Source
    at: Steps
    raw: Mapping[Any, Any] | Sequence[Any] = field(repr=False)

    def places(self, path: str) -> list[str]:
        """Return every place where the source speaks of a property."""
        return [self.source.place(*self.at, *steps) for steps in self._steps(path)]

    def named(self, path: str) -> str:
        """Return how a report's `unknown` would call a property."""
        return shown(f"{self.reference}:{path}" if path else str(self.reference))

    def _steps(self, path: str) -> Iterator[Steps]:
        for name, steps in self._names():
            if f"{path}.".startswith(f"{name}."):
                yield (*steps, *segments(path)[len(segments(name)) :])
            elif name.startswith(f"{path}."):
                yield steps

    def _names(self) -> Iterator[tuple[str, Steps]]:
        if isinstance(self.raw, Mapping):
            yield from ((name, (name,)) for name in self.raw if isinstance(name, str))
            return
        for index, prop in enumerate(self.raw):
            yield str(prop["name"]), ("propSet", index, "val")


class ObjectReader:
    """Reads the objects of one document.

    Attributes:
        mistakes: What could not be read and why, each with its place.
    """

    def __init__(self, source: Source) -> None:
        self.mistakes: list[str] = []
        self._source = source
        self._copier = Copier(properties=True)

    def read(self, raw: Any, at: Steps) -> Iterator[Described]:
        """Read every object; what cannot be read is left out and noted."""
        if _is_result(raw):
            yield from self.read(raw.get("objects"), (*at, "objects"))
        elif isinstance(raw, Mapping):
            for key, properties in raw.items():
                yield from self._entry(key, properties, (*at, key))
        elif isinstance(raw, list | tuple):
            for index, content in enumerate(raw):
                yield from self._content(content, (*at, index))
        elif raw is not None:
            self._note(f"is {value_shown(raw)}, expected a mapping or a list", at)

    def _entry(self, key: Any, raw: Any, at: Steps) -> Iterator[Described]:
        reference = Reference.of(key) if isinstance(key, str) else None
        if reference is None:
            self._note("is no object, expected `Type/moId`", at)
        elif raw is not None and not isinstance(raw, Mapping):
            self._note(f"is {value_shown(raw)}, expected a mapping of properties", at)
        else:
            yield from self._described(reference, (raw or {}).items(), at, raw or {})

    def _content(self, raw: Any, at: Steps) -> Iterator[Described]:
        if not isinstance(raw, Mapping) or not raw.keys() <= _CONTENT_KEYS:
            self._note("is no `ObjectContent` of `obj`, `propSet` and `missingSet`", at)
            return
        reference = Reference.of(raw.get("obj"))
        if reference is None:
            what = value_shown(raw.get("obj"))
            self._note(f"is {what}, expected {_REFERENCE}", (*at, "obj"))
            return
        properties = raw.get("propSet") or ()
        if not isinstance(properties, list | tuple) or not all(map(_is_property, properties)):
            self._note("is no list of `DynamicProperty`, each `name` and `val`", (*at, "propSet"))
            return
        items = ((prop["name"], prop["val"]) for prop in properties)
        yield from self._described(reference, items, at, properties)

    def _described(
        self,
        reference: Reference,
        items: Iterable[tuple[Any, Any]],
        at: Steps,
        raw: Mapping[Any, Any] | Sequence[Any],
    ) -> Iterator[Described]:
        try:
            # A managed object is no data object: what is absent stays unknown.
            tree = self._copier.members(item for item in items if item[0] != "_typeName")
        except Unusable as problem:
            described = Described(reference, {}, self._source, at, raw)
            self._note_property(described, ".".join(problem.path), problem.reason)
            return
        described = Described(reference, tree, self._source, at, raw)
        for path in _checked(reference):
            value = lookup(tree, path)
            expected = _expected(path, value)
            if expected is not None:
                reason = f"is {value_shown(value)}, expected {expected}"
                self._note_property(described, path, reason)
        yield described

    def _note_property(self, described: Described, path: str, reason: str) -> None:
        places = described.places(path) or [self._source.place(*described.at)]
        self.mistakes.append(f"{' and '.join(places)}: `{described.named(path)}` {reason}")

    def _note(self, reason: str, at: Steps) -> None:
        self.mistakes.append(f"{self._source.place(*at)}: `{dotted(*at)}` {reason}")


def _checked(reference: Reference) -> Iterator[str]:
    """The properties that must refer to one object; a pool's `resourcePool` lists its children."""
    is_pool = is_a(reference.type, "ResourcePool")
    return (path for path in (*_UPWARDS, _PRIMARY) if not (is_pool and path == "resourcePool"))


def _expected(path: str, value: Any) -> str | None:
    """Return what a property should be, if it is something else."""
    if value is UNKNOWN or value is None:
        return None
    reference = Reference.of(value)
    if reference is None:
        return _REFERENCE
    if (reference.type == "VirtualMachine") is not (path == _PRIMARY):
        return "a virtual machine" if path == _PRIMARY else "what can be above other objects"
    return None


def _is_property(raw: Any) -> bool:
    """Whether this is a `DynamicProperty`."""
    return isinstance(raw, Mapping) and {"name", "val"} <= raw.keys()


def _is_result(raw: Any) -> bool:
    """Whether this is the `RetrieveResult` that RetrievePropertiesEx returns."""
    return isinstance(raw, Mapping) and (
        raw.get("_typeName") == "RetrieveResult" or isinstance(raw.get("objects"), list | tuple)
    )
