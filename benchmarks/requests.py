"""Requests that differ as those of a pipeline do: no two of them are the same.

They are made from the text of the reference request, so they are laid out like it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from math import prod
from typing import Final

from benchmarks.samples import read_reference
from benchmarks.vcenter_objects import DATASTORES, FOLDERS, HOSTS, POOLS

PLACES: Final = (FOLDERS, POOLS, HOSTS, DATASTORES)
HOW_MANY_PLACES: Final = prod(map(len, PLACES))

_NAME: Final = b'"web-01"'
_ADDRESS: Final = b'"192.0.2.17"'
_ADDRESS_6: Final = b'"2001:db8::17"'
_NOTE: Final = b"deployed by the pipeline"
_MEMORY: Final = b'"memoryMB": 8192'
_BLOCK: Final = 250


# No number is ever taken twice: what was made once may have been remembered.
_NUMBERS: Final = count()


def variants() -> Iterator[bytes]:
    """Requests for ever new clones, sent to each place in turns.

    Each has a name, a host name, addresses and an annotation of its own. A place is a
    folder, a pool, a host and a datastore: what the reference names, or others as good.
    """
    content, _ = read_reference()
    for place, number in enumerate(_NUMBERS):
        yield _moved(_renamed(content, number), place)


def strangers() -> Iterator[bytes]:
    """Such requests, but each asks for an amount of memory that none before it asked for."""
    for content in variants():
        yield content.replace(_MEMORY, b'"memoryMB": %d' % (4096 + 4 * next(_NUMBERS)))


def _renamed(content: bytes, number: int) -> bytes:
    high, low = divmod(number, _BLOCK)
    return (
        content.replace(_NAME, b'"web-%06d"' % number)
        .replace(_ADDRESS, b'"10.%d.%d.%d"' % (*divmod(high % 2**16, 256), low + 2))
        .replace(_ADDRESS_6, b'"2001:db8::%x:%x"' % (high % 2**16 + 1, low + 2))
        .replace(_NOTE, b"deployed by job %d" % number)
    )


def _moved(content: bytes, place: int) -> bytes:
    for choices in PLACES:
        place, chosen = divmod(place, len(choices))
        content = content.replace(_quoted(choices[0]), _quoted(choices[chosen]))
    return content


def _quoted(reference: str) -> bytes:
    return f'"{reference}"'.encode()
