"""What users reported, found in their requests before they are sent.

The cases are written from the reports, not from the rules: they are the test of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from policyguard import Fault, Finding, Guard, Report, Verdict
from policyguard.conditions import ids
from policyguard.faults import exists, is_a
from policyguard.rules import builtin_rules
from policyguard.schema import errors_of
from tests.case_kit import NAMES, Case, case

# Reports whose fault is not predicted, and why.
UNPREDICTED = {
    "pyvmomi-458": (
        "the fault is foreseen, its place is not: the server blames the host it picks,"
        " the rules blame the folder and the datastore, which are not of the pool's datacenter"
    ),
}
MOST_UNPREDICTED = 5

COVERS = {rule.id: rule.covers for rule in builtin_rules()}
PREDICTED = [name for name in NAMES if name not in UNPREDICTED]
MENDED = [name for name in PREDICTED if case(name).fixed]


@cache
def report(name: str) -> Report:
    return checked(case(name))


def checked(of: Case) -> Report:
    return Guard(of.inventory, of.principal).check(of.request)


def predicted(of: Case, said: Report) -> tuple[Fault, ...]:
    """The predicted faults that are the one seen, or above or below it."""
    return tuple(fault for fault in said.faults if related(fault.type_name, of.seen.fault))


def related(one: str, other: str) -> bool:
    return is_a(one, other) or is_a(other, one)


def reasons(of: Case, said: Report) -> Iterator[Finding]:
    """The definite findings behind the fault seen."""
    for finding in said.findings:
        name = None if finding.fault is None else finding.fault["_typeName"]
        if name is not None and not finding.unknown and related(name, of.seen.fault):
            yield finding


def there(of: Case, finding: Finding) -> bool:
    """Whether a finding names the place where the fault was seen."""
    said = (finding.fault or {}).get("invalidProperty")
    if said is not None and said == of.seen.property:
        return True
    pointer = of.seen.pointer()
    return pointer is not None and (
        finding.pointer == pointer or finding.pointer.startswith(f"{pointer}/")
    )


def right(of: Case, said: Report) -> tuple[Finding, ...]:
    """The findings that foresee what was seen, where it was seen, for the reason it was."""
    placed = [f for f in reasons(of, said) if of.seen.pointer() is None or there(of, f)]
    covered = {id_ for covers in COVERS.values() for id_ in covers}
    if covered.isdisjoint(of.conditions):
        return tuple(placed)
    return tuple(f for f in placed if not set(COVERS[f.rule]).isdisjoint(of.conditions))


def test_there_are_at_least_fifty_reports_and_each_is_one_file() -> None:
    reports = [case(name).report for name in NAMES]
    assert len(set(reports)) == len(reports) >= 50
    for name in NAMES:
        project, number = case(name).report.rsplit("/", 1)[-1].split("#")
        assert name == f"{project}-{number}"


@pytest.mark.parametrize("name", NAMES)
def test_a_case_is_whole(name: str) -> None:
    one = case(name)
    assert one.about.strip()
    assert one.seen.certain.strip()
    assert exists(one.seen.fault)
    assert one.conditions
    assert set(one.conditions) <= set(ids())
    assert set(one.request) == {"moId", "release", "body"}


@pytest.mark.parametrize("name", NAMES)
def test_a_request_is_as_the_schema_wants_it_unless_that_is_what_is_reported(name: str) -> None:
    one = case(name)
    errors = errors_of(one.request["body"], one.request["release"])
    assert bool(errors) is one.malformed, errors


@pytest.mark.parametrize("name", PREDICTED)
def test_what_was_seen_is_foreseen(name: str) -> None:
    one = case(name)
    said = report(name)
    assert predicted(one, said), [str(fault) for fault in said.faults]


@pytest.mark.parametrize("name", PREDICTED)
def test_it_is_foreseen_where_it_was_seen_and_for_the_reason_it_was(name: str) -> None:
    one = case(name)
    said = report(name)
    assert right(one, said), [(f.rule, f.pointer, f.fault) for f in reasons(one, said)]


@pytest.mark.parametrize("name", [name for name in PREDICTED if case(name).seen.missing])
def test_a_denial_names_what_is_missing(name: str) -> None:
    (fault,) = predicted(case(name), report(name))
    missing = {
        f"{part['entity']['type']}/{part['entity']['value']}": part["privilegeIds"]
        for part in (fault.model_extra or {})["missingPrivileges"]
    }
    for privilege, entity in (case(name).seen.missing or {}).items():
        # Any role but NoAccess holds it, so it is missing wherever anything is.
        assert privilege in (*missing[entity], "System.View")


@pytest.mark.parametrize("name", MENDED)
def test_with_what_was_wrong_put_right_it_is_not_foreseen(name: str) -> None:
    mended = case(name).mended()
    assert errors_of(mended.request["body"], mended.request["release"]) == ()
    said = checked(mended)
    assert not predicted(mended, said), [(f.rule, f.pointer) for f in reasons(mended, said)]
    assert said.verdict is not Verdict.FAIL, [(f.rule, f.message) for f in said.findings]


def test_nearly_all_are_foreseen() -> None:
    assert len(UNPREDICTED) <= MOST_UNPREDICTED
    assert set(UNPREDICTED) <= set(NAMES)
    assert all(UNPREDICTED.values())


@pytest.mark.parametrize("name", UNPREDICTED)
def test_what_is_said_not_to_be_foreseen_is_not(name: str) -> None:
    assert right(case(name), report(name)) == ()
