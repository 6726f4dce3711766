"""Who can run what as one page that needs no network.

INVARIANT: whatever a request or an inventory holds is data of the page, and never markup or
script: it stands in one block of JSON without a `<`, which the page's script alone reads.
The page's policy lets nothing else run, and nothing be loaded.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from policyguard.matrix import Cell, Matrix, Row
from policyguard.render.matrix_words import entity_words, failures, notes
from policyguard.report import Report, Requirement
from policyguard.text import one_line
from policyguard.wording import Label

_PARTS: Final = files("policyguard.render").joinpath("matrix_page")
_PLACE: Final = re.compile(r"\{\{(\w+)\}\}")


def render_matrix_html(matrix: Matrix) -> str:
    """Render the whole page."""
    style, script = _part("page.css"), _part("page.js")
    parts = {
        "policy": _policy(style, script),
        "style": style,
        "script": script,
        "data": _data(matrix),
    }
    return _PLACE.sub(lambda place: parts[place[1]], _part("page.html"))


def _part(name: str) -> str:
    return _PARTS.joinpath(name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _data(matrix: Matrix) -> str:
    answers = _Answers(matrix.label)
    rows = [_row(row, answers) for row in matrix.rows]
    content = {
        "note": " ".join(notes(matrix)),
        "requests": [_request(report, answers) for report in matrix.columns],
        "principals": rows,
        "answers": answers.found,
    }
    # Within JSON a `<` stands in texts alone, where it may be written so.
    return json.dumps(content, separators=(",", ":")).replace("<", "\\u003c")


class _Answers:
    """What is said of requirements, each once: much of it is the same in many cells."""

    def __init__(self, label: Label) -> None:
        self._label = label
        self.found: list[Mapping[str, Any]] = []
        self._numbers: dict[str, int] = {}

    def number(self, requirement: Requirement) -> int:
        """Where the page finds it."""
        answer = _answer(requirement, self._label)
        key = json.dumps(answer)
        if key not in self._numbers:
            self._numbers[key] = len(self.found)
            self.found.append(answer)
        return self._numbers[key]


def _answer(requirement: Requirement, label: Label) -> dict[str, Any]:
    return {
        "status": requirement.status.value,
        "privilege": requirement.privilege,
        "label": requirement.label or "",
        "on": entity_words(requirement.entity, label),
        "because": one_line(requirement.because),
        "evidence": requirement.evidence.value,
        "conditional": requirement.conditional,
        "explanation": [one_line(line) for line in requirement.explanation],
        "unknown": [one_line(one) for one in requirement.unknown],
        "others": [
            f"`{one.privilege}` on {entity_words(one.entity, label)}"
            for one in requirement.any_of
            if (one.privilege, one.entity) != (requirement.privilege, requirement.entity)
        ],
    }


def _row(row: Row, answers: _Answers) -> dict[str, Any]:
    cells = [_cell(cell, answers) for cell in row.cells]
    return {"name": one_line(row.who.name), "group": row.who.group, "cells": cells}


def _cell(cell: Cell, answers: _Answers) -> dict[str, Any]:
    numbers = [answers.number(requirement) for requirement in cell.requirements]
    return {"status": cell.status.value, "answers": numbers}


def _request(report: Report, answers: _Answers) -> dict[str, Any]:
    request = report.request
    document = f" document {request.index + 1}" if request.index else ""
    place = f"{one_line(request.file)}{document}: " if request.file else ""
    source = one_line(request.mo_id or "(source not named)")
    return {
        "name": one_line(request.name or "(no name)"),
        "about": f"{place}clone {source}, release {one_line(request.release)}",
        "failures": [one_line(line) for line in failures(report)],
        "needs": [answers.number(requirement) for requirement in report.requirements],
    }
