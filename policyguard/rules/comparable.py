"""The conditions of a rule as others can be compared with them: what asks the same is one fact.

    load → validate → facts → **rules** → report

What a pack asks of the body, or of where objects lie, is a fact of each rule. Here it is one of
the schema itself, or of the places, so that twins are known as such.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from policyguard.rules.implications import Contradiction
from policyguard.rules.rule import Condition, Rule, body_fact, within_fact

# Keywords that say something of a schema and ask nothing.
_SILENT: Final = frozenset(
    (
        *("$comment", "$defs", "$schema", "default", "deprecated", "description", "examples"),
        *("readOnly", "title", "writeOnly"),
    )
)


def comparable(rule: Rule) -> tuple[Condition, ...]:
    """What must hold of a rule, each fact named by what is asked."""
    names = {
        within_fact(rule.id, target): f"within.{target}.{sorted(map(str, places.roots))}"
        for target, places in rule.places.items()
    }
    if rule.body is not None:
        names[body_fact(rule.id)] = _named(rule.body)
    return tuple(c._replace(fact=names.get(c.fact, c.fact)) for c in rule.conditions)


def contradictions_of(rule: Rule) -> Iterator[Contradiction]:
    """What no body does: break a schema that all keep, or keep one that all break."""
    kept = None if rule.body is None else _always(rule.body)
    if rule.body is not None and kept is not None:
        values = frozenset(("kept",)), frozenset(("broken",))
        allowed, refused = reversed(values) if kept else values
        because = f"{'every' if kept else 'no'} body keeps the schema"
        yield Contradiction((Condition("body", _named(rule.body), allowed, refused),), because)


def _named(schema: Mapping[str, Any]) -> str:
    return f"body.{json.dumps(schema, sort_keys=True)}"


def _always(schema: Any) -> bool | None:
    """Whether every value keeps a schema (true) or breaks it (false); None if not decided.

    Decided are `true`, `false`, what asks nothing, and `not` of these.
    """
    if isinstance(schema, bool):
        return schema
    asked = [keyword for keyword in schema if keyword not in _SILENT]
    if not asked:
        return True
    inner = _always(schema["not"]) if asked == ["not"] else None
    return None if inner is None else not inner
