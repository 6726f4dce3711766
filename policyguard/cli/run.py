"""One command over many request files: one that cannot be read hides none of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import click

from policyguard.cli.exits import Exit, complain, defect, say, worst
from policyguard.cli.options import Keep
from policyguard.cli.principals import tell_of_unknown
from policyguard.cli.reading import STDIN, Requests, bytes_of
from policyguard.document import Document
from policyguard.errors import EngineError, InputError, UnknownRelease, UnreadableDocument
from policyguard.files import MOST_INVENTORY
from policyguard.guard import Guard
from policyguard.inventory import Inventory
from policyguard.report import Report, Verdict
from policyguard.request import CloneRequest, is_request
from policyguard.rules import Rule
from policyguard.text import clean, one_line

if TYPE_CHECKING:
    from policyguard.fix import Fix

_T = TypeVar("_T")


class Run:
    """The reports there are, and the worst that befell on the way.

    Attributes:
        status: The worst that befell; what the reports say is not in it.
        guard: What checks the requests.
        rules: The rules in force.
    """

    def __init__(
        self,
        *,
        inventories: tuple[str, ...],
        principal: str | None,
        groups: tuple[str, ...],
        source: str | None,
        release: str | None,
        packs: tuple[str, ...],
        engine: str | None,
        permissions: bool = True,
    ) -> None:
        if principal == "" or (groups and principal is None):
            raise click.UsageError("--group and the rest need a --principal that is not empty")
        inventory = load_inventory(inventories)
        if principal is not None and not permissions:
            raise click.UsageError("--no-permissions goes with no --principal")
        self.guard = Guard(
            inventory,
            principal,
            groups=groups,
            engine=engine,
            rules=packs,
            permissions=permissions,
        )
        tell_of_unknown((*(() if principal is None else (principal,)), *groups), inventory)
        self._defaults = {"source": source, "release": release}
        self.status = Exit.CLEAN
        self.rules: tuple[Rule, ...] = self.guard.rules

    def reports(
        self, files: Iterable[str], fixing: Keep | None = None, keep: Keep | None = None
    ) -> Iterator[Report]:
        """The report of every document that can be read; the others are complained about.

        Args:
            files: Their paths, or `-`.
            fixing: First fix the files, as far as it accepts the rules concerned.
            keep: Which rules count; all, if None.
        """
        return (report for _, report in self.checked(files, fixing, keep))

    def checked(
        self, files: Iterable[str], fixing: Keep | None = None, keep: Keep | None = None
    ) -> Iterator[tuple[CloneRequest, Report]]:
        """Every request that can be read, with its report; the same otherwise."""
        return self._each(files, partial(self._of, fixing=fixing, keep=keep))

    def diffs(self, files: Iterable[str], fixing: Keep) -> Iterator[str]:
        """What would be fixed in every file that can be read; the same of the others."""
        return self._each(files, partial(self._diff, fixing=fixing))

    def _each(self, files: Iterable[str], of: Callable[[str], Iterable[_T]]) -> Iterator[_T]:
        for file in files:
            try:
                yield from of(file)
            except (InputError, OSError) as error:
                reason = (
                    f"{one_line(file)}: {error.strerror}" if isinstance(error, OSError) else error
                )
                self._complain(reason)
            except EngineError as error:
                self._worsen(complain(f"{one_line(file)}: {error}", Exit.DEFECT))
            except Exception:  # noqa: BLE001 - a defect hides no report of another file either
                self._worsen(defect())

    def _of(
        self, file: str, fixing: Keep | None, keep: Keep | None
    ) -> Iterator[tuple[CloneRequest, Report]]:
        content = bytes_of(file)
        if fixing is not None:
            content = self._fixed(file, content, fixing)
        requests = self._requests(file, content)
        for part in requests:
            request = CloneRequest.of(
                part.data, file=clean(file), index=part.index, plain=True, **self._defaults
            )
            try:
                report = self.guard.check(request, keep=keep)
            except UnknownRelease as error:
                self._complain(f"{one_line(file)}: document {part.index + 1}: {error}")
            else:
                yield request, report.located(partial(_locate, part, request.body_at))
        if fixing is not None and not requests.is_whole:
            say(f"{one_line(file)}: not fixed: not every line of it can be read")

    def _diff(self, file: str, fixing: Keep) -> Iterator[str]:
        content = bytes_of(file)
        requests = self._requests(file, content)
        for _ in requests:  # what is none is complained about
            pass
        if requests.is_whole:
            yield self._fix(file, content, fixing).diff

    def _requests(self, file: str, content: bytes) -> Requests:
        return Requests(content, file, self._complain)

    def _complain(self, error: object) -> None:
        self._worsen(complain(error, Exit.UNUSABLE))

    def _fix(self, file: str, content: bytes, keep: Keep) -> Fix:
        from policyguard.fix import fix  # noqa: PLC0415 - few runs fix anything

        fixed = fix(content, file, keep=keep, judged=is_request, **self._defaults)
        if fixed.obstacle is not None:
            say(fixed.obstacle)
        return fixed

    def _fixed(self, file: str, content: bytes, keep: Keep) -> bytes:
        """The bytes that the file holds now; the old ones if they could not be replaced."""
        try:
            fixed = self._fix(file, content, keep)
            if not fixed.count:
                return content
            if file == STDIN:
                say("-: not fixed: there is no file to write")
                return content
            from policyguard.rewrite import rewrite  # noqa: PLC0415 - as `fix`

            rewrite(file, content, fixed.content)
        except UnreadableDocument:  # said where it is read
            return content
        except OSError as error:
            self._complain(f"{one_line(file)}: not fixed: {error.strerror}")
            return content
        except EngineError as error:
            self._worsen(complain(f"{one_line(file)}: not fixed: {error}", Exit.DEFECT))
            return content
        say(f"{one_line(file)}: {fixed.count} fixed")
        return fixed.content

    def _worsen(self, status: Exit) -> None:
        self.status = worst(self.status, status)


def status_of(reports: Iterable[Report]) -> Exit:
    """Whether any of the requests fails."""
    return Exit.FAILS if any(r.verdict is Verdict.FAIL for r in reports) else Exit.CLEAN


def load_inventory(paths: Iterable[str]) -> Inventory:
    """Read an inventory from its files; one that is empty if there are none."""
    inventory = Inventory.load([_inventory(path) for path in paths] or {})
    for warning in inventory.warnings:
        say(f"warning: {one_line(warning)}")
    return inventory


def _locate(part: Document, body_at: str, pointer: str) -> tuple[int, int]:
    return part.locate(body_at + pointer)


def _inventory(path: str) -> str | bytes:
    return bytes_of(path, MOST_INVENTORY) if path == STDIN else path
