"""The disks of the clone: those on IDE, and the files that new ones are to have."""

from __future__ import annotations

from collections.abc import Mapping

from policyguard.facts.devices import Change
from policyguard.facts.hardware import limits, versions
from policyguard.facts.hardware.tree import Part, Tree
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Said, Unknown, union
from policyguard.request import decider


def ide_disks(case: Situation) -> tuple[Said, int | None]:
    """Whether disks on IDE are supported at the clone's hardware version; the first such disk.

    The tables of hardware features have them since version 7.
    """
    version = versions.version_of(case)
    if isinstance(version, int) and version >= limits.NEEDED_BY_IDE_DISK:
        return "supported", None
    tree = case.once(Tree)
    found = [part for part in tree.parts if part.device.is_disk and _is_on_ide(tree, part)]
    if not found:
        unknown = union(version, tree.open)
        return Unknown(unknown) if tree.open else "supported", None
    return version if isinstance(version, Unknown) else "unsupported", found[0].device.key


def _is_on_ide(tree: Tree, part: Part) -> bool:
    key = part.controller_key
    found = None if key is None else tree.find(key)
    return isinstance(found, Part) and limits.is_ide(found.device)


class DiskFiles:
    """The files that virtual machines are known to have, looked up where a change names one."""

    def __init__(self, case: Situation) -> None:
        self._case = case

    def said(self, change: Change) -> Said:
        """Whether the file that a new disk is to have is a file of a virtual machine already."""
        path = self._path(change)
        if path is None:
            return "unnamed"
        if self._case.elsewhere:
            return Unknown((decider(*LOCATION, "service"),))
        unknown: list[Said] = []
        for machine in self._case.inventory.objects("VirtualMachine"):
            files = self._case.listed(machine, "layoutEx.file")
            if isinstance(files, Unknown):
                unknown.append(files)
            elif any(isinstance(one, Mapping) and one.get("name") == path for one in files):
                # The name of a datastore means the same in one datacenter only.
                where = self._case.same_datacenter(machine)
                if where == "same":
                    return "there"
                unknown.append(where)
        if "objects" not in self._case.inventory.complete:
            return Unknown(("objects",))
        open_ = union(*unknown)
        return Unknown(open_) if open_ else "not-listed"

    def _path(self, change: Change) -> str | None:
        """The file that is to be created, where the request names more than its datastore."""
        if change.operation != "add" or change.file_operation != "create":
            return None
        name = change.device.backing.get("fileName")
        if not change.device.is_disk or not isinstance(name, str):
            return None
        # A datastore alone, or a folder of it, leaves the name of the file to the server.
        return None if not name or name.endswith(("]", "] ", "/")) else name
