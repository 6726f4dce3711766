"""The JSON Schema of a request file, for editors.

A file is a request around its body or the bare body; one schema serves both. It chooses
by what stands at the top, and takes the former where that leaves it open: so an editor
offers `moId`, `release` and `body` in an empty file, and then speaks of one shape only.

INVARIANT: it accepts a body if and only if `errors_of` does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from policyguard.data_files import read_data
from policyguard.schema.validator import release_of

Schema = dict[str, Any]
_Words = Mapping[str, Mapping[str, Mapping[str, Any]]]

_BODY: Final = "request.body"
_ENVELOPE: Final = "request.envelope"


def request_schema(release: str) -> Schema:
    """Return the JSON Schema of a request file of one release.

    Titles and descriptions are those of `tools/descriptions.yaml`.

    Raises:
        UnknownRelease: The release has no schema.
    """
    described = _described(release_of(release).schema)
    definitions = described.pop("$defs")
    return {
        "$schema": described.pop("$schema"),
        "$id": f"urn:policyguard:request:{release}",
        "title": f"Request of VirtualMachine.CloneVM_Task, vSphere API {release}",
        "description": "A clone request as policyguard reads it, or its bare body.",
        "type": "object",
        "if": _any_of("moId", "body"),
        "then": _to(_ENVELOPE),
        "else": {
            "if": _any_of("folder", "name", "spec"),
            "then": _to(_BODY),
            "else": _to(_ENVELOPE),
        },
        "$defs": {_BODY: described, _ENVELOPE: _envelope(release), **definitions},
    }


def written(schema: Schema) -> str:
    """Return a schema as text, one definition a line."""
    head = [_member(key, value) for key, value in schema.items() if key != "$defs"]
    lines = ",\n".join(_member(name, each) for name, each in sorted(schema["$defs"].items()))
    return "{" + ",\n".join(head) + ',\n"$defs":{\n' + lines + "\n}}\n"


def _member(key: str, value: Any) -> str:
    return json.dumps({key: value}, ensure_ascii=False, separators=(",", ":"))[1:-1]


def _envelope(release: str) -> Schema:
    properties: Schema = {
        "moId": {"type": "string", "pattern": "^(VirtualMachine/)?[^/]+$"},
        "release": {"const": release},
        "body": _to(_BODY),
    }
    return {
        "title": f"Request, vSphere API {release}",
        "type": "object",
        "properties": _with_words(properties, _words()["Request"]),
        "required": ["body"],
        "additionalProperties": False,
    }


def _described(schema: Mapping[str, Any]) -> Schema:
    """A copy of the schema of a body with words for what they are known of."""
    definitions = {name: _offering_all(each) for name, each in schema["$defs"].items()}
    # What is said of a type itself replaces what is said of those that it derives from.
    said = [(list(_of_type(name, schema["$defs"])), words) for name, words in _words().items()]
    for names, words in sorted(said, key=lambda each: -len(each[0])):
        for name in names:
            own = definitions[name]
            definitions[name] = own | {"properties": _with_words(own["properties"], words)}
    properties = _with_words(schema["properties"], _words()["CloneVMRequestType"])
    return {**schema, "properties": properties, "$defs": definitions}


def _offering_all(definition: Mapping[str, Any]) -> Schema:
    """The same with what every branch demands in front of the choice.

    An editor that completes `_typeName` takes the branch that fits what is typed so far:
    for nothing yet the first one, and offers no other type.
    """
    if definition.get("if") is None or definition["if"] != definition.get("else"):
        return dict(definition)
    return {**definition["else"], "if": definition["if"], "then": definition["then"]}


def _of_type(name: str, definitions: Mapping[str, Any]) -> Iterator[str]:
    """The definitions of a type and of those derived from it, as far as the release has it."""
    if name == "ManagedObjectReference":
        yield from (each for each in definitions if each.startswith("ref."))
    elif f"name.{name}" in definitions:
        yield from definitions[f"name.{name}"]["properties"]["_typeName"]["enum"]
    elif name in definitions:
        yield name


def _with_words(properties: Mapping[str, Any], words: Mapping[str, Any]) -> Schema:
    """The words stand first, where people who read the schema look."""
    said = {name: words.get(name, {}) for name in properties}
    return {name: {**said[name], **value, **said[name]} for name, value in properties.items()}


def _any_of(*names: str) -> Schema:
    return {"anyOf": [{"required": [name]} for name in names]}


def _to(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


@cache
def _words() -> _Words:
    words: _Words = read_data("descriptions.json")
    return words
