"""Sources that cannot be cloned as they are."""

from __future__ import annotations

from tests.worlds.spoiling import EITHER, FAIL, WARNING, Case, Table
from tests.worlds.values import typed

TABLE = Table()
_add, _written = TABLE.add, TABLE.written


# The source (D).

_add(
    "inaccessible source",
    FAIL,
    "SRC",
    lambda c: c.set(c.source.reference, "runtime.connectionState", "inaccessible"),
)
_add(
    "source with an invalid configuration",
    FAIL,
    "SRC",
    lambda c: c.set(c.source.reference, "runtime.connectionState", "invalid"),
)
_add(
    "disabled method",
    FAIL,
    "SRC",
    lambda c: c.set(c.source.reference, "disabledMethod", ["CloneVM_Task"]),
)
_add("request to a host", FAIL, "SRC", lambda c: c.about.update(apiType="HostAgent"))


@_written("source without a configuration", FAIL, "SRC")
def _(c: Case) -> None:
    c.set(c.source.reference, "config", None)


@_written("pending question", FAIL, "SRC")
def _(c: Case) -> None:
    question = typed("VirtualMachineQuestionInfo", id="1", text="moved or copied?")
    c.set(c.source.reference, "runtime.question", question)


@_written("busy source", EITHER, "SRC")
def _(c: Case) -> None:
    c.objects["Task/task-9"] = {
        "info.state": "running",
        "info.descriptionId": "VirtualMachine.relocate",
    }
    c.set(c.source.reference, "recentTask", ["Task/task-9"])


@_written("host of the source in maintenance", FAIL, "SRC PLC")
def _(c: Case) -> None:
    c.need(c.source.host not in c.hosts)
    c.set(c.source.host, "runtime.inMaintenanceMode", value=True)


@_written("host of the source not responding", FAIL, "SRC PLC")
def _(c: Case) -> None:
    c.need(c.source.host not in c.hosts)
    c.set(c.source.host, "runtime.connectionState", "notResponding")


@_written("lost disk of the source", FAIL, "SRC")
def _(c: Case) -> None:
    for one in c.edit(c.source.reference)["layoutEx"]["file"]:
        if one["type"] == "diskExtent":
            one["accessible"] = False
            return


@_written("running source that writes to a redo log", FAIL, "SRC")
def _(c: Case) -> None:
    c.need(c.source.running and "linked" not in c.deployment.marks)
    c.source_device("VirtualDisk")["backing"]["diskMode"] = "independent_nonpersistent"


# What may be refused, or is done otherwise than it looks.
@_written("disconnected source", WARNING, "SRC")
def _(c: Case) -> None:
    c.set(c.source.reference, "runtime.connectionState", "disconnected")


@_written("orphaned source", WARNING, "SRC")
def _(c: Case) -> None:
    c.set(c.source.reference, "runtime.connectionState", "orphaned")


@_written("host of the source disconnected", WARNING, "SRC PLC")
def _(c: Case) -> None:
    c.need(c.source.host not in c.hosts)
    c.set(c.source.host, "runtime.connectionState", "disconnected")


_add(
    "disks to be consolidated",
    WARNING,
    "SRC",
    lambda c: c.set(c.source.reference, "runtime.consolidationNeeded", value=True),
)
_add(
    "machine of Site Recovery",
    WARNING,
    "SRC",
    lambda c: c.set(
        c.source.reference,
        "config.managedBy",
        typed("ManagedByInfo", extensionKey="com.vmware.vcDr", type="placeholderVm"),
    ),
)


@_written("Tools installer in a running source", WARNING, "SRC")
def _(c: Case) -> None:
    c.need(c.source.running)
    c.set(c.source.reference, "runtime.toolsInstallerMounted", value=True)
