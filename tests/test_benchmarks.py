"""The benchmarks measure what they say: equal answers, and every row is printed."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema_rs
import pytest

from benchmarks import samples, shapes, timing
from benchmarks.__main__ import main
from benchmarks.comparisons import comparisons
from benchmarks.timing import Comparison, Result, measure
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


def test_one_round_prints_each_comparison_with_its_ratio_and_its_goal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["1"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert " ".join(head.split()) == "what median µs against median µs ratio goal met"
    expected = list(comparisons(tmp_path))
    assert len(rows) == len(expected) == 9
    for line, comparison in zip(rows, expected, strict=True):
        numbers = r" +[\d,.]+ "
        assert re.match(re.escape(comparison.what) + numbers + re.escape(comparison.against), line)
        has_goal = comparison.at_least or comparison.at_most
        assert bool(re.search(r" [≥≤] [\d.]+ +(yes|no)$", line)) == bool(has_goal)


@pytest.mark.parametrize("arguments", [["x"], ["1", "2"], ["-1"]])
def test_anything_but_a_number_of_rounds_is_a_usage_error(arguments: list[str]) -> None:
    assert main(arguments) == 2


def test_both_are_called_in_turns_after_the_calls_that_find_out_how_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timing, "_TURN_SECONDS", 0)
    called: list[str] = []
    actions = (lambda: called.append("a"), lambda: called.append("b"))
    measured = measure(Comparison("a", "b", actions, weight=2), rounds=6)
    assert "".join(called) == "aabb" + "ab" * 3
    assert measured.ratio > 0
    assert min(measured.micros) > 0


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
