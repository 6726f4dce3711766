"""Rules for people at a terminal: the book as a list, and one rule's page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from policyguard.examples import Outcome
from policyguard.render.rule_words import (
    consequence,
    fault_fields,
    heading_of_conditions,
    holdings,
    printed_details,
    scope_of_conditions,
    why,
    yaml_text,
)
from policyguard.render.style import Style, plain
from policyguard.report import Override
from policyguard.rules import FAMILIES, Rule
from policyguard.text import one_line

_WIDTH = 96
_INDENT = "    "
# What may stand before a consequence: an id, a severity and what it was, the evidence.
_FOLLOWING = 40


def render_book(
    rules: Sequence[Rule], overrides: Sequence[Override] = (), style: Style = plain
) -> str:
    """Render a list of rules by family, two lines a rule, and what packs change of them."""
    families = groupby(rules, lambda rule: rule.family)
    changed = {override.rule: override for override in overrides}
    parts = [(_family(family), *_listed(each, changed, style)) for family, each in families]
    if overrides:
        parts.append(("changed by packs", *(f"  {_override(each)}" for each in overrides)))
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts)


def render_rule(
    rule: Rule,
    outcomes: Sequence[Outcome],
    override: Override | None = None,
    style: Style = plain,
) -> str:
    """Render the page of a rule, with what it says of its examples.

    Args:
        rule: As it is in force.
        outcomes: Of its examples.
        override: What a pack changes of it.
        style: How text looks where it goes.
    """
    conditions = f"{heading_of_conditions(rule)}: {scope_of_conditions(rule)}"
    parts = [
        _head(rule, override, style),
        _part("Why", _why(rule)),
        _part(conditions, _conditions(rule)),
        _part("What follows", _follows(rule)),
        _part("How to fix it", _wrapped(rule.fix)),
        _part("Examples, and what the rule says of each", _examples(outcomes)),
    ]
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts)


def _override(override: Override) -> str:
    now = "off" if override.now == "off" else f"{override.now} now"
    said = f"{override.rule} {now}, was {override.was} ({override.pack}): {override.reason}"
    return one_line(said)


def _family(family: str) -> str:
    return f"{family} {FAMILIES[family]}" if family in FAMILIES else family


def _listed(rules: Iterator[Rule], changed: Mapping[str, Override], style: Style) -> Iterator[str]:
    for rule in rules:
        indent = " " * (len(rule.id) + 4)
        yield f"  {rule.id}  {one_line(rule.title)}"
        severity = _severity(rule, changed.get(rule.id), style)
        first, *more = textwrap.wrap(consequence(rule), _WIDTH - _FOLLOWING) or [""]
        yield f"{indent}{severity} [{rule.evidence}] {first}".rstrip()
        yield from (f"{indent}{_INDENT}{line}" for line in more)


def _severity(rule: Rule, override: Override | None, style: Style) -> str:
    """How severe a rule is, and was before a pack changed it."""
    now = rule.severity.value if override is None else str(override.now)
    was = "" if override is None else f" (was {override.was})"
    return f"{style(now, now)}{was}"


def _head(rule: Rule, override: Override | None, style: Style) -> Iterator[str]:
    yield f"{rule.id} {rule.slug}: {_severity(rule, override, style)}"
    yield one_line(rule.title)
    if override is not None:
        yield _override(override)


def _part(heading: str, lines: Iterator[str]) -> Iterator[str]:
    yield heading
    yield from (f"{_INDENT}{line}".rstrip() for line in lines)


def _wrapped(text: str) -> Iterator[str]:
    yield from textwrap.wrap(one_line(text), _WIDTH - len(_INDENT))


def _why(rule: Rule) -> Iterator[str]:
    yield f"{rule.evidence}: {why(rule)} ({rule.certainty})"
    yield from _wrapped(f"from {rule.source}")
    if rule.must is not None:
        yield from _wrapped(f"it breaks a demand: {rule.must}")


def _conditions(rule: Rule) -> Iterator[str]:
    for holding in holdings(rule):
        yield f"{holding.fact} {holding.words.replace('`', '')}"
        yield f"{_INDENT}read from {holding.reads}"
    if rule.body is not None:
        yield "the schema"
        yield from (f"{_INDENT}{line}" for line in yaml_text(rule.body).splitlines())


def _follows(rule: Rule) -> Iterator[str]:
    yield consequence(rule) or "no fault is predicted"
    fields = fault_fields(rule)
    if fields:
        yield from (f"{_INDENT}{line}" for line in yaml_text(fields).splitlines())
    yield f"at {one_line(rule.at) or 'the request as a whole'}"
    yield from _wrapped(f"says {rule.message}")
    for name, words in printed_details(rule).items():
        yield f"{_INDENT}{{{name}}}: {words}"


def _examples(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for number, outcome in enumerate(outcomes):
        if number:
            yield ""
        example = outcome.example
        mistaken = f", but expects {example.expect}" if outcome.is_mistaken else ""
        yield f"{one_line(example.name)}: {outcome.said}{mistaken}"
        if outcome.unknown:
            unknown = f"not known: {one_line(', '.join(outcome.unknown))}"
            yield from (f"{_INDENT}{line}" for line in textwrap.wrap(unknown, _WIDTH - 8))
        data = example.model_dump(include={"request", "inventory"}, exclude_defaults=True)
        yield from (f"{_INDENT}{line}" for line in yaml_text(data).splitlines())
