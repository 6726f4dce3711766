"""What a rule says, wherever it matches: when two say the same, and which is the stronger.

    load → validate → facts → **rules** → report

Two rules say the same if they require the same privilege on the same object; or predict the
same fault at the same place; or, predicting none, print the same message there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TypeAlias

from policyguard.report import Certainty, Severity
from policyguard.rules.rule import Rule, placeholders
from policyguard.vocabulary import KINDS

Statement: TypeAlias = tuple[str, str, str]
"""What is said, and of what, with its placeholders."""


def statement(rule: Rule) -> Statement:
    """What a rule says."""
    if rule.requires is not None:
        privileges = " or ".join(demand.privilege for demand in rule.demands)
        return "requires", privileges, " or ".join(demand.on for demand in rule.demands)
    if rule.fault is not None:
        return "fault", json.dumps(rule.fault, sort_keys=True), rule.at
    return "message", rule.message, rule.at


def says_the_same(wide: Rule, narrow: Rule) -> bool:
    """Whether what *wide* says where both match is what *narrow* says there.

    Both make the same statement. A rule that binds items and one that does not fill a
    placeholder from different facts, if the items have a detail of that name; and rules
    that bind different items never need match together.
    """
    if wide.subject == narrow.subject:
        return True
    if wide.subject is not None or narrow.subject is None:
        return False
    return KINDS[narrow.subject].details.keys().isdisjoint(_details(narrow))


def as_strong(one: Rule, other: Rule) -> bool:
    """Whether *one* is at least as severe, and at least as certain, as *other*."""
    severities, certainties = list(Severity), list(Certainty)
    return severities.index(one.severity) <= severities.index(other.severity) and (
        certainties.index(one.certainty) <= certainties.index(other.certainty)
    )


def _details(rule: Rule) -> Iterator[str]:
    """The details that its statement is made from."""
    if rule.requires is not None:
        yield from (demand.on for demand in rule.demands)
        return
    said = (rule.message,) if rule.fault is None else rule.fault.values()
    for text in (rule.at, *said):
        if isinstance(text, str):
            yield from placeholders(text)
