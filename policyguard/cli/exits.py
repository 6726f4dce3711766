"""Exit statuses, and what is said on standard error on the way to the worse ones."""

from __future__ import annotations

import contextlib
import enum
import traceback
from typing import Final

import click


class Exit(enum.IntEnum):
    """What each exit status promises a pipeline; the worst of all requests counts."""

    CLEAN = 0
    FAILS = 1
    UNUSABLE = 2
    DEFECT = 3
    UNDETERMINED = 4


INTERRUPTED: Final = 130
"""What shells take an interrupt for; no command answers it."""

_WORST_FIRST = (Exit.DEFECT, Exit.UNUSABLE, Exit.FAILS, Exit.UNDETERMINED, Exit.CLEAN)


def worst(*statuses: Exit) -> Exit:
    """The status that counts when all of these befell."""
    return min(statuses, key=_WORST_FIRST.index)


def say(text: object) -> None:
    """Say something on standard error; where nobody hears it, it is lost."""
    with contextlib.suppress(OSError, ValueError):
        click.echo(f"policyguard: {text}", err=True)


def complain(error: object, status: Exit) -> Exit:
    """Say what is wrong, and pass on the status that it has."""
    say(error)
    return status


def defect() -> Exit:
    """Say that the exception being handled is policyguard's own fault."""
    say(f"a defect of policyguard, please report it:\n{traceback.format_exc()}")
    return Exit.DEFECT
