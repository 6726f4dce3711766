"""Replace a file's bytes, all at once or not at all.

INVARIANT: whoever reads the file meanwhile, and whatever fails here, it holds the old bytes
or the new ones; and it is written only if it still holds those that were read.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_PREFIX: Final = ".policyguard-"
_SUFFIX: Final = ".tmp"


def rewrite(file: str, old: bytes, new: bytes) -> None:
    """Replace *old*, the bytes that a file held when it was read, with *new*.

    A symbolic link stays, and what it leads to is replaced; its mode, its owner and what else
    the system keeps of it stay. What a run that was killed left beside it is cleared away.

    Raises:
        OSError: It cannot be written, is no regular file, has other names, or owner or rights
            that could not be kept; or it holds something else by now.
    """
    target = Path(file).resolve(strict=True)
    if not target.is_file():
        raise OSError(errno.EINVAL, "is no regular file", file)
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), file)
    if target.stat().st_nlink > 1:
        raise OSError(errno.EMLINK, "has other names (hard links), which would keep the old", file)
    if target.read_bytes() != old:
        raise OSError(errno.EBUSY, "was changed while it was read", file)
    prefix = f"{_PREFIX}{os.getpid()}-"
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=_SUFFIX, dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(new)
            written.flush()
            _take_after(target, temporary)
            os.fsync(written.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _clear(target.parent)


def _take_after(target: Path, temporary: Path) -> None:
    """Give a new file the owner, the mode and the extended attributes of another.

    Raises:
        OSError: They cannot be kept.
    """
    status, own = target.stat(), temporary.stat()
    if (status.st_uid, status.st_gid) != (own.st_uid, own.st_gid):
        try:
            os.chown(temporary, status.st_uid, status.st_gid)
        except OSError as error:
            raise OSError(
                error.errno, "its owner or group could not be kept", str(target)
            ) from None
    # Attributes first, of which the access list is one: setting that changes the mode.
    for attribute in _attributes(target):
        try:
            value = os.getxattr(target, attribute)
            if value != _attribute(temporary, attribute):
                os.setxattr(temporary, attribute, value)
        except OSError as error:
            reason = f"its attribute {attribute} could not be kept"
            raise OSError(error.errno, reason, str(target)) from None
    temporary.chmod(stat.S_IMODE(status.st_mode))


def _attributes(target: Path) -> list[str]:
    if not hasattr(os, "listxattr"):
        return []
    try:
        return os.listxattr(target)
    except OSError:  # the file system has none
        return []


def _attribute(path: Path, attribute: str) -> bytes | None:
    try:
        return os.getxattr(path, attribute)
    except OSError:
        return None


def _clear(folder: Path) -> None:
    """Remove what runs that were killed have left in a folder."""
    for path in _leftovers(folder):
        with contextlib.suppress(OSError):
            path.unlink()


def _leftovers(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        for path in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
            run = path.name.removeprefix(_PREFIX).partition("-")[0]
            if run.isdecimal() and not _is_running(int(run)) and path.is_file():
                yield path


def _is_running(process: int) -> bool:
    """Whether a process is there, ours or not; where asking would end it, it is."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
