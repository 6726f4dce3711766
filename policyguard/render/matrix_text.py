"""Who can run what, for people at a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from policyguard.matrix import Cell, Change, Matrix, RequirementChange
from policyguard.render.matrix_words import (
    doubt_words,
    failures,
    notes,
    reason_lines,
    requirement_words,
    who_words,
)
from policyguard.render.style import Style, plain
from policyguard.render.text import headline
from policyguard.report import Status
from policyguard.wording import Label

_WIDTH = 96
_COLUMN = 9


def render_matrix(matrix: Matrix, style: Style = plain) -> str:
    """Render the requests, a table of numbers and words, and why what is not granted is not."""
    return _written(
        [*_requests(matrix), "", *_table(matrix, style), *_reasons(matrix, style), *_end(matrix)]
    )


def render_changes(new: Matrix, changes: Sequence[Change], style: Style = plain) -> str:
    """Render what each principal gains and loses of the requests of *new*."""
    lines = [*_requests(new), ""]
    if not changes:
        lines.append("nothing changes")
    for change in changes:
        effect = style(f"{change.effect.value:<7}", change.effect.value)
        who = f"{who_words(change.who)}, request {change.column + 1}"
        lines.append(f"{effect} {who}: {change.was} before, {change.now} now")
        for one in change.requirements:
            lines += _requirement_change(one, new.label, style)
    return _written([*lines, *_end(new)])


def _written(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _requests(matrix: Matrix) -> Iterator[str]:
    for number, report in enumerate(matrix.columns, start=1):
        yield f"{number:>3}  {headline(report)}"
        for failure in failures(report):
            yield from _wrapped(f"fails whoever sends it: {failure}", "     ")


def _table(matrix: Matrix, style: Style) -> Iterator[str]:
    names = [who_words(row.who) for row in matrix.rows]
    width = max(map(len, names), default=0)
    numbers = range(1, len(matrix.columns) + 1)
    yield f"{'':{width}}" + "".join(f"  {number:<{_COLUMN}}" for number in numbers).rstrip()
    for name, row in zip(names, matrix.rows, strict=True):
        cells = (style(f"{cell.status:<{_COLUMN}}", cell.status.value) for cell in row.cells)
        yield f"{name:{width}}" + "".join(f"  {cell}" for cell in cells).rstrip()
    if not matrix.rows:
        yield "the inventory names no principal: give one with --principal"


def _reasons(matrix: Matrix, style: Style) -> Iterator[str]:
    for row in matrix.rows:
        for number, cell in enumerate(row.cells, start=1):
            if cell.status is not Status.GRANTED:
                yield ""
                what = style(cell.status.value, cell.status.value)
                yield f"{who_words(row.who)}, request {number}: {what}"
                yield from _reason(cell, matrix.label)


def _reason(cell: Cell, label: Label) -> Iterator[str]:
    """What is not granted, and why."""
    for one in cell.requirements:
        if one.status is not Status.GRANTED:
            yield from _wrapped(requirement_words(one, label), "    ")
            if one in cell.doubtful:
                yield from _wrapped(doubt_words(one), "        ")
            for line in reason_lines(one, label):
                yield from _wrapped(line, "        ")


def _requirement_change(change: RequirementChange, label: Label, style: Style) -> Iterator[str]:
    was = change.was.status.value if change.was else "not needed"
    now = change.now.status.value if change.now else "not needed"
    *lines, last = _wrapped(requirement_words(change.either, label), "    ")
    yield from lines
    yield f"{last}: {style(was, was)} before, {style(now, now)} now"
    for side in (change.was, change.now):
        for line in reason_lines(side, label) if side else ():
            when = "before: " if side is change.was else "now: "
            yield from _wrapped(when + line, "        ")


def _end(matrix: Matrix) -> Iterator[str]:
    for note in notes(matrix):
        yield ""
        yield from _wrapped(note, "")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_on_hyphens=False,
    )
