"""Which changes fix a request, as changes of its data.

INVARIANT: what comes out has nothing left to change, so that fixing twice is fixing once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from policyguard import names
from policyguard.document.node import tokens
from policyguard.errors import UnknownRelease
from policyguard.fix.change import TYPE_NAME, Change, Unfixable
from policyguard.request import CloneRequest
from policyguard.schema import Problem, SchemaError, errors_of

# The rules whose findings a fix removes.
NAME_RULE: Final = "NAM001"
TYPE_NAME_RULES: Final[Mapping[Problem, str]] = {
    Problem.TYPE_NAME_MISSING: "REQ004",
    Problem.TYPE_NAME_ADVISED: "REQ009",
}

# In one request. No one writes more; and a round of looking finds a thousand at most.
MOST_CHANGES: Final = 10_000

Keep = Callable[[str], bool]


def changed(
    data: Any, keep: Keep, source: str | None = None, release: str | None = None
) -> tuple[list[Change], Any]:
    """Return what to change in a document, and its data after that.

    A `_typeName` put in says what belongs below, and so what is missing there. Of a body
    with more mistakes than are listed, those are mended that are.

    Raises:
        Unfixable: There is too much to change.
    """
    request = CloneRequest.of(data, source=source, release=release)
    if not _is_name_lone(request, keep) and not _missing(request, keep):
        return [], data
    # A copy to write in, and one that shares nothing, as YAML's aliases do.
    data = json.loads(json.dumps(data))
    request = CloneRequest.of(data, source=source, release=release)
    changes = _name_changes(request, keep)
    while found := _missing(request, keep):
        for error in found:
            changes.append(_typed(request, error))
        if len(changes) > MOST_CHANGES:
            raise Unfixable(f"more than {MOST_CHANGES:,} places to fix in one request")
    return changes, data


def _is_name_lone(request: CloneRequest, keep: Keep) -> bool:
    name = request.typed(str, "name")
    return isinstance(name, str) and keep(NAME_RULE) and names.lone_percents(name) > 0


def _name_changes(request: CloneRequest, keep: Keep) -> list[Change]:
    if not _is_name_lone(request, keep):
        return []
    request.body["name"] = names.normalize(request.body["name"])
    return [Change(f"{request.body_at}/name")]


def _missing(request: CloneRequest, keep: Keep) -> list[SchemaError]:
    """The mistakes that a `_typeName` mends, each place once."""
    try:
        errors = errors_of(request.body, request.release, plain=True)
    except UnknownRelease:
        return []  # said where the request is checked
    mended = (each for each in errors if each.only and keep(TYPE_NAME_RULES[each.problem]))
    return list({error.pointer: error for error in mended}.values())


def _typed(request: CloneRequest, error: SchemaError) -> Change:
    """Put the `_typeName` in, as the first member."""
    pointer = error.pointer.removesuffix(f"/{TYPE_NAME}")
    value = _at(request.body, tokens(pointer))
    members = dict(value)
    value.clear()
    value.update({TYPE_NAME: error.only, **members})
    return Change(request.body_at + pointer, error.only)


def _at(value: Any, steps: Iterator[str]) -> Any:
    for step in steps:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value
