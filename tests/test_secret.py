"""No output shows what may be a secret, wherever the schemas have a place for one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from policyguard import cli
from policyguard.errors import InvalidInventory
from policyguard.inventory import Inventory
from policyguard.schema import RELEASES, schema_of
from policyguard.secret import is_secret, secret_places

MARK = "hunter2-xyzzy"
NUMBER = 48151623421089
SHAPES = {
    "a text": MARK,
    "a number": NUMBER,
    "a real number": float(f"{NUMBER}.5"),
    "a list": [MARK, NUMBER],
    "an object": {"a": MARK, "value": {"b": [MARK]}},
    "in a box": {"_typeName": "string", "_value": MARK},
    "a number in a box": {"_typeName": "byte", "_value": NUMBER},
    "in a box for lists": {"_typeName": "ArrayOfString", "_value": [[MARK]]},
    "a type": {"_typeName": MARK, "value": MARK},
    "lines": f"a\n{MARK}\n  {MARK}\n",
}
SECRETS = {
    ("CustomizationPassword", "value"),
    ("CustomizationLinuxPrep", "scriptText"),
    ("CustomizationSysprep", "scriptText"),
    ("CustomizationCloudinitPrep", "userdata"),
    ("CustomizationCloudinitPrep", "metadata"),
    ("CustomizationSysprepText", "value"),
    ("CustomizationUserData", "productId"),
    ("CustomizationGuiRunOnce", "commandList"),
    ("CustomizationLinuxPrep", "password"),
    ("CustomizationGuiUnattended", "password"),
    ("CustomizationIdentification", "domainAdminPassword"),
    ("ServiceLocatorNamePassword", "password"),
    ("ServiceLocatorSAMLCredential", "token"),
    ("ServiceLocator", "credential"),
    ("OptionValue", "value"),
    ("VAppPropertyInfo", "value"),
    ("VAppPropertyInfo", "defaultValue"),
}
NEWEST = RELEASES[-1]
FOLDER = {"_typeName": "ManagedObjectReference", "type": "Folder", "value": "group-v3"}


def definitions() -> dict[str, Any]:
    found: dict[str, Any] = schema_of(NEWEST)["$defs"]
    return found


def types_at(schema: Any) -> Iterator[str]:
    """The data objects that may stand at a place, and in it if it is a list."""
    while schema.get("type") == "array":
        schema = schema["items"]
    name = schema.get("$ref", "").removeprefix("#/$defs/")
    if name.startswith("any."):
        yield from definitions()["name." + name[4:]]["properties"]["_typeName"]["enum"]
    elif "properties" in definitions().get(name, {}):
        yield name


@cache
def ways() -> dict[str, tuple[tuple[str, str, bool], ...]]:
    """The shortest way to each type: the type that has a property, that, whether it is a list."""
    found: dict[str, tuple[tuple[str, str, bool], ...]] = {"VirtualMachineCloneSpec": ()}
    waiting = ["VirtualMachineCloneSpec"]
    for name in waiting:
        for key, schema in definitions()[name]["properties"].items():
            for type_ in types_at(schema):
                if type_ not in found and not type_.startswith("ref."):
                    found[type_] = (*found[name], (name, key, schema.get("type") == "array"))
                    waiting.append(type_)
    return found


def request_with(type_: str, key: str, secret: Any) -> dict[str, Any]:
    """A request with something at a property of a type, and something to fix beside it."""
    value: Any = {"_typeName": type_, "key": "guestinfo.x", key: secret}
    if type_ == "VAppPropertyInfo":
        value |= {"key": 1, "id": "x", "type": "int(0..9)", "userConfigurable": True}
    for owner, name, is_list in reversed(ways()[type_]):
        value = {"_typeName": owner, name: [value] if is_list else value}
    value |= {"powerOn": True, "template": False}
    value.setdefault("location", {})
    return {
        "moId": "vm-1",
        "release": NEWEST,
        "body": {"name": "5%", "folder": FOLDER, "spec": value},
    }


def written(tmp_path: Path, secret: Any) -> list[str]:
    """The same requests, as JSON on one line each, as JSON on many, and as YAML."""
    requests = [request_with(*place, secret) for place in sorted(SECRETS)]
    lines, pages, docs = tmp_path / "a.jsonl", tmp_path / "a", tmp_path / "a.yaml"
    lines.write_text("".join(json.dumps(each) + "\n" for each in requests))
    pages.write_text("\n".join(json.dumps(each, indent=2) for each in requests))
    docs.write_text(yaml.safe_dump_all(requests, width=10**6, sort_keys=False))
    return [str(lines), str(pages), str(docs)]


def run(*arguments: str) -> str:
    ran = CliRunner().invoke(cli.cli, list(arguments), standalone_mode=False)
    assert ran.exception is None, ran.exception
    assert int(ran.return_value or 0) in (0, 1), ran.output
    return ran.output


def shows(output: str) -> list[str]:
    """The lines in which a secret is."""
    hidden = (MARK, "xyzzy", str(NUMBER))
    return [line for line in output.splitlines() if any(each in line for each in hidden)]


@pytest.mark.parametrize("secret", SHAPES.values(), ids=SHAPES)
def test_no_command_shows_what_stands_where_a_secret_may(tmp_path: Path, secret: Any) -> None:
    files = written(tmp_path, secret)
    for file in files:
        diff = run("check", "--diff", file)
        assert "5%25" in diff
        assert shows(diff) == []
    file = files[0]
    assert shows(run("check", file)) == []
    assert shows(run("check", "--format", "json", file)) == []
    assert shows(run("privileges", file)) == []
    assert shows(run("who", "--principal", "u", file)) == []
    assert shows(run("role", file)) == []
    assert shows(run("check", "--fix", file)) == []


def test_a_fault_is_explained_without_what_may_be_secret(tmp_path: Path) -> None:
    fault = tmp_path / "fault.txt"
    fault.write_text("A specified parameter was not correct: spec.config.extraConfig")
    for place in sorted(SECRETS):
        request = tmp_path / "request.json"
        request.write_text(json.dumps(request_with(*place, {"a": [MARK]})))
        assert shows(run("explain-fault", str(fault), "--request", str(request))) == []


def test_each_property_that_is_called_like_a_secret_is_one() -> None:
    called = re.compile(r"passw|token|secret|privatekey|keydata|scripttext", re.IGNORECASE)
    there = [
        (name, key)
        for name in ways()
        for key, schema in definitions()[name]["properties"].items()
        if called.search(key) and schema.get("type") != "boolean"
    ]
    assert len(there) > 10
    assert [one for one in [*there, *sorted(SECRETS)] if not is_secret(("spec", one[1]))] == []


def test_what_is_no_secret_is_shown() -> None:
    shown = [
        ("spec", "location", "service", "sslThumbprint"),
        ("spec", "config", "annotation"),
        ("spec", "config", "extraConfig", 0, "key"),
        ("spec", "config", "vAppConfig", "property", 0, "info", "description"),
        ("spec", "customization", "identity", "userData", "computerName", "name"),
        ("spec", "location", "disk", 0, "diskBackingInfo", "descriptorFileName"),
        ("name",),
    ]
    assert [place for place in shown if is_secret(place)] == []
    assert list(secret_places({"folder": FOLDER, "name": "x", "userData": {"fullName": "y"}})) == []


def test_a_secret_that_an_alias_or_a_merge_key_brings_in_is_hidden_where_it_is_written(
    tmp_path: Path,
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        f"x: &p {MARK}\ny: &m {{password: {{value: {MARK}}}}}\n"
        "body:\n  name: 5%\n  folder: {<<: *m}\n  spec: {customization: {password: *p}}\n"
    )
    diff = run("check", "--diff", str(file))
    assert "5%25" in diff
    assert shows(diff) == []


BROKEN = {
    "an alias": f"password: *{MARK}",
    "a tag": f"password: !{MARK}",
    "a tag of YAML": f"password: !!{MARK}",
    "a tag that does not fit": f"password: !!int {MARK}",
    "a handle": f"password: !{MARK}!x y",
    "a directive": f"%{MARK} x\n---\n",
    "an at sign": f"password: @{MARK}",
    "a percent sign": f"password: %{MARK}",
    "two colons": f"password: x: {MARK}",
    "a quote that never ends": f'password: "{MARK}',
    "an escape": f'password: "\\{MARK}"',
    "many digits": f"password: {NUMBER}{NUMBER}",
    "a number beyond all": f"password: 1e{NUMBER}",
    "a key twice": f"{{password: {MARK}, password: {MARK}}}",
    "a word in JSON": f'{{"password": {MARK}}}',
    "a word in JSON that begins with a digit": f'{{"password": 1{MARK}}}',
    "digits in place of a key": f"password: {{value: {{{NUMBER}}}}}",
    "a word behind a string": f'{{"password": "x"{MARK}}}',
    "digits in JSON": f'{{"password": {NUMBER}{NUMBER}}}',
    "a number in JSON": f'{{"password": 1e{NUMBER}}}',
    "a string in JSON that never ends": f'{{"password": "{MARK}',
    "an escape in JSON": '{"password": "\\xyzzy"}',
    "a key in JSON twice": f'{{"password": "{MARK}", "password": "{MARK}"}}',
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.jsonl", "a"])
def test_what_is_no_data_is_refused_without_a_word_of_it(
    tmp_path: Path, text: str, name: str
) -> None:
    file = tmp_path / name
    file.write_text(text)
    ran = CliRunner().invoke(cli.cli, ["check", str(file)], standalone_mode=False)
    said = str(ran.exception or ran.stderr)
    assert len(said.splitlines()) == 1 or name == "a.jsonl"
    assert ran.exception or ran.stdout == "0 requests\n" or name == "a.jsonl"
    assert shows(said) == []


def test_two_values_of_a_secret_in_an_inventory_are_not_shown() -> None:
    with pytest.raises(InvalidInventory, match="has two values, one at") as refused:
        Inventory.load(
            [
                {"objects": {"VirtualMachine/vm-1": {"config.x.password": MARK}}},
                {"objects": {"VirtualMachine/vm-1": {"config.x.password": f"{MARK}2"}}},
            ]
        )
    assert shows(str(refused.value)) == []
