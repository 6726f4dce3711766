"""Answers that were once given and were false, each with what is true."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from policyguard import Guard, InputError, Report, Status, Verdict
from policyguard.cli import cli, main
from tests.shipped import ALICE, EXAMPLES, check, inventory_of, request_of

Data = dict[str, Any]


def example(name: str) -> tuple[Data, Data]:
    return copy.deepcopy(request_of(name)), copy.deepcopy(inventory_of(name))


def definite(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings if not finding.unknown}


def reference(kind: str, value: str) -> Data:
    return {"_typeName": "ManagedObjectReference", "type": kind, "value": value}


def test_devices_without_keys_are_not_counted() -> None:
    request, inventory = example("linux-customization")
    for device in inventory["objects"]["VirtualMachine/vm-15"]["config"]["hardware"]["device"]:
        del device["key"]
    report = check(request, inventory)
    assert report.verdict is Verdict.UNDETERMINED
    assert any("config.hardware.device" in u for f in report.findings for u in f.unknown)


def test_an_added_disk_is_on_the_datastore_its_path_names() -> None:
    request, inventory = example("deploy-template")
    disk: Data = {
        "_typeName": "VirtualDisk",
        "key": -1,
        "backing": {"_typeName": "VirtualDiskFlatVer2BackingInfo", "fileName": "[ds-2] x/y.vmdk"},
        "capacityInKB": 1024,
    }
    change = {"operation": "add", "fileOperation": "create", "device": disk}
    request["body"]["spec"]["config"] = {"deviceChange": [change]}
    (on_ds_2,) = (r for r in check(request, inventory).requirements if r.rule == "PRV012")
    assert (on_ds_2.entity, on_ds_2.status) == ("Datastore/datastore-13", Status.MISSING)
    disk["backing"] |= {"fileName": "[ds-9] x/y.vmdk"}
    (on_ds_9,) = (r for r in check(request, inventory).requirements if r.rule == "PRV012")
    assert (on_ds_9.entity, on_ds_9.status) == (None, Status.UNKNOWN)
    # The inventory is complete: it is the request that names none there is.
    path = "request:spec.config.deviceChange[0].device.backing.fileName"
    assert on_ds_9.unknown == (path,)


def test_a_disk_linked_on_its_own_needs_a_snapshot_too() -> None:
    request, inventory = example("linked-clone")
    location = request["body"]["spec"]["location"]
    del location["diskMoveType"]
    location["disk"] = [{"diskId": 2000, "diskMoveType": "createNewChildDiskBacking"}]
    assert {"SNP010"} <= definite(check(request, inventory)) - {"SNP006"}


def test_a_clone_that_becomes_encrypted_needs_its_host_registered() -> None:
    request, inventory = example("deploy-template")
    request["body"]["spec"]["location"]["cryptoSpec"] = {"_typeName": "CryptoSpecEncrypt"}
    required = {r.privilege for r in check(request, inventory).requirements}
    assert "Cryptographer.RegisterHost" in required


def test_what_is_wrong_with_every_host_is_wrong_and_with_some_is_not() -> None:
    request, inventory = example("deploy-template")
    hosts = [inventory["objects"][f"HostSystem/host-{n}"] for n in (9, 10)]
    hosts[1] |= {"capability.maxSupportedVcpus": 1}
    assert "HWD003" not in definite(check(request, inventory))
    hosts[0] |= {"capability.maxSupportedVcpus": 1}
    assert "HWD003" in definite(check(request, inventory))
    del hosts[1]["capability.maxSupportedVcpus"]
    report = check(request, inventory)
    assert "HWD003" not in definite(report)
    assert "HWD003" in {finding.rule for finding in report.findings}


def test_a_snapshot_exists_if_its_virtual_machine_has_it() -> None:
    request, inventory = example("linked-clone")
    request["body"]["spec"]["snapshot"] = reference("VirtualMachineSnapshot", "snapshot-7")
    source = inventory["objects"]["VirtualMachine/vm-50"]
    tree = {"rootSnapshotList": [{"snapshot": "VirtualMachineSnapshot/snapshot-7"}]}
    source["snapshot"] = tree
    assert "REQ020" not in definite(check(request, inventory))
    tree["rootSnapshotList"] = []
    assert "REQ020" in definite(check(request, inventory))


@pytest.mark.parametrize(
    ("owner", "path", "junk", "rules"),
    [
        ("VirtualMachine/vm-15", "config.hardware.device", "x", {"CUS001", "CUS007"}),
        ("Datastore/datastore-13", "host", 5, {"STO002", "STO003", "STO004"}),
        ("HostSystem/host-9", "capability.maxSupportedVcpus", True, {"HWD003"}),
        ("HostSystem/host-9", "capability.maxSupportedVMs", -1, {"PLC008"}),
        ("Datastore/datastore-13", "info.maxFileSize", "big", {"STO009"}),
        ("VirtualMachine/vm-15", "config.guestId", 7, {"CUS003", "CUS004", "CUS005"}),
    ],
)
def test_junk_is_not_knowledge(owner: str, path: str, junk: object, rules: set[str]) -> None:
    request, inventory = example("linux-customization")
    told = inventory["objects"][owner]
    head, _, rest = path.partition(".")
    nested = told.get(head)
    if isinstance(nested, dict) and rest:
        *way, last = rest.split(".")
        for step in way:
            nested = nested[step]
        nested[last] = junk
    else:
        told[path] = junk
    assert definite(check(request, inventory)).isdisjoint(rules)


def test_a_role_that_is_not_described_is_not_known_whatever_its_id() -> None:
    permission = {"entity": "Folder/group-v3", "principal": ALICE, "roleId": 0, "propagate": True}
    inventory = {
        "objects": {"Folder/group-v3": {"parent": None}},
        "permissions": [{**permission, "group": False}],
        "complete": ["permissions", "roles", "groups"],
    }
    body = {"folder": reference("Folder", "group-v3")}
    report = Guard(inventory, ALICE).check({"moId": "vm-1", "body": body})
    (folder,) = (r for r in report.requirements if r.rule == "PRV014")
    assert (folder.status, folder.unknown) == (Status.UNKNOWN, ("roles",))


@pytest.mark.parametrize("huge", [10**5000, -(10**5000)], ids=["positive", "negative"])
@pytest.mark.parametrize("place", ["moId", "release", "body"])
def test_a_huge_number_is_a_value_like_any_other(place: str, huge: int) -> None:
    request: Data = {"moId": "vm-1", "body": {"spec": {"location": {"disk": [{"diskId": huge}]}}}}
    request[place] = huge
    if place == "release":
        with pytest.raises(InputError, match="bits"):
            Guard().check(request)
    else:
        assert json.loads(Guard().check(request).model_dump_json())


@pytest.mark.parametrize("given", [{"groups": "ops"}, {"principal": 5}])
def test_groups_are_no_text_and_a_principal_is_one(given: Data) -> None:
    with pytest.raises(InputError):
        Guard(**{"principal": ALICE, **given})


def run(*arguments: str, data: str = "") -> Any:
    return CliRunner().invoke(cli, list(arguments), input=data, standalone_mode=False)


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_rule_that_is_not_there_cannot_be_chosen(option: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(["check", option, "PRV009,PVR", "-"])
    assert left.value.code == 2


@pytest.mark.parametrize("options", [["--principal", ""], ["--group", "ops"]])
def test_an_empty_principal_is_a_usage_error(options: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["check", *options, "-"])
    assert left.value.code == 2


def test_an_unknown_release_hides_no_other_document(tmp_path: Path) -> None:
    path = tmp_path / "three.yaml"
    path.write_text(
        "---\n".join(
            f"{{moId: vm-{n}, release: {r}, body: {{}}}}\n"
            for n, r in enumerate(["8.0.2.0", "6.5", "8.0.2.0"])
        )
    )
    ran = run("check", "--format", "json", str(path))
    assert int(ran.return_value) == 2
    assert [r["request"]["index"] for r in json.loads(ran.stdout)["reports"]] == [0, 2]
    assert f"{path}: document 2: release `6.5` has no schema" in ran.stderr


def test_what_stands_where_an_object_belongs_is_not_printed() -> None:
    identity = {"_typeName": "CustomizationSysprep", "guiUnattended": {"password": "P@ssw0rd!"}}
    body = {"spec": {"customization": {"identity": identity}}}
    for output_format in ("text", "json"):
        data = json.dumps({"moId": "vm-1", "body": body})
        assert "P@ssw0rd!" not in run("check", "--format", output_format, "-", data=data).stdout


def test_a_request_cannot_forge_a_line_of_the_report() -> None:
    forged = "vm-1\n\x1b[32mPASS everything"
    body = {forged: 1, "name": forged, "folder": reference("Folder", forged)}
    text = run("check", "-", data=json.dumps({"moId": forged, "body": body})).stdout
    assert "\x1b" not in text
    assert not any(line.lstrip().startswith("PASS") for line in text.splitlines())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_output_that_cannot_be_written_is_no_defect() -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "policyguard", "name", "escape", "a"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_warning_that_nobody_hears_changes_no_exit_status(tmp_path: Path) -> None:
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text("objects: {VirtualMachine/vm-12: {nmae: web}}\ngroups: {Admins: [alice]}")
    request = str(EXAMPLES / "deploy-template" / "request.yaml")
    command = [sys.executable, "-m", "policyguard", "check", request]
    command += ["--inventory", str(inventory), "--principal", "LAB\\nobody"]
    heard = subprocess.run(command, capture_output=True, check=False)
    assert len(heard.stderr.splitlines()) == 2
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=full, check=False)
    assert (ran.returncode, ran.stdout) == (heard.returncode, heard.stdout)


def test_a_reader_that_leaves_early_changes_no_exit_status() -> None:
    folder = EXAMPLES / "deploy-template"
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "policyguard",
            "check",
            str(folder / "request.yaml"),
            "--inventory",
            str(folder / "inventory.yaml"),
            "--principal",
            ALICE,
        ],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_device_whose_type_is_no_text_has_a_report() -> None:
    request, inventory = example("linux-customization")
    change = {"operation": "add", "device": {"_typeName": {}, "key": 1}}
    request["body"]["spec"]["config"] = {"deviceChange": [change]}
    assert check(request, inventory).verdict is Verdict.FAIL


def test_whether_the_clone_is_encrypted_is_open_where_the_crypto_spec_does_not_say() -> None:
    request, inventory = example("encrypted-source")
    request["body"]["spec"]["location"]["cryptoSpec"] = {"_typeName": 5}
    report = check(request, inventory)
    asked = {one.rule: one for one in report.requirements}
    assert asked["PRV013"].conditional
    assert "request:spec.location.cryptoSpec" in asked["PRV013"].unknown


def test_a_host_that_is_not_named_is_in_no_pool_whichever_vcenter_it_is() -> None:
    request, inventory = example("deploy-template")
    request["body"]["spec"]["location"]["service"] = {"_typeName": "ServiceLocator"}
    assert "PLC002" not in {finding.rule for finding in check(request, inventory).findings}


@pytest.mark.parametrize(
    ("spec", "decider"),
    [
        ({"powerOn": None}, "request:spec.powerOn"),
        ({"powerOn": True, "template": 5}, "request:spec.template"),
    ],
)
def test_a_reservation_counts_if_it_is_open_whether_the_clone_powers_on(
    spec: Data, decider: str
) -> None:
    request, inventory = example("deploy-template")
    request["body"]["spec"] |= {"config": {"cpuAllocation": {"reservation": 10}}, **spec}
    inventory["objects"]["ResourcePool/resgroup-81"]["runtime.cpu.unreservedForVm"] = 5
    (found,) = (one for one in check(request, inventory).findings if one.rule == "PLC014")
    assert decider in found.unknown


HUGE = 10**5000


def enlarged(value: Any, at: list[int]) -> Any:
    """The data with one of its integers, counted down to, beyond any that can be printed."""
    if isinstance(value, dict):
        return {key: enlarged(one, at) for key, one in value.items()}
    if isinstance(value, list):
        return [enlarged(one, at) for one in value]
    if isinstance(value, int) and not isinstance(value, bool):
        at[0] -= 1
        return HUGE if at[0] < 0 else value
    return value


@pytest.mark.parametrize("operation", ["add", "edit", "remove"])
@pytest.mark.parametrize("kind", ["VirtualVmxnet3", "VirtualDisk", "VirtualTPM", "VirtualDevice"])
def test_a_number_that_is_too_long_to_print_has_a_report(operation: str, kind: str) -> None:
    request, inventory = example("linux-customization")
    device: Data = {"_typeName": kind, "key": 3, "capacityInKB": 4, "unitNumber": 5}
    change = {"operation": operation, "device": device}
    config = {"deviceChange": [change], "numCPUs": 2, "memoryMB": 4}
    location = request["body"]["spec"]["location"]
    location |= {"deviceChange": [copy.deepcopy(change)], "disk": [{"diskId": 2000}]}
    request["body"]["spec"]["config"] = config
    for first in range(10):
        described = inventory | {"objects": enlarged(inventory["objects"], [first])}
        for asked, known in ((enlarged(request, [first]), inventory), (request, described)):
            report = check(asked, known)
            assert report.verdict in (Verdict.FAIL, Verdict.UNDETERMINED)
            assert report.model_dump_json()


def test_nothing_the_clone_goes_to_is_this_vcenter_s_where_another_service_is_named() -> None:
    request, inventory = example("linux-customization")
    location = request["body"]["spec"]["location"]
    location["service"] = {"_typeName": "ServiceLocator"}
    backing = {
        "_typeName": "VirtualEthernetCardNetworkBackingInfo",
        "network": reference("Network", "network-17"),
    }
    change = {
        "operation": "add",
        "device": {"_typeName": "VirtualVmxnet3", "key": -1, "backing": backing},
    }
    request["body"]["spec"]["config"] = {"deviceChange": [change]}
    inventory["permissions"] = []
    report = check(request, inventory)
    source = f"VirtualMachine/{request['moId']}"
    for one in report.requirements:
        for way in one.any_of or (one,):
            assert way.entity in (source, None), one
        if one.entity is None:
            assert "request:spec.location.service" in one.unknown
    assert not any(f.pointer == "/folder" for f in report.findings if not f.unknown)
    assert any(
        one.privilege == "VirtualMachine.Inventory.CreateFromExisting"
        for one in report.requirements
    )


def test_a_standard_backing_means_no_port_group_of_the_same_name() -> None:
    objects: Data = {
        "VirtualMachine/vm-1": {"config.hardware.device": []},
        "Network/network-1": {"name": "LAN"},
        "DistributedVirtualPortgroup/dvportgroup-1": {"name": "LAN"},
    }
    backing = {"_typeName": "VirtualEthernetCardNetworkBackingInfo", "deviceName": "LAN"}
    nic = {"_typeName": "VirtualVmxnet3", "key": -1, "backing": backing}
    spec = {"location": {}, "config": {"deviceChange": [{"operation": "add", "device": nic}]}}
    request = {"moId": "vm-1", "body": {"spec": spec}}

    def assigned() -> tuple[str | None, tuple[str, ...]]:
        report = check(request, {"objects": objects, "complete": ["objects"]})
        (one,) = (r for r in report.requirements if r.privilege == "Network.Assign")
        return one.entity, one.unknown

    assert assigned()[0] == "Network/network-1"
    objects["Network/network-2"] = {"name": "LAN"}
    entity, unknown = assigned()
    assert entity is None
    assert {"Network/network-1:parent", "Network/network-2:parent"} <= set(unknown)
    assert "objects" not in unknown
    objects["Network/network-2"] = {}
    assert assigned() == (None, ("Network/network-2:name",))


@pytest.mark.parametrize(
    "wrong",
    [
        *({"groups": one} for one in ([5], 5, None, b"x", "x", [None], [b"x"])),
        *({"engine": one} for one in (5, ["portable"])),
        *({"rules": one} for one in (5, [5], "x")),
    ],
    ids=str,
)
def test_an_argument_of_another_type_is_an_error_of_one_line(wrong: Any) -> None:
    with pytest.raises(InputError, match=r"\A[^\n]+\Z"):
        Guard({}, "x", **wrong)
