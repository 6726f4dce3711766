"""What `when` means, with facts that may be unknown: written to be read, slow and plain.

Imports nothing from policyguard. A rule holds for a completion of the unknown facts if all
its terms do. It matches definitely if it holds for every completion, possibly if it holds
for some and not for others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

UNKNOWN = "unknown"
OPERATORS = {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}


def meets(value: Any, term: Any) -> bool:
    """Does a known value meet one term?"""
    if isinstance(term, list):
        return any(meets(value, one) for one in term)
    if isinstance(term, dict):
        ((operator, operand),) = term.items()
        return (
            not meets(value, operand) if operator == "not" else OPERATORS[operator](value, operand)
        )
    return bool(value == term)


def judge(
    when: Mapping[str, Mapping[str, Any]],
    values: Mapping[str, Any],
    domains: Mapping[str, Sequence[Any]],
) -> str:
    """`definite`, `possible` or `no`, by trying every completion."""
    terms = {f"{kind}.{name}": term for kind, said in when.items() for name, term in said.items()}
    choices = [domains[fact] if values[fact] == UNKNOWN else [values[fact]] for fact in terms]
    outcomes = {
        all(meets(value, term) for value, term in zip(completion, terms.values(), strict=True))
        for completion in product(*choices)
    }
    return {(True,): "definite", (False, True): "possible", (False,): "no"}[tuple(sorted(outcomes))]


def deciders(
    when: Mapping[str, Mapping[str, Any]],
    values: Mapping[str, Any],
    domains: Mapping[str, Sequence[Any]],
) -> set[str]:
    """The unknown attributes that matter.

    One does if, the others being completed in some way, changing it alone changes the outcome.
    """
    terms = {f"{kind}.{name}": term for kind, said in when.items() for name, term in said.items()}
    unknown = [fact for fact in terms if values[fact] == UNKNOWN]
    matter: set[str] = set()
    for completion in product(*(domains[fact] for fact in unknown)):
        here = {**values, **dict(zip(unknown, completion, strict=True))}
        for fact in set(unknown) - matter:
            outcomes = {
                all(meets({**here, fact: value}[name], term) for name, term in terms.items())
                for value in domains[fact]
            }
            if len(outcomes) > 1:
                matter.add(fact)
        if len(matter) == len(unknown):
            break
    return matter
