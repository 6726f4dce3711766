"""Who can run a request, each with the shortest explanation."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from policyguard.inventory.permissions import GLOBAL
from policyguard.matrix import Cell, Matrix, Who, answered, grants
from policyguard.render.matrix_words import (
    doubt_words,
    entity_words,
    failures,
    notes,
    requirement_words,
    who_words,
)
from policyguard.render.style import Style, plain
from policyguard.render.text import headline
from policyguard.report import Status
from policyguard.text import one_line
from policyguard.wording import Label

_WIDTH = 96
_MOST_DECIDERS = 8
# How it calls those who hold the privileges, what it adds, and how it calls those who do not.
_SOUND = ("can run it", "", "cannot")
_FAILING = ("holds the privileges", ", but the request fails anyway", "lacks privileges")


def render_who(matrix: Matrix, style: Style = plain) -> str:
    """Render of each request who can run it and why, for whom it is not known, and who cannot."""
    blocks = [
        "".join(f"{line}\n" for line in _request(matrix, number, style))
        for number in range(len(matrix.columns))
    ]
    ends = ["".join(f"{line}\n" for line in _wrapped(note, "")) for note in notes(matrix)]
    return "\n".join([*blocks, *ends])


def _request(matrix: Matrix, number: int, style: Style) -> Iterator[str]:
    report = matrix.columns[number]
    yield headline(report)
    fails = failures(report)
    for failure in fails:
        yield from _wrapped(f"fails whoever sends it: {failure}", "  ")
    column = matrix.column(number)
    able = [(who, cell) for who, cell in column if cell.status is Status.GRANTED]
    unclear = [(who, cell) for who, cell in column if cell.status is Status.UNKNOWN]
    rest = [who for who, cell in column if cell.status is Status.MISSING]
    yield ""
    can, but, cannot = _FAILING if fails else _SOUND
    yield f"  {style(can, 'granted')}: {len(able) or 'nobody'}{but}"
    for who, cell in able:
        yield f"    {who_words(who)}"
        yield from _grants(cell, matrix.label)
    if unclear:
        yield f"  {style('not known', 'unknown')}: {len(unclear)}"
    for who, cell in unclear:
        yield from _questions(who, cell, matrix.label)
    if rest:
        yield f"  {style(cannot, 'missing')}: {len(rest)}"
        yield from _wrapped(", ".join(map(who_words, rest)), "    ")


def _grants(cell: Cell, label: Label) -> Iterator[str]:
    """Each permission it takes, and what that gives."""
    for grant in grants(cell):
        step = grant.step
        role = f"`{one_line(step.role)}` ({step.role_id})" if step.role else str(step.role_id)
        where = "globally" if step.entity == GLOBAL else f"on {entity_words(step.entity, label)}"
        way = ", ".join(f"`{one_line(group)}`" for group in step.via)
        whom = f" to {'group ' if step.group else ''}`{one_line(step.principal)}`"
        entry = f"role {role}{whom}{f' through {way}' if way else ''} {where}"
        yield from _wrapped(f"{entry}: {', '.join(grant.privileges)}", "      ")
    unexplained = answered(cell)
    if unexplained:
        yield from _wrapped(f"by the server's own answer: {', '.join(unexplained)}", "      ")


def _questions(who: Who, cell: Cell, label: Label) -> Iterator[str]:
    """What would decide it."""
    yield f"    {who_words(who)}"
    deciders: dict[str, None] = {}
    for one in cell.requirements:
        if one in cell.doubtful:
            lacks = f"lacks {requirement_words(one, label)}"
            yield from _wrapped(f"{lacks}, {doubt_words(one)}", "      ")
        if one.status is not Status.GRANTED:
            deciders.update(dict.fromkeys(one.unknown))
    if deciders:
        listed = [f"`{one_line(one)}`" for one in deciders]
        more = len(listed) - _MOST_DECIDERS
        few = ", ".join(listed[:_MOST_DECIDERS]) + (f" and {more} more" if more > 0 else "")
        yield from _wrapped(f"it takes {few} to tell", "      ")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_on_hyphens=False,
    )
