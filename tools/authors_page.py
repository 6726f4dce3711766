"""Write what the authors' page says of the vocabulary and of evidence, between its markers.

The rest of `docs/writing-rules.md` is written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from policyguard.render.rule_words import MEANING
from policyguard.report import Evidence
from policyguard.rules import FAMILIES, Rule
from policyguard.vocabulary import KINDS, Attribute, Kind, qualified
from tools.rulebook import read_rules

PAGE: Final = Path("docs/writing-rules.md")
ROOT: Final = Path(__file__).parent.parent

_MARKED: Final = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def generate() -> dict[Path, bytes]:
    """The page as it is, with its generated parts anew.

    Raises:
        KeyError: The page marks a part that there is not.
    """
    parts = {
        "evidence": "".join(evidence()),
        "vocabulary": "\n".join(vocabulary(read_rules())),
        "families": f"{', '.join(f'`{family}`' for family in FAMILIES)}\n",
    }
    text = (ROOT / PAGE).read_text("utf-8")
    filled = _MARKED.sub(lambda found: f"{found[1]}{parts[found[2]]}{found[3]}", text)
    return {PAGE: filled.encode()}


def evidence() -> Iterator[str]:
    """What each kind of evidence means and costs, strongest first."""
    yield "| `evidence` | means | certainty | at most |\n|---|---|---|---|\n"
    for each in Evidence:
        yield f"| `{each}` | {MEANING[each]} | {each.certainty} | {each.severity} |\n"


def vocabulary(rules: Sequence[Rule]) -> Iterator[str]:
    """Every kind of fact: its attributes, their values, what decides them, who uses them."""
    users: dict[str, list[str]] = {}
    for rule in rules:
        for condition in rule.conditions:
            users.setdefault(condition.fact, []).append(rule.id)
    for kind in KINDS.values():
        yield "".join(_kind(kind, users))


def _kind(kind: Kind, users: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield f"### `{kind.name}`: {kind.summary}\n\n"
    yield "There may be any number of them.\n\n" if kind.many else "There is always one.\n\n"
    yield "| attribute | values | read from | rules that use it |\n|---|---|---|---|\n"
    for name, attribute in kind.attributes.items():
        using = users.get(qualified(kind.name, name), ())
        rules = " ".join(f"[{id_}](rules/{id_}.md)" for id_ in using)
        yield f"| `{name}` | {_values(attribute)} | {attribute.reads} | {rules} |\n"
    if kind.details:
        yield "\nMessages may print: "
        yield "; ".join(f"`{{{name}}}` {words}" for name, words in kind.details.items())
        yield ".\n"


def _values(attribute: Attribute) -> str:
    values = attribute.values
    if isinstance(values, range):
        return f"`{values[0]}` to `{values[-1]}`"
    return " ".join(f"`{value}`" for value in values)
