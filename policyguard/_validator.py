"""Decide whether a body keeps a release's schema, and find the places where it does not.

    load → **validate** → facts → rules → report

The schema is compiled without what only faults, events and unusual `Any` values need:
that is five sixths of it, and no request that people write has any. What the smaller
schema accepts the whole one accepts, because what was taken out refuses everything; and
what it refuses there is put to the whole one.

INVARIANT: the answer is that of the whole schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final

import jsonschema_rs

from policyguard.errors import UnknownRelease

Path = tuple[str | int, ...]
Schema = Mapping[str, Any]

RELEASES: Final = ("8.0.2.0",)

_RARE: Final = frozenset({"any.MethodFault", "any.DataObject"})


class Validator:
    """The schema of one release, compiled; any number of threads may share it."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._usual = jsonschema_rs.Draft202012Validator(_without(schema, _RARE))

    def accepts(self, body: Any) -> bool:
        """Tell whether a plain JSON value keeps the schema.

        Raises:
            UnicodeEncodeError: There is a lone surrogate in it.
        """
        return self._usual.is_valid(body) or not self.mistakes(body)

    def mistakes(self, body: Any) -> list[tuple[Path, Path]]:
        """Return each place that breaks the schema, and the part of the schema it breaks.

        In no particular order, and a place may come more than once. The second path leads
        through the schema's own members, to the keyword's schema and not the keyword.
        """
        found = list(_places(self._usual, body))
        if any(part[-1] in _RARE for _, part in found if part):
            return list(_places(self._whole, body))
        return found

    @cached_property
    def _whole(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(self.schema)


@cache
def validator_of(release: str) -> Validator:
    """The validator of a release, made once.

    Raises:
        UnknownRelease: The release has no schema.
    """
    if release not in RELEASES:
        raise UnknownRelease(release, RELEASES)
    content = files("policyguard").joinpath(f"data/schemas/{release}.json").read_bytes()
    return Validator(json.loads(content))


def _places(validator: jsonschema_rs.Draft202012Validator, body: Any) -> Iterator[tuple[Path, Path]]:
    for error in validator.iter_errors(body):
        part = tuple(error.schema_path)
        # What is `false` has no keyword that could break.
        yield tuple(error.instance_path), part if part[-1] in _RARE else part[:-1]


def _without(schema: Schema, rare: frozenset[str]) -> Schema:
    """The schema with some definitions refusing everything, and no others than it needs."""
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
