"""The property paths of a schema by declared types, as the API page's example shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_KINDS = {"integer": "number", "number": "number", "boolean": "boolean", "string": "string"}


def paths_of(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each path, `[]` for the items of a list, with the kind of value that is there."""
    return _paths(schema, "", (), schema["$defs"])


def _paths(
    schema: Mapping[str, Any], path: str, around: tuple[str, ...], definitions: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Paths below a place; the page leaves out what is inside a type of its own kind."""
    if "$ref" in schema:
        name = _declared(schema)
        if name not in around:
            yield from _paths(definitions[name], path, (*around, name), definitions)
    elif schema.get("type") == "array":
        yield from _paths(schema["items"], f"{path}[]", around, definitions)
    else:
        for key, member in schema.get("properties", {}).items():
            below = f"{path}.{key}" if path else key
            yield below, _kind(member)
            yield from _paths(member, below, around, definitions)


def _declared(schema: Any) -> str:
    """The declared type where subtypes are allowed; of an `Any` the page shows the type name."""
    name: str = schema["$ref"].removeprefix("#/$defs/")
    return "name.Any" if name == "Any" else name.removeprefix("any.")


def _kind(schema: Any) -> str:
    if "$ref" in schema:
        return "object"
    if "enum" in schema or "const" in schema:
        return "string"
    if schema["type"] == "array":
        return f"list of {_kind(schema['items'])}"
    return _KINDS[schema["type"]]
