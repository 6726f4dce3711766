"""An inventory that names what no vCenter has says so, and real data never is warned of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from policyguard import Inventory, document
from policyguard.cli import cli
from policyguard.errors import InputError
from policyguard.examples import with_examples
from policyguard.inventory import declared
from policyguard.rules import builtin_rules
from tests.case_kit import NAMES, case
from tools import reads
from tools.managed import RELEASE
from tools.typeinfo import catalogue

ROOT = Path(__file__).parent.parent

WRITTEN = """\
objects:
  VirtualMachine/vm-1:
    config: {tempalte: true, hardware: {numcpu: 3}}
    powerState: poweredOn
    parent: Foldr/group-v3
    zzz: 3
    datastore: [Datastor/datastore-11]
  VirtualMachin/vm-2: {name: x}
  VirtualMachin/vm-3: {name: y}
permissions:
- {entity: Foldr/group-v9, principal: a, group: false, roleId: 1, propagate: true}
- {entity: Hostsystem/host-9, principal: a, group: false, roleId: 1, propagate: true}
asked: {VirtualMachine: [nam], Folders: [name]}
"""
EXPECTED = """\
lab.yaml:3:24: `VirtualMachine/vm-1:config.tempalte` is no property of a `VirtualMachine`, \
did you mean `config.template`
lab.yaml:3:49: `VirtualMachine/vm-1:config.hardware.numcpu` is no property of a \
`VirtualMachine`, did you mean `config.hardware.numCPU`
lab.yaml:4:17: `VirtualMachine/vm-1:powerState` is no property of a `VirtualMachine`, \
did you mean `runtime.powerState`
lab.yaml:5:13: `VirtualMachine/vm-1:parent`: there is no managed type `Foldr`, \
did you mean `Folder`, here and 1 times more
lab.yaml:6:10: `VirtualMachine/vm-1:zzz` is no property of a `VirtualMachine`, so nothing reads it
lab.yaml:7:16: `VirtualMachine/vm-1:datastore`: there is no managed type `Datastor`, \
did you mean `Datastore`
lab.yaml:8:23: `VirtualMachin/vm-2`: there is no managed type `VirtualMachin`, \
did you mean `VirtualMachine`, here and 1 times more
lab.yaml:12:12: `Hostsystem/host-9`: there is no managed type `Hostsystem`, \
did you mean `HostSystem`
lab.yaml:13:26: `nam` is no property of a `VirtualMachine`, did you mean `name`
lab.yaml:13:41: `asked`: there is no managed type `Folders`, did you mean `Folder`
""".splitlines()


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("lab.yaml")
    path.write_text(WRITTEN)
    return path


def test_each_name_that_no_vcenter_has_is_said_once_with_its_place(lab: Path) -> None:
    assert sorted(Inventory.load(lab).warnings) == sorted(EXPECTED)


def test_the_command_line_says_each_in_one_line_on_standard_error(lab: Path) -> None:
    request = next((ROOT / "examples" / "linked-clone").glob("request.*"))
    result = CliRunner().invoke(cli, ["check", "--inventory", str(lab), str(request)])
    said = [line for line in result.stderr.splitlines() if "warning" in line]
    assert sorted(said) == sorted(f"policyguard: warning: {each}" for each in EXPECTED)


def test_warnings_outlive_a_merge(lab: Path) -> None:
    other = Inventory.load({"objects": {"Folder/group-v3": {"nam": "x"}}})
    assert len(Inventory.load(lab).merged(other).warnings) == len(EXPECTED) + 1


def test_a_vcenter_that_is_newer_has_more_than_is_known() -> None:
    given: dict[str, Any] = {"objects": {"VirtualMachine/vm-1": {"brandNew": 1}}}
    assert len(Inventory.load({**given, "about": {"apiVersion": RELEASE}}).warnings) == 1
    assert Inventory.load({**given, "about": {"apiVersion": "9.2.0.0"}}).warnings == ()


def test_of_many_names_the_first_are_said() -> None:
    given = {"objects": {"VirtualMachine/vm-1": {f"new{number}": 1 for number in range(30_000)}}}
    warnings = Inventory.load(given).warnings
    assert len(warnings) == 21
    assert warnings[-1] == "and 29980 more names that no vCenter has"


# Never of what there is.


def test_no_example_and_no_case_is_warned_of() -> None:
    warned = {}
    for path in (ROOT / "examples").rglob("*.yaml"):
        for part in document.read(path.read_bytes(), path.name):
            if isinstance(part.data, dict) and "objects" in part.data:
                warned[path.name] = Inventory.load(part.data).warnings
    for name in NAMES:
        warned[name] = Inventory.load(case(name).inventory).warnings
    assert len(warned) > len(NAMES)
    assert {name: said for name, said in warned.items() if said} == {}


def test_no_example_of_a_rule_is_warned_of() -> None:
    warned: set[str] = set()
    for rule in with_examples(builtin_rules()):
        for example in rule.examples:
            try:
                warned.update(Inventory.load(example.inventory).warnings)
            except InputError:
                continue
    # Some examples are about names that are wrong; nothing else is.
    assert warned == set()


def test_every_property_that_pyvmomi_knows_is_one() -> None:
    types = catalogue(RELEASE)
    objects = {}
    for name in types.managed:
        members = declared.properties(name) or {}
        objects[f"{name}/x-1"] = dict.fromkeys(declared.paths(members, 4))
    assert sum(map(len, objects.values())) > 4_000
    for name, paths in objects.items():
        # One by one: a reference among them may not be null in the file.
        inventory = Inventory.load({"objects": {name: paths}})
        assert inventory.warnings == ()


def test_a_property_of_a_derived_type_is_one() -> None:
    datastore = {"info": {"vmfs": {"uuid": "x"}, "nas": {"remoteHost": "y"}}}
    cluster: dict[str, Any] = {"configurationEx.dasConfig.admissionControlPolicy.failoverHosts": []}
    given = {"Datastore/datastore-1": datastore, "ClusterComputeResource/domain-c1": cluster}
    assert Inventory.load({"objects": given}).warnings == ()


@pytest.mark.parametrize("type_", sorted(catalogue(RELEASE).managed))
def test_properties_are_those_of_the_type_information(type_: str) -> None:
    for path in declared.paths(declared.properties(type_) or {}, 3):
        assert reads.declared(type_, path) is not None, path
    assert declared.way(type_, "nothing.like.it") is None


def test_the_file_stays_small() -> None:
    assert (ROOT / "policyguard/data/managed.json").stat().st_size < 60_000
