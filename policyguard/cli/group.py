"""Commands that are imported when they are run.

Most of the time that a command takes to start goes into imports, and each command needs
others. So the group knows of each only what its own help prints.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import NamedTuple

import click


class Entry(NamedTuple):
    """A command before it is imported.

    Attributes:
        module: The module of this package that has it.
        attribute: What it is called there.
        help: The first paragraph of its help, which the help of the group cuts to fit.
    """

    module: str
    attribute: str
    help: str


class LazyGroup(click.Group):
    """A group whose members stand for commands until one is run.

    What lists them, helps with them or proposes them needs no more than names and help.
    """

    def __init__(self, *, entries: Mapping[str, Entry], **settings: object) -> None:
        members = [click.Command(name, help=entry.help) for name, entry in entries.items()]
        super().__init__(commands=members, **settings)  # type: ignore[arg-type]
        self._entries = entries

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is to run, and import it."""
        name, command, rest = super().resolve_command(ctx, args)
        entry = None if command is None else self._entries.get(command.name or "")
        return name, command if entry is None else _imported(entry), rest


def _imported(entry: Entry) -> click.Command:
    name = f"{__package__}.{entry.module}"
    if name not in sys.modules:
        with _uncollected():
            import_module(name)
    command: click.Command = getattr(sys.modules[name], entry.attribute)
    return command


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile, nor ever in what is made meanwhile.

    Modules, classes and functions stay until the end, and there are enough of them that to
    look through them again and again takes a tenth of the time of a small check.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
