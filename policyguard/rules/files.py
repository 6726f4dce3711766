"""The files below a folder of rules, and what they hold: none is followed, waited for or huge.

    load → validate → facts → **rules** → report

INVARIANT: whatever lies there, it is read, passed over or told, and nothing is raised.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

from policyguard.errors import Mistake, UnreadableDocument
from policyguard.files import read_bounded
from policyguard.text import one_line

PACK_FILE: Final = "pack.yaml"

# A hundred times a long rule.
MAX_KIB: Final = 256

_SUFFIX: Final = ".yaml"
_NEARLY: Final = (".yaml", ".yml")


def said(path: Path) -> str:
    """A path as messages give it, whatever its names hold."""
    return one_line(path.as_posix())


def about(path: Path, reason: str) -> Mistake:
    """What is wrong with a file or a folder as a whole."""
    return Mistake(said(path), None, None, reason)


def files_of(folder: Path) -> tuple[list[Path], list[Mistake]]:
    """Every rule file in a folder and below, in order, and all that cannot be one.

    What begins with a point is passed over; a link to a folder is not followed, but told.
    """
    files: list[Path] = []
    mistakes: list[Mistake] = []

    def unread(error: OSError) -> None:
        mistakes.append(about(Path(error.filename), _reason(error)))

    for here, folders, names in os.walk(folder, onerror=unread):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = [Path(here, name) for name in names if not name.startswith(".")]
        mistakes += filter(None, (_odd(Path(here, name)) for name in folders))
        files += [path for path in paths if path.suffix == _SUFFIX]
        mistakes += [
            about(path, f"the files of a pack are called `{_SUFFIX}`")
            for path in paths
            if path.suffix != _SUFFIX and path.suffix.lower() in _NEARLY
        ]
    return sorted(files, key=Path.as_posix), sorted(mistakes, key=lambda one: one.file)


def content_of(path: Path) -> bytes | Mistake:
    """What a file holds; or why it is not read."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return about(path, "not a regular file")
        return read_bounded(path, MAX_KIB << 10)
    except UnreadableDocument as error:
        return about(path, error.reason)
    except OSError as error:
        leads_nowhere = error.errno in (errno.ENOENT, errno.ELOOP) and path.is_symlink()
        return about(path, "a link that leads nowhere" if leads_nowhere else _reason(error))


def no_folder(path: Path) -> str | None:
    """Why a path is none of a folder; None if it is one."""
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, ValueError):
        return "no such directory"
    except OSError as error:
        return _reason(error)
    return None if is_folder else "not a directory"


def _odd(folder: Path) -> Mistake | None:
    """Why a folder may not be what its author takes it for."""
    if folder.is_symlink():
        return about(folder, "a link to a directory, which is not followed")
    is_named_so = folder.suffix.lower() in _NEARLY
    return about(folder, "a directory that is called like a rule") if is_named_so else None


def _reason(error: OSError) -> str:
    return one_line(str(error.strerror or error))
