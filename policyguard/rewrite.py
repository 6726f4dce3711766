"""Replace a file's bytes, all at once or not at all.

INVARIANT: whoever reads the file meanwhile, and whatever fails here, it holds the old bytes
or the new ones; and it is written only if it still holds those that were read.
"""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from pathlib import Path


def rewrite(file: str, old: bytes, new: bytes) -> None:
    """Replace *old*, the bytes that a file held when it was read, with *new*.

    A symbolic link stays, and what it leads to is replaced; its mode stays, and where
    that is allowed its owner.

    Raises:
        OSError: It cannot be written, is no regular file, or holds something else by now.
    """
    target = Path(file).resolve(strict=True)
    if not target.is_file():
        raise OSError(errno.EINVAL, "is no regular file", file)
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), file)
    if target.read_bytes() != old:
        raise OSError(errno.EBUSY, "was changed while it was read", file)
    handle, name = tempfile.mkstemp(prefix=".policyguard-", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(new)
            written.flush()
            os.fsync(written.fileno())
        _take_after(target, temporary)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _take_after(target: Path, temporary: Path) -> None:
    """Give a new file the owner, as far as that is allowed, and the mode of another."""
    status = target.stat()
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(temporary, status.st_uid, status.st_gid)
    temporary.chmod(status.st_mode & 0o777)
