"""What the request alone says, and the objects it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policyguard.facts.config import home_policy, unplaced
from policyguard.facts.crypto import OF_CONFIG, OF_LOCATION, asked_at
from policyguard.facts.devices import DEVICE_CHANGES
from policyguard.facts.reading import Reading
from policyguard.facts.situation import LOCATION, Situation
from policyguard.facts.snapshot import snapshot_tree
from policyguard.facts.source import encrypted
from policyguard.facts.source_disks import linked_as_asked
from policyguard.facts.values import Said, Statement, Unknown, say
from policyguard.references import Reference, is_a
from policyguard.request import ABSENT, MALFORMED, Missing, decider, pointer
from policyguard.schema import SchemaError
from policyguard.text import plain_text

MOVE_TYPES = frozenset(
    (
        "moveAllDiskBackingsAndAllowSharing",
        "moveAllDiskBackingsAndDisallowSharing",
        "moveChildMostDiskBacking",
        "createNewChildDiskBacking",
        "moveAllDiskBackingsAndConsolidate",
    )
)
_RESULTS: Mapping[str | int, str] = {"encrypt": "encrypted", "decrypt": "plain"}


def schema_statement(error: SchemaError) -> Statement:
    """One place where the body breaks the schema."""
    return Statement(
        {"problem": error.problem.value},
        {"place": error.pointer, "problem": error.message, "property": error.property},
    )


def clone_statement(case: Situation) -> Statement:
    """What the request asks for."""
    request = case.request
    beyond = unplaced(request)
    return Statement(
        {
            **_identity(case),
            "customization": _presence(request, "spec", "customization", there="present"),
            "power_on": _needed_flag(request, "spec", "powerOn"),
            "memory": _flag(request, "spec", "memory"),
            "snapshot": _presence(request, "spec", "snapshot"),
            "pool": _presence(request, *LOCATION, "pool"),
            "host": _presence(request, *LOCATION, "host"),
            "datastore": _presence(request, *LOCATION, "datastore"),
            "service": _presence(request, *LOCATION, "service"),
            "location_folder": _location_folder(request),
            "disk_move_type": _one_of(request, MOVE_TYPES, *LOCATION, "diskMoveType"),
            "disks": _presence(request, *LOCATION, "disk"),
            "beyond": "some" if beyond else "none",
            "transform": _presence(request, *LOCATION, "transform"),
            "tpm_policy": _one_of(request, {"copy", "replace"}, "spec", "tpmProvisionPolicy"),
            "crypto": asked_at(request, OF_LOCATION),
            "result": case.remembered(result),
            "version": _presence(request, "spec", "config", "version"),
            "config_name": _presence(request, "spec", "config", "name"),
            "cpus": _sign(request, "spec", "config", "numCPUs"),
            "memory_mb": _sign(request, "spec", "config", "memoryMB"),
            "home_policy": home_policy(request),
            "linked": case.remembered(linked_as_asked),
        },
        {
            "source": case.source
            if isinstance(case.source, Reference)
            else plain_text(request.mo_id),
            "requested_move_type": request.at(*LOCATION, "diskMoveType"),
            "requested_tpm_policy": request.at("spec", "tpmProvisionPolicy"),
            "beyond": ", ".join(beyond),
            "moid_text": request.mo_id,
            "other_keys": ", ".join(request.other_keys),
            "folder_place": pointer(*case.folder_place),
        },
    )


def _identity(case: Situation) -> dict[str, Said]:
    source = case.request.source
    template, becomes = case.is_template, case.becomes_template
    if isinstance(source, Missing):
        moid = source.value
    else:
        moid = "virtual-machine" if source.type == "VirtualMachine" else "other-type"
    return {
        "moid": moid,
        "envelope": "other-keys" if case.request.other_keys else "plain",
        "source": template if isinstance(template, Unknown) else _vm_or_template(template),
        "destination": becomes if isinstance(becomes, Unknown) else _vm_or_template(becomes),
    }


def _vm_or_template(is_template: bool) -> str:  # noqa: FBT001
    return "template" if is_template else "vm"


def _presence(request: Reading, *place: str, there: str = "given") -> Said:
    missing = request.missing(*place)
    if missing is MALFORMED:
        return Unknown((decider(*place),))  # what is around it is
    return "absent" if missing is ABSENT else there


def _flag(request: Reading, *place: str) -> Said:
    value = request.typed(bool, *place)
    if value is MALFORMED:
        return Unknown((decider(*place),))
    return "yes" if value is True else "no"


def _needed_flag(request: Reading, *place: str) -> Said:
    """What no request goes without: where it is missing, nothing is known of it."""
    return (
        Unknown((decider(*place),)) if request.missing(*place) is ABSENT else _flag(request, *place)
    )


def _one_of(request: Reading, known: frozenset[str] | set[str], *place: str) -> Said:
    value = request.typed(str, *place)
    if isinstance(value, Missing):
        return "absent" if value is ABSENT else Unknown((decider(*place),))
    return value if value in known else "other"


def _sign(request: Reading, *place: str) -> Said:
    value = request.typed(int, *place)
    if isinstance(value, Missing):
        return "absent" if value is ABSENT else Unknown((decider(*place),))
    return "positive" if value > 0 else "not-positive"


def result(case: Situation) -> Said:
    """Whether the clone is encrypted: as its source, unless the request says otherwise."""
    for place in (OF_LOCATION, OF_CONFIG):
        crypto = asked_at(case.request, place)
        if isinstance(crypto, Unknown):
            return crypto
        if crypto in _RESULTS:
            return _RESULTS[crypto]
    return say(encrypted(case), lambda e: "encrypted" if e == "yes" else "plain")


def _location_folder(request: Reading) -> Said:
    inner, outer = request.reference(*LOCATION, "folder"), request.reference("folder")
    if inner is ABSENT:
        return "absent"
    if isinstance(inner, Missing) or not is_a(inner.type, "Folder"):
        return Unknown((decider(*LOCATION, "folder"),))
    if isinstance(outer, Missing) or not is_a(outer.type, "Folder"):
        return Unknown((decider("folder"),))
    return "same" if inner == outer else "different"


def reference_statements(case: Situation) -> Iterator[Statement]:
    """Each object the request names, where it is named."""
    source = case.source
    if isinstance(source, Reference):
        yield _reference("source", source, "", case)
    for role, kind, place in _references(case.request):
        found = case.named(kind, *place)
        if isinstance(found, Reference):
            yield _reference(role, found, pointer(*place), case)


def _references(request: Reading) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
    yield "folder", "Folder", ("folder",)
    yield "folder", "Folder", (*LOCATION, "folder")
    yield "pool", "ResourcePool", (*LOCATION, "pool")
    yield "host", "HostSystem", (*LOCATION, "host")
    yield "datastore", "Datastore", (*LOCATION, "datastore")
    for index in range(request.length(*LOCATION, "disk")):
        yield "datastore", "Datastore", (*LOCATION, "disk", index, "datastore")
    yield "snapshot", "VirtualMachineSnapshot", ("spec", "snapshot")
    for changes in DEVICE_CHANGES:
        for index in range(request.length(*changes)):
            backing = (*changes, index, "device", "backing")
            if not _names(request, (*backing, "deviceName")):
                yield "network", "Network", (*backing, "network")
            if not _names(request, (*backing, "fileName")):
                yield "datastore", "Datastore", (*backing, "datastore")


def _names(request: Reading, place: tuple[str | int, ...]) -> bool:
    """Whether a backing has a name, beside which its reference is not used."""
    name = request.typed(str, *place)
    return not isinstance(name, Missing) and name != ""


def _reference(role: str, found: Reference, place: str, case: Situation) -> Statement:
    said = _snapshot_exists(case, found) if role == "snapshot" else _exists(case, found)
    return Statement({"role": role, "exists": said}, {"place": place, "object": found})


def _exists(case: Situation, found: Reference) -> Said:
    exists = case.inventory.exists(found)
    return ("yes" if exists else "no") if isinstance(exists, bool) else Unknown(("objects",))


def _snapshot_exists(case: Situation, found: Reference) -> Said:
    """A snapshot is no managed entity, so `objects` never tells: its virtual machine does."""
    tree = snapshot_tree(case)
    if case.inventory.known(found) or (not isinstance(tree, Unknown) and found in tree):
        return "yes"
    return tree if isinstance(tree, Unknown) else "no"


def vcenter_statement(case: Situation) -> Statement:
    """The service the request goes to."""
    api: Mapping[Any, str] = {"VirtualCenter": "vcenter", "HostAgent": "host"}
    found = api.get(case.inventory.about.get("apiType"))
    return Statement({"api": found or Unknown(("about.apiType",))})
