"""What is no request is refused by its name in every command, and every request is judged."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from policyguard import cli
from policyguard.adapters import Refusals, refusal_of_bytes
from policyguard.cli.reading import Requests
from policyguard.document import read
from policyguard.document.text import decoded
from policyguard.errors import UnreadableDocument
from policyguard.request import is_request
from tests.property.clone_requests import Writer, random_of, spoilt
from tests.shipped import EXAMPLES

GOOD = {"moId": "vm-1", "body": {"name": "web"}}
CONTENT = {"obj": {"type": "VirtualMachine", "value": "vm-1"}, "propSet": []}
TASK = {"name": "clone", "community.vmware.vmware_guest": {"name": "x", "template": "t"}}
OTHERS: dict[str, tuple[str, Any]] = {
    "a list of requests": ("a list of requests", [GOOD, GOOD]),
    "an inventory": ("an inventory", {"objects": {"VirtualMachine/vm-1": {}}, "complete": []}),
    "permissions": ("an inventory", {"permissions": [], "roles": []}),
    "contents": ("what a property collector returned", [CONTENT]),
    "a result": (
        "what a property collector returned",
        {"_typeName": "RetrieveResult", "objects": [CONTENT]},
    ),
    "a result in a result": ("what a property collector returned", {"returnval": [CONTENT]}),
    "a report": ("a report of policyguard", {"version": 1, "reports": [], "summary": {}}),
    "a rule": ("a rule of policyguard", {"id": "A", "when": {}, "severity": "error"}),
    "a pack": ("a rule of policyguard", {"name": "x", "overrides": []}),
    "a fault": ("a fault, `NoPermission`", {"_typeName": "NoPermission", "privilegeId": "x"}),
    "a plan": ("a Terraform plan", {"format_version": "1.2", "planned_values": {}}),
    "a plan stream": (
        "the stream of `terraform plan -json`",
        {"@level": "info", "@message": "Terraform 1.9", "type": "version"},
    ),
    "a state": ("a Terraform state", {"version": 4, "terraform_version": "1.9", "resources": []}),
    "HCL in JSON": ("a Terraform configuration", {"resource": {"vsphere_virtual_machine": {}}}),
    "Packer in JSON": ("a Packer template", {"builders": [{"type": "vsphere-clone"}]}),
    "a manifest": (
        "a Kubernetes manifest, `VSphereMachineTemplate`",
        {"apiVersion": "x/v1", "kind": "VSphereMachineTemplate", "spec": {"template": {}}},
    ),
    "a playbook": ("an Ansible playbook", [{"hosts": "localhost", "tasks": [TASK]}]),
    "tasks": ("Ansible tasks", [TASK]),
    "a bare spec": (
        "a bare VirtualMachineCloneSpec",
        {"location": {}, "template": False, "powerOn": True},
    ),
    "a data object": ("a data object, `CustomizationSpec`", {"_typeName": "CustomizationSpec"}),
    "only a source": ("an object with no more of a request than `moId`", {"moId": "vm-1"}),
    "only a spec": ("an object with no more of a request than `spec`", {"spec": {}}),
    "anything": ("an object, not a clone request", {"a": 1}),
    "a list": ("a list, not a clone request", [1, 2]),
    "a text": ("a text, not a clone request", "web-01"),
    "a number": ("a value, not a clone request", 5),
}
TEXTS = {
    "main.tf": (
        "a Terraform configuration (HCL)",
        '# a\n/* b */\nresource "vsphere_virtual_machine" "vm" {\n  name = "x"\n}\n',
    ),
    "vars.tf": ("a Terraform configuration (HCL)", 'terraform {\n  required_version = "1"\n}\n'),
    "locals.tf": ("a Terraform configuration (HCL)", 'x = 1\ndata "vsphere_host" "h" {\n}\n'),
    "build.pkr.hcl": ("a Packer template", 'source "vsphere-clone" "x" {\n  a = 1\n}\n'),
    "soap.xml": (
        "a SOAP message",
        '<?xml version="1.0"?>\n<soapenv:Envelope xmlns:soapenv="x"><soapenv:Body/>',
    ),
    "vm.ovf": (
        "an OVF descriptor",
        '<?xml version="1.0"?><Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1">',
    ),
    "page": ("XML or HTML", "<!DOCTYPE html><p>"),
    "clone.py": ("Python source", '#!/usr/bin/env python3\n"""Clone."""\nfrom pyVim import x\n'),
    "plain.py": ("Python source", "from pyVmomi import vim\n\nspec = vim.vm.CloneSpec()\n"),
    "printed": ("a printed pyVmomi object", "(vim.vm.CloneSpec) {\n   dynamicType = <unset>,\n}"),
    "go": ("a printed Go object", "types.VirtualMachineCloneSpec{Location: x}"),
    "clone.sh": ("a shell script", "#!/bin/sh\nset -e\ngovc vm.clone -vm a b\n"),
    "line": ("a shell script", "govc vm.clone -vm template web-01"),
    "clone.ps1": ("a PowerShell script", "Connect-VIServer vc\nNew-VM -Template t -Name x\n"),
    "Vagrantfile": ("a Vagrantfile", 'Vagrant.configure("2") do |config|\nend\n'),
    "vm.vmx": ("the configuration file of a machine", '.encoding = "UTF-8"\nnumvcpus = "2"\n'),
    "lfs": ("a pointer of Git LFS", "version https://git-lfs.github.com/spec/v1\noid x\nsize 1\n"),
}
# What `check` prints of no request at all.
NOTHING = "0 requests\n"
COMMANDS = [
    ["check"],
    ["check", "--format", "json"],
    ["check", "--fix"],
    ["check", "--diff"],
    ["privileges"],
    ["who"],
    ["matrix"],
    ["matrix", "--principal", "u"],
    ["role"],
    ["role", "--format", "govc"],
]


def run(*arguments: str) -> tuple[int, str, str]:
    ran = CliRunner().invoke(cli.cli, list(arguments), standalone_mode=False)
    assert ran.exception is None, ran.exception
    return int(ran.return_value or 0), ran.stdout, ran.stderr


def refused(what: str, *arguments: str) -> str:
    """What is printed where one file is refused in one line."""
    status, out, err = run(*arguments)
    assert status == 2
    assert err.count("\n") == 1
    assert f": {what}" in err
    assert "not a clone request" in err
    return out


@pytest.mark.parametrize(("what", "data"), OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("name", ["a.json", "a.yaml", "a"])
def test_a_document_that_is_no_request_is_named(
    tmp_path: Path, what: str, data: Any, name: str
) -> None:
    file = tmp_path / name
    file.write_text(yaml.safe_dump(data) if name == "a.yaml" else json.dumps(data))
    assert refused(what, "check", str(file)) == NOTHING


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_is_no_request_is_named_and_no_mistake_of_syntax(
    tmp_path: Path, name: str
) -> None:
    what, text = TEXTS[name]
    for each in (name, f"{name}.yaml", f"{name}.json"):
        file = tmp_path / each
        file.write_text(text)
        assert refused(what, "check", str(file)) == NOTHING


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_takes_what_is_no_request(tmp_path: Path, command: list[str]) -> None:
    file = tmp_path / "main.tf"
    file.write_text(TEXTS["main.tf"][1])
    out = refused("a Terraform configuration (HCL)", *command, str(file))
    assert out in ("", NOTHING) or json.loads(out)["reports"] == []
    assert file.read_text() == TEXTS["main.tf"][1]


def test_a_fault_is_not_explained_by_what_is_no_request(tmp_path: Path) -> None:
    fault, inventory = tmp_path / "fault.txt", tmp_path / "lab.yaml"
    fault.write_text("vim.fault.NoPermission")
    inventory.write_text("objects: {}\n")
    assert refused("an inventory", "explain-fault", str(fault), "--request", str(inventory)) == ""


def test_the_other_documents_and_files_have_their_reports(tmp_path: Path) -> None:
    mixed, good, tf = tmp_path / "a.yaml", tmp_path / "b.json", tmp_path / "main.tf"
    documents = [GOOD, {"objects": {}}, GOOD, {"objects": {}}, {"a": 1}]
    mixed.write_text(yaml.safe_dump_all(documents))
    good.write_text(json.dumps(GOOD))
    tf.write_text(TEXTS["main.tf"][1])
    status, out, err = run("check", "--format", "json", str(mixed), str(tf), str(good))
    assert status == 2
    found = [one["request"] for one in json.loads(out)["reports"]]
    assert [(one["file"], one["index"]) for one in found] == [
        (str(mixed), 0),
        (str(mixed), 2),
        (str(good), 0),
    ]
    first, second, third = err.splitlines()
    assert ": documents 2, 4: an inventory, " in first
    assert ": document 5: an object, " in second
    assert "main.tf: a Terraform configuration" in third


def test_what_is_compressed_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.json.gz"
    file.write_bytes(gzip.compress(json.dumps(GOOD).encode()))
    assert refused("compressed data (gzip)", "check", str(file)) == NOTHING


def test_nothing_is_fixed_in_what_is_no_request(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    text = "name: 50%\n---\nbody: {name: 50%}\n"
    file.write_text(text)
    run("check", "--fix", str(file))
    assert file.read_text() == "name: 50%\n---\nbody: {name: 50%25}\n"


# Every request is one.


@pytest.mark.parametrize(
    "path", [*EXAMPLES.glob("*/request*"), *EXAMPLES.glob("*/*.request.*")], ids=str
)
def test_every_request_of_the_examples_is_one(path: Path) -> None:
    assert all(is_request(document.data) for document in read(path.read_bytes(), str(path)))


@given(st.integers(0, 2**40), st.integers(0, 6), st.booleans(), st.sampled_from(sorted(OTHERS)))
def test_a_request_is_judged_whatever_else_it_looks_like(
    seed: int, times: int, bare: bool, other: str
) -> None:
    random = random_of(seed)
    body: Any = Writer(random).body()
    for _ in range(times):
        body = spoilt(body, random)
    also = OTHERS[other][1] if isinstance(OTHERS[other][1], dict) else {}
    if bare and isinstance(body, dict):
        assert is_request({**also, **body}) == (
            len({"folder", "name", "spec"} & {*also, *body}) > 1
        )
    assert is_request({**also, "body": body})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=5)
            | st.sampled_from(["_typeName", "kind", "objects", "obj", "all", "resource", "name"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON, st.binary(max_size=200) | st.sampled_from([t.encode() for _, t in TEXTS.values()]))
def test_whatever_it_is_there_is_one_line_for_it(data: Any, content: bytes) -> None:
    if not is_request(data):
        assert Refusals(content).of(data).isprintable()
    assert "\n" not in (refusal_of_bytes(content) or "")


@given(st.sampled_from(sorted(TEXTS)), st.integers(0, 400))
def test_a_text_that_is_cut_is_named_or_refused(name: str, length: int) -> None:
    content = TEXTS[name][1].encode()[:length]
    try:
        found = read(content, "-")
    except UnreadableDocument:
        return
    assert not any(is_request(document.data) for document in found)


def test_the_text_of_a_file_is_looked_at_once_for_all_its_documents() -> None:
    content = b'{"x": 1}\n' * 100
    said: list[object] = []
    with mock.patch("policyguard.adapters.decoded", wraps=decoded) as looks:
        assert not [*Requests(content, "a.jsonl", said.append)]
    assert len(looks.mock_calls) == 1
    assert said == [f"a.jsonl: {Refusals(content).of({'x': 1})}"]
