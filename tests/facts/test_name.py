"""The name of the clone, and who has it already."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.kit import Data
from tests.facts.source_kit import said

FOLDER = "Folder/group-v3"
IN_FOLDER: Data = {"folder": {"type": "Folder", "value": "group-v3"}}
WEB, APP, SUB = "VirtualMachine/vm-1", "VirtualMachine/vm-2", "Folder/group-v4"


def of(name: Any) -> Data:
    """What is said of a name, without what is said of the folder."""
    values = said({}, {"name": name})[1]
    return {
        fact.removeprefix("name."): value
        for fact, value in values.items()
        if fact.startswith("name.") and fact != "name.taken"
    }


PLAIN: Data = {
    "is": "text",
    **dict.fromkeys(("lone_percent", "unknown_escape", "needless_escape", "discouraged"), "no"),
    **dict.fromkeys(("control", "blank_edge"), "no"),
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("web-01", {"length": 6, "raw_length": 6}),
        ("", {"length": 0, "raw_length": 0}),
        ("50%25", {"length": 5, "raw_length": 5, "discouraged": "yes"}),
        (
            "50%",
            {"length": 5, "raw_length": 3, "lone_percent": "yes", "discouraged": "yes"},
        ),
        ("a/b", {"length": 5, "raw_length": 3, "discouraged": "yes"}),
        ("%41", {"length": 1, "raw_length": 3, "needless_escape": "yes"}),
        ("%c3", {"length": 3, "raw_length": 3, "unknown_escape": "yes"}),
        ("a\tb", {"length": 3, "raw_length": 3, "control": "yes"}),
        (" a", {"length": 2, "raw_length": 2, "blank_edge": "yes"}),
        ("x" * 98, {"length": 98, "raw_length": 98}),
        ("x" * 99, {"length": 99, "raw_length": 99}),
        ("x" * 200, {"length": 99, "raw_length": 99}),
    ],
)
def test_a_name_is_described(name: str, expected: Data) -> None:
    assert of(name) == {**PLAIN, **expected}


@pytest.mark.parametrize("name", [None, 7, [], {}])
def test_what_is_no_text_is_no_name(name: Any) -> None:
    assert of(name) == {**PLAIN, "is": "absent", "length": 0, "raw_length": 0}
    listing: Data = {FOLDER: {"childEntity": [WEB]}, WEB: {}}
    assert said(listing, {**IN_FOLDER, "name": name})[1]["name.taken"] == "no"


def test_what_may_be_printed_of_a_name() -> None:
    found, _ = said({}, {"name": "%41/b %c3%c3%a9: 5%"})
    printed = ("name", "displayed", "stored_name", "normalized", "stored_length", "written_length")
    assert [found.details[name] for name in printed] == [
        "%41/b %c3%c3%a9: 5%",
        "A/b %c3%c3%a9: 5%",
        "A%2fb %c3%c3%a9: 5%25",
        "%41/b %c3%c3%a9: 5%25",
        21,
        19,
    ]
    assert found.details["unknown_escapes"] == "%c3 %a9"
    assert found.details["discouraged_characters"] == "/ : %"
    assert found.details["namesake"] is None


def taken(name: str, children: Data, folder: Data | None = None, **more: Any) -> tuple[Any, ...]:
    """Whether the folder has a name, then which child has it, or else what would tell."""
    names = {child: {} if one is None else {"name": one} for child, one in children.items()}
    listing = {"childEntity": list(children)} if folder is None else folder
    found, values = said({FOLDER: listing, **names, **more}, {**IN_FOLDER, "name": name})
    namesake = found.details["namesake"]
    unknown = found.unknown.get("name.taken", ())
    return values["name.taken"], *((str(namesake),) if namesake else unknown)


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        ({}, ("no",)),
        ({WEB: "db"}, ("no",)),
        ({WEB: "Web 1"}, ("by-vm", WEB)),
        ({WEB: "Web%201"}, ("by-vm", WEB)),
        ({SUB: "Web 1"}, ("by-other", SUB)),
        ({WEB: "web 1"}, ("by-case", WEB)),
        ({WEB: "Web 1 "}, ("by-space", WEB)),
        ({SUB: "Web 1", APP: "Web 1"}, ("by-vm", APP)),
        ({WEB: "web 1", SUB: "Web 1"}, ("by-other", SUB)),
        ({WEB: "Web 1 ", APP: "web 1"}, ("by-case", APP)),
        ({WEB: "web 1", APP: "WEB 1"}, ("by-case", WEB)),
    ],
)
def test_a_child_that_has_the_name_or_one_like_it_is_told(
    children: Data, expected: tuple[str, ...]
) -> None:
    assert taken("Web 1", children) == expected


def test_composed_characters_are_like_others() -> None:
    assert taken("caf\u00e9", {WEB: "cafe\u0301"}) == ("by-normalization", WEB)
    both: Data = {WEB: "cafe\u0301", APP: "caf\u00e9 "}
    assert taken("caf\u00e9", both) == ("by-space", APP)


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        ({WEB: "Web 1", APP: None}, ("by-vm", WEB)),
        ({SUB: "Web 1", APP: None}, ("unknown", f"{APP}:name")),
        ({WEB: "web 1", APP: None}, ("unknown", f"{APP}:name")),
        ({WEB: None, APP: None}, ("unknown", f"{WEB}:name", f"{APP}:name")),
        ({WEB: 7}, ("unknown", f"{WEB}:name")),
    ],
)
def test_a_child_without_a_known_name_may_have_it(
    children: Data, expected: tuple[str, ...]
) -> None:
    assert taken("Web 1", children) == expected


@pytest.mark.parametrize(
    ("machine", "expected"),
    [
        ({WEB: {"name": "Web 1"}}, ("by-vm", WEB)),
        ({SUB: {"name": "Web 1"}}, ("unknown", f"{FOLDER}:childEntity")),
        ({WEB: {"name": "web 1"}}, ("unknown", f"{FOLDER}:childEntity")),
        ({WEB: {}}, ("unknown", f"{FOLDER}:childEntity")),
    ],
)
def test_a_folder_that_does_not_list_its_children_may_have_more(
    machine: Data, expected: tuple[str, ...]
) -> None:
    known = {child: {"parent": FOLDER, **properties} for child, properties in machine.items()}
    assert taken("Web 1", {}, {}, **known) == expected
