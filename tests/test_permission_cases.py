"""Seven denials as they happen: each is explained as its README says."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from policyguard.cli import cli

ROOT = Path(__file__).parent.parent
CASES = ROOT / "examples" / "permissions"

# What is missing, and nothing else is.
MISSING = {
    "clone-template": {
        ("VirtualMachine.Provisioning.DeployTemplate", "VirtualMachine/vm-12"),
        ("Datastore.AllocateSpace", "Datastore/datastore-11"),
    },
    "grant-on-the-switch": {("Network.Assign", "DistributedVirtualPortgroup/dvportgroup-17")},
    "root-pool": {("Resource.AssignVMToPool", "ResourcePool/resgroup-8")},
    "user-hides-group": {("Datastore.AllocateSpace", "Datastore/datastore-11")},
    "read-only-folder": {("VirtualMachine.Inventory.CreateFromExisting", "Folder/group-v22")},
    "does-not-propagate": {("VirtualMachine.Provisioning.DeployTemplate", "VirtualMachine/vm-12")},
    "vtpm": {("Cryptographer.Clone", "VirtualMachine/vm-41")},
}


def readme(case: str) -> str:
    return (CASES / case / "README.md").read_text("utf-8")


def run(case: str, *more: str) -> tuple[str, int]:
    """What the command of a README prints, and how it exits."""
    (command,) = re.findall(r"^```console\n\$ policyguard (.*)\n```$", readme(case), re.MULTILINE)
    ran = CliRunner().invoke(cli, [*shlex.split(command), *more], standalone_mode=False)
    assert ran.exception is None
    return ran.stdout, int(ran.return_value or 0)


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_every_folder_is_a_case_and_the_overview_lists_it() -> None:
    folders = {path.name for path in CASES.iterdir() if path.is_dir()}
    listed = re.findall(
        r"^\| \[([a-z-]+)\]", (CASES / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert folders == set(listed) == set(MISSING)


@pytest.mark.parametrize("case", MISSING)
def test_what_is_missing_is_that_alone(case: str) -> None:
    text, status = run(case, "--format", "json")
    (report,) = json.loads(text)["reports"]
    missing = {
        (r["privilege"], r["entity"]) for r in report["requirements"] if r["status"] == "missing"
    }
    assert missing == MISSING[case]
    assert (report["verdict"], status) == ("fail", 1)
    (fault,) = report["faults"]
    assert fault["_typeName"] == "NoPermission"


@pytest.mark.parametrize("case", MISSING)
def test_it_is_explained_as_the_readme_says(case: str) -> None:
    (quoted,) = re.findall(r"^```text\n(.*?)\n```$", readme(case), re.MULTILINE | re.DOTALL)
    said = " ".join(run(case)[0].split())
    for line in quoted.splitlines():
        assert line in said
