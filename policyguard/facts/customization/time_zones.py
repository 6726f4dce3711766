"""The time zones a guest can be given: of Windows by index, of Linux by name."""

from __future__ import annotations

import re
from typing import Final

_INDICES: Final = """
    0 1 2 3 4 10 13 15 20 25 30 33 35 40 45 50 55 56 60 65 70 73 75 80 83 85 90 95 100 105 110
    113 115 120 125 130 135 140 145 150 155 158 160 165 170 175 180 185 190 193 195 200 201 203
    205 207 210 215 220 225 227 230 235 240 245 250 255 260 265 270 275 280 285 290 300
"""
# From Azerbaijan to Kamchatka; beyond the largest int of the API, where they are negative.
_LATER: Final = range(0x80000040, 0x80000053)
_INTS: Final = 2**32

WINDOWS_TIME_ZONES: Final = frozenset(
    (*map(int, _INDICES.split()), *_LATER, *(index - _INTS for index in _LATER))
)
"""The Microsoft Time Zone Index Values that CustomizationGuiUnattended refers to."""

_AREA_LOCATION: Final = re.compile(r"[A-Z][A-Za-z]*(/[A-Z][A-Za-z0-9_+-]*){1,2}")
_SINGLE: Final = re.compile(r"[A-Z][A-Za-z0-9+-]*")


def linux_time_zone(name: str) -> str:
    """What a name looks like to those who know the tz database: only its form is judged.

    Which names there are depends on the guest; a name such as `UTC` is of no area, and is
    in the database all the same.
    """
    if _AREA_LOCATION.fullmatch(name):
        return "area-location"
    return "single-name" if _SINGLE.fullmatch(name) else "malformed"
