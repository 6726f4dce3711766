"""List the mistakes in a body that breaks the schema, in the order in which it reads.

    load → **validate** → facts → rules → report

INVARIANT: one mistake is one error, and the same body gives the same errors. Below a data
object whose `_typeName` is wrong nothing else is a mistake: what belongs there is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from policyguard._explain import Mistake, Place, is_type_name
from policyguard._narrow import narrowed, original
from policyguard._schema_error import Path, Problem, SchemaError
from policyguard._validator import Validator
from policyguard.errors import EngineError

# More than anyone reads.
MOST_ERRORS: Final = 1000


def errors_in(validator: Validator, body: Any) -> tuple[SchemaError, ...]:
    """Return the mistakes in a plain JSON value that the validator does not accept.

    Raises:
        EngineError: jsonschema finds no mistake.
    """
    left, offsets = narrowed(body, validator.accepts)
    mistakes = _mistakes(validator, left)
    if not mistakes:
        raise EngineError("jsonschema-rs refuses a body that jsonschema accepts")
    errors = [
        SchemaError.at(
            each.problem, original(each.path, offsets), each.message, original(each.concerns, offsets)
        )
        for each in mistakes[:MOST_ERRORS]
    ]
    if len(mistakes) > MOST_ERRORS:
        errors.append(_more(f"there are more than these {MOST_ERRORS} mistakes"))
    elif left is not body:
        errors.append(_more("there may be more mistakes: the body is too large to list them all"))
    return tuple(errors)


def _more(message: str) -> SchemaError:
    return SchemaError.at(Problem.MORE, (), message)


def _mistakes(validator: Validator, body: Any) -> list[Mistake]:
    order = _Order(body)
    found: list[Mistake] = []
    for path, part in sorted(_causes(validator.mistakes(body)), key=order.of_place):
        found += Place.at(body, path, validator.schema, part).mistakes()
        if len(found) > MOST_ERRORS:
            break
    return sorted(found, key=lambda mistake: order.of(mistake.path))


def _causes(places: Iterable[tuple[Path, Path]]) -> Iterator[tuple[Path, Path]]:
    """The places that are not wrong only because a `_typeName` is."""
    places = set(places)
    mistyped = {path[:-1] for path, part in places if is_type_name(part)}
    for path, part in places:
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

    def of_place(self, place: tuple[Path, Path]) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """The same for a place; where a place comes twice, the parts decide."""
        return self.of(place[0]), tuple(map(str, place[1]))

    def _position(self, mapping: dict[str, Any], key: str) -> int:
        if id(mapping) not in self._keys:
            self._keys[id(mapping)] = {each: n for n, each in enumerate(mapping)}
        return self._keys[id(mapping)][key]
