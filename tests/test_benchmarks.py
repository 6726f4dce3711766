"""The benchmarks measure what they say: equal answers, and every row is printed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from benchmarks import requests, samples, shapes, timing, vcenter
from benchmarks.__main__ import _QUICK, _SECTIONS, BOUNDS, main
from benchmarks.checks import engines
from benchmarks.growth import DIMENSIONS, Dimension, case_of
from benchmarks.guards import request_of
from benchmarks.timing import Comparison, Result, measure
from policyguard import Guard, Inventory, Report, Status, Verdict
from policyguard.schema import DEFAULT_RELEASE, Problem, errors_of, schema_of

BODY = samples.read_reference()[1]["body"]


def test_the_tree_and_the_plain_shape_accept_and_refuse_the_same() -> None:
    usual = shapes.usual(schema_of(DEFAULT_RELEASE))
    tree = jsonschema_rs.Draft202012Validator(usual)
    plain = jsonschema_rs.Draft202012Validator(shapes.plain(usual))
    bodies = [BODY, *samples.mutations(BODY)]
    verdicts = [tree.is_valid(body) for body in bodies]
    assert verdicts == [plain.is_valid(body) for body in bodies]
    assert min(verdicts.count(True), verdicts.count(False)) > 50
    assert len(verdicts) > 400


def test_the_plain_shape_has_no_tree_left_where_a_type_is_chosen() -> None:
    definitions = shapes.plain(shapes.usual(schema_of(DEFAULT_RELEASE)))["$defs"]
    chosen = {name: each for name, each in definitions.items() if name.startswith("any.") and each}
    assert len(chosen) > 40
    for name, definition in chosen.items():
        names = definitions[f"name.{name[4:]}"]["properties"]["_typeName"]["enum"]
        first, *branches = definition["allOf"]
        assert first == {"$ref": f"#/$defs/name.{name[4:]}"}
        assert [b["if"]["properties"]["_typeName"]["const"] for b in branches] == names


def test_the_samples_are_what_they_are_measured_as() -> None:
    assert errors_of(BODY, DEFAULT_RELEASE) == ()
    request = samples.with_mistakes({"body": BODY})
    errors = errors_of(request["body"], DEFAULT_RELEASE)
    assert sum(error.problem is Problem.UNKNOWN_PROPERTY for error in errors) >= 500
    assert len(errors) >= samples.MISTAKES


@pytest.mark.nightly
def test_one_round_prints_each_comparison_with_its_ratio_and_its_goal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["1", "schema", *_QUICK]) in (0, 1)
    head, *rows = [line for line in capsys.readouterr().out.splitlines() if line]
    assert " ".join(head.split()) == "what median µs against median µs ratio goal met bound"
    of_schema, *quick = (list(_SECTIONS[name](tmp_path)) for name in ("schema", *_QUICK))
    assert len(of_schema) == 9
    assert len(quick[0]) == 7 + 5 * (len(list(engines())) - 1)
    expected: list[Comparison | str] = ["schema", *of_schema]
    for name, found in zip(_QUICK, quick, strict=True):
        expected += [name, *found]
    for line, each in zip(rows, expected, strict=False):
        assert line == each if isinstance(each, str) else _is_row(line, each)
    assert {each.what for found in quick for each in found if isinstance(each, Comparison)} >= set(
        BOUNDS
    ) - {name for name in BOUNDS if name.startswith("durable")}


def _is_row(line: str, comparison: Comparison) -> bool:
    numbers = r" +[\d,.]+ +"
    goal = r"[≥≤] [\d.]+ +(yes|no)" if comparison.at_least or comparison.at_most else ""
    bound = f"{BOUNDS[comparison.what]:g}" if comparison.what in BOUNDS else ""
    what, against, beside = map(re.escape, (comparison.what, comparison.against, comparison.beside))
    form = f"{what}{numbers}{against}{numbers}[\\d.e+]+ *{goal} *{bound} *{beside}"
    return bool(re.fullmatch(form, line))


@pytest.mark.parametrize("dimension", DIMENSIONS, ids=lambda each: each.what)
def test_what_grows_is_read_and_judged_like_the_little_that_it_is_compared_with(
    dimension: Dimension,
) -> None:
    few, many = (case_of(dimension, number) for number in (dimension.few, dimension.many))
    verdicts = set()
    for case in (few, many):
        content = json.dumps(case.request).encode()
        guard = Guard(case.inventory, vcenter.PRINCIPAL, engine="portable")
        report = guard.check(request_of(content))
        assert not report.nobody_named
        assert "REQ001" not in {finding.rule for finding in report.findings}
        verdicts.add(report.verdict)
    assert len(verdicts) == 1
    assert json.dumps([few.request, few.inventory]) != json.dumps([many.request, many.inventory])


def test_the_quick_run_fails_where_a_bound_is_exceeded_each_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    slow = Comparison("slow", "list", (lambda: sorted(range(9_999)), list))
    monkeypatch.setattr("benchmarks.__main__._SECTIONS", {"check": lambda _: iter([slow])})
    for bound, status in ((1e9, 0), (1e-9, 1)):
        monkeypatch.setattr("benchmarks.__main__.BOUNDS", {"slow": bound})
        assert main(["--quick", "1", "check"]) == status
        assert ("beyond their bounds: slow" in capsys.readouterr().out) == bool(status)


@pytest.mark.parametrize(
    "arguments", [["x"], ["1", "2"], ["-1"], ["1", "schema", "x"], ["check", "1"]]
)
def test_anything_but_a_number_of_rounds_and_sections_is_a_usage_error(
    arguments: list[str],
) -> None:
    assert main(arguments) == 2


def test_both_are_called_in_turns_each_once_before_it_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timing, "_TURN_SECONDS", 0)
    called: list[str] = []
    actions = (lambda: called.append("a"), lambda: called.append("b"))
    measured = measure(Comparison("a", "b", actions, weight=2), rounds=6)
    assert "".join(called) == "aabb" * 4
    assert measured.ratio > 0
    assert min(measured.micros) > 0


def test_what_is_made_for_a_call_is_made_before_the_clock_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    happened: list[str] = []

    def make() -> timing.Action:
        happened.append("make")
        return lambda: happened.append("call")

    def clock() -> float:
        happened.append("clock")
        return float(len(happened))

    monkeypatch.setattr(timing, "_clock", clock)
    assert timing._seconds(timing.Fresh(make), 2) == 1.5
    assert happened == ["make", "make", "clock", "call", "call", "clock"]


@pytest.mark.parametrize(
    ("least", "most", "met"),
    [
        (None, None, None),
        (2.5, None, True),
        (3.1, None, False),
        (None, 3, True),
        (None, 2.9, False),
        (2, 4, True),
    ],
)
def test_a_goal_is_met_on_its_side_of_the_ratio(
    least: float | None, most: float | None, met: bool | None
) -> None:
    comparison = Comparison("a", "b", (list, list), at_least=least, at_most=most)
    assert Result(comparison, (3.0, 1.0), 3.0).met is met


def _reports(contents: Iterator[bytes], principal: str, *, spoilt: bool) -> list[Report]:
    guard = Guard(Inventory.load(vcenter.inventory(spoilt=spoilt)), principal, engine="portable")
    return [guard.check(request_of(one)) for one in islice(contents, requests.HOW_MANY_PLACES)]


@pytest.mark.parametrize("contents", [requests.variants, requests.strangers])
def test_what_is_checked_passes_with_everything_known_and_granted(
    contents: Callable[[], Iterator[bytes]],
) -> None:
    reports = _reports(contents(), vcenter.PRINCIPAL, spoilt=False)
    granted = {tuple((one.privilege, one.entity) for one in each.requirements) for each in reports}
    assert len(granted) == 4 * 2 * 2 * 2, "each folder, pool, datastore and host is asked about"
    for report in reports:
        assert report.verdict is Verdict.PASS
        assert not any(finding.unknown for finding in report.findings)
        assert len(report.requirements) == 22
        assert {one.status for one in report.requirements} == {Status.GRANTED}


def test_what_fails_has_at_least_five_faults_wherever_it_goes() -> None:
    for report in _reports(requests.variants(), vcenter.TRAINEE, spoilt=True):
        assert report.verdict is Verdict.FAIL
        assert len(report.faults) == 8
        assert not any(finding.unknown for finding in report.findings)


def test_no_request_is_ever_made_twice() -> None:
    made = [json.loads(one)["body"] for one in islice(requests.variants(), 3000)]
    assert len({json.dumps(one) for one in made}) == len(made)
    for path in (("name",), ("spec", "config", "annotation"), ("spec", "customization")):
        assert len({json.dumps(_at(one, *path)) for one in made}) == len(made)
    usual = {json.dumps(one["spec"]["config"]["memoryMB"]) for one in made}
    new = [json.loads(one)["body"] for one in islice(requests.strangers(), 3000)]
    assert len(usual) == 1
    assert len({one["spec"]["config"]["memoryMB"] for one in new}) == len(new)
    assert all(not errors_of(one, DEFAULT_RELEASE) for one in (*made[-10:], *new[-10:]))


def _at(body: Any, *path: str) -> Any:
    for step in path:
        body = body[step]
    return body
