"""Decide whether a body keeps a release's schema, and find the places where it does not.

    load → **validate** → facts → rules → report

A schema is compiled twice. The usual part of it (`parts.py`) takes a sixth of the whole, which
takes a tenth of a second and 40 MB to read and compile. What it accepts the whole one accepts
too, because what was taken out refuses everything; and where that refuses, the whole one is
asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from policyguard.errors import UnknownRelease
from policyguard.lazy import cached_property
from policyguard.schema.error import Path
from policyguard.schema.parts import RARE, Schema, usual_schema, whole_schema
from policyguard.schema.releases import RELEASES, nearest_release


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
            yield tuple(error.instance_path), part if part[-1] in RARE else part[:-1]


class Release:
    """The schema of one release.

    Attributes:
        name: The release.
        usual: Accepts nothing that the schema refuses, and refuses little else.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._part = usual_schema(name)
        self.usual = Validator(self._part)

    @cached_property
    def schema(self) -> Schema:
        """The whole of it; to be read only."""
        return whole_schema(self.name, self._part)

    @cached_property
    def whole(self) -> Validator:
        """Decides what `usual` leaves open."""
        return Validator(self.schema)


def is_open(part: Path) -> bool:
    """Tell whether a breach of this part by `Release.usual` may be none by the schema."""
    return part[-1:] != () and part[-1] in RARE


@cache
def release_of(name: str) -> Release:
    """A release, read and compiled once.

    Raises:
        UnknownRelease: The release has no schema.
    """
    if name not in RELEASES:
        raise UnknownRelease(name, RELEASES, nearest_release(name))
    return Release(name)
