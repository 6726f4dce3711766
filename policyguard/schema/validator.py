"""Decide whether a body keeps a release's schema, and find the places where it does not.

    load → **validate** → facts → rules → report

A schema is compiled twice. The usual one goes without what only faults, events and unusual
`Any` values need: five sixths of the whole, which no request that people write has, and a
tenth of a second and 40 MB to compile. What it accepts the whole one accepts too, because
what was taken out refuses everything; and where that refuses, the whole one is asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import jsonschema_rs

from policyguard.errors import UnknownRelease
from policyguard.lazy import cached_property
from policyguard.schema.error import Path
from policyguard.schema.releases import RELEASES, nearest_release

Schema = Mapping[str, Any]

_RARE: Final = frozenset({"any.MethodFault", "any.DataObject"})


class Validator:
    """A compiled schema; any number of threads may share it."""

    def __init__(self, schema: Schema) -> None:
        self._compiled = jsonschema_rs.Draft202012Validator(dict(schema))

    def accepts(self, body: Any) -> bool:
        """Tell whether a plain JSON value keeps the schema.

        Raises:
            UnicodeEncodeError: There is a lone surrogate in it.
        """
        return self._compiled.is_valid(body)

    def breaches(self, body: Any) -> Iterator[tuple[Path, Path]]:
        """Each place that breaks the schema, with the part of the schema it breaks.

        In no particular order, and a place may come more than once. The part is that
        which has the keyword, as a path from the root of the schema.
        """
        for error in self._compiled.iter_errors(body):
            part = tuple(error.schema_path)
            # What refuses everything has no keyword.
            yield tuple(error.instance_path), part if part[-1] in _RARE else part[:-1]


class Release:
    """The schema of one release.

    Attributes:
        name: The release.
        schema: The whole of it.
        usual: Accepts nothing that the schema refuses, and refuses little else.
    """

    def __init__(self, name: str, schema: Schema) -> None:
        self.name = name
        self.schema = schema
        self.usual = Validator(_without(schema, _RARE))

    @cached_property
    def whole(self) -> Validator:
        """Decides what `usual` leaves open."""
        return Validator(self.schema)


def is_open(part: Path) -> bool:
    """Tell whether a breach of this part by `Release.usual` may be none by the schema."""
    return part[-1:] != () and part[-1] in _RARE


@cache
def release_of(name: str) -> Release:
    """A release, read and compiled once.

    Raises:
        UnknownRelease: The release has no schema.
    """
    if name not in RELEASES:
        raise UnknownRelease(name, RELEASES, nearest_release(name))
    content = files("policyguard").joinpath(f"data/schemas/{name}.json").read_bytes()
    return Release(name, json.loads(content))


def _without(schema: Schema, rare: frozenset[str]) -> Schema:
    """The schema with some definitions refusing everything, and only those it then needs."""
    definitions = schema["$defs"]
    kept: dict[str, Any] = {}
    waiting = list(_references({key: value for key, value in schema.items() if key != "$defs"}))
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept[name] = name not in rare and definitions[name]
            waiting.extend(_references(kept[name]))
    return {**schema, "$defs": kept}


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref":
                yield value.removeprefix("#/$defs/")
            else:
                yield from _references(value)
