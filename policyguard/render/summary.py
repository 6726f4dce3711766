"""The last lines of the text report: what all requests come to, and who was not named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from policyguard.report import Report, Verdict
from policyguard.text import counted, one_line

_MOST_NAMED: Final = 3
_WORST_FIRST: Final = (Verdict.FAIL, Verdict.UNDETERMINED, Verdict.PASS)


def summary_lines(reports: Sequence[Report], known: Sequence[str]) -> Iterator[str]:
    """Yield the summary of all reports; before it, that nobody was named, where that matters.

    Args:
        reports: Of one guard.
        known: The principals that the inventory names, to choose from.
    """
    verdicts = Counter(report.verdict for report in reports)
    unnamed = any(report.nobody_named for report in reports)
    if unnamed and Verdict.FAIL not in verdicts:
        yield _nobody_named(known)
    found = ", ".join(f"{verdicts[one]} {one.value}" for one in _WORST_FIRST if verdicts[one])
    total = counted(len(reports), "request")
    engine = "".join(f" (engine: {name})" for name in {report.engine: 0 for report in reports})
    yield f"{total}: {found}{engine}" if found else total


def _nobody_named(known: Sequence[str]) -> str:
    return (
        "undetermined: nobody was named, so no privilege was checked: give --principal NAME"
        f"{_choice(known)}, or --no-permissions if none is to be"
    )


def _choice(known: Sequence[str]) -> str:
    """Whom the inventory knows, in brackets; nothing if it knows nobody."""
    if not known:
        return ""
    named = ", ".join(f"`{one_line(name)}`" for name in known[:_MOST_NAMED])
    left = len(known) - _MOST_NAMED
    more = f" and {left} more" if left > 0 else ""
    return f" (the inventory knows {named}{more})"
