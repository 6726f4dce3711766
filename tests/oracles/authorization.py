"""privileges.md b.3 read literally: slow, recursive, for inventories that are fully known.

Imports nothing of what it judges. An inventory is what an inventory file holds, flat, with
every property there.
"""

from __future__ import annotations

from typing import Any

NO_ACCESS, ADMIN = -5, -1
ALWAYS = {"System.Anonymous", "System.View", "System.Read"}
NOT_CRYPTO = ("Cryptographer.", "TrustedAdmin.")
NOT_CRYPTO_EITHER = {
    "Global.Diagnostics",
    "Host.Inventory.AddHostToCluster",
    "Host.Inventory.AddStandaloneHost",
    "Host.Local.ManageUserGroups",
    "Host.Tpm.Read",
    "Host.Tpm.Unseal",
    "VirtualMachine.Interact.GuestControl",
}
GLOBAL = "global"

Inventory = dict[str, Any]
Entry = dict[str, Any]


def allowed(inventory: Inventory, user: str, entity: str, privilege: str) -> bool:
    """Steps 1 to 10: whether *user* holds *privilege* on *entity*."""
    return held(inventory, effective(inventory, user, entity), privilege)


def held(inventory: Inventory, entries: list[Entry], privilege: str) -> bool:
    """Step 10: whether entries that count give a privilege."""
    roles = {entry["roleId"] for entry in entries}
    if privilege in ALWAYS:
        return any(role != NO_ACCESS for role in roles)
    return any(in_role(inventory, role, privilege) for role in roles)


def in_role(inventory: Inventory, role: int, privilege: str) -> bool:
    if role == ADMIN:
        return True
    if role == -6:
        return not privilege.startswith(NOT_CRYPTO) and privilege not in NOT_CRYPTO_EITHER
    if role == -8:
        return not privilege.startswith(("Host.Tpm.", "TrustedAdmin."))
    if role in (-2, -3, -4, -5):
        return False
    return any(r["roleId"] == role and privilege in r["privilege"] for r in inventory["roles"])


def groups_of(inventory: Inventory, user: str) -> set[str]:
    """Step 1: transitively."""
    found: set[str] = set()
    while True:
        more = {
            group
            for group, members in inventory["groups"].items()
            if group not in found and ({user} | found) & set(members)
        }
        if not more:
            return found
        found |= more


def effective(inventory: Inventory, user: str, entity: str) -> list[Entry]:
    """Steps 3 to 9: the entries that count on *entity*."""
    subject = representative(inventory, entity)
    entries = local(inventory, user, subject, through=False)
    entries = entries or inherited(inventory, user, subject)
    if entries:
        return entries
    is_root = subject.startswith("Folder/") and parent(inventory, subject) is None
    everywhere = [
        p for p in inventory["permissions"] if p["entity"] == GLOBAL and (p["propagate"] or is_root)
    ]
    return chosen(inventory, user, everywhere)


def local(inventory: Inventory, user: str, subject: str, *, through: bool) -> list[Entry]:
    """Steps 4 and 5, for all entries or for those that propagate."""
    entries = [
        p
        for p in inventory["permissions"]
        if p["entity"] != GLOBAL
        and complex_of(inventory, p["entity"]) == subject
        and (p["propagate"] or not through)
    ]
    return chosen(inventory, user, entries)


def chosen(inventory: Inventory, user: str, entries: list[Entry]) -> list[Entry]:
    own = [p for p in entries if p["principal"] == user and not p["group"]]
    if own:
        return own
    groups = groups_of(inventory, user)
    return [p for p in entries if p["principal"] in groups and p["group"]]


def inherited(inventory: Inventory, user: str, subject: str) -> list[Entry]:
    """Steps 6 to 8."""
    found: list[Entry] = []
    for above in parents(inventory, subject):
        node = complex_of(inventory, above)
        found += local(inventory, user, node, through=True) or inherited(inventory, user, node)
    return found


def representative(inventory: Inventory, entity: str) -> str:
    """Step 3."""
    info = inventory["objects"][entity].get("config.ftInfo")
    if info:
        return str(info["primaryVM"])
    return complex_of(inventory, entity)


def complex_of(inventory: Inventory, entity: str) -> str:
    above = parent(inventory, entity)
    if above is None:
        return entity
    pair = (entity.split("/", maxsplit=1)[0], above.split("/")[0])
    shared = {
        ("Folder", "Datacenter"),
        ("ResourcePool", "ComputeResource"),
        ("ResourcePool", "ClusterComputeResource"),
        ("HostSystem", "ComputeResource"),
    }
    return above if pair in shared else entity


def parents(inventory: Inventory, subject: str) -> list[str]:
    """The table of b.2."""
    if not subject.startswith("VirtualMachine/"):
        above = parent(inventory, subject)
        return [] if above is None else [above]
    machine = inventory["objects"][subject]
    folder = machine["parent"] or machine["parentVApp"]
    if machine["config.template"]:
        host = machine["runtime.host"]
        side = parent(inventory, host) if host else None
    else:
        side = machine["resourcePool"]
    return [one for one in (folder, side) if one is not None]


def parent(inventory: Inventory, entity: str) -> str | None:
    found = inventory["objects"][entity]["parent"]
    return None if found is None else str(found)
