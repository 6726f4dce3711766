"""The privilege matrix, enumerated: every request cell, with every way to lack a privilege.

A cell is one request before the vCenter of `privilege_lab`; what must come out of it is
`oracles.requirements`, for a principal who holds all, one who holds none, and for each
requirement one who lacks just that. What a cell needs is found once; who holds none also
sends the request, through guards of their own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import islice, product
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from policyguard import Evidence, Finding, Guard, Report, Requirement, Verdict
from policyguard.authorization import Principal
from policyguard.report import judged
from policyguard.requirements import merged
from tests.oracles.requirements import Cell, Crypto, Kind, Maybe, Need, needs_of, told
from tests.privilege_lab import ALL, LAB, LAYOUTS, NONE, inventory, principals, request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SOURCES = ("vm", "template", "unknown")
DESTINATIONS: tuple[Kind, ...] = ("vm", "template")
ENCRYPTED: tuple[Maybe, ...] = ("no", "yes", "unknown")
HOSTS = ("absent", "safe", "not-safe", "unknown")

Pair = tuple[str, str | None]


def group(evidence: Evidence) -> str:
    return "page" if evidence is Evidence.API_PAGE else "other"


def required(requirement: Requirement) -> tuple[Need, str]:
    need = Need(
        requirement.privilege,
        requirement.entity,
        "page" if group(requirement.evidence) == "page" else "other",
        requirement.conditional,
    )
    return need, str(requirement.status)


def denied(fault: Mapping[str, Any]) -> list[Pair]:
    """The (privilege, entity) pairs of a NoPermission."""
    return [
        (privilege, f"{part['entity']['type']}/{part['entity']['value']}")
        for part in fault["missingPrivileges"]
        for privilege in part["privilegeIds"]
    ]


def lacks(finding: Finding) -> tuple[list[Pair], bool]:
    """What a PRV finding says is missing, and whether only perhaps."""
    return denied(finding.fault or {}), bool(finding.unknown)


class Answer(NamedTuple):
    """What is said of one principal: by a report, or by who was asked for what a request needs."""

    findings: tuple[Finding, ...]
    requirements: tuple[Requirement, ...]
    faults: tuple[dict[str, Any], ...]


def answer_of(report: Report) -> Answer:
    faults = tuple(fault.model_dump(by_alias=True) for fault in report.faults)
    return Answer(report.findings, report.requirements, faults)


def answer_for(guard: Guard, who: str, asked_for: Iterable[Any]) -> Answer:
    asker = guard.asker(Principal(who))
    asked = merged(asker.asked(*need) for need in asked_for)
    missing = [one.finding for one in asked if one.finding is not None]
    judgement = judged(missing, [one.requirement for one in asked])
    return Answer(judgement.findings, judgement.requirements, judgement.faults)


def judge(
    answer: Answer, needs: frozenset[Need], lacking: frozenset[Need], dark: str | None = None
) -> None:
    """Hold an answer against the oracle's needs and what the principal lacks of them.

    What is needed on the object that is *dark*, or that is not known, is not known to be held.
    """
    unknown = {need for need in needs if need.entity in (None, dark)}
    lacking -= unknown
    needs, lacking = told(needs, lacking), told(lacking, lacking)
    status = {need: "missing" if need in lacking else "granted" for need in needs}
    status |= dict.fromkeys(unknown & needs, "unknown")
    assert Counter(map(required, answer.requirements)) == Counter(status.items())
    found = [lacks(f) for f in answer.findings if f.rule.startswith("PRV")]
    assert sorted(found) == sorted(([(n.privilege, n.entity)], n.conditional) for n in lacking)
    faults = [fault for fault in answer.faults if fault["_typeName"] == "NoPermission"]
    definite = sorted((n.privilege, str(n.entity)) for n in lacking if not n.conditional)
    assert [sorted(denied(fault)) for fault in faults] == [definite] * bool(definite)


def dark(cell: Cell, needs: frozenset[Need], lacking: frozenset[Need]) -> str | None:
    """A source on which the principal holds nothing, and may by a pool that is not known."""
    on_source = {need for need in needs if need.entity == LAB.source}
    return LAB.source if cell.source == "unknown" and on_source <= lacking else None


def poolless(cell: Cell) -> bool:
    """A template that is to run nowhere: InvalidArgument, whoever asks (P6)."""
    return (cell.source, cell.destination, cell.pool) == ("template", "vm", "absent")


# Seven divides no dimension, so that the cells which a change asks for have all their values.
each_cell = pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.nightly)])


def cells(source: Any, destination: Any, encrypted: Any) -> Iterator[Cell]:
    rest = product(("no", "yes"), ("absent", "given"), HOSTS, LAYOUTS.values())
    for custom, pool, host, layout in rest:
        yield Cell(source, destination, encrypted, custom, pool, host, layout)  # type: ignore[arg-type]


@pytest.mark.parametrize("encrypted", ENCRYPTED)
@pytest.mark.parametrize("destination", DESTINATIONS)
@pytest.mark.parametrize("source", SOURCES)
@each_cell
def test_every_cell_requires_what_the_oracle_says_and_lacks_what_is_not_held(
    source: str, destination: str, encrypted: str, step: int
) -> None:
    checked = 0
    for cell in islice(cells(source, destination, encrypted), 0, None, step):
        needs = needs_of(cell, LAB)
        known, asked = inventory(cell, LAB, needs), request(cell)
        guard = Guard(known, permissions=False)
        asked_for = guard.needs(asked)
        for who, lacking in principals(needs).items():
            judge(answer_for(guard, who, asked_for), needs, lacking, dark(cell, needs, lacking))
            checked += 1
        assert (guard.check(asked).verdict is Verdict.FAIL) is poolless(cell)
        both = [Guard(known, NONE, engine=engine).check(asked) for engine in (None, "portable")]
        nothing = principals(needs)[NONE]
        judge(answer_of(both[0]), needs, nothing, dark(cell, needs, nothing))
        assert both[0].model_copy(update={"engine": "portable"}) == both[1]
    assert checked > 2 * (2 * 2 * 4 * 4 // step)


def test_the_matrix_is_whole() -> None:
    every = [c for dims in product(SOURCES, DESTINATIONS, ENCRYPTED) for c in cells(*dims)]
    assert len({repr(cell) for cell in every}) == 3 * 2 * 3 * 2 * 2 * 4 * 4


@pytest.mark.parametrize("first", ["safe", "not-safe", "unknown"])
@pytest.mark.parametrize("second", ["safe", "not-safe", "unknown"])
@pytest.mark.parametrize("encrypted", ENCRYPTED)
def test_one_safe_host_among_those_that_may_be_picked_is_enough(
    encrypted: Maybe, first: Crypto, second: Crypto
) -> None:
    lab = replace(LAB, pool_hosts={"HostSystem/host-21": first, "HostSystem/host-22": second})
    cell = Cell("vm", "vm", encrypted, "no", "given", "absent", LAYOUTS["home"])
    needs = needs_of(cell, lab)
    report = Guard(inventory(cell, lab, needs), ALL).check(request(cell))
    status = {need: "granted" if need.entity else "unknown" for need in needs}
    assert Counter(map(required, report.requirements)) == Counter(status.items())
    assert all(r.unknown for r in report.requirements if r.entity is None)


@pytest.mark.parametrize("state", ["prepared", "incapable", "pendingIncapable"])
@pytest.mark.parametrize("host", ["absent", "not-safe"])
def test_every_state_of_a_host_but_safe_asks_for_its_registration(host: Any, state: str) -> None:
    cell = Cell("vm", "vm", "yes", "no", "absent", host, LAYOUTS["none"])
    needs = needs_of(cell, LAB)
    for who, lacking in principals(needs).items():
        report = Guard(inventory(cell, LAB, needs, state), who).check(request(cell))
        judge(answer_of(report), needs, lacking)
