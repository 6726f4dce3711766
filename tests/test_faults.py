"""The fault hierarchy, against what faults.md says of it."""

from __future__ import annotations

import pytest

from policyguard import faults
from policyguard.faults import Channel, Stage
from policyguard.schema import schema_of

# faults.md, "Fault types and their ancestors": a dozen of its rows.
LINES = """
    NicSettingMismatch < CustomizationFault < VimFault
    QuestionPending < InvalidState < VimFault
    NoPermission < SecurityError < RuntimeFault
    NotAuthenticated < NoPermission < SecurityError < RuntimeFault
    InvalidType < InvalidRequest < RuntimeFault
    NoDiskSpace < FileFault < VimFault
    RDMPointsToInaccessibleDisk < CannotAccessVmDisk < CannotAccessVmDevice < CannotAccessVmComponent < VmConfigFault < VimFault
    SnapshotCloneNotSupported < SnapshotCopyNotSupported < MigrationFault < VimFault
    SwapDatastoreNotWritableOnHost < DatastoreNotWritableOnHost < InvalidDatastore < VimFault
    NotEnoughLogicalCpus < NotEnoughCpus < VirtualHardwareCompatibilityIssue < VmConfigFault < VimFault
    VAppOperationInProgress < RuntimeFault
    TaskInProgress < VimFault
"""  # noqa: E501
ROWS = [tuple(line.strip().split(" < ")) for line in LINES.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_fault_derives_from_what_its_row_says(row: tuple[str, ...]) -> None:
    name, *ancestors = row
    assert faults.parents(name) == (*ancestors, "MethodFault")
    assert all(faults.is_a(name, each) for each in (*row, "MethodFault"))
    assert not faults.is_a("MethodFault", name)


def test_the_root_derives_from_nothing_and_everything_derives_from_it() -> None:
    assert faults.parents("MethodFault") == ()
    assert all(faults.is_a(name, "MethodFault") for name in faults.names())
    assert len(faults.names()) == 696


def test_properties_are_the_inherited_ones_and_the_own_with_their_types() -> None:
    inherited = {"faultCause": "MethodFault", "faultMessage": "LocalizableMessage[]"}
    assert faults.properties("MethodFault") == inherited
    assert faults.properties("InvalidArgument") == inherited | {"invalidProperty": "PropertyPath"}
    assert faults.properties("NoPermission") == inherited | {
        "object": "ManagedObject",
        "privilegeId": "string",
        "missingPrivileges": "NoPermissionEntityPrivileges[]",
    }


def test_properties_are_those_that_the_schema_allows_in_the_same_order() -> None:
    definitions = schema_of("8.0.2.0")["$defs"]
    for name in faults.names():
        assert ["_typeName", *faults.properties(name)] == list(definitions[name]["properties"])


def test_the_declared_faults_are_those_of_the_page_that_no_method_may_raise_anyway() -> None:
    assert set(faults.declared()) == {
        "CustomizationFault",
        "TaskInProgress",
        "InvalidState",
        "InvalidDatastore",
        "FileFault",
        "VmConfigFault",
        "MigrationFault",
        "InsufficientResourcesFault",
    }
    assert not any(faults.is_a(name, "RuntimeFault") for name in faults.declared())


@pytest.mark.parametrize(
    ("name", "stage", "channel"),
    [
        ("InvalidRequest", Stage.SHAPE, Channel.CALL),
        ("InvalidType", Stage.SHAPE, Channel.CALL),
        ("ManagedObjectNotFound", Stage.REFERENCES, Channel.CALL),
        ("NoPermission", Stage.PERMISSIONS, Channel.CALL),
        ("NotAuthenticated", Stage.PERMISSIONS, Channel.CALL),
        ("InvalidArgument", Stage.TASK, Channel.TASK),
        ("IncompatibleSetting", Stage.TASK, Channel.TASK),
        ("NicSettingMismatch", Stage.TASK, Channel.TASK),
        ("DuplicateName", Stage.TASK, Channel.TASK),
        ("NotSupported", Stage.TASK, None),
        ("MethodDisabled", Stage.TASK, None),
        ("RuntimeFault", Stage.TASK, None),
    ],
)
def test_a_fault_comes_when_and_how_its_family_does(
    name: str, stage: Stage, channel: Channel | None
) -> None:
    assert (faults.stage(name), faults.channel(name)) == (stage, channel)


def test_what_no_method_declares_comes_in_the_task() -> None:
    for name in faults.names():
        if faults.is_a(name, "VimFault"):
            assert faults.channel(name) is Channel.TASK


@pytest.mark.parametrize("name", ["", "VirtualDisk", "LocalizedMethodFault", "nopermission"])
def test_what_is_no_fault_is_none(name: str) -> None:
    assert not faults.exists(name)
    for ask in (faults.parents, faults.properties):
        with pytest.raises(KeyError):
            ask(name)
    with pytest.raises(KeyError):
        faults.is_a(name, name)
