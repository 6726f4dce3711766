"""Who can run what, for spreadsheets: one line for each principal and request.

INVARIANT: no cell begins with what a spreadsheet takes for a formula, whatever a request or
an inventory holds; an apostrophe stands before it. Every cell is quoted, so that none ends early
where something else is taken for what separates them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from policyguard.matrix import Change, Matrix, Who
from policyguard.render.matrix_words import reason_lines, requirement_words, ways_words
from policyguard.report import Report, Requirement, Status
from policyguard.text import one_line
from policyguard.wording import Label

# Spreadsheets of some languages read the full-width signs too.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_CONTROL = ("\t", "\r", "\n")
_WHO = ("principal", "kind")
_REQUEST = ("file", "document", "source", "name")


def render_matrix_csv(matrix: Matrix) -> str:
    """Render one line for each cell, with what is not granted, and why.

    `missing` is what makes the status so; `open` is missing too, and may not be asked for.
    """
    head = (*_WHO, *_REQUEST, "verdict", "status", "missing", "open", "unknown", "explanation")
    return _written(head, _cells(matrix))


def render_changes_csv(new: Matrix, changes: Sequence[Change]) -> str:
    """Render one line for each requirement that is otherwise."""
    head = (*_WHO, *_REQUEST, "effect", "was", "now", "privilege", "entity")
    more = ("alternatives", "evidence", "requirement was", "requirement now")
    return _written((*head, *more), _changes(new, changes))


def _cells(matrix: Matrix) -> Iterator[tuple[str, ...]]:
    for row in matrix.rows:
        for report, cell in zip(matrix.columns, row.cells, strict=True):
            lacking = [r for r in cell.requirements if r.status is not Status.GRANTED]
            missing = [r for r in lacking if r.status is Status.MISSING and r not in cell.doubtful]
            unknown = [r for r in lacking if r.status is not Status.MISSING]
            yield (
                *_who(row.who),
                *_request(report),
                report.verdict.value,
                cell.status.value,
                _listed(missing, matrix.label),
                _listed(cell.doubtful, matrix.label),
                _listed(unknown, matrix.label),
                "; ".join(line for r in lacking for line in reason_lines(r, matrix.label)),
            )


def _changes(new: Matrix, changes: Sequence[Change]) -> Iterator[tuple[str, ...]]:
    for change in changes:
        start = (*_who(change.who), *_request(new.columns[change.column]))
        whole = (change.effect.value, change.was.value, change.now.value)
        for one in change.requirements:
            was, now = (side.status.value if side else "" for side in (one.was, one.now))
            asked = one.either
            others = "; ".join(ways_words(asked, new.label)[1:])
            what = (asked.privilege, asked.entity or "", others, asked.evidence.value)
            yield (*start, *whole, *what, was, now)


def _who(who: Who) -> tuple[str, str]:
    return who.name, "group" if who.group else "user"


def _request(report: Report) -> tuple[str, ...]:
    request = report.request
    return request.file or "", str(request.index + 1), request.mo_id or "", request.name or ""


def _listed(requirements: Iterable[Requirement], label: Label) -> str:
    return "; ".join(requirement_words(requirement, label) for requirement in requirements)


def _written(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(head)
    writer.writerows(list(map(_harmless, line)) for line in lines)
    return text.getvalue()


def _harmless(value: str) -> str:
    line = one_line(value)
    seen = next((at for at, c in enumerate(value) if c.isprintable() and not c.isspace()), 0)
    is_formula = value.startswith(_CONTROL) or value[seen:].startswith(_FORMULA)
    return f"'{line}" if is_formula else line
