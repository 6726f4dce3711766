"""A rule points at a place that some request has, and its fault names such a property."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from policyguard.rules.places import pointer_flaw, property_flaw
from policyguard.schema import RELEASES, schema_of
from tests.shipped import FOLDERS, request_of


@cache
def definitions(release: str) -> dict[str, Any]:
    found: dict[str, Any] = schema_of(release)["$defs"]
    return found


def pointers(value: Any, at: str = "") -> list[str]:
    members = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else ()
    below = [pointers(one, f"{at}/{step}") for step, one in (*members, *items)]
    return [at, *(pointer for each in below for pointer in each)]


@pytest.mark.parametrize("release", RELEASES[:-1])
def test_the_newest_release_has_every_property_of_the_older_ones(release: str) -> None:
    old, new = definitions(release), definitions(RELEASES[-1])
    gone = {
        (name, key)
        for name, definition in old.items()
        for key in definition.get("properties", {})
        if key not in new.get(name, {}).get("properties", {})
    }
    assert gone == set()


@pytest.mark.parametrize("name", sorted({*FOLDERS} - {"schema-mistakes"}))
def test_every_place_of_a_real_request_is_one(name: str) -> None:
    request = request_of(name)
    flaws = [pointer_flaw(pointer) for pointer in pointers(request.get("body", request))]
    assert len(flaws) > 3
    assert set(flaws) == {None}


@pytest.mark.parametrize(
    "pointer",
    [
        "{place}",
        "/spec/location/disk/{index}/diskId",
        "/spec/customization/identity/userData/fullName",  # of one subtype
        "/spec/config/deviceChange/0/device/backing/parent/parent/parent/fileName",
        "/spec/config/extraConfig/0/value/_value",  # of any type
    ],
)
def test_placeholders_subtypes_and_types_within_themselves_have_places(pointer: str) -> None:
    assert pointer_flaw(pointer) is None


@pytest.mark.parametrize(
    ("pointer", "why"),
    [
        ("spec/name", "`spec/name` is no pointer: it begins with `/`"),
        ("{place}/pool", "`{place}/pool` is no pointer: it begins with `/`"),
        ("/nam", "no request has `/nam`: unknown property `nam`; did you mean `name`?"),
        (
            "/spec/location/disk/diskId",
            "a list has an index where this has `diskId`",
        ),
        (
            "/spec/location/{index}",
            "no request has `/spec/location/{index}`: unknown property `{index}`",
        ),
        ("/spec/location/disk/01", "a list has an index where this has `01`"),
        (
            "/name/length",
            "nothing is below a plain value, where this has `length`",
        ),
        ("/spec/", "no request has `/spec/`: unknown property ``"),
    ],
)
def test_a_pointer_that_no_request_can_have_is_told(pointer: str, why: str) -> None:
    assert why in (pointer_flaw(pointer) or "")


@pytest.mark.parametrize(
    "path",
    [
        "name",
        "spec.location.pool",
        "spec.location.disk[{index}].diskId",
        "spec.location.disk[3].diskMoveType",
        "{datastore_path}",
        # As calls within a clone name them, seen from real vCenters.
        "spec.pool",
        "spec.folder",
        "host",
        "disk[0].diskId",
        "spec.disk.backing.crypto",
        "spec.identity.hostName",
        "nicsettings:adapter:ip",
        "nicsettings:adapter:ipv6spec:ip",
        "Timezone",
    ],
)
def test_a_property_is_named_as_the_call_that_refuses_it_does(path: str) -> None:
    assert property_flaw(path) is None


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("spec.location.poll", "unknown property `poll`; did you mean `pool`?"),
        ("spec.identity.hostname", "unknown property `hostname`; did you mean `hostName`?"),
        ("spec", None),
        ("nmae", "unknown property `nmae`; did you mean `name`?"),
        ("spec..pool", "`spec..pool` is no property path"),
        ("/spec/location/pool", "`/spec/location/pool` is no property path"),
        ("spec.location.{x}", "`spec.location.{x}` is no property path"),
        ("nicsettings:adapter:ipp", "`nicsettings:adapter:ipp` is no property path"),
        ("name.length", "nothing is below a plain value, where this has `length`"),
    ],
)
def test_a_property_that_no_request_can_have_is_told(path: str, why: str | None) -> None:
    flaw = property_flaw(path)
    assert flaw == why if why is None else flaw is not None and why in flaw


def test_the_compiled_book_is_used_without_the_schema_of_places() -> None:
    program = (
        "from policyguard.rules import builtin_rules, places\n"
        "assert all(rule.conditions for rule in builtin_rules())\n"
        "print(places._body.cache_info().currsize)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert ran.stdout == "0\n"
