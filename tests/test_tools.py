"""What is committed is what the generators give, and the package needs none of them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from policyguard.conditions import conditions
from policyguard.rules import builtin_rules
from tools import __main__ as tools
from tools import authors_page, coverage, faults, privileges, rule_pages
from tools.typeinfo import catalogue, method, privilege_ids

ROOT = Path(__file__).parent.parent

IMPORT_EVERYTHING = """
import pkgutil, sys
from importlib.util import find_spec
for name in ("pyVmomi", "pyVim", "vsanmgmtObjects", "tools"):
    sys.modules[name] = None  # so that importing it raises
import policyguard
names = [m.name for m in pkgutil.walk_packages(policyguard.__path__, "policyguard.")]
if find_spec("durable_rules_engine") is None:
    names.remove("policyguard.engine.durable")
for name in names:
    if not name.endswith(".__main__"):
        __import__(name)
from policyguard import faults, schema
assert faults.exists("NoPermission")
assert schema.errors_of({}, schema.DEFAULT_RELEASE)
print(len(names))
"""


@cache
def given_by(name: str) -> dict[Path, bytes]:
    files: dict[Path, bytes] = import_module(f"tools.{name}").generate()
    return files


@pytest.mark.parametrize("name", tools.GENERATORS)
def test_committed_files_are_what_their_generator_gives(name: str) -> None:
    files = given_by(name)
    assert files
    stale = [str(path) for path, content in files.items() if (ROOT / path).read_bytes() != content]
    assert stale == []


def test_every_file_in_a_generated_folder_has_a_generator() -> None:
    folders = (ROOT / "policyguard" / "data", ROOT / rule_pages.FOLDER)
    found = (path for folder in folders for path in folder.rglob("*"))
    there = {p.relative_to(ROOT) for p in found if p.is_file() and p.suffix != ".py"}
    given = {path for name in tools.GENERATORS for path in given_by(name)}
    assert there == given - {authors_page.PAGE, coverage.PAGE}


def test_every_fault_that_a_condition_or_a_rule_names_has_a_meaning_of_its_own() -> None:
    meanings = yaml.safe_load(faults.MEANINGS.read_text("utf-8"))
    named = {fault for each in conditions() for fault in each.faults}
    named |= {rule.predicts for rule in builtin_rules() if rule.predicts}
    assert named - meanings.keys() == set()
    assert len(set(meanings.values())) == len(meanings)


def test_a_generator_gives_the_same_bytes_whatever_the_order_of_sets() -> None:
    code = (
        "import hashlib, tools.schemas as s, tools.faults as f, tools.privileges as p\n"
        "for module in (s, f, p):\n"
        "    print([hashlib.sha256(b).hexdigest() for b in module.generate().values()])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_the_package_imports_and_works_without_pyvmomi_and_tools() -> None:
    found = subprocess.run(
        [sys.executable, "-c", IMPORT_EVERYTHING],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    assert found.returncode == 0, found.stderr
    assert int(found.stdout) > 20


def test_check_names_what_is_stale_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tools, "ROOT", tmp_path)
    monkeypatch.setattr(tools, "outdated", lambda: iter([(faults.FILE, b"{}")]))
    assert tools.main(["--check"]) == 1
    assert capsys.readouterr().out == f"{faults.FILE} is stale: run `python -m tools`\n"
    assert list(tmp_path.iterdir()) == []


def test_what_is_stale_is_written_and_then_is_not_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools, "ROOT", tmp_path)
    monkeypatch.setattr(tools, "GENERATORS", ("privileges",))
    assert [path for path, _ in tools.outdated(["privileges"])] == [privileges.FILE]
    monkeypatch.setattr(tools, "outdated", lambda: iter(privileges.generate().items()))
    assert tools.main([]) == 0
    monkeypatch.undo()
    assert (tmp_path / privileges.FILE).read_bytes() == (ROOT / privileges.FILE).read_bytes()


def test_an_unknown_argument_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert tools.main(["--chek"]) == 2
    assert "--check" in capsys.readouterr().err


def test_types_are_those_of_the_release_and_of_no_other_service() -> None:
    old, new = catalogue("8.0.2.0"), catalogue("9.1.0.0")
    assert "CustomizationLinuxFlexPrep" in new.data.keys() - old.data.keys()
    assert "vmPlacementPolicies" in {p.name for p in new.properties("VirtualMachineRelocateSpec")}
    assert "vmPlacementPolicies" not in {
        p.name for p in old.properties("VirtualMachineRelocateSpec")
    }
    others = {"PbmCapabilityProfile", "VsanPerfEntityMetricCSV", "VslmFault", "SmsFault"}
    assert not others & new.data.keys()


def test_a_release_pyvmomi_does_not_know_is_an_error() -> None:
    with pytest.raises(KeyError):
        catalogue("8.0.2.1")


def test_the_method_has_the_parameters_and_faults_of_its_page() -> None:
    clone = method("8.0.2.0", "VirtualMachine", "CloneVM_Task")
    assert [p.name for p in clone.parameters if not p.optional] == ["folder", "name", "spec"]
    assert "CustomizationFault" in clone.faults


def test_privileges_are_ids_in_groups_and_those_of_cloning_are_among_them() -> None:
    labels = json.loads(given_by("privileges")[privileges.FILE])
    ids = list(labels)
    assert ids == sorted(ids)
    assert all(re.fullmatch(r"[A-Z]\w+(\.[A-Z]\w+){1,3}", each) for each in ids)
    assert privilege_ids("8.0.2.0") < set(ids)
    page = {
        "VirtualMachine.Provisioning.Clone",
        "VirtualMachine.Provisioning.CreateTemplateFromVM",
        "VirtualMachine.Provisioning.DeployTemplate",
        "VirtualMachine.Provisioning.CloneTemplate",
        "VirtualMachine.Provisioning.Customize",
        "Cryptographer.Clone",
        "Cryptographer.RegisterHost",
        "Resource.AssignVMToPool",
        "Datastore.AllocateSpace",
    }
    assert page <= set(ids)


def test_a_label_names_its_group_and_every_privilege_of_the_book_has_one() -> None:
    labels = json.loads(given_by("privileges")[privileges.FILE])
    named = {demand.privilege for rule in builtin_rules() for demand in rule.demands}
    assert all(labels[id_] for id_ in named)
    told = filter(None, labels.values())
    assert all(re.fullmatch(r"\w[\w ]*( > \w[\w ]*){1,2}", label) for label in told)


def test_a_label_of_no_privilege_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "labels.yaml").write_text("System.Veiw: System > View\n")
    monkeypatch.setattr(privileges, "LABELS", tmp_path / "labels.yaml")
    with pytest.raises(ValueError, match=r"no such privileges: \['System.Veiw'\]"):
        privileges.generate()
