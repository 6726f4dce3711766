"""What is wrong with an inventory, each mistake in one line with its place.

**load** → validate → facts → rules → report
"""

from __future__ import annotations

import difflib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from policyguard.errors import InvalidInventory
from policyguard.text import is_huge, plain_text, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from policyguard.document import Document

Steps: TypeAlias = tuple[str | int, ...]

_MOST: Final = 20
# One that a program made stands in every object it wrote.
_MOST_ALIKE: Final = 3
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
        return self.name if self.document is None else f"{self.name}:{self._locate(steps)[0]}"

    def spot(self, *steps: str | int) -> str:
        """Return the same place with its column too."""
        if self.document is None:
            return self.name
        line, column = self._locate(steps)
        return f"{self.name}:{line}:{column}"

    def _locate(self, steps: Steps) -> tuple[int, int]:
        assert self.document is not None  # noqa: S101 - asked by those who looked
        tokens = (str(step).replace("~", "~0").replace("/", "~1") for step in steps)
        return self.document.locate("".join(f"/{token}" for token in tokens))


class Noted:
    """Mistakes in the order they were found; of many of one kind the first few."""

    def __init__(self) -> None:
        self._texts: dict[str, list[str]] = {}
        self._more: Counter[str] = Counter()

    def add(self, kind: str, text: str | Callable[[], str]) -> None:
        """Note one; a text that takes work to write is only written if it is kept."""
        texts = self._texts.setdefault(kind, [])
        if len(texts) < _MOST_ALIKE:
            texts.append(text if isinstance(text, str) else text())
        else:
            self._more[kind] += 1

    def texts(self) -> list[str]:
        """Return what to say."""
        said: list[str] = []
        for kind, texts in self._texts.items():
            more = self._more[kind]
            said += texts
            said += [f"and {more} more like these"] * bool(more)
        return said


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
