"""Laws of packs: what they ask has one meaning, and they change nothing but what they say."""

from __future__ import annotations

import contextlib
import json
import tempfile
from pathlib import Path
from typing import Any

import jsonschema
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policyguard import Guard, Pack, Severity, Verdict
from policyguard.engine import available
from policyguard.errors import InvalidRule
from policyguard.rules import builtin_rules
from policyguard.rules.body import flaws_of_body
from policyguard.rules.breach import BodySchema
from tests.pack_kit import BUILT_IN, pack, policy
from tests.shipped import ALICE, FOLDERS, inventory_of, request_of

names = st.sampled_from(["a", "b", "c"])
texts = st.text(st.sampled_from("ab-1é"), max_size=4)
scalars = st.none() | st.booleans() | st.integers(-2, 3) | texts
bodies = st.recursive(
    scalars, lambda v: st.lists(v, max_size=3) | st.dictionaries(names, v, max_size=3), max_leaves=8
)
types = st.sampled_from(["array", "boolean", "integer", "null", "number", "object", "string"])


def _wider(schemas: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(schemas, min_size=1, max_size=2)
    by_name = st.dictionaries(names, schemas, max_size=2)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": types,
            "const": scalars,
            "enum": st.lists(scalars, min_size=1, max_size=3, unique_by=repr),
            "pattern": st.sampled_from(["^a", "b$", "^[ab]+$", "(a|b)1"]),
            "maxLength": st.integers(0, 3),
            "minimum": st.integers(-1, 2),
            "required": st.lists(names, max_size=2, unique=True),
            "properties": by_name,
            "patternProperties": st.dictionaries(st.just("^[ab]"), schemas, max_size=1),
            "additionalProperties": schemas,
            "items": schemas,
            "contains": schemas,
            "not": schemas,
            "if": schemas,
            "then": schemas,
            "else": schemas,
            "allOf": some,
            "anyOf": some,
            "oneOf": some,
            "$ref": st.sampled_from(["#/$defs/x", "#/$defs/y"]),
        },
    )


parts = st.recursive(st.booleans(), _wider, max_leaves=6)
schemas = st.builds(
    lambda schema, x, y: {**schema, "$defs": {"x": x, "y": y}},
    _wider(parts),
    st.booleans() | st.fixed_dictionaries({"type": types}),
    st.booleans() | st.fixed_dictionaries({"minimum": st.integers(0, 2)}),
)


@given(schemas, bodies)
def test_a_body_breaks_a_schema_where_the_other_validator_says_so(schema: Any, body: Any) -> None:
    assert list(flaws_of_body(schema)) == []
    breach = BodySchema(schema).breach(body)
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors(body))
    assert (breach is None) == (errors == [])
    if breach is not None:
        places = {"".join(f"/{step}" for step in error.absolute_path) for error in errors}
        above = breach.place.rpartition("/")[0]  # of a property that is missing
        assert breach.place in places or above in places


keywords = st.sampled_from(
    ["$ref", "$defs", "$id", "type", "properties", "items", "pattern", "allOf", "format", "not"]
)
anything = st.recursive(
    scalars | st.floats() | st.integers(),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(keywords | texts, v, max_size=4),
    max_leaves=12,
)


@given(anything, bodies)
def test_any_schema_is_refused_or_answers(schema: Any, body: Any) -> None:
    if not list(flaws_of_body(schema)) and isinstance(schema, dict):
        BodySchema(schema).breach(body)


# A way upwards: each folder has a parent, none, or it is not known.
folders = [f"Folder/group-v{n}" for n in range(6)]


@st.composite
def forests(draw: st.DrawFn) -> dict[str, Any]:
    objects: dict[str, Any] = {}
    for number, folder in enumerate(folders):
        above = st.sampled_from([None, *folders[:number]])
        if draw(st.integers(0, 4)):
            objects[folder] = {"parent": draw(above)}
    return objects


def lies(objects: dict[str, Any], start: str, roots: list[str]) -> str:
    """Only one folder can be the root: of several in nothing, each may be one in the dark."""
    in_nothing = [one for one, properties in objects.items() if properties["parent"] is None]
    here: str | None = start
    while here is not None:
        if here in roots:
            return "yes"
        if here not in objects:
            return here
        above = objects[here]["parent"]
        if above is None and in_nothing != [here]:
            return here
        here = above
    return "no"


@given(
    forests(),
    st.sampled_from(folders),
    st.lists(st.sampled_from(folders), min_size=1, max_size=3),
    st.sampled_from(available()),
)
def test_a_folder_lies_where_its_ancestors_say(
    objects: dict[str, Any], start: str, roots: list[str], engine: str
) -> None:
    request = {"body": {"folder": {"type": "Folder", "value": start.partition("/")[2]}}}
    rules = [policy(1, within={"folder": roots}), policy(2, within={"folder": {"not": roots}})]
    guard = Guard({"objects": objects}, engine=engine, rules=[pack(*rules)])
    found = {f.rule: f.unknown for f in guard.check(request).findings if f.rule[:4] == "ACME"}
    said = lies(objects, start, roots)
    if said in {"yes", "no"}:
        assert found == {"ACME001" if said == "yes" else "ACME002": ()}
    else:
        assert found == dict.fromkeys(("ACME001", "ACME002"), (f"{said}:parent",))


settings_of_packs = st.recursive(
    scalars | st.sampled_from(["error", "note", *sorted(BUILT_IN)[:3]]),
    lambda v: (
        st.lists(v, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "overrides", "rule", "severity", "off", "reason", "x"]), v
        )
    ),
    max_leaves=12,
)


@given(settings_of_packs | st.binary(max_size=40))
def test_any_settings_give_a_pack_or_its_mistakes(settings: Any) -> None:
    content = settings if isinstance(settings, bytes) else yaml.safe_dump(settings).encode()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "pack.yaml").write_bytes(content)
        with contextlib.suppress(InvalidRule):
            assert Pack.load(folder).overrides


changes = st.dictionaries(
    st.sampled_from(sorted(BUILT_IN)), st.sampled_from(["off", *Severity]), max_size=40
)


@given(changes, st.sampled_from(FOLDERS), st.sampled_from(available()))
def test_overrides_change_nothing_but_what_they_say(
    changed: dict[str, str], name: str, engine: str
) -> None:
    request = request_of(name)
    inventory = inventory_of(name) if name != "no-inventory" else {}
    before = Guard(inventory, ALICE, engine=engine).check(request)
    after = Guard(inventory, ALICE, engine=engine, rules=[pack(**changed)]).check(request)

    kept = [f for f in before.findings if changed.get(f.rule) != "off"]
    bare = [json.loads(f.model_dump_json(exclude={"severity"})) for f in kept]
    if not any(changed.get(rule.id) == "off" for rule in builtin_rules() if rule.requires):
        said = [json.loads(f.model_dump_json(exclude={"severity"})) for f in after.findings]
        assert sorted(said, key=json.dumps) == sorted(bare, key=json.dumps)  # severity orders them
    told = {override.rule for override in after.overrides}
    for finding in after.findings:
        assert (finding.rule in told) == (finding.rule in changed)
        now = changed.get(finding.rule, BUILT_IN[finding.rule].severity)
        softened = Severity.WARNING if finding.unknown and now == Severity.ERROR else now
        assert finding.severity == softened
    definite = [f.severity for f in after.findings if not f.unknown]
    assert (after.verdict is Verdict.FAIL) == (Severity.ERROR in definite)
    assert all(changed.get(requirement.rule) != "off" for requirement in after.requirements)
