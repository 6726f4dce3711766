"""Faults are read from what clients really print; any bytes are read or refused."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from policyguard import faults
from policyguard.cli import cli
from policyguard.errors import UnreadableDocument
from policyguard.reported import read_faults

FOLDER = Path(__file__).parent / "data" / "faults"
DENIED = "Permission to perform this operation was denied."

# The faults that each file tells of, the first first, and the fields of each.
TOLD = {
    "pyvmomi-traceback.txt": [
        ("CannotAccessVmConfig", {}),
        ("CannotAccessFile", {"file": "[lab-nfs-02] web/web.vmx"}),
    ],
    "pyvmomi-host-state.txt": [("InvalidHostState", {"host": "HostSystem/host-38"})],
    "govc-debug.txt": [
        (
            "NoPermission",
            {"object": "ResourcePool/resgroup-27", "privilegeId": "Resource.AssignVMToPool"},
        )
    ],
    "terraform.txt": [("InvalidArgument", {"invalidProperty": "spec.pool"})],
    "ansible.txt": [("DuplicateName", {"name": "web-01"})],
    "ansible-traceback.txt": [
        ("NicSettingMismatch", {"numberOfNicsInSpec": 0, "numberOfNicsInVM": 1})
    ],
    "rbvmomi.txt": [("UncustomizableGuest", {"uncustomizableGuestOS": "ubuntu64Guest"})],
    "vi-json.json": [
        ("InvalidArgument", {"invalidProperty": "spec.datastore"}),
        ("DatacenterMismatch", {}),
    ],
    "soap.xml": [
        ("NoPermission", {"object": "Datastore/datastore-7", "privilegeId": "System.View"})
    ],
    "task-error.xml": [("NicSettingMismatch", {"numberOfNicsInSpec": 0, "numberOfNicsInVM": 2})],
}


def told(text: str) -> list[tuple[str, dict[str, str | int | bool]]]:
    return [(one.type_name, one.fields) for one in read_faults(text.encode(), "-")]


def test_every_file_is_told_of() -> None:
    assert {path.name for path in FOLDER.iterdir()} == TOLD.keys()


@pytest.mark.parametrize("name", TOLD)
def test_the_faults_of_a_file_are_read_with_their_fields(name: str) -> None:
    assert told((FOLDER / name).read_text("utf-8")) == TOLD[name]


@pytest.mark.parametrize("name", TOLD)
def test_what_stands_around_a_fault_changes_nothing(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    if not name.endswith((".json", ".xml")):
        assert told(f"2026-01-02 03:04:05 [INFO] x\n{text}\nmore {{ of it") == TOLD[name]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A specified parameter was not correct.\nspec.location.host", "spec.location.host"),
        ("A specified parameter was not correct: disk[0].diskId\n", "disk[0].diskId"),
        (
            "was: A specified parameter was not correct: nicsettings:adapter:ip'",
            "nicsettings:adapter:ip",
        ),
        ("A specified parameter was not correct: ", None),
    ],
)
def test_the_property_is_read_however_the_message_is_cut(text: str, expected: str | None) -> None:
    ((name, fields),) = told(text)
    assert name == "InvalidArgument"
    assert fields.get("invalidProperty") == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The operation is not allowed in the current state.", "InvalidState"),
        ("The operation is not allowed in the current state of the host.", "InvalidHostState"),
        ("govc: *types.NotSupported: x", "NotSupported"),
        ("fault.DisallowedOperationOnFailoverHost.summary", "DisallowedOperationOnFailoverHost"),
        ("The object has already been deleted or has not been completely created", "ManagedObjectNotFound"),  # noqa: E501
        (f"Error calling vm.vm.Clone task: ServerFaultCode: {DENIED}", "NoPermission"),
        ('{"_typeName": "NoPermission"}', "NoPermission"),
        ("\ufeff(vim.fault.QuestionPending) {\n}", "QuestionPending"),
    ],
)  # fmt: skip
def test_a_message_or_a_name_is_enough(text: str, name: str) -> None:
    assert [one for one, _ in told(text)] == [name]


def test_the_object_of_a_message_is_read() -> None:
    text = "The object 'vim.VirtualMachine:vm-58107' has already been deleted or has not been completely created"  # noqa: E501
    assert told(text) == [("ManagedObjectNotFound", {"obj": "VirtualMachine/vm-58107"})]


def test_a_dump_that_was_cut_tells_what_is_left() -> None:
    text = (FOLDER / "govc-debug.txt").read_text("utf-8")
    cut = text[: text.index('",', text.index("PrivilegeId")) + 1]
    assert told(cut) == TOLD["govc-debug.txt"]


def test_the_message_of_a_task_s_error_is_that_of_its_fault_alone() -> None:
    first, second = read_faults((FOLDER / "vi-json.json").read_bytes(), "-")
    assert first.message == "A specified parameter was not correct: spec.datastore"
    assert second.message is not None
    assert second.message.startswith("The input arguments")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"all is well",
        b"{}",
        b'{"_typeName": "VirtualDisk"}',
        b"<a><b/></a>",
        b"<a>",
        b"\xff\xfe\x00",
        b"MethodFault and RuntimeFault and a python SystemError",
        b'<!DOCTYPE a [<!ENTITY b "bb">]><fault type="NoPermission">&b;</fault>'.replace(
            b"NoPermission", b"x"
        ),
    ],
)
def test_what_tells_of_no_fault_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="no fault found") as refused:
        read_faults(content, "x.txt")
    assert "\n" not in str(refused.value)


def test_entities_are_never_expanded() -> None:
    bomb = (
        '<!DOCTYPE a [<!ENTITY b "'
        + "x" * 1000
        + '">]><fault>'
        + "&b;" * 10000
        + "NoPermission</fault>"
    )
    assert told(bomb) == [("NoPermission", {})]


@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_faults_or_a_refusal(content: bytes) -> None:
    for around in (
        b"%s",
        b"{%s",
        b"<a>%s</a>",
        b"(vim.fault.NoPermission) {\n%s",
        b"types.NoPermission{%s",
    ):
        try:
            found = read_faults(around.replace(b"%s", content), "-")
        except UnreadableDocument:
            continue
        assert found
        for one in found:
            assert faults.exists(one.type_name)
            assert one.fields.keys() <= faults.properties(one.type_name).keys()
            one.model_dump_json()


@pytest.mark.parametrize(
    "text",
    [
        "(vim.fault.NoPermission) {\n" * 20_000,
        "types.NoPermission{" * 20_000,
        "<a>" * 50_000,
        '{"fault": ' * 50_000,
        "A specified parameter was not correct: " + "a" * 500_000,
        "network interface " + "x" * 500_000,
        "Network interface a uses network b" * 20_000,
        "Unable to access file [" * 50_000,
        "The name '" * 50_000,
    ],
    ids=lambda text: text[:24],
)
def test_the_time_grows_with_the_bytes(text: str) -> None:
    def cost(content: str) -> float:
        start = time.process_time()
        with contextlib.suppress(UnreadableDocument):
            read_faults(content.encode(), "-")
        return time.process_time() - start

    eighth = min(cost(text[: len(text) // 8]) for _ in range(3))
    assert min(cost(text) for _ in range(2)) < 8 * 4 * max(eighth, 0.01)


def test_what_python_warns_of_is_not_said() -> None:
    printed = "(vim.fault.NoPermission) {\n   msg = 'a\\q \\d',\n   privilegeId = '\\8' 'x'(1),\n}"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (fault,) = read_faults(printed.encode(), "-")
    assert fault.type_name == "NoPermission"
    program = "import sys; from policyguard.__main__ import main; main()"
    ran = subprocess.run(
        [sys.executable, "-W", "always", "-c", program, "explain-fault", "-"],
        input=printed,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr == ""


_PRINTED = [path.read_bytes() for path in sorted(FOLDER.iterdir())]
_CUTS = st.tuples(st.integers(0, 2000), st.integers(0, 40), st.binary(max_size=6))


@given(st.sampled_from(_PRINTED), st.lists(_CUTS, max_size=4))
def test_any_bytes_give_a_report_or_one_line(
    content: bytes, cuts: list[tuple[int, int, bytes]]
) -> None:
    for start, length, put in cuts:
        content = content[:start] + put + content[start + length :]
    ran = CliRunner().invoke(cli, ["explain-fault", "-"], input=content, standalone_mode=False)
    if ran.exception is not None:
        assert isinstance(ran.exception, UnreadableDocument)
        assert "\n" not in str(ran.exception)
    else:
        assert ran.stderr == ""
