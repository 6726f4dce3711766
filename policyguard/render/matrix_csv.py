"""Who can run what, for spreadsheets: one line for each principal and request.

INVARIANT: no cell begins with what a spreadsheet takes for a formula, whatever a request or
an inventory holds; an apostrophe stands before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from policyguard.matrix import Change, Matrix, Who
from policyguard.render.matrix_words import entity_words
from policyguard.report import Report, Requirement, Status
from policyguard.text import one_line
from policyguard.wording import Label

_FORMULA = ("=", "+", "-", "@")
_WHO = ("principal", "kind")
_REQUEST = ("file", "document", "source", "name")


def render_matrix_csv(matrix: Matrix) -> str:
    """Render one line for each cell, with what is missing, or not known, and why."""
    head = (*_WHO, *_REQUEST, "verdict", "status", "missing", "unknown", "explanation")
    return _written(head, _cells(matrix))


def render_changes_csv(new: Matrix, changes: Sequence[Change]) -> str:
    """Render one line for each requirement that is otherwise."""
    head = (*_WHO, *_REQUEST, "effect", "was", "now", "privilege", "entity")
    return _written((*head, "requirement was", "requirement now"), _changes(new, changes))


def _cells(matrix: Matrix) -> Iterator[tuple[str, ...]]:
    for row in matrix.rows:
        for report, cell in zip(matrix.columns, row.cells, strict=True):
            open_ones = [r for r in cell.requirements if r.status is not Status.GRANTED]
            yield (
                *_who(row.who),
                *_request(report),
                report.verdict.value,
                cell.status.value,
                _listed([r for r in open_ones if r.status is Status.MISSING], matrix.label),
                _listed([r for r in open_ones if r.status is not Status.MISSING], matrix.label),
                "; ".join(line for r in open_ones for line in r.explanation[:1]),
            )


def _changes(new: Matrix, changes: Sequence[Change]) -> Iterator[tuple[str, ...]]:
    for change in changes:
        start = (*_who(change.who), *_request(new.columns[change.column]))
        whole = (change.effect.value, change.was.value, change.now.value)
        for one in change.requirements:
            was, now = (side.status.value if side else "" for side in (one.was, one.now))
            yield (*start, *whole, one.either.privilege, one.either.entity or "", was, now)


def _who(who: Who) -> tuple[str, str]:
    return who.name, "group" if who.group else "user"


def _request(report: Report) -> tuple[str, ...]:
    request = report.request
    return request.file or "", str(request.index + 1), request.mo_id or "", request.name or ""


def _listed(requirements: Iterable[Requirement], label: Label) -> str:
    return "; ".join(f"{r.privilege} on {entity_words(r.entity, label)}" for r in requirements)


def _written(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(list(map(_harmless, line)) for line in lines)
    return text.getvalue()


def _harmless(value: str) -> str:
    line = one_line(value)
    return f"'{line}" if line.lstrip().startswith(_FORMULA) else line
