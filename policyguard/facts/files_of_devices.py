"""The datastore of a device's file, which its path names and not the reference beside it."""

from __future__ import annotations

from typing import Any

from policyguard.facts.devices import (
    Change,
    device_before,
    has_backing_of,
    is_as_before,
    unless_as_before,
)
from policyguard.facts.meant import DATASTORE, meant_by, same_name
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.values import Said, Unknown
from policyguard.references import Reference
from policyguard.request import decider
from policyguard.text import plain_text, shown


def named_in(path: Any) -> str | None:
    """The datastore that a path `[datastore] folder/file` names; None if it names none."""
    if not isinstance(path, str) or not path.startswith("["):
        return None
    name, bracket, _ = path[1:].partition("]")
    return name if bracket and name else None


def datastore_beside(change: Change) -> Reference | None:
    """The reference that stands beside the path of a device's file."""
    return Reference.of(change.device.backing.get("datastore"))


def file_decider(change: Change) -> str:
    """What a device's file is placed by, in words."""
    path = change.device.backing.get("fileName")
    if path is None or path == "":
        return "without a path the home of the clone"
    return f"the path `{shown(plain_text(path))}`"


def store_of_file(case: Situation, change: Change) -> Said:
    """Whether the path of a file that is set names a datastore of the clone's datacenter.

    An edit sets it for drives only: a disk keeps its file, and what is kept need not be there.
    """
    name = named_in(change.device.backing.get("fileName"))
    sets = _sets_file(case, change)
    if name is None or sets is False:
        return "absent"
    return unless_as_before(sets, _store_named(case, change, name), fault="not-known")


def _store_named(case: Situation, change: Change, name: str) -> Said:
    found = meant_by(case, DATASTORE, name, datastore_beside(change))
    if isinstance(found, Unknown):
        return found
    there = "other" if found is None else case.same_datacenter(found)
    if isinstance(there, Unknown):
        return there
    return "not-known" if there == "other" else "known"


def _sets_file(case: Situation, change: Change) -> bool | Unknown:
    if change.operation == "add":
        return True
    if change.operation != "edit" or change.device.is_disk:
        return False
    before = device_before(case, change)
    if isinstance(before, Unknown):
        return before
    return before is not None and not has_backing_of(change.device, before)


def beside_file(case: Situation, change: Change) -> Said:
    """Whether that is another datastore than the path, or the home where there is no path."""
    beside = datastore_beside(change)
    if beside is None or change.operation == "remove":
        return "absent"
    as_before = is_as_before(case, change)
    if as_before is True:
        return "same"
    return unless_as_before(as_before, _beside(case, change, beside), fault="other")


def _beside(case: Situation, change: Change, beside: Reference) -> Said:
    path = change.device.backing.get("fileName")
    if path is not None and path != "":
        name = named_in(path)
        return "absent" if name is None else _agrees(case, beside, name)
    home = case.named("Datastore", *LOCATION, "datastore")
    if home is None or isinstance(home, Unknown) or change.operation != "add":
        return home if isinstance(home, Unknown) else "absent"
    return "same" if home == beside else "other"


def _agrees(case: Situation, beside: Reference, name: str) -> Said:
    if case.elsewhere:
        return Unknown((decider(*LOCATION, "service"),))
    its_name = case.typed(beside, "name", str)
    if isinstance(its_name, Unknown):
        return its_name
    return "same" if beside.type == DATASTORE and same_name(its_name, name) else "other"
