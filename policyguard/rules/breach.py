"""A body's schema as it is run: whether a body keeps it, and what breaks it first.

load → validate → facts → **rules** → report
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import jsonschema_rs

from policyguard.document.node import measure
from policyguard.schema.error import Path, pointer_of
from policyguard.text import clean, cleaned

# What stands for a value where what is wrong with it is said: values may be secrets.
_MASK: Final = "the value"
# A schema may be broken as often as it has parts by each value of a body, and to find all that
# breaks it takes 15 µs for each. Where that may be more, the first that is come upon is told.
_MOST_BREACHES: Final = 50_000


@dataclass(frozen=True, slots=True)
class Breach:
    """What breaks a schema.

    Attributes:
        place: Pointer to it; to the missing property itself where one is missing.
        problem: What is wrong there.
    """

    place: str
    problem: str


class BodySchema:
    """A compiled schema; any number of threads may share it.

    Args:
        schema: One in which `flaws_of_body` finds nothing.

    Raises:
        jsonschema_rs.ValidationError: It is no such schema.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._size = measure(schema)[0]
        self._compiled = jsonschema_rs.Draft202012Validator(
            dict(schema),
            pattern_options=jsonschema_rs.RegexOptions(),
            validate_formats=True,
            ignore_unknown_formats=False,
            retriever=_fetch_nothing,
            mask=_MASK,
        )

    def breach(self, body: Any) -> Breach | None:
        """What breaks the schema, the first by its place unless both are large; None if none.

        Args:
            body: A JSON value within the limits of `document.read`.
        """
        try:
            return None if self._compiled.is_valid(body) else self._first(body)
        except UnicodeEncodeError:
            return self.breach(cleaned(body))

    def _first(self, body: Any) -> Breach:
        if self._size * measure(body)[0] > _MOST_BREACHES:
            try:
                self._compiled.validate(body)
            except jsonschema_rs.ValidationError as error:
                return _told(error)
        return _told(min(self._compiled.iter_errors(body), key=_order))


def _order(error: jsonschema_rs.ValidationError) -> tuple[list[tuple[bool, int, str]], str]:
    """Indices by their size, before names, and these by the alphabet."""
    named = [
        (True, 0, step) if isinstance(step, str) else (False, step, "") for step in _place(error)
    ]
    return named, error.message


def _place(error: jsonschema_rs.ValidationError) -> Path:
    path = tuple(error.instance_path)
    missing = getattr(error.kind, "property", None)
    return (*path, missing) if isinstance(missing, str) else path


def _told(error: jsonschema_rs.ValidationError) -> Breach:
    return Breach(clean(pointer_of(_place(error))), error.message)


def _fetch_nothing(uri: str) -> NoReturn:
    raise ValueError(f"nothing is ever fetched: {uri}")
