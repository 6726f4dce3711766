"""Commands that are imported when they are run.

Most of the time that a command takes to start goes into imports, and each command needs
others. So the group knows of each only what its own help prints.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    module = import_module(f"{__package__}.{entry.module}")
    command: click.Command = getattr(module, entry.attribute)
    return command
