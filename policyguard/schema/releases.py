"""The releases that have a schema, and since which of them a word of it is there.

    load → **validate** → facts → rules → report

`data/since.json` is generated from the type information (`tools/since.py`) and read when a
mistake is explained, never for a valid body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from policyguard.data_files import read_data

# All from 7.0.3 on that pyVmomi's type information tells apart, oldest first.
RELEASES: Final = (
    "7.0.3.0",
    "7.0.3.1",
    "7.0.3.2",
    "8.0.0.0",
    "8.0.0.1",
    "8.0.0.2",
    "8.0.1.0",
    "8.0.2.0",
    "8.0.3.0",
    "8.0.3.1",
    "9.0.0.0",
    "9.1.0.0",
    "9.1.1.0",
)

# Longer than people write a release, and far shorter than what Python reads as a number.
_LONGEST: Final = 40


def property_since(type_: str, name: str, release: str) -> str | None:
    """The release after *release* that gave a data object type a property, if one did."""
    return _after(release, _since()["properties"].get(type_, {}).get(name))


def type_since(declared: str, name: Any, release: str) -> str | None:
    """The release after *release* that brought a type which may stand where *declared* may."""
    known = _since()["types"].get(declared, {})
    return _after(release, known.get(name)) if isinstance(name, str) else None


def nearest_release(name: str) -> str | None:
    """The newest release that is not newer than what a name says; None if it says none.

    What an update is called counts too: `8.0 U2`, `8.0.2` and `8.0.2.1` are all near 8.0.2.0.
    """
    numbers = re.findall("[0-9]+", name) if len(name) <= _LONGEST else []
    said = [int(number) for number in numbers]
    exact = [release for release in RELEASES if said and _ordered(release)[: len(said)] == said]
    older = [release for release in RELEASES if _ordered(release) <= said]
    return next(iter(exact or reversed(older)), None)


def _ordered(release: str) -> list[int]:
    return [int(part) for part in release.split(".")]


def _after(release: str, since: str | None) -> str | None:
    is_newer = since is not None and _ordered(since) > _ordered(release)
    return since if is_newer else None


@cache
def _since() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    known: dict[str, dict[str, dict[str, str]]] = read_data("since.json")
    return known
