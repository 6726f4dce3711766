"""What is looked up in an inventory is a value, nothing, or what would have to be known."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.situation import Situation, compared
from policyguard.facts.values import Said, Unknown
from policyguard.inventory import Inventory
from policyguard.references import Reference
from policyguard.request import CloneRequest
from tests.facts.kit import SOURCE, Data, reference

OBJECT = Reference.parse("Folder/group-v3")
HOST, OTHER = Reference.parse("HostSystem/host-9"), Reference.parse("HostSystem/host-8")
OPEN = Unknown((f"{OBJECT}:property",))
NOT_ASKED = Unknown(("moId",))
UNSAID: Any = ...
WORDS: dict[Any, str] = {True: "yes", "on": "yes", None: "no"}
HOSTS = [
    str(HOST),
    reference("HostSystem", "host-8"),
]


def case(spec: Any = None, objects: Data | None = None, **more: Any) -> Situation:
    complete = more.pop("complete", [])
    inventory = Inventory.load({"objects": objects or {}, "complete": complete})
    mo_id = more.pop("mo_id", SOURCE)
    return Situation(CloneRequest(mo_id=mo_id, body={"spec": spec or {}, **more}), inventory)


def looked_up(lookup: str, value: Any, *args: Any) -> Any:
    """What a lookup makes of a property."""
    known = {} if value is UNSAID else {"property": value}
    return getattr(case(objects={str(OBJECT): known}), lookup)(OBJECT, "property", *args)


@pytest.mark.parametrize(
    ("lookup", "args", "value", "expected"),
    [
        ("prop", (), 7, 7),
        ("prop", (), None, None),
        ("prop", (), UNSAID, OPEN),
        ("typed", (str,), "x", "x"),
        ("typed", (int,), 7, 7),
        ("typed", (bool,), False, False),
        ("typed", (int,), True, OPEN),
        ("typed", (str,), 7, OPEN),
        ("typed", (str,), None, OPEN),
        ("typed", (str,), UNSAID, OPEN),
        ("token", (WORDS,), True, "yes"),
        ("token", (WORDS,), "on", "yes"),
        ("token", (WORDS,), None, "no"),
        ("token", (WORDS,), False, OPEN),
        ("token", (WORDS,), 1, OPEN),
        ("token", (WORDS,), [], OPEN),
        ("token", (WORDS,), UNSAID, OPEN),
        ("linked", (), str(HOST), HOST),
        ("linked", (), None, None),
        ("linked", (), "host-9", OPEN),
        ("linked", (), UNSAID, OPEN),
        ("links", (), HOSTS, (HOST, OTHER)),
        ("links", (), [], ()),
        ("links", (), None, ()),
        ("links", (), str(HOST), OPEN),
        ("links", (), {}, OPEN),
        ("links", (), [str(HOST), 7], OPEN),
        ("links", (), UNSAID, OPEN),
        ("listed", (), [7, None], [7, None]),
        ("listed", (), None, []),
        ("listed", (), "x", OPEN),
        ("listed", (), UNSAID, OPEN),
        ("number", (), 0, 0),
        ("number", (), None, None),
        ("number", (), -1, OPEN),
        ("number", (), True, OPEN),
        ("number", (), 1.0, OPEN),
        ("number", (), "1", OPEN),
        ("number", (), UNSAID, OPEN),
        ("figure", (), 1, 1),
        ("figure", (), None, OPEN),
        ("figure", (), -1, OPEN),
        ("figure", (), UNSAID, OPEN),
    ],
)
def test_a_property_is_read_as_what_it_must_be(
    lookup: str, args: tuple[Any, ...], value: Any, expected: Any
) -> None:
    found = looked_up(lookup, value, *args)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("lookup", "args", "of_none"),
    [
        ("prop", (), None),
        ("typed", (str,), None),
        ("token", (WORDS,), "no"),
        ("linked", (), None),
        ("links", (), ()),
        ("listed", (), []),
        ("number", (), None),
    ],
)
def test_what_is_no_object_has_no_properties(
    lookup: str, args: tuple[Any, ...], of_none: Any
) -> None:
    assert getattr(case(), lookup)(None, "property", *args) == of_none
    assert getattr(case(), lookup)(NOT_ASKED, "property", *args) == NOT_ASKED


@pytest.mark.parametrize(
    ("mo_id", "source"),
    [
        ("vm-12", Reference.parse(SOURCE)),
        (SOURCE, Reference.parse(SOURCE)),
        ("Folder/group-v3", NOT_ASKED),
        (None, NOT_ASKED),
        (7, NOT_ASKED),
        ("/", NOT_ASKED),
    ],
)
def test_a_source_is_a_virtual_machine(mo_id: Any, source: Any) -> None:
    assert case(mo_id=mo_id).source == source


SERVICE = Unknown(("request:spec.location.service",))
POOL = Unknown(("request:spec.location.pool",))


@pytest.mark.parametrize(
    ("location", "named"),
    [
        ({}, None),
        ({"pool": None}, None),
        ({"pool": reference("ResourcePool", "p-1")}, Reference("ResourcePool", "p-1")),
        ({"pool": reference("VirtualApp", "v-1")}, Reference("VirtualApp", "v-1")),
        ({"pool": reference("Folder", "group-v3")}, POOL),
        ({"pool": "ResourcePool/p-1"}, POOL),
        ({"pool": {}}, POOL),
        ({"pool": reference("ResourcePool", "p-1"), "service": {}}, SERVICE),
        ({"service": 7}, SERVICE),
    ],
)
def test_a_place_names_an_object_of_its_type(location: Data, named: Any) -> None:
    assert case({"location": location}).named("ResourcePool", "spec", "location", "pool") == named


def test_a_snapshot_is_one_of_the_vcenter_that_is_asked() -> None:
    snapshot = reference("VirtualMachineSnapshot", "s-1")
    asked = case({"snapshot": snapshot, "location": {"service": {}}})
    found = asked.named("VirtualMachineSnapshot", "spec", "snapshot")
    assert found == Reference("VirtualMachineSnapshot", "s-1")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], "absent"),
        (["good"], "good"),
        (["bad"], "bad"),
        ([OPEN], OPEN),
        (["bad", "good"], "absent"),
        ([OPEN, "good"], "absent"),
        (["bad", "worse"], "absent"),
        (["bad", "worse", OPEN], "absent"),
        (["bad", OPEN, NOT_ASKED, OPEN], Unknown((*OPEN.deciders, "moId"))),
    ],
)
def test_what_is_bad_counts_if_it_is_so_of_all_hosts(said: list[Said], expected: Said) -> None:
    hosts = [Reference("HostSystem", f"host-{n}") for n in range(len(said))]
    objects: Data = {
        "ResourcePool/p-1": {"owner": "ComputeResource/c-1"},
        "ComputeResource/c-1": {"host": [str(host) for host in hosts]},
    }
    asked = case({"location": {"pool": reference("ResourcePool", "p-1")}}, objects)
    assert asked.on_hosts("good", lambda host: said[hosts.index(host)]) == expected


def test_hosts_that_are_not_known_tell_nothing() -> None:
    asked = case({"location": {"host": 7}})
    assert asked.on_hosts("good", lambda _: "good") == Unknown(("request:spec.location.host",))


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        (HOST, HOST, "same"),
        (HOST, OTHER, "other"),
        (None, OPEN, "absent"),
        (OPEN, None, "absent"),
        (OPEN, HOST, OPEN),
        (HOST, OPEN, OPEN),
        (OPEN, NOT_ASKED, Unknown((*OPEN.deciders, *NOT_ASKED.deciders))),
    ],
)
def test_two_objects_are_the_same_or_not(here: Any, there: Any, expected: Said) -> None:
    assert compared(here, there) == expected


TREE: Data = {
    "VirtualMachine/vm-1": {"parent": str(OBJECT)},
    str(OBJECT): {"parent": "StoragePod/group-p1"},
    "StoragePod/group-p1": {"parent": "Datacenter/dc-1"},
    "Datacenter/dc-1": {"parent": "Folder/group-d1"},
    "Folder/group-d1": {"parent": None},
    "VirtualMachine/vm-3": {"parent": None, "parentVApp": "VirtualApp/v-1"},
    "VirtualApp/v-1": {"parent": "ResourcePool/p-1"},
    "ResourcePool/p-1": {"parent": "Datacenter/dc-1"},
    "VirtualMachine/vm-4": {"parentVApp": "VirtualApp/v-1"},
    "VirtualMachine/vm-5": {"parent": None},
    "VirtualMachine/vm-6": {"parent": None, "parentVApp": None},
    "Datacenter/dc-2": {"parent": None},
    "VirtualMachine/vm-2": {"parent": "Folder/gone"},
}


@pytest.mark.parametrize(
    ("start", "kind", "expected"),
    [
        ("VirtualMachine/vm-1", "Datacenter", "Datacenter/dc-1"),
        ("Datacenter/dc-1", "Datacenter", "Datacenter/dc-1"),
        ("StoragePod/group-p1", "Folder", "StoragePod/group-p1"),
        ("VirtualMachine/vm-1", "HostSystem", None),
        ("VirtualMachine/vm-3", "Datacenter", "Datacenter/dc-1"),
        ("VirtualMachine/vm-4", "ResourcePool", "VirtualApp/v-1"),
        ("VirtualMachine/vm-5", "Folder", Unknown(("VirtualMachine/vm-5:parentVApp",))),
        ("VirtualMachine/vm-6", "Folder", Unknown(("VirtualMachine/vm-6:parent",))),
        ("Datacenter/dc-2", "Folder", Unknown(("Datacenter/dc-2:parent",))),
        ("VirtualMachine/vm-2", "Datacenter", Unknown(("Folder/gone:parent",))),
    ],
)
def test_the_nearest_of_a_type_on_the_way_up_is_found(start: str, kind: str, expected: Any) -> None:
    found = case(objects=TREE).ancestor(Reference.parse(start), kind)
    assert found == (Reference.parse(expected) if isinstance(expected, str) else expected)
