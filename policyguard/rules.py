"""What a rule says, and how a rule is read: checked against the vocabulary, then compiled.

    load → validate → facts → **rules** → report

A rule never computes: it names facts and the values they must take. So a rule can be
checked when it is read, compiled once, and run by any engine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from importlib import resources
from string import Formatter
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from policyguard import faults
from policyguard.errors import DuplicateRule, InvalidRule
from policyguard.report import Certainty, Evidence, Severity
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


def rule_of(data: Any, file: str) -> Rule:
    """Read one rule and check everything it says.

    Args:
        data: What the rule file holds.
        file: Named in the error.

    Raises:
        InvalidRule: It says something the vocabulary, the faults or the privileges do not
            know, or leaves out what every rule must have.
    """
    try:
        rule = Rule.model_validate(data)
        _check(rule)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the rule"
        msg = f"{file}: {place}: {first['msg'].lower()}"
        raise InvalidRule(msg) from error
    except InvalidRule as error:
        msg = f"{file}: {error}"
        raise InvalidRule(msg) from error
    return rule


def book_of(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Put rules in book order.

    Raises:
        DuplicateRule: Two rules claim one id.
    """
    book: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in book:
            msg = f"rule id `{rule.id}` is claimed twice: `{book[rule.id].slug}` and `{rule.slug}`"
            raise DuplicateRule(msg)
        book[rule.id] = rule
    families = list(FAMILIES)
    return tuple(sorted(book.values(), key=lambda r: (families.index(r.family), r.id)))


@cache
def builtin_rules() -> tuple[Rule, ...]:
    """The rules that come with the package, compiled from `rules/`, in book order."""
    text = resources.files("policyguard").joinpath("data", "rulebook.json").read_text("utf-8")
    return tuple(Rule.model_validate(rule) for rule in json.loads(text))


@cache
def placeholders(text: str) -> tuple[str, ...]:
    """The names in braces in a message, a place or a field of a fault."""
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _check(rule: Rule) -> None:
    if rule.family not in FAMILIES:
        raise InvalidRule(f"id: {_unknown('family', rule.family, FAMILIES)}")
    for kind in rule.when:
        if kind not in KINDS:
            raise InvalidRule(f"when: {_unknown('kind of fact', kind, KINDS)}")
    if not all(rule.when.values()) or not rule.when:
        raise InvalidRule("when: a rule needs at least one condition")
    many = [kind for kind in rule.when if KINDS[kind].many]
    if len(many) > 1:
        raise InvalidRule(f"when: `{many[0]}` and `{many[1]}` each have many facts; bind one")
    if not all(condition.allowed for condition in rule.conditions):
        raise InvalidRule("when: a condition that no value meets")
    if rule.fault is not None and rule.requires is not None:
        raise InvalidRule("a rule has a `fault` or a `requires`, not both")
    if rule.severity is Severity.ERROR is not rule.evidence.severity and rule.must is None:
        raise InvalidRule("severity: an inference is no error unless it breaks a `must`")
    _check_fault(rule.fault)
    if rule.requires is not None and rule.requires.privilege not in _privileges():
        unknown = _unknown("privilege", rule.requires.privilege, _privileges())
        raise InvalidRule(f"requires: {unknown}")
    _check_placeholders(rule)


def _check_fault(fault: Mapping[str, Any] | None) -> None:
    if fault is None:
        return
    name = fault.get("_typeName")
    if not isinstance(name, str) or not faults.exists(name):
        raise InvalidRule(f"fault: {_unknown('fault', str(name), faults.names())}")
    known = faults.properties(name)
    for key in fault:
        if key != "_typeName" and key not in known:
            raise InvalidRule(f"fault: {_unknown(f'property of {name}', key, known)}")


@cache
def _privileges() -> frozenset[str]:
    """The ids of all privileges there are."""
    text = resources.files("policyguard").joinpath("data", "privileges.json").read_text("utf-8")
    return frozenset(json.loads(text))


def _check_placeholders(rule: Rule) -> None:
    known = {detail for kind in rule.when for detail in KINDS[kind].details}
    texts = [rule.message, rule.at, *(v for v in (rule.fault or {}).values() if isinstance(v, str))]
    for name in (name for text in texts for name in placeholders(text)):
        if name not in known:
            raise InvalidRule(f"{_unknown('placeholder', name, known)}")


def _condition(kind: str, attribute: str, term: Any) -> Condition:
    if attribute not in KINDS[kind].attributes:
        known = KINDS[kind].attributes
        raise InvalidRule(f"when: {_unknown(f'attribute of `{kind}`', attribute, known)}")
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
                raise InvalidRule(f"when: {_unknown('value', str(term), map(str, values))}")
            return value == term
    raise InvalidRule(f"when: `{term}` is no condition")


def _unknown(what: str, given: str, known: Iterable[str]) -> str:
    near = get_close_matches(given, list(known), n=1)
    return f"unknown {what} `{given}`" + (f"; did you mean `{near[0]}`?" if near else "")
