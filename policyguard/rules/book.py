"""Rules in book order, and the book that comes with the package."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from policyguard.data_files import read_data
from policyguard.errors import DuplicateRule
from policyguard.rules.rule import FAMILIES, Rule


def book_of(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Put rules in book order: by family, those of packs last, and by number.

    Raises:
        DuplicateRule: Two rules claim one id.
    """
    book: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in book:
            msg = f"rule id `{rule.id}` is claimed twice: `{book[rule.id].slug}` and `{rule.slug}`"
            raise DuplicateRule(msg)
        book[rule.id] = rule
    order = {family: number for number, family in enumerate(FAMILIES)}
    last = len(order)
    return tuple(sorted(book.values(), key=lambda r: (order.get(r.family, last), r.id)))


@cache
def builtin_rules() -> tuple[Rule, ...]:
    """The rules that come with the package, compiled from `rules/`, in book order."""
    return tuple(Rule.model_validate(rule) for rule in read_data("rulebook.json"))
