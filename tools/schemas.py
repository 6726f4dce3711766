"""Write the JSON Schema of a CloneVM_Task body, two files a release (`policyguard.schema.parts`).

Each data object type is one definition under its own name. What a place refers to says
what may stand there:

    <type>              one type: nothing derives from it
    any.<type>          the type or one derived from it, chosen by `_typeName`
    ref.<managed type>  a reference to a managed object of that type or one derived from it
    Any                 a boxed value, a reference, or a data object

The shape was chosen by measuring (docs/decisions/0002). `python -m tools` writes the files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from policyguard.schema.parts import RARE
from policyguard.schema.releases import RELEASES
from tools.typeinfo import Catalogue, Property, catalogue, method

FOLDER: Final = Path("policyguard/data/schemas")

Schema = dict[str, Any]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_REFERENCE: Final = "ManagedObjectReference"

# What clients call the body: govmomi the method, others its arguments.
_REQUEST_TYPES: Final = ("CloneVM_Task", "CloneVMRequestType")

# Families that `Any` hands on whole: in its own tree they would triple the file.
_FAMILIES: Final = ("MethodFault", "Event")


def _integer(bits: int) -> Schema:
    return {"type": "integer", "minimum": -(2 ** (bits - 1)), "maximum": 2 ** (bits - 1) - 1}


_PRIMITIVES: Final[Mapping[str, Schema]] = {
    "boolean": {"type": "boolean"},
    "byte": _integer(8),
    "short": _integer(16),
    "int": _integer(32),
    "long": _integer(64),
    "float": {"type": "number"},
    "double": {"type": "number"},
    "string": {"type": "string"},
    "dateTime": {"type": "string", "format": "date-time"},
    "anyURI": {"type": "string", "format": "uri-reference"},
    "binary": {"type": "string", "contentEncoding": "base64"},
    "TypeName": {"type": "string"},
    "MethodName": {"type": "string"},
    "PropertyPath": {"type": "string"},
}


def generate() -> dict[Path, bytes]:
    """The schema of every release, in two files."""
    return dict(file for release in RELEASES for file in _files(release))


def _files(release: str) -> Iterator[tuple[Path, bytes]]:
    whole = schema_of(release)
    usual = usual_part(whole)
    rare = {
        name: definition
        for name, definition in whole["$defs"].items()
        if name in RARE or name not in usual["$defs"]
    }
    yield FOLDER / f"{release}.json", _written(usual)
    yield FOLDER / "rare" / f"{release}.json", f"{{\n{_lines(rare)}\n}}\n".encode()


@cache
def schema_of(release: str) -> Schema:
    """The schema of one release; to be read only."""
    return _Builder(catalogue(release)).schema()


def usual_part(schema: Schema) -> Schema:
    """The schema with its rare definitions refusing everything, and only those it then needs."""
    definitions = schema["$defs"]
    kept: dict[str, Any] = {}
    waiting = list(_references({key: value for key, value in schema.items() if key != "$defs"}))
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept[name] = name not in RARE and definitions[name]
            waiting.extend(_references(kept[name]))
    return {**schema, "$defs": kept}


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref":
                yield value.removeprefix("#/$defs/")
            else:
                yield from _references(value)


def _written(schema: Schema) -> bytes:
    """One definition a line, so that a diff shows which types changed."""
    head = [_member(key, value) for key, value in schema.items() if key != "$defs"]
    lines = _lines(schema["$defs"])
    return ("{" + ",\n".join(head) + ',\n"$defs":{\n' + lines + "\n}}\n").encode()


def _lines(definitions: Schema) -> str:
    return ",\n".join(_member(name, value) for name, value in sorted(definitions.items()))


def _member(key: str, value: Any) -> str:
    return json.dumps({key: value}, ensure_ascii=False, separators=(",", ":"))[1:-1]


class _Builder:
    """Collects the definitions that the request reaches."""

    def __init__(self, types: Catalogue) -> None:
        self._types = types
        self._definitions: dict[str, Schema] = {}
        self._waiting: list[str] = []
        self._enums: set[str] = set()

    def schema(self) -> Schema:
        release = self._types.release
        body = self._object(method(release, "VirtualMachine", "CloneVM_Task").parameters)
        while self._waiting:
            name = self._waiting.pop()
            self._definitions[name] = self._object(self._types.properties(name), name)
        self._define_any()
        return {
            "$schema": _DIALECT,
            "title": f"Body of VirtualMachine.CloneVM_Task, vSphere API {release}",
            **body,
            # No property of the page's, and so none here: clients that write every type name it.
            "patternProperties": {"^_typeName$": {"enum": list(_REQUEST_TYPES)}},
            "$defs": self._definitions,
        }

    def _object(self, properties: Sequence[Property], name: str | None = None) -> Schema:
        tag = {} if name is None else {"_typeName": {"const": name}}
        return _closed(
            tag | {property_.name: self._place(property_) for property_ in properties},
            [*tag, *(property_.name for property_ in properties if not property_.optional)],
        )

    def _place(self, property_: Property) -> Schema:
        value = self._value(property_.type)
        return {"type": "array", "items": value} if property_.many else value

    def _value(self, type_: str) -> Schema:
        if type_ == "Any":
            return _to("Any")
        if type_ in _PRIMITIVES:
            return _PRIMITIVES[type_]
        if type_ in self._types.enums:
            self._enums.add(type_)
            return {"enum": list(self._types.enums[type_])}
        return self._data(type_) if type_ in self._types.data else self._reference(type_)

    def _data(self, type_: str) -> Schema:
        if f"any.{type_}" in self._definitions:
            return _to(f"any.{type_}")
        names = self._types.subtypes(type_)
        for name in names:
            if name not in self._definitions:
                self._definitions[name] = {}
                self._waiting.append(name)
        if len(names) == 1:
            return _to(type_)
        self._definitions[f"name.{type_}"] = _named(names)
        self._definitions[f"any.{type_}"] = _dispatch(type_, _tree(names))
        return _to(f"any.{type_}")

    def _reference(self, type_: str) -> Schema:
        self._definitions[f"ref.{type_}"] = _closed(
            {
                "_typeName": {"const": _REFERENCE},
                "type": {"enum": list(self._types.subtypes(type_))},
                "value": {"type": "string", "minLength": 1},
            },
            ["_typeName", "type", "value"],
        )
        return _to(f"ref.{type_}")

    def _define_any(self) -> None:
        """Define `Any`, last, because it takes every data object that was reached."""
        boxes = self._boxes() | {_REFERENCE: self._reference("ManagedObject")}
        objects = [name for name in self._definitions if name in self._types.data]
        families = {name: self._types.subtypes(name) for name in _FAMILIES}
        others = set(objects).difference(*families.values())
        tree = _tree(sorted(others))
        for family in families:
            self._data(family)
            tree = {"if": _to(f"name.{family}"), "then": _to(f"any.{family}"), "else": tree}
        self._definitions["any.DataObject"] = tree
        self._definitions["name.Any"] = _named(sorted({*boxes, *objects}))
        self._definitions["Any"] = _dispatch(
            "Any", _choice(sorted(boxes), _tree(sorted(boxes), boxes), _to("any.DataObject"))
        )

    def _boxes(self) -> dict[str, Schema]:
        """Values of no data object type, each boxed under its type's name, and arrays of them."""
        values = dict(_PRIMITIVES) | {"Any": _to("Any")}
        values |= {name: {"enum": list(self._types.enums[name])} for name in self._enums}
        arrays = values | {_REFERENCE: self._reference("ManagedObject")}
        del values["Any"]
        arrays["AnyType"] = arrays.pop("Any")
        return {name: _box(name, value) for name, value in values.items()} | {
            name: _box(name, {"type": "array", "items": value})
            for name, value in ((f"ArrayOf{n[0].upper()}{n[1:]}", v) for n, v in arrays.items())
        }


def _closed(properties: Mapping[str, Schema], required: Iterable[str]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _box(name: str, value: Schema) -> Schema:
    return _closed({"_typeName": {"const": name}, "_value": value}, ["_typeName", "_value"])


def _named(names: Sequence[str]) -> Schema:
    return {
        "type": "object",
        "properties": {"_typeName": {"enum": list(names)}},
        "required": ["_typeName"],
    }


def _dispatch(declared: str, choice: Schema) -> Schema:
    """A choice that is only made where `_typeName` can be: so one mistake is one error."""
    named = _to(f"name.{declared}")
    return {"if": named, "then": choice, "else": named}


def _tree(names: Sequence[str], schemas: Mapping[str, Schema] | None = None) -> Schema:
    """A balanced tree over sorted type names."""
    if len(names) == 1:
        return _to(names[0]) if schemas is None else schemas[names[0]]
    half = len(names) // 2
    left, right = names[:half], names[half:]
    return _choice(left, _tree(left, schemas), _tree(right, schemas))


def _choice(names: Sequence[str], then: Schema, otherwise: Schema) -> Schema:
    return {
        "if": {"properties": {"_typeName": {"enum": list(names)}}},
        "then": then,
        "else": otherwise,
    }


def _to(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
