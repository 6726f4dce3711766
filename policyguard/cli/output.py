"""Where text goes: standard output as UTF-8, or a file; colours for terminals alone."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from policyguard.errors import UnreadableDocument
from policyguard.render.style import Style, plain

_COLOURS = {
    "error": "red",
    "warning": "yellow",
    "note": "cyan",
    "fail": "red",
    "undetermined": "yellow",
    "pass": "green",
    "missing": "red",
    "unknown": "yellow",
    "granted": "green",
}


def style_for(output: str | None) -> Style:
    """How text looks where it goes."""
    if output is not None or sys.stdout is None or not sys.stdout.isatty():
        return plain
    return lambda text, meaning: click.style(text, fg=_COLOURS.get(meaning), bold=True)


def write(text: str, output: str | None = None) -> None:
    """Write all of a text to a file, or to standard output.

    Raises:
        UnreadableDocument: It cannot be written there.
    """
    data = text.encode("utf-8")
    if output is not None:
        try:
            Path(output).write_bytes(data)
        except OSError as error:
            raise UnreadableDocument(f"cannot be written: {error.strerror}", output) from error
        return
    if sys.stdout is None:
        if data:
            raise UnreadableDocument("cannot be written: it is closed", "standard output")
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough; what was found still counts.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise UnreadableDocument(
            f"cannot be written: {error.strerror}", "standard output"
        ) from error
