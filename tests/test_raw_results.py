"""What property collectors return is an inventory, whichever client wrote it down."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pyVmomi import VmomiSupport as _VmomiSupport
from pyVmomi import vim as _vim
from pyVmomi import vmodl as _vmodl
from pyVmomi.VmomiJSONEncoder import VmomiJSONEncoder

from policyguard import Inventory
from policyguard.errors import InvalidInventory
from policyguard.inventory import UNKNOWN, declared, vmomi
from policyguard.inventory.unset import unset_paths
from policyguard.references import Reference
from tests import cost
from tools.managed import RELEASE
from tools.typeinfo import catalogue, vmodl_names

VM = Reference("VirtualMachine", "vm-12")
FOLDER = Reference("Folder", "group-v3")
ROOT = Reference("Folder", "group-d1")
GUID = "5f0bcf5e-3a0f-4d77-a4b3-0b6f2f6d1c11"

# Its functions have no types.
VmomiSupport: Any = _VmomiSupport
vim: Any = _vim
vmodl: Any = _vmodl

collector = vmodl.query.PropertyCollector


def reference(type_: str, value: str) -> dict[str, str]:
    return {"_typeName": "ManagedObjectReference", "type": type_, "value": value}


def content(obj: Reference, missing: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {
        "_typeName": "ObjectContent",
        "obj": obj.json(),
        "propSet": [
            {"_typeName": "DynamicProperty", "name": name.replace("__", "."), "val": value}
            for name, value in properties.items()
        ],
        "missingSet": [
            {"_typeName": "MissingProperty", "path": path, "fault": {"_typeName": "NoPermission"}}
            for path in missing
        ],
    }


def written(obj: Any, **options: Any) -> Any:
    return json.loads(json.dumps(obj, cls=VmomiJSONEncoder, **options))


# In VI JSON and as pyVmomi has it, the same machine.

DISK = {
    "_typeName": "VirtualDisk",
    "key": 2000,
    "controllerKey": 1000,
    "capacityInKB": 1024,
    "backing": {
        "_typeName": "VirtualDiskFlatVer2BackingInfo",
        "fileName": "[ds] web/web.vmdk",
        "datastore": reference("Datastore", "datastore-11"),
        "diskMode": "persistent",
    },
}
AS_VI_JSON = content(
    VM,
    name="web",
    parent=FOLDER.json(),
    datastore={
        "_typeName": "ArrayOfManagedObjectReference",
        "_value": [reference("Datastore", "datastore-11")],
    },
    config__hardware__device={"_typeName": "ArrayOfVirtualDevice", "_value": [DISK]},
    runtime={
        "_typeName": "VirtualMachineRuntimeInfo",
        "connectionState": "connected",
        "powerState": "poweredOff",
        "host": reference("HostSystem", "host-9"),
    },
    disabledMethod={"_typeName": "ArrayOfString", "_value": ["CloneVM_Task"]},
)


def pyvmomi_disk() -> Any:
    backing = vim.vm.device.VirtualDisk.FlatVer2BackingInfo(
        fileName="[ds] web/web.vmdk",
        datastore=vim.Datastore("datastore-11"),
        diskMode="persistent",
    )
    return vim.vm.device.VirtualDisk(
        key=2000, controllerKey=1000, capacityInKB=1024, backing=backing
    )


def pyvmomi_content() -> Any:
    def pair(name: str, value: Any) -> Any:
        return vmodl.DynamicProperty(name=name, val=value)

    return collector.ObjectContent(
        obj=vim.VirtualMachine("vm-12"),
        propSet=[
            pair("name", "web"),
            pair("parent", vim.Folder("group-v3")),
            pair("datastore", vim.Datastore.Array([vim.Datastore("datastore-11")])),
            pair("config.hardware.device", vim.vm.device.VirtualDevice.Array([pyvmomi_disk()])),
            pair(
                "runtime",
                vim.vm.RuntimeInfo(
                    connectionState="connected",
                    powerState="poweredOff",
                    host=vim.HostSystem("host-9"),
                ),
            ),
            pair("disabledMethod", VmomiSupport.GetVmodlType("string[]")(["CloneVM_Task"])),
        ],
        missingSet=[],
    )


PATHS = (
    "name",
    "parent",
    "datastore",
    "runtime.host",
    "runtime.powerState",
    "runtime.question",
    "runtime.cryptoState",
    "config.hardware.device",
    "disabledMethod",
    "config.template",
)


def disk_of(inventory: Inventory) -> dict[str, Any]:
    (disk,) = inventory.get(VM, "config.hardware.device")
    return disk if isinstance(disk, dict) else {}


def without_unset(value: Any) -> Any:
    """A value without what is unset, which pyVmomi writes and VI JSON leaves out."""
    if isinstance(value, dict):
        return {k: without_unset(v) for k, v in value.items() if v not in (None, [])}
    return [without_unset(one) for one in value] if isinstance(value, list) else value


WRAPPINGS: dict[str, Callable[[Any], Any]] = {
    "objects-list": lambda one: {"objects": [one]},
    "document-list": lambda one: [one],
    "result": lambda one: {"_typeName": "RetrieveResult", "objects": [one]},
    "result-in-objects": lambda one: {"objects": {"objects": [one]}},
    "returnval-list": lambda one: {"returnval": [one]},
    "returnval-result": lambda one: {
        "returnval": {"_typeName": "RetrieveResult", "objects": [one]}
    },
    "returnval-in-objects": lambda one: {"objects": {"returnval": {"objects": [one]}}},
    "returnval-one": lambda one: {"returnval": one},
    "one": lambda one: one,
    "pages": lambda one: {
        "objects": [
            {"_typeName": "RetrieveResult", "token": "1", "objects": [content(ROOT, name="d")]},
            {"_typeName": "RetrieveResult", "objects": [one]},
        ]
    },
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_pyvmomi_and_vi_json_say_the_same_however_they_are_wrapped(wrapping: str) -> None:
    wrap = WRAPPINGS[wrapping]
    plain = Inventory.load(wrap(AS_VI_JSON))
    other = Inventory.load(wrap(written(pyvmomi_content())))
    for path in PATHS:
        assert without_unset(other.get(VM, path)) == without_unset(plain.get(VM, path)), path
    assert plain.get(VM, "runtime.host") == "HostSystem/host-9"
    assert plain.get(VM, "runtime.question") is None
    assert plain.get(VM, "config.template") is UNKNOWN
    assert disk_of(other)["backing"]["_typeName"] == "VirtualDiskFlatVer2BackingInfo"
    assert plain.warnings == other.warnings == ()


def test_a_result_of_pyvmomi_is_one_too() -> None:
    result = collector.RetrieveResult(token=None, objects=[pyvmomi_content()])
    for strip in (True, False):
        given = written(result, strip_dynamic=strip)
        assert Inventory.load(given).get(VM, "name") == "web"
        assert Inventory.load(json.dumps(given).encode()).get(VM, "parent") == str(FOLDER)


class Server:
    """Stands where the stub of a connection does, and tells what it was given."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told

    def InvokeAccessor(self, _object: Any, info: Any) -> Any:  # noqa: N802 - pyVmomi's name
        empty: Any = [] if info.type.__name__.endswith("[]") else None
        return self._told.get(info.name, empty)


def exploded(cls: Any, mo_id: str, told: dict[str, Any]) -> dict[str, Any]:
    """What the encoder writes of a managed object with these properties and no others."""
    assert set(told) <= {one.name for one in cls._GetPropertyList()}
    out: dict[str, Any] = written(cls(mo_id, Server(told)))
    return out


def machine() -> dict[str, Any]:
    return exploded(
        vim.VirtualMachine,
        "vm-12",
        {
            "name": "web",
            "parent": vim.Folder("group-v3"),
            "datastore": [vim.Datastore("datastore-11")],
            "config": vim.vm.ConfigInfo(template=False, version="vmx-20"),
            "disabledMethod": [vim.VirtualMachine.PowerOn],
            "rootSnapshot": [],
        },
    )


def test_a_managed_object_that_is_written_out_tells_everything_about_itself() -> None:
    given = machine()
    assert given["_vimref"] == "vim.VirtualMachine:vm-12"
    for document in (given, [given], {"objects": [given]}, {"objects": given}):
        inventory = Inventory.load(document)
        assert inventory.get(VM, "parent") == str(FOLDER)
        assert inventory.get(VM, "config.template") is False
        assert inventory.get(VM, "config.keyId") is None
        assert inventory.get(VM, "datastore") == ["Datastore/datastore-11"]
        assert inventory.get(VM, "snapshot") is None
        assert inventory.get(VM, "parentVApp") is None
        # It may have one that the session does not see.
        assert inventory.get(VM, "resourcePool") is UNKNOWN
        # The encoder writes methods as what no one can read.
        assert inventory.get(VM, "disabledMethod") is UNKNOWN
        assert inventory.warnings == ()


def test_types_in_properties_are_named_as_the_api_names_them() -> None:
    given = exploded(
        vim.Folder,
        "group-v3",
        {"name": "vm", "childType": [vim.Folder, vim.VirtualMachine, vim.VirtualApp]},
    )
    inventory = Inventory.load(given)
    assert inventory.get(FOLDER, "childType") == ["Folder", "VirtualMachine", "VirtualApp"]
    assert inventory.get(FOLDER, "parent") is UNKNOWN


def test_objects_that_are_written_out_where_one_refers_to_them_are_read_too() -> None:
    snapshot = Reference("VirtualMachineSnapshot", "snapshot-5")
    inner = {
        "_vimid": "snapshot-5",
        "_vimref": "vim.vm.Snapshot:snapshot-5",
        "_vimtype": "vim.vm.Snapshot",
        "config": written(vim.vm.ConfigInfo(template=False, guestId="x")),
    }
    assert vim.vm.Snapshot.__name__ == inner["_vimtype"]
    given = machine() | {"rootSnapshot": [inner]}
    inventory = Inventory.load([given])
    assert inventory.get(VM, "rootSnapshot") == [str(snapshot)]
    assert inventory.get(snapshot, "config.guestId") == "x"


def test_a_reference_may_name_its_server_and_a_text_may_look_like_one() -> None:
    host = vim.HostSystem("host-9")
    host._serverGuid = GUID
    given = written(vim.vm.RuntimeInfo(host=host, powerState="poweredOn"))
    assert GUID in given["host"]
    item = {"objects": {str(VM): {"runtime": given, "name": "vim.Nothing:x"}}}
    inventory = Inventory.load(item)
    assert inventory.get(VM, "runtime.host") == "HostSystem/host-9"
    assert inventory.get(VM, "name") == "vim.Nothing:x"


def test_every_type_has_the_name_that_the_api_has_for_it() -> None:
    names = vmodl_names(RELEASE)
    listed = declared.type_names()
    wrong = {v: w for v, w in names.items() if w in listed and vmomi.type_name(v) != w}
    assert wrong == {}
    types = catalogue(RELEASE)
    devices = {*types.subtypes("VirtualDevice"), *types.subtypes("VirtualDeviceBackingInfo")}
    assert {vmomi.type_name(vmodl) for vmodl, wsdl in names.items() if wsdl in devices} == devices


# What was asked for and is not there.


def asked(paths: list[str], *contents: dict[str, Any], type_: str = "VirtualMachine") -> Inventory:
    return Inventory.load({"asked": {type_: paths}, "objects": [*contents]})


def test_what_was_asked_for_and_is_in_neither_set_is_unset() -> None:
    inventory = asked(["name", "snapshot", "guest.toolsStatus"], content(VM, name="web"))
    assert inventory.get(VM, "snapshot.rootSnapshotList") is None
    assert inventory.get(VM, "guest.toolsStatus") is None
    assert inventory.get(VM, "config.guestId") is UNKNOWN


@pytest.mark.parametrize("missing", ["snapshot", "snapshot.rootSnapshotList"])
def test_what_could_not_be_read_stays_unknown(missing: str) -> None:
    inventory = asked(["snapshot", "config.managedBy"], content(VM, (missing,), name="web"))
    assert inventory.get(VM, "snapshot") is UNKNOWN
    assert inventory.get(VM, "config.managedBy") is None


def test_a_leaf_that_is_always_set_tells_that_what_holds_it_is_unset() -> None:
    inventory = asked(["config.version", "config.guestId"], content(VM, name="web"))
    assert inventory.get(VM, "config") is None
    assert inventory.get(VM, "config.hardware.device") is None
    told = asked(["config.version"], content(VM, config__guestId="x"))
    assert told.get(VM, "config.version") is UNKNOWN
    # The machine always has a state: that there is none tells nothing.
    state = asked(["runtime.powerState"], content(VM, name="web"))
    assert state.get(VM, "runtime.powerState") is UNKNOWN


def test_a_reference_that_may_be_hidden_stays_unknown() -> None:
    paths = ["resourcePool", "parent", "parentVApp", "runtime.host", "config.template"]
    nothing = asked(paths, content(VM, config__template=False))
    assert {nothing.get(VM, path) for path in paths[:4]} == {UNKNOWN}
    template = asked(paths, content(VM, config__template=True, parent=FOLDER.json()))
    assert template.get(VM, "resourcePool") is None
    assert template.get(VM, "parentVApp") is None
    host = Reference("HostSystem", "host-9")
    swap = asked(["config.localSwapDatastore"], content(host), type_="HostSystem")
    assert swap.get(host, "config.localSwapDatastore") is UNKNOWN


def test_the_root_folder_alone_has_nothing_above_it() -> None:
    inventory = asked(["parent"], content(ROOT), content(FOLDER), type_="ManagedEntity")
    assert inventory.get(ROOT, "parent") is None
    assert inventory.get(FOLDER, "parent") is UNKNOWN


def test_asked_says_nothing_of_objects_that_no_collector_answered() -> None:
    given = {"asked": {"VirtualMachine": ["snapshot"]}, "objects": {str(VM): {"name": "web"}}}
    assert Inventory.load(given).get(VM, "snapshot") is UNKNOWN


def test_what_is_unset_can_be_contradicted() -> None:
    first = {"asked": {"VirtualMachine": ["guest.toolsStatus"]}, "objects": [content(VM)]}
    other = {"objects": {str(VM): {"guest.toolsStatus": "toolsOk"}}}
    orders: list[list[dict[str, Any]]] = [[first, other], [other, first]]
    for given in orders:
        with pytest.raises(InvalidInventory, match=r"`VirtualMachine/vm-12:guest.toolsStatus`"):
            Inventory.load(given)


# Mistakes.


def test_of_many_objects_with_one_mistake_three_are_named() -> None:
    many = [{"obj": f"vm-{number}", "propSet": []} for number in range(1000)]
    with pytest.raises(InvalidInventory) as raised:
        Inventory.load({"objects": many})
    said = str(raised.value)
    assert said.count("expected") == 3
    assert said.endswith("; and 997 more like these")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ([{"obj": VM.json(), "missingSet": ["name"]}], "is no list of `MissingProperty`"),
        ([{"_vimtype": "vim.VirtualMachine", "_vimref": "vm-1"}], "expected a reference such as"),
    ],
)
def test_what_is_no_result_is_refused_in_words(given: Any, reason: str) -> None:
    with pytest.raises(InvalidInventory, match=reason):
        Inventory.load({"objects": given})


def test_a_result_with_a_token_and_no_last_page_is_not_everything() -> None:
    page = {"_typeName": "RetrieveResult", "token": "1", "objects": [content(VM)]}
    (warning,) = Inventory.load({"objects": page}).warnings
    assert "ContinueRetrievePropertiesEx" in warning
    last = {"_typeName": "RetrieveResult", "objects": [content(ROOT)]}
    assert Inventory.load([page, last]).warnings == ()


def test_a_result_that_holds_itself_is_refused() -> None:
    endless: dict[str, Any] = {}
    endless["returnval"] = endless
    with pytest.raises(InvalidInventory):
        Inventory.load({"objects": endless})


def test_what_is_missing_is_not_gone_through_for_each_path_that_was_asked_for() -> None:
    def asked(count: int) -> int:
        missing = [f"config.extraConfig.x{number}" for number in range(count)]
        paths = [f"config.{name}" for name in ("annotation", "guestId", "ftInfo")] * count
        return cost.calls(lambda: [*unset_paths(VM, {}, paths, missing)])

    asked(1)
    assert asked(80) < 3 * asked(40)
