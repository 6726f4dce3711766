"""The 8.0.2.0 schema has the properties of the API page's example, and no others.

`api_page_8.0.2.0.json` holds the property paths of that example in its order, `[]` for the
items of a list, and what kind of value the example has at each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from policyguard.schema import schema_of

PAGE = Path(__file__).parent / "data" / "api_page_8.0.2.0.json"
SCHEMA = dict(schema_of("8.0.2.0"))

_KINDS = {"integer": "number", "number": "number", "boolean": "boolean", "string": "string"}


def test_paths_by_declared_types_are_those_of_the_page_none_missing_none_extra() -> None:
    page = json.loads(PAGE.read_text())
    paths = dict(_paths(SCHEMA, "", ()))
    assert sorted(page.keys() - paths.keys()) == []
    assert sorted(paths.keys() - page.keys()) == []


def test_kinds_and_order_of_the_properties_are_those_of_the_page() -> None:
    page = json.loads(PAGE.read_text())
    assert list(_paths(SCHEMA, "", ())) == list(page.items())


def _paths(schema: Any, path: str, around: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Paths below a place; the page leaves out what is inside a type of its own kind."""
    if "$ref" in schema:
        name = _declared(schema)
        if name not in around:
            yield from _paths(SCHEMA["$defs"][name], path, (*around, name))
    elif schema.get("type") == "array":
        yield from _paths(schema["items"], f"{path}[]", around)
    else:
        for key, member in schema.get("properties", {}).items():
            below = f"{path}.{key}" if path else key
            yield below, _kind(member)
            yield from _paths(member, below, around)


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
