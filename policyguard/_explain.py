"""Say what is wrong at one place of the body: one error a mistake.

    load → **validate** → facts → rules → report

`_validator.py` finds the places. Here jsonschema says which keywords each one breaks,
without looking below it, and what is there and what belongs there is put into words.

INVARIANT: what follows from a mistake is no mistake. A misspelt property is one, not two,
although the property it means is missing then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.validators import extend

from policyguard._schema_error import Path, Problem, SchemaError
from policyguard._schema_words import (
    a,
    accepted,
    found,
    hint,
    integer_type,
    listed,
    nearest,
    referred,
)
from policyguard._text import shown

Schema = Mapping[str, Any]

_NAME: Final = "_typeName"

# Families as large as the faults are not ranked by what fits; nobody writes them.
_MOST_RANKED: Final = 64


def _nothing(*_: Any) -> Iterator[Any]:
    return iter(())


# What leads from one place to another is not followed.
_OnePlace: Final = extend(
    Draft202012Validator, dict.fromkeys(("properties", "items", "$ref", "if"), _nothing)
)


@dataclass(frozen=True)
class Place:
    """A place of the body that breaks a part of the schema.

    Attributes:
        body: The whole body.
        path: The way to the place, in keys and indices.
        root: The whole schema.
        part: The way to the part of the schema.
    """

    body: Any
    path: Path
    root: Schema
    part: Path

    def errors(self) -> Iterator[tuple[Path, SchemaError]]:
        """The errors of the place, each with the way to what it is about."""
        value, schema = _at(self.body, self.path), _at(self.root, self.part)
        broken = [str(error.validator) for error in _OnePlace(schema).iter_errors(value)]
        for keyword in dict.fromkeys(_TOGETHER.get(each, each) for each in broken):
            yield from _EXPLAIN[keyword](self, value, schema)

    @property
    def owner(self) -> str:
        """The definition the part belongs to; empty for the body itself."""
        return str(self.part[1]) if self.part else ""

    @property
    def is_type_name(self) -> bool:
        """Whether the place is the `_typeName` of a data object."""
        return self.part[-2:] == ("properties", _NAME)

    def error(
        self, problem: Problem, message: str, *below: str, concerns: Path | None = None
    ) -> tuple[Path, SchemaError]:
        """An error of the place or of a member of it."""
        path = self.path + below
        return path, SchemaError(problem, path, message, path if concerns is None else concerns)


Errors = Iterator[tuple[Path, SchemaError]]
