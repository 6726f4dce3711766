"""Every wrong request of the corpus gives the one finding that it must, word for word."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import pytest
import yaml

from policyguard import Guard
from policyguard.report import Finding, Severity
from policyguard.schema import DEFAULT_RELEASE, errors_of
from tests.edited_bodies import BODY, DATA, edited

WRONG = yaml.safe_load((DATA / "wrong_bodies.yaml").read_text())
INVALID_REQUEST = {"_typeName": "InvalidRequest"}

each_case = pytest.mark.parametrize(
    "case", WRONG, ids=lambda case: f"{case['rule']}: {case['message']}"
)


@cache
def guard() -> Guard:
    return Guard()


def definite(body: Any, release: str) -> list[Finding]:
    report = guard().check({"moId": "vm-1042", "release": release, "body": body})
    wrong = (finding for finding in report.findings if finding.severity is not Severity.NOTE)
    return [finding for finding in wrong if not finding.unknown]


@pytest.mark.parametrize(
    "release", sorted({DEFAULT_RELEASE, *(c.get("release") for c in WRONG)} - {None})
)
def test_of_the_reference_request_nothing_definite_is_wrong(release: str) -> None:
    assert definite(BODY, release) == []


@each_case
def test_one_mistake_is_one_finding_with_its_rule_its_place_its_words_and_its_fault(
    case: dict[str, Any],
) -> None:
    body, place = edited(case)
    found = definite(body, case.get("release", DEFAULT_RELEASE))
    also = [case["also"]] if isinstance(case.get("also"), str) else case.get("also", [])
    said = [f for f in found if f.rule not in also]
    assert [(f.rule, f.pointer, f.message, f.fault) for f in said] == [
        (
            case["rule"],
            case.get("pointer", place),
            case["message"],
            case.get("fault", INVALID_REQUEST),
        )
    ]
    assert {f.rule for f in found} == {case["rule"], *also}


@each_case
def test_a_mistake_in_the_schema_names_the_property_concerned(case: dict[str, Any]) -> None:
    body, place = edited(case)
    errors = errors_of(body, case.get("release", DEFAULT_RELEASE))
    expected = case.get("property", case.get("pointer", place)[1:].replace("/", "."))
    assert [e.property for e in errors] == [expected] * case["rule"].startswith("REQ")


def test_the_corpus_is_large_and_has_no_case_twice() -> None:
    assert len(WRONG) >= 120
    cases = Counter(repr([edited(case), case.get("release")]) for case in WRONG)
    assert [case for case, times in cases.items() if times > 1] == []
