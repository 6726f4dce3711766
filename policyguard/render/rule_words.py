"""What a rule says, in words: shared by its page as text, as Markdown and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import starmap
from typing import Any, Final

import yaml

from policyguard.report import Evidence
from policyguard.rules import FAMILIES, Rule, placeholders
from policyguard.rules.within import TARGETS
from policyguard.vocabulary import KINDS

MEANING: Final[Mapping[Evidence, str]] = {
    Evidence.API_PAGE: "the method's reference page says so",
    Evidence.DOCS: "other VMware documentation says so",
    Evidence.OBSERVED: "reported from real vCenters",
    Evidence.TYPE: "the fault type's own description fits; that this method raises it is inferred",
    Evidence.INFERRED: "reasoned only",
}
"""What each kind of evidence stands for."""

_OF_BODY: Final = {
    "place": "the pointer to what breaks the schema",
    "problem": "what is wrong there",
}
_COMPARISONS: Final = {
    "lt": "less than",
    "le": "at most",
    "gt": "more than",
    "ge": "at least",
}


_OWN_DOCS: Final = "the organisation's own documentation says so"


def why(rule: Rule) -> str:
    """What a rule's evidence stands for."""
    is_own = rule.family not in FAMILIES and rule.evidence is Evidence.DOCS
    return _OWN_DOCS if is_own else MEANING[rule.evidence]


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing that must hold for a rule to speak.

    Attributes:
        fact: As `kind.attribute`; or the target of a place, or `body`.
        words: What is so of it.
        reads: What decides it.
    """

    fact: str
    words: str
    reads: str


def holdings(rule: Rule) -> Iterator[Holding]:
    """Everything that must hold, in the order of the rule."""
    for kind, terms in rule.when.items():
        for attribute, term in terms.items():
            reads = KINDS[kind].attributes[attribute].reads
            yield Holding(f"{kind}.{attribute}", f"is {term_in_words(term)}", reads)
    if rule.body is not None:
        yield Holding("body", "breaks the schema", "the body of the request")
    for target, places in rule.places.items():
        roots = " or ".join(sorted(f"`{root}`" for root in places.roots))
        below = f"{'' if places.inside else 'not '}at or below {roots}"
        yield Holding(target, f"lies {below}", "parent, upwards")


def term_in_words(term: Any) -> str:
    """What a term of `when` asks for, with its values in backticks.

    Example:
        >>> term_in_words({"not": ["absent", {"gt": 80}]})
        'not (`absent` or more than `80`)'
    """
    match term:
        case dict():
            return " and ".join(starmap(_operator_in_words, term.items()))
        case list():
            return " or ".join(map(_part_in_words, term))
    return f"`{term}`"


def _part_in_words(term: Any) -> str:
    words = term_in_words(term)
    return f"({words})" if isinstance(term, dict) and len(term) > 1 else words


def _operator_in_words(operator: str, operand: Any) -> str:
    if operator != "not":
        return f"{_COMPARISONS[operator]} `{operand}`"
    inner = term_in_words(operand)
    is_one = not isinstance(operand, list | dict) or len(operand) == 1
    return f"not {inner}" if is_one else f"not ({inner})"


def heading_of_conditions(rule: Rule) -> str:
    """What the list of all that must hold is called."""
    return "When the privilege is needed" if rule.requires else "When it is wrong"


def scope_of_conditions(rule: Rule) -> str:
    """Of what all that is listed must hold."""
    if rule.subject is None:
        return "all of this holds"
    return f"all of this holds, for each {rule.subject} ({KINDS[rule.subject].summary})"


def consequence(rule: Rule) -> str:
    """The privilege that is needed or the fault that is raised, by name; else nothing."""
    if rule.requires is not None:
        demands = (f"{demand.privilege} on the {demand.on}" for demand in rule.demands)
        return f"needs {', or '.join(demands)}"
    return "" if rule.fault is None else f"gets {rule.fault['_typeName']}"


def fault_fields(rule: Rule) -> dict[str, Any]:
    """What the predicted fault says besides its type."""
    return {key: value for key, value in (rule.fault or {}).items() if key != "_typeName"}


def printed_details(rule: Rule) -> dict[str, str]:
    """The placeholders of the message, each with what is printed in its place."""
    kinds = (*rule.when, *(TARGETS[target] for target in rule.places))
    known = {name: words for kind in kinds for name, words in KINDS[kind].details.items()}
    if rule.body is not None:
        known |= _OF_BODY
    return {name: known[name] for name in placeholders(rule.message)}


def yaml_text(value: Any) -> str:
    """A JSON object as YAML for people: what is inside on one line where it fits in one."""
    return yaml.dump(
        value,
        Dumper=_Dumper,
        default_flow_style=None if any(isinstance(v, dict) for v in value.values()) else False,
        sort_keys=False,
        allow_unicode=True,
        width=88,
    )


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True
