"""The memory of the clone, and what the request reserves and limits of it.

The source's values count where the request leaves one out (VirtualMachineConfigSpec).
"""

from __future__ import annotations

from typing import Final

from policyguard.facts.config import configured
from policyguard.facts.placement import hardware
from policyguard.facts.situation import Situation
from policyguard.facts.values import Said, Statement, Unknown, integer, union
from policyguard.request import ABSENT, pointer
from policyguard.vocabulary.hardware import MEMORY

_CONFIG: Final = ("spec", "config")
_SIZE: Final = "memoryMB"
_RESERVATION: Final = "memoryAllocation.reservation"
_LIMIT: Final = "memoryAllocation.limit"
_LOCK: Final = "memoryReservationLockedToMax"
_NO_LIMIT: Final = -1
# Memory is set in steps of 4 MB.
_STEP: Final = 4
# A request that changes no configuration asks nothing of it.
_UNCHANGED: Final = Statement(
    dict.fromkeys(MEMORY.attributes, "absent"), dict.fromkeys(MEMORY.details)
)


def memory_statement(case: Situation) -> Statement:
    """What the clone's memory is, and whether what is reserved and limited of it fits."""
    if case.request.missing(*_CONFIG) is ABSENT:
        return _UNCHANGED
    memory = case.once(Memory)
    return Statement(
        {
            "step": memory.step,
            "reserved": memory.reserved,
            "lock": memory.lock,
            "limit": memory.limit,
            "latency": memory.of_latency,
            "hot_plug": memory.of_hot_plug,
        },
        {
            "memory_size": memory.size,
            "reserved_of_memory": memory.reservation,
            "memory_limit": memory.limited,
            "memory_place": pointer(*_CONFIG, *memory.reservation_place),
        },
    )


class Memory:
    """The memory of the clone, as the request says, else as its source has it."""

    def __init__(self, case: Situation) -> None:
        self._case = case
        self.size: int | Unknown = hardware(case, _SIZE, _SIZE)
        self.reservation: int | Unknown = self._number(_RESERVATION, 0)
        self.limited: int | Unknown = self._number(_LIMIT, _NO_LIMIT)
        locked: bool | Unknown | None = configured(case, _LOCK, bool)
        self.locked: bool | Unknown = False if locked is None else locked

    def _number(self, path: str, unset: int) -> int | Unknown:
        value: int | Unknown | None = configured(self._case, path, int)
        return unset if value is None else value

    def _asks(self, path: str) -> bool:
        return self._case.request.missing(*_CONFIG, *path.split(".")) is not ABSENT

    @property
    def reservation_place(self) -> tuple[str, ...]:
        """What makes the reservation unfit: itself if it is asked for, else the size."""
        return tuple(_RESERVATION.split(".")) if self._asks(_RESERVATION) else (_SIZE,)

    @property
    def step(self) -> Said:
        """Whether the size asked for is one that memory may have."""
        if not self._asks(_SIZE):
            return "absent"
        if isinstance(self.size, Unknown):
            return self.size
        return "uneven" if self.size % _STEP else "whole"

    @property
    def reserved(self) -> Said:
        """Whether more is reserved than there is, by what the request changes.

        A reservation that is locked to the size goes with it, and what the source has fits.
        """
        more = _less(self.size, self.reservation)
        if self._asks(_RESERVATION):
            return _said(more, "beyond", "within")
        if not self._asks(_SIZE):
            return "absent"
        own = self._case.typed(self._case.source, f"config.hardware.{_SIZE}", int)
        return _said(_all(more, _less(self.size, own), _not(self.locked)), "beyond", "within")

    @property
    def lock(self) -> Said:
        """Whether a part is to be reserved of what is reserved as a whole."""
        if not self._asks(_RESERVATION):
            return "absent"
        return _said(_all(_less(self.reservation, self.size), self.locked), "part", "kept")

    @property
    def limit(self) -> Said:
        """Whether the limit is less than there is, and than what is reserved by that."""
        if not (self._asks(_LIMIT) or self._asks(_LOCK)):
            return "absent"
        limited = _not(_less(self.limited, 0))
        short = _all(limited, _less(self.limited, self.size))
        if short is not True:
            return _said(short, "short", "enough")
        return _said(self.locked, "below-reserved", "short")

    @property
    def whole(self) -> bool | Unknown:
        """All of it is reserved: locked to its size, or as much as there is."""
        return _not(_all(_not(self.locked), _less(self.reservation, self.size)))

    @property
    def of_latency(self) -> Said:
        """Whether all is reserved for a latency sensitivity that asks for it."""
        level = self._case.request.at(*_CONFIG, "latencySensitivity", "level")
        return _said(self.whole, "whole", "part") if level == "high" else "absent"

    @property
    def of_hot_plug(self) -> Said:
        """Whether all is reserved for devices to be passed through while it runs."""
        wanted = self._case.request.at(*_CONFIG, "fixedPassthruHotPlugEnabled")
        return _said(self.whole, "whole", "part") if wanted is True else "absent"


def _less(one: object, other: object) -> bool | Unknown:
    here, there = integer(one), integer(other)
    if here is None or there is None:
        return Unknown(union(one, other))
    return here < there


def _not(said: bool | Unknown) -> bool | Unknown:  # noqa: FBT001
    return said if isinstance(said, Unknown) else not said


def _all(*said: bool | Unknown) -> bool | Unknown:
    """Whether all is so: what is known not to be so settles it."""
    if False in said:
        return False
    unknown = union(*said)
    return Unknown(unknown) if unknown else True


def _said(said: bool | Unknown, yes: str, no: str) -> Said:  # noqa: FBT001
    return said if isinstance(said, Unknown) else yes if said else no
