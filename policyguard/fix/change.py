"""What is to be fixed, as a value, and why it is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TYPE_NAME: Final = "_typeName"


class Unfixable(Exception):
    """Why nothing in a file is fixed, in words.

    Attributes:
        place: `:line:column` of what cannot be, or empty.
    """

    def __init__(self, reason: str, place: str = "") -> None:
        super().__init__(reason)
        self.place = place


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a document.

    Attributes:
        pointer: To the string or the object that changes, from the root of the document.
        type_name: The `_typeName` that the object gets; None for a name, in which each
            lone `%` is escaped.
    """

    pointer: str
    type_name: str | None = None
