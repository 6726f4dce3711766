"""Rank the types that a data object may be meant to be, by the properties it has.

    load → **validate** → facts → rules → report

INVARIANT: a thousand objects of one place cost little more than one, since only properties
that some type has tell types apart, and objects that agree in these are ranked once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import islice
from typing import Any, Final

from policyguard.schema.parts import Schema
from policyguard.schema.validator import release_of
from policyguard.schema.words import fitting

# Enough to tell types apart by.
_MOST_TOLD_BY: Final = 16


def ranked(value: Mapping[str, Any], declared: str, release: str) -> list[str]:
    """The types that may stand where *declared* may, those that fit the object best first."""
    known = _properties(declared, release)
    keys = frozenset(islice((key for key in value if key in known), _MOST_TOLD_BY))
    return _ranked(keys, declared, release)


@cache
def boxed_types(release: str) -> list[str]:
    """What `Any` takes besides data objects, strings first."""
    definitions = release_of(release).schema["$defs"]
    boxed = (name for name in _names("Any", release) if name not in definitions)
    return sorted(boxed, key=lambda name: (name != "string", name[0].isupper(), name))


@lru_cache(maxsize=1024)
def _ranked(keys: frozenset[str], declared: str, release: str) -> list[str]:
    return fitting(keys, _names(declared, release), release_of(release).schema["$defs"])


@cache
def _properties(declared: str, release: str) -> frozenset[str]:
    definitions = release_of(release).schema["$defs"]
    types: list[Schema] = [definitions[name] for name in _names(declared, release)]
    return frozenset(key for type_ in types for key in type_["properties"])


def _names(declared: str, release: str) -> list[str]:
    named = release_of(release).schema["$defs"][f"name.{declared}"]
    names: list[str] = named["properties"]["_typeName"]["enum"]
    return names
