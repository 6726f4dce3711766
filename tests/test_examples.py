"""What the examples claim is what the tool says, and what they advise makes a request pass."""

from __future__ import annotations

import copy
import json
import re
import shlex
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from policyguard import Verdict, cli
from tests.shipped import (
    DESCRIBED,
    EXAMPLES,
    FOLDERS,
    PACKS,
    ROOT,
    Data,
    check,
    inventory_of,
    request_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Examples that are not one request have tests of their own.
ELSEWHERE = {"access-matrix", "explain-fault", "permissions"}
EXITS = {"pass": 0, "undetermined": 0, "fail": 1}


@dataclass(frozen=True)
class Outcome:
    """What a report is to say.

    Attributes:
        rules: The rules of its definite findings, in its order.
        faults: The faults it predicts.
        missing: The privileges that are missing, each with its entity.
    """

    rules: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()


EXPECTED = {
    "deploy-template": Outcome(),
    "missing-privilege": Outcome(
        ("PRV009",),
        ("NoPermission",),
        (("Datastore.AllocateSpace", "Datastore/datastore-13"),),
    ),
    "encrypted-source": Outcome(
        ("PRV005", "PRV013"),
        ("NoPermission",),
        (
            ("Cryptographer.Clone", "VirtualMachine/vm-40"),
            ("Cryptographer.RegisterHost", "HostSystem/host-10"),
        ),
    ),
    "linux-customization": Outcome(("CUS001",), ("NicSettingMismatch",)),
    "linked-clone": Outcome(("SNP001",), ("InvalidArgument",)),
    "template-to-template": Outcome(),
    "lone-percent": Outcome(("NAM001", "NAM006")),
    "schema-mistakes": Outcome(("REQ001", "REQ002", "REQ003"), ("InvalidRequest",)),
    "packs": Outcome(("ACME001", "ACME002", "ACME003", "STO015")),
    "no-inventory": Outcome(),
}


@cache
def command_of(name: str) -> tuple[str, ...]:
    """The one command of a README, as a shell would split it."""
    text = (EXAMPLES / name / "README.md").read_text("utf-8")
    (command,) = re.findall(r"^```console\n\$ policyguard (.*)\n```$", text, re.MULTILINE)
    return tuple(shlex.split(command))


def run(name: str, *more: str) -> tuple[str, int]:
    """What the command of a README prints, and how it exits."""
    ran = CliRunner().invoke(cli.cli, [*command_of(name), *more], standalone_mode=False)
    assert ran.exception is None, ran.exception
    assert ran.stderr == ""
    return ran.stdout, int(ran.return_value or 0)


def run_json(name: str) -> Data:
    (report,) = json.loads(run(name, "--format", "json")[0])["reports"]
    found: Data = report
    return found


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_every_folder_is_an_example_and_has_an_outcome() -> None:
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()}
    assert sorted(folders - ELSEWHERE) == FOLDERS == sorted(EXPECTED)
    assert {path.suffix for path in EXAMPLES.glob("*/request.*")} == {".json", ".yaml"}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_readme_claims_the_verdict_and_the_exit_status_of_its_command(name: str) -> None:
    text = (EXAMPLES / name / "README.md").read_text("utf-8")
    (claimed,) = re.findall(r"^Verdict: \*\*(\w+)\*\*$", text, re.MULTILINE)
    assert (run_json(name)["verdict"], run(name)[1]) == (claimed, EXITS[claimed])
    verdicts = re.findall(r"\b(?:PASS|FAIL|UNDETERMINED)\b", run(name)[0])
    assert set(verdicts) == {claimed.upper()}


def test_the_overview_lists_every_example_with_its_verdict() -> None:
    text = (EXAMPLES / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| \[(\S+)\]\(\1/README\.md\) \| .* \| (\w+) \|$", text, re.MULTILINE)
    assert dict(rows) == {name: run_json(name)["verdict"] for name in FOLDERS}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_command_names_the_files_of_its_own_folder(name: str) -> None:
    files = {Path(word) for word in command_of(name) if word.startswith("examples/")}
    there = {p.relative_to(ROOT) for p in (EXAMPLES / name).iterdir() if p.suffix != ".md"}
    assert files == there


@pytest.mark.parametrize("name", FOLDERS)
def test_an_example_shows_what_it_is_for_and_nothing_else(name: str) -> None:
    report = run_json(name)
    definite = [finding for finding in report["findings"] if not finding["unknown"]]
    found = Outcome(
        tuple(finding["rule"] for finding in definite),
        tuple(fault["_typeName"] for fault in report["faults"]),
        tuple(
            (requirement["privilege"], requirement["entity"])
            for requirement in report["requirements"]
            if requirement["status"] == "missing"
        ),
    )
    assert found == EXPECTED[name]


@pytest.mark.parametrize("name", DESCRIBED)
def test_an_inventory_leaves_nothing_open(name: str) -> None:
    report = run_json(name)
    assert [finding["rule"] for finding in report["findings"] if finding["unknown"]] == []
    settled = {"granted", "missing"}
    assert {requirement["status"] for requirement in report["requirements"]} <= settled
    unknown = {decider for r in report["requirements"] for decider in r["unknown"]}
    assert all(decider.startswith("request:") for decider in unknown)


def test_without_an_inventory_everything_is_open_and_nothing_is_wrong() -> None:
    report = run_json("no-inventory")
    assert report["findings"]
    assert all(finding["unknown"] for finding in report["findings"])
    assert {requirement["status"] for requirement in report["requirements"]} == {"unchecked"}
    assert run("no-inventory", "--unknown", "error")[1] == 4


def test_every_missing_privilege_is_in_the_one_fault() -> None:
    (fault,) = run_json("encrypted-source")["faults"]
    found = [(part["privilegeIds"], part["entity"]["value"]) for part in fault["missingPrivileges"]]
    assert found == [
        (["Cryptographer.Clone"], "vm-40"),
        (["Cryptographer.RegisterHost"], "host-10"),
    ]


def test_a_mistake_is_reported_at_its_line() -> None:
    lines = (EXAMPLES / "schema-mistakes" / "request.json").read_text("utf-8").splitlines()
    places = {
        finding["pointer"]: lines[finding["line"] - 1].strip().split(":")[0]
        for finding in run_json("schema-mistakes")["findings"]
        if finding["severity"] == "error"
    }
    assert places == {
        "/spec/powerOn": '"spec"',  # absent, so at what should hold it
        "/spec/config/numCPU": '"numCPU"',
        "/spec/config/cpuHotAddEnabled": '"cpuHotAddEnabled"',
    }


@pytest.mark.parametrize("name", FOLDERS)
def test_a_command_prints_the_same_bytes_twice(name: str) -> None:
    for output_format in ("text", "json"):
        assert run(name, "--format", output_format) == run(name, "--format", output_format)


# What each example that fails advises, done: to the request, or to the inventory.


def _grant_allocation(_: Data, inventory: Data) -> None:
    inventory["permissions"].append(
        {
            "entity": "Datastore/datastore-13",
            "principal": "LAB\\ops",
            "group": True,
            "roleId": 103,
            "propagate": False,
        }
    )


def _make_administrator(_: Data, inventory: Data) -> None:
    inventory["permissions"][-1]["roleId"] = -1


def _map_both_adapters(request: Data, _: Data) -> None:
    mapping = request["body"]["spec"]["customization"]["nicSettingMap"]
    mapping.append(copy.deepcopy(mapping[0]))
    mapping[1]["adapter"]["ip"] = {"_typeName": "CustomizationDhcpIpGenerator"}


def _name_the_snapshot(request: Data, _: Data) -> None:
    text = (EXAMPLES / "linked-clone" / "README.md").read_text("utf-8")
    (advice,) = re.findall(r'`("snapshot": \{[^`]*\})`', text)
    request["body"]["spec"].update(json.loads("{" + advice + "}"))


def _escape_the_name(request: Data, _: Data) -> None:
    text = (EXAMPLES / "lone-percent" / "README.md").read_text("utf-8")
    (command,) = re.findall(r"`policyguard (name escape [^`]*)`", text)
    ran = CliRunner().invoke(cli.cli, shlex.split(command), standalone_mode=False)
    request["body"]["name"] = ran.stdout.removesuffix("\n")


def _mend_the_schema(request: Data, _: Data) -> None:
    spec = request["body"]["spec"]
    spec["powerOn"] = False
    spec["config"]["numCPUs"] = spec["config"].pop("numCPU")
    spec["config"]["cpuHotAddEnabled"] = True


def _follow_the_policies(request: Data, _: Data) -> None:
    text = (EXAMPLES / "packs" / "README.md").read_text("utf-8")
    ((name, folder),) = re.findall(r"As `([\w-]+)` in the folder `\w+` \((group-\w+)\)", text)
    body = request["body"]
    body["name"], body["folder"]["value"] = name, folder
    body["spec"]["location"]["disk"][0]["diskBackingInfo"]["thinProvisioned"] = True


FIXES: Mapping[str, Callable[[Data, Data], None]] = {
    "missing-privilege": _grant_allocation,
    "encrypted-source": _make_administrator,
    "linux-customization": _map_both_adapters,
    "linked-clone": _name_the_snapshot,
    "lone-percent": _escape_the_name,
    "schema-mistakes": _mend_the_schema,
    "packs": _follow_the_policies,
}


@pytest.mark.parametrize("name", FIXES)
def test_an_example_that_is_fixed_passes(name: str) -> None:
    request, inventory = request_of(name), inventory_of(name)
    assert check(request, inventory, PACKS.get(name, ())).verdict is Verdict.FAIL
    FIXES[name](request, inventory)
    report = check(request, inventory, PACKS.get(name, ()))
    assert report.verdict is Verdict.PASS, report.findings


def test_every_example_that_fails_is_fixed_here() -> None:
    assert set(FIXES) == {name for name in FOLDERS if EXPECTED[name].rules}


def test_on_a_safe_host_only_the_privilege_on_the_source_is_missing() -> None:
    request, inventory = request_of("encrypted-source"), inventory_of("encrypted-source")
    inventory["objects"]["HostSystem/host-10"]["runtime.cryptoState"] = "safe"
    errors = [finding.rule for finding in check(request, inventory).findings]
    assert errors == ["PRV005"]


def test_the_two_of_a_pair_differ_as_their_readmes_say() -> None:
    assert inventory_of("missing-privilege") == inventory_of("deploy-template")
    assert request_of("no-inventory") == request_of("deploy-template")
    moved = request_of("missing-privilege")
    del moved["body"]["spec"]["location"]["disk"]
    assert moved == request_of("deploy-template")
