"""What a rule says: the model of one rule, and the values that meet its conditions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from string import Formatter
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)

from policyguard.report import Certainty, Evidence, Severity
from policyguard.rules.terms import meeting
from policyguard.rules.within import TARGETS, Places
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

# Where a rule with a `body` points if it does not say where.
BODY_PLACE = "{place}"

Target: TypeAlias = Literal["source", "folder", "pool", "datastore", "network", "host", "object"]
ONE_LINE = r"^[^\r\n]*$"
Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, pattern=ONE_LINE)]
Token: TypeAlias = str | int


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True
    )


class Demand(_Part):
    """A privilege, and the object it is checked on."""

    privilege: Text
    on: Target


class AnyOf(_Part):
    """Demands of which any one that is met will do."""

    any_of: tuple[Demand, ...] = Field(alias="anyOf")


# How pydantic calls the forms of `requires`, in the places of what it finds wrong.
FORMS: Mapping[str, type[_Part]] = {"one demand": Demand, "any demand": AnyOf}


def _form(requires: Any) -> str:
    has_many = isinstance(requires, AnyOf) or (
        isinstance(requires, Mapping) and "anyOf" in requires
    )
    return "any demand" if has_many else "one demand"


Requires: TypeAlias = Annotated[
    Annotated[Demand, Tag("one demand")] | Annotated[AnyOf, Tag("any demand")],
    Discriminator(_form),
]
"""What a rule asks for: a demand, or several of which any one will do."""


class Example(_Part):
    """A request, with what the rule says of it: the rule's own test."""

    name: Text
    request: dict[str, Any]
    inventory: dict[str, Any] = Field(default_factory=dict)
    expect: Literal["finding", "undetermined", "requirement", "none"]


class Condition(NamedTuple):
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
        body: A JSON Schema that the body must break; only in packs.
        within: Target → the objects it must lie at or below, or `{not: …}`; only in packs.
        covers: The conditions of `policyguard.conditions` that it decides.
        at: Pointer into the body; `message`, `at` and `fault` may hold placeholders.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,10}[0-9]{3}$")]
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Annotated[str, StringConstraints(min_length=1, max_length=72, pattern=ONE_LINE)]
    severity: Severity
    evidence: Evidence
    must: Text | None = None
    fault: dict[str, Any] | None = None
    requires: Requires | None = None
    when: dict[str, dict[str, Any]]
    body: dict[str, Any] | None = None
    within: dict[str, Any] | None = None
    at: str = ""
    message: Text
    fix: Text
    source: Text
    covers: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _points_at_what_breaks_the_body(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and data.get("body") is not None:
            return {"at": BODY_PLACE, **data}
        return data

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def family(self) -> str:
        """The letters that begin the id."""
        return self.id[:-3]

    @property
    def file_name(self) -> str:
        """What the file is called that it stands in."""
        return file_name(self.id, self.slug)

    @property
    def demands(self) -> tuple[Demand, ...]:
        """What the rule requires, any one of which will do; none if it requires nothing."""
        if isinstance(self.requires, AnyOf):
            return self.requires.any_of
        return () if self.requires is None else (self.requires,)

    @property
    def predicts(self) -> str | None:
        """The fault type it predicts: NoPermission where it requires what is missing."""
        if self.requires is not None:
            return "NoPermission"
        return None if self.fault is None else str(self.fault.get("_typeName"))

    @property
    def certainty(self) -> Certainty:
        """How sure the step from the condition to the fault is."""
        return self.evidence.certainty

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """What must hold, all of it."""
        asked = [
            _condition(kind, attribute, term)
            for kind, terms in self.when.items()
            for attribute, term in terms.items()
        ]
        if self.body is not None:
            broken, kept = frozenset(("broken",)), frozenset(("kept",))
            asked.append(Condition("body", body_fact(self.id), broken, kept))
        return (*asked, *(_lying(self.id, *each) for each in self.places.items()))

    @cached_property
    def places(self) -> Mapping[str, Places]:
        """Where each target of `within` must lie."""
        return {target: Places.of(term) for target, term in (self.within or {}).items()}

    @cached_property
    def printed(self) -> tuple[str, ...]:
        """The placeholders of its message, its place and its fault."""
        texts = (self.message, self.at, *(self.fault or {}).values())
        return tuple(n for text in texts if isinstance(text, str) for n in placeholders(text))

    @cached_property
    def subject(self) -> str | None:
        """The kind of items the rule speaks of, one at a time; None if it binds none."""
        kinds = (*self.when, *(TARGETS[target] for target in self.places))
        return next((kind for kind in kinds if KINDS[kind].many), None)

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
    values = domain(kind, attribute)
    allowed = meeting(term, values)
    return Condition(kind, qualified(kind, attribute), allowed, frozenset(values) - allowed)


def _lying(id_: str, target: str, places: Places) -> Condition:
    allowed = frozenset(("yes" if places.inside else "no",))
    refused = frozenset(("yes", "no", "absent")) - allowed
    return Condition(TARGETS[target], within_fact(id_, target), allowed, refused)


def file_name(id_: str, slug: str) -> str:
    """What the file of a rule is called."""
    return f"{id_}-{slug}.yaml"


def body_fact(id_: str) -> str:
    """The fact whether the body keeps the schema of a rule: `kept` or `broken`."""
    return qualified("body", id_)


def within_fact(id_: str, target: str) -> str:
    """The fact whether a target lies at or below what a rule names: `yes`, `no` or `absent`."""
    return qualified("within", f"{id_}.{target}")
