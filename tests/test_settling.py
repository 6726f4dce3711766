"""What would settle most, against what trying all lists of properties says."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from policyguard.render.text import render_text
from policyguard.report import Certainty, Evidence, Finding, Report, RequestId, Severity, Verdict
from policyguard.settling import settling

PROPERTIES = tuple("abcdef")
open_sets = st.lists(
    st.lists(st.sampled_from(PROPERTIES), min_size=1, max_size=3, unique=True), max_size=8
)


def report_of(unknowns: list[list[str]]) -> Report:
    findings = tuple(
        Finding(
            rule=f"NAM{number:03}",
            severity=Severity.WARNING,
            certainty=Certainty.POSSIBLE,
            evidence=Evidence.DOCS,
            message="not known",
            unknown=tuple(unknown),
        )
        for number, unknown in enumerate(unknowns)
    )
    verdict = Verdict.UNDETERMINED if findings else Verdict.PASS
    return Report(
        request=RequestId(release="8.0.2.0"), verdict=verdict, findings=findings, engine="x"
    )


def settled_by(known: set[str], unknowns: list[list[str]]) -> int:
    return sum(known.issuperset(unknown) for unknown in unknowns)


@given(unknowns=open_sets)
def test_each_step_settles_as_many_more_as_it_says_and_all_of_them_everything(
    unknowns: list[list[str]],
) -> None:
    known: set[str] = set()
    for step in settling(report_of(unknowns)):
        before = settled_by(known, unknowns)
        assert known.isdisjoint(step.unknown)
        known |= {*step.unknown}
        assert step.settles == settled_by(known, unknowns) - before > 0
        assert len(step.rules) == step.settles
    assert settled_by(known, unknowns) == len(unknowns)


@given(unknowns=open_sets, most=st.integers(0, 3))
def test_the_first_few_are_the_first_of_all_and_say_what_they_leave(
    unknowns: list[list[str]], most: int
) -> None:
    steps = settling(report_of(unknowns))
    assert settling(report_of(unknowns), most) == steps[:most]
    for number, step in enumerate(steps, 1):
        assert step.left == sum(later.settles for later in steps[number:])


@given(unknowns=open_sets)
def test_no_property_alone_settles_more_than_the_first_step_does_for_each(
    unknowns: list[list[str]],
) -> None:
    steps = settling(report_of(unknowns))
    if steps:
        best = max(settled_by({one}, unknowns) for one in PROPERTIES)
        assert steps[0].settles / len(steps[0].unknown) >= best
        pairs = max(settled_by({*pair}, unknowns) for pair in combinations(PROPERTIES, 2))
        assert steps[0].settles / len(steps[0].unknown) >= pairs / 2


def test_what_settles_most_stands_first_and_a_pair_that_settles_more_before_one_alone() -> None:
    steps = settling(report_of([["a"], ["b", "c"], ["c", "b"], ["b", "c"], ["a"], ["d"]]))
    assert [(step.unknown, step.settles) for step in steps] == [
        (("a",), 2),
        (("b", "c"), 3),
        (("d",), 1),
    ]


def test_nothing_open_nothing_to_settle() -> None:
    assert settling(report_of([])) == ()


def test_the_report_closes_with_it() -> None:
    report = report_of([["VirtualMachine/vm-12:config.template"]] * 7)
    told = render_text([report])
    assert "    `VirtualMachine/vm-12: config.template` would settle 7 (NAM000" in told
