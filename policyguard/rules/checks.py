"""What a rule may say: everything it names there is, and it says all that it must.

    load → validate → facts → **rules** → report

INVARIANT: each check reads only fields whose shape is right, so that one mistake hides
none of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from string import Formatter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from policyguard import conditions, faults, privileges
from policyguard.report import Evidence, Severity
from policyguard.rules.body import BODY_DETAILS, flaws_of_body
from policyguard.rules.burden import overload
from policyguard.rules.in_file import envelopes_flaws, examples_flaws, file_name_flaws
from policyguard.rules.places import pointer_flaw, property_flaw
from policyguard.rules.rule import FAMILIES
from policyguard.rules.shape import flaws_of_shape
from policyguard.rules.suggest import unknown
from policyguard.rules.terms import flaws_of, meeting
from policyguard.rules.within import TARGETS, flaws_of_within
from policyguard.text import plain_text, shown
from policyguard.vocabulary import KINDS, domain, qualified

if TYPE_CHECKING:
    from policyguard.rules.burden import Asked
    from policyguard.rules.terms import Found

Data: TypeAlias = Mapping[str, Any]
_Check: TypeAlias = Callable[[Data], Iterator["Found"]]

# The properties of faults that name a property of the request.
_NAMING: Final = ("invalidProperty", "argumentName")
_FEWEST_WAYS: Final = 2
# The kind that first comes to mind for what a privilege is checked on.
_BINDING: Final = {**TARGETS, "object": "reference"}


def flaws_of_rule(data: Any, *, pack: bool, file: str | None = None) -> Iterator[Found]:
    """Everything that is wrong with a rule, and where in it.

    Args:
        data: Any JSON value.
        pack: The rule is an organisation's own; those stand in any folder.
        file: What it stands in, as the caller named it, with `/` between folders. A rule
            that stands in none needs no examples.
    """
    shape = list(flaws_of_shape(data))
    yield from shape
    if not isinstance(data, Mapping):
        return
    wrong = {path[0] for path, _ in shape}
    for fields, check in _checks(file, pack=pack):
        if wrong.isdisjoint(fields):
            yield from check(data)


def _checks(file: str | None, *, pack: bool) -> Iterator[tuple[tuple[str, ...], _Check]]:
    """Each check with the fields it reads."""
    yield ("id",), _pack_family if pack else _book_family
    yield ("when", "body", "within"), _when
    yield ("body", "within"), _policies if pack else _no_policies
    yield ("when", "body", "within"), _burden
    yield ("severity", "evidence", "must"), _severity
    yield ("fault",), _fault
    yield ("fault", "requires"), _requires
    yield ("requires", "when", "within"), _required_object
    yield ("covers",), _covers
    yield ("at",), _at
    yield ("message", "at", "fault", "when", "body", "within"), _placeholders
    if file is not None:
        yield ("id", "slug"), partial(file_name_flaws, file, pack=pack)
        yield ("examples", "requires"), examples_flaws
        yield ("examples", "when"), envelopes_flaws


def _book_family(rule: Data) -> Iterator[Found]:
    family = rule["id"][:-3]
    if family not in FAMILIES:
        yield ("id",), unknown("family", family, FAMILIES)


def _pack_family(rule: Data) -> Iterator[Found]:
    family = rule["id"][:-3]
    if family in FAMILIES:
        yield ("id",), f"`{family}` begins the ids of policyguard's own rules; choose other letters"


def _when(rule: Data) -> Iterator[Found]:
    when: Data = rule["when"]
    if not when and rule.get("body") is None and rule.get("within") is None:
        yield ("when",), "a rule needs at least one condition"
    for kind, terms in when.items():
        if kind not in KINDS:
            yield ("when", kind), unknown("kind of fact", kind, KINDS)
            continue
        if not terms:
            yield ("when", kind), f"`{kind}` needs at least one attribute"
        for attribute, term in terms.items():
            for path, message in _condition(kind, attribute, term):
                yield ("when", kind, attribute, *path), message
    bound = {kind: ("when", kind) for kind in when} | {
        TARGETS[target]: ("within", target)
        for target in _targets(rule)
        if TARGETS[target] not in when
    }
    many = [kind for kind in bound if kind in KINDS and KINDS[kind].many]
    for kind in many[1:]:
        yield bound[kind], f"`{many[0]}` and `{kind}` each have many facts; bind one"


def _burden(rule: Data) -> Iterator[Found]:
    if next(_when(rule), None) is not None:
        return
    asked: list[Asked] = [(("no",), ("yes", "absent")) for _ in _targets(rule)]
    asked += [(("broken",), ("kept",))] if rule.get("body") is not None else []
    for kind, terms in rule["when"].items():
        for attribute, term in terms.items():
            values = domain(kind, attribute)
            allowed = meeting(term, values)
            asked.append((allowed, {*values} - allowed))
    reason = overload(asked)
    if reason is not None:
        yield ("when",), reason


def _targets(rule: Data) -> list[str]:
    return [target for target in rule.get("within") or () if target in TARGETS]


def _no_policies(rule: Data) -> Iterator[Found]:
    for field in ("body", "within"):
        if rule.get(field) is not None:
            yield (field,), f"`{field}` is for an organisation's own rules, in packs"


def _policies(rule: Data) -> Iterator[Found]:
    for field, flaws in (("body", flaws_of_body), ("within", flaws_of_within)):
        if rule.get(field) is not None:
            yield from (((field, *path), message) for path, message in flaws(rule[field]))


def _condition(kind: str, attribute: str, term: Any) -> Iterator[Found]:
    known = KINDS[kind].attributes
    if attribute in known:
        yield from flaws_of(term, qualified(kind, attribute), domain(kind, attribute))
    else:
        yield (), unknown("attribute", attribute, known, kind)


def _severity(rule: Data) -> Iterator[Found]:
    evidence = Evidence(rule["evidence"])
    is_inference = evidence.severity is not Severity.ERROR
    if rule["severity"] == Severity.ERROR and is_inference and rule.get("must") is None:
        said = f"a rule whose evidence is `{evidence}` is no error unless it breaks a `must`"
        yield ("severity",), said


def _fault(rule: Data) -> Iterator[Found]:
    fault: Data | None = rule.get("fault")
    if fault is None:
        return
    name = fault.get("_typeName")
    if name is None:
        yield ("fault",), "a fault needs its `_typeName`"
    elif not isinstance(name, str) or not faults.exists(name):
        yield ("fault", "_typeName"), unknown("fault", plain_text(name), faults.names())
    else:
        known = faults.properties(name)
        for key in fault.keys() - known.keys() - {"_typeName"}:
            yield ("fault", key), unknown("property", key, known, name)
        for key in _NAMING:
            flaw = property_flaw(fault[key]) if isinstance(fault.get(key), str) else None
            if flaw:
                yield ("fault", key), flaw


def _requires(rule: Data) -> Iterator[Found]:
    if len((rule.get("requires") or {}).get("anyOf", (1, 2))) < _FEWEST_WAYS:
        yield ("requires", "anyOf"), "`anyOf` needs two alternatives at least"
    for path, demand in _demands(rule):
        if not privileges.exists(demand["privilege"]):
            said = unknown("privilege", demand["privilege"], privileges.names())
            yield (*path, "privilege"), said
    if rule.get("requires") is not None and rule.get("fault") is not None:
        yield ("requires",), "a rule has a `fault` or a `requires`, not both"


def _required_object(rule: Data) -> Iterator[Found]:
    """What a privilege is checked on is there once, or is one of the items the rule binds."""
    bound = {*rule["when"], *(TARGETS[target] for target in _targets(rule))}
    for path, demand in _demands(rule):
        target = demand["on"]
        if not any(
            target in kind.details for kind in KINDS.values() if not kind.many or kind.name in bound
        ):
            kind = _BINDING.get(target, target)
            said = f"a request may have many; bind the kind `{kind}` in `when`"
            yield (*path, "on"), said


def _demands(rule: Data) -> Iterator[tuple[tuple[str | int, ...], Data]]:
    """What a rule requires, each demand with its place."""
    requires: Data = rule.get("requires") or {}
    if "anyOf" in requires:
        for number, demand in enumerate(requires["anyOf"]):
            yield ("requires", "anyOf", number), demand
    elif requires:
        yield ("requires",), requires


def _covers(rule: Data) -> Iterator[Found]:
    for number, id_ in enumerate(rule.get("covers") or ()):
        if id_ not in conditions.ids():
            yield ("covers", number), unknown("condition", id_, conditions.ids())


def _at(rule: Data) -> Iterator[Found]:
    flaw = pointer_flaw(rule.get("at", ""))
    if flaw:
        yield ("at",), flaw


def _placeholders(rule: Data) -> Iterator[Found]:
    """What `message`, `at` and the fields of the fault print must be bound by a kind."""
    # An unknown kind may be meant to be any.
    kinds = {*rule["when"], *(TARGETS[target] for target in _targets(rule))}
    kinds = kinds if kinds <= KINDS.keys() else {*KINDS}
    known = {name for kind in kinds for name in KINDS[kind].details}
    known |= {*BODY_DETAILS} if rule.get("body") is not None else set()
    texts: dict[tuple[str, ...], Any] = {(key,): rule.get(key, "") for key in ("message", "at")}
    texts |= {("fault", key): value for key, value in (rule.get("fault") or {}).items()}
    for path, text in texts.items():
        if isinstance(text, str):
            yield from ((path, said) for said in _unbound(text, known))
    pointing = sorted(name for name in known if name.endswith(("place", "index")))
    for name in sorted(known.difference(pointing)):
        if f"{{{name}}}" in texts["at",]:
            yield ("at",), unknown("place or index", name, pointing)


def _unbound(text: str, known: set[str]) -> Iterator[str]:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        yield "a brace stands alone; `{{` and `}}` print one"
        return
    for _, name, form, conversion in parts:
        if name is not None and (form or conversion):
            yield f"the placeholder `{shown(name)}` is more than a name"
        elif name is not None and name not in known:
            yield unknown("placeholder", name, sorted(known))
