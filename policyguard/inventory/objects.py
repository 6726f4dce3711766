"""The objects of one inventory document, whichever way they are written.

    **load** → validate → facts → rules → report

A mapping from `Type/moId` to properties, or what a property collector returned
(`results.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from policyguard.inventory import vmomi
from policyguard.inventory.copier import Copier
from policyguard.inventory.mistakes import Noted, Source, Steps, dotted, value_shown
from policyguard.inventory.properties import UNKNOWN, Tree, Unusable, lookup, segments
from policyguard.inventory.results import (
    REFERENCE,
    NoContent,
    content_of,
    contents,
    is_page,
    is_result,
    unwrapped,
)
from policyguard.inventory.vmomi import VmomiCopier
from policyguard.references import Reference, is_a
from policyguard.text import shown

# What authorization follows, up to what is above an object: a mistake here would read as
# an object that nobody described.
_UPWARDS: Final = ("parent", "parentVApp", "resourcePool", "runtime.host")
_QUOTED: Final = re.compile("`[^`]*`")
_PRIMARY: Final = "config.ftInfo.primaryVM"
# Where the same stands too (`implied`).
_SUMMARIES: Final = ("summary.runtime.host", f"summary.{_PRIMARY}")


@dataclass(frozen=True, slots=True)
class Described:
    """What one source says about one object.

    Attributes:
        reference: The object.
        tree: Its properties.
        source: Who says so.
        at: Where the object stands in the source.
        raw: Its properties as written: a mapping, or the `propSet` of an `ObjectContent`.
        missing: The paths a collector could not read; None if no collector answered.
    """

    reference: Reference
    tree: Tree
    source: Source
    at: Steps
    raw: Mapping[Any, Any] | Sequence[Any] = field(repr=False)
    missing: tuple[str, ...] | None = None

    def places(self, path: str) -> list[str]:
        """Return every place where the source speaks of a property."""
        return [self.source.place(*self.at, *steps) for steps in self._steps(path)]

    def spot(self, path: str) -> str:
        """Return where the source first speaks of a property, with the column."""
        return self.source.spot(*self.at, *next(self._steps(path), ()))

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
        pages: Where results stand, and whether each says that there are more.
    """

    def __init__(self, source: Source) -> None:
        self.pages: list[tuple[Steps, bool]] = []
        self._noted = Noted()
        self._source = source
        self._vmomi = VmomiCopier()
        self._copier = Copier(properties=True, foreign=self._vmomi, mark=vmomi.TYPE)

    @property
    def mistakes(self) -> list[str]:
        """What could not be read and why, each with its place."""
        return self._noted.texts()

    def read(self, raw: Any, at: Steps) -> Iterator[Described]:
        """Read every object; what cannot be read is left out and noted."""
        objects, where = self._unwrapped(raw, at)
        if is_result(objects):
            for one, place in contents(objects, where):
                # Pages may stand one after the other.
                for content in contents(*self._unwrapped(one, place)):
                    yield from self._content(*content)
        elif isinstance(objects, Mapping):
            for key, properties in objects.items():
                yield from self._entry(key, properties, (*where, key))
        elif objects is not None:
            self._note(f"is {value_shown(objects)}, expected a mapping or a list", where)
        yield from self._written_out(at)

    def _unwrapped(self, raw: Any, at: Steps) -> tuple[Any, Steps]:
        for layer, place in unwrapped(raw, at):
            raw, at = layer, place
            if is_page(layer):
                self.pages.append((place, layer.get("token") is not None))
        return raw, at

    def _entry(self, key: Any, raw: Any, at: Steps) -> Iterator[Described]:
        reference = Reference.of(key) if isinstance(key, str) else None
        if reference is None:
            self._note("is no object, expected `Type/moId`", at)
        elif raw is not None and not isinstance(raw, Mapping):
            self._note(f"is {value_shown(raw)}, expected a mapping of properties", at)
        else:
            properties = raw or {}
            # A managed object is no data object: what is absent stays unknown.
            items = [item for item in properties.items() if item[0] != "_typeName"]
            described = Described(reference, {}, self._source, at, properties)
            yield from self._described(described, items, self._copier)

    def _content(self, raw: Any, at: Steps) -> Iterator[Described]:
        try:
            content = content_of(raw, at)
        except NoContent as problem:
            self._note(problem.reason, problem.at)
            return
        described = Described(content.reference, {}, self._source, at, content.raw, content.missing)
        copier = self._vmomi if content.by_vmomi else self._copier
        yield from self._described(described, content.items, copier)

    def _written_out(self, at: Steps) -> Iterator[Described]:
        """Read the objects that stand where another one refers to them."""
        waiting = self._vmomi.written_out
        while waiting:
            yield from self._content(waiting.pop(), at)

    def _described(
        self, described: Described, items: Iterable[tuple[Any, Any]], copier: Copier
    ) -> Iterator[Described]:
        try:
            described.tree.update(copier.members(items))
        except Unusable as problem:
            self._note_property(described, ".".join(problem.path), problem.reason)
            return
        for path in _checked(described.reference):
            value = lookup(described.tree, path)
            expected = _expected(path, value)
            if expected is not None:
                reason = f"is {value_shown(value)}, expected {expected}"
                self._note_property(described, path, reason)
        yield described

    def _note_property(self, described: Described, path: str, reason: str) -> None:
        def text() -> str:
            places = described.places(path) or [self._source.place(*described.at)]
            return f"{' and '.join(places)}: `{described.named(path)}` {reason}"

        self._noted.add(f"{path} {_kind(reason)}", text)

    def _note(self, reason: str, at: Steps) -> None:
        self._noted.add(
            _kind(reason), lambda: f"{self._source.place(*at)}: `{dotted(*at)}` {reason}"
        )


def _kind(reason: str) -> str:
    """What is wrong, whatever it is wrong with."""
    return _QUOTED.sub("", reason)


def _checked(reference: Reference) -> Iterator[str]:
    """The properties that must refer to one object; a pool's `resourcePool` lists its children."""
    is_pool = is_a(reference.type, "ResourcePool")
    paths = (*_UPWARDS, _PRIMARY, *(_SUMMARIES if reference.type == "VirtualMachine" else ()))
    return (path for path in paths if not (is_pool and path == "resourcePool"))


def _expected(path: str, value: Any) -> str | None:
    """Return what a property should be, if it is something else."""
    if value is UNKNOWN or value is None:
        return None
    reference = Reference.of(value)
    if reference is None:
        return REFERENCE
    is_primary = path.endswith(_PRIMARY)
    if (reference.type == "VirtualMachine") is not is_primary:
        return "a virtual machine" if is_primary else "what can be above other objects"
    return None
