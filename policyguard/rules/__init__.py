"""The rules: what one says, how rule files are read, and the book that comes with the package.

    load → validate → facts → **rules** → report

A rule never computes: it names facts and the values they must take. So a rule can be
checked when it is read, compiled once, and run by any engine.
"""

from __future__ import annotations

from policyguard.rules.book import book_of, builtin_rules
from policyguard.rules.rule import (
    FAMILIES,
    Condition,
    Example,
    Requires,
    Rule,
    placeholders,
)

__all__ = [
    "FAMILIES",
    "Condition",
    "Example",
    "Requires",
    "Rule",
    "book_of",
    "builtin_rules",
    "placeholders",
]
