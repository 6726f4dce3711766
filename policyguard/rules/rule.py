"""What a rule says: the model of one rule, and the values that meet its conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from string import Formatter
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from policyguard.errors import InvalidRule
from policyguard.report import Certainty, Evidence, Severity
from policyguard.rules.suggest import unknown
from policyguard.vocabulary import KINDS, domain, qualified

FAMILIES: Mapping[str, str] = {
    "REQ": "request shape",
    "NAM": "name",
    "PRV": "privileges",
    "PLC": "placement",
    "SRC": "source state",
    "STO": "storage",
    "SNP": "snapshots and linked clones",
    "HWD": "hardware",
    "NET": "network",
    "CUS": "customization",
    "ENC": "encryption and TPM",
    "XVC": "cross-vCenter",
}

Target: TypeAlias = Literal["source", "folder", "pool", "datastore", "network", "host"]
Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^\n]*$")]
Token: TypeAlias = str | int


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Requires(_Part):
    """The privilege a rule asks for, and the object it is checked on."""

    privilege: Text
    on: Target


class Example(_Part):
    """A request, with what the rule says of it: the rule's own test."""

    name: Text
    request: dict[str, Any]
    inventory: dict[str, Any] = Field(default_factory=dict)
    expect: Literal["finding", "undetermined", "requirement", "none"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One attribute and the values it must take, from a closed list.

    Attributes:
        kind: The kind of fact.
        fact: The attribute, as `kind.attribute`.
        allowed: The values that meet it: some of the attribute's, never all.
        refused: The other values.
    """

    kind: str
    fact: str
    allowed: frozenset[Token]
    refused: frozenset[Token]

    @property
    def is_number(self) -> bool:
        """The attribute takes numbers, not tokens."""
        return any(isinstance(value, int) for value in self.allowed)


class Rule(_Part):
    """One rule of the book: when it holds, what follows, how sure that is, and what to do.

    Attributes:
        must: What the reference page demands, where an inference is an error all the same.
        when: Kind of fact → attribute → the values it must take.
        at: Pointer into the body; `message`, `at` and `fault` may hold placeholders.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}[0-9]{3}$")]
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Annotated[str, StringConstraints(min_length=1, max_length=72)]
    severity: Severity
    evidence: Evidence
    must: Text | None = None
    fault: dict[str, Any] | None = None
    requires: Requires | None = None
    when: dict[str, dict[str, Any]]
    at: str = ""
    message: Text
    fix: Text
    source: Text
    examples: tuple[Example, ...] = ()

    @property
    def family(self) -> str:
        """The three letters that begin the id."""
        return self.id[:3]

    @property
    def certainty(self) -> Certainty:
        """How sure the step from the condition to the fault is."""
        return self.evidence.certainty

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """What must hold, all of it."""
        return tuple(
            _condition(kind, attribute, term)
            for kind, terms in self.when.items()
            for attribute, term in terms.items()
        )

    @cached_property
    def subject(self) -> str | None:
        """The kind of items the rule speaks of, one at a time; None if it binds none."""
        return next((kind for kind in self.when if KINDS[kind].many), None)

    @cached_property
    def shared_conditions(self) -> tuple[Condition, ...]:
        """Those on facts a request has one of."""
        return tuple(c for c in self.conditions if c.kind != self.subject)

    @cached_property
    def own_conditions(self) -> tuple[Condition, ...]:
        """Those on the items the rule speaks of."""
        return tuple(c for c in self.conditions if c.kind == self.subject)


@cache
def placeholders(text: str) -> tuple[str, ...]:
    """The names in braces in a message, a place or a field of a fault."""
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _condition(kind: str, attribute: str, term: Any) -> Condition:
    if attribute not in KINDS[kind].attributes:
        known = KINDS[kind].attributes
        raise InvalidRule(f"when: {unknown(f'attribute of `{kind}`', attribute, known)}")
    values = domain(kind, attribute)
    allowed = frozenset(value for value in values if _meets(value, term, values))
    refused = frozenset(values) - allowed
    if not refused:
        raise InvalidRule(f"when: `{kind}.{attribute}` always meets `{term}`")
    return Condition(kind, qualified(kind, attribute), allowed, refused)


_COMPARISONS = {
    "lt": lambda value, bound: value < bound,
    "le": lambda value, bound: value <= bound,
    "gt": lambda value, bound: value > bound,
    "ge": lambda value, bound: value >= bound,
}


def _meets(value: Token, term: Any, values: tuple[Token, ...]) -> bool:
    match term:
        case {"not": other, **rest} if not rest:
            return not _meets(value, other, values)
        case dict() if len(term) == 1 and next(iter(term)) in _COMPARISONS:
            operator, bound = next(iter(term.items()))
            if not isinstance(bound, int) or not isinstance(value, int):
                raise InvalidRule(f"when: `{operator}` compares numbers, not `{value}`")
            return bool(_COMPARISONS[operator](value, bound))
        case list():
            return any(_meets(value, one, values) for one in term)
        case str() | int() if not isinstance(term, bool):
            if term not in values:
                raise InvalidRule(f"when: {unknown('value', str(term), map(str, values))}")
            return value == term
    raise InvalidRule(f"when: `{term}` is no condition")
