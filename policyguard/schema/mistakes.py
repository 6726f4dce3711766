"""List the mistakes in a body that breaks the schema, in the order in which it reads.

    load → **validate** → facts → rules → report

INVARIANT: one mistake is one error, and the same body gives the same errors. Below a data
object whose `_typeName` is wrong nothing else is a mistake: what belongs there is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from policyguard.errors import EngineError
from policyguard.schema.error import Path, Problem, SchemaError
from policyguard.schema.explain import mistakes_at
from policyguard.schema.narrow import narrowed, original
from policyguard.schema.place import Mistake, Place, is_type_name
from policyguard.schema.validator import Release, is_open

# More than anyone reads.
MOST_ERRORS: Final = 1000


def errors_in(release: Release, body: Any) -> tuple[SchemaError, ...]:
    """Return the mistakes in a plain JSON value that `release.usual` refuses.

    Raises:
        EngineError: jsonschema finds no mistake where jsonschema-rs does.
    """
    left, offsets = narrowed(body, release.usual.accepts)
    breaches = set(release.usual.breaches(left))
    if any(is_open(part) for _, part in breaches):
        if release.whole.accepts(body):
            return ()
        left, offsets = narrowed(body, release.whole.accepts)
        breaches = set(release.whole.breaches(left))
    mistakes = _mistakes(release, left, breaches)
    if not mistakes:
        raise EngineError("jsonschema-rs refuses a body that jsonschema accepts")
    return tuple(_written(mistakes, offsets, is_whole=left is body))


def _written(
    mistakes: Sequence[Mistake], offsets: Mapping[Path, int], *, is_whole: bool
) -> Iterator[SchemaError]:
    for each in mistakes[:MOST_ERRORS]:
        path, concerns = original(each.path, offsets), original(each.concerns, offsets)
        yield SchemaError.at(each.problem, path, each.message, concerns, each.only)
    if len(mistakes) > MOST_ERRORS:
        yield _more(f"there are more than these {MOST_ERRORS} mistakes")
    elif not is_whole:
        yield _more("there may be more mistakes: the body is too large to list them all")


def _more(message: str) -> SchemaError:
    return SchemaError.at(Problem.MORE, (), message)


def _mistakes(release: Release, body: Any, breaches: set[tuple[Path, Path]]) -> list[Mistake]:
    order = _Order(body)
    found: list[Mistake] = []
    for path, part in sorted(_causes(breaches), key=order.of_breach):
        here = mistakes_at(Place.at(body, path, release, part))
        found += islice(here, MOST_ERRORS + 1 - len(found))
    return sorted(found, key=lambda mistake: order.of(mistake.path))


def _causes(breaches: set[tuple[Path, Path]]) -> Iterator[tuple[Path, Path]]:
    """The breaches that are not there only because a `_typeName` is wrong."""
    # Of the body it is known what belongs there, whatever it calls itself.
    mistyped = {path[:-1] for path, part in breaches if is_type_name(part) and path[:-1]}
    for path, part in breaches:
        if is_type_name(part) or not any(path[:n] in mistyped for n in range(len(path) + 1)):
            yield path, part


class _Order:
    """The order in which the places of a body stand in it."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self._keys: dict[int, dict[str, int]] = {}

    def of(self, path: Path) -> tuple[int, ...]:
        """What to sort by: what is absent stands at the beginning of where it is absent."""
        value, positions = self._body, []
        for step in path:
            if isinstance(step, int):
                positions.append(step)
            elif step in value:
                positions.append(self._position(value, step))
            else:
                return (*positions, -1)
            value = value[step]
        return tuple(positions)

    def of_breach(self, breach: tuple[Path, Path]) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """The same for a breach; where a place breaks several parts, the parts decide."""
        return self.of(breach[0]), tuple(map(str, breach[1]))

    def _position(self, mapping: dict[str, Any], key: str) -> int:
        if id(mapping) not in self._keys:
            self._keys[id(mapping)] = {each: n for n, each in enumerate(mapping)}
        return self._keys[id(mapping)][key]
