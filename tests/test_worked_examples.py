"""Rows 11-18 and 24 of the worked examples of privileges.md b.4: whole requests.

The other rows ask about one privilege on one entity, and stand in `test_authorization`. The
ids are the rows' numbers. Rows that grant only what they are about get the rest from row 13.
"""

from __future__ import annotations

from typing import Any

import pytest

from policyguard import Guard, Status

USER = r"LAB\u"
ADMINISTRATOR_WITHOUT_CRYPTO = -6
CLONE = "VirtualMachine.Provisioning.Clone"
DEPLOY = "VirtualMachine.Provisioning.DeployTemplate"
CREATE = "VirtualMachine.Inventory.CreateFromExisting"
ASSIGN = "Resource.AssignVMToPool"
ALLOCATE = "Datastore.AllocateSpace"

ROOT, DC1, C1 = "Folder/group-d1", "Datacenter/datacenter-2", "ClusterComputeResource/domain-c7"
VMS, HOSTS, STORES = "Folder/group-v3", "Folder/group-h4", "Folder/group-s5"
F1, F2 = "Folder/group-v11", "Folder/group-v12"
RP0, RP1 = "ResourcePool/resgroup-8", "ResourcePool/resgroup-9"
A, B, T1 = (f"VirtualMachine/vm-{n}" for n in (21, 22, 23))
DS1, DS2 = "Datastore/datastore-31", "Datastore/datastore-32"
HOST = "HostSystem/host-41"
OF_8 = {"about": {"apiVersion": "8.0.2.0"}}


def vcenter(**state: Any) -> dict[str, Any]:
    """Inventory I of b.4.

    Args:
        state: What rows differ in: the key `a` is encrypted with, the `crypto` state of the
            host, and the datastore `t1` is stored on.
    """
    crypto, t1 = state.get("crypto", "safe"), state.get("t1", DS1)
    return {
        ROOT: {"parent": None},
        DC1: {"parent": ROOT},
        **{folder: {"parent": DC1} for folder in (VMS, HOSTS, STORES)},
        F1: {"parent": VMS},
        F2: {"parent": F1},
        C1: {"parent": HOSTS, "host": [HOST]},
        RP0: {"parent": C1, "owner": C1},
        RP1: {"parent": RP0, "owner": C1},
        HOST: {"parent": C1, "runtime.cryptoState": crypto},
        DS1: {"parent": STORES, "name": "ds1"},
        DS2: {"parent": STORES, "name": "ds2"},
        A: machine(RP1, DS1, key=state.get("a")),
        B: machine(RP1, DS1),
        T1: machine(None, t1),
    }


def machine(pool: str | None, store: str, key: dict[str, Any] | None = None) -> dict[str, Any]:
    """A virtual machine in F1; one without a pool is a template."""
    name = "ds1" if store == DS1 else "ds2"
    disk = {
        "_typeName": "VirtualDisk",
        "key": 2000,
        "capacityInBytes": 1 << 30,
        "backing": {
            "_typeName": "VirtualDiskFlatVer2BackingInfo",
            "fileName": f"[{name}] m/m.vmdk",
            "datastore": store,
        },
    }
    return {
        "parent": F1,
        "resourcePool": pool,
        "runtime.host": HOST,
        "datastore": [store],
        "config.template": pool is None,
        "config.keyId": key,
        "config.files.vmPathName": f"[{name}] m/m.vmx",
        "config.hardware.device": [disk],
    }


def reference(entity: str) -> dict[str, str]:
    kind, moid = entity.split("/")
    return {"_typeName": "ManagedObjectReference", "type": kind, "value": moid}


def clone(source: str, location: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A request that clones to F2, unless *more* says otherwise."""
    where = {"_typeName": "VirtualMachineRelocateSpec", **location}
    spec = {"_typeName": "VirtualMachineCloneSpec", "location": where, "powerOn": False}
    body = {
        "folder": reference(more.get("folder", F2)),
        "name": "new",
        "spec": {**spec, "template": more.get("template", False)},
    }
    return {"moId": source.removeprefix("VirtualMachine/"), "body": body}


def permissions(granted: dict[str, str | int], *, propagate: bool) -> dict[str, Any]:
    """One permission for each entity, with a role of one privilege or a system role."""
    roles = sorted({what for what in granted.values() if isinstance(what, str)})
    ids: dict[str | int, int] = {what: 100 + n for n, what in enumerate(roles)}
    return {
        "roles": [{"roleId": ids[what], "name": what, "privilege": [what]} for what in roles],
        "permissions": [
            {
                "entity": entity,
                "principal": USER,
                "group": False,
                "roleId": ids.get(what, what),
                "propagate": propagate,
            }
            for entity, what in granted.items()
        ],
        "groups": {r"LAB\G1": [USER], r"LAB\G2": [USER]},
        "complete": ["permissions", "roles", "groups"],
    }


AT_RP1_DS1 = {"pool": reference(RP1), "datastore": reference(DS1)}
ON_DS2 = {
    "_typeName": "VirtualMachineRelocateSpecDiskLocator",
    "diskId": 2000,
    "datastore": reference(DS2),
}
KEY = {"_typeName": "CryptoKeyId", "keyId": "k1"}
BUT_CRYPTO: dict[str, str | int] = {ROOT: ADMINISTRATOR_WITHOUT_CRYPTO}
ROW_13: dict[str, str | int] = {T1: DEPLOY, F2: CREATE, RP1: ASSIGN, DS1: ALLOCATE}
ROW_18 = {entity: what for entity, what in ROW_13.items() if entity != F2} | {F1: CREATE}
IN_F2 = {**AT_RP1_DS1, "folder": reference(F2)}

ROWS: dict[str, tuple[dict[str, Any], dict[str, str | int], dict[str, Any], set[str]]] = {
    "11-safe-host": (
        {"a": KEY},
        BUT_CRYPTO,
        clone(A, AT_RP1_DS1),
        {f"Cryptographer.Clone on {A}"},
    ),
    "11-host-not-safe": (
        {"a": KEY, "crypto": "prepared"},
        BUT_CRYPTO,
        clone(A, AT_RP1_DS1),
        {f"Cryptographer.Clone on {A}", f"Cryptographer.RegisterHost on {HOST}"},
    ),
    "12": ({"crypto": "prepared"}, BUT_CRYPTO, clone(A, AT_RP1_DS1), set()),
    "13": ({}, ROW_13, clone(T1, AT_RP1_DS1), set()),
    "14": ({}, ROW_13, clone(T1, {**AT_RP1_DS1, "disk": [ON_DS2]}), {f"{ALLOCATE} on {DS2}"}),
    "15": ({"t1": DS2}, ROW_13, clone(T1, {"pool": reference(RP1)}), {f"{ALLOCATE} on {DS2}"}),
    "16": (
        {},
        ROW_13,
        clone(T1, AT_RP1_DS1, template=True),
        {f"VirtualMachine.Provisioning.CloneTemplate on {T1}"},
    ),
    "17": (
        {},
        ROW_13 | {A: CLONE},
        clone(A, AT_RP1_DS1, template=True),
        {f"VirtualMachine.Provisioning.CreateTemplateFromVM on {A}"},
    ),
    "18": ({}, ROW_18, clone(T1, IN_F2, folder=F1), {f"{CREATE} on {F2}"}),
    "24": ({}, ROW_13, clone(T1, {**AT_RP1_DS1, "pool": reference(RP0)}), {f"{ASSIGN} on {RP0}"}),
}


@pytest.mark.parametrize("row", ROWS)
def test_exactly_what_the_row_says_is_missing_and_the_rest_is_granted(row: str) -> None:
    state, granted, request, expected = ROWS[row]
    everything = permissions(granted, propagate=ROOT in granted)
    report = Guard({**OF_8, "objects": vcenter(**state), **everything}, USER).check(request)
    missing = [r for r in report.requirements if r.status is Status.MISSING]
    assert sorted(f"{r.privilege} on {r.entity}" for r in missing) == sorted(expected)
    assert all(r.status is Status.GRANTED for r in report.requirements if r not in missing)
    denied = [fault for fault in report.faults if fault.type_name == "NoPermission"]
    assert bool(denied) is bool(expected)


@pytest.mark.parametrize("row", ["16", "17"])
def test_a_pool_that_a_template_is_not_put_in_asks_for_nothing(row: str) -> None:
    state, granted, request, _ = ROWS[row]
    everything = permissions(granted, propagate=False)
    report = Guard({**OF_8, "objects": vcenter(**state), **everything}, USER).check(request)
    assert ASSIGN not in {requirement.privilege for requirement in report.requirements}
