"""Check a body against the schema of its release.

    load → **validate** → facts → rules → report

jsonschema-rs decides (`validator.py`); only what it refuses is explained, with jsonschema
(`explain.py`). The schemas are generated: `tools/schemas.py`, docs/decisions/0002.

INVARIANT: any value gives errors or none, in time that grows with the size of the value
and no faster; nothing raises for what a body says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policyguard.schema.error import Problem, SchemaError
from policyguard.schema.plain import flaw_of
from policyguard.schema.releases import RELEASES
from policyguard.schema.validator import Release, release_of
from policyguard.text import clean

__all__ = ["DEFAULT_RELEASE", "RELEASES", "Problem", "SchemaError", "errors_of", "schema_of"]

DEFAULT_RELEASE: Final = "8.0.2.0"


def schema_of(release: str) -> Mapping[str, Any]:
    """Return the JSON Schema of a request's body; to be read only.

    Raises:
        UnknownRelease: The release has no schema.
    """
    return release_of(release).schema


def errors_of(body: Any, release: str, *, plain: bool = False) -> tuple[SchemaError, ...]:
    """Return every mistake in a body, in the order in which the body reads.

    At most a thousand of them, and then one that says so.

    Args:
        body: Any Python value. What is no JSON value is a mistake, and the only one given.
        release: The API release, such as `8.0.2.0`.
        plain: The caller knows that *body* is a JSON value within the limits of
            `document.read`, because it comes from there; saves about half the time.

    Raises:
        UnknownRelease: The release has no schema.
        EngineError: The two validators do not agree.
    """
    known = release_of(release)
    flaw = None if plain else flaw_of(body)
    if flaw is not None:
        problem = Problem.RANGE if flaw.too_large else Problem.NOT_JSON
        return (SchemaError.at(problem, _written_out(flaw.path), flaw.reason),)
    try:
        return () if known.usual.accepts(body) else _mistakes(known, body)
    except UnicodeEncodeError:
        return errors_of(_written_out(body), release, plain=True)


def _mistakes(release: Release, body: Any) -> tuple[SchemaError, ...]:
    # Importing jsonschema costs more than checking a hundred valid requests.
    from policyguard.schema.mistakes import errors_in  # noqa: PLC0415

    return errors_in(release, body)


def _written_out(value: Any) -> Any:
    """A copy with lone surrogates written out, which no JSON validator takes as they are."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {_written_out(key): _written_out(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_written_out(item) for item in value)
    return value
