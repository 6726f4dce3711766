"""The requests that are measured, all made from one: a full deploy, as people write it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any, Final

# With a customization, two disks and two network adapters; valid.
REFERENCE: Final = Path(__file__).parent.parent / "tests" / "data" / "reference_request.json"
MISTAKES: Final = 1000

_Steps = tuple[str | int, ...]
_VALUES: Final[tuple[Any, ...]] = (
    None,
    "x",
    5,
    -1.5,
    True,
    [],
    {},
    ["x"],
    {"_typeName": "string", "_value": "x"},
)
_NAMES: Final = ("CustomizationFixedName", "VirtualE1000", "string", "VirtualDevice", "Nonsense")


def with_mistakes(request: Any) -> Any:
    """A copy of a request with a thousand misspelt properties, spread over a list."""
    entries = [
        {"_typeName": "OptionValue", "kay": f"guestinfo.{number}"} for number in range(MISTAKES)
    ]
    return _replaced(request, ("body", "spec", "config", "extraConfig"), entries)


def mutations(body: Any) -> Iterator[Any]:
    """Copies of a body, each with one thing changed somewhere; many are valid still."""
    values, names = cycle(_VALUES), cycle(_NAMES)
    for steps, value in list(_places(body)):
        if steps:
            yield _replaced(body, steps, next(values))
            yield _without(body, steps)
        if isinstance(value, dict):
            yield _replaced(body, (*steps, "_typeName"), next(names))
            yield _replaced(body, (*steps, "extra"), next(values))


def _places(value: Any, steps: _Steps = ()) -> Iterator[tuple[_Steps, Any]]:
    yield steps, value
    if isinstance(value, dict | list):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(member, (*steps, key))


def _replaced(value: Any, steps: _Steps, new: Any) -> Any:
    if not steps:
        return new
    copy = _copied(value)
    below = _replaced(value[steps[0]], steps[1:], new) if steps[1:] else new
    copy[steps[0]] = below
    return copy


def _without(value: Any, steps: _Steps) -> Any:
    copy = _copied(value)
    if steps[1:]:
        copy[steps[0]] = _without(value[steps[0]], steps[1:])
    else:
        del copy[steps[0]]
    return copy


def _copied(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else list(value)


def read_reference() -> tuple[bytes, Any]:
    """The reference request, as bytes and as data."""
    content = REFERENCE.read_bytes()
    return content, json.loads(content)
