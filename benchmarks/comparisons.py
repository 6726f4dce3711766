"""What is compared with what, and which ratio is the goal."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import jsonschema
import jsonschema_rs

from benchmarks import samples, shapes
from benchmarks.timing import Comparison
from policyguard import document
from policyguard.cli import cli
from policyguard.schema import DEFAULT_RELEASE, errors_of, schema_of

_READ: Final = "validate what was read"
_GIVEN: Final = "validate any Python value"


def comparisons(folder: Path) -> Iterator[Comparison]:
    """Every comparison; files are written to *folder*."""
    content, request = samples.read_reference()
    yield from _validating(content, request["body"])
    yield _reading(content)
    yield _shapes(request["body"])
    yield _mistakes(folder, content, request)


def _validating(content: bytes, body: Any) -> Iterator[Comparison]:
    schema = dict(schema_of(DEFAULT_RELEASE))
    fast = jsonschema_rs.Draft202012Validator(schema)
    slow = jsonschema.Draft202012Validator(schema)

    def read() -> object:
        return errors_of(body, DEFAULT_RELEASE, plain=True)

    def given() -> object:
        return errors_of(body, DEFAULT_RELEASE)

    yield Comparison(_READ, "json.loads", (read, lambda: json.loads(content)))
    yield Comparison(_READ, "jsonschema-rs alone", (read, lambda: fast.is_valid(body)))
    yield Comparison(_GIVEN, "json.loads", (given, lambda: json.loads(content)))
    yield Comparison(_GIVEN, "jsonschema-rs alone", (given, lambda: fast.is_valid(body)))
    yield Comparison("jsonschema alone", _READ, (lambda: slow.is_valid(body), read), weight=5)
    yield Comparison("jsonschema alone", _GIVEN, (lambda: slow.is_valid(body), given), weight=5)


def _reading(content: bytes) -> Comparison:
    fast = jsonschema_rs.Draft202012Validator(dict(schema_of(DEFAULT_RELEASE)))

    def ours() -> object:
        (part,) = document.read(content, "request.json")
        return errors_of(part.data["body"], DEFAULT_RELEASE, plain=True)

    return Comparison(
        "load and validate",
        "json.loads + jsonschema-rs",
        (ours, lambda: fast.is_valid(json.loads(content)["body"])),
        at_most=2,
    )


def _shapes(body: Any) -> Comparison:
    tree = shapes.usual(schema_of(DEFAULT_RELEASE))
    shipped = jsonschema_rs.Draft202012Validator(tree)
    plain = jsonschema_rs.Draft202012Validator(shapes.plain(tree))
    return Comparison(
        "types by an allOf of if/then",
        "types by the shipped tree",
        (lambda: plain.is_valid(body), lambda: shipped.is_valid(body)),
        at_least=2.5,
    )


def _mistakes(folder: Path, content: bytes, request: Any) -> Comparison:
    valid, wrong = folder / "valid.json", folder / "wrong.json"
    valid.write_bytes(content)
    wrong.write_text(json.dumps(samples.with_mistakes(request)))

    def check(file: Path) -> object:
        return cli.main(
            ["check", str(file), "--output", os.devnull],
            prog_name="policyguard",
            standalone_mode=False,
        )

    return Comparison(
        f"check a file with {samples.MISTAKES:,} mistakes",
        "a valid file",
        (lambda: check(wrong), lambda: check(valid)),
        at_most=100,
        weight=20,
    )
