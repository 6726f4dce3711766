"""How a rule is read: checked against the vocabulary, the faults and the privileges."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from pydantic import ValidationError

from policyguard import faults
from policyguard.errors import InvalidRule
from policyguard.report import Severity
from policyguard.rules.rule import FAMILIES, Rule, placeholders
from policyguard.rules.suggest import unknown
from policyguard.vocabulary import KINDS


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


def _check(rule: Rule) -> None:
    if rule.family not in FAMILIES:
        raise InvalidRule(f"id: {unknown('family', rule.family, FAMILIES)}")
    for kind in rule.when:
        if kind not in KINDS:
            raise InvalidRule(f"when: {unknown('kind of fact', kind, KINDS)}")
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
        given = rule.requires.privilege
        raise InvalidRule(f"requires: {unknown('privilege', given, _privileges())}")
    _check_placeholders(rule)


def _check_fault(fault: Mapping[str, Any] | None) -> None:
    if fault is None:
        return
    name = fault.get("_typeName")
    if not isinstance(name, str) or not faults.exists(name):
        raise InvalidRule(f"fault: {unknown('fault', str(name), faults.names())}")
    known = faults.properties(name)
    for key in fault:
        if key != "_typeName" and key not in known:
            raise InvalidRule(f"fault: {unknown(f'property of {name}', key, known)}")


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
            raise InvalidRule(f"{unknown('placeholder', name, known)}")
