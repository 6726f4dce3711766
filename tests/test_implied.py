"""What an inventory tells of a property without having it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyguard import Guard, Inventory, document
from policyguard.inventory import UNKNOWN, implied, links
from policyguard.inventory.implied import NOTHING, ROWS, SOMETHING, Follows, Same
from policyguard.references import Reference
from policyguard.request import CloneRequest
from tools import reads

VM = Reference("VirtualMachine", "vm-12")
FOLDER = Reference("Folder", "group-v3")
POOL = Reference("ResourcePool", "resgroup-8")
HOST = Reference("HostSystem", "host-9")
CLUSTER = Reference("ClusterComputeResource", "domain-c7")

# The shared case this began with, whose raw result has no `snapshot`.
WITHOUT_SNAPSHOT = {
    "_typeName": "ObjectContent",
    "obj": VM.json(),
    "propSet": [
        {"_typeName": "DynamicProperty", "name": "name", "val": "template"},
        {"_typeName": "DynamicProperty", "name": "config.template", "val": True},
        {"_typeName": "DynamicProperty", "name": "rootSnapshot", "val": []},
        {
            "_typeName": "DynamicProperty",
            "name": "layoutEx",
            "val": {
                "_typeName": "VirtualMachineFileLayoutEx",
                "file": [],
                "disk": [],
                "snapshot": [],
            },
        },
    ],
}
REQUEST = {
    "moId": "vm-12",
    "body": {
        "folder": FOLDER.json(),
        "name": "web-01",
        "spec": {
            "_typeName": "VirtualMachineCloneSpec",
            "location": {"_typeName": "VirtualMachineRelocateSpec", "pool": POOL.json()},
            "template": False,
            "powerOn": False,
        },
    },
}


def one(reference: Reference, **properties: Any) -> Inventory:
    named = {name.replace("__", "."): value for name, value in properties.items()}
    return Inventory.load({"objects": {str(reference): named}})


@pytest.mark.parametrize("left_out", [None, "rootSnapshot", "layoutEx"])
def test_a_raw_result_proves_that_there_is_no_snapshot(left_out: str | None) -> None:
    listed = [each for each in WITHOUT_SNAPSHOT["propSet"] if each["name"] != left_out]  # type: ignore[index]
    inventory = Inventory.load({"objects": [WITHOUT_SNAPSHOT | {"propSet": listed}]})
    report = Guard(inventory, engine="portable").check(CloneRequest.of(REQUEST))
    # Whether a source that runs has disks without snapshots is for its state and devices to say.
    said = {finding.rule for finding in report.findings} - {"SNP019", "SNP020"}
    assert not any(rule.startswith("SNP") for rule in said)
    assert not any("napshot" in each for finding in report.findings for each in finding.unknown)


@pytest.mark.parametrize("path", ["layoutEx", "layout", "layoutEx.snapshot"])
def test_a_layout_that_is_not_there_tells_of_no_snapshot(path: str) -> None:
    assert one(VM, **{path: None}).get(VM, "snapshot") is UNKNOWN
    raw = {"_typeName": "ObjectContent", "obj": VM.json(), "propSet": []}
    asked = Inventory.load({"objects": [raw], "asked": {VM.type: [path]}})
    assert asked.get(VM, "snapshot") is UNKNOWN


def owner(row: Same | Follows | links.Lists, type_: str = "") -> Reference:
    return Reference(type_ or row.type, "x-1")


EXAMPLES: dict[Any, Any] = {NOTHING: [], SOMETHING: "ResourcePool/resgroup-8"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.type}-{row.path}-{row.source}")
def test_each_row_tells_its_property(row: Same | Follows) -> None:
    here = owner(row)
    nothing = one(here)
    assert nothing.get(here, row.path) is UNKNOWN
    if isinstance(row, Same):
        told = {f"{row.source}": {"_typeName": "Any", "inner": 3}}
        inventory = one(here, **told)
        assert inventory.get(here, f"{row.path}.inner") == 3
        assert (inventory.get(here, f"{row.path}.other") is None) is row.whole
    else:
        for said in row.said:
            whole, dot, _ = row.source.rpartition(".")
            beside: dict[str, Any] = {f"{whole}.other": 1} if dot and said is None else {}
            inventory = one(here, **{row.source: EXAMPLES.get(said, said)}, **beside)
            assert inventory.get(here, row.path) == row.value
        another = None if SOMETHING in row.said else "quite another"
        assert one(here, **{row.source: another}).get(here, row.path) is UNKNOWN


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if isinstance(row, Same)],
    ids=lambda row: f"{row.path}-{row.source}",
)
def test_the_same_data_has_the_same_type(row: Same) -> None:
    here, there = reads.declared(row.type, row.path), reads.declared(row.type, row.source)
    assert here is not None
    # A number may be wider in the one than in the other.
    numbers = {"short", "int", "long"}
    assert (
        here == there
        or {here, there} <= numbers
        or here.removeprefix("FaultToleranceConfigInfo")
        == (there or "").removeprefix("FaultToleranceConfigInfo")
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.type}-{row.path}-{row.source}")
def test_both_ends_of_a_row_are_properties(row: Same | Follows) -> None:
    assert reads.declared(row.type, row.path) is not None
    assert reads.declared(row.type, row.source) is not None
    assert row.why


@given(st.data())
def test_what_is_described_is_never_contradicted(data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(ROWS))
    refers = {"parent", "parentVApp", "resourcePool"}
    values: list[Any] = ["Folder/group-v3"] if row.path in refers else [None, "a", True, 7, []]
    others: list[Any] = [[], None, "notConfigured", "poweredOn", "x", True, 3]
    value = data.draw(st.sampled_from(values))
    said = data.draw(st.sampled_from([None, "Folder/group-v3"] if row.source in refers else others))
    here = owner(row)
    described: dict[str, Any] = {row.path: value}
    assert one(here, **described, **{row.source: said}).get(here, row.path) == value


def test_only_clusters_have_the_configuration_of_a_cluster() -> None:
    plain = Reference("ComputeResource", "domain-s4")
    assert one(plain).get(plain, "configurationEx.dasConfig.enabled") is None
    assert one(plain).get(plain, "configuration.drsConfig.enabled") is None
    assert one(plain).get(plain, "configurationEx.vmSwapPlacement") is UNKNOWN
    assert one(CLUSTER).get(CLUSTER, "configurationEx.dasConfig.enabled") is UNKNOWN


# The other end of a reference.


def _is_array(row: links.Lists) -> bool:
    return (reads.declared(row.type, row.path) or "").endswith("[]")


LISTED = {row: Reference(row.kind.replace("ManagedEntity", "Folder"), "y-2") for row in links.ROWS}


@pytest.mark.parametrize("row", links.ROWS, ids=lambda row: f"{row.type}-{row.path}-{row.back}")
def test_what_lists_an_object_tells_its_reference_back(row: links.Lists) -> None:
    here, listed = owner(row), LISTED[row]
    lists = [str(listed)] if _is_array(row) else str(listed)
    inventory = one(here, **{row.path: lists})
    assert inventory.get_reference(listed, row.back) == here
    assert not inventory.known(listed)
    second = Reference(row.type, "z-3")
    both = {str(each): {row.path: lists} for each in (here, second)}
    assert Inventory.load({"objects": both}).get(listed, row.back) is UNKNOWN
    own = {str(here): {row.path: lists}, str(listed): {row.back: str(second)}}
    assert Inventory.load({"objects": own}).get_reference(listed, row.back) == second


@pytest.mark.parametrize("row", links.ROWS, ids=lambda row: f"{row.type}-{row.path}-{row.back}")
def test_both_ends_of_a_reference_are_properties(row: links.Lists) -> None:
    assert reads.declared(row.type, row.path) is not None
    kind = row.kind if row.back != "owner" else "ResourcePool"
    assert reads.declared(kind, row.back) is not None


def test_a_root_vapp_is_listed_by_a_folder_that_is_not_its_parent() -> None:
    vapp = Reference("VirtualApp", "resgroup-v40")
    assert one(FOLDER, childEntity=[str(vapp)]).get(vapp, "parent") is UNKNOWN
    assert one(POOL, resourcePool=[str(vapp)]).get_reference(vapp, "parent") == POOL


@given(st.dictionaries(st.integers(0, 5), st.sets(st.integers(0, 5), max_size=3), max_size=6))
def test_folders_that_list_each_other_are_never_above_themselves(
    children: dict[int, set[int]],
) -> None:
    objects = {
        f"Folder/group-v{up}": {"childEntity": [f"Folder/group-v{one}" for one in sorted(down)]}
        for up, down in children.items()
    }
    inventory = Inventory.load({"objects": objects})
    for number in range(6):
        here: Any = Reference("Folder", f"group-v{number}")
        for _ in range(7):
            here = inventory.get_reference(here, "parent") if isinstance(here, Reference) else None
        assert here is None


def test_a_null_and_an_array_without_elements_say_the_same() -> None:
    values: list[Any] = [None, []]
    parts = [{"objects": {str(VM): {"recentTask": value}}} for value in values]
    for order in (parts, parts[::-1]):
        assert Inventory.load(order).get(VM, "recentTask") is None


EXAMPLE = Path(__file__).parent.parent / "examples" / "linked-clone"


def test_a_collector_that_answers_summaries_leaves_nothing_more_open() -> None:
    (request,) = EXAMPLE.glob("request.*")
    (part,) = document.read((EXAMPLE / "inventory.yaml").read_bytes(), "inventory.yaml")
    inventory = json.loads(json.dumps(part.data))
    before = Guard(inventory, engine="portable").check(_request(request))
    for name, properties in inventory["objects"].items():
        if name.startswith(("HostSystem/", "VirtualMachine/")):
            for path in [each for each in properties if each.partition(".")[0] == "runtime"]:
                properties[f"summary.{path}"] = properties.pop(path)
    after = Guard(inventory, engine="portable").check(_request(request))
    assert after == before


def _request(path: Path) -> CloneRequest:
    (part,) = document.read(path.read_bytes(), path.name)
    return CloneRequest.of(part.data)


def test_rows_are_asked_of_subtypes_too() -> None:
    vapp = Reference("VirtualApp", "resgroup-v40")
    given_ = one(vapp, summary={"_typeName": "VirtualAppSummary", "name": "app"})
    assert given_.get(vapp, "name") == "app"
    assert implied.told("VirtualApp", {}, "name") is UNKNOWN
