"""Schemas of packs that would do harm: they are refused, and nothing is ever fetched."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import jsonschema_rs
import pytest

from policyguard.errors import InvalidRule
from policyguard.rules.breach import BodySchema
from tests.cost import times_a_million_additions
from tests.pack_kit import policy

HOSTILE: dict[str, Any] = {
    "a circle": {"$ref": "#"},
    "a circle of many": {
        "$ref": "#/$defs/0",
        "$defs": {str(n): {"$ref": f"#/$defs/{(n + 1) % 3000}"} for n in range(3000)},
    },
    "a circle downwards": {"items": {"$ref": "#"}},
    "ever more": {
        "$ref": "#/$defs/0",
        "$defs": {str(n): {"allOf": [{"$ref": f"#/$defs/{n + 1}"}] * 2} for n in range(99)}
        | {"99": {}},
    },
    "a long way": {
        "$ref": "#/$defs/0",
        "$defs": {str(n): {"$ref": f"#/$defs/{n + 1}"} for n in range(9999)} | {"9999": {}},
    },
    "much asked of each item": {"items": {"allOf": [{"type": "integer"}] * 300}},
    "many names": {"items": {"dependentRequired": {f"a{n}": ["b"] * 9 for n in range(99)}}},
    "a long list of values": {"items": {"enum": [*range(501)]}},
    "a large value": {"items": {"const": [*range(501)]}},
    "a huge number": {"maximum": 10**5000},
    "a huge pattern": {"pattern": "((a{1000}){1000}){1000}"},
    "a deep pattern": {"pattern": "(" * 100_000 + ")" * 100_000},
    "a lone surrogate": {"const": "\ud800"},
    "no JSON": {"const": object()},
    "evaluated over and over": {"unevaluatedProperties": {"unevaluatedProperties": False}},
    "another dialect": {"$schema": "http://json-schema.org/draft-07/schema#"},
}


@pytest.mark.parametrize("schema", HOSTILE.values(), ids=HOSTILE)
def test_a_schema_that_would_do_harm_is_refused(schema: Any) -> None:
    with pytest.raises(InvalidRule, match=r"^a rule: /body"):
        policy(body=schema)


# As much as may be asked of each of many values.
COSTLY: dict[str, Any] = {
    "types": {"items": {"allOf": [{"type": "integer"}] * 160}},
    "other values": {"items": {"enum": [f"b{n}" for n in range(480)]}},
    "values of two kinds": {"items": {"enum": ["x", *range(199_960, 200_000)]}},
    "names": {"items": {"required": [f"b{n}" for n in range(480)]}},
    "items that differ": {"items": {"type": "string", "minLength": 1}, "uniqueItems": True},
    "patterns": {"items": {"allOf": [{"not": {"pattern": f"a{n}b$"}} for n in range(120)]}},
}


@pytest.mark.parametrize("schema", COSTLY.values(), ids=COSTLY)
@pytest.mark.parametrize("number", [1_000, 200_000])
def test_what_is_not_refused_answers_soon_however_large_the_body_is(
    schema: dict[str, Any], number: int
) -> None:
    policy(body=schema)
    compiled = BodySchema(schema)
    for items in ([f"a{n}" for n in range(number)], [*range(number)], [{"a": 1}] * number):
        assert times_a_million_additions(partial(compiled.breach, items)) < 200


# What fetches may hold the interpreter's lock, so this runs beside it: it ends when anyone comes.
SERVER = """
import socket
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
server.accept()[0].sendall(b"HTTP/1.1 404 Not Found\\r\\nContent-Length: 0\\r\\n\\r\\n")
"""


@pytest.fixture
def server() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a schema on this machine, and what ends when it is asked for."""
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        yield f"http://127.0.0.1:{run.stdout.readline().strip()}/schema.json", run
        run.kill()


def came(run: subprocess.Popen[str]) -> bool:
    try:
        return run.wait(0.2) == 0
    except subprocess.TimeoutExpired:
        return False


def test_the_server_notices_who_comes(server: tuple[str, subprocess.Popen[str]]) -> None:
    uri, run = server
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.Draft202012Validator({"$ref": uri})
    assert came(run)


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "URI"},
        {"$ref": "URI#/$defs/a"},
        {"properties": {"name": {"$ref": "URI"}}},
        {"$schema": "URI"},
        {"$id": "URI", "$ref": "#/$defs/a", "$defs": {"a": True}},
        {"$dynamicRef": "URI"},
        {"const": {"$ref": "URI"}, "$ref": "#/const"},
        {"$defs": {"a": {"$id": "URI"}}},
    ],
)
def test_nothing_is_ever_fetched(
    server: tuple[str, subprocess.Popen[str]], schema: dict[str, Any]
) -> None:
    uri, run = server
    named = _named(schema, uri)
    with pytest.raises(InvalidRule):
        policy(body=named)
    # Nor would anything be, were it compiled all the same.
    with contextlib.suppress(jsonschema_rs.ValidationError):
        BodySchema(named).breach({})
    assert not came(run)


def _named(schema: Any, uri: str) -> Any:
    if isinstance(schema, dict):
        return {key: _named(value, uri) for key, value in schema.items()}
    return schema.replace("URI", uri) if isinstance(schema, str) else schema
