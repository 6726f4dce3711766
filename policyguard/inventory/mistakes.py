"""What is wrong with an inventory, each mistake in one line with its place.

**load** → validate → facts → rules → report
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from policyguard.errors import InvalidInventory
from policyguard.text import is_huge, plain_text, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from policyguard.document import Document

Steps: TypeAlias = tuple[str | int, ...]

_MOST: Final = 20
# No known key is longer, and comparing texts takes the square of their length.
_LONGEST_KEY: Final = 40

_EXPECTED: Final = {
    "greater_than_equal": "an integer of 32 bits",
    "less_than": "an integer of 32 bits",
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "frozen_set_type": "a list",
    "int_type": "an integer",
    "model_type": "a mapping",
    "string_too_short": "a text that is not empty",
    "string_type": "a text",
    "tuple_type": "a list",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a part of an inventory comes from.

    Attributes:
        name: What the caller would call it.
        data: What it says.
        document: The document it was read from, if there was a file.
    """

    name: str
    data: Any = field(repr=False)
    document: Document | None = None

    def place(self, *steps: str | int) -> str:
        """Return the place of a value, with its line where there is one."""
        if self.document is None:
            return self.name
        tokens = (str(step).replace("~", "~0").replace("/", "~1") for step in steps)
        return f"{self.name}:{self.document.locate(''.join(f'/{token}' for token in tokens))[0]}"


def refusal(mistakes: Sequence[str]) -> InvalidInventory:
    """Return the error that says all *mistakes*, in one line."""
    more = [f"and {len(mistakes) - _MOST} more"] if len(mistakes) > _MOST else []
    return InvalidInventory("; ".join([*mistakes[:_MOST], *more]))


def mistakes_of(
    error: ValidationError, source: Source, known: Mapping[tuple[str, ...], Sequence[str]]
) -> Iterator[str]:
    """Say what pydantic found, in the words of a person who wrote the file.

    Args:
        error: What pydantic found.
        source: What it was given.
        known: The keys there are in a section, by its place without list positions.
    """
    for details in error.errors(include_url=False):
        place = source.place(*(step for step in details["loc"] if step != "[key]"))
        yield f"{place}: {_text(details, known)}"


def _text(details: ErrorDetails, known: Mapping[tuple[str, ...], Sequence[str]]) -> str:
    *section, last = details["loc"] or ("inventory",)
    where = dotted(*details["loc"])
    if details["type"] == "missing":
        return f"`{where}` is missing"
    if details["type"] == "extra_forbidden":
        section_keys = known.get(tuple(step for step in section if isinstance(step, str)), ())
        return f"unknown key `{where}`{suggestion(str(last), section_keys)}"
    return f"`{where}` is {value_shown(details['input'])}, expected {_expected(details)}"


def _expected(details: ErrorDetails) -> str:
    context = details.get("ctx", {})
    if details["type"] == "value_error":
        return str(context["error"])
    if details["type"] == "literal_error":
        return str(context["expected"]).replace("'", "`")
    return _EXPECTED.get(details["type"], details["msg"])


def suggestion(word: str, known: Sequence[str]) -> str:
    """Return what was probably meant, to stand after what is not known."""
    close = difflib.get_close_matches(word[:_LONGEST_KEY], known, n=1)
    if close:
        return f", did you mean `{close[0]}`"
    return f", there are {', '.join(f'`{one}`' for one in known)}" if known else ""


def dotted(*steps: str | int) -> str:
    """Return a place as people write it: `permissions[0].roleId`."""
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return shown(text.removeprefix("."))


def value_shown(value: Any) -> str:
    """Return a value as a message shows it, in one short line."""
    if isinstance(value, str):
        return f'`"{shown(value)}"`' if value else "an empty text"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if is_huge(value):
        return plain_text(value)
    return f"`{shown(json.dumps(value, default=repr))}`"
