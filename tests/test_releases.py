"""What each release has that its neighbour has not, and what is said of what is newer.

`release_changes.yaml` lists it: property paths by declared types (`spec.config.tdxEnabled`),
types, and `Type.property`, once for a declared type and all that may stand for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyVmomi import VmomiSupport

from policyguard.errors import UnknownRelease
from policyguard.schema import RELEASES, errors_of, schema_of
from policyguard.schema.releases import nearest_release
from tests.schema_paths import paths_of

ROOT = Path(__file__).parent.parent
CHANGES = yaml.safe_load((Path(__file__).parent / "data" / "release_changes.yaml").read_text())
SINCE = json.loads((ROOT / "policyguard" / "data" / "since.json").read_text())

Schema = Mapping[str, Any]


def words(schema: Schema) -> dict[str, set[str]]:
    """The paths of a schema, its types, and their properties."""
    types = {name: part for name, part in schema["$defs"].items() if is_type(name)}
    return {
        "paths": {path for path, _ in paths_of(schema)},
        "types": set(types),
        "properties": {
            f"{name}.{key}" for name, part in types.items() for key in part["properties"]
        },
    }


def is_type(definition: str) -> bool:
    return "." not in definition and definition != "Any"


def difference(old: Schema, new: Schema) -> dict[str, list[str]]:
    """What is in a schema and not in another; properties of types that are in both."""
    had, has = words(old), words(new)
    more = {kind: has[kind] - had[kind] for kind in has}
    own = [p for p in more["properties"] if p.partition(".")[0] in had["types"]]
    more["properties"] = set(not_inherited(own, new["$defs"]))
    return {kind: sorted(found) for kind, found in more.items() if found}


def not_inherited(properties: list[str], definitions: Mapping[str, Any]) -> Iterator[str]:
    for each in properties:
        type_, _, name = each.partition(".")
        bases = [o.partition(".")[0] for o in properties if o != each and o.endswith(f".{name}")]
        if not any(type_ in derived(base, definitions) for base in bases):
            yield each


def derived(base: str, definitions: Mapping[str, Any]) -> list[str]:
    named = definitions.get(f"name.{base}")
    names: list[str] = named["properties"]["_typeName"]["enum"] if named else []
    return names


def is_from(release: str, since: str) -> bool:
    return RELEASES.index(release) >= RELEASES.index(since)


def test_releases_are_all_that_the_type_information_tells_apart_from_7_0_3_on() -> None:
    known = [name.partition("/") for name in VmomiSupport.versionMap]
    numbered = [n for space, _, n in known if space == "vim25" and n.replace(".", "").isdigit()]
    ordered = sorted(numbered, key=lambda name: [int(part) for part in name.split(".")])
    assert tuple(ordered[ordered.index("7.0.3.0") :]) == RELEASES


@pytest.mark.parametrize(("old", "new"), list(pairwise(RELEASES)), ids=RELEASES[1:])
def test_what_a_release_adds_to_its_neighbour_is_what_is_listed(old: str, new: str) -> None:
    assert difference(schema_of(old), schema_of(new)) == CHANGES[new]


@pytest.mark.parametrize(("old", "new"), list(pairwise(RELEASES)), ids=RELEASES[1:])
def test_no_release_takes_anything_away(old: str, new: str) -> None:
    assert difference(schema_of(new), schema_of(old)) == {}


@pytest.mark.parametrize("release", RELEASES)
def test_a_property_is_in_the_schemas_since_the_release_that_is_told(release: str) -> None:
    definitions = schema_of(release)["$defs"]
    for type_, properties in SINCE["properties"].items():
        for name, since in properties.items():
            if type_ in definitions:
                assert (name in definitions[type_]["properties"]) == is_from(release, since)


@pytest.mark.parametrize("release", RELEASES)
def test_a_type_may_stand_for_another_since_the_release_that_is_told(release: str) -> None:
    definitions = schema_of(release)["$defs"]
    for declared, types in SINCE["types"].items():
        for name, since in types.items():
            if declared in definitions and declared != "Any":
                assert (name in derived(declared, definitions)) == is_from(release, since)


def test_every_property_that_a_release_adds_to_a_type_is_told() -> None:
    told = {f"{t}.{n}": s for t, names in SINCE["properties"].items() for n, s in names.items()}
    for old, new in pairwise(RELEASES):
        had, has = words(schema_of(old)), words(schema_of(new))
        added = has["properties"] - had["properties"]
        assert {p for p in added if p.partition(".")[0] in had["types"]} == {
            name for name, since in told.items() if since == new
        }


@pytest.mark.parametrize("release", RELEASES)
def test_a_property_that_is_newer_is_no_mistake_from_its_release_on(release: str) -> None:
    body = json.loads((Path(__file__).parent / "data" / "reference_request.json").read_text())[
        "body"
    ]
    body["spec"]["customization"]["identity"]["compatibleCustomizationMethod"] = "GOSC_METHOD_1"
    body["spec"]["config"]["vmxStatsCollectionEnabled"] = True
    newer = [since for since in ("7.0.3.1", "8.0.3.0") if not is_from(release, since)]
    errors = errors_of(body, release)
    assert [
        (e.problem.value, f"since {s};" in e.message) for e, s in zip(errors, newer, strict=True)
    ] == [("newer", True) for _ in newer]


@pytest.mark.parametrize(
    ("given", "nearest"),
    [
        ("8.0.2", "8.0.2.0"),
        ("8.0.2.1", "8.0.2.0"),
        ("8.0 U2", "8.0.2.0"),
        ("8.0U2b", "8.0.2.0"),
        ("v8.0.2.0", "8.0.2.0"),
        ("8.0", "8.0.0.0"),
        ("7.0 Update 3", "7.0.3.0"),
        ("7", "7.0.3.0"),
        ("9.1.0.5", "9.1.0.0"),
        ("12.0", "9.1.1.0"),
        ("7.0.2.0", None),
        ("6.7", None),
        ("5.5", None),
        ("", None),
        ("latest", None),
        ("9" * 5000, None),
        ("\u0668.\u0660", None),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_release_without_a_schema_has_the_nearest_that_is_not_newer(
    given: str, nearest: str | None
) -> None:
    assert nearest_release(given) == nearest
    with pytest.raises(UnknownRelease) as caught:
        errors_of({}, given)
    assert caught.value.nearest == nearest
    assert (f"the nearest is `{nearest}`" in str(caught.value)) == (nearest is not None)
    assert len(str(caught.value)) < 300
