"""What a whole check costs, from bytes to a `Report`, against reading and validating alone.

Every request is one that the guard has not seen. How much of it is new is told apart: usual
requests are for new clones in places seen before; strangers differ in their configuration too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any, Final

import jsonschema_rs

from benchmarks import shapes, vcenter
from benchmarks.guards import request_of
from benchmarks.requests import HOW_MANY_PLACES, strangers, variants
from benchmarks.timing import Comparison, Fresh
from policyguard import Guard, InputError, Inventory
from policyguard.schema import DEFAULT_RELEASE, schema_of

_READ: Final = "json.loads + jsonschema-rs"
# Only there where durable_rules is installed.
_ENGINES: Final = ("portable", "durable")
# The goal is for the engine that is always there.
_AT_MOST: Final = {"portable": 4.0}


def check_comparisons() -> Iterator[Comparison]:
    """Every comparison of whole checks."""
    fast = jsonschema_rs.Draft202012Validator(shapes.usual(schema_of(DEFAULT_RELEASE)))
    known, spoilt = vcenter.inventory(), vcenter.inventory(spoilt=True)

    def read(content: bytes) -> object:
        return fast.is_valid(json.loads(content)["body"])

    def validate(request: Any) -> object:
        return fast.is_valid(request["body"])

    for engine in engines():
        # What the guards of one inventory remember they share, so each row has one of its own.
        guard = partial(Guard, known, vcenter.PRINCIPAL, engine=engine)
        others = Inventory.load(known)
        experienced(Guard(others, vcenter.PRINCIPAL, engine=engine))
        another = partial(Guard, others, vcenter.PRINCIPAL, engine=engine)
        fails = partial(Guard, spoilt, vcenter.TRAINEE, engine=engine)
        most = _AT_MOST.get(engine)
        yield Comparison(
            f"check, {engine}",
            _READ,
            (with_new(partial(whole, experienced(guard()))), with_new(read)),
            at_most=most,
            beside="places seen before",
        )
        yield Comparison(
            f"check, {engine}, strangers",
            _READ,
            (with_new(partial(whole, guard()), strangers()), with_new(read, strangers())),
            beside="configurations not seen before",
        )
        yield Comparison(
            f"check, {engine}, new guards",
            _READ,
            (Fresh(partial(_first, another, variants())), with_new(read)),
            weight=2,
            beside="of an inventory that others have used; making the guard is not timed",
        )
        yield Comparison(
            f"check, {engine}, 8 faults",
            _READ,
            (with_new(partial(whole, experienced(fails()))), with_new(read)),
            at_most=most,
            beside="places seen before",
        )
        yield Comparison(
            f"check of what was read, {engine}",
            "jsonschema-rs alone",
            (with_new(experienced(guard()).check, _read()), with_new(validate, _read())),
            beside="places seen before; any Python value is taken",
        )


def engines() -> Iterator[str]:
    """The engines that can be imported here."""
    for engine in _ENGINES:
        try:
            Guard(engine=engine)
        except InputError:
            continue
        yield engine


def experienced(guard: Guard) -> Guard:
    """A guard that has seen every place, as one that has run for a while."""
    for content in islice(variants(), HOW_MANY_PLACES):
        whole(guard, content)
    return guard


def whole(guard: Guard, content: bytes) -> object:
    """Check a request from its bytes."""
    return guard.check(request_of(content))


def with_new(act: Callable[[Any], object], given: Iterator[Any] | None = None) -> Fresh:
    """An action that is given something new at each call: by default a usual request."""
    source = variants() if given is None else given
    return Fresh(lambda: partial(act, next(source)))


def _read() -> Iterator[Any]:
    return map(json.loads, variants())


def _first(make: Callable[[], Guard], contents: Iterator[bytes]) -> partial[object]:
    """The first check of a guard."""
    return partial(whole, make(), next(contents))
