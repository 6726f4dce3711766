"""Read what stands under a name, whole, within a bound, and never wait for nobody.

INVARIANT: whatever stands there, it is read or refused in words, in time and memory that the
bound gives: a device and a socket are not opened, and a pipe is read only if somebody writes.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from policyguard.errors import UnreadableDocument

MIB: Final = 2**20
# Of requests, and of faults; far more than any has.
MOST_REQUEST: Final = 64 * MIB
MOST_INVENTORY: Final = 512 * MIB

_PIECE: Final = MIB
# Opening a pipe must not wait for its writer, and opening a terminal must not take it over.
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
_KINDS: Final = (
    (stat.S_ISDIR, "a directory, not a file"),
    (stat.S_ISCHR, "a device, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
    (stat.S_ISSOCK, "a socket, not a file"),
)


def read_bounded(file: str | Path, most: int) -> bytes:
    """Return all that a file, or a pipe that somebody writes to, holds.

    Args:
        file: Its path.
        most: How many bytes it may hold.

    Raises:
        UnreadableDocument: It is none, cannot be read, or holds more.
    """
    name = str(file)
    try:
        _look_at(Path(file).stat(), name, most)
        handle = os.open(file, _FLAGS)
        try:
            return _read(handle, name, most)
        finally:
            os.close(handle)
    except OSError as error:
        raise UnreadableDocument(reason_of(error), name) from None
    except ValueError as error:  # a path with NUL
        raise UnreadableDocument(str(error), name) from None


def read_stream(stream: BinaryIO | None, name: str, most: int) -> bytes:
    """Return all that a stream holds, such as standard input, which is None where it is closed.

    Raises:
        UnreadableDocument: It cannot be read, or holds more than *most* bytes.
    """
    if stream is None:
        raise UnreadableDocument("standard input is closed", name)
    try:
        return _bounded(stream.read, name, most, _PIECE)
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        raise UnreadableDocument(reason, name) from None


def reason_of(error: OSError) -> str:
    """What a system error says, as a message says it: without a capital."""
    reason = error.strerror or "cannot be read"
    return reason[0].lower() + reason[1:]


def _look_at(status: os.stat_result, name: str, most: int) -> None:
    for is_kind, reason in _KINDS:
        if is_kind(status.st_mode):
            raise UnreadableDocument(reason, name)
    if status.st_size > most:
        raise _too_large(name, most)


def _read(handle: int, name: str, most: int) -> bytes:
    status = os.fstat(handle)
    _look_at(status, name, most)  # another may stand there by now
    if not stat.S_ISFIFO(status.st_mode):
        return _bounded(lambda size: os.read(handle, size), name, most, status.st_size + 1)
    try:
        first = os.read(handle, _PIECE)
    except BlockingIOError:  # somebody writes, and has not yet
        first = b""
    else:
        if not first:
            raise UnreadableDocument("a pipe that nobody writes to", name)
    os.set_blocking(handle, True)
    return _bounded(lambda size: os.read(handle, size), name, most, _PIECE, first)


def _bounded(
    read: Callable[[int], bytes], name: str, most: int, piece: int, first: bytes = b""
) -> bytes:
    pieces = [first]
    left = most - len(first)
    while more := read(min(piece, left + 1)):
        left -= len(more)
        if left < 0:
            raise _too_large(name, most)
        pieces.append(more)
    return b"".join(pieces)


def _too_large(name: str, most: int) -> UnreadableDocument:
    size = f"{most // MIB} MiB" if most >= MIB else f"{most >> 10} KiB"
    return UnreadableDocument(f"the file is larger than {size}", name)
