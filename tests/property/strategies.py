"""Random rules and facts over the real vocabulary, small enough to collide."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from policyguard.facts.values import Fact, Facts, Statement, Unknown
from policyguard.rules import Rule
from policyguard.rules.reading import rule_of
from policyguard.vocabulary import KINDS, Kind, domain, qualified

DOMAINS = {
    qualified(kind.name, name): domain(kind.name, name)
    for kind in KINDS.values()
    for name in kind.attributes
}
_ONE = [kind.name for kind in KINDS.values() if not kind.many]
_MANY = [kind.name for kind in KINDS.values() if kind.many]
_FAMILIES = ["SRC", "PLC", "STO"]


def terms(kind: str, attribute: str) -> st.SearchStrategy[Any]:
    """A term that some values of the attribute meet and some do not."""
    values = domain(kind, attribute)
    one = st.sampled_from(values)
    # Of numbers a rule may list so many only that it lets few ranges of them pass.
    most = 4 if isinstance(values[0], int) else len(values) - 1
    some = st.lists(one, min_size=1, max_size=most, unique=True)
    tokens = one | some | one.map(lambda v: {"not": v}) | some.map(lambda v: {"not": v})
    if not isinstance(values[0], int):
        return tokens
    bound = st.integers(1, len(values) - 2)
    return tokens | st.builds(lambda o, n: {o: n}, st.sampled_from(["lt", "le", "gt", "ge"]), bound)


@st.composite
def whens(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """What a rule may ask of up to two kinds there is one of and one there are many of."""
    kinds = draw(st.lists(st.sampled_from(_ONE), max_size=2, unique=True))
    kinds += draw(
        st.lists(st.sampled_from(_MANY), max_size=1)
        if kinds
        else st.sampled_from(_MANY).map(lambda k: [k])
    )
    when: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        names = draw(
            st.lists(
                st.sampled_from(sorted(KINDS[kind].attributes)), min_size=1, max_size=2, unique=True
            )
        )
        when[kind] = {
            name: draw(terms(kind, name)) for name in names if len(domain(kind, name)) > 1
        }
    return when


def rule_with(number: int, when: dict[str, Any], family: str = "SRC") -> Rule:
    """A rule of which only the conditions matter."""
    return rule_of(
        {
            "id": f"{family}{number:03}",
            "slug": "slug",
            "title": "title",
            "severity": "warning",
            "evidence": "docs",
            "when": when,
            "message": "message",
            "fix": "fix",
            "source": "source",
        },
        "a rule",
    )


@st.composite
def rules(draw: st.DrawFn) -> list[Rule]:
    """A book of up to a dozen rules."""
    return [
        rule_with(number, when, draw(st.sampled_from(_FAMILIES)))
        for number, when in enumerate(draw(st.lists(whens(), min_size=1, max_size=12)))
    ]


def _fact(kind: Kind) -> st.SearchStrategy[Fact]:
    says = {
        name: st.sampled_from([*domain(kind.name, name), Unknown((f"{kind.name} {name}",))])
        for name in kind.attributes
    }
    return st.fixed_dictionaries(says).map(lambda said: Fact.of(kind.name, Statement(said)))


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Everything there is to say, any of it unknown, with up to four items of each kind."""
    one = [draw(_fact(KINDS[kind])) for kind in _ONE]
    items = {kind: tuple(draw(st.lists(_fact(KINDS[kind]), max_size=4))) for kind in _MANY}
    return Facts(
        {k: v for fact in one for k, v in fact.values.items()},
        {k: v for fact in one for k, v in fact.unknown.items()},
        {},
        items,
    )
