"""Laws of the schema stage, against the type information and against plain jsonschema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from policyguard import document
from policyguard.schema import Problem, SchemaError, errors_of, schema_of
from tests.property.clone_requests import (
    RELEASE,
    TYPES,
    Steps,
    Writer,
    at,
    places,
    random_of,
    reachable,
    replaced,
    spoilt,
    without,
)
from tools.typeinfo import Property

SEEDS = st.integers(0, 2**40)
# The oldest, the one of the API page, and the newest that differs.
SOME_RELEASES = st.sampled_from(("7.0.3.0", RELEASE, "9.1.0.0"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
ANYTHING = st.recursive(
    st.none() | st.text(st.characters()) | st.binary() | st.integers() | st.floats() | st.dates(),
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner)
        | st.dictionaries(st.text(st.characters()) | st.integers() | st.none(), inner)
    ),
)


@cache
def reference(release: str) -> Draft202012Validator:
    return Draft202012Validator(dict(schema_of(release)))


@given(SEEDS, SOME_RELEASES)
@settings(max_examples=4 * settings().max_examples)
def test_every_request_that_keeps_the_type_information_is_accepted(seed: int, release: str) -> None:
    body = Writer(random_of(seed), release).body()
    assert errors_of(body, release) == ()
    assert document.read(json.dumps(body).encode(), "request.json")[0].data == body


def options(values: list[Any], release: str = RELEASE) -> Any:
    """A body with any values, each as that of an option."""
    entries = [{"_typeName": "OptionValue", "key": "a", "value": value} for value in values]
    body = Writer(random_of(1), release).body()
    body["spec"]["config"] = {"_typeName": "VirtualMachineConfigSpec", "extraConfig": entries}
    return body


@pytest.mark.parametrize("release", ["7.0.3.0", RELEASE, "9.1.0.0"])
@pytest.mark.parametrize("whole", [False, True])
def test_every_data_object_that_a_request_can_hold_is_accepted_where_any_value_is(
    release: str, whole: bool
) -> None:
    names, writer = reachable(release), Writer(random_of(0), release)
    assert len(names) > 1500
    values = [writer.instance(name, 4, whole=whole) for name in names]
    assert errors_of(options(values, release), release) == ()


@pytest.mark.parametrize("name", [None, "§"])
def test_wherever_one_of_several_types_may_stand_one_error_names_them(name: str | None) -> None:
    """Places of a fault or an event, and of what they hold, are like those of any other type."""
    writer, several = Writer(random_of(0)), list(places_of_several_types())
    assert len(several) > 1000
    untyped = {} if name is None else {"_typeName": name}
    problem = Problem.TYPE_NAME_MISSING if name is None else Problem.TYPE_NAME_WRONG
    for start in range(0, len(several), 200):
        some = several[start : start + 200]
        values = [
            {**writer.instance(type_, 9), p.name: [untyped] if p.many else untyped}
            for type_, p in some
        ]
        errors = errors_of(options(values), RELEASE)
        assert [(e.problem, e.pointer) for e in errors] == [
            (problem, f"/spec/config/extraConfig/{n}/value/{p.name}{'/0' * p.many}/_typeName")
            for n, (_, p) in enumerate(some)
        ]
        for error, (_, p) in zip(errors, some, strict=True):
            named = re.findall("`([A-Za-z0-9]+)`", error.message.rpartition(" may be ")[2])
            assert p.type == "Any" or set(named) <= set(TYPES.subtypes(p.type))
            assert named or p.type == "Any"


def places_of_several_types() -> Iterator[tuple[str, Property]]:
    for type_ in reachable(RELEASE):
        for property_ in TYPES.properties(type_):
            declared = property_.type
            if declared == "Any" or (len(TYPES.subtypes(declared)) > 1 and declared in TYPES.data):
                yield type_, property_


@given(SEEDS, SOME_RELEASES, st.integers(0, 4))
@settings(max_examples=4 * settings().max_examples)
def test_both_validators_accept_and_refuse_the_same(seed: int, release: str, times: int) -> None:
    random = random_of(seed)
    body = Writer(random, release).body()
    for _ in range(times):
        body = spoilt(body, random)
    errors = errors_of(body, release)
    found = {tuple(error.absolute_path) for error in reference(release).iter_errors(body)}
    assert (errors == ()) == (found == set())
    assert all(_path(body, error) in found for error in errors)
    assert len(set(errors)) == len(errors)


def _path(body: Any, error: SchemaError) -> Steps:
    """Where jsonschema sees it: a member too many or too few is the object's error there."""
    steps = _steps(body, error.pointer)
    member = (Problem.MISSING, Problem.UNKNOWN_PROPERTY, *_NAMELESS)
    is_newer = error.problem is Problem.NEWER and steps[-1] != "_typeName"
    return steps[:-1] if error.problem in member or is_newer else steps


_NAMELESS = (Problem.TYPE_NAME_MISSING, Problem.TYPE_NAME_ADVISED)


def _steps(body: Any, pointer: str) -> Steps:
    steps: list[str | int] = []
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        step = int(name) if isinstance(body, list) else name
        steps.append(step)
        body = body.get(name) if isinstance(body, dict) else body[step]
    return tuple(steps)


@given(SEEDS)
def test_errors_come_in_the_order_in_which_the_body_reads(seed: int) -> None:
    random = random_of(seed)
    body = Writer(random).body()
    for _ in range(4):
        body = spoilt(body, random)
    order = {steps: n for n, (steps, _) in enumerate(places(body))}
    errors = errors_of(body, RELEASE)
    positions = [order.get(s, order.get(s[:-1])) for s in (_steps(body, e.pointer) for e in errors)]
    assert None not in positions
    assert positions == sorted(positions, key=lambda position: position or 0)


@given(SEEDS)
def test_one_mistake_is_one_error_where_it_is(seed: int) -> None:
    random = random_of(seed)
    body = Writer(random).body()
    objects = [s for s, value in places(body) if isinstance(value, dict) and "_typeName" in value]
    steps = random.choice(objects)
    mistakes: tuple[tuple[set[Problem], Any, Steps], ...] = (
        ({Problem.UNKNOWN_PROPERTY}, replaced(body, (*steps, "§"), 1), (*steps, "§")),
        (set(_NAMELESS), without(body, (*steps, "_typeName")), (*steps, "_typeName")),
        (
            {Problem.TYPE_NAME_WRONG},
            replaced(body, (*steps, "_typeName"), "§"),
            (*steps, "_typeName"),
        ),
        ({Problem.TYPE}, replaced(body, steps, "§"), steps),
        ({Problem.TYPE}, replaced(body, steps, [at(body, steps)]), steps),
    )
    for problems, wrong, place in mistakes:
        (error,) = errors_of(wrong, RELEASE)
        assert error.problem in problems
        assert _steps(wrong, error.pointer) == place


@given(JSON | ANYTHING)
def test_any_value_is_no_request_and_says_so_without_raising(body: Any) -> None:
    errors = errors_of(body, RELEASE)
    assert errors
    for error in errors:
        assert "\n" not in error.message
        assert f"{error.pointer}{error.message}{error.property}".encode()


@given(SEEDS, JSON | ANYTHING)
def test_any_value_anywhere_in_a_request_raises_nothing(seed: int, value: Any) -> None:
    random = random_of(seed)
    body = Writer(random).body()
    steps, _ = random.choice(list(places(body)))
    errors_of(replaced(body, steps, value), RELEASE)


@given(SEEDS)
def test_the_same_body_gives_the_same_errors_and_stays_as_it_is(seed: int) -> None:
    first, second = (spoilt(Writer(random_of(seed)).body(), random_of(seed)) for _ in range(2))
    assert errors_of(first, RELEASE) == errors_of(second, RELEASE)
    assert list(places(first)) == list(places(second))
