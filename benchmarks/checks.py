"""What a whole check costs, from bytes to a `Report`, against reading and validating alone.

Every request is one that the guard has not seen. How much of it is new is told apart: usual
requests are for new clones in places seen before; strangers differ in their configuration too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, islice
from typing import Any, Final

import jsonschema_rs

from benchmarks import shapes, vcenter
from benchmarks.guards import request_of
from benchmarks.requests import HOW_MANY_PLACES, strangers, variants
from benchmarks.timing import Action, Comparison, Fresh
from benchmarks.vcenter_objects import FOLDERS
from policyguard import Guard, InputError, Inventory
from policyguard.schema import DEFAULT_RELEASE, schema_of

READ: Final = "json.loads + jsonschema-rs"
_PORTABLE: Final = "portable"
# Only there where durable_rules is installed.
_ENGINES: Final = (_PORTABLE, "durable")
_DURABLE_AT_MOST: Final = 1.35

# Each kind of check by what is new to the guard, with its goal on the portable engine.
_KINDS: Final = {
    "places seen before": 7.0,
    "strangers": 20.0,
    "new guards": 15.0,
    "first of an inventory": 60.0,
    "8 faults": 12.0,
}
# How many rounds of a kind are run: one in so many.
_WEIGHTS: Final = {"new guards": 2, "first of an inventory": 4}


def check_comparisons() -> Iterator[Comparison]:
    """Every comparison of whole checks."""
    fast = jsonschema_rs.Draft202012Validator(shapes.usual(schema_of(DEFAULT_RELEASE)))

    read = reader()

    def validate(request: Any) -> object:
        return fast.is_valid(request["body"])

    for kind, most in _KINDS.items():
        yield Comparison(
            f"check, {kind}",
            READ,
            (checks(kind, _PORTABLE), with_new(read, contents(kind))),
            at_most=most,
            weight=_WEIGHTS.get(kind, 1),
        )
    guard = Guard(vcenter.inventory(), vcenter.PRINCIPAL, engine=_PORTABLE)
    yield Comparison(
        "check, asks for nearly nothing",
        READ,
        (with_new(partial(whole, guard), least()), with_new(read, least())),
        at_most=60,
        beside=f"{len(next(least()))} bytes",
    )
    guard = Guard(vcenter.inventory(), vcenter.PRINCIPAL, engine=_PORTABLE)
    yield Comparison(
        "check of what was read",
        "jsonschema-rs alone",
        (with_new(experienced(guard).check, _read()), with_new(validate, _read())),
        beside="places seen before; any Python value is taken",
    )
    for engine in engines():
        for kind in _KINDS if engine != _PORTABLE else ():
            yield Comparison(
                f"{engine}, {kind}",
                _PORTABLE,
                (checks(kind, engine), checks(kind, _PORTABLE)),
                at_most=_DURABLE_AT_MOST,
                weight=_WEIGHTS.get(kind, 1),
            )


def reader() -> Callable[[bytes], object]:
    """What reads and validates a request, and does no more."""
    fast = jsonschema_rs.Draft202012Validator(shapes.usual(schema_of(DEFAULT_RELEASE)))
    return lambda content: fast.is_valid(json.loads(content)["body"])


def checks(kind: str, engine: str) -> Fresh:
    """Checks of a kind; what the guards of an inventory share, no other kind's see."""
    spoilt = kind == "8 faults"
    principal = vcenter.TRAINEE if spoilt else vcenter.PRINCIPAL
    known = vcenter.inventory(spoilt=spoilt)
    inventory = Inventory.load(known)
    guard = Guard(inventory, principal, engine=engine)
    if kind == "strangers":
        return with_new(partial(whole, guard), strangers())
    if kind == "first of an inventory":
        return _of_new_guards(lambda: Guard(known, principal, engine=engine))
    experienced(guard)
    if kind == "new guards":
        return _of_new_guards(lambda: Guard(inventory, principal, engine=engine))
    return with_new(partial(whole, guard))


def contents(kind: str) -> Iterator[bytes]:
    """The requests of a kind."""
    return strangers() if kind == "strangers" else variants()


def least() -> Iterator[bytes]:
    """Requests that ask for nearly nothing: an amount of memory that none before asked for."""
    for megabytes in count(4096, 4):
        yield json.dumps(_least(megabytes)).encode()


def _least(megabytes: int) -> dict[str, Any]:
    spec = {
        "_typeName": "VirtualMachineCloneSpec",
        "location": {"_typeName": "VirtualMachineRelocateSpec"},
        "config": {"_typeName": "VirtualMachineConfigSpec", "memoryMB": megabytes},
        "powerOn": False,
        "template": False,
    }
    folder = {"_typeName": "ManagedObjectReference", "type": "Folder", "value": FOLDERS[0]}
    return {"moId": "vm-1042", "body": {"folder": folder, "name": "web-01", "spec": spec}}


def _of_new_guards(make: Callable[[], Guard]) -> Fresh:
    """The first check of each of many guards, which are made while the clock stands still."""
    requests = variants()

    def made() -> Action:
        return partial(whole, make(), next(requests))

    return Fresh(made)


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
