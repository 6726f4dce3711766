"""A place of the body that breaks the schema, and a mistake there before it is written out.

load → **validate** → facts → rules → report
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from policyguard.schema.error import Path, Problem
from policyguard.schema.validator import Release
from policyguard.schema.words import found, quoted
from policyguard.secret import is_secret

Schema = Mapping[str, Any]

TYPE_NAME: Final = "_typeName"
# No property of the API's, so that the schema lists it apart.
_OF_BODY: Final = ("patternProperties", f"^{TYPE_NAME}$")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake, before it is written as a `SchemaError`.

    Attributes:
        problem: Its kind.
        path: The way to what is wrong, in keys and indices.
        message: What is there and what belongs there.
        concerns: The way to the property that a fault would name.
        only: The one type that a missing `_typeName` can name, if there is only one.
    """

    problem: Problem
    path: Path
    message: str
    concerns: Path
    only: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A value that breaks a part of the schema.

    Attributes:
        value: What is there.
        path: The way to it.
        schema: The part.
        part: The way to the part.
        definitions: All definitions of the schema.
        release: The release that the schema is of.
        owner: What the value is a member of; the body is its own.
    """

    value: Any
    path: Path
    schema: Schema
    part: Path
    definitions: Mapping[str, Schema]
    release: str
    owner: Any

    @classmethod
    def at(cls, body: Any, path: Path, release: Release, part: Path) -> Place:
        """The place at the end of *path*, and the part of the schema at the end of *part*."""
        owner, schema = _at(body, path[:-1]), release.schema
        return cls(
            _at(owner, path[-1:]),
            path,
            _at(schema, part),
            part,
            schema["$defs"],
            release.name,
            owner,
        )

    @property
    def definition(self) -> str:
        """The definition that the part is, or is in; empty outside of all."""
        return str(self.part[1]) if self.part[:1] == ("$defs",) else ""

    @property
    def found(self) -> str:
        """What a message says of a value that does not belong there."""
        return found(self.value, secret=self.is_secret)

    @property
    def said(self) -> str:
        """The same of one that does: it is quoted if it cannot be a secret."""
        return self.found if self.is_secret else quoted(self.value)

    @property
    def is_secret(self) -> bool:
        """Whether the value may be a secret; what a reference calls its value is none."""
        return is_secret(self.path) and not self.definition.startswith("ref.")

    def mistake(
        self,
        problem: Problem,
        message: str,
        member: str | None = None,
        only: str | None = None,
    ) -> Mistake:
        """A mistake of the value or of a member of it."""
        path = self.path if member is None else (*self.path, member)
        of_owner = path[-1:] == (TYPE_NAME,) or problem is Problem.REFERENCE_TYPE
        return Mistake(problem, path, message, path[:-1] if of_owner else path, only)


def is_type_name(part: Path) -> bool:
    """Tell whether a part of the schema is that of a `_typeName`, the body's own included."""
    return part[-2:] in (("properties", TYPE_NAME), _OF_BODY)


def _at(root: Any, path: Path) -> Any:
    for step in path:
        root = root[step]
    return root
