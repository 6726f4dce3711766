"""A report puts first what vCenter would raise first, and says so."""

from __future__ import annotations

import pytest

from policyguard import Guard, Report, faults
from policyguard.faults import Stage
from policyguard.render.text import render_text
from tests.shipped import DESCRIBED, check, inventory_of, request_of

ORDER = [*Stage, None]

# A folder that is not there, a name that is taken, a type that is wrong, and no rights at all.
BODY = {
    "folder": {"_typeName": "ManagedObjectReference", "type": "Folder", "value": "group-v9"},
    "name": "web-01",
    "spec": {
        "location": {},
        "template": False,
        "powerOn": "yes",
        "snapshot": {
            "_typeName": "ManagedObjectReference",
            "type": "VirtualMachineSnapshot",
            "value": "snapshot-1",
        },
    },
}
INVENTORY = {
    "objects": {
        "VirtualMachine/vm-12": {
            "parent": "Folder/group-d1",
            "runtime.host": "HostSystem/host-1",
            "config.template": True,
            "snapshot": None,
            "runtime.connectionState": "inaccessible",
        },
        "HostSystem/host-1": {"parent": "ComputeResource/domain-s1"},
        "ComputeResource/domain-s1": {"parent": "Folder/group-d1"},
        "Folder/group-d1": {"parent": None},
    },
    "complete": ["objects", "permissions", "roles", "groups"],
}


@pytest.fixture(scope="module")
def report() -> Report:
    return Guard(INVENTORY, "LAB\\alice").check({"moId": "vm-12", "body": BODY})


def test_shape_comes_before_references_before_permissions_before_the_task(report: Report) -> None:
    stages = [finding.stage for finding in report.findings]
    assert stages == sorted(stages, key=ORDER.index)
    assert {*Stage} <= {*stages}
    raised = [faults.stage(fault.type_name) for fault in report.faults]
    assert raised == sorted(raised, key=ORDER.index)
    assert raised[0] is Stage.SHAPE
    assert raised[-1] is Stage.TASK


def test_the_text_says_when_each_is_raised_in_that_order(report: Report) -> None:
    text = render_text([report])
    headings = [
        "raised first, on the call: for the shape",
        "raised next, on the call: for what the request refers to",
        "raised next, on the call: for want of permission",
        "raised after that, mostly in the task; in which order is not known",
    ]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)


@pytest.mark.parametrize("name", DESCRIBED)
def test_every_example_is_in_that_order_and_worse_things_first(name: str) -> None:
    found = check(request_of(name), inventory_of(name)).findings
    severities = ["error", "warning", "note"]
    keys = [(ORDER.index(f.stage), severities.index(f.severity)) for f in found]
    assert keys == sorted(keys)


def test_a_predicted_fault_says_what_it_derives_from_and_how_it_comes(report: Report) -> None:
    for fault in report.faults:
        assert fault.parents == faults.parents(fault.type_name)
        assert fault.channel == faults.channel(fault.type_name)
    dumped = report.model_dump(mode="json")["faults"]
    (denied,) = [fault for fault in dumped if fault["_typeName"] == "NoPermission"]
    assert denied["channel"] == "call"
    assert denied["parents"] == ["SecurityError", "RuntimeFault", "MethodFault"]
