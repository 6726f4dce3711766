"""What a condition asks of an attribute: which values meet it, and what is wrong with it.

    load → validate → facts → **rules** → report

A term is a token or a number (equal), a list (any of), or operators all of which hold:
`{not: term}`, and `{lt: n}` and its like for numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from policyguard.rules.suggest import unknown
from policyguard.text import plain_text, shown

if TYPE_CHECKING:
    from policyguard.rules.rule import Token

Path: TypeAlias = tuple[str | int, ...]
Found: TypeAlias = tuple[Path, str]
"""Where in a rule something is wrong, and what."""

_COMPARISONS: Final[dict[str, Callable[[Any, int], bool]]] = {
    "lt": lt,
    "le": le,
    "gt": gt,
    "ge": ge,
}
_OPERATORS: Final = ("not", *_COMPARISONS)
# No attribute has so many values, and each is held against all of them.
_MOST_TERMS: Final = 500
# YAML 1.2 has no other words for these.
_MEANT: Final = {"true": "yes", "false": "no"}


def meeting(term: Any, values: Sequence[Token]) -> frozenset[Token]:
    """The values that meet a term in which `flaws_of` finds nothing."""
    return frozenset(value for value in values if _meets(value, term))


def flaws_of(term: Any, name: str, values: Sequence[Token]) -> Iterator[Found]:
    """What is wrong with a term, and where in it.

    Args:
        term: Any JSON value.
        name: The attribute, as `kind.attribute`.
        values: All that it takes.
    """
    if _size(term) > _MOST_TERMS:
        yield (), f"this condition has more than {_MOST_TERMS:,} parts"
        return
    flaws = list(_malformed(term, name, values))
    yield from flaws
    if flaws:
        return
    allowed = meeting(term, values)
    if not allowed:
        yield (), f"no value of `{name}` meets this condition"
    elif len(allowed) == len(values):
        yield (), f"every value of `{name}` meets this condition"


def _meets(value: Token, term: Any) -> bool:
    match term:
        case dict():
            return all(_holds(operator, value, operand) for operator, operand in term.items())
        case list():
            return any(_meets(value, one) for one in term)
    return bool(value == term)


def _holds(operator: str, value: Token, operand: Any) -> bool:
    if operator == "not":
        return not _meets(value, operand)
    return _COMPARISONS[operator](value, operand)


def _size(term: Any) -> int:
    """How many terms there are in a term, itself included."""
    if isinstance(term, dict):
        return 1 + sum(map(_size, term.values()))
    return 1 + (sum(map(_size, term)) if isinstance(term, list) else 0)


def _malformed(term: Any, name: str, values: Sequence[Token]) -> Iterator[Found]:
    match term:
        case list():
            for index, one in enumerate(term):
                yield from _below(index, _malformed(one, name, values))
        case dict() if not term:
            yield (), f"a condition has an operator: {', '.join(map('`{}`'.format, _OPERATORS))}"
        case dict():
            for operator, operand in term.items():
                yield from _below(operator, _operated(operator, operand, name, values))
        case _ if not (_is_token(term) and term in values):
            yield (), _unknown_value(plain_text(term), name, values)


def _below(step: str | int, found: Iterator[Found]) -> Iterator[Found]:
    return (((step, *path), message) for path, message in found)


def _operated(operator: str, operand: Any, name: str, values: Sequence[Token]) -> Iterator[Found]:
    if operator == "not":
        return _malformed(operand, name, values)
    return _compared(operator, operand, name, values)


def _compared(operator: str, bound: Any, name: str, values: Sequence[Token]) -> Iterator[Found]:
    if operator not in _COMPARISONS:
        yield (), unknown("operator", operator, _OPERATORS)
    elif isinstance(values[0], str):
        yield (), f"`{operator}` compares numbers, and `{name}` takes none"
    elif not isinstance(bound, int) or isinstance(bound, bool):
        yield (), f"`{operator}` compares with an integer, not with `{shown(plain_text(bound))}`"


def _is_token(term: Any) -> bool:
    return isinstance(term, str | int) and not isinstance(term, bool)


def _unknown_value(given: str, name: str, values: Sequence[Token]) -> str:
    words = [str(value) for value in values]
    if isinstance(values[0], int):
        span = f"an integer from {words[0]} to {words[-1]}"
        return f"`{shown(given)}` is no value of `{name}`, which takes {span}"
    meant = _MEANT.get(given)
    if meant in words:
        return f"unknown value `{given}` of `{name}`; did you mean `{meant}`?"
    return unknown("value", given, words, name)
