"""Arguments → calls → exit status. The only module that reads requests or prints."""

from __future__ import annotations

import enum
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from policyguard import document, names
from policyguard.document import Document
from policyguard.errors import (
    EngineError,
    InputError,
    PolicyguardError,
    RuleError,
    UnknownRelease,
    UnreadableDocument,
)
from policyguard.fix import Fix, fix
from policyguard.guard import Guard
from policyguard.inventory import Inventory
from policyguard.render import plain, render_json, render_privileges, render_text
from policyguard.report import Report, Verdict
from policyguard.request import CloneRequest
from policyguard.rewrite import rewrite
from policyguard.rules import builtin_rules
from policyguard.schema import DEFAULT_RELEASE
from policyguard.schema.editor import request_schema, written
from policyguard.text import clean, one_line

STDIN = "-"


class Exit(enum.IntEnum):
    """What each exit status promises a pipeline; the worst of all requests counts."""

    CLEAN = 0
    FAILS = 1
    UNUSABLE = 2
    DEFECT = 3
    UNDETERMINED = 4


_WORST_FIRST = (Exit.DEFECT, Exit.UNUSABLE, Exit.FAILS, Exit.UNDETERMINED, Exit.CLEAN)
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

_Command = Callable[..., Any]
_Keep = Callable[[str], bool]
_T = TypeVar("_T")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its status."""
    try:
        status = cli.main(arguments, prog_name="policyguard", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = Exit.UNUSABLE
    except click.Abort:
        status = Exit.UNUSABLE
    except (InputError, RuleError) as error:
        status = _complain(error, Exit.UNUSABLE)
    except PolicyguardError as error:
        status = _complain(error, Exit.DEFECT)
    except Exception:  # noqa: BLE001 - whatever it is, it is our defect and not the request's
        status = _defect()
    sys.exit(int(status or Exit.CLEAN))


def _defect() -> Exit:
    click.echo("policyguard: a defect of policyguard, please report it:", err=True)
    traceback.print_exc()
    return Exit.DEFECT


def _complain(error: object, status: Exit) -> Exit:
    click.echo(f"policyguard: {error}", err=True)
    return status


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="policyguard")
def cli() -> None:
    """Tell, offline, what vCenter would say to a CloneVM_Task before anyone sends it."""


def _request_options(command: _Command) -> _Command:
    options = (
        click.argument("requests", nargs=-1, required=True, metavar="REQUEST..."),
        click.option("--source", metavar="MOID", help="Source of a request that names none."),
        click.option("--release", metavar="R", help="API release of a request that names none."),
        click.option(
            "--inventory",
            "inventories",
            metavar="FILE",
            multiple=True,
            help="What is known of the vCenter; repeatable, files are merged.",
        ),
        click.option("--principal", metavar="NAME", help="Who would send the request."),
        click.option(
            "--group",
            "groups",
            metavar="NAME",
            multiple=True,
            help="A group the principal is in, besides those of the inventory; repeatable.",
        ),
        click.option(
            "--format",
            "output_format",
            type=click.Choice(["text", "json"]),
            default="text",
            show_default=True,
        ),
        click.option("--output", metavar="FILE", help="Write there instead of standard output."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@cli.command()
@_request_options
@click.option("--select", metavar="IDS", help="Only these rules: ids or beginnings, by comma.")
@click.option("--ignore", metavar="IDS", help="Not these rules: ids or beginnings, by comma.")
@click.option(
    "--unknown",
    type=click.Choice(["ignore", "warn", "error"]),
    default="warn",
    show_default=True,
    help="What an open question is worth; `error` makes it exit status 4.",
)
@click.option(
    "--fix",
    "mend",
    is_flag=True,
    help="First fix the files in place: escape lone `%` in names, put in each `_typeName` "
    "that can only be one. The reports are those of the fixed files.",
)
@click.option(
    "--diff",
    is_flag=True,
    help="Print what --fix would change instead of reports, and write nothing; "
    "exit status 1 if there is something to fix.",
)
def check(
    *,
    requests: tuple[str, ...],
    select: str | None,
    ignore: str | None,
    unknown: str,
    mend: bool,
    diff: bool,
    output_format: str,
    output: str | None,
    **options: Any,
) -> Exit:
    """Say what vCenter would say to each REQUEST (a file, or - for standard input)."""
    keep = _filter(select, ignore)
    run = _Run(**options)
    if diff:
        diffs = "".join(run.diffs(requests, keep))
        _write(diffs, output)
        return min(run.status, Exit.FAILS if diffs else Exit.CLEAN, key=_WORST_FIRST.index)
    fixing = keep if mend else None
    reports = [report.narrowed(keep) for report in run.reports(requests, fixing)]
    shown = [report.settled() for report in reports] if unknown == "ignore" else reports
    text = render_json(shown) if output_format == "json" else render_text(shown, _style(output))
    _write(text, output)
    undetermined = any(report.verdict is Verdict.UNDETERMINED for report in reports)
    statuses = [run.status, _status(reports)]
    if unknown == "error" and undetermined:
        statuses.append(Exit.UNDETERMINED)
    return min(statuses, key=_WORST_FIRST.index)


@cli.command()
@_request_options
def privileges(
    *, requests: tuple[str, ...], output_format: str, output: str | None, **options: Any
) -> Exit:
    """Say which privileges each REQUEST needs, on which object, and who holds them."""
    run = _Run(**options)
    reports = [
        report.narrowed(lambda rule: rule.startswith("PRV")) for report in run.reports(requests)
    ]
    text = (
        render_json(reports)
        if output_format == "json"
        else render_privileges(reports, _style(output))
    )
    _write(text, output)
    return min(run.status, _status(reports), key=_WORST_FIRST.index)


class _Run:
    """One command over many files: the reports there are, and the worst that befell."""

    def __init__(
        self,
        *,
        inventories: tuple[str, ...],
        principal: str | None,
        groups: tuple[str, ...],
        source: str | None,
        release: str | None,
    ) -> None:
        if principal == "" or (groups and principal is None):
            raise click.UsageError("--group and the rest need a --principal that is not empty")
        inventory = Inventory.load([_inventory(path) for path in inventories] or {})
        self._guard = Guard(inventory, principal, groups=groups)
        self._defaults = {"source": source, "release": release}
        self.status = Exit.CLEAN

    def reports(self, files: Iterable[str], fixing: _Keep | None = None) -> Iterator[Report]:
        """The report of every document that can be read; the others are complained about."""
        return self._each(files, partial(self._of, fixing=fixing))

    def diffs(self, files: Iterable[str], fixing: _Keep) -> Iterator[str]:
        """What would be fixed in every file that can be read; the same of the others."""
        return self._each(files, lambda file: [self._fix(file, _bytes(file), fixing).diff])

    def _each(self, files: Iterable[str], of: Callable[[str], Iterable[_T]]) -> Iterator[_T]:
        for file in files:
            try:
                yield from of(file)
            except (InputError, OSError) as error:
                reason = f"{file}: {error.strerror}" if isinstance(error, OSError) else error
                self._worsen(_complain(reason, Exit.UNUSABLE))
            except EngineError as error:
                self._worsen(_complain(f"{file}: {error}", Exit.DEFECT))
            except Exception:  # noqa: BLE001 - a defect hides no report of another file either
                self._worsen(_defect())

    def _of(self, file: str, fixing: _Keep | None) -> Iterator[Report]:
        content = _bytes(file)
        if fixing is not None:
            content = self._fixed(file, content, fixing)
        for part in document.read(content, file):
            request = CloneRequest.of(
                part.data, file=file, index=part.index, plain=True, **self._defaults
            )
            try:
                report = self._guard.check(request)
            except UnknownRelease as error:
                place = f"{file}: document {part.index + 1}"
                self._worsen(_complain(f"{place}: {error}", Exit.UNUSABLE))
            else:
                yield report.located(partial(_locate, part, request.body_at))

    def _fix(self, file: str, content: bytes, keep: _Keep) -> Fix:
        fixed = fix(content, file, keep=keep, **self._defaults)
        if fixed.obstacle is not None:
            click.echo(f"policyguard: {fixed.obstacle}", err=True)
        return fixed

    def _fixed(self, file: str, content: bytes, keep: _Keep) -> bytes:
        """The bytes that the file holds now; the old ones if they could not be replaced."""
        try:
            fixed = self._fix(file, content, keep)
            if not fixed.count:
                return content
            if file == STDIN:
                click.echo("policyguard: -: not fixed: there is no file to write", err=True)
                return content
            rewrite(file, content, fixed.content)
        except OSError as error:
            self._worsen(_complain(f"{file}: not fixed: {error.strerror}", Exit.UNUSABLE))
            return content
        except EngineError as error:
            self._worsen(_complain(f"{file}: not fixed: {error}", Exit.DEFECT))
            return content
        click.echo(f"policyguard: {file}: {fixed.count} fixed", err=True)
        return fixed.content

    def _worsen(self, status: Exit) -> None:
        self.status = min(self.status, status, key=_WORST_FIRST.index)


def _locate(part: Document, body_at: str, pointer: str) -> tuple[int, int]:
    return part.locate(body_at + pointer)


def _bytes(file: str) -> bytes:
    return sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()


def _inventory(path: str) -> str | bytes:
    if path == STDIN:
        return _bytes(path)
    if not Path(path).exists() or Path(path).is_dir():
        what = "a directory, not a file" if Path(path).is_dir() else "no such file"
        raise UnreadableDocument(what, path)
    return path


def _status(reports: Iterable[Report]) -> Exit:
    return Exit.FAILS if any(r.verdict is Verdict.FAIL for r in reports) else Exit.CLEAN


def _filter(select: str | None, ignore: str | None) -> Callable[[str], bool]:
    def listed(ids: str | None) -> tuple[str, ...]:
        return tuple(part.strip().upper() for part in (ids or "").split(",") if part.strip())

    chosen, refused = listed(select), listed(ignore)
    for part in (*chosen, *refused):
        if not any(rule.id.startswith(part) for rule in builtin_rules()):
            raise click.UsageError(f"no rule has an id that is or begins with `{part}`")
    return lambda rule: (
        (not chosen or rule.startswith(chosen)) and not (refused and rule.startswith(refused))
    )


def _style(output: str | None) -> Callable[[str, str], str]:
    if output is not None or not sys.stdout.isatty():
        return plain
    return lambda text, meaning: click.style(text, fg=_COLOURS.get(meaning), bold=True)


def _write(text: str, output: str | None) -> None:
    data = text.encode("utf-8")
    if output is not None:
        try:
            Path(output).write_bytes(data)
        except OSError as error:
            raise UnreadableDocument(f"cannot be written: {error.strerror}", output) from error
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
        raise UnreadableDocument(f"cannot be written: {error.strerror}", "output") from error


@cli.command()
@click.argument("release", default=DEFAULT_RELEASE, metavar="[RELEASE]")
def schema(release: str) -> Exit:
    """Print the JSON Schema of a request, which editors complete and check by."""
    _write(written(request_schema(release)), None)
    return Exit.CLEAN


@cli.group()
def name() -> None:
    """Escape, unescape or check names of virtual machines."""


def _print_each(convert: Callable[[str], str], given: tuple[str, ...]) -> Exit:
    _write("".join(f"{clean(convert(one))}\n" for one in given), None)
    return Exit.CLEAN


@name.command()
@click.argument("given", nargs=-1, required=True, metavar="NAME...")
def escape(given: tuple[str, ...]) -> Exit:
    """Print each literal NAME as the API wants it."""
    return _print_each(names.escape, given)


@name.command()
@click.argument("given", nargs=-1, required=True, metavar="NAME...")
def unescape(given: tuple[str, ...]) -> Exit:
    """Print each NAME as the client shows it."""
    return _print_each(names.unescape, given)


@name.command("check")
@click.argument("given", nargs=-1, required=True, metavar="NAME...")
def check_names(given: tuple[str, ...]) -> Exit:
    """Say what is wrong with each NAME as the `name` of a request."""
    guard = Guard()
    status = Exit.CLEAN
    lines: list[str] = []
    for one in given:
        report = guard.check({"body": {"name": one}}).narrowed(lambda rule: rule.startswith("NAM"))
        definite = [finding for finding in report.findings if not finding.unknown]
        label = one_line(one)
        lines += [f"{label}: {f.severity} {f.rule}: {f.message}" for f in definite]
        if not definite:
            lines.append(f"{label}: good; shown as {names.unescape(one)!r}")
        status = min(status, _status([report]), key=_WORST_FIRST.index)
    _write("".join(f"{line}\n" for line in lines), None)
    return status
