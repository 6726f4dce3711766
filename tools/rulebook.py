"""Compile `rules/` to `policyguard/data/rulebook.json`, so that starting up reads no YAML.

`python -m tools.rulebook --check-examples [ID]` runs the examples of the rules whose ids
begin so, as the tests do, without compiling anything.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from policyguard import document
from policyguard.engine import Engine, engine_of
from policyguard.errors import InvalidRule
from policyguard.facts import facts_of
from policyguard.facts.situation import Situation
from policyguard.inventory import Inventory
from policyguard.request import CloneRequest
from policyguard.rules import Example, Rule, book_of, rule_of
from policyguard.schema import errors_of

ROOT = Path(__file__).parent.parent
RULES = ROOT / "rules"
RULEBOOK = Path("policyguard/data/rulebook.json")


def read_rules(folder: Path = RULES) -> tuple[Rule, ...]:
    """Every rule file below a folder, checked, in book order.

    Raises:
        RuleError: A rule says something that cannot be, or stands in the wrong file.
    """
    return book_of(_read_rule(path) for path in sorted(folder.rglob("*.yaml")))


def _read_rule(path: Path) -> Rule:
    (part,) = document.read(path.read_bytes(), path.name)
    rule = rule_of(part.data, path.name)
    expected = (rule.family, f"{rule.id}-{rule.slug}.yaml")
    if (path.parent.name, path.name) != expected:
        msg = f"{path.name}: a rule of this id and slug stands in `{'/'.join(expected)}`"
        raise InvalidRule(msg)
    if not {"none"} < {example.expect for example in rule.examples}:
        msg = f"{path.name}: examples: a rule needs one that it speaks of, and one with `none`"
        raise InvalidRule(msg)
    return rule


def generate() -> dict[Path, bytes]:
    """The compiled rule book: every rule but for its examples."""
    rules = [
        rule.model_dump(mode="json", exclude={"examples"}, exclude_defaults=True)
        for rule in read_rules()
    ]
    lines = ",\n".join(json.dumps(rule, ensure_ascii=False) for rule in rules)
    return {RULEBOOK: f"[\n{lines}\n]\n".encode()}


def outcome(engine: Engine, rule: Rule, example: Example) -> str:
    """What a rule says of an example, in the words of `expect`."""
    request = CloneRequest.of(example.request)
    case = Situation(request, Inventory.load(example.inventory))
    facts = facts_of(case, errors_of(request.body, request.release))
    found = [match.definite for match in engine.matches(facts) if match.rule.id == rule.id]
    if not found:
        return "none"
    if not any(found):
        return "undetermined"
    return "requirement" if rule.requires else "finding"


def mistaken_examples(rules: Sequence[Rule], engine_name: str) -> Iterator[str]:
    """The examples whose outcome is not what they expect, one line each."""
    engine = engine_of(rules, engine_name)
    for rule in rules:
        for example in rule.examples:
            got = outcome(engine, rule, example)
            if got != example.expect:
                yield f"{rule.id}: {example.name}: expected {example.expect}, got {got}"


def main(arguments: Sequence[str]) -> int:
    """Run the examples of the rules whose ids begin with the last argument, or of all."""
    if arguments[:1] != ["--check-examples"]:
        print(__doc__)
        return 2
    beginning = "".join(arguments[1:2])
    rules = [rule for rule in read_rules() if rule.id.startswith(beginning)]
    mistakes = list(mistaken_examples(rules, "portable"))
    print(*mistakes, f"{len(rules)} rules, {len(mistakes)} mistaken examples", sep="\n")
    return bool(mistakes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
