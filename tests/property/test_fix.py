"""Laws of `--fix`, against the type information and over files written in many ways."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any
from unittest import mock

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from policyguard.document import read, yaml_text
from policyguard.fix import Fix, fix
from policyguard.schema import errors_of
from policyguard.secret import MASK
from tests.property.clone_requests import (
    RELEASE,
    TYPES,
    Writer,
    at,
    places,
    random_of,
    spoilt,
    without,
)
from tests.property.layouts import YamlLayout, json_text
from tools.typeinfo import Property, method

SEEDS = st.integers(0, 2**40)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
BREAKS = st.sampled_from(["\n", "\r\n", "\r"])
NAMES = [
    *("web-01", "a%2fb", "100%25", "50% off", "%", "%%", "%%25", "%2", "%2g", "100%", "50%dead"),
    *("é😀 5% ü%", 'it\'s 5%, "or" %', "tab\t% %", "\\ %\\u0025", "x: 5% # y", "5%", " % "),
]
HEX = set("0123456789abcdefABCDEF")


def request(random: Random) -> dict[str, Any]:
    """A request file's data, with some type names left out and perhaps more amiss."""
    body = Writer(random).body()
    body["name"] = random.choice(NAMES)
    typed = [steps for steps, value in places(body) if isinstance(value, dict)]
    for steps in typed:
        if steps and random.random() < 0.3:
            body = without(body, (*steps, "_typeName"))
    if random.random() < 0.2:
        spoiled = spoilt(body, random)
        body = spoiled if isinstance(spoiled, dict) else body
    return body if random.random() < 0.2 else {"moId": "vm-12", "body": body, "x": [1.0, None]}


# What a fixed request is, from the type information.


def fixed(data: dict[str, Any]) -> dict[str, Any]:
    if "body" in data or "moId" in data:
        return {**data, "body": fixed_body(data.get("body"))} if "body" in data else data
    return dict(fixed_body(data))


def fixed_body(body: Any) -> Any:
    if not isinstance(body, dict):
        return body
    parameters = {p.name: p for p in method(RELEASE, "VirtualMachine", "CloneVM_Task").parameters}
    known = {key: typed(value, parameters.get(key)) for key, value in body.items()}
    if isinstance(body.get("name"), str):
        known["name"] = escaped(body["name"])
    return known


def escaped(name: str) -> str:
    lone = (
        c == "%" and not (len(name[n + 1 : n + 3]) == 2 and set(name[n + 1 : n + 3]) <= HEX)
        for n, c in enumerate(name)
    )
    return "".join(c + "25" * is_lone for c, is_lone in zip(name, lone, strict=True))


def typed(value: Any, declared: Property | None) -> Any:
    if declared is None:
        return value
    if declared.many and isinstance(value, list):
        return [typed_one(item, declared.type) for item in value]
    return value if declared.many else typed_one(value, declared.type)


def typed_one(value: Any, declared: str) -> Any:
    if not isinstance(value, dict):
        return value
    if declared in TYPES.managed:
        return {"_typeName": "ManagedObjectReference", **value} if lacks(value) else value
    if declared not in TYPES.data and declared != "Any":
        return value
    allowed = list(TYPES.data) if declared == "Any" else TYPES.subtypes(declared)
    if lacks(value):
        fitting = [name for name in allowed if fits(value, name)] if len(allowed) > 1 else allowed
        if len(fitting) != 1 or len(allowed) > 100 or (len(allowed) > 1 and not value):
            return value
        value = {"_typeName": fitting[0], **value}
    name = value["_typeName"]
    if not isinstance(name, str) or name not in allowed or name not in TYPES.data:
        return value
    properties = {p.name: p for p in TYPES.properties(name)}
    return {key: typed(member, properties.get(key)) for key, member in value.items()}


def lacks(value: dict[str, Any]) -> bool:
    """No `_typeName`, and no misspelt one either, which is another finding."""
    return "_typeName" not in value


def fits(value: dict[str, Any], name: str) -> bool:
    properties = TYPES.properties(name)
    return set(value) <= {p.name for p in properties} and all(
        p.name in value for p in properties if not p.optional
    )


def insertions(data: Any, after: Any) -> Iterator[tuple[str, str]]:
    """The pointer of each object that got a type name, and which."""
    for steps, value in places(after):
        if isinstance(value, dict) and "_typeName" in value:
            old: Any = at(data, steps)
            if "_typeName" not in old:
                yield "".join(f"/{step}" for step in steps), str(value["_typeName"])


# The laws.


def hold(old: bytes, found: Fix, file: str, encoding: str, values: list[dict[str, Any]]) -> None:
    expected = [fixed(value) for value in values]
    data = [document.data for document in read(found.content, file)]
    assert found.obstacle is None
    assert json.dumps(data) == json.dumps(expected)
    assert all(errors_left(value) == [] for value in data)
    again = fix(found.content, file)
    assert (again.content, again.count, again.diff) == (found.content, 0, "")
    names = [len(escaped(name)) - len(name) for name in map(name_of, values)]
    types = [
        type_name
        for value, after in zip(values, expected, strict=True)
        for _, type_name in insertions(value, after)
    ]
    assert found.count == len(types) + sum(length > 0 for length in names)
    only_put_in(old.decode(encoding), found.content.decode(encoding), types, sum(names) // 2)
    if not found.count:
        assert found.content == old


def only_put_in(old: str, new: str, types: list[str], percents: int) -> None:
    """All characters are there in their order, and no others than the fixes need."""
    rest = iter(new)
    assert all(char in rest for char in old)
    more = Counter(new)
    more.subtract(Counter(old))
    needed = Counter("".join(f"_typeName{name}" for name in types) + "25" * percents)
    assert {c: n for c, n in more.items() if n and c not in ' \t\r\n",:'} == needed
    for char, most in {",": 1, ":": 1, '"': 4, "\n": 1, "\r": 1}.items():
        assert 0 <= more[char] <= most * len(types)


def name_of(data: dict[str, Any]) -> str:
    body = data.get("body", data) if "moId" in data else data
    name = body.get("name") if isinstance(body, dict) else None
    return name if isinstance(name, str) else ""


def errors_left(data: dict[str, Any]) -> list[str]:
    body = data.get("body") if "body" in data or "moId" in data else data
    return [error.pointer for error in errors_of(body, RELEASE) if error.only]


@given(SEEDS, ENCODINGS)
def test_json_is_fixed_and_else_untouched(seed: int, encoding: str) -> None:
    random = random_of(seed)
    value = request(random)
    old = json_text(value, random).encode(encoding)
    hold(old, fix(old, "a.json"), "a.json", encoding, [value])


@given(SEEDS, ENCODINGS, BREAKS)
def test_json_lines_are_too(seed: int, encoding: str, line_break: str) -> None:
    random = random_of(seed)
    values = [request(random) for _ in range(random.randrange(1, 4))]
    lines = [json_text(value, random, ("", " ", "\t")) for value in values]
    old = line_break.join(lines).encode(encoding)
    hold(old, fix(old, "a.jsonl"), "a.jsonl", encoding, values)


def hold_in_yaml(seed: int, encoding: str, line_break: str, tab: str) -> None:
    random = random_of(seed)
    values = [request(random) for _ in range(random.randrange(1, 3))]
    layout = YamlLayout(random, line_break, aliases=False, tab=tab)
    for value in values:
        layout.document(value)
    old = layout.text.encode(encoding)
    assert json.dumps([d.data for d in read(old, "a.yaml")]) == json.dumps(values)
    hold(old, fix(old, "a.yaml"), "a.yaml", encoding, values)


@given(SEEDS, ENCODINGS, BREAKS)
def test_yaml_is_too(seed: int, encoding: str, line_break: str) -> None:
    hold_in_yaml(seed, encoding, line_break, "\t")


@given(SEEDS, ENCODINGS, BREAKS)
@settings(max_examples=settings().max_examples // 5)
def test_yaml_is_too_without_libyaml(seed: int, encoding: str, line_break: str) -> None:
    with mock.patch.object(yaml_text, "_LOADER", yaml.SafeLoader):
        # PyYAML's own scanner takes no tab between tokens.
        hold_in_yaml(seed, encoding, line_break, " ")


@given(SEEDS, BREAKS)
def test_what_an_alias_shares_is_not_fixed_nor_is_its_file(seed: int, line_break: str) -> None:
    random = random_of(seed)
    value = request(random)
    layout = YamlLayout(random, line_break, aliases=True, tab="\t")
    layout.document(value)
    old = layout.text.encode()
    found = fix(old, "a.yaml")
    after = fixed(value)
    changing = [pointer for pointer, _ in insertions(value, after)]
    if any(f"{pointer}/".startswith(f"{one}/") for pointer in changing for one in layout.shared[0]):
        assert found.obstacle is not None
        assert (found.content, found.count, found.diff) == (old, 0, "")
    else:
        hold(old, found, "a.yaml", "utf-8", [value])


@given(SEEDS, BREAKS, st.booleans())
def test_the_diff_turns_the_old_text_into_the_new(
    seed: int, line_break: str, ends_with_line: bool
) -> None:
    random = random_of(seed)
    layout = YamlLayout(random, line_break, aliases=False, tab="\t")
    layout.document(request(random))
    text = layout.text if ends_with_line else layout.text.rstrip("\r\n")
    with mock.patch("policyguard.fix.masked", lambda text, edits, _: (text, edits)):
        found = fix(text.encode(), "a.yaml")
    assert patched(text, found.diff) == found.content.decode()


@given(SEEDS, BREAKS, st.booleans())
def test_what_is_hidden_in_a_diff_moves_no_line_and_no_edit(
    seed: int, line_break: str, aliases: bool
) -> None:
    random = random_of(seed)
    layout = YamlLayout(random, line_break, aliases=aliases, tab="\t")
    layout.document(request(random))
    shown = fix(layout.text.encode(), "a.yaml").diff
    with mock.patch("policyguard.fix.masked", lambda text, edits, _: (text, edits)):
        whole = fix(layout.text.encode(), "a.yaml").diff
    pairs = list(zip(shown.split("\n"), whole.split("\n"), strict=True))
    for hidden, line in pairs:
        assert hidden == line or (MASK in hidden and hidden[:1] == line[:1])


def patched(text: str, diff: str) -> str:
    """What `patch` makes of a text, with every line of context looked at."""
    if not diff:
        return text
    old, new, left = text.split("\n"), [], 0
    head, *lines = diff.removesuffix("\n").split("\n")[1:]
    assert head == "+++ a.yaml"
    for number, line in enumerate(lines):
        if line.startswith("@@"):
            start = int(line.split()[1][1:].split(",")[0]) - 1
            new += old[left:start]
            left = start
        elif line[0] in " -":
            assert line[1:] == old[left]
            left += 1
        if line[0] in " +":
            new.append(line[1:])
        if line.startswith("\\"):
            assert number + 2 >= len(lines) or lines[number + 1][0] in "+ "
    return "\n".join([*new, *old[left:]])
