"""Each row of privileges.md a.2, P1-P40: what a request with it requires that one without does not.

A row says what is added to one plain request, and what requirements that adds and takes away.
The base is a deployment of nothing special: a virtual machine cloned to a virtual machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from policyguard import Evidence, Report, Requirement, check
from policyguard.rules import builtin_rules

SOURCE, POOL, ROOT_POOL = "VirtualMachine/vm-12", "ResourcePool/resgroup-8", "ResourcePool/rp-root"
FOLDER, OTHER_FOLDER = "Folder/group-v3", "Folder/group-v4"
DS1, DS2, HOST = "Datastore/datastore-11", "Datastore/datastore-12", "HostSystem/host-9"
NET17, NET18 = "Network/network-17", "Network/network-18"
NAMES = {NET17: "VM Network", NET18: "lab-net"}
VAPP, GROUP = "VirtualApp/resgroup-v31", "DistributedVirtualPortgroup/dvportgroup-41"
SERVICE = "request:spec.location.service"

Wanted = tuple[str, str | None, str]
"""Privilege, entity and evidence; of alternatives both are joined by ` or `."""


def reference(entity: str) -> dict[str, str]:
    kind, moid = entity.split("/")
    return {"_typeName": "ManagedObjectReference", "type": kind, "value": moid}


def standard(entity: str) -> dict[str, Any]:
    name = "VirtualEthernetCardNetworkBackingInfo"
    return {"_typeName": name, "deviceName": NAMES[entity], "network": reference(entity)}


def distributed(key: str) -> dict[str, Any]:
    port = {
        "_typeName": "DistributedVirtualSwitchPortConnection",
        "switchUuid": "50 1e 2a 7b",
        "portgroupKey": key,
    }
    return {"_typeName": "VirtualEthernetCardDistributedVirtualPortBackingInfo", "port": port}


def change(operation: str, device: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "_typeName": "VirtualDeviceConfigSpec",
        "operation": operation,
        "device": device,
        **more,
    }


def nic(backing: dict[str, Any] | None, key: int = 4000) -> dict[str, Any]:
    device = {"_typeName": "VirtualVmxnet3", "key": key}
    return device if backing is None else {**device, "backing": backing}


KEY = {"_typeName": "CryptoKeyId", "keyId": "k1"}
DISK: dict[str, Any] = {
    "_typeName": "VirtualDisk",
    "key": 2000,
    "capacityInKB": 1048576,
    "backing": {
        "_typeName": "VirtualDiskFlatVer2BackingInfo",
        "fileName": "[ds-1] web/web.vmdk",
        "datastore": DS1,
    },
}
NEW_DISK = {**DISK, "key": -1, "backing": {**DISK["backing"], "fileName": "", "datastore": None}}
NIC = nic({**standard(NET17), "network": NET17})


@dataclass(frozen=True)
class Row:
    """What is said beside the plain request and its vCenter, and what that changes.

    Attributes:
        spec: Members of `spec`, and `location` of `spec.location`, said besides.
        source: Properties of the source said besides; `objects` of other objects.
        adds: What is required besides.
        takes: What is no longer required.
    """

    spec: dict[str, Any] = field(default_factory=dict)
    location: dict[str, Any] = field(default_factory=dict)
    source: dict[str, Any] = field(default_factory=dict)
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    adds: tuple[Wanted, ...] = ()
    takes: tuple[Wanted, ...] = ()


def crypto(name: str) -> dict[str, Any]:
    return {"cryptoSpec": {"_typeName": name}}


def view(entity: str) -> Wanted:
    return "System.View", entity, "observed"


CLONE: Wanted = ("VirtualMachine.Provisioning.Clone", SOURCE, "api-page")
ASSIGN: Wanted = ("Resource.AssignVMToPool", POOL, "api-page")
CREATE: Wanted = ("VirtualMachine.Inventory.CreateFromExisting", FOLDER, "docs")
ALLOCATE: Wanted = ("Datastore.AllocateSpace", DS1, "api-page")
ENCRYPT: Wanted = (
    "Cryptographer.EncryptNew or Cryptographer.Encrypt",
    f"{FOLDER} or {SOURCE}",
    "docs",
)
BASE = {CLONE, ASSIGN, CREATE, ALLOCATE, *map(view, (SOURCE, FOLDER, POOL, DS1))}
DECRYPT: Wanted = ("Cryptographer.Decrypt", SOURCE, "docs")
RECRYPT: Wanted = ("Cryptographer.Recrypt", SOURCE, "docs")
ENCRYPTED = {"config.keyId": KEY}
OF_ENCRYPTED: Wanted = ("Cryptographer.Clone", SOURCE, "api-page")
REGISTER: Wanted = ("Cryptographer.RegisterHost", HOST, "api-page")
TEMPLATE: Wanted = ("VirtualMachine.Provisioning.CreateTemplateFromVM", SOURCE, "api-page")
POWER: Wanted = (
    "VirtualMachine.Interact.PowerOn or VirtualMachine.Interact.PowerOn",
    f"{FOLDER} or {POOL}",
    "inferred",
)
CONFIG = "VirtualMachine.Config"
DEVICE: Wanted = (f"{CONFIG}.AddRemoveDevice", FOLDER, "inferred")
EDIT: Wanted = (f"{CONFIG}.EditDevice", FOLDER, "inferred")
NEW: Wanted = (f"{CONFIG}.AddNewDisk", FOLDER, "inferred")


def assign(entity: str) -> Wanted:
    return "Network.Assign", entity, "docs"


def disk_crypto(name: str) -> dict[str, Any]:
    backing = "VirtualMachineRelocateSpecDiskLocatorBackingSpec"
    entry = {"diskId": 2000, "backing": {"_typeName": backing, "crypto": {"_typeName": name}}}
    return {"disk": [{**entry, "datastore": reference(DS1)}]}


ROWS: dict[str, Row] = {
    "P1": Row(source=ENCRYPTED, adds=(OF_ENCRYPTED,)),
    "P1 a disk is": Row(
        source={"config.hardware.device": [{**DISK, "backing": {**DISK["backing"], "keyId": KEY}}]},
        adds=(OF_ENCRYPTED,),
    ),
    "P2": Row(
        {"customization": {"_typeName": "CustomizationSpec"}},
        adds=(("VirtualMachine.Provisioning.Customize", SOURCE, "api-page"),),
    ),
    "P3": Row(
        location={"pool": reference("ResourcePool/resgroup-9")},
        adds=(
            ("Resource.AssignVMToPool", "ResourcePool/resgroup-9", "api-page"),
            view("ResourcePool/resgroup-9"),
        ),
        takes=(ASSIGN, view(POOL)),
    ),
    "P4": Row(
        location={"pool": None},
        adds=(("Resource.AssignVMToPool", POOL, "inferred"),),
        takes=(ASSIGN, view(POOL)),
    ),
    "P5": Row({"template": True}, adds=(TEMPLATE,), takes=(CLONE, ASSIGN)),
    "P6": Row(
        location={"pool": None},
        source={"config.template": True, "resourcePool": None},
        adds=(("VirtualMachine.Provisioning.DeployTemplate", SOURCE, "api-page"),),
        takes=(CLONE, ASSIGN, view(POOL)),
    ),
    "P7": Row(
        location={"pool": reference(ROOT_POOL)},
        adds=(("Resource.AssignVMToPool", ROOT_POOL, "api-page"), view(ROOT_POOL)),
        takes=(ASSIGN, view(POOL)),
    ),
    "P8": Row(
        location={"pool": reference(VAPP)},
        adds=(
            ("Resource.AssignVMToPool", VAPP, "api-page"),
            ("VApp.AssignVM", VAPP, "inferred"),
            view(VAPP),
        ),
        takes=(ASSIGN, view(POOL)),
    ),
    "P10": Row(
        location={"folder": reference(OTHER_FOLDER)},
        adds=((CREATE[0], OTHER_FOLDER, "docs"), view(OTHER_FOLDER)),
        takes=(CREATE,),
    ),
    "P12": Row(
        location={"disk": [{"diskId": 2000, "datastore": reference(DS2)}]},
        adds=((ALLOCATE[0], DS2, "api-page"), view(DS2)),
    ),
    "P13": Row(
        location={"host": reference(HOST)},
        source=ENCRYPTED,
        objects={HOST: {"runtime.cryptoState": "prepared"}},
        adds=(OF_ENCRYPTED, REGISTER, view(HOST)),
    ),
    "P13 the configuration encrypts": Row(
        {"config": {"crypto": {"_typeName": "CryptoSpecEncrypt"}}},
        {"host": reference(HOST)},
        objects={HOST: {"runtime.cryptoState": "prepared"}},
        adds=(ENCRYPT, REGISTER, view(HOST)),
    ),
    "P14": Row(
        location={"host": reference(HOST)},
        source=ENCRYPTED,
        adds=(OF_ENCRYPTED, view(HOST)),
    ),
    "P16 P17": Row(location=crypto("CryptoSpecEncrypt"), adds=(ENCRYPT,)),
    "P16 P17 in the configuration": Row(
        {"config": {"crypto": {"_typeName": "CryptoSpecEncrypt"}}}, adds=(ENCRYPT,)
    ),
    "P16 P17 encrypted already": Row(
        location=crypto("CryptoSpecEncrypt"), source=ENCRYPTED, adds=(OF_ENCRYPTED,)
    ),
    "P18": Row(
        location=crypto("CryptoSpecDecrypt"), source=ENCRYPTED, adds=(OF_ENCRYPTED, DECRYPT)
    ),
    "P18 in the configuration": Row(
        {"config": {"crypto": {"_typeName": "CryptoSpecDecrypt"}}}, adds=(DECRYPT,)
    ),
    "P18 of a disk": Row(location=disk_crypto("CryptoSpecDecrypt"), adds=(DECRYPT,)),
    "P19 shallow": Row(location=crypto("CryptoSpecShallowRecrypt"), adds=(RECRYPT,)),
    "P19 deep": Row(location=crypto("CryptoSpecDeepRecrypt"), adds=(RECRYPT,)),
    "P20": Row(
        {"config": {"deviceChange": [change("add", NEW_DISK, fileOperation="create")]}},
        source=ENCRYPTED,
        adds=(OF_ENCRYPTED, NEW, ("Cryptographer.AddDisk", SOURCE, "inferred")),
    ),
    "P20 decrypted": Row(
        {"config": {"deviceChange": [change("add", NEW_DISK, fileOperation="create")]}},
        crypto("CryptoSpecDecrypt"),
        source=ENCRYPTED,
        adds=(OF_ENCRYPTED, NEW, DECRYPT),
    ),
    "P21 none": Row(location=crypto("CryptoSpecNoOp")),
    "P21 registered": Row(location=crypto("CryptoSpecRegister")),
    "P24 moved": Row(
        location={"deviceChange": [change("edit", nic(standard(NET18)))]},
        adds=(assign(NET18),),
    ),
    "P24 moved in the configuration": Row(
        {"config": {"deviceChange": [change("edit", nic(standard(NET18)))]}},
        adds=(assign(NET18), EDIT),
    ),
    "P24 added": Row(
        location={"deviceChange": [change("add", nic(standard(NET17), -1))]},
        adds=(assign(NET17),),
    ),
    "P24 a port group": Row(
        {"config": {"deviceChange": [change("add", nic(distributed("dvportgroup-41"), -1))]}},
        adds=(assign(GROUP), DEVICE),
    ),
    "P24 moved by a reference alone": Row(
        location={
            "deviceChange": [change("edit", nic({**standard(NET18), "deviceName": ""}))],
        },
        adds=(assign(NET18), view(NET18)),
    ),
    "P24 unchanged": Row(
        location={"deviceChange": [change("edit", nic(standard(NET17)))]}, adds=()
    ),
    "P24 removed": Row(location={"deviceChange": [change("remove", nic(None))]}),
    "P27": Row({"powerOn": True}, adds=(POWER,)),
    "P27 a template": Row(
        {"powerOn": True, "template": True}, adds=(TEMPLATE,), takes=(CLONE, ASSIGN)
    ),
    "P32": Row(location={"host": reference(HOST)}, adds=(view(HOST),)),
    "P32 a snapshot": Row(
        {"snapshot": reference("VirtualMachineSnapshot/snapshot-5")},
        objects={"VirtualMachineSnapshot/snapshot-5": {"config.hardware.device": [DISK, NIC]}},
    ),
}


def vcenter(row: Row) -> dict[str, Any]:
    source = {
        "config.template": False,
        "config.keyId": None,
        "config.hardware.device": [DISK, NIC],
        "config.files.vmPathName": "[ds-1] web/web.vmx",
        "datastore": [DS1],
        "resourcePool": POOL,
        "runtime.host": HOST,
    }
    objects = {
        SOURCE: {**source, **row.source},
        POOL: {"owner": "ClusterComputeResource/domain-c7"},
        "ClusterComputeResource/domain-c7": {"host": [HOST]},
        HOST: {"runtime.cryptoState": "safe", "parent": "ClusterComputeResource/domain-c7"},
        **{entity: {"name": name} for entity, name in NAMES.items()},
    }
    for entity, properties in row.objects.items():
        objects[entity] = {**objects.get(entity, {}), **properties}
    return {"objects": objects}


def report_of(row: Row, release: str = "8.0.2.0", version: str | None = "8.0.2.0") -> Report:
    named = {"pool": reference(POOL), "datastore": reference(DS1)}
    location = {key: v for key, v in {**named, **row.location}.items() if v is not None}
    spec = {"location": location, "template": False, "powerOn": False, **row.spec}
    body = {"folder": reference(FOLDER), "name": "web-2", "spec": spec}
    known = {**vcenter(row), "about": {"apiVersion": version} if version else {}}
    return check({"moId": "vm-12", "release": release, "body": body}, inventory=known)


def wanted(requirement: Requirement) -> Wanted:
    ways = requirement.any_of or (requirement,)
    return (
        " or ".join(way.privilege for way in ways),
        " or ".join(str(way.entity) for way in ways),
        str(requirement.evidence),
    )


def test_the_plain_request_requires_what_the_rows_start_from() -> None:
    found = [wanted(requirement) for requirement in report_of(Row()).requirements]
    assert sorted(found, key=str) == sorted(BASE, key=str)


@pytest.mark.parametrize("name", ROWS)
def test_a_row_adds_and_takes_what_it_says(name: str) -> None:
    row = ROWS[name]
    assert set(row.takes) <= BASE
    requirements = report_of(row).requirements
    expected = BASE - set(row.takes) | set(row.adds)
    assert sorted(map(wanted, requirements), key=str) == sorted(expected, key=str)
    assert not any(requirement.conditional for requirement in requirements)


# What no clone requires, whatever it asks for: the rows that say so.
NEVER = {
    "P9": ("VApp.AssignVApp", "VApp.Create", "VApp.Clone"),
    "P11": ("VirtualMachine.Inventory.Create",),
    "P22": ("Cryptographer.Migrate",),
    "P23": (
        "Cryptographer.ManageKeyServers",
        "Cryptographer.ManageKeys",
        "Cryptographer.ManageEncryptionPolicy",
    ),
    "P25": ("DVPortgroup.Create", "DVPortgroup.Modify", "DVPortgroup.Delete"),
    "P26": ("DVSwitch.PortSetting", "DVSwitch.Modify"),
    "P28": ("VirtualMachine.Provisioning.ReadCustSpecs",),
    "P29": ("VirtualMachine.Provisioning.ModifyCustSpecs",),
    "P30 P31": ("StorageProfile.View", "StorageProfile.Update"),
    "P33": ("System.Read",),
    "P38": ("Resource.ApplyRecommendation", "Resource.HotMigrate", "Resource.ColdMigrate"),
    "P39": ("VirtualMachine.State.CreateSnapshot", "VirtualMachine.State.RevertToSnapshot"),
    "P40": ("Global.DisableMethods", "Global.EnableMethods"),
}
DEMANDS = [demand for rule in builtin_rules() for demand in rule.demands]


@pytest.mark.parametrize("row", NEVER)
def test_no_rule_requires_what_a_row_says_is_never_required(row: str) -> None:
    assert {demand.privilege for demand in DEMANDS}.isdisjoint(NEVER[row])


def test_of_a_host_and_of_a_folder_nothing_is_required_but_what_a_row_says() -> None:
    """P36 and P37."""
    on_host = {demand.privilege for demand in DEMANDS if demand.on == "host"}
    assert on_host == {"Cryptographer.RegisterHost"}
    assert not any(d.privilege.startswith(("Folder.", "Datacenter.", "Host.")) for d in DEMANDS)


NOTES: dict[str, tuple[Row, str, str]] = {
    "P28 P29": (Row(spec={"customization": {"encryptionKey": [48]}}), "8.0.2.0", "REQ021"),
}


@pytest.mark.parametrize("name", NOTES)
def test_a_privilege_that_is_not_demanded_is_told_of_in_a_note(name: str) -> None:
    row, release, rule = NOTES[name]
    (found,) = (f for f in report_of(row, release).findings if f.rule == rule)
    assert (found.severity, found.fault, found.unknown) == ("note", None, ())
    silent = report_of(Row(), release).findings
    assert rule not in {finding.rule for finding in silent}


@pytest.mark.parametrize("release", ["8.0.2.0", "9.0.0.0"])
@pytest.mark.parametrize("version", ["8.0.2.0", "9.0.0.0", None])
def test_access_to_an_encrypted_source_is_asked_from_release_9_on(
    release: str, version: str | None
) -> None:
    """P15: by the release of the vCenter, which is no older than that of the call."""
    asked = [
        one.conditional
        for one in report_of(Row(source=ENCRYPTED), release, version).requirements
        if one.privilege == "Cryptographer.Access" and one.entity == SOURCE
    ]
    since_9 = "9.0.0.0" in (release, version)
    assert asked == ([False] if since_9 else [] if version else [True])


def test_an_unchanged_adapter_stays_open_while_the_source_s_is_not_known() -> None:
    row = Row(
        location={"deviceChange": [change("edit", nic(standard(NET18)))]},
        objects={SOURCE: {"config.hardware.device": [{"key": 4000}]}},
    )
    (found,) = (r for r in report_of(row).requirements if r.privilege == "Network.Assign")
    assert (found.entity, found.conditional) == (NET18, True)
    assert found.unknown == (f"{SOURCE}:config.hardware.device", "principal")


@pytest.mark.parametrize(
    "privilege",
    [CREATE[0], ASSIGN[0], ALLOCATE[0], "Network.Assign", "VirtualMachine.Inventory.Register"],
)
def test_what_another_vcenter_asks_is_not_known(privilege: str) -> None:
    """P34 and P35."""
    row = Row(
        location={
            "service": {"_typeName": "ServiceLocator"},
            "deviceChange": [change("edit", nic(standard(NET18)))],
        }
    )
    guarded = check_as(row)
    found = [r for r in guarded.requirements if r.privilege == privilege]
    assert found
    assert all((r.entity, r.status) == (None, "unknown") for r in found)
    assert all(SERVICE in r.unknown for r in found)


def check_as(row: Row) -> Report:
    location = {"pool": reference(POOL), "datastore": reference(DS1), **row.location}
    spec = {"location": location, "template": False, "powerOn": False}
    body = {"folder": reference(FOLDER), "name": "web-2", "spec": spec}
    data = {"moId": "vm-12", "body": body}
    return check(data, inventory=vcenter(row), principal=r"LAB\alice")


def test_every_row_of_the_catalogue_is_here() -> None:
    told = " ".join([*ROWS, *NEVER, *NOTES, "P15 P34 P35 P36 P37"]).split()
    assert {f"P{number}" for number in range(1, 41)} <= set(told)
    assert Evidence.OBSERVED.severity == "error"
