"""Write since which release each word of the schemas is there, but for the oldest's words.

`properties` has, for a data object type, the properties that came after the type; `types`,
for a declared type, the types that came after the oldest release and may stand for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from policyguard.schema.releases import RELEASES
from tools.schemas import Schema, schema_of
from tools.typeinfo import catalogue

FILE: Final = Path("policyguard/data/since.json")

_NAME: Final = "name."

Since = dict[str, dict[str, str]]


def generate() -> dict[Path, bytes]:
    """Both tables, one type a line."""
    tables = {"properties": properties_since(), "types": types_since()}
    written = ",\n".join(f'"{name}":{{\n{_lines(table)}\n}}' for name, table in tables.items())
    return {FILE: f"{{{written}}}\n".encode()}


def properties_since() -> Since:
    """For each data object type the properties that it has not had from its beginning."""
    known: dict[str, set[str]] = {}
    since: Since = {}
    for release in RELEASES:
        for type_, properties in _properties(schema_of(release)):
            for name in sorted(properties - known.get(type_, properties)):
                since.setdefault(type_, {})[name] = release
            known[type_] = properties
    return since


def types_since() -> Since:
    """For each declared type those that may stand for it and came after the oldest release."""
    first = {name: r for r in reversed(RELEASES) for name in catalogue(r).data if r != RELEASES[0]}
    newer = first.keys() - catalogue(RELEASES[0]).data.keys()
    found: Since = {}
    for definition, schema in schema_of(RELEASES[-1])["$defs"].items():
        if definition.startswith(_NAME):
            allowed = schema["properties"]["_typeName"]["enum"]
            names = {name: first[name] for name in allowed if name in newer}
            declared = definition.removeprefix(_NAME)
            # What stands where only a newer type is declared is newer too, and nothing else.
            if names and declared not in newer:
                found[declared] = names
    return found


def _properties(schema: Schema) -> Iterator[tuple[str, set[str]]]:
    for name, definition in schema["$defs"].items():
        if "." not in name and name != "Any":
            yield name, set(definition["properties"])


def _lines(table: Since) -> str:
    return ",\n".join(
        json.dumps({type_: table[type_]}, separators=(",", ":"))[1:-1] for type_ in sorted(table)
    )
