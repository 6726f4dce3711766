"""What `matrix` and `who` share: requests, and everyone they are asked of."""

from __future__ import annotations

from collections.abc import Iterable

import click

from policyguard.cli.exits import Exit
from policyguard.cli.principals import tell_of_unknown
from policyguard.cli.run import Run, load_inventory
from policyguard.guard import Guard
from policyguard.matrix import Matrix, Who, matrix_of, named, principals_of
from policyguard.report import Status

unknown_option = click.option(
    "--unknown",
    type=click.Choice(["warn", "error"]),
    default="warn",
    show_default=True,
    help="What it is worth that it is not known of someone; `error` makes it exit status 4.",
)


class Asking:
    """The requests that can be read, before one inventory or two.

    Attributes:
        status: The worst that befell.
        is_empty: Whether there is none, so that there is nothing to answer.
    """

    def __init__(
        self,
        files: Iterable[str],
        *,
        inventories: tuple[str, ...],
        principals: tuple[str, ...],
        groups: tuple[str, ...],
        source: str | None,
        release: str | None,
        packs: tuple[str, ...],
        engine: str | None,
    ) -> None:
        if "" in principals or (groups and not principals):
            raise click.UsageError("--group needs a --principal, and that is not empty")
        run = Run(
            inventories=inventories,
            principal=None,
            groups=(),
            source=source,
            release=release,
            packs=packs,
            engine=engine,
            permissions=False,
        )
        self._guard, self._packs, self._engine = run.guard, packs, engine
        self._names, self._groups = principals, groups
        self._requests = [request for request, _ in run.checked(files)]
        self.status = run.status
        self.is_empty = not self._requests

    def matrix(self) -> Matrix:
        """Everyone named, or else everyone the inventory knows, before each request."""
        tell_of_unknown((*self._names, *self._groups), self._guard.inventory)
        return self._of(self._guard, self._who(self._guard))

    def compared(self, inventories: tuple[str, ...]) -> tuple[Matrix, Matrix]:
        """The same of other inventories, and of these, for everyone that either knows."""
        other = Guard(
            load_inventory(inventories), engine=self._engine, rules=self._packs, permissions=False
        )
        tell_of_unknown((*self._names, *self._groups), self._guard.inventory, other.inventory)
        both = sorted({*self._who(other), *self._who(self._guard)})
        return self._of(other, both), self._of(self._guard, both)

    def _who(self, guard: Guard) -> tuple[Who, ...]:
        inventory = guard.inventory
        return named(inventory, self._names) if self._names else principals_of(inventory)

    def _of(self, guard: Guard, who: Iterable[Who]) -> Matrix:
        everyone = tuple(who)
        if not everyone:
            raise click.UsageError("the inventory names no principal: give one by --principal")
        return matrix_of(guard, self._requests, everyone, self._groups)


def status_of_matrix(matrix: Matrix, unknown: str) -> Exit:
    """Whether there is a request that nobody can run, or an open question that stops."""
    columns = [
        [cell.status for _, cell in matrix.column(number)] for number in range(len(matrix.columns))
    ]
    if any(set(column) == {Status.MISSING} for column in columns):
        return Exit.FAILS
    stops = unknown == "error" and any(Status.UNKNOWN in column for column in columns)
    return Exit.UNDETERMINED if stops else Exit.CLEAN
