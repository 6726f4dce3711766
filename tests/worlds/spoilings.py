"""All spoilings, by name."""

from __future__ import annotations

from itertools import chain
from typing import Final

from tests.worlds import (
    spoilt_disks,
    spoilt_guests,
    spoilt_hardware,
    spoilt_keys,
    spoilt_knowledge,
    spoilt_links,
    spoilt_networks,
    spoilt_places,
    spoilt_shapes,
    spoilt_sources,
)
from tests.worlds.spoiling import WARNING, Spoiling

_MODULES: Final = (
    spoilt_shapes,
    spoilt_places,
    spoilt_sources,
    spoilt_disks,
    spoilt_links,
    spoilt_hardware,
    spoilt_networks,
    spoilt_guests,
    spoilt_keys,
    spoilt_knowledge,
)
ALL: Final[tuple[Spoiling, ...]] = tuple(
    chain.from_iterable(module.TABLE.rows.values() for module in _MODULES)
)
REFUSED: Final = tuple(one for one in ALL if one.right != WARNING)
WARNED: Final = tuple(one for one in ALL if one.right == WARNING)
