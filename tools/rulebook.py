"""Compile `rules/` to policyguard/data, so that starting up reads no YAML.

The examples stand in a file of their own, which only explaining and testing rules reads.

`python -m tools.rulebook --check-examples [ID]` runs the examples of the rules whose ids
begin so, as the tests do, without compiling anything.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from policyguard.examples import outcomes
from policyguard.rules import Rule
from policyguard.rules.reading import read_folder

ROOT = Path(__file__).parent.parent
RULES = ROOT / "rules"
RULEBOOK = Path("policyguard/data/rulebook.json")
EXAMPLES = Path("policyguard/data/rule_examples.json")


def read_rules() -> tuple[Rule, ...]:
    """The rule book's source, checked.

    Raises:
        InvalidRule: As `read_folder`.
    """
    return read_folder(RULES)


def generate() -> dict[Path, bytes]:
    """The compiled rule book, and the examples of its rules, one rule a line."""
    dumped = {rule.id: rule.model_dump(mode="json", exclude_defaults=True) for rule in read_rules()}
    examples = {id_: rule.pop("examples") for id_, rule in dumped.items()}
    book = ",\n".join(map(_line, dumped.values()))
    beside = ",\n".join(f"{_line(id_)}: {_line(each)}" for id_, each in examples.items())
    return {
        RULEBOOK: f"[\n{book}\n]\n".encode(),
        EXAMPLES: f"{{\n{beside}\n}}\n".encode(),
    }


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def main(arguments: Sequence[str]) -> int:
    """Run the examples of the rules whose ids begin with the last argument, or of all."""
    if arguments[:1] != ["--check-examples"]:
        print(__doc__)
        return 2
    beginning = "".join(arguments[1:2])
    rules = [rule for rule in read_rules() if rule.id.startswith(beginning)]
    mistakes = [outcome for outcome in outcomes(rules, "portable") if outcome.is_mistaken]
    print(*mistakes, f"{len(rules)} rules, {len(mistakes)} mistaken examples", sep="\n")
    return bool(mistakes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
