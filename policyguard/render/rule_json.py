"""Rules as JSON: the book and one rule's page, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from policyguard.examples import Outcome
from policyguard.render.json import VERSION
from policyguard.render.rule_words import holdings
from policyguard.report import Override
from policyguard.rules import Rule


def render_book_json(rules: Sequence[Rule], overrides: Sequence[Override] = ()) -> str:
    """Render a list of rules, without their examples, and what packs change of them."""
    changes = [override.model_dump(mode="json") for override in overrides]
    return _written({"rules": [_rule(rule) for rule in rules], "overrides": changes})


def render_rule_json(
    rule: Rule, outcomes: Sequence[Outcome], override: Override | None = None
) -> str:
    """Render everything a rule says, and what it says of its examples."""
    page = {
        **_rule(rule),
        "reads": {holding.fact: holding.reads for holding in holdings(rule)},
        "examples": [
            {
                **outcome.example.model_dump(mode="json"),
                "outcome": outcome.said,
                "unknown": list(outcome.unknown),
            }
            for outcome in outcomes
        ],
        "override": None if override is None else override.model_dump(mode="json"),
    }
    return _written({"rule": page})


def _rule(rule: Rule) -> dict[str, Any]:
    first = {"id": rule.id, "slug": rule.slug, "family": rule.family, "title": rule.title}
    dumped = rule.model_dump(mode="json", exclude={"examples"})
    return {**first, **dumped, "certainty": rule.certainty.value}


def _written(content: dict[str, Any]) -> str:
    document = {"version": VERSION, **content}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
