"""The report for people: what is wrong, where, why, how to fix it, and what is not known."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from policyguard import faults
from policyguard.faults import Channel, Stage
from policyguard.render.style import Style, plain
from policyguard.render.summary import summary_lines
from policyguard.report import Finding, Report, Requirement, Severity, Status, Verdict
from policyguard.rules import Rule, builtin_rules
from policyguard.settling import settling
from policyguard.text import counted, one_line

_RAISED: Final = {
    Stage.SHAPE: "raised first, on the call: for the shape of the request",
    Stage.REFERENCES: "raised next, on the call: for what the request refers to",
    Stage.PERMISSIONS: "raised next, on the call: for want of permission",
    Stage.TASK: "raised after that, mostly in the task; in which order is not known",
    None: "no fault is predicted for these",
}
CHANNELS: Final = {
    Channel.CALL: "on the call",
    Channel.TASK: "in the task",
    None: "on the call or in the task",
}
"""How a fault reaches the caller, in words."""
_WIDTH = 96
_INDENT = "    "
_MOST_SETTLING = 12
_MOST_RULES = 4
_STATUSES = (Status.MISSING, Status.UNKNOWN, Status.GRANTED, Status.UNCHECKED)


def render_text(
    reports: Sequence[Report],
    style: Style = plain,
    rules: Iterable[Rule] | None = None,
    *,
    permissions: bool = True,
    known: Sequence[str] = (),
) -> str:
    """Render all reports, an empty line between them, and what they come to.

    Args:
        reports: Of one guard.
        style: How words that mean something look.
        rules: Those of the guard, which know how to fix what they find; the built-in ones, if
            None.
        permissions: Whether to show the requirements; not, where none was to be checked.
        known: The principals that the inventory names, told where nobody was named.
    """
    book = {rule.id: rule for rule in (builtin_rules() if rules is None else rules)}
    parts = [_report(report, book, style, permissions) for report in reports]
    parts.append(summary_lines(reports, known))
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts)


def render_privileges(reports: Sequence[Report], style: Style = plain) -> str:
    """Render the requirements alone."""
    return "\n".join(
        "".join(f"{line}\n" for line in _privileges(report, style)) for report in reports
    )


def _privileges(report: Report, style: Style) -> Iterator[str]:
    yield headline(report)
    yield from _requirements(report, style)
    yield from _overrides(report)


def _report(
    report: Report,
    rules: Mapping[str, Rule],
    style: Style,
    permissions: bool,  # noqa: FBT001
) -> Iterator[str]:
    verdict = style(report.verdict.value.upper(), report.verdict.value)
    yield f"{verdict}{_beside(report)} {headline(report)}"
    definite = [finding for finding in report.findings if not finding.unknown]
    for stage, raised in groupby(definite, key=lambda finding: finding.stage):
        yield ""
        yield f"  {_RAISED[stage]}"
        for number, finding in enumerate(sorted(raised, key=_weight)):
            if number:
                yield ""
            yield from _finding(finding, report, rules[finding.rule], style)
    if permissions and report.requirements:
        yield from _requirements(report, style)
    yield from _faults(report)
    yield from _overrides(report)
    yield from _open_questions(report)
    yield ""
    yield f"  {_verdict(report)}"


def _beside(report: Report) -> str:
    """What keeps a verdict `pass` from reading as all clear: faults that may come."""
    if report.verdict is not Verdict.PASS or not report.faults:
        return ""
    return f" with {counted(len(report.faults), 'possible fault')}"


def _weight(finding: Finding) -> tuple[int, int, int]:
    """What is worse stands before what is first in the file."""
    return list(Severity).index(finding.severity), finding.line or 0, finding.column or 0


def headline(report: Report) -> str:
    """Which request a report is about, on one line."""
    request = report.request
    document = f"document {request.index + 1}" if request.index else ""
    place = " ".join(part for part in (one_line(request.file or ""), document) if part)
    name = "without a name" if request.name is None else f"as {request.name!r}"
    what = f"clone {one_line(request.mo_id or '(source not named)')} {name}"
    return (
        f"{place}: {what}, release {request.release}"
        if place
        else f"{what}, release {request.release}"
    )


def _finding(finding: Finding, report: Report, rule: Rule, style: Style) -> Iterator[str]:
    severity = style(finding.severity.value, finding.severity.value)
    yield f"{_INDENT}{severity} {finding.rule}: {one_line(finding.message)}"
    where = (
        f"{one_line(report.request.file or '')}:{finding.line}:{finding.column}"
        if finding.line
        else ""
    )
    place = one_line(finding.pointer) or "the request as a whole"
    yield f"{_INDENT}  at   {place}" + (f"  ({where})" if where else "")
    if finding.fault:
        name = finding.fault["_typeName"]
        channel = CHANNELS[faults.channel(name)]
        yield f"{_INDENT}  gets {name} ({finding.certainty}), {channel}"
    yield from _wrapped("  fix  ", rule.fix)
    yield from _wrapped("  from ", f"{rule.source} [{finding.evidence}]")


def _wrapped(head: str, text: str) -> list[str]:
    hanging = _INDENT + " " * len(head)
    text = one_line(text)
    return textwrap.wrap(text, _WIDTH, initial_indent=_INDENT + head, subsequent_indent=hanging)


def _requirements(report: Report, style: Style) -> Iterator[str]:
    yield ""
    yield "  privileges"
    seen = [one for one in report.requirements if _is_seen(one)]
    told = [one for one in report.requirements if len(seen) == 1 or one not in seen]
    for requirement in sorted(told, key=lambda r: _STATUSES.index(r.status)):
        yield from _requirement(requirement, style)
    if len(seen) > 1:
        status = style(f"{seen[0].status.value:<9}", seen[0].status.value)
        on = ", ".join(one_line(one.entity or "") for one in seen)
        first, *rest = textwrap.wrap(f"{seen[0].privilege} on {on}", _WIDTH - 14)
        yield f"{_INDENT}{status} {first}"
        yield from (f"{_INDENT}{'':9} {part}" for part in rest)


def _is_seen(requirement: Requirement) -> bool:
    """It asks that an object can be seen, and that needs no words: told of all such at once."""
    plain_status = requirement.status in (Status.GRANTED, Status.UNCHECKED)
    return requirement.privilege == "System.View" and plain_status and not requirement.conditional


def _requirement(requirement: Requirement, style: Style) -> Iterator[str]:
    status = style(f"{requirement.status.value:<9}", requirement.status.value)
    condition = " (if it is needed)" if requirement.conditional else ""
    ways = requirement.any_of or (requirement,)
    unknown = "an object that is not known"
    on = [f"{one.privilege} on {one_line(one.entity or unknown)}" for one in ways]
    yield f"{_INDENT}{status} {on[0]}{condition}"
    yield from (f"{_INDENT}{'or':>9} {way}" for way in on[1:])
    yield from (f"{_INDENT}{'':9} {name}" for name in {one.label: 0 for one in ways} if name)
    held = requirement.status is Status.GRANTED
    for line in (
        requirement.explanation if held else (requirement.because, *requirement.explanation)
    ):
        parts = textwrap.wrap(one_line(line), _WIDTH - 14)
        yield from (f"{_INDENT}{'':9} {part}" for part in parts)


def _faults(report: Report) -> Iterator[str]:
    if report.faults:
        yield ""
        yield "  predicted faults"
    for fault in report.faults:
        told = f"{fault.certainty}, {CHANNELS[fault.channel]}"
        yield f"{_INDENT}{fault.type_name} ({told}), by {', '.join(fault.rules)}"


def _overrides(report: Report) -> Iterator[str]:
    if report.overrides:
        yield ""
        yield "  changed by packs"
    for one in report.overrides:
        now = "off" if one.now == "off" else f"{one.now} now"
        yield from _wrapped("", f"{one.rule} {now}, was {one.was} ({one.pack}): {one.reason}")


def _open_questions(report: Report) -> Iterator[str]:
    """The fewest properties that would settle the most of what is not known."""
    found = settling(report, _MOST_SETTLING)
    if not found:
        return
    yield ""
    yield "  not known; these would settle most, though some may lead to further questions"
    for one in found:
        which = " and ".join(f"`{one_line(each).replace(':', ': ', 1)}`" for each in one.unknown)
        yield from _wrapped("", f"{which} would settle {one.settles} ({_few(one.rules)})")
    if found[-1].left:
        yield f"{_INDENT}and more would settle {found[-1].left} others (see --format json)"


def _few(rules: Sequence[str]) -> str:
    listed = ", ".join(rules[:_MOST_RULES])
    return listed if len(rules) <= _MOST_RULES else f"{listed} and {len(rules) - _MOST_RULES} more"


def _verdict(report: Report) -> str:
    definite = [finding for finding in report.findings if not finding.unknown]
    counts = (_count(definite, severity) for severity in (Severity.ERROR, Severity.WARNING))
    found = ", ".join(part for part in counts if part) or "nothing wrong found"
    if report.verdict is Verdict.FAIL:
        return f"{found}: do not send this request"
    if report.verdict is Verdict.UNDETERMINED:
        return f"{found}, but not everything is known"
    return found


def _count(findings: Sequence[Finding], severity: Severity) -> str:
    number = sum(finding.severity is severity for finding in findings)
    return counted(number, severity.value) if number else ""
