"""What is said of what stands around a body: release, source, service, mistakes of the schema."""

from __future__ import annotations

from typing import Any

import pytest

from policyguard.facts import facts_of
from policyguard.facts.situation import Situation
from policyguard.inventory import Inventory
from policyguard.references import Reference
from policyguard.request import CloneRequest
from policyguard.schema import Problem, SchemaError
from tests.facts.kit import Data, items, told


def asked(**request: Any) -> Any:
    """What is said of a request of which the envelope matters."""
    return facts_of(Situation(CloneRequest(**request), Inventory.load({})), ())


@pytest.mark.parametrize(
    ("mo_id", "expected", "printed"),
    [
        ("vm-12", "virtual-machine", Reference("VirtualMachine", "vm-12")),
        ("HostSystem/host-9", "other-type", "HostSystem/host-9"),
        ("//", "malformed", "//"),
        (7, "malformed", "7"),
        (None, "absent", "null"),
    ],
)
def test_the_source_is_named_as_a_virtual_machine(mo_id: Any, expected: str, printed: Any) -> None:
    found = asked(mo_id=mo_id)
    assert found.values["clone.moid"] == expected
    assert found.details["source"] == printed
    assert found.details["moid_text"] == mo_id


def test_an_envelope_holds_three_keys_and_no_others() -> None:
    assert asked().values["clone.envelope"] == "plain"
    found = asked(other_keys=("spec", "name"))
    assert found.values["clone.envelope"] == "other-keys"
    assert found.details["other_keys"] == "spec, name"


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({"apiType": "VirtualCenter"}, "vcenter"),
        ({"apiType": "HostAgent"}, "host"),
        ({"apiType": "Fleet"}, ("about.apiType",)),
        ({}, ("about.apiType",)),
    ],
)
def test_what_answers_is_a_vcenter_or_a_host(about: Data, expected: object) -> None:
    found = facts_of(Situation(CloneRequest(), Inventory.load({"about": about})), ())
    assert told(found, "vcenter.api") == expected


def test_each_mistake_in_the_body_is_said_where_it_is() -> None:
    flaw = SchemaError(Problem.TYPE, "/spec/powerOn", "not a boolean", "spec.powerOn")
    found = facts_of(Situation(CloneRequest(), Inventory.load({})), [flaw])
    assert items(found, "schema", "problem") == ["type"]
    assert found.items["schema"][0].details == {
        "place": "/spec/powerOn",
        "problem": "not a boolean",
        "property": "spec.powerOn",
    }
