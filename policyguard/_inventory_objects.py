"""The objects of one inventory document, whichever way they are written.

    **load** → validate → facts → rules → report

A mapping from `Type/moId` to properties, or what RetrievePropertiesEx returned: a list of
`ObjectContent`, alone or in its `RetrieveResult`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from policyguard._inventory_mistakes import Source, Steps, dotted, value_shown
from policyguard._properties import UNKNOWN, Copier, Tree, Unusable, lookup, segments
from policyguard._text import shown
from policyguard.references import Reference

# What authorization follows: a mistake here would read as an object nobody described.
FOLLOWED: Final = (
    "parent",
    "parentVApp",
    "resourcePool",
    "runtime.host",
    "config.ftInfo.primaryVM",
)
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
        names: Every property name as written, with the place of its value below `at`.
    """

    reference: Reference
    tree: Tree
    source: Source
    at: Steps
    names: tuple[tuple[str, Steps], ...]

    def place(self, path: str) -> str:
        """Return where the source speaks of a property; the object, if nowhere."""
        return self.source.place(*self.at, *self._steps(path))

    def _steps(self, path: str) -> Steps:
        for name, steps in self.names:
            if f"{path}.".startswith(f"{name}."):
                return (*steps, *segments(path)[len(segments(name)) :])
        return next((steps for name, steps in self.names if name.startswith(f"{path}.")), ())


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
        if is_result(raw):
            yield from self.read(raw.get("objects"), (*at, "objects"))
        elif isinstance(raw, Mapping):
            for key, properties in raw.items():
                yield from self._entry(key, properties, (*at, key))
        elif isinstance(raw, list | tuple):
            for index, content in enumerate(raw):
                yield from self._content(content, (*at, index))
        elif raw is not None:
            self._note(f"are {value_shown(raw)}, expected a mapping or a list", at)

    def _entry(self, key: Any, raw: Any, at: Steps) -> Iterator[Described]:
        reference = Reference.of(key) if isinstance(key, str) else None
        if reference is None:
            self._note("is no object, expected `Type/moId`", at)
        elif raw is not None and not isinstance(raw, Mapping):
            self._note(f"is {value_shown(raw)}, expected a mapping of properties", at)
        else:
            items = tuple((raw or {}).items())
            names = tuple((name, (name,)) for name, _ in items if isinstance(name, str))
            yield from self._described(reference, items, at, names)

    def _content(self, raw: Any, at: Steps) -> Iterator[Described]:
        if not isinstance(raw, Mapping) or not raw.keys() <= _CONTENT_KEYS:
            self._note("is no `ObjectContent` of `obj`, `propSet` and `missingSet`", at)
            return
        reference = Reference.of(raw.get("obj"))
        if reference is None:
            what = value_shown(raw.get("obj"))
            self._note(f"is {what}, expected {_REFERENCE}", (*at, "obj"))
            return
        items = []
        names = []
        for index, prop in enumerate(raw.get("propSet") or ()):
            here = ("propSet", index)
            if not isinstance(prop, Mapping) or not {"name", "val"} <= prop.keys():
                self._note("is no `DynamicProperty` of `name` and `val`", (*at, *here))
                continue
            items.append((prop["name"], prop["val"]))
            names.append((str(prop["name"]), (*here, "val")))
        yield from self._described(reference, tuple(items), at, tuple(names))

    def _described(
        self,
        reference: Reference,
        items: tuple[tuple[Any, Any], ...],
        at: Steps,
        names: tuple[tuple[str, Steps], ...],
    ) -> Iterator[Described]:
        empty = Described(reference, {}, self._source, at, names)
        try:
            tree = self._copier.members(items)
        except Unusable as problem:
            path = ".".join(problem.path)
            self._note_property(empty, path, problem.reason)
            return
        for path in FOLLOWED:
            value = lookup(tree, path)
            if value is not UNKNOWN and value is not None and Reference.of(value) is None:
                self._note_property(empty, path, f"is {value_shown(value)}, expected {_REFERENCE}")
        yield Described(reference, tree, self._source, at, names)

    def _note_property(self, described: Described, path: str, reason: str) -> None:
        what = shown(f"{described.reference}:{path}" if path else str(described.reference))
        self.mistakes.append(f"{described.place(path)}: `{what}` {reason}")

    def _note(self, reason: str, at: Steps) -> None:
        self.mistakes.append(f"{self._source.place(*at)}: `{dotted(*at)}` {reason}")


def is_result(raw: Any) -> bool:
    """Whether this is the `RetrieveResult` that RetrievePropertiesEx returns."""
    return isinstance(raw, Mapping) and (
        raw.get("_typeName") == "RetrieveResult" or isinstance(raw.get("objects"), list | tuple)
    )
