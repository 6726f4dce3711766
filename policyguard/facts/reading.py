"""A request as facts read it: each place that is read is noted.

INVARIANT: what is made of a reading follows from the inventory and from what was noted while it
was made, and from nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from policyguard.facts.footprint import (
    ENVELOPE,
    LENGTH,
    MEMBERS,
    STATE,
    VALUE,
    Read,
    Tokens,
    length_of,
    members_of,
    read_of,
)
from policyguard.references import Reference
from policyguard.request import (
    ABSENT,
    MALFORMED,
    CloneRequest,
    Gone,
    Missing,
    Place,
    Readable,
    within,
)

if TYPE_CHECKING:
    from policyguard.facts.choice import Asked

_T = TypeVar("_T")

# `spec.config.cpuAllocation.limit` is read by itself, and a list as a whole.
_DEEPEST: Final = 4


@dataclass(slots=True)
class Notes:
    """What was read, and what was asked of each host, on the way to an answer."""

    reads: dict[Read, None] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def add(self, others: Notes) -> None:
        """Note what others noted."""
        self.reads.update(others.reads)
        if others.asked:
            there = {id(each) for each in self.asked}
            self.asked += [each for each in others.asked if id(each) not in there]


class Reading(Readable):
    """A request of which each read is noted; one thread reads it.

    Args:
        request: The request.

    Attributes:
        notes: What has been read by what is being made.
        tokens: What stands for all that may be read.
    """

    def __init__(self, request: CloneRequest) -> None:
        self._request = request
        self._body = request.body
        self.tokens = Tokens(request)
        self.notes = Notes()

    def noted(self, make: Callable[[], _T]) -> tuple[_T, Notes]:
        """What is made, with what is read for it; that is not noted here yet."""
        outer, self.notes = self.notes, Notes()
        try:
            return make(), self.notes
        finally:
            self.notes = outer

    # What there is to read.

    def at(self, *place: str | int) -> Any:
        """The value at a place of the body; a null there is absent."""
        self._note(VALUE, place)
        return within(self._body, *place)

    def missing(self, *place: str | int) -> Missing | None:
        """Why there is nothing at a place, or None; what there is, is not read."""
        self._note(STATE, place)
        value = within(self._body, *place)
        return value if isinstance(value, Missing) else None

    def members(self, *place: str | int) -> tuple[str, ...]:
        """The names of what an object has, in its order, but for nulls and empty lists."""
        self._note(MEMBERS, place)
        return members_of(within(self._body, *place))

    def length(self, *place: str | int) -> int:
        """How many entries a list has; none if there is no list."""
        self._note(LENGTH, place)
        return length_of(within(self._body, *place))

    def only(self, names: Iterable[str], *place: str | int) -> dict[str, Any] | Gone:
        """An object with no more of its members than some; nulls are left out."""
        missing = self.missing(*place)
        if missing is not None:
            return missing
        values = {name: self.at(*place, name) for name in names}
        if MALFORMED in values.values():
            return MALFORMED
        return {name: value for name, value in values.items() if value is not ABSENT}

    @property
    def body(self) -> Any:
        """All of the body."""
        return self.at()

    @property
    def mo_id(self) -> Any:
        """The source as written."""
        return self._envelope("mo_id").mo_id

    @property
    def source(self) -> Reference | Gone:
        """The source virtual machine; of another type if `moId` names one."""
        return self._envelope("mo_id").source

    @property
    def release(self) -> str:
        """The API release of the call."""
        return self._envelope("release").release

    @property
    def other_keys(self) -> tuple[str, ...]:
        """What stands beside `moId`, `release` and `body`."""
        return self._envelope("other_keys").other_keys

    @property
    def cut(self) -> tuple[tuple[Place, int], ...]:
        """The lists of which the body has only the first elements, and how many they had."""
        return self._envelope("cut").cut

    @property
    def plain(self) -> bool:
        """The body need not be looked through again for what is no JSON."""
        return self._envelope("plain").plain

    def _envelope(self, name: str) -> CloneRequest:
        """The request, of which an attribute beside the body is read."""
        self._note(ENVELOPE, (name,))
        return self._request

    def _note(self, what: str, place: Place) -> None:
        whole = _place_of(place)
        self.notes.reads[read_of(what if whole == place else VALUE, whole)] = None


def _place_of(place: Place) -> Place:
    """What is read at once with a place: all of a list, and of an object at the fourth step."""
    if len(place) < _DEEPEST:
        return place
    place = place[:_DEEPEST]
    return place if type(place[-1]) is str else place[:-1]
