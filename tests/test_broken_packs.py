"""Everything that is wrong with a pack is told at once, each with its place and what was meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from policyguard import Pack, RuleError
from policyguard.errors import InvalidRule
from policyguard.rules.reading import rule_of
from tests.pack_kit import write
from tests.shipped import EXAMPLES

RULE = (EXAMPLES / "packs/acme/ACME004-linked-clone-outside-lab.yaml").read_text("utf-8")


def mistakes_in(folder: Path) -> list[str]:
    with pytest.raises(InvalidRule) as refused:
        Pack.load(folder)
    assert isinstance(refused.value, RuleError)
    return [line.replace(f"{folder.as_posix()}/", "") for line in str(refused.value).splitlines()]


def overrides(*each: str) -> str:
    return "name: x\noverrides:\n" + "".join(f"  - {{{one}}}\n" for one in each)


REASON = "reason: so"
SETTINGS: dict[str, tuple[str, list[str]]] = {
    "an unknown rule": (
        overrides(f"rule: PLC0001, off: true, {REASON}"),
        ["pack.yaml:3:12: unknown rule `PLC0001`; did you mean `PLC001`?"],
    ),
    "no rule": (
        overrides(f"off: true, {REASON}"),
        ["pack.yaml:3:5: an override needs its `rule`"],
    ),
    "a rule that is no text": (
        overrides(f"rule: 7, off: true, {REASON}"),
        ["pack.yaml:3:12: unknown rule `7`"],
    ),
    "no reason": (
        overrides("rule: PLC001, off: true"),
        ["pack.yaml:3:5: an override needs its `reason`, one line of text"],
    ),
    "an empty reason": (
        overrides("rule: PLC001, off: true, reason: ' '"),
        ["pack.yaml:3:39: an override needs its `reason`, one line of text"],
    ),
    "a reason that forges a line": (
        overrides('rule: PLC001, off: true, reason: "so\\nPASS"'),
        ["pack.yaml:3:39: an override needs its `reason`, one line of text"],
    ),
    "neither severity nor off": (
        overrides(f"rule: PLC001, {REASON}"),
        ["pack.yaml:3:5: an override has a `severity` or `off: true`"],
    ),
    "both": (
        overrides(f"rule: PLC001, severity: note, off: true, {REASON}"),
        ["pack.yaml:3:5: an override has a `severity` or `off: true`"],
    ),
    "not off": (
        overrides(f"rule: PLC001, off: false, {REASON}"),
        ["pack.yaml:3:25: `off` is `true`, or left out"],
    ),
    "an unknown severity": (
        overrides(f"rule: PLC001, severity: warn, {REASON}"),
        ["pack.yaml:3:30: unknown severity `warn`; did you mean `warning`?"],
    ),
    "a severity that is none": (
        overrides(f"rule: PLC001, severity: [note], {REASON}"),
        ["pack.yaml:3:30: unknown severity `a list`; there are `error`, `warning`, `note`"],
    ),
    "the severity it has": (
        overrides(f"rule: PLC001, severity: error, {REASON}"),
        ["pack.yaml:3:30: its severity is `error` already"],
    ),
    "an unknown field": (
        overrides(f"rule: PLC001, sevrity: note, off: true, {REASON}"),
        ["pack.yaml:3:29: unknown field `sevrity`; did you mean `severity`?"],
    ),
    "twice": (
        overrides(f"rule: PLC001, off: true, {REASON}", f"rule: PLC001, off: true, {REASON}"),
        ["pack.yaml:4:12: `PLC001` is overridden twice"],
    ),
    "an override that is no mapping": (
        "overrides: [PLC001]",
        ["pack.yaml:1:13: an override is a mapping of fields"],
    ),
    "overrides that are no list": (
        "overrides: {PLC001: off}",
        ["pack.yaml:1:12: `overrides` is a list"],
    ),
    "a field of the whole that is unknown": (
        "nmae: x",
        ["pack.yaml:1:7: unknown field `nmae`; did you mean `name`?"],
    ),
    "a name that is none": ("name: [x]", ["pack.yaml:1:7: `name` is one line of text"]),
    "no mapping": ("- name", ["pack.yaml:1:1: `pack.yaml` is a mapping of fields"]),
    "two documents": (
        "name: x\n---\nname: y",
        ["pack.yaml:3:1: `pack.yaml` is one document"],
    ),
    "no YAML": ("name: [x", ["pack.yaml:1:9: not YAML: did not find expected ',' or ']'"]),
    "all at once": (
        overrides("rule: PLC001, off: true", f"rule: NAM06, off: 1, {REASON}"),
        [
            "pack.yaml:3:5: an override needs its `reason`, one line of text",
            "pack.yaml:4:12: unknown rule `NAM06`; did you mean `NAM006`?",
            "pack.yaml:4:24: `off` is `true`, or left out",
        ],
    ),
}


@pytest.mark.parametrize(("text", "said"), SETTINGS.values(), ids=SETTINGS)
def test_a_mistake_in_what_a_pack_changes_has_its_place(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    assert mistakes_in(write(tmp_path, pack=text)) == said


# Each replaces a text of a sound rule that has `body` and `within`.
RULES: dict[str, tuple[str, str, str]] = {
    "an unknown keyword": (
        "diskMoveType: {$ref: '#/$defs/whole'}\n            disk",
        "diskMoveType: {constant: x}\n            disk",
        "13:38: unknown keyword `constant`; did you mean `const`?",
    ),
    "a reference to nothing": (
        "diskMoveType: {$ref: '#/$defs/whole'}\n            disk",
        "diskMoveType: {$ref: '#/$defs/hole'}\n            disk",
        "13:34: unknown part of the schema `#/$defs/hole`; did you mean `#/$defs/whole`?",
    ),
    "a reference elsewhere": (
        "diskMoveType: {$ref: '#/$defs/whole'}\n            disk",
        "diskMoveType: {$ref: 'other.json'}\n            disk",
        "13:34: `other.json` leads out of the schema, and nothing is ever fetched",
    ),
    "a circle": (
        "whole: {not:",
        "whole: {$ref: '#/$defs/whole', not:",
        "16:19: this leads round in a circle",
    ),
    "a pattern that looks around": (
        "whole: {not: {const: createNewChildDiskBacking}}",
        "whole: {pattern: '^(?!create)'}",
        (
            "16:22: no regular expression that can be matched in linear time: it is malformed, "
            "too large, or looks around or back"
        ),
    ),
    "an unknown format": (
        "whole: {not: {const: createNewChildDiskBacking}}",
        "whole: {format: ipv9}",
        "16:21: unknown format",
    ),
    "an unknown target": (
        "  folder: {not: [Folder/group-v28]}",
        "  foldr: {not: [Folder/group-v28]}",
        "18:10: unknown target `foldr`; did you mean `folder`?",
    ),
    "no reference": (
        "[Folder/group-v28]",
        "[group-v28]",
        "18:18: `group-v28` is not of the form `Type/moId`",
    ),
    "an unknown type": (
        "[Folder/group-v28]",
        "[Foldr/group-v28]",
        "18:18: unknown type `Foldr`; did you mean `Folder`?",
    ),
    "an object of a type that holds no folder": (
        "[Folder/group-v28]",
        "[Folder/group-v28, HostSystem/host-1]",
        "18:36: no folder is a `HostSystem` or lies below one",
    ),
    "a switch, below which nothing stands": (
        "folder: {not: [Folder/group-v28]}",
        "network: [VmwareDistributedVirtualSwitch/dvs-1]",
        "18:13: no network is a `VmwareDistributedVirtualSwitch` or lies below one",
    ),
    "a word of a schema that has the wrong value": (
        "whole: {not: {const: createNewChildDiskBacking}}",
        "whole: {multipleOf: 0}",
        "16:25: `multipleOf`: the value is less than or equal to the minimum of 0",
    ),
    "a schema that asks too much": (
        "whole: {not: {const: createNewChildDiskBacking}}",
        "whole: {enum: [" + ", ".join(map(str, range(500))) + "]}",
        (
            "8:3: the schema asks more than 500 things: keywords and what they list, those it "
            "refers to counted anew"
        ),
    ),
    "a text that is a mapping, since it begins with a brace": (
        'message: "a linked clone is asked for in {folder}, which is not in the lab folder"',
        "message: {folder}",
        "19:10: `message` is a mapping, not a text; put it in quotes",
    ),
    "a text with a colon": (
        "source: ACME Virtual",
        "source: standard: ACME Virtual",
        (
            "21:17: not YAML: mapping values are not allowed in this context; a text with `: ` in "
            "it needs quotes"
        ),
    ),
    "a slug that the file has not": (
        "slug: linked-clone-outside-lab",
        "slug: linked-clone-elsewhere",
        "2:7: this rule belongs in `ACME004-linked-clone-elsewhere.yaml`",
    ),
    "an example that says beside the body what belongs in it": (
        "      moId: vm-12\n      body:\n        folder: {type: Folder, value: group-v29}\n",
        (
            "      moId: vm-12\n      powerOn: true\n      body:\n        folder: {type: Folder, "
            "value: group-v29}\n"
        ),
        (
            "49:16: unknown field `powerOn`; there are `moId`, `release`, `body`; what is sent "
            "stands in `body`"
        ),
    ),
    "an empty list": (
        "[Folder/group-v28]",
        "[]",
        "18:17: objects are listed as `[…]` or as `{not: […]}`, at least one",
    ),
    "no list": (
        "{not: [Folder/group-v28]}",
        "Folder/group-v28",
        "18:11: objects are listed as `[…]` or as `{not: […]}`, at least one",
    ),
    "another operator": (
        "{not: [Folder/group-v28]}",
        "{in: [Folder/group-v28]}",
        "18:11: objects are listed as `[…]` or as `{not: […]}`",
    ),
    "two kinds of many": (
        "  folder: {not: [Folder/group-v28]}",
        "  datastore: [Folder/group-s1]\n  network: [Folder/group-n1]",
        "19:12: `datastore` and `nic` each have many facts; bind one",
    ),
    "a family of ours": (
        "id: ACME004",
        "id: PLC904",
        "1:5: `PLC` begins the ids of policyguard's own rules; choose other letters",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), RULES.values(), ids=RULES)
def test_a_mistake_in_what_only_packs_may_ask_has_its_place(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert RULE.count(old) == 1
    name = "ACME004-linked-clone-outside-lab"
    found = mistakes_in(write(tmp_path, **{name: RULE.replace(old, new)}))
    assert f"{name}.yaml:{said}" in found


def test_mistakes_of_the_settings_and_of_all_rules_are_told_together(tmp_path: Path) -> None:
    write(
        tmp_path,
        pack="nmae: x",
        **{"ACME001-x": "id: ACME001", "ACME004-y": RULE},
    )
    (tmp_path / "more.yml").write_text("")
    found = mistakes_in(tmp_path)
    assert {line.split(":")[0] for line in found} == {
        "pack.yaml",
        "more.yml",
        "ACME001-x.yaml",
        "ACME004-y.yaml",
    }
    assert "more.yml: the files of a pack are called `.yaml`" in found


def test_an_empty_directory_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(InvalidRule, match=r"there is no rule in this directory$"):
        Pack.load(tmp_path)
    with pytest.raises(InvalidRule, match=r"there is no rule in this directory$"):
        Pack.load(write(tmp_path, pack="name: x"))


def test_what_is_no_directory_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(InvalidRule, match=r"no such directory$"):
        Pack.load(tmp_path / "none")
    with pytest.raises(InvalidRule, match=r"not a directory$"):
        Pack.load(write(tmp_path, x="") / "x.yaml")


def test_a_pack_may_be_nothing_but_changes_and_is_called_after_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    write(folder, pack="overrides: [{rule: NAM006, off: true, reason: so}]")
    loaded = Pack.load(folder)
    assert (loaded.name, loaded.rules, len(loaded.overrides)) == ("ours", (), 1)


def test_a_pack_may_have_folders_and_no_settings(tmp_path: Path) -> None:
    folder = tmp_path / "storage" / "disks"
    folder.mkdir(parents=True)
    write(folder, **{"ACME004-linked-clone-outside-lab": RULE})
    assert [rule.id for rule in Pack.load(tmp_path).rules] == ["ACME004"]


@pytest.mark.parametrize("field", ["body", "within"])
def test_what_only_packs_may_ask_no_rule_of_ours_does(field: str) -> None:
    data: dict[str, Any] = yaml.safe_load(RULE)
    data["id"] = "PLC904"
    with pytest.raises(InvalidRule, match=rf"/{field}: `{field}` is for an organisation's own"):
        rule_of(data, "a rule")
