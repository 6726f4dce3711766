"""What a request says at the places that were read for an answer, to be compared.

INVARIANT: two requests say the same of a read only if whatever is read there is the same.
"""

from __future__ import annotations

import marshal
from collections import defaultdict
from functools import cache
from hashlib import blake2b
from typing import Any, Final, TypeAlias

from policyguard.request import ABSENT, MALFORMED, CloneRequest, Place, within

# What may be read of a place: all that is there, or only ...
VALUE: Final = "value"
# ... whether something is there,
STATE: Final = "state"
# ... the names of the members of an object, or the number of entries of a list.
MEMBERS: Final = "members"
LENGTH: Final = "length"
# What stands beside the body; its place is the name of an attribute of `CloneRequest`.
ENVELOPE: Final = "envelope"


class Read:
    """What is read of a place, and the place; there is one for each, so they compare fast."""

    __slots__ = ("member", "place", "what")

    def __init__(self, what: str, place: Place) -> None:
        self.what = what
        self.place = place
        # The name, where the value or the state of a member of an object is read.
        self.member: str | None = None
        if what in (VALUE, STATE) and place and isinstance(place[-1], str):
            self.member = place[-1]
            _MEMBERS_READ[place[:-1]].append(self)


# The members of each object that anything reads.
_MEMBERS_READ: Final[dict[Place, list[Read]]] = defaultdict(list)

read_of: Final = cache(Read)
"""The one `Read` of what is read of a place. There are some hundred: no list is read by index."""

Token: TypeAlias = str | int | bytes | None
"""What stands for what a request says of a read; None for what cannot be compared."""

# The second version writes what is equal in the same way, wherever it is shared.
_VERSION: Final = 2
# What is longer is compared by its digest, so that little is kept of it.
_LONGEST: Final = 64
# No value is written like these.
_ABSENT: Final = b"\xfd"
_MALFORMED: Final = b"\xfe"
_THERE: Final = b"\xff"


class Tokens(dict[Read, Token]):
    """What stands for each read of a request, made when it is first asked for.

    Attributes:
        length: How many bytes of the request it stands for, so far.
    """

    def __init__(self, request: CloneRequest) -> None:
        super().__init__()
        self._request = request
        self.length = 0

    def of(self, footprint: tuple[Read, ...]) -> tuple[Token, ...]:
        """What stands for each read of a footprint."""
        return tuple(map(self.__getitem__, footprint))

    def __missing__(self, read: Read) -> Token:
        """Make the token, of a member of an object with those of the others, and keep it."""
        if read.member is None:
            self[read] = self._token(self._what(read))
        else:
            self._add_members(read.place[:-1])
        return self[read]

    def _what(self, read: Read) -> Any:
        if read.what == ENVELOPE:
            return getattr(self._request, str(read.place[0]))
        value = within(self._request.body, *read.place)
        if read.what == MEMBERS:
            return members_of(value)
        return length_of(value) if read.what == LENGTH else value

    def _add_members(self, place: Place) -> None:
        owner = within(self._request.body, *place)
        reads = _MEMBERS_READ[place]
        if not isinstance(owner, dict) and owner is not ABSENT:
            self.update(dict.fromkeys(reads, _MALFORMED))
            return
        members = {} if owner is ABSENT else owner
        for read in reads:
            value = members.get(read.member)
            if value is None:
                self[read] = _ABSENT
            else:
                self[read] = _THERE if read.what == STATE else self._token(value)

    def _token(self, value: Any) -> Token:
        if value is ABSENT:
            return _ABSENT
        kind = type(value)
        # True is equal to 1, and so is 1.0: only what is of these types stands for itself.
        if kind is int or (kind is str and len(value) <= _LONGEST):
            return value  # type: ignore[no-any-return]
        if value is MALFORMED:
            return _MALFORMED
        try:
            written = marshal.dumps(value, _VERSION)
        except ValueError:
            return None
        self.length += len(written)
        return written if len(written) <= _LONGEST else blake2b(written).digest()


def members_of(value: Any) -> tuple[str, ...]:
    """The names of what an object has, but for nulls and empty lists; none if it is none."""
    present = value.items() if isinstance(value, dict) else ()
    return tuple(name for name, each in present if each is not None and each != [])


def length_of(value: Any) -> int:
    """How many entries a list has; none if it is none."""
    return len(value) if isinstance(value, list) else 0
