"""A value with the place it stands at, and the limits that every value keeps.

    **load** → validate → facts → rules → report

INVARIANT: what is built from nodes is a JSON value that any later stage can walk
by plain recursion and any JSON reader can hold.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from policyguard.document.text import Unreadable
from policyguard.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

# The API page's own example nests 11 deep, and a chain of disk backings adds a level a
# link. A hundred keeps the recursion of every later stage far from Python's limit.
MAX_DEPTH: Final = 100

# In a JSON document or a YAML file: 5,000 virtual machines with 200 properties each.
# An alias counts as what it stands for, which a few lines can make more than any
# memory holds.
MAX_VALUES: Final = 1_000_000

# In a file. Requests of 700 bytes and more reach the limit on bytes first.
MAX_DOCUMENTS: Final = 100_000

# The widest integer of the API is `xsd:long`.
MIN_INTEGER: Final = -(2**63)
MAX_INTEGER: Final = 2**63 - 1

# Any literal shorter than this fits, a sign included.
_SURELY_FITS: Final = len(str(MAX_INTEGER))

_CONTAINERS: Final = frozenset((dict, list))

_Child = TypeVar("_Child")

_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(slots=True, eq=False)
class Node:
    """A value and where it stands.

    `children` are the nodes of an object's members or an array's items. There are none
    below a YAML alias: all that it brings in stands where the alias is used.
    """

    offset: int
    value: Any
    children: dict[str, Node] | list[Node] | None = None


def find(root: Node, pointer: str) -> Node:
    """Return the node at an RFC 6901 *pointer*, or its nearest ancestor that exists."""
    node = root
    for token in tokens(pointer):
        child = child_of(node.children, token)
        if child is None:
            break
        node = child
    return node


def tokens(pointer: str) -> Iterator[str]:
    """Return the keys and indices that an RFC 6901 *pointer* is made of."""
    for token in pointer.split("/")[1:]:
        yield token.replace("~1", "/").replace("~0", "~")


def child_of(children: dict[str, _Child] | list[_Child] | None, token: str) -> _Child | None:
    """Return what a *token* of a pointer leads to among members or items, if anything."""
    if isinstance(children, dict):
        return children.get(token)
    if isinstance(children, list) and _INDEX.fullmatch(token):
        return next(iter(children[int(token) : int(token) + 1]), None)
    return None


def integer(literal: str, offset: int = 0) -> int:
    """Return the integer a decimal *literal* without leading zeros stands for.

    Raises:
        Unreadable: It takes more than 64 bits.
    """
    # The length is looked at first: converting takes the square of it.
    if len(literal) <= _SURELY_FITS + 1:
        return in_range(int(literal), offset)
    raise _too_wide(offset)


def in_range(value: int, offset: int) -> int:
    """Return *value*, unless it takes more than 64 bits.

    Raises:
        Unreadable: It does.
    """
    if MIN_INTEGER <= value <= MAX_INTEGER:
        return value
    raise _too_wide(offset)


def _too_wide(offset: int) -> Unreadable:
    # What it is, is not quoted: a password may be written in digits.
    return Unreadable("an integer that does not fit in 64 bits", offset)


def real(literal: str, offset: int = 0) -> float:
    """Return the number *literal* stands for.

    Raises:
        Unreadable: It is beyond the range of a double.
    """
    value = float(literal)
    if math.isfinite(value):
        return value
    raise Unreadable("a number beyond the range of a double", offset)


def no_number(literal: str, offset: int = 0) -> NoReturn:
    """Refuse NaN and the infinities, and what else begins like a number and is none.

    Raises:
        Unreadable: Always.
    """
    # What has digits is not quoted: it may be a password that lacks its quotes.
    quotable = not any(one.isdigit() for one in literal)
    what = f"`{shown(literal)}` is not a JSON number" if quotable else "not a JSON number"
    raise Unreadable(what, offset)


def duplicate(key: str, offset: int, earlier: int) -> Unreadable:
    """Return the refusal of a second *key* in one object."""
    return Unreadable(f"duplicate key `{shown(key)}`", offset, earlier)


def too_deep(offset: int) -> Unreadable:
    """Return the refusal of an object or array below too many others."""
    return Unreadable(f"nested more than {MAX_DEPTH} levels deep", offset)


def too_many(offset: int) -> Unreadable:
    """Return the refusal of more values than a document may hold."""
    return Unreadable(f"more than {MAX_VALUES:,} values", offset)


def too_many_documents(offset: int) -> Unreadable:
    """Return the refusal of more documents than a file may hold."""
    return Unreadable(f"more than {MAX_DOCUMENTS:,} documents", offset)


def measure(data: Any) -> tuple[int, int]:
    """Return how many values *data* holds and how deep it is nested.

    A shared value counts at each use. Counting stops once a limit is passed, so both
    answers are then merely too much.
    """
    values, depth = 1, 0
    level = [data] if type(data) in _CONTAINERS else []
    while level and values <= MAX_VALUES and depth <= MAX_DEPTH:
        values, depth = values + sum(map(len, level)), depth + 1
        level = [
            child
            for parent in level
            for child in (parent.values() if type(parent) is dict else parent)
            if type(child) in _CONTAINERS
        ]
    return values, depth
