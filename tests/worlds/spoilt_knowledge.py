"""Permissions that are missing, other vCenters, and properties that nobody told."""

from __future__ import annotations

from tests.worlds.spoiling import FAIL, UNDETERMINED, Case, Table
from tests.worlds.values import Data, typed

TABLE = Table()
_add, _written = TABLE.add, TABLE.written


# Who may do what (privileges.md b).
def _entry(c: Case, entity: str) -> Data:
    owner = c.caller.owner(entity)
    for one in c.permissions:
        if one["entity"] == owner:
            return one
    c.need(there=False)
    return {}


def _revoke(c: Case, entity: str) -> None:
    c.permissions.remove(_entry(c, entity))


_add("no permission on the folder", FAIL, "PRV", lambda c: _revoke(c, c.folder))
_add("no permission on the datastore", FAIL, "PRV", lambda c: _revoke(c, c.store))
_add("no permission on the source", FAIL, "PRV", lambda c: _revoke(c, c.source.reference))
_add("no permission at all", FAIL, "PRV", lambda c: c.permissions.clear())
_add(
    "read-only on the datastore",
    FAIL,
    "PRV",
    lambda c: _entry(c, c.store).update(roleId=-2),
)
_add(
    "no access to the source",
    FAIL,
    "PRV",
    lambda c: _entry(c, c.source.reference).update(roleId=-5),
)


@_written("pool that the caller may not use", FAIL, "PRV")
def _(c: Case) -> None:
    c.need(c.deployment.pool and not c.makes_template)
    _revoke(c, str(c.deployment.pool))


@_written("an entry of the user beside that of the group", FAIL, "PRV")
def _(c: Case) -> None:
    entry = _entry(c, c.store)
    c.need(entry["group"])
    c.permissions.append(
        {**entry, "principal": c.principal, "group": False, "roleId": -5, "propagate": False}
    )


@_written("somebody else", FAIL, "PRV")
def _(c: Case) -> None:
    c.principal = "LAB\\somebody"


@_written("caller who left the group", FAIL, "PRV")
def _(c: Case) -> None:
    c.need(_entry(c, c.store)["group"])
    for members in c.groups.values():
        members.clear()


@_written("no encryption privilege", FAIL, "PRV")
def _(c: Case) -> None:
    c.need(c.source.encrypted)
    entry = _entry(c, c.source.reference)
    entry["roleId"] = -6


@_written("network that the caller may not use", FAIL, "PRV")
def _(c: Case) -> None:
    c.need("moved" in c.deployment.marks or "new adapter" in c.deployment.marks)
    for one in list(c.permissions):
        if one["entity"].startswith(("DistributedVirtualPortgroup/", "Network/", "OpaqueNetwork/")):
            c.permissions.remove(one)


@_written("nobody named", UNDETERMINED, "PRV")
def _(c: Case) -> None:
    c.principal = None


# An entry that nobody listed may be closer, a group that nobody listed may have one
# (design 4.2, open world); only an own entry on the object itself is safe from both.
@_written("grant through a group, beside entries that nobody listed", UNDETERMINED, "PRV")
def _(c: Case) -> None:
    c.need(any(one["group"] for one in c.permissions))
    c.complete.remove("permissions")
    c.forgotten.append("permissions")


@_written("caller written in capitals", UNDETERMINED, "PRV")
def _(c: Case) -> None:
    c.principal = str(c.principal).upper()
    c.forgotten += ["principal", "permissions", "groups"]


@_written("caller written as a user of a domain", UNDETERMINED, "PRV")
def _(c: Case) -> None:
    c.principal = str(c.principal).removeprefix("LAB\\") + "@lab.example"
    c.forgotten += ["principal", "permissions", "groups"]


@_written("folder that nobody described", UNDETERMINED, "")
def _(c: Case) -> None:
    c.complete.remove("objects")
    c.land_in("Folder/group-v0")
    c.forgotten += ["objects", "Folder/group-v0"]


@_written("list of permissions that is not complete", UNDETERMINED, "PRV")
def _(c: Case) -> None:
    c.complete.remove("permissions")
    _revoke(c, c.store)
    c.forgotten.append("permissions")


@_written("group whose members nobody told", UNDETERMINED, "PRV")
def _(c: Case) -> None:
    c.need(_entry(c, c.store)["group"])
    c.groups.clear()
    c.complete.remove("groups")
    c.forgotten.append("groups")


@_written("role whose privileges nobody told", UNDETERMINED, "PRV")
def _(c: Case) -> None:
    role = _entry(c, c.store)["roleId"]
    c.roles = [one for one in c.roles if one["roleId"] != role]
    c.complete.remove("roles")
    c.forgotten.append("roles")


# Another vCenter (L).
_ACCOUNT = {"username": "svc", "password": "S3cret"}


def _elsewhere(c: Case) -> None:
    c.need({"pool", "host", "datastore"} <= set(c.location))
    c.forgotten.append("request:spec.location.service")
    c.location["service"] = typed(
        "ServiceLocator",
        instanceUuid="0c8d5e1a-7b42-4a0e-9f2b-6d1f1c3e7a54",
        url="https://other.lab.example",
        credential=typed("ServiceLocatorNamePassword", **_ACCOUNT),
    )


_add("another vCenter", UNDETERMINED, "", _elsewhere)
for _name in ("host", "datastore"):

    def _without(c: Case, name: str = _name) -> None:
        _elsewhere(c)
        c.drop("spec", "location", name)

    _add(f"another vCenter without a {_name}", FAIL, "XVC", _without)


# What would decide is not known (design 5.1).
def _forget(what: str, path: str) -> None:
    """One property of the source, the store, the folder or the hosts."""

    def apply(c: Case) -> None:
        places = {
            "source": [c.source.reference],
            "datastore": [c.store],
            "folder": [c.folder],
            "host": c.hosts,
        }
        for place in places[what]:
            c.forget(place, path)

    _add(f"{what}'s {path} not known", UNDETERMINED, "", apply)


_forget("source", "runtime.connectionState")
_forget("source", "runtime.question")
_forget("source", "disabledMethod")
_forget("source", "recentTask")
_forget("datastore", "summary.accessible")
_forget("datastore", "summary.maintenanceMode")
_forget("datastore", "summary.freeSpace")
_forget("datastore", "host")
_forget("folder", "childType")
_forget("host", "runtime.connectionState")
_forget("host", "runtime.inMaintenanceMode")


@_written("source of which nothing tells whether it is a template", UNDETERMINED, "")
def _(c: Case) -> None:
    """A resource pool, and that it runs, prove that it is none."""
    c.need(not c.source.running)
    c.forget(c.source.reference, "config.template")
    c.forget(c.source.reference, "resourcePool")


def hosts_alike(c: Case) -> bool:
    """Whether no host would have to be registered, so that it does not matter which it is."""
    return c.deployment.cluster.crypto == "safe" or len(c.hosts) == 1


@_written("source whose devices are not known", UNDETERMINED, "")
def _(c: Case) -> None:
    c.need("snapshot" not in c.spec and hosts_alike(c))
    c.forget(c.source.reference, "config.hardware.device")


@_written("source whose encryption is not known", UNDETERMINED, "")
def _(c: Case) -> None:
    c.forget(c.source.reference, "config.keyId")
    c.need(not c.source.encrypted and hosts_alike(c))


@_written("customized guest whose Tools are not known", UNDETERMINED, "")
def _(c: Case) -> None:
    c.customized()
    c.forget(c.source.reference, "guest.toolsVersionStatus2")
    c.forget(c.source.reference, "guest.toolsStatus")


@_written("customized guest that is not known", UNDETERMINED, "")
def _(c: Case) -> None:
    c.customized()
    c.forget(c.source.reference, "config.guestId")


@_written("hosts whose limit of CPUs is not known", UNDETERMINED, "")
def _(c: Case) -> None:
    c.need(not c.makes_template)
    for host in c.hosts:
        c.forget(host, "capability.maxSupportedVcpus")


@_written("pool of the source that is not told", UNDETERMINED, "")
def _(c: Case) -> None:
    c.need("pool" not in c.location and not c.source.template and not c.makes_template)
    c.set(c.source.reference, "resourcePool", None)
    c.forgotten.append(f"{c.source.reference}:resourcePool")


@_written("snapshot whose owner is not known", UNDETERMINED, "")
def _(c: Case) -> None:
    c.need("snapshot" in c.spec)
    c.forget(c.source.reference, "snapshot")


@_written("objects that are not all told", UNDETERMINED, "")
def _(c: Case) -> None:
    """A folder that nobody describes holds what it may."""
    c.complete.remove("objects")
    c.forget(c.folder, "childEntity")
    c.forgotten.append("objects")
