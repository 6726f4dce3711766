"""Any request before any inventory gives a report, and the report predicts what can be."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyguard import Guard, Report, faults
from policyguard.errors import InputError
from policyguard.request import CloneRequest
from policyguard.rules import Rule, builtin_rules
from tests.property.clone_requests import random_of
from tests.property.mixtures import Data, mixture

seeds = st.integers(0, 2**32)

# What CloneVM_Task does not declare though it is no RuntimeFault: it can only come in the task.
UNDECLARED = frozenset(
    (
        "ConcurrentAccess",
        "DuplicateName",
        "InvalidName",
        "LimitExceeded",
        "NoCompatibleHost",
        "OutOfBounds",
    )
)


def can_be_raised(fault: str) -> bool:
    """CloneVM_Task declares it or what it derives from, any method may raise it, or a task."""
    allowed = (*faults.declared(), "RuntimeFault", *UNDECLARED)
    return any(faults.is_a(fault, each) for each in allowed)


def report_on(request: CloneRequest, inventory: Data) -> Report | None:
    """None if the inventory is refused."""
    try:
        guard = Guard(inventory, "LAB\\alice", engine="portable")
    except InputError:
        return None
    return guard.check(request)


@given(seed=seeds)
def test_any_request_and_any_inventory_give_a_report_of_faults_that_can_be_raised(
    seed: int,
) -> None:
    report = report_on(*mixture(random_of(seed)))
    if report is None:
        return
    assert Report.model_validate_json(report.model_dump_json()) == report
    for fault in report.faults:
        assert can_be_raised(fault.type_name)
        known = faults.properties(fault.type_name).keys()
        assert (fault.model_extra or {}).keys() <= known


@pytest.mark.parametrize("rule", [r for r in builtin_rules() if r.predicts], ids=lambda r: r.id)
def test_a_rule_predicts_a_fault_that_can_be_raised(rule: Rule) -> None:
    assert rule.predicts is not None
    assert can_be_raised(rule.predicts)


# Lists of a request or an inventory whose order says nothing but which is first.
_LISTS = frozenset(("disk", "config.hardware.device", "datastore", "network"))


@given(seed=seeds)
def test_permuting_disks_and_adapters_permutes_findings_only(seed: int) -> None:
    random = random_of(seed)
    request, inventory = mixture(random)
    turned = replace(request, body=shuffled(request.body, random))
    one = report_on(request, inventory)
    other = report_on(turned, shuffled(inventory, random))
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert told(one) == told(other)
        assert one.verdict is other.verdict


def shuffled(value: Any, random: Random, key: str = "") -> Any:
    """A copy, the items of each list of disks, devices, datastores or networks in any order."""
    if isinstance(value, dict):
        return {name: shuffled(member, random, name) for name, member in value.items()}
    if isinstance(value, list):
        items = [shuffled(item, random) for item in value]
        if key in _LISTS and not repeats(items):
            random.shuffle(items)
        return items
    return value


def repeats(items: list[Any]) -> bool:
    """Whether two devices have one key, or two locators one disk: then their order matters."""
    named = [i.get("key", i.get("diskId")) for i in items if isinstance(i, dict)]
    return len({repr(one) for one in named}) < len(named)


def told(report: Report) -> Counter[tuple[str, str, str, str]]:
    """What a report says, positions in lists apart."""
    return Counter(_told(report))


def _told(report: Report) -> Iterator[tuple[str, str, str, str]]:
    for one in report.findings:
        fault = {k: v for k, v in (one.fault or {}).items() if not k.endswith("Index")}
        said = json.dumps([fault, sorted(map(_without_index, one.unknown))], sort_keys=True)
        yield one.rule, one.severity, _without_index(one.pointer), _without_index(said)


def _without_index(text: str) -> str:
    return re.sub(r"(?<=[/\[])\d+(?=[/\]]|$)", "#", text)
