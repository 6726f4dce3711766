"""What pydantic finds wrong with a rule, in the words of a person who writes one.

load → validate → facts → **rules** → report
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from policyguard.rules.rule import FORMS, Demand, Example, Rule
from policyguard.rules.suggest import unknown
from policyguard.text import plain_text, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

    from policyguard.rules.terms import Found

_FIELDS: Final[Mapping[tuple[str, ...], Iterable[str]]] = {
    (): Rule.model_fields,
    ("requires", "any demand"): ("anyOf",),
    ("requires", "one demand"): Demand.model_fields,
    ("requires", "any demand", "anyOf"): Demand.model_fields,
    ("examples",): Example.model_fields,
}
_EXPECTED: Final = {
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "string_type": "a text",
    "string_unicode": "a text",
    "tuple_type": "a list",
}
_HINTS: Final = {"a text": "; put it in quotes"}
_WRITTEN: Final = {
    "id": "is capital letters and three digits, such as `PLC001`",
    "slug": "is words of small letters and digits, joined by `-`",
}


def flaws_of_shape(data: Any) -> Iterator[Found]:
    """Every field that is missing, unknown or of the wrong kind, with its place."""
    try:
        Rule.model_validate(data)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            path = tuple(step for step in details["loc"] if step != "[key]")
            said = _said(details, path)
            yield tuple(step for step in path if step not in FORMS), said


def _said(details: ErrorDetails, path: tuple[str | int, ...]) -> str:
    if not path:
        return f"a rule is a mapping of fields, not {_named(details['input'])}"
    *section, last = path
    if last in FORMS:
        last = section[-1]
    name, given, context = shown(str(last)), details["input"], details.get("ctx", {})
    match details["type"]:
        case "missing":
            return f"`{name}` is missing"
        case "extra_forbidden":
            known = _FIELDS.get(tuple(step for step in section if isinstance(step, str)), ())
            return unknown("field", str(last), known)
        case "enum" | "literal_error":
            known = re.findall("'([^']+)'", str(context["expected"]))
            return unknown(f"`{name}`", plain_text(given), known)
        case "string_pattern_mismatch":
            return f"`{name}` {_WRITTEN.get(str(last), 'is one line')}"
        case "string_too_short":
            return f"`{name}` is empty"
        case "string_too_long":
            return f"`{name}` has {len(given)} characters, and {context['max_length']} at most"
    expected = _EXPECTED.get(details["type"], "what it should be")
    return f"`{name}` is {_named(given)}, not {expected}{_HINTS.get(expected, '')}"


def _named(value: Any) -> str:
    if isinstance(value, Mapping | list):
        return "a mapping" if isinstance(value, Mapping) else "a list"
    return f"`{shown(plain_text(value))}`"
