"""Where `spec.config.files` puts the clone's files, beside what `spec.location` says."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts.values import Facts, Unknown
from policyguard.references import Reference
from tests.facts.kit import Data, facts, reference
from tests.facts.storage_kit import STORE, answers

SERVICE = ("request:spec.location.service",)
NAME = ("Datastore/datastore-1:name",)
PLACE = ("request:spec.location.datastore",)


def home(path: Any, location: Data | None = None, /, *complete: str, **stores: Any) -> Facts:
    objects = {f"Datastore/datastore-{name[-1]}": known for name, known in stores.items()}
    spec = {"location": location or {}, "config": {"files": {"vmPathName": path}}}
    return facts(spec, objects, complete=complete)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("[ds] a/a.vmx", "well-formed"),
        ("[ds]", "well-formed"),
        ("[ds] a\nb", "well-formed"),
        ("[]", "malformed"),
        ("ds/a.vmx", "malformed"),
        ("", "absent"),
        (5, ("request:spec.config.files.vmPathName",)),
        (None, "absent"),
    ],
)
def test_a_datastore_path_begins_with_its_datastore(path: Any, said: Any) -> None:
    found = answers(home(path, {"datastore": STORE}), "home")
    assert found["path"] == said
    if said != "well-formed":
        assert (found["datastore"], found["agrees"]) == ("absent", "absent")


@pytest.mark.parametrize(
    ("stores", "complete", "said"),
    [
        ({"ds_1": {"name": "ds"}}, [], "known"),
        ({"ds_1": {}, "ds_2": {"name": "ds"}}, [], "known"),
        ({"ds_1": {"name": "other"}}, [], ("objects",)),
        ({"ds_1": {"name": "other"}, "ds_2": {"name": None}}, ["objects"], "not-known"),
        ({"ds_1": {}, "ds_2": {"name": "other"}}, ["objects"], NAME),
    ],
)
def test_a_datastore_is_known_by_its_name(stores: Data, complete: Any, said: Any) -> None:
    assert answers(home("[ds] a", {}, *complete, **stores), "home")["datastore"] == said


def test_only_a_datastore_is_meant_by_the_name_of_one() -> None:
    spec = {"config": {"files": {"vmPathName": "[ds] a"}}}
    found = facts(spec, {"Network/network-1": {"name": "ds"}}, complete=["objects"])
    assert answers(found, "home")["datastore"] == "not-known"


@pytest.mark.parametrize(
    ("location", "stores", "said"),
    [
        ({"datastore": STORE}, {"ds_1": {"name": "ds"}}, "yes"),
        ({"datastore": STORE}, {"ds_1": {"name": "ds 2"}}, "no"),
        ({"datastore": STORE}, {"ds_1": {}}, NAME),
        ({"datastore": reference("Folder", "group-1")}, {}, PLACE),
        ({"datastore": 5}, {}, PLACE),
        ({}, {"ds_1": {"name": "ds"}}, "absent"),
    ],
)
def test_a_path_agrees_with_the_datastore_of_its_name(
    location: Data, stores: Data, said: Any
) -> None:
    assert answers(home("[ds] a", location, **stores), "home")["agrees"] == said


def test_datastores_of_another_vcenter_are_not_known_here() -> None:
    location = {"service": {}, "datastore": STORE}
    found = answers(home("[ds] a", location, "objects", ds_1={"name": "ds"}), "home")
    assert found == {"path": "well-formed", "datastore": SERVICE, "agrees": SERVICE}


def test_what_may_be_printed_of_a_path_is_as_it_was_written() -> None:
    printed = home("[ds] a", {"datastore": STORE}).details
    assert printed["path_written"] == "[ds] a"
    assert printed["path_datastore"] == "ds"
    assert printed["location_datastore"] == Reference("Datastore", "datastore-1")
    printed = home("[ds] a", {"datastore": reference("Folder", "group-1")}).details
    assert printed["location_datastore"] == Unknown(PLACE)
    printed = home(5).details
    assert [printed[f"{one}"] for one in ("path_written", "path_datastore")] == [None, None]
