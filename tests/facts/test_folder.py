"""Where the folder lies, and of which vCenter it is."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Unknown
from policyguard.references import Reference
from tests.facts.kit import reference
from tests.facts.source_kit import HOSTILE, VM, said

OWN, OTHER = "6d1f1c3e-7a54-4a0e-9f2b-0c8d5e1a7b42", "0d5c7a52-6f0e-4d0e-8f39-2b1f6f1d9c11"
ABOUT = {"about": {"instanceUuid": OWN}}


def folder(value: str = "group-v3", **more: Any) -> dict[str, Any]:
    return {"_typeName": "ManagedObjectReference", "type": "Folder", "value": value, **more}


def server(body: Any, **inventory: Any) -> object:
    return said({}, body, **inventory)[1]["folder.server"]


def test_a_reference_may_say_of_which_vcenter_it_is() -> None:
    assert server({"folder": folder()}, **ABOUT) == "absent"
    assert server({"folder": folder(serverGuid=OWN.upper())}, **ABOUT) == "same"
    assert server({"folder": folder(serverGuid=OTHER)}, **ABOUT) == "other"
    assert server({"folder": folder(serverGuid=OTHER)}) == "unknown"
    assert server({"folder": folder(serverGuid=None)}) == "absent"


def test_the_folder_that_counts_is_asked() -> None:
    inner = {"location": {"folder": folder()}}
    assert server({"folder": folder(serverGuid=OTHER), "spec": inner}, **ABOUT) == "absent"
    inner["location"]["folder"]["serverGuid"] = OTHER
    assert server({"folder": folder(serverGuid=OWN), "spec": inner}, **ABOUT) == "other"


@pytest.mark.parametrize("value", HOSTILE)
def test_whatever_stands_there_is_not_of_this_vcenter(value: Any) -> None:
    assert server({"folder": folder(serverGuid=value)}, **ABOUT) in ("other", "unknown")
    assert server({"folder": value}, **ABOUT) in ("absent", "unknown")


DC_2 = "Datacenter/dc-2"
CENTERS = {
    "Folder/group-v3": {"parent": "Datacenter/dc-1"},
    "Folder/group-v4": {"parent": DC_2},
    "VirtualApp/v-1": {"parent": "ResourcePool/p-1"},
    "ResourcePool/p-1": {"parent": "ComputeResource/c-1"},
    "ComputeResource/c-1": {"parent": "Folder/group-h1"},
    "Folder/group-h1": {"parent": "Datacenter/dc-1"},
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"parent": "Folder/group-v3"}, "same"),
        ({"parent": "Folder/group-v4"}, "other"),
        ({"parent": None, "parentVApp": "VirtualApp/v-1"}, "same"),
        ({"parent": None, "parentVApp": None}, "absent"),
        ({"parent": "Folder/group-v5"}, "unknown"),
        ({"parent": None}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_the_datacenter_of_the_source_is_that_of_its_folder_or_vapp(
    source: dict[str, Any], expected: str
) -> None:
    _, values = said({VM: source, **CENTERS}, {"folder": folder()})
    assert values["folder.source_datacenter"] == expected


@pytest.mark.parametrize(
    ("objects", "source", "expected"),
    [
        ({"parent": "Datacenter/dc-1"}, {"parent": "Folder/group-v5"}, "Folder/group-v5:parent"),
        ({}, {"parent": "Folder/group-v4"}, "Folder/group-v3:parent"),
        ({"parent": "Datacenter/dc-1"}, {"parent": None}, f"{VM}:parentVApp"),
        ({"parent": "Datacenter/dc-1"}, {}, f"{VM}:parent"),
    ],
)
def test_what_would_tell_the_datacenter_of_the_source_is_named(
    objects: dict[str, Any], source: dict[str, Any], expected: str
) -> None:
    known = {VM: source, **CENTERS, "Folder/group-v3": objects}
    facts, _ = said(known, {"folder": folder()})
    assert facts.unknown["folder.source_datacenter"] == (expected,)


@pytest.mark.parametrize(
    ("body", "place", "path"),
    [
        ({"folder": folder()}, "/folder", "folder"),
        ({}, "/folder", "folder"),
        (
            {"folder": folder("group-v4"), "spec": {"location": {"folder": folder()}}},
            "/spec/location/folder",
            "spec.location.folder",
        ),
    ],
)
def test_the_folder_that_counts_is_printed(body: Any, place: str, path: str) -> None:
    details = said({}, body)[0].details
    assert (details["folder_place"], details["folder_path"]) == (place, path)
    named = Reference.parse("Folder/group-v3") if body else Unknown(("request:folder",))
    assert details["folder"] == named


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"childType": ["Folder", "VirtualMachine"]}, ("yes", ())),
        ({"childType": ["Folder", "Datacenter"]}, ("no", ())),
        ({"childType": []}, ("no", ())),
        ({"childType": None}, ("unknown", ("Folder/group-v3:childType",))),
        ({"childType": "VirtualMachine"}, ("unknown", ("Folder/group-v3:childType",))),
        ({}, ("unknown", ("Folder/group-v3:childType",))),
    ],
)
def test_a_folder_says_what_it_holds(known: dict[str, Any], expected: object) -> None:
    facts, values = said({"Folder/group-v3": known}, {"folder": folder()})
    unknown = facts.unknown.get("folder.holds_vms", ())
    assert (values["folder.holds_vms"], unknown) == expected


@pytest.mark.parametrize(
    ("guid", "about", "decides"),
    [
        (OTHER, {}, "about.instanceUuid"),
        (7, ABOUT, "request:folder.serverGuid"),
    ],
)
def test_what_would_tell_the_vcenter_is_named(guid: Any, about: Any, decides: str) -> None:
    facts, _ = said({}, {"folder": folder(serverGuid=guid)}, **about)
    assert facts.unknown["folder.server"] == (decides,)


def test_the_folder_is_in_the_datacenter_of_the_host_or_in_another() -> None:
    host = reference("HostSystem", "h-1")
    for up, expected in (("ComputeResource/c-1", "same"), ("ComputeResource/c-2", "other")):
        known = {"HostSystem/h-1": {"parent": up}, "ComputeResource/c-2": {"parent": DC_2}}
        body = {"folder": folder(), "spec": {"location": {"host": host}}}
        assert said({**CENTERS, **known}, body)[1]["folder.datacenter"] == expected
