"""What one property says of another: the same data told twice, or what excludes it.

    **load** → validate → facts → rules → report

A property collector never answers what is unset, and people ask it for what they know. So
each property that facts read was gone through for what else tells it. Every row says where
the API's reference has it.

INVARIANT: a row is asked only where the property itself is not described, and only what the
inventory describes is asked, never what another row implies.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from policyguard.inventory import declared
from policyguard.inventory.properties import UNKNOWN, Tree, lookup, segments
from policyguard.references import Reference


class Same(NamedTuple):
    """The same data stands at another path.

    Attributes:
        type: The managed type, its subtypes included.
        path: What is implied, and what is below it.
        source: Where it stands too.
        why: Where the reference says so.
        whole: It is unset here if it is unset there.
    """

    type: str
    path: str
    source: str
    why: str
    whole: bool = False

    def told(self, tree: Tree, rest: str) -> Any:
        """What is so at the path and *rest* below it."""
        value = lookup(tree, f"{self.source}.{rest}" if rest else self.source)
        return UNKNOWN if value is None and not self.whole else value


class Follows(NamedTuple):
    """One value follows from another.

    Attributes:
        type: As in `Same`.
        path: As in `Same`.
        source: What it follows from.
        said: What that must be: one of these; an empty array is `[]`, any object `@`.
        value: What follows.
        why: As in `Same`.
    """

    type: str
    path: str
    source: str
    said: tuple[str | bool | None, ...]
    value: Any
    why: str

    def told(self, tree: Tree, rest: str) -> Any:
        """What is so at the path and *rest* below it."""
        value = lookup(tree, self.source)
        if _word(value) not in self.said or (value is None and not _is_held(tree, self.source)):
            return UNKNOWN
        return None if rest and self.value is None else UNKNOWN if rest else self.value


def _is_held(tree: Tree, path: str) -> bool:
    """Whether what a member belongs to is there: of what is unset, every member is."""
    owner = path.rpartition(".")[0]
    if not owner:
        return True
    held = lookup(tree, owner)
    return isinstance(held, Mapping) and any(value is not None for value in held.values())


NOTHING: Final = "[]"
SOMETHING: Final = "@"


def _word(value: Any) -> Any:
    """What a row says of a value."""
    if value == []:
        return NOTHING
    if isinstance(value, str | bool | None):
        return value if Reference.of(value) is None else SOMETHING
    return UNKNOWN


_NO_SNAPSHOT: Final = (NOTHING, None)

ROWS: Final[tuple[Same | Follows, ...]] = (
    # Snapshots: rootSnapshot has the roots of all trees, layoutEx.snapshot and
    # layout.snapshot an entry for each snapshot; snapshot is set if there are any.
    *(
        Follows("VirtualMachine", "snapshot", source, _NO_SNAPSHOT, None, why)
        for source, why in (
            ("rootSnapshot", "VirtualMachine.rootSnapshot: the roots of all snapshot trees"),
            ("layoutEx.snapshot", "VirtualMachineFileLayoutEx.snapshot: of each snapshot"),
            ("layout.snapshot", "VirtualMachineFileLayout.snapshot: of each snapshot"),
        )
    ),
    *(
        Follows("VirtualMachine", "layoutEx.snapshot", source, _NO_SNAPSHOT, [], why)
        for source, why in (
            ("snapshot", "VirtualMachine.snapshot: set if there are snapshots"),
            ("rootSnapshot", "VirtualMachine.rootSnapshot: the roots of all snapshot trees"),
            ("layout.snapshot", "VirtualMachineFileLayout.snapshot: of each snapshot"),
        )
    ),
    # Templates.
    Follows(
        "VirtualMachine",
        "config.template",
        "resourcePool",
        (SOMETHING,),
        value=False,
        why="VirtualMachine.resourcePool: null if the virtual machine is a template",
    ),
    Follows(
        "VirtualMachine",
        "config.template",
        "summary.runtime.powerState",
        ("poweredOn", "suspended"),
        value=False,
        why="MarkAsTemplate: InvalidPowerState unless powered off; PowerOnVM_Task: no template",
    ),
    Follows(
        "VirtualMachine",
        "config.template",
        "runtime.powerState",
        ("poweredOn", "suspended"),
        value=False,
        why="MarkAsTemplate: InvalidPowerState unless powered off; PowerOnVM_Task: no template",
    ),
    Follows(
        "VirtualMachine",
        "resourcePool",
        "config.template",
        (True,),
        None,
        "VirtualMachine.resourcePool: null if the virtual machine is a template",
    ),
    # A machine is in a folder or in a vApp.
    Follows(
        "VirtualMachine",
        "parentVApp",
        "parent",
        (SOMETHING,),
        None,
        "VirtualMachine.parentVApp: set, and parent unset, for a machine in a vApp",
    ),
    Follows(
        "VirtualMachine",
        "parent",
        "parentVApp",
        (SOMETHING,),
        None,
        "VirtualMachine.parentVApp: set, and parent unset, for a machine in a vApp",
    ),
    Follows(
        "VirtualMachine",
        "config.ftInfo",
        "runtime.faultToleranceState",
        ("notConfigured",),
        None,
        "VirtualMachineFaultToleranceState: not configured for Fault Tolerance",
    ),
    # Summaries: of the same type, or said to be the same.
    Same(
        "VirtualMachine",
        "runtime",
        "summary.runtime",
        "VirtualMachineSummary.runtime: VirtualMachineRuntimeInfo",
        whole=True,
    ),
    *(
        Same(
            "VirtualMachine", path, f"summary.config.{name}", f"VirtualMachineConfigSummary.{name}"
        )
        for path, name in (
            ("config.template", "template"),
            ("config.guestId", "guestId"),
            ("config.files.vmPathName", "vmPathName"),
            ("config.hardware.numCPU", "numCpu"),
            ("config.hardware.memoryMB", "memorySizeMB"),
            ("config.cpuAllocation.reservation", "cpuReservation"),
            ("config.memoryAllocation.reservation", "memoryReservation"),
            ("config.managedBy", "managedBy"),
            ("config.ftInfo", "ftInfo"),
        )
    ),
    *(
        Same(
            "VirtualMachine",
            f"guest.{name}",
            f"summary.guest.{name}",
            f"VirtualMachineGuestSummary.{name}",
        )
        for name in ("toolsStatus", "toolsVersionStatus2")
    ),
    Same("VirtualMachine", "name", "config.name", "VirtualMachineConfigInfo.name: display name"),
    Same(
        "HostSystem",
        "runtime",
        "summary.runtime",
        "HostListSummary.runtime: HostRuntimeInfo",
        whole=True,
    ),
    Same("HostSystem", "config.product", "summary.config.product", "HostConfigSummary.product"),
    *(
        row
        for path, name in (
            ("hardware.memorySize", "memorySize"),
            ("hardware.cpuInfo.numCpuCores", "numCpuCores"),
            ("hardware.cpuInfo.numCpuThreads", "numCpuThreads"),
        )
        for row in (
            Same("HostSystem", path, f"summary.hardware.{name}", f"HostHardwareSummary.{name}"),
            Same("HostSystem", f"summary.hardware.{name}", path, f"HostHardwareSummary.{name}"),
        )
    ),
    Same(
        "ResourcePool",
        "runtime",
        "summary.runtime",
        "ResourcePoolSummary.runtime: ResourcePoolRuntimeInfo",
        whole=True,
    ),
    Same("ResourcePool", "name", "summary.name", "ResourcePoolSummary.name"),
    Same("Datastore", "name", "summary.name", "DatastoreSummary.name"),
    Same("Datastore", "name", "info.name", "DatastoreInfo.name"),
    Same("Network", "name", "summary.name", "NetworkSummary.name"),
    Same("DistributedVirtualPortgroup", "name", "config.name", "DVPortgroupConfigInfo.name"),
    Same("DistributedVirtualPortgroup", "key", "config.key", "DVPortgroupConfigInfo.key"),
    *(
        Same("DistributedVirtualSwitch", name, f"{at}.{name}", f"{type_}.{name}")
        for name in ("uuid", "name")
        for at, type_ in (("config", "DVSConfigInfo"), ("summary", "DVSSummary"))
    ),
    # The older configuration of a cluster has what the newer one has of these.
    *(
        Same("ClusterComputeResource", f"{to}.{name}", f"{at}.{name}", f"ClusterConfigInfo.{name}")
        for name in ("dasConfig", "drsConfig")
        for to, at in (("configurationEx", "configuration"), ("configuration", "configurationEx"))
    ),
)


def told(type_: str, tree: Tree, path: str) -> Any:
    """What a property is by what else is described of the object; `UNKNOWN` if nothing tells."""
    for row, rest in _rows(type_, path):
        value = row.told(tree, rest)
        if value is not UNKNOWN:
            return value
    return None if _is_of_subtype(type_, path) else UNKNOWN


@lru_cache(maxsize=4096)
def _rows(type_: str, path: str) -> tuple[tuple[Same | Follows, str], ...]:
    lineage = declared.lineage(type_)
    return tuple(
        (row, path[len(row.path) + 1 :])
        for row in ROWS
        if row.type in lineage and f"{path}.".startswith(f"{row.path}.")
    )


# What a compute resource that is no cluster has not, though facts ask for it in one go.
_CLUSTERS: Final[Mapping[str, str]] = {
    "configurationEx.dasConfig": "ClusterConfigInfoEx",
    "configurationEx.drsConfig": "ClusterConfigInfoEx",
    "configuration": "ClusterComputeResource",
}


@lru_cache(maxsize=4096)
def _is_of_subtype(type_: str, path: str) -> bool:
    """Whether only clusters have a property, and this is a compute resource and no cluster."""
    names = segments(path)
    beginnings = {".".join(names[:length]) for length in range(1, len(names) + 1)}
    return type_ == "ComputeResource" and not beginnings.isdisjoint(_CLUSTERS)
