"""Cut a huge body down to a part that still breaks the schema.

    load → **validate** → facts → rules → report

jsonschema-rs lists all errors at once, a few microseconds and a kilobyte each, which is
much where a million values are wrong. Whether a body is valid it tells in a fraction of
that: so the longest lists are halved while what is left breaks the schema.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from policyguard.schema.error import Path

# Those of a request with a thousand devices; as many mistakes are listed in a second.
MOST_VALUES: Final = 20_000


def narrowed(body: Any, accepts: Callable[[Any], bool]) -> tuple[Any, Mapping[Path, int]]:
    """Return what is left of a body that *accepts* refuses; it is refused too.

    Also by how much the indices in each list that lost its beginning are too small now.
    """
    offsets: dict[Path, int] = {}
    while (place := _heaviest_list(body)) is not None:
        path, items = place
        half = len(items) // 2
        start = _replaced(body, path, items[:half])
        if accepts(start):
            body = _replaced(body, path, items[half:])
            offsets[path] = offsets.get(path, 0) + half
        else:
            body = start
    return body, offsets


def original(path: Path, offsets: Mapping[Path, int]) -> Path:
    """The path in the body as it was, of a path in what is left of it."""
    return tuple(
        step + offsets.get(path[:depth], 0) if isinstance(step, int) else step
        for depth, step in enumerate(path)
    )


def _heaviest_list(body: Any) -> tuple[Path, list[Any]] | None:
    """The list of two or more with most values in it; None if the body is not huge."""
    best: tuple[int, Path, list[Any]] | None = None

    def weigh(value: Any, path: Path) -> int:
        nonlocal best
        if not isinstance(value, dict | list):
            return 1
        members = value.items() if isinstance(value, dict) else enumerate(value)
        weight = 1 + sum(weigh(member, (*path, key)) for key, member in members)
        if isinstance(value, list) and len(value) > 1 and (best is None or weight > best[0]):
            best = weight, path, value
        return weight

    if weigh(body, ()) <= MOST_VALUES or best is None:
        return None
    return best[1], best[2]


def _replaced(value: Any, path: Path, items: list[Any]) -> Any:
    if not path:
        return items
    step = path[0]
    changed = _replaced(value[step], path[1:], items)
    if isinstance(value, dict):
        return {**value, step: changed}
    return [*value[: int(step)], changed, *value[int(step) + 1 :]]
