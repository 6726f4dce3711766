"""How values read in messages and go into faults.

Text of a request or an inventory may be anything: what comes out here is short, on one
line, and can be written as UTF-8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from policyguard.facts.situation import ANY_HOST
from policyguard.facts.values import Between, Unknown
from policyguard.references import Reference
from policyguard.request import Missing
from policyguard.rules import placeholders
from policyguard.text import Bounded, is_huge, one_line, plain_text

Label = Callable[[Reference], str]

_LONGEST = 300
_NOT_KNOWN = "(not known)"
_WHOLE = "the request as a whole"


def printed(value: object, label: Label) -> str:
    """A value as a message prints it: one line, of a bounded length."""
    if isinstance(value, Reference):
        return label(value)
    if isinstance(value, Bounded):
        return value
    if isinstance(value, Between):
        return str(value)
    if value == ANY_HOST:
        return "any host that vCenter may pick"
    if value is None or isinstance(value, (Unknown, Missing)):
        return _NOT_KNOWN
    line = one_line(plain_text(value)[: _LONGEST + 1])
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def worded(text: str, details: Mapping[str, Any], label: Label) -> str:
    """A message with its placeholders filled in; a place that is no part is the whole."""
    said = {name: printed(details[name], label) for name in placeholders(text)}
    whole = {name: _WHOLE for name, line in said.items() if not line and name.endswith("place")}
    return text.format_map({**said, **whole})


def filled(fault: Mapping[str, Any], details: Mapping[str, Any]) -> dict[str, Any]:
    """A fault with its fields filled in; a field whose value is not known is left out.

    A field that is one placeholder takes the value itself, so numbers stay numbers and
    objects become references.
    """
    return {key: value for key, value in _fields(fault, details).items() if value is not None}


def _fields(fault: Mapping[str, Any], details: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _field(value, details) for key, value in fault.items()}


def _field(value: Any, details: Mapping[str, Any]) -> Any:
    if not isinstance(value, str) or "{" not in value:
        return value
    if value.startswith("{") and value.endswith("}") and value[1:-1] in details:
        return _json(details[value[1:-1]])
    return value.format_map(details)


def _json(value: Any) -> Any:
    if isinstance(value, Reference):
        return value.json()
    if isinstance(value, tuple):  # of what we made ourselves: data of a user holds none
        return [one.json() if isinstance(one, Reference) else one for one in value]
    fits = isinstance(value, (str, int, float)) and not is_huge(value)
    return value if fits else None
