"""Whether a request can have the place that a rule points at or that a fault names.

    load → validate → facts → **rules** → report

Asked of the newest release: a property that the API once had it keeps. The schema is read
when a rule file first names a place, never when the compiled book is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from policyguard.document.node import tokens
from policyguard.rules.suggest import unknown
from policyguard.schema.parts import Schema, usual_schema, whole_schema
from policyguard.schema.releases import RELEASES
from policyguard.text import shown

_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")
_INDEX: Final = re.compile(r"0|[1-9][0-9]*|\{[^{}]*\}")
_PROPERTY: Final = re.compile(r"(\w+)(?:\[(?:[0-9]+|\{[^{}]*\})\])?", re.ASCII)

# A clone relocates, customizes and reconfigures; what these refuse is named as in a call of
# theirs, whose argument `spec` is a part of ours.
_CALLS_WITHIN: Final = (
    ("spec", "location"),
    ("spec", "customization"),
    ("spec", "config"),
)
# As real vCenters have written them, which are no paths of a request.
_AS_REPORTED: Final = frozenset(
    {
        "Timezone",
        "nicsettings:adapter:ip",
        "nicsettings:adapter:ipv6spec:ip",
        "spec.deviceChange.device.port.switchUuid",
    }
)


class _Unmet(NamedTuple):
    """How many steps of a walk were left, and why."""

    left: int
    reason: str


def pointer_flaw(pointer: str) -> str | None:
    """What keeps every request from having a place, by its pointer into the body.

    A placeholder stands for any index, or is the whole pointer.
    """
    if not pointer or _PLACEHOLDER.fullmatch(pointer):
        return None
    if not pointer.startswith("/"):
        return f"`{shown(pointer)}` is no pointer: it begins with `/`"
    unmet = _walk((_body(),), list(tokens(pointer)), indexed=True)
    return unmet and f"no request has `{shown(pointer)}`: {unmet.reason}"


def property_flaw(path: str) -> str | None:
    """What keeps every request from having a property, by its path as a fault gives it.

    Such a path is of the request, or of one of the calls that a clone makes in turn, with
    or without `spec.` before it. A placeholder stands for any index, or is the whole path.
    """
    if _PLACEHOLDER.fullmatch(path) or path in _AS_REPORTED:
        return None
    found = [_PROPERTY.fullmatch(step) for step in path.split(".")]
    steps = [match[1] for match in found if match]
    if len(steps) < len(found):
        return f"`{shown(path)}` is no property path"
    inner = steps[1:] if steps[0] == "spec" else steps
    walks = [_walk((_body(),), steps, indexed=False)]
    walks += [_walk(_at(call), inner, indexed=False) for call in _CALLS_WITHIN]
    unmet = [walk for walk in walks if walk is not None]
    if len(unmet) < len(walks):
        return None
    nearest = min(unmet, key=lambda walk: walk.left)
    return f"no request has `{shown(path)}`: {nearest.reason}"


def _walk(parts: Sequence[Schema], steps: Sequence[str], *, indexed: bool) -> _Unmet | None:
    """Follow steps from parts of the schema; without *indexed*, lists are entered unasked."""
    for taken, step in enumerate(steps):
        forms = [form for part in parts for form in _forms(part, enter=not indexed)]
        parts = _next(forms, step)
        if not parts:
            return _Unmet(len(steps) - taken, _reason(forms, step))
    return None


def _next(forms: Sequence[Schema], step: str) -> list[Schema]:
    inside = [form["properties"][step] for form in forms if step in form.get("properties", {})]
    items = [form["items"] for form in forms if "items" in form] if _INDEX.fullmatch(step) else []
    # Many types share a property, and most say the same of it.
    return list({json.dumps(part, sort_keys=True): part for part in (*inside, *items)}.values())


def _reason(forms: Sequence[Schema], step: str) -> str:
    names = {name for form in forms for name in form.get("properties", {})}
    if names:
        return unknown("property", step, sorted(names))
    if any("items" in form for form in forms):
        return f"a list has an index where this has `{shown(step)}`"
    return f"nothing is below a plain value, where this has `{shown(step)}`"


def _forms(part: Schema, *, enter: bool) -> Iterator[Schema]:
    """Every form a value may take there: an object of each type, a list, a plain value."""
    waiting, seen = [part], set()
    while waiting:
        form = waiting.pop()
        name = form.get("$ref")
        if name is not None:
            if name not in seen:
                seen.add(name)
                waiting.append(_body()["$defs"][name.removeprefix("#/$defs/")])
        elif "if" in form:
            waiting += [form["then"], form["else"]]
        elif enter and "items" in form:
            waiting.append(form["items"])
        else:
            yield form


def _at(steps: Sequence[str]) -> list[Schema]:
    parts: list[Schema] = [_body()]
    for step in steps:
        parts = _next([form for part in parts for form in _forms(part, enter=False)], step)
    return parts


@cache
def _body() -> Schema:
    newest = RELEASES[-1]
    return whole_schema(newest, usual_schema(newest))
