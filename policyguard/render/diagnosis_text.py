"""A fault explained: what it means, what leads to it, what holds here, what to change."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from policyguard.diagnosis import Diagnosis, Holding, Lead
from policyguard.render.style import Style, plain
from policyguard.render.text import CHANNELS
from policyguard.rules import Rule
from policyguard.text import one_line

_WIDTH = 96
_INDENT = "    "
_HEADINGS: Final = {
    Holding.HOLDS: "holds here",
    Holding.POSSIBLE: "may hold here; not known",
    Holding.UNTOLD: "leads to it too, and whether it holds is not told",
    Holding.ABSENT: "leads to it, and is not found here",
}
_WITHOUT_REQUEST: Final = "leads to it; --request and --inventory tell what holds"
_STYLES: Final = {Holding.HOLDS: "error", Holding.POSSIBLE: "warning"}


def render_diagnoses(
    diagnoses: Sequence[Diagnosis],
    rules: Iterable[Rule],
    style: Style = plain,
    *,
    with_request: bool = True,
) -> str:
    """Render what is said of each fault, an empty line between them.

    Args:
        diagnoses: In the order in which the faults were met.
        rules: Those in force, which know how to fix what they find.
        style: How words that mean something look.
        with_request: There was a request to ask of.
    """
    book = {rule.id: rule for rule in rules}
    headings = _HEADINGS if with_request else {**_HEADINGS, Holding.UNTOLD: _WITHOUT_REQUEST}
    return "\n".join(
        "".join(f"{line}\n" for line in _diagnosis(one, book, headings, style)) for one in diagnoses
    )


def _diagnosis(
    one: Diagnosis, rules: Mapping[str, Rule], headings: Mapping[Holding, str], style: Style
) -> Iterator[str]:
    fault = one.fault
    yield from _wrapped(f"{style(fault.type_name, 'error')}: {one.meaning}", "")
    comes = f"it comes {CHANNELS[one.channel]}"
    lines = " < ".join(one.parents[:-1])
    yield from _wrapped(comes + (f"; derives from {lines}" if lines else ""), "  ")
    for key, value in fault.fields.items():
        yield f"  {key}: {one_line(str(value))}"
    if fault.message is not None:
        yield from _wrapped(f"said: {fault.message}", "  ")
    if not one.leads:
        yield "  no condition of a clone is known that leads to it"
    for holding, leads in groupby(one.leads, key=lambda lead: lead.holding):
        yield ""
        yield f"  {style(headings[holding], _STYLES.get(holding, 'note'))}"
        for lead in leads:
            yield from _lead(lead, rules)


def _lead(lead: Lead, rules: Mapping[str, Rule]) -> Iterator[str]:
    ids = f" ({', '.join(lead.rules)})" if lead.rules else ""
    yield from _wrapped(f"{lead.condition}: {lead.words}{ids}", _INDENT)
    inner = _INDENT * 2
    for finding in lead.findings:
        place = finding.pointer or "the request as a whole"
        yield from _wrapped(f"{finding.rule}: {finding.message}, at {place}", inner)
    if lead.holding is Holding.HOLDS:
        for id_ in dict.fromkeys(finding.rule for finding in lead.findings):
            yield from _wrapped(f"fix: {rules[id_].fix}", inner)
    if lead.unknown:
        told = ", ".join(f"`{each.replace(':', ': ', 1)}`" for each in lead.unknown)
        yield from _wrapped(f"it takes {told} to tell", inner)
    if lead.because is not None:
        yield from _wrapped(f"no rule tells: {lead.because}", inner)


def _wrapped(text: str, indent: str) -> list[str]:
    hanging = f"{indent}  "
    return textwrap.wrap(one_line(text), _WIDTH, initial_indent=indent, subsequent_indent=hanging)
