"""The shipped schema in the shape that people write by hand, to measure what the tree saves.

Where a type is chosen by `_typeName`, the shipped schema halves the names until one is left.
The plain shape asks for each name in turn: an `allOf` of `if` and `then`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

Schema = dict[str, Any]

# Faults and the like, which policyguard leaves out too until a request has one.
_RARE: Final = ("any.MethodFault", "any.DataObject")


def usual(schema: Mapping[str, Any]) -> Schema:
    """The schema without what no usual request has."""
    return {**schema, "$defs": {**schema["$defs"], **dict.fromkeys(_RARE, False)}}


def plain(schema: Mapping[str, Any]) -> Schema:
    """The same schema with an `allOf` of `if` and `then` in every place that has a tree."""
    definitions = dict(schema["$defs"])
    for name, definition in schema["$defs"].items():
        if isinstance(definition, dict) and definition.get("else") == definition.get("if", 0):
            definitions[name] = _flat(definition, schema["$defs"])
    return {**schema, "$defs": definitions}


def _flat(definition: Schema, definitions: Mapping[str, Any]) -> Schema:
    named = definition["if"]
    names = definitions[named["$ref"].removeprefix("#/$defs/")]["properties"]["_typeName"]["enum"]
    leaves = _leaves(definition["then"], names)
    return {"allOf": [named, *(_when(chosen, leaf) for chosen, leaf in leaves)]}


def _leaves(tree: Any, names: list[str]) -> Iterator[tuple[list[str], Any]]:
    """What the tree says of which names."""
    if not isinstance(tree, dict) or "if" not in tree:
        yield names, tree
        return
    left = set(tree["if"]["properties"]["_typeName"]["enum"])
    yield from _leaves(tree["then"], [name for name in names if name in left])
    yield from _leaves(tree["else"], [name for name in names if name not in left])


def _when(names: list[str], then: Any) -> Schema:
    named = {"const": names[0]} if len(names) == 1 else {"enum": names}
    return {"if": {"properties": {"_typeName": named}, "required": ["_typeName"]}, "then": then}
