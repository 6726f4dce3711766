"""All spoilings, by name."""

from __future__ import annotations

from itertools import chain
from typing import Final

from tests.worlds import (
    spoilt_disks,
    spoilt_guests,
    spoilt_hardware,
    spoilt_knowledge,
    spoilt_places,
    spoilt_shapes,
)
from tests.worlds.spoiling import WARNING, Spoiling

_MODULES: Final = (
    spoilt_shapes,
    spoilt_places,
    spoilt_disks,
    spoilt_hardware,
    spoilt_guests,
    spoilt_knowledge,
)
ALL: Final[tuple[Spoiling, ...]] = tuple(
    chain.from_iterable(module.TABLE.rows.values() for module in _MODULES)
)
REFUSED: Final = tuple(one for one in ALL if one.right != WARNING)
WARNED: Final = tuple(one for one in ALL if one.right == WARNING)
