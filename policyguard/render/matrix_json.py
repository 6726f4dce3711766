"""Who can run what as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from policyguard.matrix import Cell, Change, Matrix, Who, grants
from policyguard.render.json import VERSION
from policyguard.render.matrix_words import failing
from policyguard.report import Report, Requirement, Status
from policyguard.text import clean


def render_matrix_json(matrix: Matrix) -> str:
    """Render the requests, and of each principal one cell for each of them, in their order."""
    principals = [
        {**_who(row.who), "cells": [_cell(cell) for cell in row.cells]} for row in matrix.rows
    ]
    requests = [_request(report) for report in matrix.columns]
    return _written({"requests": requests, "principals": principals, **_not_told(matrix)})


def render_changes_json(old: Matrix, new: Matrix, changes: Sequence[Change]) -> str:
    """Render the requests and what is otherwise; `request` counts them from 0."""
    requests = [
        {**_request(now), "was": was.verdict.value}
        for was, now in zip(old.columns, new.columns, strict=True)
    ]
    return _written(
        {
            "requests": requests,
            "changes": [_change(change) for change in changes],
            **_not_told(new),
        }
    )


def render_who_json(matrix: Matrix) -> str:
    """Render of each request its principals, by whether they may send it."""
    requests = [
        {
            **_request(report),
            "principals": [
                {**_who(who), **_cell(cell), "through": _through(cell)}
                for who, cell in matrix.column(number)
            ],
        }
        for number, report in enumerate(matrix.columns)
    ]
    return _written({"requests": requests, **_not_told(matrix)})


def _not_told(matrix: Matrix) -> dict[str, Any]:
    """What there may be that the inventory does not tell."""
    names = [clean(who.name) for who in matrix.perhaps_groups]
    return {"incomplete": matrix.incomplete, "perhapsGroups": names}


def _request(report: Report) -> dict[str, Any]:
    """Which it is, and what fails it whoever sends it."""
    errors = [finding.model_dump(mode="json") for finding in failing(report)]
    request = report.request.model_dump(mode="json")
    return {"request": request, "verdict": report.verdict.value, "errors": errors}


def _who(who: Who) -> dict[str, Any]:
    return {"principal": clean(who.name), "group": who.group}


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "status": cell.status.value,
        "requirements": [_requirement(requirement) for requirement in cell.requirements],
    }


def _through(cell: Cell) -> list[dict[str, Any]]:
    """The shortest explanation of a cell that is granted."""
    if cell.status is not Status.GRANTED:
        return []
    return [
        {**grant.step.model_dump(mode="json"), "privileges": list(grant.privileges)}
        for grant in grants(cell)
    ]


def _change(change: Change) -> dict[str, Any]:
    return {
        **_who(change.who),
        "request": change.column,
        "effect": change.effect.value,
        "was": change.was.value,
        "now": change.now.value,
        "requirements": [
            {
                "was": one.was and _requirement(one.was),
                "now": one.now and _requirement(one.now),
            }
            for one in change.requirements
        ],
    }


def _requirement(requirement: Requirement) -> dict[str, Any]:
    """All a report says of it but the explanation as data, which would be most of the file."""
    return requirement.model_dump(
        mode="json", exclude={"access": True, "any_of": {"__all__": {"access"}}}
    )


def _written(content: dict[str, Any]) -> str:
    document = {"version": VERSION, **content}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
